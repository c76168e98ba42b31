"""The rules that every lab keeps, whatever it shows. `nntutor check --labs` runs them, and so does a test."""

from __future__ import annotations

import ast
import contextlib
import inspect
import itertools
import json
import math
import random
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

import numpy as np

from lessons.figures import Curves, Figure, Scatter, Surface
from lessons.figures.base import flat
from lessons.format.fields import FieldError, KnobState
from lessons.format.layout import CHROME_ROWS, LAB_WIDTH, ROWS, lab_rows, wrap
from lessons.labs.base.declare import Knob, Readout
from lessons.labs.base.lab import Lab

Form: TypeAlias = Callable[[Sequence[Figure]], str]
"""How figures are drawn, as text. The last of several draws in ASCII."""

FAR = 24
"""Positions to look at where a lab has no end or a far one."""
ASKED = 30
"""Numbers that are asked for, each at a position, in other settings than the last."""
DRAWS = 4
WITH_AXES = (Curves, Scatter, Surface)
"""Figures that draw numbers which nobody is told: the ticks of their axes."""
MANY_TURNS = 2000

_NUMBER = re.compile(r"(?<![\w.])[−-]?\d+\.\d+(?:e[−-]?\d+)?")


def broken(kind: type[Lab], forms: Sequence[Form] = ()) -> Iterator[str]:
    """What a lab breaks of the rules, each in a line."""
    for rule in (
        documented,
        sees_only,
        there_and_back,
        restores,
        other_shapes,
        slips,
        nothing_moves,
        knobs_at_their_ends,
        partial(anything_may_be_asked, forms=forms),
        partial(secrets, forms=forms),
        partial(drawn, forms=forms),
    ):
        # A step or a knob end that breaks a rule may break it at many positions: once is enough.
        for reason in dict.fromkeys(rule(kind)):
            yield f"lab '{kind.name}': {reason}"


def make(kind: type[Lab]) -> Lab:
    """A lab that is quick to run."""
    return kind(dict(kind.quick))


def said(lab: Lab) -> str:
    """Everything that it says now, in words."""
    return "\n".join([*(figure.describe() for figure in lab.draw()), lab.says()])


def ways(lab: Lab) -> list[int]:
    """The positions that stepping from the start goes through, as far as they are looked at."""
    lab.reset()
    seen = [0]
    last = min(FAR, lab.run_length if lab.length is None else lab.length)
    while lab.position < last and lab.step():
        seen.append(lab.position)
    return seen


# The rules


def documented(kind: type[Lab]) -> Iterator[str]:
    """Whatever it declares says what it is."""
    if not kind.summary.endswith("."):
        yield f"its docstring begins with '{kind.summary}'; begin it with a sentence that says what it shows"
    for each in kind.declared.values():
        text = each.field.help if isinstance(each, Knob) else each.help
        if isinstance(each, Knob) and not text:
            yield f"knob '{each.field.name}' has no help; say what it is"
            return
    for knob in make(kind).knobs():
        if not knob.help.endswith("."):
            yield f"the help of knob '{knob.id}' is no sentence"
    values = make(kind).values()
    for name in kind.readouts:
        if name not in values:
            yield f"readout '{name}' cannot be read"
    for each in kind.declared.values():
        # What a family shares may tell a readout that only some of its labs have.
        tells = each.tells if isinstance(each, Readout) and each.attr in vars(kind) else ()
        for path in tells.values() if isinstance(tells, Mapping) else tells:
            try:
                make(kind).at(make(kind).resolved(path)[:1])
            except LookupError:
                yield f"'{each.attr}' tells '{path}', which is no readout"


def other_shapes(kind: type[Lab]) -> Iterator[str]:
    """A vector or matrix of no declared shape may have any: it is drawn, or refused with the mend."""
    for f in kind.fields:
        if f.kind not in ("vector", "matrix") or f.shape:
            continue
        for size in (1, 2, 5):
            value = np.resize(np.asarray(f.default), (size,) if f.kind == "vector" else (size, size))
            try:
                lab = kind({**kind.quick, f.name: value})
                lab.seek(min(FAR, lab.run_length))
                said(lab)
                _ = [lab.readout(path) for path in paths(lab)]
            except FieldError:
                continue
            except (ArithmeticError, LookupError, TypeError, ValueError) as error:
                yield f"{f.name} = {value.tolist()} breaks it: {error!r}; give the knob a shape, or refuse it"


def slips(kind: type[Lab]) -> Iterator[str]:
    """Whatever is asked, known slips and other units are words and numbers."""
    lab = make(kind)
    lab.seek(min(FAR, lab.run_length))
    for path in paths(lab):
        try:
            found = {**lab.mistakes(path), **lab.units(path)}
            _ = [float(value) for value in found.values()]
        except (ArithmeticError, LookupError, TypeError, ValueError) as error:
            yield f"mistakes('{path}') breaks: {error!r}"
            return


def sees_only(kind: type[Lab]) -> Iterator[str]:
    """Its figures and its caption know what may be seen, and no more."""
    for name in ("figures", "caption"):
        if not isinstance(inspect.getattr_static(kind, name), staticmethod):
            yield f"'{name}' is no static method; it takes `see` alone"
    tree = ast.parse(inspect.getsource(inspect.getmodule(kind) or kind))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or not node.attr.startswith("_"):
            continue
        if isinstance(node.value, ast.Name) and node.value.id == "see":
            yield f"line {node.lineno} reads see.{node.attr}; declare what figures need with @plotted()"


def there_and_back(kind: type[Lab]) -> Iterator[str]:
    """Each step can be taken back, seeking goes where stepping goes, and a reset is the start."""
    lab = make(kind)
    told = {0: said(lab)}
    for position in ways(make(kind))[1:]:
        lab.step()
        told[position] = said(lab)
    for position in reversed(told):
        if lab.position != position:
            yield f"a step back leads to {lab.position}, not to {position}"
            return
        if said(lab) != told[position]:
            yield f"at {position} it says something else after a step back than before"
            return
        if lab.back() is not (position > 0):
            yield f"back() at {position} says {not position > 0}"
    order = list(told)
    random.Random(kind.name).shuffle(order)
    for position in order[:6]:
        lab.seek(position)
        if said(lab) != told[position]:
            yield f"seek({position}) leads to something else than stepping there"
            return
    lab.reset()
    if said(lab) != told[0]:
        yield "after a reset it says something else than at the start"


def restores(kind: type[Lab]) -> Iterator[str]:
    """A saved state brings back knobs and place; one that fits nothing changes nothing."""
    lab = make(kind)
    for knob in lab.knobs()[:3]:
        lab.turn(knob.id, knob.turned(1))
    for _ in range(2):
        lab.step()
    again = make(kind)
    again.restore(json.loads(json.dumps(lab.state())))
    if again.state() != lab.state() or said(again) != said(lab):
        yield "a saved state does not bring back what was saved"
    fresh = make(kind)
    for state in ({}, {"settings": None, "position": "7"}, {"settings": {"x": []}, "position": -3}):
        fresh.restore(state)
        if fresh.state() != make(kind).state():
            yield f"the state {state}, which fits nothing, changes it"


def nothing_moves(kind: type[Lab]) -> Iterator[str]:
    """Its rows stay the same from step to step, fit a screen, and its caption fits the rows it asks for."""
    lab = make(kind)
    positions, rows = ways(lab), set()
    for position in positions:
        lab.seek(position)
        rows.add(lab_rows(lab))
        yield from _caption_fits(lab)
    if len(rows) > 1:
        yield f"it takes {min(rows)} to {max(rows)} rows; the words beside it would jump"
    if max(rows) > ROWS - CHROME_ROWS:
        yield f"it takes {max(rows)} rows; a page has {ROWS - CHROME_ROWS}"


def _caption_fits(lab: Lab) -> Iterator[str]:
    needed = len(wrap(lab.says(), LAB_WIDTH))
    if needed > lab.caption_rows:
        yield f"its caption takes {needed} rows, not {lab.caption_rows}: {lab.says()}"


def knobs_at_their_ends(kind: type[Lab]) -> Iterator[str]:
    """Every knob goes to both of its ends, and the lab runs there, with numbers that are numbers."""
    lab = make(kind)
    for knob in lab.knobs():
        for end in ends(knob, lab.quick.get(knob.field.name)):
            changed = make(kind)
            before = changed.state()
            try:
                changed.turn(knob.id, end)
            except FieldError:
                if changed.state() != before:
                    yield f"knob '{knob.id}' refuses {end} and moves all the same"
                continue
            at = f"with '{knob.id}' at {changed.knob(knob.id).shown()}"
            for position in (0, min(FAR, changed.run_length)):
                changed.seek(position)
                if "nan" in said(changed):
                    yield f"{at} it says nan"
                yield from (f"{at} {reason}" for reason in _caption_fits(changed))
                bad = [path for path in paths(changed) if not math.isfinite(changed.readout(path))]
                if bad:
                    yield f"{at} readout '{bad[0]}' is {changed.readout(bad[0])}"


def ends(knob: KnobState, small: Any = None) -> list[Any]:
    """The least and the most that a knob goes to; `small`: what it must not go beyond to be quick."""
    if small is not None:
        return [small]
    if knob.field.kind == "choice":
        return list(knob.field.choices)
    return [knob.turned(-MANY_TURNS), knob.turned(MANY_TURNS)]


def secrets(kind: type[Lab], forms: Sequence[Form] = ()) -> Iterator[str]:
    """What stands to be predicted is told nowhere: nor its negative, nor its difference from 1."""
    rng = random.Random(kind.name)
    tried: set[str] = set()
    for _ in range(DRAWS):
        lab = irregular(kind, rng)
        for position in rng.sample(stops := ways(lab), min(len(stops), 6)):
            lab.seek(position)
            asked = [path for path in paths(lab) if _may_be_asked(lab, path)]
            for path in rng.sample(asked, min(len(asked), ASKED // DRAWS)):
                leak, elsewhere = _leak(lab, path, forms), _leak_elsewhere(kind, rng, path, position, forms)
                if leak and path not in tried and all(itertools.islice(elsewhere, 2)):
                    tried.add(path)
                    yield f"with '{path}' asked at {position} it tells: {leak}"
        lab.close()


def anything_may_be_asked(kind: type[Lab], forms: Sequence[Form] = ()) -> Iterator[str]:
    """Whichever number stands to be predicted, at whatever step, all the rest is drawn."""
    rng = random.Random(kind.name)
    lab = make(kind)
    for position in ways(lab):
        lab.seek(position)
        for path in rng.sample(known := list(paths(lab)), min(len(known), 4)):
            lab.ask(path)
            try:
                said(lab)
                if position == 0:
                    _ = [form(lab.draw()) for form in forms]
            except (ArithmeticError, LookupError, TypeError, ValueError) as error:
                yield f"with '{path}' asked at {position} it cannot be drawn: {error!r}"
            lab.secrets = frozenset()


def irregular(kind: type[Lab], rng: random.Random) -> Lab:
    """A lab whose knobs stand at numbers of four digits, so that none is met by chance."""
    for _ in range(50):
        lab = make(kind)
        try:
            for knob in lab.knobs():
                if knob.field.name not in kind.quick:
                    lab.turn(knob.id, _drawn(knob, rng))
        except FieldError:
            continue
        return lab
    return make(kind)


def _drawn(knob: KnobState, rng: random.Random) -> Any:
    f = knob.field
    low = -3.0 if f.low is None else max(-3.0, f.low)
    high = 3.0 if f.high is None else min(3.0, f.high)
    match f.kind:
        case "choice":
            return rng.choice(f.choices)
        case "toggle":
            return rng.random() < 0.5
        case "integer":
            return rng.randint(int(f.low or 0), int(min(f.high or 9, (f.low or 0) + 9)))
        case "sizes":
            return tuple(rng.randint(2, 5) for _ in knob.value)
    if f.scale == "log":
        return float(f"{math.exp(rng.uniform(math.log(f.low or 1e-3), math.log(f.high or 1))):.4g}")
    return round(rng.uniform(low, high), 4)


def _may_be_asked(lab: Lab, path: str) -> bool:
    """Whether a number has four digits and is where no knob stands."""
    value = lab.readout(path)
    if (
        value is None
        or not math.isfinite(value)
        or not 1e-3 < abs(value) < 1e4
        or math.isclose(float(f"{value:.2e}"), value)
    ):
        return False
    knobs = [float(k.value) for k in lab.knobs() if isinstance(k.value, (int, float))]
    return not any(_same(knob, value) or _same(1 - knob, value) for knob in knobs)


def _leak(lab: Lab, path: str, forms: Sequence[Form]) -> str:
    """The line that tells a number that is asked for; empty where none does."""
    value = float(lab.readout(path))
    lab.ask(path)
    prose = [f"{name} {lab.shown(name)}" for name in paths(lab)]
    drawings = [form(lab.draw()) for form in forms]
    lines = "\n".join([said(lab), *prose, *drawings]).split("\n")
    lab.secrets = frozenset()
    return next((line for line in lines for n in _NUMBER.findall(line) if _tells(n, value)), "")


def _leak_elsewhere(
    kind: type[Lab], rng: random.Random, path: str, position: int, forms: Sequence[Form]
) -> Iterator[bool]:
    """Whether it leaks with other numbers too: two numbers may look alike once by chance.

    Labs that have no such number, with fewer layers, say nothing.
    """
    for _ in range(40):
        lab = irregular(kind, rng)
        lab.seek(position)
        with contextlib.suppress(LookupError):
            if _may_be_asked(lab, path):
                yield bool(_leak(lab, path, forms))
        lab.close()


def _tells(written: str, value: float) -> bool:
    """Whether a number, as it is written, is a value, its negative or its difference from 1.

    One that reads as a whole number, 4.00, tells nothing: many do.
    """
    digits = written.lstrip("−-")
    if "e" in digits or len(digits.replace(".", "").lstrip("0")) < 3 or float(digits).is_integer():
        return False
    decimals = len(digits.partition(".")[2])
    return any(f"{abs(told):.{decimals}f}" == digits for told in (value, 1 - value))


def _same(a: float, b: float) -> bool:
    return math.isclose(abs(a), abs(b), rel_tol=1e-4)


def drawn(kind: type[Lab], forms: Sequence[Form]) -> Iterator[str]:
    """What is drawn is described, whichever characters it is drawn with; and in ASCII it is ASCII."""
    lab = make(kind)
    positions = ways(lab)
    for position in {positions[0], positions[len(positions) // 2], positions[-1]}:
        lab.seek(position)
        figures = [each for each in flat(lab.draw()) if not isinstance(each, WITH_AXES)]
        told = set(_NUMBER.findall(" ".join(figure.describe() for figure in figures)))
        for form in forms:
            drawing = form(figures)
            untold = {n for n in _NUMBER.findall(drawing) if n.replace("-", "−") not in told}
            yield from _untold(untold, told, position)

    if forms:
        whole, spelt = forms[0](lab.draw()), forms[-1](lab.draw())
        if spelt.count("?") > whole.count("?"):
            odd = "".join(sorted({c for c in whole if not c.isascii()}))
            yield f"in ASCII it draws ? for one of {odd}; use what can be spelt"


def _untold(untold: Iterable[str], told: Iterable[str], position: int) -> Iterator[str]:
    """Numbers that are drawn and are not described."""
    values = [abs(float(n.replace("−", "-"))) for n in told]
    for each in untold:
        value = abs(float(each.replace("−", "-")))
        half = 0.5 * 10.0 ** -len(each.partition(".")[2])
        if not any(abs(value - other) <= half * 1.001 for other in values):
            yield f"at {position} it draws {each}, which its description does not tell"


def paths(lab: Lab) -> Iterator[str]:
    """Every single number that lessons may read."""
    for each in lab.declared.values():
        if isinstance(each, Readout) and each.public:
            yield from _inside(each.name, lab.readout(each.name))


def _inside(path: str, value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, part in value.items():
            yield from _inside(f"{path}.{name}", part)
    elif isinstance(value, (list, tuple)):
        for i, part in enumerate(value):
            yield from _inside(f"{path}[{i}]", part)
    elif np.ndim(value):
        shape = itertools.product(*map(range, np.shape(value)))
        yield from (path + "".join(f"[{i}]" for i in index) for index in shape)
    elif isinstance(value, (int, float, np.number)):
        yield path

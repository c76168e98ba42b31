"""The rules that every lab keeps, whatever it shows. `nntutor check --labs` runs them, and so does a test."""

from __future__ import annotations

import ast
import inspect
import json
import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from lessons.figures import Bars, Curves, Formula, Scatter, Spare, Surface
from lessons.figures.base import flat
from lessons.format.fields import FieldError, KnobState
from lessons.format.layout import CHROME_ROWS, LAB_WIDTH, ROWS, lab_rows, wrap
from lessons.labs.base.declare import Knob, Readout
from lessons.labs.base.lab import Lab
from lessons.rules.secrecy import anything_may_be_asked, secrets
from lessons.rules.trying import NUMBER, Form, far, make, numbers, paths, said, ways

WITH_AXES = (Curves, Scatter, Surface)
"""Figures that draw numbers which nobody is told: the ticks of their axes."""
MANY_TURNS = 2000
CUT = "…"
"""What stands where a text is cut."""


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
        nothing_before_a_count,
        knobs_at_their_ends,
        partial(anything_may_be_asked, forms=forms),
        partial(secrets, forms=forms),
        partial(drawn, forms=forms),
    ):
        # A step or a knob end that breaks a rule may break it at many positions: once is enough.
        for reason in dict.fromkeys(rule(kind)):
            yield f"lab '{kind.name}': {reason}"


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
        if len(wrap(knob.help, LAB_WIDTH)) > kind.caption_rows:
            yield f"the help of knob '{knob.id}' has no room where the caption stands; say it in fewer words"
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
                lab.seek(far(lab))
                said(lab)
                _ = [lab.readout(path) for path in paths(lab)]
            except FieldError:
                continue
            except (ArithmeticError, LookupError, TypeError, ValueError) as error:
                yield f"{f.name} = {value.tolist()} breaks it: {error!r}; give the knob a shape, or refuse it"


def slips(kind: type[Lab]) -> Iterator[str]:
    """Whatever is asked, known slips and other units are words and numbers."""
    lab = make(kind)
    lab.seek(far(lab))
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
    """A saved state brings back knobs and, but for runs still to be made, place; no other changes a thing."""
    lab = make(kind)
    for knob in lab.knobs()[:3]:
        lab.turn(knob.id, knob.turned(1))
    for _ in range(0 if kind.counting else 2):
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


def nothing_before_a_count(kind: type[Lab]) -> Iterator[str]:
    """Before its first seed a count shows no number that nobody has measured."""
    for each in flat(make(kind).draw()) if kind.counting else ():
        figure = each.figure if isinstance(each, Spare) else each
        told = (
            [v for v in figure.values if isinstance(v, (int, float)) and v]
            if isinstance(figure, Bars)
            else []
        )
        if told:
            yield f"before its first seed it has a bar of {told[0]}; say at = 1 of what a seed brings"


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
            for position in (0, far(changed)):
                changed.seek(position)
                if "nan" in said(changed):
                    yield f"{at} it says nan"
                yield from (f"{at} {reason}" for reason in _caption_fits(changed))
                bad = next(((path, n) for path, n in numbers(changed) if not math.isfinite(n)), None)
                if bad:
                    yield f"{at} readout '{bad[0]}' is {bad[1]}"


def ends(knob: KnobState, small: Any = None) -> list[Any]:
    """The least and the most that a knob goes to; `small`: what it must not go beyond to be quick."""
    if small is not None:
        return [small]
    if knob.field.kind in ("choice", "text"):
        return list(knob.field.choices)
    return [knob.turned(-MANY_TURNS), knob.turned(MANY_TURNS)]


def drawn(kind: type[Lab], forms: Sequence[Form]) -> Iterator[str]:
    """What is drawn is described, whichever characters it is drawn with; and in ASCII it is ASCII."""
    lab = make(kind)
    positions = ways(lab)
    for position in {positions[0], positions[len(positions) // 2], positions[-1]}:
        lab.seek(position)
        figures = [each for each in flat(lab.draw()) if not isinstance(each, WITH_AXES)]
        told = set(NUMBER.findall(" ".join(figure.describe() for figure in figures)))
        for form in forms:
            drawing = form(figures)
            untold = {n for n in NUMBER.findall(drawing) if n.replace("-", "−") not in told}
            yield from _untold(untold, told, position)
        yield from (f"at {position} {reason}" for reason in _unnamed(lab, forms))

    if forms:
        whole, spelt = forms[0](lab.draw()), forms[-1](lab.draw())
        if spelt.count("?") > whole.count("?"):
            odd = "".join(sorted({c for c in whole if not c.isascii()}))
            yield f"in ASCII it draws ? for one of {odd}; use what can be spelt"


def _unnamed(lab: Lab, forms: Sequence[Form]) -> Iterator[str]:
    """What has no name, or not the whole of it, in what is drawn: a listing alone may be cut."""
    figures = flat(lab.draw())
    for each in figures:
        if isinstance(each, Surface) and not each.names and len(each.keys) < len(each.overlays):
            yield f"what lies upon '{each.title}' has no names in its legend; give it keys"
    if forms and not any(isinstance(each, Formula) and each.code for each in figures):
        cut = [row.strip() for row in forms[0](lab.draw()).splitlines() if CUT in row]
        yield from (f"it draws '{row}'; say it in fewer words" for row in cut[:1])


def _untold(untold: Iterable[str], told: Iterable[str], position: int) -> Iterator[str]:
    """Numbers that are drawn and are not described."""
    values = [abs(float(n.replace("−", "-"))) for n in told]
    for each in untold:
        value = abs(float(each.replace("−", "-")))
        half = 0.5 * 10.0 ** -len(each.partition(".")[2])
        if not any(abs(value - other) <= half * 1.001 for other in values):
            yield f"at {position} it draws {each}, which its description does not tell"

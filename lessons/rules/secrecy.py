"""The rule of secrets: what stands to be predicted is told nowhere."""

from __future__ import annotations

import contextlib
import itertools
import math
import pickle
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeAlias

from lessons.figures import Figure
from lessons.figures.base import flat
from lessons.format.fields import FieldError, KnobState
from lessons.labs.base.lab import Lab
from lessons.rules.trying import NUMBER, Form, make, paths, said, ways

ASKED, PLACES, DRAWS = 7, 6, 3
"""Numbers that are asked for at a position, the positions, and the settings in which they are gone to."""

Drawing: TypeAlias = Callable[[Figure], str]
"""A figure as text."""


def secrets(kind: type[Lab], forms: Sequence[Form] = ()) -> Iterator[str]:
    """What stands to be predicted is told nowhere: nor its negative, nor its difference from 1."""
    rng = random.Random(kind.name)
    draw = _drawing(forms)
    tried: set[str] = set()
    for _ in range(DRAWS):
        lab = irregular(kind, rng)
        for position in rng.sample(stops := ways(lab), min(len(stops), PLACES)):
            lab.seek(position)
            known = list(paths(lab))
            asked = [path for path in known if _may_be_asked(lab, path)]
            for path in rng.sample(asked, min(len(asked), ASKED)):
                leak = _leak(lab, path, known, draw)
                elsewhere = _leak_elsewhere(kind, rng, path, position, draw)
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
        case "choice" | "text":
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


def _drawing(forms: Sequence[Form]) -> Drawing:
    """Draws each figure once, now in one form and now in another: what is drawn is the same in all."""
    known: dict[bytes, str] = {}
    rng = random.Random(0)

    def draw(figure: Figure) -> str:
        key = pickle.dumps(figure)
        if forms and key not in known:
            known[key] = rng.choice(forms)([figure])
        return known.get(key, "")

    return draw


def _leak(lab: Lab, path: str, known: Sequence[str], draw: Drawing) -> str:
    """The line that tells a number that is asked for, among all that are `known`; empty where none does."""
    value = float(lab.readout(path))
    lab.ask(path)
    prose = (f"{name} {lab.shown(name)}" for name in known)
    figures = lab.draw()
    told = [*(figure.describe() for figure in figures), lab.says(), *prose, *map(draw, flat(figures))]
    lines = "\n".join(told).split("\n")
    lab.secrets = frozenset()
    return next((line for line in lines for n in NUMBER.findall(line) if _tells(n, value)), "")


def _leak_elsewhere(
    kind: type[Lab], rng: random.Random, path: str, position: int, draw: Drawing
) -> Iterator[bool]:
    """Whether it leaks with other numbers too: two numbers may look alike once by chance.

    Labs that have no such number, with fewer layers, say nothing.
    """
    for _ in range(40):
        lab = irregular(kind, rng)
        lab.seek(position)
        with contextlib.suppress(LookupError):
            if _may_be_asked(lab, path):
                yield bool(_leak(lab, path, list(paths(lab)), draw))
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

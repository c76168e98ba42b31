"""Tables of rules: made, lazy, learned and fitted ones."""

from __future__ import annotations

from typing import Any

from lessons.figures import Bars, Cell, Matrix, Spare, table
from lessons.labs.base import See
from lessons.labs.features._draws import RULES
from lessons.labs.features._experiment import PENALTY, Experiment, scored
from lessons.text import number


def _told(rule: str) -> Any:
    """The scores of a rule, which `comes` says the step of. What it answers may tell what share is right."""
    return scored(rule, at=lambda lab, rest: lab.comes(rule, rest), tells=(f"{rule}.accuracy",))


class Rules(Experiment):
    penalty = PENALTY
    made = _told("made")
    always = _told("always")
    early = _told("early")
    feature = _told("feature")
    inputs = _told("inputs")
    both = _told("both")
    late = _told("late")


def fractions(see: See, which: str, title: str) -> Spare:
    """A bar a rule: the fraction right, `which` of its scores that is."""
    values = tuple(getattr(see, rule)[which] for rule in RULES)
    return Spare(Bars(title, tuple(RULES.values()), values, (0.0, 1.0)))


def scores(see: See, *more: str, now: tuple[int, int]) -> Matrix:
    """A row a rule. `more`: scores beside those on the points learnt from; `now`: the cell of this step."""
    rows: list[tuple[Cell, ...]] = []
    for rule in RULES:
        got = getattr(see, rule)
        rows.append((number(got["accuracy"]), got["answered"], *(number(got[each]) for each in more)))
    headings = ("right of these", "answered 1", *(f"right of {each}" for each in more))
    return table(rows, RULES.values(), headings, {now} if see.position else (), digits=0)

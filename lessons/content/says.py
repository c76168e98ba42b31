"""What the lab decides to say: its conditions can be read, and each of its cases comes up."""

from __future__ import annotations

from typing import TypeAlias

from lessons import work
from lessons.answers import cases
from lessons.content.base import Proof
from lessons.format.toml_fence import find_in_fence
from lessons.grammar import Unread, condition
from lessons.labs import Lab
from lessons.model import LabCall, Say

Says: TypeAlias = dict[tuple[str, int | None], list[Say]]
"""Whose cases are tried in the end, by their lab and how far it goes."""


def prove(proof: Proof, says: Says, lab: Lab, call: LabCall, say: Say) -> None:
    """A {say}: whether its conditions can be read."""
    places = [place for case in say.cases for place in proof.read_by(case.when, say.line)]
    if not all(proof.readout(lab, call, *place) for place in places):
        return
    for case in say.cases:
        try:
            condition(case.when).holds(lab.readout)
        except Unread as error:
            proof.fault(*proof.where(case.when, say.line), str(error), "compare single numbers or words")
            return
    if call.sound and say.cases:
        says.setdefault((call.key, call.until), []).append(say)


def reach(proof: Proof, call: tuple[str, int | None], says: list[Say]) -> None:
    """Tell of each case that does not come up, as far as what may still be done shows it."""
    key, until = call
    labs = proof.labs[key]
    if labs is None or labs[0].counting:
        return
    lab = labs[0].copy()
    lab.limit = until
    never, done = cases.unreached(says, lab, min(proof.budget, work.REACH))
    proof.budget -= done
    for say, i in never:
        place = find_in_fence(proof.lines, say.line, "else")
        if i < len(say.cases):
            place = proof.where(say.cases[i].when, say.line)
        mend = "take it out, or mend the conditions: the first that holds is said"
        proof.fault(*place, "no value of a knob, at any step, leads to this case", mend)

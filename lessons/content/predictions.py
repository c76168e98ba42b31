"""Predictions: there is a finite answer, or exactly one choice that holds, and no hint tells it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from lessons.answers import cases
from lessons.answers.checks import entries_in, is_right, read_answer
from lessons.content.base import Proof
from lessons.format.toml_fence import find_in_fence
from lessons.labs import Lab
from lessons.model import LabCall, Predict
from lessons.text import plural


def prove(proof: Proof, lab: Lab, call: LabCall, predict: Predict, steps: int, hint: str) -> None:
    """A prediction, of a lab that stands where its answer is read, so many steps on.

    `hint`: as it is told on the page.
    """
    places = list(asked(proof, predict))
    if not all(proof.readout(lab, call, *place) for place in places):
        return
    answer = math.nan
    try:
        if predict.choices:
            cases.decided(predict, lab)
        else:
            answer = read_answer(predict, lab)
    except ValueError as error:
        mend = "answer with a readout that is one finite number"
        if predict.choices:
            mend = "exactly one is to hold with the lesson's values"
        proof.fault(*places[0][1:], str(error), mend)
        return
    told = [entry for entry, value in entries_in(hint) if is_right(predict, value, answer)]
    if told:
        place = find_in_fence(proof.lines, predict.line, "hint")
        mend = "name the numbers and let the learner put them together"
        proof.fault(*place, f"'hint' tells an answer: {told[0]}", mend)
    if predict.after is not None and steps < predict.after:
        reason = f"after = {predict.after}, and the lab takes {plural(steps, 'step')} on this page"
        proof.fault(*find_in_fence(proof.lines, predict.line, "after"), reason, "ask for what comes sooner")


def asked(proof: Proof, predict: Predict) -> Iterator[tuple[str, int, int]]:
    """The readouts that answer a prediction, each with its place."""
    if not predict.choices:
        yield predict.answer, *find_in_fence(proof.lines, predict.line, "answer")
    for choice in predict.choices:
        yield from proof.read_by(choice.when, predict.line)

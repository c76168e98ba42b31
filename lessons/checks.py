"""Answers and what is said of them."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from lessons.grammar import Unread, read
from lessons.labs.base import Lab
from lessons.model import Predict, Quiz
from lessons.text import number, short, whole

NEAR = 3.0
"""A wrong answer is close within so many tolerances, or within so small a part of the right one:"""
NEAR_PART = 0.05
AGREE, AGREE_PART = 0.005, 0.01
"""What was written agrees with what a slip gives if they differ by rounding, or by so small a part."""


class AnswerError(ValueError):
    """Text that is no answer: what to type instead. Nothing is recorded."""


class Verdict(NamedTuple):
    """What is said of an answer."""

    right: bool
    text: str
    slip: str = ""
    """The known slip that the answer looks like."""


def parse_number(text: str) -> float:
    """Read a number as a learner types it: 0.5, 85%, 1/3, 600*0.7. Raises `AnswerError`."""
    try:
        return read(text).value
    except Unread as error:
        raise AnswerError(str(error)) from None


def read_answer(predict: Predict, ahead: Lab) -> float:
    """The answer, from a lab that stands where it is read.

    Raises `LookupError` for an unknown readout, and `ValueError` where it is no finite number.
    """
    value = ahead.readout(predict.answer)
    if isinstance(value, (str, list, tuple, dict)) or np.ndim(value):
        raise ValueError(f"readout '{predict.answer}' is no single number")
    if value is None:
        raise ValueError(f"readout '{predict.answer}' is not known there")
    if not math.isfinite(value):
        raise ValueError(f"readout '{predict.answer}' is not finite there")
    return float(value)


def grade_predict(predict: Predict, ahead: Lab, text: str) -> Verdict:
    """Grade a typed prediction by a lab that stands where the answer is read.

    Raises `AnswerError` where it is no number.
    """
    given = parse_number(text)
    answer = read_answer(predict, ahead)
    tolerance = predict.within + 1e-12 * max(1.0, abs(answer))
    shown = _shown(answer, predict.within)
    if abs(given - answer) <= tolerance:
        exact = "" if math.isclose(given, answer, abs_tol=1e-12) else f" It is {shown}."
        return Verdict(True, _join(f"Right.{exact}", predict.why))
    text = f"You wrote {short(given)}; it is {shown}."
    slip, agrees = find_slip(predict, ahead, given, answer, tolerance)
    if slip:
        text += f" It looks as if {slip}." if agrees else f" Perhaps {slip}."
    elif _is_near(given, answer, predict.within):
        text += " That is close."
    return Verdict(False, _join(text, predict.why), slip)


def find_slip(
    predict: Predict, ahead: Lab, given: float, answer: float, tolerance: float
) -> tuple[str, bool]:
    """The known slip that gives this number, or an empty string; and whether the two agree well.

    A slip counts within the tolerance of the answer itself, and so does an answer in another unit.
    """
    slips = dict(ahead.mistakes(predict.answer))
    slips.setdefault("the sign is the wrong way round", -answer)
    near = [
        (abs(given - value), slip, value)
        for slip, value in slips.items()
        if math.isfinite(value) and abs(value - answer) > tolerance and abs(given - value) <= tolerance
    ]
    if abs(answer) > tolerance:
        near += [
            (abs(given / factor - answer), slip, answer)
            for slip, factor in ahead.units(predict.answer).items()
            if abs(given / factor - answer) <= tolerance and given > 0 and (given > 1 or factor < 1)
        ]
    if not near:
        return "", False
    off, slip, value = min(near)
    return slip, off <= max(AGREE, AGREE_PART * abs(value))


def _is_near(given: float, answer: float, within: float) -> bool:
    """Whether a wrong answer is nearly right."""
    if given * answer < 0:
        return False
    return abs(given - answer) <= max(NEAR * within, NEAR_PART * abs(answer))


def parse_choice(text: str, choices: int) -> int | None:
    """The index of the choice that a learner names by its number; None where it is none."""
    chosen = whole(text)
    return chosen - 1 if chosen is not None and 1 <= chosen <= choices else None


def grade_quiz(quiz: Quiz, chosen: int) -> Verdict:
    """Grade a choice by its index."""
    choice = quiz.choices[chosen]
    if choice.right:
        return Verdict(True, _join("Right.", choice.why))
    return Verdict(False, _join("Not that one.", choice.why), choice.text)


def _shown(answer: float, within: float) -> str:
    """The answer with the digits that tell right from wrong, and no fewer than a lab shows: four."""
    fine = -math.log10(within) if within > 0 else 4
    small = 3 - math.log10(abs(answer)) if answer else 4
    text = number(answer, max(4, min(6, math.ceil(max(fine, small)))))
    if "e" in text:
        return text
    whole, decimals = text.split(".")
    decimals = decimals.rstrip("0")
    return f"{whole}.{decimals.ljust(2, '0')}" if decimals else whole


def _join(*sentences: str) -> str:
    return " ".join(s.strip() for s in sentences if s.strip())

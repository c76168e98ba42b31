"""Answers and what is said of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from typing import Literal, TypeAlias

import numpy as np

from lessons.figures.worked import Working
from lessons.grammar import Unread, read
from lessons.labs.base import Lab
from lessons.model import Predict
from lessons.text import number, whole

Weight: TypeAlias = Literal["right", "close", "wrong"]

LONGEST_ENTRY = 12
"""The most words of a text that are tried as one answer."""
NEAR = 3.0
"""An answer that is not right is close within so many tolerances."""
_ROUNDED = 1e-12
"""The part by which a float may miss a number."""
AGREE, AGREE_PART = 0.005, 0.01
"""What was written agrees with what a slip gives if they differ by rounding, or by so small a part."""


class AnswerError(ValueError):
    """Text that is no answer: what to type instead. Nothing is recorded."""


def parse_number(text: str) -> float:
    """Read a number as a learner types it: 0.5, 85%, 1/3, 600*0.7. Raises `AnswerError`."""
    try:
        return read(text).value
    except Unread as error:
        raise AnswerError(str(error)) from None


def entries_in(text: str) -> Iterator[tuple[str, float]]:
    """What could be typed from a text as an answer: every run of its words that is read as a number."""
    words = [word.strip(".,;:?!") for word in text.split()]
    for i, first in enumerate(words):
        if first[:1].isalpha():
            continue
        for end in range(i + 1, min(len(words), i + LONGEST_ENTRY) + 1):
            run = " ".join(words[i:end])
            with suppress(AnswerError):
                yield run, parse_number(run)


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


def is_right(predict: Predict, given: float, answer: float) -> bool:
    """Whether a number counts as the answer."""
    return abs(given - answer) <= predict.within + _ROUNDED * max(1.0, abs(answer))


def weigh(predict: Predict, ahead: Lab, given: float, answer: float) -> tuple[Weight, str]:
    """What a number is worth, and the known slip that it looks like, as a sentence.

    A slip that gives the very number is told even where that is close.
    """
    tolerance = predict.within + _ROUNDED * max(1.0, abs(answer))
    if is_right(predict, given, answer):
        return "right", ""
    slip, agrees = find_slip(predict, ahead, given, answer, tolerance)
    if not agrees and given * answer >= 0 and abs(given - answer) <= NEAR * tolerance:
        return "close", ""
    return "wrong", slip


def find_slip(
    predict: Predict, ahead: Lab, given: float, answer: float, tolerance: float
) -> tuple[str, bool]:
    """The known slip that gives this number, or an empty string; and whether the two agree.

    A slip counts only where the number is its own; where two give it, both are named. An answer in another
    unit counts within the tolerance of the answer itself.
    """
    turned = {"You have the sign the wrong way round.": -answer}
    for slips in (ahead.mistakes(predict.answer), turned, slips_of(ahead.working(predict.answer))):
        near = sorted(
            (abs(given - value), slip)
            for slip, value in slips.items()
            if math.isfinite(value)
            and abs(value - answer) > tolerance
            and abs(given - value) <= min(tolerance, _rounding(value))
        )
        if near:
            first, *others = (slip for off, slip in near if off - near[0][0] <= 1e-9)
            return " Or ".join([first, *(lowered(other) for other in others[:1])]), True
    for slip, factor in ahead.units(predict.answer).items() if abs(answer) > tolerance else ():
        off = abs(given / factor - answer)
        if off <= tolerance and given > 0 and (given > 1 or factor < 1):
            agrees = off <= _rounding(answer)
            return (slip if agrees else f"Perhaps {lowered(slip)}"), agrees
    return "", False


def slips_of(working: Working | None) -> dict[str, float]:
    """What comes of a sum with a term left out, or with its sign turned; nobody turns that of a count."""
    if working is None:
        return {}
    names, terms = _terms(working.formula), _terms(working.written.rpartition(" = ")[0])
    counts = all(written.isdecimal() for _, written in working.numbers)
    found: dict[str, float] = {}
    for i, (name, term) in enumerate(zip(names, terms, strict=True) if len(names) == len(terms) > 1 else ()):
        turned = f"− {term.lstrip('+ ')}" if term[0] != "−" else f"+ {term.lstrip('− ')}"
        for slip, others in (
            ("You left out one term of the sum: {}.", []),
            ("Check the sign of {}.", [turned]),
        ):
            if others and counts:
                continue
            with suppress(AnswerError):
                written = " ".join([*terms[:i], *others, *terms[i + 1 :]])
                found.setdefault(slip.format(name.lstrip("+− ")), parse_number(written))
    return found


def _terms(text: str) -> list[str]:
    """The terms of a sum, each with the sign before it; what stands in brackets is not parted."""
    terms, depth = [""], 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        if character in "+−" and not depth and terms[-1].strip():
            terms.append("")
        terms[-1] += character
    return [term.strip() for term in terms]


def _rounding(value: float) -> float:
    return max(AGREE, AGREE_PART * abs(value))


def lowered(sentence: str) -> str:
    """A sentence as it goes on after another word."""
    return sentence[:1].lower() + sentence[1:]


def parse_choice(text: str, choices: int) -> int | None:
    """The index of the choice that a learner names by its number; None where it is none."""
    chosen = whole(text)
    return chosen - 1 if chosen is not None and 1 <= chosen <= choices else None


def shown(answer: float, within: float) -> str:
    """The answer with the digits that tell right from wrong, and no fewer than a lab shows: four."""
    fine = -math.log10(within) if within > 0 else 4
    small = 3 - math.log10(abs(answer)) if answer else 4
    text = number(answer, max(4, min(6, math.ceil(max(fine, small)))))
    if "e" in text:
        return text
    whole, decimals = text.split(".")
    decimals = decimals.rstrip("0")
    return f"{whole}.{decimals.ljust(2, '0')}" if decimals else whole

"""Answers: how they are read, graded, and which slip they look like."""

from __future__ import annotations

import contextlib

import pytest

from lessons.answers.checks import AnswerError, parse_choice, parse_number, slips_of
from lessons.figures.worked import counted, summed
from lessons.format.fields import FieldError
from lessons.labs import REGISTRY
from lessons.model import Predict
from tests.lessons.support import expected


def ask(answer: str, within: float = 0.005, after: int | None = None, why: str = "") -> Predict:
    return Predict("q", "?", answer, within, 0, why=why, after=after)


def forward(**settings):
    return REGISTRY["forward"](settings)


def test_what_is_no_number_is_no_answer():
    assert parse_number("－０．５") == -0.5
    with pytest.raises(AnswerError, match="could not be read"):
        parse_number("fast")


def test_the_answer_is_read_from_a_copy_run_on_and_the_lab_stands_still():
    lab = REGISTRY["descent"]()
    assert expected(ask("w"), lab) == pytest.approx(3 - 3 * 0.4**10)
    assert expected(ask("w", after=2), lab) == pytest.approx(2.52)
    assert expected(ask("gradient", after=0), lab) == -6
    assert lab.position == 0
    lab.limit = 1
    assert expected(ask("w"), lab) == pytest.approx(1.8)


def test_after_counts_from_where_the_lab_stands():
    lab = REGISTRY["descent"]()
    lab.seek(2)
    assert expected(ask("w", after=1), lab) == pytest.approx(2.808)


def test_hidden_readouts_do_not_hide_from_the_grader():
    lab = forward()
    lab.ask("z2")
    assert expected(ask("z2"), lab) == pytest.approx(0.15)


@pytest.mark.parametrize(
    ("text", "index"),
    [("1", 0), ("3", 2), ("0", None), ("4", None), ("", None), ("-1", None), ("9" * 5000, None)],
)
def test_a_choice_is_named_by_its_number_and_nothing_else(text, index):
    assert parse_choice(text, 3) == index


def test_nobody_is_told_to_check_the_sign_of_a_count():
    # 2·4 + 4 + 4·1 + 1
    counts, sums = (
        slips_of(counted([2, 4, 1], 17)),
        slips_of(summed({"x": -2.0}, {"w": 4.0}, ("b", 1.0), -7.0)),
    )
    assert not [slip for slip in counts if "sign" in slip]
    assert counts["You left out one term of the sum: inputs·units."] == 9
    assert sums["Check the sign of b."] == -9


@pytest.mark.parametrize("name", REGISTRY)
def test_no_number_of_thousands_of_digits_upsets_a_knob(name):
    for knob in REGISTRY[name]({}).knobs():
        for text in ("9" * 5000, "-" + "9" * 5000, "0." + "1" * 5000, "1e" + "9" * 5000):
            with contextlib.suppress(FieldError):
                knob.parse(text)

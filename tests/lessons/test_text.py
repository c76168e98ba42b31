"""Numbers and phrases as the course writes them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.run import format_value
from lessons.text import cells, listed, number, plural, short, subscript, vector


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.1, 2, "0.10"),
        (-0.11, 2, "−0.11"),
        (-0.0, 2, "0.00"),
        (0.004, 2, "4.00e−3"),
        (0.005, 2, "0.01"),
        (123456, 2, "1.23e5"),
        (-1e300, 4, "−1.00e300"),
        (None, 2, "?"),
        (math.inf, 2, "∞"),
        (-math.inf, 2, "−∞"),
        (3, 0, "3"),
    ],
)
def test_a_number_keeps_its_digits_and_is_never_shown_as_a_zero_it_is_not(value, digits, text):
    assert number(value, digits) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.3, "0.3"),
        (100.0, "100"),
        (1e-5, "1e−5"),
        (-2.5, "−2.5"),
        (None, "?"),
        (0, "0"),
        (12345.6, "1.235e4"),
    ],
)
def test_a_short_number_has_four_digits_at_most(value, text):
    assert short(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2.0, "2"),
        (0.15, "0.15"),
        (2.99968, "2.9997"),
        (0.5, "0.50"),
        (None, "?"),
        (True, "yes"),
        (1e7, "1.00e7"),
        (1e-9, "1.00e−9"),
        (math.inf, "∞"),
        (-0.0, "0"),
    ],
)
def test_numbers_in_prose_are_whole_or_have_two_to_four_decimals(value, text):
    assert format_value(value) == text


@given(st.floats(allow_nan=False))
def test_what_is_not_zero_never_reads_as_zero(value):
    zeros = {"0", "0.0", "0.00", "0.0000"}
    assert (number(value, 2) in zeros) == (value == 0)
    assert (format_value(value) in zeros) == (value == 0)


def test_phrases():
    assert subscript(12) == "₁₂"
    assert vector((0.1, None)) == "(0.10, ?)"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b or c"
    assert plural(1, "step") == "1 step"
    assert plural(2, "batch") == "2 batches"
    assert cells("z₁ 中e\u0301") == 6

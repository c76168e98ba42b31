"""What a learner may type as a number, and what is said of anything else."""

from __future__ import annotations

import contextlib
import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.grammar import TRY, Entry, Term, Unread, condition, expression, read

NUMBERS = {
    "0.25": 0.25,
    " .5 ": 0.5,
    "5.": 5,
    "-3": -3,
    "−3": -3,
    "–0.5": -0.5,
    "- 3": -3,
    "+2": 2,
    "--3": 3,
    "1e-3": 1e-3,
    "1E−3": 1e-3,
    "~420": 420,
    "≈ 420": 420,
    "= 0.5": 0.5,
    "1,000": 1000,
    "−1,234,567.5": -1234567.5,
    "１，０００": 1000,
    "－０．５　": -0.5,
}
COMPUTED = {
    "1/3": 1 / 3,
    "1 ÷ 4": 0.25,
    "1/2/4": 0.125,
    "85%": 0.85,
    "８５％": 0.85,
    "85 per cent": 0.85,
    "600*0.7": 420,
    "600 × 70%": 420,
    "0.3x0.2": 0.06,
    "0.3 x -0.2": -0.06,
    "0.06+0.04": 0.1,
    "0.2·−0.4": -0.08,
    "0.5 - -0.2": 0.7,
    "1,000*2": 2000,
    "2+3*4^2": 50,
    "-2^2": -4,
    "2**3": 8,
    "2^3^2": 512,
    "2^-1": 0.5,
    "0.3²": 0.09,
    "2(3+1)": 8,
    "((0.5))*2": 1,
    "−log(0.1)": math.log(10),
    "log 0.1 * 2": 2 * math.log(0.1),
    "ln 2": math.log(2),
    "ln2": math.log(2),
    "LN(2)": math.log(2),
    "exp -1": math.exp(-1),
    "=sqrt(2)": math.sqrt(2),
    "√2": math.sqrt(2),
    "e": math.e,
    "e^2": math.e**2,
    "2π": 2 * math.pi,
    "2*pi": 2 * math.pi,
    "1+" * 99 + "1": 100,
}
UNREAD = [
    "fast", "about 2", "nan", "inf", "-", "()", "((1)", "1)", "1 2", "1;2", "1_000", "log2(8)",
    "__import__('os')", "os.system", "a,\x1b[2J", "1.234,5", "1.234,567", "1,2,3", "1, 000", "2 < 3",
    "-" * 100 + "1", "(" * 50 + "1" + ")" * 50, "2^" * 90 + "2",
]  # fmt: skip
ENDLESS = ["1/0", "0^-1", "9^9^9^9", "exp(1e9)", "1e999", "1e200*1e200", "log(0)", "sqrt(-1)", "(-8)^0.5"]


@pytest.mark.parametrize("typed", [*NUMBERS, *COMPUTED])
def test_numbers_and_what_gives_them_are_read_as_learners_type_them(typed):
    entry = read(typed)
    assert entry.value == pytest.approx((NUMBERS | COMPUTED)[typed], rel=1e-15)
    assert entry.plain is (typed in NUMBERS)


def test_words_after_a_number_are_its_unit():
    assert read("~1,200 data points") == Entry(1200, plain=True, unit="data points")


@pytest.mark.parametrize(
    ("typed", "pointed"),
    [("0,7", "0.7"), ("0,700", "0.700"), (",5", ".5"), ("−1,25", "−1.25"), ("2·1,5", "2·1.5")],
)
def test_a_comma_that_parts_no_thousands_is_answered_with_the_point(typed, pointed):
    with pytest.raises(Unread) as caught:
        read(typed)
    assert str(caught.value) == f"Write the decimals after a point: {pointed}"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Type a number first."),
        ("  ", "Type a number first."),
        ("9" * 10_000, f"That is too long. {TRY}"),
        ("(" * 10_000 + "1" + ")" * 10_000, f"That is too long. {TRY}"),
        *((typed, f"That could not be read. {TRY}") for typed in UNREAD),
        *((typed, f"That comes to no finite number. {TRY}") for typed in ENDLESS),
    ],
)
def test_what_is_no_number_is_answered_at_once_with_what_to_type(typed, said):
    began = time.process_time()
    with pytest.raises(Unread) as caught:
        read(typed)
    assert str(caught.value) == said
    assert time.process_time() - began < 0.2


PIECES = [
    "0",
    "7",
    ".",
    ",",
    "(",
    ")",
    "+",
    "−",
    "*",
    "^",
    "/",
    "%",
    " ",
    "e",
    "log",
    "π",
    "=",
    "x",
    "²",
    "nan",
]


@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(PIECES), max_size=40).map("".join)))
def test_no_typing_breaks_the_reader(typed):
    said, value = "", 0.0
    try:
        value = read(typed).value
    except Unread as unread:
        said = str(unread)
    assert math.isfinite(value)
    assert said.isprintable()


READOUTS = {"factor": -1.2, "loss.after": 0.5, "loss.before": 0.1 + 0.4, "z1[0]": 2.0, "W1[0,1]": 0, "n": 3}
READOUTS |= {"diverged": True, "seen": np.bool_(False), "kind": "relu", "none": None, "rows": np.zeros(3)}


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("factor < -1", True),
        ("factor<−1", True),
        ("-1 <= factor < 1", False),
        ("-2 < factor ≤ 1 < n", True),
        ("loss.after < loss.before", False),
        ("loss.after = loss.before", True),
        ("loss.after >= loss.before", True),
        ("loss.after != 0.5", False),
        ("abs(factor) > 1 and z1[0] == 2", True),
        ("n > 3 or factor > 0 or W1[0,1] = 0", True),
        ("not n > 3 and diverged", True),
        ("not (diverged or seen)", False),
        ("kind == 'relu' and kind ≠ 'tanh'", True),
        ("z1[0]^2 + n*2 - log(e) > 8.9", True),
        ("1/W1[0,1] > 2", False),
        ("log(factor) > 2", False),
        ("none > 1 or none <= 1", False),
    ],
)
def test_a_condition_holds_of_what_is_read(text, holds):
    assert condition(text).holds(READOUTS.__getitem__) is holds


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("", 0, "it ends too soon"),
        ("factor <", 8, "it ends too soon"),
        ("factor < and n", 9, "'and' is not understood here"),
        ("(factor < 1", 11, "it ends too soon"),
        ("factor < 1; n", 10, "';' is not understood here"),
        ("factor is n", 7, "'is' is not understood here"),
        ("not " * 30 + "n", 84, "it is nested too deep"),
    ],
)
def test_what_is_no_condition_is_told_at_its_place(text, at, said):
    with pytest.raises(Unread) as caught:
        condition(text)
    assert (caught.value.at, str(caught.value)) == (at, said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rows > 1", "'rows' is no single number"),
        ("kind > 1", "it compares a word with a number"),
        ("factor + 1", "it is a value, not a condition"),
    ],
)
def test_what_cannot_be_compared_is_told(text, said):
    with pytest.raises(Unread, match=said):
        condition(text).holds(READOUTS.__getitem__)


def test_a_condition_tells_what_it_reads_and_where():
    assert condition("0 < z1[0] or abs(loss.after) > e").names == (("z1[0]", 4), ("loss.after", 17))


WORDS = [*READOUTS, *PIECES, "<", "≥", "and", "or", "not", "'relu'", "abs", "3"]


@given(st.one_of(st.text(max_size=40), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)))
def test_no_text_breaks_a_condition(text):
    with contextlib.suppress(Unread):
        assert condition(text).holds(lambda name: READOUTS.get(name, 1.0)) in (True, False)


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_of_less_same_and_more_exactly_one_holds(a, b):
    look = {"a": a, "b": b}.__getitem__
    assert sum(condition(f"a {sign} b").holds(look) for sign in ("<", "=", ">")) == 1


def tree(term: Term) -> str:
    """A tree as text, each node with the character at which it stands."""
    inside = f"({', '.join(map(tree, term.parts))})" if term.parts else ""
    return f"{term.sign}@{term.at}{inside}"


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("x*x + 2", "+@4(*@1(x@0, x@2), 2@6)"),
        (" relu(w[0] − b)", "relu@1(-@11(w[0]@6, b@13))"),
        ("-x^2", "-@0(^@2(x@1, 2@3))"),
        ("2(x)²", "*@1(2@0, ^@4(x@2, 2@4))"),
        ("x > 1 and not y", "and@6(and@2(>@2(x@0, 1@4)), not@10(y@14))"),
    ],
)
def test_what_is_read_is_a_tree_that_knows_where_each_part_stands(text: str, drawn: str) -> None:
    whole = condition if ">" in text else expression
    assert tree(whole(text).term) == drawn

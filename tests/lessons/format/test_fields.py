"""What a field takes, what it says of anything else, and how a knob turns."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.format.fields import Field, FieldError, KnobState, nearest, toml

NUMBER = Field("rate", "number", "how far", 0.5, low=0, high=10, step=0.25)
INTEGER = Field("steps", "integer", "how many", 10, low=1, high=50, step=1)
TOGGLE = Field("bias", "toggle", "whether", False)
CHOICE = Field("activation", "choice", "which", "relu", choices=("relu", "tanh", "sigmoid"))
SIZES = Field("hidden", "sizes", "how wide", (16, 16), low=1, high=64)
LOG = Field("learning_rate", "number", "how far", 0.01, scale="log", low=1e-5, high=100)
COUNT = Field("batch", "integer", "how many", 32, scale="log", low=1, high=1000)
VECTOR = Field("x", "vector", "the input", [0.2, -0.4], low=-100, high=100, shape=(2,))
MATRIX = Field("W", "matrix", "the weights", [[1, 0], [0, 1]], shape=(2, 2))
FREE = Field("data", "matrix", "rows")
TEXT = Field("ask", "text", "the question", required=True)
FORMULA = Field("formula", "text", "the formula", "x*x", choices=("x*x", "w*x"))
TEXTS = Field("goals", "texts", "the goals", ())


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [
        (NUMBER, 3, 3.0),
        (NUMBER, 0, 0.0),
        (NUMBER, 10, 10.0),
        (INTEGER, 50, 50),
        (TOGGLE, True, True),
        (CHOICE, "tanh", "tanh"),
        (SIZES, [1, 64], (1, 64)),
        (SIZES, (8,), (8,)),
        (TEXT, "What?", "What?"),
        (TEXTS, ["a", "b"], ("a", "b")),
    ],
)
def test_a_value_is_read_in_the_form_a_lab_uses(field, value, read):
    assert field.read(value) == read
    assert type(field.read(value)) is type(read)


def test_vectors_and_matrices_become_arrays_of_floats():
    assert VECTOR.read([1, 2]).dtype == np.float64
    assert MATRIX.read([[1, 2], [3, 4]]).tolist() == [[1, 2], [3, 4]]
    assert FREE.read([[1, 2, 3]]).shape == (1, 3)


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        (NUMBER, "3", "'rate' wants a number from 0 to 10, not \"3\"; write rate = 0.5"),
        (NUMBER, True, "'rate' wants a number from 0 to 10, not true; write rate = 0.5"),
        (NUMBER, float("nan"), "'rate' wants a number from 0 to 10, not nan; write rate = 0.5"),
        (NUMBER, 10.001, "'rate' is 10.001, out of range; it takes a number from 0 to 10"),
        (NUMBER, -1, "'rate' is −1, out of range; it takes a number from 0 to 10"),
        (INTEGER, 2.0, "'steps' wants a whole number from 1 to 50, not 2; write steps = 10"),
        (INTEGER, 51, "'steps' is 51, out of range; it takes a whole number from 1 to 50"),
        (TOGGLE, 1, "'bias' wants true or false, not 1; write bias = false"),
        (CHOICE, "gelu", '\'activation\' is "relu", "tanh" or "sigmoid", not "gelu"; did you mean \'relu\'?'),
        (SIZES, [], "'hidden' wants a list of whole numbers from 1 to 64, not []; write hidden = [16, 16]"),
        (SIZES, 16, "'hidden' wants a list of whole numbers from 1 to 64, not 16; write hidden = [16, 16]"),
        (VECTOR, 1, "'x' wants 2 numbers from −100 to 100, not 1; write x = [0.2, -0.4]"),
        (VECTOR, [[1, 2]], "'x' wants 2 numbers from −100 to 100, not [[1, 2]]; write x = [0.2, -0.4]"),
        (MATRIX, [[1, 2], 3], "'W' wants 2×2 numbers, not [[1, 2], 3]; write W = [[1, 0], [0, 1]]"),
        (
            FREE,
            [1, 2],
            "'data' wants rows of numbers of one length, not [1, 2]; write data = [[1, 0], [0, 1]]",
        ),
        (TEXT, " ", "'ask' wants text, not \" \"; write ask = \"…\""),
        (TEXTS, ["a", 1], "'goals' wants a list of texts, not [\"a\", 1]; write goals = [\"…\", \"…\"]"),
    ],
)  # fmt: skip
def test_any_other_value_is_refused_with_what_is_taken(field, value, said):
    with pytest.raises(FieldError) as caught:
        field.read(value)
    assert str(caught.value) == said


def test_a_number_just_outside_is_told_apart_from_the_end_it_missed():
    with pytest.raises(FieldError, match=re.escape("'rate' is 10.000001, out of range")):
        NUMBER.read(10.000001)


def test_long_values_are_shortened_in_messages():
    with pytest.raises(FieldError) as caught:
        NUMBER.read("a" * 1000)
    assert len(str(caught.value)) < 150


def test_the_nearest_name_is_offered_whatever_its_case():
    assert nearest("w1", ["W1", "W2", "x"]) == "did you mean 'W1'?"
    assert nearest("forwrd", ["forward", "descent"]) == "did you mean 'forward'?"
    assert nearest("zzz", ["forward", "descent"]) == "there is 'forward' and 'descent'"
    assert nearest("zzz", []) == "there is none"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        ("a", '"a"'),
        ((16, 16), "[16, 16]"),
        (np.array([[0.5, -1.0]]), "[[0.5, -1]]"),
        (1e-5, "1e-05"),
        ({"a": 1}, "{a = 1}"),
    ],
)
def test_values_are_written_as_toml_writes_them(value, text):
    assert toml(value) == text


# Knobs


@pytest.mark.parametrize(
    ("field", "value", "turns", "after"),
    [
        (NUMBER, 0.5, 1, 0.75),
        (NUMBER, 0.1, 3, 0.85),
        (NUMBER, 9.9, 1, 10),
        (NUMBER, 0.1, -1, 0),
        (INTEGER, 50, 1, 50),
        (INTEGER, 1, -5, 1),
        (INTEGER, 10, 5, 15),
        (TOGGLE, False, 1, True),
        (TOGGLE, False, 2, False),
        (CHOICE, "relu", -1, "relu"),
        (CHOICE, "relu", 1, "tanh"),
        (CHOICE, "relu", 9, "sigmoid"),
        (FORMULA, "x*x", 1, "w*x"),
        (FORMULA, "x + 1", 1, "x*x"),
        (FORMULA, "x + 1", -1, "x*x"),
        (SIZES, (1, 64), 1, (2, 64)),
        (SIZES, (1, 64), -1, (1, 63)),
        (LOG, 0.01, 1, 0.02),
        (LOG, 0.02, 1, 0.05),
        (LOG, 0.05, 1, 0.1),
        (LOG, 0.01, -1, 0.005),
        (LOG, 0.03, 1, 0.05),
        (LOG, 0.03, -1, 0.02),
        (LOG, 100, 1, 100),
        (LOG, 1e-5, -1, 1e-5),
        (COUNT, 32, 1, 50),
        (COUNT, 32, -1, 20),
        (COUNT, 1, -1, 1),
        (COUNT, 1000, 3, 1000),
    ],
)
def test_a_knob_turns_by_its_step_or_along_1_2_5_and_stops_at_the_ends(field, value, turns, after):
    turned = KnobState(field, value).turned(turns)
    assert turned == pytest.approx(after, abs=1e-12) if isinstance(after, float) else turned == after


@given(st.floats(1e-5, 100), st.integers(-40, 40))
def test_a_turn_always_moves_the_way_it_goes(value, turns):
    turned = KnobState(LOG, value).turned(turns)
    assert 1e-5 <= turned <= 100
    if turns > 0:
        assert turned > value or turned == 100 or value >= 100 / 1.0001
    elif turns == 0:
        assert turned == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(
    ("knob", "shown"),
    [
        (KnobState(NUMBER, 0.5), "0.50"),
        (KnobState(NUMBER, -0.0), "0.00"),
        (KnobState(VECTOR, -0.4, (1,)), "−0.40"),
        (KnobState(INTEGER, 10), "10"),
        (KnobState(TOGGLE, True), "on"),
        (KnobState(CHOICE, "relu"), "relu"),
        (KnobState(FORMULA, "x + 1"), "x + 1"),
        (KnobState(SIZES, (16, 8)), "16-8"),
        (KnobState(SIZES._replace(low=0), (0,)), "none"),
        (KnobState(LOG, 1e-5), "1e−5"),
        (KnobState(LOG, 0.02), "0.02"),
    ],
)
def test_a_knob_shows_its_value(knob, shown):
    assert knob.shown() == shown


def test_cells_of_a_matrix_are_knobs_of_one_group():
    knob = KnobState(MATRIX, 1.0, (0, 1))
    assert (knob.id, knob.array, knob.label) == ("W[0][1]", "W", "W[0,1]")
    assert knob.help == "The weights: a number."
    often = NUMBER._replace(help="how often; 0: never")
    assert KnobState(often, 1.0).help == "How often; 0: never. It takes a number from 0 to 10."
    assert KnobState(VECTOR, 1.0, (0,)).help == "The input: a number from −100 to 100."


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (NUMBER, " 2.5 ", 2.5),
        (VECTOR, "−3", -3.0),
        (LOG, "1e-3", 0.001),
        (INTEGER, "7", 7),
        (TOGGLE, "On", True),
        (TOGGLE, "0", False),
        (CHOICE, "T", "tanh"),
        (FORMULA, " x − 1 ", "x - 1"),
        (SIZES, "8", (8,)),
        (SIZES, "16, 8 4", (16, 8, 4)),
        (SIZES, "4-2", (4, 2)),
        (SIZES._replace(low=0), "none", (0,)),
    ],
)
def test_typed_values_are_read_as_a_learner_types_them(field, typed, value):
    assert KnobState(field, field.default).parse(typed) == value


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (NUMBER, "fast", "'fast' is no number; type a number from 0 to 10"),
        (NUMBER, "", "'' is no number; type a number from 0 to 10"),
        (NUMBER, "11", "'11' is out of range; type a number from 0 to 10"),
        (NUMBER, "nan", "'nan' is out of range; type a number from 0 to 10"),
        (NUMBER, "1e999", "'1e999' is out of range; type a number from 0 to 10"),
        (NUMBER, "0,5", "'0,5' is no number; type a number from 0 to 10"),
        (NUMBER, "a\x1b[2J" + "b" * 50, "'a·[2Jbbbbbbbbbbbbbb…' is no number; type a number from 0 to 10"),
        (VECTOR, "101", "'101' is out of range; type a number from −100 to 100"),
        (INTEGER, "2.5", "'2.5' is no whole number; type a whole number from 1 to 50"),
        (INTEGER, "9" * 5000, f"'{'9' * 19}…' is no whole number; type a whole number from 1 to 50"),
        (TOGGLE, "maybe", "'maybe' is neither on nor off; type on or off"),
        (CHOICE, "", "'' is not a choice; type relu, tanh or sigmoid"),
        (FORMULA, " ", "nothing is typed; type text, such as x*x"),
        (CHOICE, "x", "'x' is not a choice; type relu, tanh or sigmoid"),
        (SIZES, "16-x", "'16-x' is no list of sizes; type whole numbers, such as 16-16"),
        (SIZES, "", "'' is no list of sizes; type whole numbers, such as 16-16"),
        (SIZES, "none", "'none' is no list of sizes; type whole numbers, such as 16-16"),
        (SIZES._replace(low=0), "", "'' is no list of sizes; type whole numbers, such as 16-16, or none"),
        (SIZES, "9-9-9-9-9-9-9-9-9-9-9", "'hidden' has 11 numbers; give at most 10"),
        (SIZES, "65", "'65' is out of range; each is a whole number from 1 to 64"),
    ],
)
def test_anything_else_is_said_beside_the_knob(field, typed, said):
    with pytest.raises(FieldError) as caught:
        KnobState(field, field.default).parse(typed)
    assert str(caught.value) == said


@given(st.text(max_size=30))
def test_no_typing_breaks_a_knob(text):
    for field in (NUMBER, INTEGER, TOGGLE, CHOICE, SIZES, LOG):
        said = ""
        try:
            KnobState(field, field.default).parse(text)
        except FieldError as error:
            said = str(error)
        assert said.isprintable()

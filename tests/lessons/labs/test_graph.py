"""Expressions as graphs: what is computed, what a learner may type, and what is said of anything else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.gradcheck import numeric_gradient
from lessons.format.fields import FieldError
from lessons.labs import REGISTRY, Lab
from lessons.labs.graph._expression import FUNCTIONS, NAMES, trace, value_of
from tests.lessons.labs.lab_rules import at

VALUES = dict(zip(NAMES, (2.0, -1.0, 4.0, 2.0, 0.5, 3.0, 1.0, 2.0), strict=True))


def make(name: str, **values: object) -> Lab:
    return REGISTRY[name](values)


def typed(lab: Lab, text: str) -> None:
    """Type an expression, as a learner does."""
    knob = lab.knob("expression")
    lab.turn(knob.id, knob.parse(text))


def test_a_number_used_three_times_adds_up_what_comes_back():
    # x·x + x at 3: 3 + 3 by the two lines of the product, 1 by that of the sum.
    lab = make("graph")
    assert [at(lab, k).readout("gradient.x") for k in range(5)] == [0, 0, 0, 1, 7]
    assert lab.readout("slope").tolist() == [3, 3, 1, 1]
    slips = lab.mistakes("gradient.x")
    assert {6.0, 4.0, 1.0, 12.0, 9.0} <= set(slips.values())
    working = lab.working("gradient.x")
    assert working is not None
    assert working.written == "1.00·3.00 + 1.00·3.00 + 1.00·1.00 = 7.00"


def test_along_one_path_slopes_are_multiplied():
    # (1·3 − 1)² = 4: 2·2 · 1 · 3 = 12
    lab = make("graph", expression="(w*x + b)^2", w=1.0)
    assert at(lab, 6).readout("gradient.w") == 12
    assert {8.0, 4.0, 3.0} <= set(lab.mistakes("gradient.w").values())


def test_a_machine_that_writes_over_keeps_the_last_way_alone():
    lab = make("machine", gx="gout * slope")
    assert at(lab, 4).readout("gradient.x") == 3
    assert "true gradients: x 7.00" in lab.says()
    lab.turn("gx", "gx + gout * slope")
    assert lab.readout("gradient.x") == 7


def test_the_error_of_a_nudge_goes_like_its_square_and_then_rounding_has_its_way():
    lab = at(make("nudge_ladder", expression="x*x*x"), 13)
    assert lab.readout("error[1]") == pytest.approx(1e-4, rel=1e-4)
    assert lab.readout("factor[2]") == pytest.approx(100, abs=0.1)
    assert lab.readout("best") in (-5, -6)
    assert at(make("nudge_ladder", expression="x*x*x", sides="one"), 3).readout("factor[2]") == pytest.approx(
        10, abs=0.1
    )


def test_what_went_two_ways_comes_back_by_both():
    # a = 3, z = 1.5, p = 4.5, ∂p = −1: ∂a = −1 + 0.5·(−1)
    lab = make("two_ways")
    assert (lab.readout("p"), lab.readout("da"), lab.readout("dw")) == (4.5, -1.5, -3)
    shut = make("two_ways", v=-0.5)
    assert (shut.readout("h"), shut.readout("dv"), shut.readout("da")) == (0, 0, shut.readout("dp"))


TYPED = {
    "": ("nothing is typed", 0),
    "x*": ("it ends too soon", 2),
    "x*x + (x": ("it ends too soon", 8),
    "2x": ("'x' is not understood here", 1),
    "x*q": ("there is no number 'q'", 2),
    "x > 1": ("'>' is not understood here", 2),
    "x": ("there is nothing to compute in it", 0),
    "exp(0)": ("it names no number, such as x", 0),
    "+".join("x" * 31): ("it has 61 characters", 60),
    "-".join("123456789012345678901"): ("it has more than 30 nodes", 29),
    "1/(x - x)": ("'1/(x − x)' divides by 0", 1),
    "exp(exp(10*x))": ("'exp(exp(10·x))' overflows: it is larger than any number here", 0),
    "log(-x)": ("'log(−x)' is no number here", 0),
    "sqrt(x - 3)": ("the slope at 'sqrt(x − 3)' is no finite number here", 0),
}


@pytest.mark.parametrize("text", TYPED)
def test_what_is_no_graph_is_told_with_its_place_and_the_old_one_stays(text: str):
    lab = at(make("graph"), 3)
    before = lab.state()
    with pytest.raises(FieldError) as told:
        typed(lab, text)
    assert (told.value.reason, told.value.at) == TYPED[text]
    assert lab.state() == before
    assert at(lab, 4).readout("gradient.x") == 7


def test_a_number_that_the_expression_cannot_take_is_refused():
    lab = make("graph", expression="1/x")
    with pytest.raises(FieldError, match="'1/x' divides by 0"):
        lab.turn("x", 0.0)
    assert lab.knob("x").value == 3


def test_another_expression_has_its_own_knobs_and_is_gone_through_from_its_start():
    lab = at(make("graph"), 4)
    lab.turn("expression", "a*b + b*c")
    assert [knob.id for knob in lab.knobs()] == ["expression", "a", "b", "c"]
    assert lab.position == 0
    lab.turn("b", 5.0)
    assert at(lab, 6).readout("gradient.b") == 2 + 4


expressions = st.recursive(
    st.sampled_from([*NAMES, "2", "0.5", "pi"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map("({0[0]}{0[1]}{0[2]})".format),
        st.tuples(st.sampled_from(sorted(FUNCTIONS)), inner).map("{0[0]}({0[1]})".format),
        inner.map("-{}".format),
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(expressions)
def test_the_gradients_of_any_expression_are_those_that_nudging_finds(text: str):
    try:
        traced = trace(text, VALUES)
    except FieldError:
        return
    assert traced.value(-1) == value_of(text, VALUES)
    for name in NAMES:
        leaf = traced.leaf(name)
        if leaf is None:
            continue
        try:
            slope = numeric_gradient(
                lambda v, n=name: value_of(text, VALUES | {n: float(v)}), np.float64(VALUES[name]), 1e-6
            )
        except FieldError:
            continue
        if abs(traced.value(-1)) < 1e4 and np.isfinite(slope):
            # A kink, as of relu at 0, has no one slope.
            near = np.isclose(slope, traced.back[-1][leaf], rtol=1e-3, atol=1e-3)
            assert near or any(sign in text for sign in ("abs", "relu"))


@settings(max_examples=60, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from([*NAMES, *"()+-*/^", "exp", "2", "log", ">", "and"]), max_size=30).map(
            "".join
        ),
    )
)
def test_whatever_is_typed_is_a_graph_or_is_refused(text: str):
    lab = make("graph")
    try:
        typed(lab, text)
    except FieldError as error:
        refused = error
        assert refused.at is not None
        assert 0 <= refused.at <= len(text)
        assert lab.settings["expression"] == "x*x + x"
        return
    assert [figure.describe() for figure in at(lab, lab.length or 0).draw()]

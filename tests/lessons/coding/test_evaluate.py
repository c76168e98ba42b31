"""Lines come to what NumPy makes of them, or to one plain line."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.coding.evaluate import run
from lessons.coding.language import read
from lessons.coding.operations import MOST, Wrong
from lessons.coding.wire import packed, unpacked

X = np.arange(12.0).reshape(4, 3) - 5.3


def values():
    return {
        "X": X.copy(),
        "dz": np.array([[1.5, -2.0], [0.5, 1.0], [2.0, 0.25], [-1.0, 0.0]]),
        "b": np.array([0.5, -1.0, 2.0]),
        "m": np.array([[3, -1, 4], [0, 5, 9], [2, 6, 5], [3, 5, 8]]),
        "n": 4,
        "r": 0.25,
    }


def came_to(*lines):
    names = values()
    run(read(lines, names), names)
    return names


def wrong(*lines):
    with pytest.raises(Wrong) as caught:
        came_to(*lines)
    assert len(str(caught.value)) <= 200
    assert str(caught.value).isprintable()
    return caught.value


LEAVES = ["X", "dz", "b", "m", "n", "r", "0", "2", "0.5", "-1", "True", "X.shape[0]", "len(dz)"]
GROWN = [
    *(
        f"({{0}} {sign} {{1}})"
        for sign in ("+", "-", "*", "/", "**", "%", "@", "<", "<=", ">", ">=", "==", "!=")
    ),
    *(
        f"({{0}})[{i}]"
        for i in ("0", "1:", "::2", "-1", ":, 0", "None", ":, None", "X[:, 0] > 0", "m[0]", "1, 2")
    ),
    *(
        f"np.{name}({{0}})"
        for name in ("exp", "abs", "sign", "tanh", "sqrt", "log", "square", "copy", "ones_like")
    ),
    *(f"np.{name}({{0}}, {{1}})" for name in ("maximum", "minimum", "dot", "matmul", "outer")),
    *(
        f"np.{name}({{0}}{axes})"
        for name in ("sum", "mean", "max", "min", "std", "var", "any", "all", "argmax", "argmin")
        for axes in ("", ", axis=0", ", axis=1, keepdims=True", ", -1")
    ),
    *(
        f"({{0}}).{name}({axes})"
        for name in ("sum", "mean", "std")
        for axes in ("", "axis=0", "1, keepdims=True")
    ),
    *("(-{0})", "({0}).T", "({0})[X > 0]", "np.where({0}, {1}, 0.5)", "np.clip({0}, -1, 1)"),
    *("np.reshape({0}, (-1, 1))", "({0}).reshape(2, -1)", "X.dot({1})", "({0}).clip(0, {1})"),
]


@st.composite
def expressions(draw, depth=3):
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(LEAVES))
    return draw(st.sampled_from(GROWN)).format(draw(expressions(depth - 1)), draw(expressions(depth - 1)))


@settings(max_examples=250, deadline=None)
@given(expressions())
def test_an_expression_comes_to_what_numpy_makes_of_it(expression):
    line = f"h = {expression}"
    names = values()
    try:
        statements = read([line], names)
    except ValueError:
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            run(statements, names)
        got, why = names["h"], ""
    except Wrong as error:
        got, why = None, f"{error.kind}: {error}"
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            wanted = eval(expression, {"np": np, "len": len} | values())
        except (ValueError, TypeError, ArithmeticError, LookupError, AttributeError):
            assert got is None, f"{line}: {got!r}"
            return
    if got is None:
        # What NumPy computes and is not computed here: too large, or unlike what a learner would mean.
        kind = np.asarray(wanted).dtype.kind
        said = (
            "too large",
            "at most two axes",
            "single number",
            "is no index",
            "negative powers",
            "it has no axis",
        )
        assert kind not in "bif" or any(words in why for words in said), f"{line}: {why}, not {wanted!r}"
    else:
        assert np.shape(got) == np.shape(wanted)
        assert np.array_equal(got, wanted, equal_nan=np.asarray(wanted).dtype.kind == "f"), line


SHAPES = {
    "h = X.T @ b": "X.T is (3, 4) and b is (3,): the inner sizes 4 and 3 must agree",
    "h = X + dz": "X is (4, 3) and dz is (4, 2): 3 and 2 must agree, or one of them be 1",
    "h = np.dot(X, dz)": "X is (4, 3) and dz is (4, 2): the inner sizes 3 and 4 must agree",
    "h = np.where(X > 0, dz, X)": "X > 0 is (4, 3) and dz is (4, 2): 3 and 2 must agree, or one of them be 1",
    "h = X @ n": "n is a single number: write *, not @",
    "h = X.sum(axis=2)": "X is (4, 3): it has no axis 2",
    "h = X.reshape(5, 2)": "X has 12 numbers, which do not fill (5, 2)",
    "h = X[0, 0, 0]": "X is (4, 3): that is an index too many",
    "h = X[4]": "X is (4, 3): its axis 0 has 4 items, counted from 0",
    "h = X[dz > 0]": "X is (4, 3) and the mask is (4, 2): they must agree",
    "X[0] = dz": "X[…] is (3,) and dz is (4, 2): 3 and 2 must agree, or one of them be 1",
    "b -= X": "b is (3,) and cannot become (4, 3) in place",
    "n[0] = 1": "n is a single number: it has no items",
    "h = len(n)": "n is a single number: it has no length",
    "h = n.sum()": "n is a single number: it has no .sum",
    "h = n.T": "n is a single number: it has no .T",
}


@pytest.mark.parametrize("line", SHAPES)
def test_shapes_that_do_not_go_together_are_named_with_what_must_agree(line):
    error = wrong(line)
    assert (error.kind, str(error)) == ("shape", SHAPES[line])


VALUES = {
    "h = 1 / 0": "this divides by zero",
    "h = (-8) ** 0.5": "a negative number has no such power",
    "h = m ** -1": "whole numbers have no negative powers: write 2.0, not 2",
    "h = -(X > 0)": "this needs numbers: multiply True and False by 1 first",
    "h = X.shape + 1": "X.shape is a shape, and no number: take one of its sizes, as X.shape[0]",
    "h = X[0.5]": "0.5 is no index: that is a whole number, a slice or a mask such as z < 0",
    "h = X[X]": "X is no index: that is a whole number, a slice or a mask such as z < 0",
    "h = X[0.5:]": "the end of a slice is a whole number",
    "h = np.zeros(r)": "each size of a shape is a whole number",
    "h = np.zeros(-1)": "a size is not negative",
    "h = np.arange(0, 1, 0)": "np.arange takes finite numbers, and a step that is not 0",
    "m -= 0.5": "m holds whole numbers: write m = …, not 'm -= 0.5'",
    "m[0] = 1e300": "m holds whole numbers, and that is none",
}


@pytest.mark.parametrize("line", VALUES)
def test_what_has_no_value_is_said_in_one_line(line):
    error = wrong(line)
    assert (error.kind, str(error)) == ("value", VALUES[line])


LARGE = [
    "h = np.ones(10**9)",
    "h = np.zeros((400, 400))",
    f"h = np.arange({MOST + 1})",
    "h = np.arange(0, 1, 1e-300)",
    "h = np.eye(400)",
    "h = np.outer(np.ones(400), np.ones(400))",
    "h = np.ones((400, 1)) * np.ones(400)",
    "h = np.ones((400, 1)) @ np.ones((1, 400))",
    "h = np.ones((400, 1)) < np.ones(400)",
    "h = np.where(np.ones((400, 1)), np.ones(400), 0)",
    "h = np.ones(400)[np.zeros((400, 400))]",
    "h = np.ones((2, 50000))[np.arange(0, 1000) * 0]",
    "h = np.ones((2, 50000))[(np.arange(0, 1000) * 0)[:, None], np.arange(0, 1000) * 0]",
    "h = np.zeros((1,) )[0:0].reshape(0, 1, 1, 1, 1, 1, 1, 1)[None]",
    "h = 9**9**9",
    "h = 2**53",
    "h = 2**52 * 2",
    "h = m + 9007199254740991",
    "h = (m ** 9) ** 9",
    "h = np.sum(m * 0 + 2**52)",
    "h = (m * 0 + 2**52) @ (m.T * 0 + 2)",
    "h = 1e308 ** 2",
    "h = 2.0 ** 9999",
    "h = np.ones((300, 300)) @ np.ones((300, 300))",
]


@pytest.mark.parametrize("line", LARGE)
def test_what_is_too_large_is_refused_before_it_is_made(line):
    error = wrong(line)
    assert "too large" in str(error) or "no index" in str(error)


def test_much_work_in_small_steps_is_refused_as_well():
    error = wrong("a = np.ones(100000)", *["a = np.exp(a)"] * 120)
    assert (error.kind, str(error)) == ("size", "too large: this computes too many numbers")
    assert 90 < error.line < 110
    assert "too many" in str(wrong("a = np.ones(100000) * 1e308", "h = a % 1e-308"))


def test_assignment_in_place_changes_an_array_for_every_name_as_in_numpy():
    names = came_to(
        "a = X", "a[a < 0] = 0", "a -= 1", "a[0] *= 2", "c = X.copy()", "c += 1", "k = n", "k += 1"
    )
    wanted = np.maximum(X, 0) - 1
    wanted[0] *= 2
    assert np.array_equal(names["X"], wanted)
    assert names["a"] is names["X"]
    assert (names["n"], names["k"]) == (4, 5)


def test_whole_numbers_do_not_wrap_around_in_few_bits():
    names = came_to("a = (X > 0) ** (X > 0)", "h = a * 100 + a * 100")
    assert names["h"].max() == 200


def test_numbers_go_over_the_wire_and_come_back_the_same():
    for value in (
        X,
        X > 0,
        np.arange(3),
        3,
        0.1,
        True,
        np.zeros((0, 2)),
        np.array([np.nan, np.inf, -np.inf]),
    ):
        again = unpacked(packed(value))
        assert np.array_equal(again, value, equal_nan=np.asarray(value).dtype.kind == "f")
        assert np.asarray(again).dtype == np.asarray(value).dtype
    assert unpacked(packed(np.ones(5000))).shape == (5000,)


@pytest.mark.parametrize(
    "told",
    [
        None,
        {},
        {"shape": [2], "kind": "f", "values": [1.0]},
        {"shape": [-1], "kind": "f", "values": []},
        {"shape": [1], "kind": "O", "values": [1]},
        {"shape": [1], "kind": "i", "values": [[1]]},
        {"shape": [1], "kind": "i", "values": ["x"]},
        {"shape": [10**30], "kind": "f", "values": None},
        {"shape": [1] * 40, "kind": "f", "values": [1.0]},
    ],
)
def test_what_is_no_numbers_is_not_taken_for_any(told):
    with pytest.raises(ValueError, match="these are no numbers"):
        unpacked(told)

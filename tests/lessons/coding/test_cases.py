"""Hidden cases are data: read from an author's table, drawn alike everywhere."""

from __future__ import annotations

import numpy as np
import pytest

from lessons.coding.cases import BadCases, drawn, hidden

TABLE = {
    "given": {
        "X": {"shape": "n,d"},
        "w": {"shape": "d", "whole": True, "low": -3, "high": 3},
        "p": {"shape": "(n, 1)", "low": 0.1, "high": 0.9, "signs": "positive"},
        "Y": {"shape": "n,k", "one_hot": True},
        "z": {"shape": "n,2", "signs": "both"},
        "lr": {"low": -1, "high": -0.5},
        "n": {"size": "n"},
    },
    "sizes": {"k": [2, 4]},
    "cases": 8,
    "seed": 7,
}


def test_the_same_seed_draws_the_same_numbers():
    # As drawn when this was written: what is promised of `random.Random(text).random()` is that they stay.
    first = drawn(hidden({"given": {"z": {"shape": "2,2"}}, "cases": 1, "seed": 1}))[0]["z"]
    assert first.tolist() == [[0.12, 1.59], [1.82, 1.23]]
    one, other = drawn(hidden(TABLE)), drawn(hidden(TABLE))
    assert all(np.array_equal(a[name], b[name]) for a, b in zip(one, other, strict=True) for name in a)
    another = drawn(hidden(TABLE | {"seed": 8}))
    assert any(not np.array_equal(a["lr"], b["lr"]) for a, b in zip(one, another, strict=True))


def test_one_sample_and_one_unit_come_among_the_cases():
    cases = drawn(hidden(TABLE))
    shapes = [case["X"].shape for case in cases]
    assert len(cases) == 8
    assert shapes[0][0] > 1
    assert shapes[1] == (1, 1)
    assert [shape[0] == 1 for shape in shapes[2:]] == [True] + [False] * 5
    assert shapes[3][1] == 1
    assert cases[1]["Y"].shape == (1, 2)


def test_numbers_are_as_the_table_says():
    for case in drawn(hidden(TABLE)):
        n, d = case["X"].shape
        assert (case["n"], case["w"].shape, case["p"].shape) == (n, (d,), (n, 1))
        assert case["w"].dtype == np.int64
        assert (np.abs(case["w"]) <= 3).all()
        assert ((case["p"] >= 0.1) & (case["p"] <= 0.9)).all()
        assert (case["Y"].sum(axis=1) == 1).all()
        assert set(np.sign(case["z"].ravel()[:2])) <= {-1, 0, 1}
        assert case["z"].min() <= 0 <= case["z"].max()
        assert -1 <= case["lr"] <= -0.5
        # Sizes differ, so that what is turned over is seen.
        assert n == 1 or d == 1 or len({n, d, 2}) == 3


def test_shapes_are_told_and_numbers_are_not():
    told = [one.told for one in hidden(TABLE).given]
    assert told == [
        "X (n, d)",
        "w (d,)",
        "p (n, 1)",
        "Y (n, k)",
        "z (n, 2)",
        "lr (a number)",
        "n (the number n in the shapes)",
    ]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ({}, "no name is given"),
        ({"given": 3}, "given is a table"),
        ({"given": {"z": 3}}, "z is a table"),
        ({"given": {"z": {"shap": "n"}}}, "z has no setting 'shap': did you mean shape?"),
        ({"given": {"np": {}}}, "'np' cannot be a name"),
        ({"given": {"δ": {}}}, "cannot be a name"),
        ({"given": {"z": {"shape": "n*3"}}}, "the shape of z is 'n*3'"),
        ({"given": {"z": {"shape": "0"}}}, "the shape of z is '0'"),
        ({"given": {"z": {"low": 3}}}, "z.low is 3, and more than z.high, 2"),
        ({"given": {"z": {"low": "a"}}}, "z.low is a number"),
        ({"given": {"z": {"low": 0.5, "whole": True}}}, "z.low is a whole number"),
        ({"given": {"z": {"signs": "plus"}}}, "z.signs is one of any, both"),
        ({"given": {"z": {"whole": 1}}}, "z.whole is true or false"),
        ({"given": {"z": {"one_hot": True}}}, "z is one_hot and has no shape"),
        ({"given": {"z": {"size": "n"}}}, "no shape has the letter n"),
        ({"given": {"z": {"shape": "n"}}, "sizes": {"m": [1, 2]}}, "no shape has the letter m: there is n"),
        ({"given": {"z": {"shape": "n"}}, "sizes": {"n": [2, 1]}}, "sizes.n is the least and the most"),
        ({"given": {"z": {"shape": "n"}}, "sizes": {"n": 2}}, "sizes.n is the least and the most"),
        ({"given": {"z": {}}, "cases": 1000}, "cases is a whole number from 1 to 20"),
        ({"given": {"z": {}}, "seeds": 1}, "the cases has no setting 'seeds': did you mean seed?"),
    ],
)
def test_a_table_that_cannot_be_drawn_from_is_told_to_its_author(table, words):
    with pytest.raises(BadCases, match=r"^[^\n]{1,160}$") as caught:
        hidden(table)
    assert words in str(caught.value)

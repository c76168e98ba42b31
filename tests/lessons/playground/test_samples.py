"""Points of a file: two columns, or what two principal components make of more."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import DataError, UnknownName
from engine.playground import Setting
from lessons.playground import samples
from lessons.playground.links import Opened
from lessons.playground.training import Trained


def table(tmp_path, text, target=None):
    (tmp_path / "my.csv").write_text(text)
    return samples.table(str(tmp_path / "my.csv"), target)


def rows(*columns):
    return "\n".join(",".join(map(str, row)) for row in zip(*columns, strict=True)) + "\n"


RNG = np.random.default_rng(3)
A, B = RNG.normal(50, 10, 40), RNG.normal(1e6, 3e5, 40)
WORDS = np.where(A > 50, "yes", "no")


def test_two_columns_are_x_and_y_each_on_its_own_scale(tmp_path):
    data, said = table(tmp_path, "age,income,ill\n" + rows(A, B, WORDS))
    assert said == "x is 'age', y is 'income'"
    np.testing.assert_allclose(data.X[:, 0], (A - A.mean()) / A.std(), rtol=1e-9)
    np.testing.assert_allclose(data.X.std(axis=0), 1)
    assert data.classes == ("no", "yes")


def test_of_more_columns_the_two_principal_components_are_taken(tmp_path):
    data, said = table(tmp_path, "ill,a,b,c\n" + rows(WORDS, A, B, 2 * A + RNG.normal(0, 0.1, 40)), "ill")
    assert said == "x and y are two principal components of 3 columns, 100% of their variance"
    assert data.X.shape == (40, 2)
    assert abs(np.corrcoef(data.X[:, 0], A)[0, 1]) > 0.99
    np.testing.assert_allclose(data.X[:, 0] @ data.X[:, 1], 0, atol=1e-9)


def test_a_single_column_is_x_and_y_is_0(tmp_path):
    data, said = table(tmp_path, "age,ill\n" + rows(A, WORDS))
    assert said == "x is 'age'; there is no y, it is 0"
    assert not data.X[:, 1].any()


def test_numbers_to_learn_are_scaled(tmp_path):
    data, said = table(tmp_path, "age,income,cost\n" + rows(A, B, A * 100))
    assert said.endswith("is learnt as −1 to 1")
    assert (data.Y.min(), data.Y.max(), data.task) == (-1, 1, "regression")


def test_faults_are_told_as_the_engine_tells_them(tmp_path):
    with pytest.raises(DataError, match=r"my\.csv, row 3"):
        table(tmp_path, "a,b,c\n1,2,x\n1,2\n")
    with pytest.raises(UnknownName, match="did you mean 'ill'"):
        table(tmp_path, "age,ill\n" + rows(A, WORDS), "il")
    with pytest.raises(DataError, match="12 classes to learn; at most 10"):
        table(tmp_path, "a,b\n" + rows(A[:24], [*"abcdefghijkl"] * 2))


def test_digits_are_learnt_pixel_by_pixel():
    run = Trained(Opened(Setting(data="digits", shape=(16,), optimizer="adam", rate=0.01)), samples.digits())
    assert run.play.shape == (64, 16, 10)
    assert not run.play.planar
    list(run.run(8))
    assert run.play.right()[1] > 0.9

"""Made data and their splits."""

import numpy as np
import pytest

from engine import datasets


@pytest.mark.parametrize("n", [7, 600])
def test_moons_and_circles_are_scikit_learns_bit_for_bit(n):
    made = pytest.importorskip("sklearn.datasets")
    for ours, theirs in (("moons", made.make_moons), ("circles", made.make_circles)):
        for noise in (0.0, 0.2):
            X, y = theirs(n_samples=n, noise=noise or None, random_state=45)
            data = datasets.load(ours, n=n, noise=noise, seed=45)
            assert np.array_equal(data.X, X)
            assert np.array_equal(data.labels, y)


@pytest.mark.parametrize("n", [10, 601])
def test_a_split_has_the_rows_of_train_test_split(n):
    model_selection = pytest.importorskip("sklearn.model_selection")
    data = datasets.load("moons", n=n, seed=45)
    train, test, y_train, y_test = model_selection.train_test_split(
        data.X, data.labels, test_size=0.3, random_state=45
    )
    split = data.split(test=0.3, seed=45)
    assert np.array_equal(split.train.X, train)
    assert np.array_equal(split.test.X, test)
    assert np.array_equal(split.train.labels, y_train)
    assert np.array_equal(split.test.labels, y_test)

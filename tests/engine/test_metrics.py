"""Metrics: each form of truth and prediction is counted right, or refused."""

import numpy as np
import pytest

from engine import MLP, InputError, ShapeError, Trainer, metrics

SEVERAL = np.array([[1, 0, 1], [0, 0, 0], [1, 1, 1], [0, 1, 0]])


def test_a_perfect_multi_label_output_scores_1():
    sure = np.where(SEVERAL == 1, 0.9, 0.2)
    assert metrics.accuracy(SEVERAL, sure) == 1.0
    assert metrics.summary("binary", SEVERAL, sure) == dict.fromkeys(
        ("accuracy", "precision", "recall", "f1"), 1.0
    )
    # Each row has one label by chance, and none was found in the second.
    assert metrics.summary("binary", np.eye(2), [[0.9, 0.1], [0.1, 0.2]])["accuracy"] == 0.5
    # One of the 6 labels is missed: 5 hits of 5 called, 3 of 4 samples wholly right.
    sure[2, 2] = 0.4
    assert metrics.accuracy(SEVERAL, sure) == 0.75
    scores = metrics.summary("binary", SEVERAL, sure)
    assert (scores["precision"], scores["recall"]) == (1.0, pytest.approx(5 / 6))
    assert metrics.recall(SEVERAL, sure) == pytest.approx(5 / 6)


def test_a_network_with_an_output_for_each_label_is_scored():
    net = MLP([3, 3], output="sigmoid", init="zeros")
    net.layers[0].W[...] = 20 * np.eye(3)
    net.layers[0].b[...] = -10
    trainer = Trainer(net, (SEVERAL.astype(float), SEVERAL), loss="bce")
    assert trainer.evaluate("train")["accuracy"] == 1.0


@pytest.mark.parametrize("shape", [(4,), (4, 1)])
def test_probabilities_in_one_column_or_none_are_cut_at_a_half(shape):
    truth, p = np.array([0, 1, 1, 0]), np.array([0.2, 0.7, 0.51, 0.5]).reshape(shape)
    assert metrics.labels(p).tolist() == truth.tolist()
    assert metrics.accuracy(truth, p) == metrics.f1(truth, p) == 1.0
    assert metrics.confusion(truth.reshape(shape), p).tolist() == [[2, 0], [0, 2]]


def test_labels_may_be_floats_and_scores_any_numbers():
    assert metrics.labels(np.array([[2.0], [0.0]])).tolist() == [2, 0]
    assert metrics.accuracy([2, 0], [[-3.0, 0.5, 0.9], [1.5, -1.0, 0.0]]) == 1.0
    assert metrics.accuracy(np.eye(3), np.eye(3)) == 1.0


REFUSED = {
    "logits": lambda: metrics.accuracy([0, 1], [-1.5, 3.2]),
    "words": lambda: metrics.accuracy(["yes"], ["no"]),
    "nan": lambda: metrics.accuracy([0, 1], [0.5, np.nan]),
    "multi-label rows as one class each": lambda: metrics.labels(SEVERAL),
    "a table of multi-label rows": lambda: metrics.confusion(SEVERAL, SEVERAL),
    "another length": lambda: metrics.accuracy([0, 1], [0]),
    "another width": lambda: metrics.accuracy(np.eye(3), np.full((3, 2), 0.5)),
    "negative labels in a table": lambda: metrics.confusion([-1, 1], [1, -1]),
    "a table too large": lambda: metrics.confusion([0, 10**9], [0, 1]),
    "no such task": lambda: metrics.summary("classification", [0, 1], [0, 1]),
    "squares that overflow": lambda: metrics.r2([1e200, -1e200], [0.0, 0.0]),
    "one number": lambda: metrics.r2(1.0, 1.0),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_scored_is_refused(what):
    with pytest.raises((InputError, ShapeError)):
        REFUSED[what]()


def test_a_prediction_far_out_is_as_bad_as_can_be():
    assert metrics.r2([1.0, 2.0], [1e200, 0.0]) == -np.inf

"""The looks of lab `train`: what its units answer, and how its layers learn."""

from __future__ import annotations

import numpy as np
import pytest

from lessons.labs import REGISTRY
from lessons.labs.looks._layers import layers_of
from lessons.labs.looks._units import answers

SMALL = {
    "points": 60,
    "hidden": (5, 3),
    "step_by": "batch",
    "batch_size": 42,
    "bar": ("hidden", "look", "layer"),
}


def test_what_is_looked_at_changes_nothing_of_the_run():
    lab, other = (REGISTRY["train"](SMALL) for _ in range(2))
    for each in (lab, other):
        each.seek(7)
    for look in ("units", "layers", "losses"):
        lab.turn("look", look)
        lab.draw()
        assert lab.position == 7
    lab.turn("layer", 2)
    for each in (lab, other):
        each.seek(9)
    np.testing.assert_array_equal(lab.net.params, other.net.params)


def test_a_unit_is_shown_with_what_it_answers():
    lab = REGISTRY["train"](SMALL | {"look": "units", "layer": 8})
    (figure,) = lab.draw()
    assert [pane.title for pane in figure.panes] == ["h₂[0]", "h₂[1]", "h₂[2]"]
    x0, _, y0, _ = lab.extent
    corner = lab.net.trace([[x0, y0]]).a[1][0]
    assert [pane.values[0, 0] for pane in figure.panes] == pytest.approx(corner.tolist())
    assert answers(lab.net, lab.extent, 1).shape == (5, 12, 24)
    lab.turn("hidden", (40,))
    (figure,) = lab.draw()
    assert "the first 16 of 40" in figure.title
    assert figure.describe().count("h₁[") == 16


def test_the_gradient_of_a_layer_and_how_far_a_step_moves_it():
    lab = REGISTRY["train"](SMALL | {"look": "layers", "optimizer": "sgd", "learning_rate": 0.5})
    train = lab.split.train
    before = [layer.W.copy() for layer in lab.net.layers]
    lab.net.loss_and_grad(train.X, train.Y, "bce")
    slopes = [layer.dW.copy() for layer in lab.net.layers]
    sizes = layers_of(lab.net, train, "bce", "relu")["gradient"]
    assert sizes == pytest.approx([np.sqrt((dW**2).mean()) for dW in slopes])
    # All 42 points are one batch, so a plain step is the rate times this gradient.
    lab.seek(1)
    norm = np.linalg.norm
    by_hand = [0.5 * norm(dW) / norm(W) for dW, W in zip(slopes, before, strict=True)]
    assert lab.pace[-1] == pytest.approx([1, *by_hand])
    lab.seek(5)
    there = lab.pace.copy()
    lab.seek(1)
    assert len(lab.pace) == 1
    lab.seek(5)
    np.testing.assert_array_equal(lab.pace, there)


@pytest.mark.parametrize(
    ("activation", "scale", "flat"), [("tanh", 100.0, 1.0), ("sigmoid", 100.0, 1.0), ("tanh", 1e-3, 0.0)]
)
def test_units_at_the_ends_of_their_range_are_saturated(activation, scale, flat):
    lab = REGISTRY["train"](SMALL | {"activation": activation})
    lab.net.layers[0].W[:] *= scale
    assert layers_of(lab.net, lab.split.train, "bce", activation)["flat"][0] == pytest.approx(flat, abs=0.1)


def test_dead_units_are_counted_by_layer():
    lab = REGISTRY["train"](SMALL | {"look": "layers"})
    lab.net.layers[0].b[:2] = -100.0
    lab.changed()
    assert lab.layers_now["dead"][0] == 2
    assert lab.layers_now["dead"].sum() == lab.dead["units"]
    assert "layer 1: gradient " in lab.draw()[0].describe()
    assert ", dead 2 of 5, " in lab.draw()[0].describe()

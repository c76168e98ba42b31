"""The network of any lab opens in the playground, where it answers the same; or it is said why not."""

from __future__ import annotations

import inspect
import re
import sys

import numpy as np
import pytest

from engine import MLP, Activation, BatchNorm, Dense, Dropout, Network
from lessons.labs import REGISTRY
from lessons.labs.base import Lab, Learnt
from lessons.labs.base.lab import NO_NETWORK
from lessons.labs.playground._given import settings_of
from lessons.labs.playground.playground import Playground
from lessons.playground import keeping, links

LABS = [name for name in REGISTRY if name != "playground"]
POINTS_ALONE = ("moons_points",)
HOLDS = re.compile(r"^from engine import .*\b(MLP|Network|Trainer)\b", re.MULTILINE)


def at_work(name: str, **settings: object) -> Lab:
    lab = REGISTRY[name]({**REGISTRY[name].quick, **settings})
    lab.seek(2)
    return lab


def opened(learnt: Learnt) -> Playground:
    there = REGISTRY["playground"](settings_of(learnt))
    assert isinstance(there, Playground)
    return there


def answers_of(learnt: Learnt, there: Playground) -> tuple[np.ndarray, np.ndarray]:
    """What the network answers in the lab, as the playground counts it, and what it answers there."""
    play = there.run_.play
    if learnt.split is None:
        X = play.data.plane[:, : learnt.net.inputs]
    else:
        X = np.concatenate([p.X for p in (learnt.split.train, learnt.split.test) if p is not None])
    answers = learnt.net.forward(X)
    if learnt.end == "sigmoid":
        answers = 2 * answers - 1
    elif learnt.end == "identity" and learnt.split is not None:
        Y = np.concatenate([p.Y.ravel() for p in (learnt.split.train, learnt.split.test) if p is not None])
        answers = (answers - (Y.max() + Y.min()) / 2) / (np.ptp(Y) / 2)
    return answers, play.scores.outputs()


@pytest.mark.parametrize("name", LABS)
def test_a_network_opens_and_answers_the_same_or_it_is_said_why_not(name):
    lab = at_work(name)
    why, learnt = lab.no_network, lab.learnt_network
    if why:
        assert why.endswith(".")
        assert len(why) < 100
        assert why.isprintable()
        return
    assert learnt is not None
    there = opened(learnt)
    expected, found = answers_of(learnt, there)
    np.testing.assert_allclose(found, expected, atol=1e-9)
    assert all(said.endswith(".") and said.isprintable() for said in there.told)
    assert there.step()
    assert there.draw()
    assert there.says()
    assert links.opened(there.link_now, str).setting == there.run_.play.setting


@pytest.mark.parametrize("name", LABS)
def test_a_lab_that_makes_networks_never_says_that_there_is_none(name):
    kind = REGISTRY[name]
    mine = [
        c for c in kind.__mro__ if issubclass(c, Lab) and not c.__module__.startswith("lessons.labs.base")
    ]
    if name not in POINTS_ALONE and any(
        HOLDS.search(inspect.getsource(sys.modules[c.__module__])) for c in mine
    ):
        assert at_work(name).no_network != NO_NETWORK


FITS = {
    "structure": [{"inputs": 1}, {"layers": 0}, {"layers": 5, "units": 64}],
    "l2": [{"weights": np.array([1.0, 2.0])}, {"weights": np.array([0.5])}],
    "many_classes": [{"classes": 8, "hidden": 4}],
    "train": [{"activation": "identity"}, {"batch_size": 1000}, {"data": "circles"}],
    "masks": [{"rate": 0.0}],
}


@pytest.mark.parametrize(
    ("name", "settings"), [(name, one) for name, several in FITS.items() for one in several]
)
def test_what_its_knobs_make_of_it_fits_too(name, settings):
    lab = at_work(name, **settings)
    assert not lab.no_network
    assert lab.learnt_network is not None
    there = opened(lab.learnt_network)
    expected, found = answers_of(lab.learnt_network, there)
    np.testing.assert_allclose(found, expected, atol=1e-9)
    assert there.run_.play.batches > 1


def test_one_input_is_the_only_feature():
    there = opened(Learnt(MLP([1, 3, 1])))
    assert there.run_.play.setting.features == ("x",)
    assert there.data == "plane"


REFUSED = {
    "given 64 numbers": MLP([64, 10], output="softmax"),
    "larger": MLP([2, 65, 1]),
    "larger than": MLP([2, *[3] * 11, 1]),
    "has 3 outputs": MLP([2, 3]),
    "ends in relu": MLP([2, 1], output="relu"),
    "more than an activation": Network([Dense(1), BatchNorm()], 2),
    "not all layers are alike": Network(
        [Dense(3), Activation("relu"), Dense(3), Activation("relu"), Dropout(0.5), Dense(1)], 2
    ),
    "not all layers": Network([Dense(3), Dense(1)], 2),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_what_the_playground_has_no_room_for_is_said(reason):
    assert reason in Learnt(REFUSED[reason]).refusal


def test_layers_may_have_activations_of_their_own():
    stack = [Dense(3), Activation("gelu"), Dense(3), Activation("tanh"), Dense(1), Activation("tanh")]
    learnt = Learnt(Network(stack, 2, seed=3))
    assert not learnt.refusal
    expected, found = answers_of(learnt, there := opened(learnt))
    np.testing.assert_allclose(found, expected, atol=1e-9)
    assert there.by_layer == "gelu,tanh"


@pytest.mark.parametrize("name", ["train", "many_classes", "one_unit", "norm_mode", "masks", "forward"])
def test_what_came_from_a_lab_is_saved_with_its_points(name, tmp_path):
    learnt = at_work(name).learnt_network
    assert learnt is not None
    there = opened(learnt)
    lacks = "the weights that it began with"
    if learnt.split is not None:
        lacks = f"its points and {lacks}"
    assert there.link_lacks == f"A link cannot hold {lacks}."
    assert there.exports()["playground.txt"].splitlines() == [there.link_now, there.link_lacks]
    assert ("playground.md" in there.exports()) == (learnt.split is None)
    there.seek(3)
    (path,) = there.save_beside(tmp_path)
    run = keeping.load(str(path))
    assert list(run.run(2))
    there.seek(5)
    np.testing.assert_equal(run.losses[-1], there.run_.losses)
    run.tree.seek(0)
    there.seek(0)
    np.testing.assert_array_equal(run.play.scores.outputs(), there.run_.play.scores.outputs())

"""Knobs that the steps of a lab move: the bar shows what is in use, and turning one begins there."""

from __future__ import annotations

import numpy as np
import pytest

from lessons.labs import REGISTRY
from lessons.labs.base import Lab


def now(lab: Lab, name: str) -> object:
    """What a readout is, as a list of numbers; None where it is a table or a word."""
    value = lab.values().get(name)
    return np.asarray(value, dtype=float).tolist() if np.asarray(value).dtype.kind in "fi" else None


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_a_knob_with_the_name_of_a_readout_shows_what_that_is(name: str) -> None:
    lab = REGISTRY[name](dict(REGISTRY[name].quick))
    for _ in range(14):
        for f in lab.fields:
            shown = [float(k.value) for k in lab.knobs() if k.field is f and f.moves]
            if shown:
                assert shown == np.ravel(now(lab, f.name)).tolist()
            elif f.turnable and f.kind in ("number", "vector", "matrix") and now(lab, f.name) is not None:
                assert now(lab, f.name) == np.asarray(lab.settings[f.name]).tolist(), f.name
        lab.step()


def test_turning_one_begins_with_what_the_steps_have_made_of_it() -> None:
    lab = REGISTRY["activation"]({})
    lab.seek(2)
    lab.turn("z", lab.knob("z").turned(1))
    assert (lab.readout("z"), lab.position, lab.knob("z").value) == (2.5, 0, 2.5)


def test_turning_one_of_several_takes_all_of_them_along() -> None:
    lab = REGISTRY["backprop"]({})
    lab.seek(12 + 3)
    before = {knob.id: knob.value for knob in lab.knobs()}
    assert before["b2"] != 0
    lab.turn("W2[0]", 1.25)
    assert lab.position == 3
    assert {knob.id: knob.value for knob in lab.knobs()} == before | {"W2[0]": 1.25}
    # Another knob keeps the place, and what it began with.
    lab.seek(14)
    lab.turn("learning_rate", 0.1)
    assert lab.position == 14


def test_what_stands_to_be_predicted_is_not_told_by_a_knob() -> None:
    lab = REGISTRY["backprop"]({})
    lab.seek(12)
    lab.ask("b2")
    assert lab.knob("b2").value == 0.2

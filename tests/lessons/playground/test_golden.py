"""Settings that the browser's playground has run: the same points, first weights and losses here.

golden.json: each of 30 links with its features, shape, sizes, first points and weights, the losses at some
epochs (null: not finite) and how many links L1 has killed, as the original's own code gave them.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from engine.playground import Play
from lessons.playground import links

GOLDEN = json.loads((Path(__file__).parent / "golden.json").read_text())


def same(ours: float, theirs: float | None) -> bool:
    """Whether a loss agrees: 1e-9 of itself, and 1e-15 beside it for losses near 0."""
    if theirs is None:
        return not np.isfinite(ours)
    return abs(ours - theirs) <= 1e-9 * abs(theirs) + 1e-15


@pytest.mark.parametrize("number", range(len(GOLDEN)))
def test_a_link_that_the_original_has_run_gives_the_same(number):
    entry = GOLDEN[number]
    state = links.opened(entry["hash"], lambda: "0.1")
    play = Play(state.setting)
    assert state.unknown == ()
    assert sorted(state.setting.features) == sorted(entry["features"])
    assert list(play.shape) == entry["shape"]
    assert play.net.params.size == entry["parameters"]
    assert (play.data.training, play.test_points) == (entry["train"], entry["test"])
    first = np.column_stack([play.data.plane, play.data.labels])[:2]
    np.testing.assert_allclose(first, entry["first"], rtol=0, atol=1e-12)
    np.testing.assert_allclose(play.net.layers[0].W[:, 0], entry["weights"], rtol=0, atol=1e-12)
    play.run(50)
    for epoch, (train, test) in entry["loss"].items():
        ours = play.losses[int(epoch)]
        assert same(ours[0], train), epoch
        assert same(ours[1], test), epoch
    assert play.training.dead == entry.get("dead", 0)


@pytest.mark.parametrize("number", range(len(GOLDEN)))
def test_a_link_written_here_opens_as_what_it_was_written_for(number):
    state = links.opened(GOLDEN[number]["hash"], lambda: "0.1")
    again = links.opened(links.link(state), lambda: "0.2")
    assert again == state

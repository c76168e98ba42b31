"""Races: every runner as if it ran alone."""

import numpy as np
import pytest

from engine import InputError, Race, Runner, datasets
from engine.race import race

MOONS = datasets.load("moons", n=600, noise=0.2, seed=45).split(seed=45)


def test_sixteen_different_runners_do_what_each_does_alone():
    kinds = ["adam", "sgd", "nesterov", "rmsprop", "momentum", "adamw"]
    inits = ["he_normal", "glorot_uniform", "normal"]
    runners = [
        Runner((2, 8, 8, 1), output="sigmoid", seed=k, optimizer=kinds[k % 6], init=inits[k % 3],
               learning_rate=0.003 * (k + 1))
        for k in range(16)
    ]  # fmt: skip
    result = race(runners, MOONS, 200, loss="bce", l2=0.01, l1=0.001)
    assert result.losses.shape == (16, 200)
    for k, runner in enumerate(runners):
        alone = runner.trainer(MOONS, "bce", l2=0.01, l1=0.001)
        alone.run(200)
        assert np.abs(result.network(k).params - alone.net.params).max() <= 1e-9
        assert np.abs(result.losses[k] - alone.history.loss).max() <= 1e-9
    assert result.evaluate("test")[3]["accuracy"] == pytest.approx(
        (result.network(3).predict(MOONS.test.X) == MOONS.test.labels).mean()
    )


@pytest.mark.parametrize("hidden", ["tanh", "gelu", "silu", "leaky_relu", "softplus"])
def test_other_activations_and_softmax_race_too(hidden):
    blobs = datasets.load("blobs", n=90, seed=2)
    runners = [Runner((2, 6, 3), hidden=hidden, output="softmax", seed=s) for s in range(3)]
    result = race(runners, blobs, 50, loss="cce", batch_size=None)
    for k, runner in enumerate(runners):
        alone = runner.trainer(blobs, "cce", batch_size=None)
        alone.run(50)
        assert np.abs(result.network(k).params - alone.net.params).max() <= 1e-9


def test_a_runner_that_diverges_is_noted_and_the_others_run_on():
    runners = [Runner((2, 8, 1), seed=s, optimizer="sgd", learning_rate=r) for s, r in ((0, 1e3), (1, 0.01))]
    plane = datasets.load("plane", n=64, seed=0)
    result = race(runners, plane, 300, loss="mse")
    assert result.diverged[0] is not None
    assert result.diverged[1] is None
    alone = runners[1].trainer(plane, "mse")
    alone.run(300)
    assert np.abs(result.network(1).params - alone.net.params).max() <= 1e-9
    assert len(result.evaluate("train")) == 2


def test_only_networks_of_one_shape_race_and_at_most_sixteen():
    with pytest.raises(InputError, match="one shape"):
        Race([Runner((2, 4, 1)), Runner((2, 5, 1))], MOONS, loss="mse")
    with pytest.raises(InputError, match="1 to 16"):
        Race([Runner((2, 4, 1))] * 17, MOONS, loss="mse")

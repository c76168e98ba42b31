"""How the playground learns, where no setting that the original has run tells: edges, and what it lacks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from engine import Dataset, Trainer, activations, optimizers
from engine.playground import Play, Setting
from engine.playground.points import make
from engine.playground.stream import Stream

ONE = Setting(shape=(), features=("x",), problem="regression", train_share=1, batch=1, seed="0.3")
"""One weight, one bias, and twelve points to learn."""
ELEMENTWISE = sorted(name for name, function in activations.REGISTRY.items() if function.elementwise)


def test_a_weight_of_exactly_0_is_not_dead():
    """A penalty's step that ends at 0 changes no sign; and from 0 there is no pull."""
    play = Play(replace(ONE, regularization="L1", strength=1.0, rate=0.03))
    play.net.params[:] = 0.0
    play.training.learn(1)
    assert play.training.dead == 0
    # Without a gradient, |w| = rate·strength is pulled to 0 exactly, and lives on.
    idle = Play(replace(ONE, regularization="L1", strength=1.0, rate=0.5))
    idle.training.columns[:] = 0.0
    idle.net.params[:] = 0.5
    idle.training.learn(1)
    assert idle.net.layers[0].W[0, 0] == 0.0
    assert idle.training.dead == 0
    # A little less, and the sign would change: it is dead.
    idle.net.params[:] = 0.4
    idle.training.learn(1)
    assert (idle.net.layers[0].W[0, 0], idle.training.dead) == (0.0, 1)


@pytest.mark.parametrize("optimizer", sorted(optimizers.RULES))
def test_a_dead_link_stays_at_0_whatever_an_optimizer_remembers_of_it(optimizer):
    setting = Setting(regularization="L1", strength=0.3, optimizer=optimizer, rate=0.02, seed="0.4")
    play = Play(setting)
    play.run(5)
    dead = play.training.alive == 0
    assert dead.any()
    play.run(3)
    assert (play.training.alive[dead] == 0).all()
    assert (play.net.params[dead] == 0).all()
    assert not dead[play.net.decayed == 0].any(), "biases are not penalised"


def test_the_slope_of_relu_at_0_is_0():
    """With all weights and biases at 0 every unit stands at its bend: nothing but the last bias learns."""
    play = Play(Setting(activation="relu", init_zero=True, noise=30, batch=7, seed="0.2"))
    play.run(3)
    first, *_, last = play.net.layers
    assert not first.W.any()
    assert not first.b.any()
    assert not last.W.any()
    assert last.b.any()


def test_weights_that_begin_at_0_leave_the_stream_where_drawn_ones_do():
    zero, drawn = Play(Setting(init_zero=True)), Play(Setting())
    assert not zero.net.params.any()
    assert (zero.data.plane == drawn.data.plane).all()
    assert zero.stream.draw() == drawn.stream.draw()
    assert (drawn.net.layers[0].b == 0.1).all()


@pytest.mark.parametrize("shape", [(), (3,), (2, 2)])
@pytest.mark.parametrize("init", ["playground", "he_normal"])
def test_without_any_feature_the_biases_alone_learn(shape, init):
    play = Play(Setting(features=(), shape=shape, noise=20, init=init))
    assert play.shape == (0, *shape, 1)
    play.run(5)
    assert len(np.unique(play.scores.outputs())) == 1
    assert play.losses[5][0] != play.losses[0][0]
    assert np.isfinite(play.losses).all()


@pytest.mark.parametrize("batch", [0, 251, 5000])
def test_a_batch_of_none_or_of_more_than_there_are_never_learns(batch):
    play = Play(Setting(batch=batch))
    before = play.net.params.copy()
    play.run(4)
    assert (play.net.params == before).all()
    assert len(set(play.losses)) == 1


@pytest.mark.parametrize(("share", "part"), [(0, 0), (100, 1)])
def test_a_part_without_points_has_no_loss(share, part):
    play = Play(Setting(train_share=share))
    play.run(2)
    assert all(np.isnan(losses[part]) and np.isfinite(losses[1 - part]) for losses in play.losses)
    assert play.finite(play.losses[-1])


def plain(play: Play, epochs: int) -> np.ndarray:
    """The parameters of a linear unit after so many epochs, point by point, as they are told in words."""
    (weight, bias), rate, batch = play.net.params.copy(), play.setting.rate, play.setting.batch
    pull, count = np.zeros(2), 0
    points = np.column_stack([play.data.inputs, play.data.targets])[: play.data.training]
    for _ in range(epochs):
        for i, (x, y) in enumerate(points, 1):
            off = weight * x + bias - y
            pull, count = pull + np.array([off * x, off]), count + 1
            if i % batch == 0:
                weight, bias = (weight, bias) - rate * pull / count
                pull, count = np.zeros(2), 0
    return np.array([weight, bias])


@pytest.mark.parametrize("batch", [1, 5, 7, 12])
def test_points_left_over_wait_for_the_first_batch_of_the_next_epoch(batch):
    play = Play(replace(ONE, batch=batch))
    expected = plain(play, 6)
    play.run(6)
    np.testing.assert_allclose(play.net.params, expected, rtol=1e-12)
    assert play.training.waiting == 12 % batch


@pytest.mark.parametrize("optimizer", sorted(set(optimizers.RULES) - {"adamw"}))
def test_an_optimizer_takes_the_steps_that_the_engines_trainer_takes(optimizer):
    """Where nothing is left over. The trainer's loss is twice the playground's: what adds up gradients needs
    half the rate for the same steps, what divides by them twice the ε."""
    play = Play(Setting(optimizer=optimizer, rate=0.02, noise=20, batch=25))
    twice = {"rmsprop": {"epsilon": 2e-8}, "adam": {"epsilon": 2e-8}}.get(optimizer, {})
    rule = optimizers.make(optimizer, learning_rate=0.02 if twice else 0.01, **twice)
    data, n = play.data, play.data.training
    trainer = Trainer(
        play.net.copy(),
        (data.inputs[:n], data.targets[:n]),
        loss="mse",
        optimizer=rule,
        batch_size=25,
        shuffle=False,
    )
    play.run(8)
    trainer.run(8 * n // 25)
    np.testing.assert_allclose(play.net.params, trainer.net.params, rtol=1e-9)


def test_a_penalty_of_squares_takes_the_steps_of_the_engines():
    play = Play(Setting(regularization="L2", strength=0.05, noise=20, batch=25))
    data, n = play.data, play.data.training
    rule = optimizers.make("sgd", learning_rate=0.015)
    part = data.inputs[:n], data.targets[:n]
    trainer = Trainer(play.net.copy(), part, loss="mse", optimizer=rule, batch_size=25, shuffle=False, l2=0.1)
    play.run(8)
    trainer.run(8 * n // 25)
    np.testing.assert_allclose(play.net.params, trainer.net.params, rtol=1e-9)


@pytest.mark.parametrize("regression", [False, True])
@pytest.mark.parametrize("name", ELEMENTWISE)
def test_the_gradients_of_a_batch_are_the_slopes_of_its_losses(name, regression):
    setting = Setting(
        problem="regression" if regression else "classification",
        shape=(5, 4),
        layer_activations=(name, name),
        batch=20,
        noise=20,
        features=("x", "y", "xTimesY", "sinX"),
        seed="0.7",
    )
    check_slopes(Play(setting))


def test_the_gradients_of_classes_are_the_slopes_of_their_cross_entropy():
    check_slopes(Play(Setting(data="blobs", classes=4, shape=(5, 3), batch=20, noise=30)))


def check_slopes(play: Play) -> None:
    """Central differences of the summed loss of the first batch."""
    batch, params = play.setting.batch, play.net.params
    play.training.change(optimizers.make("sgd", learning_rate=0.0), play.training.penalty)
    play.training.learn(1)
    analytic = play.net.grads.copy()

    def loss() -> float:
        outputs, targets = play.net.forward(play.data.inputs[:batch]), play.data.targets[:batch]
        if targets.shape[1] > 1:
            return float(-np.log((outputs * targets).sum(axis=1)).sum())
        return float(((outputs - targets) ** 2).sum() / 2)

    numeric = np.empty_like(analytic)
    for i, here in enumerate(params.copy()):
        ends = []
        for step in (1e-6, -1e-6):
            params[i] = here + step
            ends.append(loss())
        params[i] = here
        numeric[i] = (ends[0] - ends[1]) / 2e-6
    np.testing.assert_allclose(analytic, numeric, rtol=2e-5, atol=1e-6)


def test_samples_of_ones_own_are_shuffled_by_the_seed_and_learnt():
    rng = np.random.default_rng(0)
    X = np.r_[rng.normal(-1, 0.3, (40, 2)), rng.normal(1, 0.3, (40, 2))]
    data = Dataset("two", X, np.repeat([0.0, 1.0], 40)[:, None], "binary", ("a", "b"), ("no", "yes"))
    one, other = Play(Setting(data="csv", seed="1"), data), Play(Setting(data="csv", seed="2"), data)
    assert (one.data.labels != other.data.labels).any()
    assert 5 < one.data.labels[: one.data.training].sum() < 35
    assert np.abs(one.data.plane).max() == 5.0
    one.run(30)
    assert one.right() == (1.0, 1.0)


def test_numbers_of_ones_own_are_learnt_by_a_linear_output():
    points = make("reg-plane", 0.0, Stream("1"))[:100]
    data = Dataset("plane", points[:, :2], points[:, 2:], "regression", ("a", "b"))
    play = Play(Setting(data="csv", problem="regression", shape=(), seed="1", rate=0.003), data)
    assert play.net.output_activation == "identity"
    play.run(200)
    assert play.losses[-1][0] < 1e-4
    assert play.right() == ()

"""Optimizers, schedules, clipping: by hand, and part by part."""

import numpy as np
import pytest

from engine import InputError, UnknownName, optimizers, schedules
from engine.gradcheck import numeric_gradient
from engine.landscapes import beale, bowl, descend, get

W = np.array([1.0, -2.0])
G = [np.array([0.5, -1.0]), np.array([0.25, 4.0])]


def run(optimizer, gradients=G, w=W, **more):
    state, path = optimizer.init(w), []
    for g in gradients:
        step, state = optimizer.update(g, state, w, **more)
        w = w - step
        path.append(w)
    return path


def test_gradient_descent_subtracts_rate_times_gradient():
    # 1 − 0.1·0.5 = 0.95, −2 + 0.1 = −1.9; then −0.025 and −0.4
    path = run(optimizers.make("sgd", 0.1))
    assert path[0] == pytest.approx([0.95, -1.9])
    assert path[1] == pytest.approx([0.925, -2.3])


def test_momentum_adds_nine_tenths_of_the_last_velocity():
    # u = 0.5, then 0.9·0.5 + 0.25 = 0.7: 0.95 − 0.07 = 0.88
    assert run(optimizers.make("momentum", 0.1))[1][0] == pytest.approx(0.88)


def test_nesterov_looks_ahead():
    # g + 0.9u: 0.5 + 0.45 = 0.95, so 0.905; then u = 0.7, 0.25 + 0.63 = 0.88: 0.905 − 0.088 = 0.817
    path = run(optimizers.make("nesterov", 0.1))
    assert [w[0] for w in path] == pytest.approx([0.905, 0.817])


def test_rmsprop_divides_by_the_root_of_the_mean_square():
    # s = 0.01·0.25 = 0.0025, root 0.05: 1 − 0.1·0.5/0.05 = 0
    assert run(optimizers.make("rmsprop", 0.1))[0][0] == pytest.approx(0.0, abs=1e-6)


def test_the_first_step_of_adam_is_the_rate_whatever_the_gradient():
    # m̂ = g, v̂ = g²: η·g/(|g| + ε)
    assert run(optimizers.make("adam", 0.1))[0] == pytest.approx([0.9, -1.9], abs=1e-7)


def test_adam_step_by_step_as_algorithm_1_has_it():
    # Kingma & Ba 2015, algorithm 1, written out.
    m = v = 0.0
    w, expected = 1.0, []
    for t, g in enumerate((0.5, 0.25, -3.0), 1):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
        w -= 0.1 * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)) ** 0.5 + 1e-8)
        expected.append(w)
    gradients = [np.array([g]) for g in (0.5, 0.25, -3.0)]
    path = run(optimizers.make("adam", 0.1), gradients, np.array([1.0]))
    assert [w[0] for w in path] == pytest.approx(expected, rel=1e-13)


def test_adamw_shrinks_weights_and_leaves_biases():
    mask = np.array([1.0, 0.0])
    plain = run(optimizers.make("adam", 0.1))[0]
    decayed = run(optimizers.make("adamw", 0.1, weight_decay=0.5), decayed=mask)[0]
    # η·λ·w = 0.1·0.5·1 = 0.05
    assert decayed - plain == pytest.approx([-0.05, 0.0])


@pytest.mark.parametrize("name", list(optimizers.RULES))
def test_an_update_changes_neither_gradient_nor_state_and_its_parts_add_up(name):
    optimizer = optimizers.make(name, 0.1, clip_norm=0.5)
    state = optimizer.init(W)
    for g in G * 3:
        before = state.slots.copy(), g.copy()
        parts = optimizer.parts(g, state, W)
        step, following = optimizer.update(g, state, W)
        assert np.array_equal(state.slots, before[0])
        assert np.array_equal(g, before[1])
        assert parts["step"] == pytest.approx(step)
        assert np.linalg.norm(parts["clipped"]) <= 0.5 + 1e-12
        if name in ("adam", "adamw"):
            rate = parts["learning rate"]
            rebuilt = rate * parts["m corrected"] / (np.sqrt(parts["v corrected"]) + 1e-8)
            assert step == pytest.approx(rebuilt + parts.get("decay", 0.0), rel=1e-12)
        state = following
    assert state.t == 6


def test_clipping_by_value_and_by_norm():
    # (3, 4) has length 5: scaled to length 1 it is (0.6, 0.8)
    g = np.array([3.0, 4.0])
    assert run(optimizers.make("sgd", 1.0, clip_norm=1.0), [g], 0 * W)[0] == pytest.approx([-0.6, -0.8])
    assert run(optimizers.make("sgd", 1.0, clip_value=3.5), [g], 0 * W)[0] == pytest.approx([-3, -3.5])


def test_schedules_at_the_places_that_can_be_worked_out():
    assert [schedules.get("step", every=10, factor=0.1)(t) for t in (0, 9, 10, 25)] == pytest.approx(
        [1, 1, 0.1, 0.01]
    )
    assert schedules.get("exponential", every=10, factor=0.5)(20) == pytest.approx(0.25)
    cosine = schedules.get("cosine", every=100, floor=0.1)
    # halfway: 0.1 + 0.9·½ = 0.55
    assert [cosine(t) for t in (0, 50, 100, 500)] == pytest.approx([1, 0.55, 0.1, 0.1])
    warm = schedules.get("constant", warmup=4)
    assert [warm(t) for t in range(6)] == pytest.approx([0.25, 0.5, 0.75, 1, 1, 1])
    assert run(optimizers.make("sgd", 0.1, schedule=warm))[0] == pytest.approx([1 - 0.0125, -1.975])


def test_every_landscape_slopes_as_its_gradient_says_and_is_flat_at_its_minima():
    from engine import landscapes

    rng = np.random.default_rng(0)
    for name in landscapes.NAMES:
        scape = get(name)
        for _ in range(5):
            w = rng.uniform([b[0] for b in scape.box], [b[1] for b in scape.box])
            numeric = numeric_gradient(lambda x, f=scape: float(f.value(x)), w, 1e-6)
            assert scape.gradient(w) == pytest.approx(numeric, rel=1e-5, abs=1e-4)
        for place in scape.minima:
            assert scape.value(place) == pytest.approx(0.0, abs=1e-12)
            assert scape.gradient(place) == pytest.approx(0.0, abs=1e-6)


def test_of_two_valleys_the_start_decides_which_one_is_found():
    scape = get("two_valleys")
    ends = [descend(scape, [w], 200, "sgd", 0.1)[-1, 0] for w in (-3.0, 0.2, 0.3, 3.0)]
    assert ends == pytest.approx([-2, -2, 1.75, 1.75], abs=1e-6)
    assert scape.gradient([0.25]) == pytest.approx(0)
    # (1.75 + 2)²·(1.75² − 4·1.75 + 4.875)/8
    assert scape.value([1.75]) == pytest.approx(1.64794921875)


def test_a_steeper_parabola_grows_and_slopes_so_many_times_as_fast():
    plain, steep = get("quadratic"), get("quadratic", steepness=5.0)
    assert steep.value([1.0]) == 5 * plain.value([1.0])
    assert steep.gradient([1.0]) == pytest.approx(5 * plain.gradient([1.0]))
    # The distance is multiplied by 1 − 2·5·0.2 = −1: it swings for ever.
    assert descend(steep, [0.0], 2, "sgd", 0.2)[:, 0] == pytest.approx([0, 6, 0])


def test_a_turned_valley_is_the_same_valley_for_plain_descent():
    c = np.sqrt(0.5)
    turn = np.array([[c, -c], [c, c]])
    straight, turned = bowl(20.0), bowl(20.0, degrees=45.0)
    path = descend(straight, (-4.0, 1.0), 30, "sgd", 0.09)
    assert turned.start == pytest.approx(turn @ [-4, 1])
    assert descend(turned, turned.start, 30, "sgd", 0.09) == pytest.approx(path @ turn.T)
    slope = numeric_gradient(lambda w: float(turned.value(w)), np.array([1.0, 0.5]), 1e-6)
    assert turned.gradient([1.0, 0.5]) == pytest.approx(slope, abs=1e-6)


def test_a_heavy_ball_rolls_on_from_the_shallow_basin_to_the_deep_one():
    basins = get("basins")
    ends = [descend(basins, basins.start, 200, rule, 0.09)[-1] for rule in ("sgd", "momentum")]
    assert ends == [pytest.approx([1.75, 0], abs=1e-3), pytest.approx([-2, 0], abs=1e-2)]


def test_momentum_helps_in_a_long_valley():
    valley, start = bowl(100.0), (-4.0, 1.0)
    plain = valley.value(descend(valley, start, 60, "sgd", 0.015)[-1])
    assert valley.value(descend(valley, start, 60, "momentum", 0.015)[-1]) < plain


def test_a_path_that_blows_up_does_so_without_a_warning():
    assert not np.isfinite(descend(beale(), (4.0, 4.0), 60, "sgd", 1.0)).all()


def test_a_networks_loss_along_directions_leaves_it_alone():
    from engine import MLP, landscapes

    net = MLP([2, 6, 1], seed=3)
    X = np.random.default_rng(0).normal(size=(20, 2))
    Y = X[:, :1] - X[:, 1:]
    before = net.params.copy()
    one, two = landscapes.directions(net, seed=1)
    # Filter normalisation: a unit's part of a direction is as long as its incoming weights.
    assert np.linalg.norm(one[:12].reshape(2, 6), axis=0) == pytest.approx(
        np.linalg.norm(net.layers[0].W, axis=0)
    )
    distances, surface = landscapes.loss_surface(net, X, Y, "mse", [one, two], points=5)
    assert surface[2, 2] == pytest.approx(net.loss(X, Y, "mse"))
    assert distances[2] == 0.0
    assert np.array_equal(net.params, before)
    moved = net.copy()
    moved.params += distances[0] * one + distances[4] * two
    assert surface[0, 4] == pytest.approx(moved.loss(X, Y, "mse"))


def test_wrong_settings_are_named_with_the_nearest_right_one():
    with pytest.raises(UnknownName, match="did you mean 'adam'"):
        optimizers.make("adm")
    with pytest.raises(UnknownName, match="momentum"):
        optimizers.make("momentum", momentun=0.5)
    for name, value in (("learning_rate", -1.0), ("momentum", 1.0), ("clip_norm", 0.0)):
        with pytest.raises(InputError, match=name):
            optimizers.make("momentum", **{name: value})

"""Who may write where: views of a network's numbers, layers of one network, and one thread at a time."""

import pickle
import threading
import tracemalloc

import numpy as np
import pytest

from engine import (
    MLP,
    Activation,
    BatchNorm,
    Dense,
    Dropout,
    InputError,
    Network,
    ShapeError,
    Trainer,
    datasets,
    losses,
    optimizers,
    storage,
)
from engine.errors import InUse
from engine.race import Race, Runner
from tests.engine.test_copies import LAYERS, check_views, made, views

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(40, 2)), (RNG.normal(size=(40, 1)) > 0).astype(float)


def rich():
    return Network([Dense(4), BatchNorm(), Activation("relu"), Dropout(0.2), Dense(1)], 2)


def places(net):
    """Everything of a network that is a view of its numbers, or those: (owner, name)."""
    named = [(layer, name) for layer in net.stack for name in type(layer).views]
    return [(net, "params"), (net, "grads"), *((o, n) for o, n in named if "block" not in n)]


def test_what_is_assigned_to_a_view_is_written_into_the_networks_numbers():
    net = rich()
    whole = {"params": net.params, "grads": net.grads}
    for owner, name in places(net):
        values = RNG.normal(size=getattr(owner, name).shape)
        setattr(owner, name, values)
        assert np.array_equal(getattr(owner, name), values), name
        setattr(owner, name, getattr(owner, name) * 2)
        assert np.array_equal(getattr(owner, name), values * 2), name
        setattr(owner, name, 0.5)
        assert (getattr(owner, name) == 0.5).all(), name
        assert net.params is whole["params"]
        assert net.grads is whole["grads"]
        check_views(net)


def test_operators_write_too_and_training_sees_it():
    net = MLP([2, 3, 1], output="sigmoid")
    twin = net.copy()
    net.loss_and_grad(X, Y, "bce")
    net.layers[0].W -= 0.1 * net.layers[0].dW
    net.params *= 2
    assert np.array_equal(net.layers[0].W, 2 * (twin.layers[0].W - 0.1 * net.layers[0].dW))
    assert not np.array_equal(net.forward(X), twin.forward(X))


@pytest.mark.parametrize("value", [np.zeros((5, 7)), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], [[1], [1, 2]], "x"])
def test_what_does_not_fit_a_view_is_refused_with_its_name_and_changes_nothing(value):
    net = rich()
    for owner, name in places(net):
        before = getattr(owner, name).copy()
        with pytest.raises(InputError, match=name):
            setattr(owner, name, value)
        assert np.array_equal(getattr(owner, name), before)
    with pytest.raises(ShapeError):
        net.layers[0].W = np.zeros((4, 2))
    with pytest.raises(AttributeError, match=r"Dense\(3\) has no W"):
        Dense(3).W = 1.0


@pytest.mark.parametrize("kind", LAYERS, ids=lambda kind: kind.__name__)
def test_a_layer_belongs_to_one_network(kind):
    layer = made(kind)
    net = Network([Dense(3), layer, Dense(1)], 2)
    before = net.forward(X)
    with pytest.raises(InputError, match=r"layers\[1\] is .* no other network"):
        Network([Dense(5), layer, Dense(1)], 2)
    assert np.array_equal(net.forward(X), before)
    check_views(net)


def test_layers_that_became_no_network_can_still_become_one():
    stack = [Dense(3), Activation("relu"), Dense(1)]
    with pytest.raises(InputError):
        Network(stack, 2, init="he_norml")
    assert views(Network(stack, 2))


def inside(calls):
    """The calls of a network or trainer, each as a second thread would make it while the first is inside."""
    caught = []

    def second():
        for call in calls:
            try:
                call()
            except InUse as error:
                caught.append(str(error))

    thread = threading.Thread(target=second)
    thread.start()
    thread.join(30)
    return caught


def test_a_second_thread_is_refused_while_the_first_is_inside_and_disturbs_nothing(tmp_path):
    net = MLP([2, 4, 1], output="sigmoid")
    trainer, twin = (Trainer(n, (X, Y), loss="bce", batch_size=40) for n in (net, net.copy()))
    snapshot = trainer.snapshot()
    calls = [
        lambda: net.forward(X),
        lambda: net.predict(X),
        lambda: net.loss(X, Y, "bce"),
        lambda: net.loss_and_grad(X, Y, "bce"),
        lambda: net.trace(X),
        lambda: net.initialize(1),
        net.copy,
        lambda: pickle.dumps(trainer),
        trainer.snapshot,
        lambda: storage.save(tmp_path / "net.npz", trainer),
        trainer.step,
        lambda: trainer.run(1),
        trainer.epoch,
        lambda: trainer.evaluate("train"),
        lambda: trainer.change("sgd"),
        lambda: trainer.restore(snapshot),
        lambda: trainer.seek(0),
        trainer.rebase,
    ]
    told = []
    # A callback runs in the middle of a step.
    trainer.callbacks.append(lambda t: told.append(inside(calls)) if t.epochs == 2 else t.evaluate("train"))
    trainer.run(5)
    twin.run(5)
    assert [len(one) for one in told] == [len(calls)]
    assert all("another thread" in line and "copy" in line for line in told[0])
    assert np.array_equal(net.params, twin.net.params)


def test_a_network_can_be_handed_over_also_after_an_error():
    net = MLP([2, 4, 1], output="sigmoid")
    trainer = Trainer(net, (X, Y), loss="bce")
    with pytest.raises(InputError):
        net.loss_and_grad(X, Y, "bce", weights=-np.ones(40))
    trainer.run(3)
    race = Race([Runner((2, 3, 1), output="sigmoid")], (X, Y), loss="bce").run(1)
    assert inside([lambda: trainer.run(3), lambda: net.forward(X), lambda: race.run(2)]) == []
    trainer.run(3)
    assert (trainer.steps, race.steps) == (9, 3)
    with race.net.alone:
        assert len(inside([lambda: race.run(1), race.step])) == 2


@pytest.mark.parametrize("loss", ["mse", "mae", "huber", "bce", "cce"])
@pytest.mark.parametrize("weighted", [False, True])
def test_a_loss_computed_in_pieces_is_the_mean_of_the_whole(loss, weighted, monkeypatch):
    output = {"bce": "sigmoid", "cce": "softmax"}.get(loss, "identity")
    net = MLP([2, 5, 3], output=output, batch_norm=True, dropout=0.3)
    n = 1003
    rows = RNG.normal(size=(n, 2))
    target = RNG.integers(0, 3, n) if loss == "cce" else RNG.uniform(size=(n, 3))
    # A piece whose weights are all 0 counts for nothing.
    weights = np.r_[np.zeros(200), RNG.uniform(size=n - 200)] if weighted else None
    # Training mode moves the running statistics; evaluation must not.
    net.loss_and_grad(rows, target, loss)
    buffers = [b.copy() for b in net.buffers]
    whole = net.loss(rows, target, loss, weights=weights)
    assert whole == pytest.approx(losses.get(loss).value(net.forward(rows), target, weights), rel=1e-12)
    trained = net.forward(rows, training=True)
    for layer, at_start in zip(net.buffers, buffers, strict=True):
        layer[...] = at_start
    net.initialize(0)
    net.loss_and_grad(rows, target, loss)
    monkeypatch.setattr("engine.network._ROWS_AT_ONCE", 64)
    assert net.loss(rows, target, loss, weights=weights) == pytest.approx(whole, rel=1e-12)
    assert all(np.array_equal(a, b) for a, b in zip(buffers, net.buffers, strict=True))
    assert np.array_equal(net.forward(rows, training=True), trained)


def test_many_rows_of_many_counts_leave_little_memory_behind(monkeypatch):
    monkeypatch.setattr("engine.network._ROWS_AT_ONCE", 64)
    net = MLP([10, 32, 32, 1], output="sigmoid")
    made = np.zeros((6000, 10))
    tracemalloc.start()
    try:
        for n in (2000, 3000, 4000, 5000, 6000):
            net.loss(made[:n], np.ones((n, 1)), "bce")
            net.predict(made[:n])
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # A pass over 6000 rows has 9 MB.
    assert kept <= 2**20
    assert peak <= 2 * 2**20
    for n in range(1, 12):
        net.loss_and_grad(made[:n], np.ones((n, 1)), "bce")
    for i in range(12):
        net.loss(made[:5], np.ones((5, 1)), losses.get("huber", delta=1.0 + i))
    assert len(net._passes) == 2
    assert max(len(work.losses) for work in net._passes.values()) <= 2


ENDS = [
    ("identity", "bce", "sigmoid"),
    ("relu", "bce", "sigmoid"),
    ("softmax", "bce", "sigmoid"),
    ("tanh", "bce", "sigmoid"),
    ("identity", "cce", "softmax"),
    ("sigmoid", "cce", "softmax"),
]


@pytest.mark.parametrize(("output", "loss", "missing"), ENDS)
def test_a_loss_of_probabilities_needs_an_output_of_them(output, loss, missing):
    net = MLP([2, 3, 2], output=output)
    truth = np.tile([1.0, 0.0], (40, 1))
    for call in (
        lambda: Trainer(net, (X, truth), loss=loss),
        lambda: net.loss(X, truth, loss),
        lambda: net.loss_and_grad(X, truth, loss),
        lambda: net.trace(X, truth, loss),
        lambda: Race([Runner((2, 3, 2), output=output)], (X, truth), loss=loss),
    ):
        with pytest.raises(InputError, match=f"loss is '{loss}'.*ends with {missing}.*from_logits=True"):
            call()
    logits = losses.get(loss, from_logits=True)
    assert Trainer(MLP([2, 3, 2]), (X, truth), loss=logits).run(5) == 5


def test_predictions_that_are_no_probabilities_are_refused():
    for name, wrong in (("bce", [[2.0]]), ("cce", [[-0.5, 1.5]])):
        with pytest.raises(InputError, match=r"prediction is .*from 0 to 1.*from_logits=True"):
            losses.get(name).value(wrong, np.ones((1, len(wrong[0]))) / len(wrong[0]))


@pytest.mark.parametrize("optimizer", list(optimizers.RULES))
def test_a_batch_without_weight_moves_nothing(optimizer):
    weights = np.r_[np.ones(10), np.zeros(10), np.ones(20)]
    net = MLP([2, 4, 1], output="sigmoid", batch_norm=True)
    settings = {"batch_size": 10, "shuffle": False, "weights": weights, "l2": 0.1, "l1": 0.1}
    trainer = Trainer(net, (X, Y), loss="bce", optimizer=optimizer, **settings)
    trainer.step()
    before = trainer.snapshot().memory
    assert trainer.step() == 0.0
    assert np.array_equal(trainer.snapshot().memory, before)
    trainer.run(2)
    # The epoch's loss is the mean over samples by weight: that batch takes no part in it.
    expected = trainer.history.loss @ [10, 0, 10, 20 - 10] / 30
    assert trainer.history.epochs["loss"][0] == pytest.approx(expected, rel=1e-12)
    trainer.run(76)
    end = net.params.copy()
    trainer.seek(2)
    assert np.array_equal(trainer.snapshot().memory, before)
    trainer.seek(80)
    assert np.array_equal(net.params, end)


def test_a_run_that_diverges_after_a_batch_without_weight_says_so():
    net = MLP([2, 4, 1])
    weights = np.r_[np.zeros(20), np.ones(20)]
    rule = optimizers.make("sgd", 1e300)
    trainer = Trainer(
        net, (X, Y), loss="mse", optimizer=rule, batch_size=20, shuffle=False, weights=weights, seed=1
    )
    with pytest.raises(ArithmeticError, match="step 4"):
        trainer.run(10)
    assert trainer.steps == 3


@pytest.mark.parametrize("weights", [np.full(40, 1e308), np.full(40, 5e307), np.zeros(40)])
def test_weights_that_have_no_finite_sum_above_zero_are_refused(weights):
    for call in (
        lambda: Trainer(MLP([2, 3, 1]), (X, Y), loss="mse", weights=weights),
        lambda: MLP([2, 1]).loss(X, Y, "mse", weights=weights),
        lambda: losses.get("mse").value(Y, Y, weights),
    ):
        with pytest.raises(InputError, match=r"weights is .*finite sum > 0"):
            call()


def test_data_of_the_course_still_fit_what_they_are_taught_with():
    for name, kind in datasets.KINDS.items():
        data = datasets.load(name, n=20)
        output, loss = {"binary": ("sigmoid", "bce"), "multiclass": ("softmax", "cce")}.get(
            kind.task, ("identity", "mse")
        )
        assert Trainer(MLP([2, 3, data.outputs], output=output), data, loss=loss).run(2) == 2

"""Files of networks, and networks as source code."""

import json
import os
import types

import numpy as np
import pytest

from engine import (
    MLP,
    Activation,
    BatchNorm,
    Dense,
    Dropout,
    Network,
    Trainer,
    UnknownName,
    activations,
    datasets,
    export,
    optimizers,
    storage,
)
from engine.export import Unsupported
from engine.storage import StorageError

X = np.random.default_rng(1).normal(size=(50, 2)) * 2


def rich_network():
    layers = [
        Dense(5),
        BatchNorm(0.2),
        Activation("leaky_relu", 0.2),
        Dropout(0.3),
        Dense(3),
        Activation("gelu"),
    ]
    net = Network([*layers, Dense(1), Activation("sigmoid")], 2, seed=4)
    Trainer(net, datasets.load("moons", n=100), loss="bce").run(20)
    return net


def executed(source):
    module = types.ModuleType("exported")
    exec(compile(source, "exported.py", "exec"), module.__dict__)
    return module


def test_a_network_is_read_back_bit_for_bit(tmp_path):
    net = rich_network()
    storage.save(tmp_path / "net.npz", net)
    twin = storage.load(tmp_path / "net.npz").net
    assert np.array_equal(twin.forward(X), net.forward(X))
    assert repr(twin.stack) == repr(net.stack)


def test_a_trainer_goes_on_where_the_file_was_written(tmp_path):
    split = datasets.load("moons", n=200, seed=1).split(validation=0.2)
    schedule = optimizers.schedules.get("cosine", every=200)
    rule = optimizers.make("adam", 0.01, schedule=schedule, clip_norm=1.0)
    trainer = Trainer(MLP([2, 8, 1], output="sigmoid"), split, loss="bce", optimizer=rule)
    trainer.run(45)
    storage.save(tmp_path / "run.npz", trainer)
    trainer.run(20)
    saved = storage.load(tmp_path / "run.npz")
    assert saved.optimizer == rule
    assert np.array_equal(saved.loss_history, trainer.history.loss[:45])
    assert "validation_loss" in saved.epochs
    again = Trainer(saved.net, split, loss="bce", optimizer=saved.optimizer)
    again.restore(saved.snapshot)
    again.run(20)
    assert np.array_equal(again.net.params, trainer.net.params)


def test_damaged_foreign_and_newer_files_are_told_apart(tmp_path):
    path = tmp_path / "net.npz"
    storage.save(path, MLP([2, 3, 1]))
    whole = path.read_bytes()
    (tmp_path / "cut.npz").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "text.npz").write_text("hello")
    (tmp_path / "empty.npz").write_bytes(b"")
    np.savez(tmp_path / "other.npz", a=np.zeros(3))
    np.savez(tmp_path / "pickle.npz", about=np.array([{}], dtype=object))
    with np.load(path) as found:
        arrays = dict(found)
    about = json.loads(str(arrays["about"]))

    def written(**changes):
        np.savez(tmp_path / "x.npz", **{**arrays, "about": np.array(json.dumps({**about, **changes}))})
        return tmp_path / "x.npz"

    faults = [
        ("cut.npz", "damaged"),
        ("text.npz", "not a saved network"),
        ("empty.npz", "not a saved network"),
        ("other.npz", "not a saved network"),
        ("pickle.npz", "not a saved network"),
        (written(version=99), "newer version"),
    ]
    for name, reason in faults:
        with pytest.raises(StorageError, match=reason):
            storage.load(tmp_path / name)
    for changes in ({"format": "something"}, {"inputs": 5}, {"layers": [{"kind": "dense", "units": -1}]}):
        with pytest.raises(StorageError, match=r"damaged|another kind"):
            storage.load(written(**changes))
    with pytest.raises(FileNotFoundError):
        storage.load(tmp_path / "nowhere.npz")
    assert sorted(p.suffix for p in tmp_path.iterdir() if "part" in p.name) == []


def test_what_is_no_file_is_not_replaced_by_one(tmp_path):
    os.mkfifo(pipe := tmp_path / "pipe")
    (link := tmp_path / "link").symlink_to(pipe)
    for path in (pipe, link):
        with pytest.raises(OSError, match="no file, but a pipe"):
            storage.save(path, MLP([2, 3, 1]))
    assert pipe.is_fifo()
    assert link.is_symlink()
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("hidden", sorted(set(activations.REGISTRY) - {"softmax"}))
@pytest.mark.parametrize("output", ["identity", "sigmoid", "softmax"])
def test_exported_numpy_source_predicts_the_same(hidden, output):
    net = MLP([2, 6, 5, 3], hidden=hidden, output=output, seed=8)
    module = executed(export.source(net, "numpy"))
    assert module.predict(X) == pytest.approx(net.forward(X), rel=1e-12, abs=1e-12)


def test_exported_numpy_source_has_batch_normalisation_and_needs_nothing_of_ours():
    source = export.source(rich_network(), "numpy")
    assert "engine" not in source
    assert executed(source).predict(X) == pytest.approx(rich_network().forward(X), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize(
    ("sizes", "output"),
    [
        ((2, 6, 4, 1), "sigmoid"),
        ((2, 6, 3), "softmax"),
        ((2, 5, 2), "sigmoid"),
        ((2, 6, 2), "identity"),
        ((2, 1), "identity"),
    ],
)
@pytest.mark.parametrize("hidden", ["relu", "tanh", "sigmoid", "identity"])
def test_exported_scikit_learn_source_predicts_the_same(sizes, output, hidden):
    pytest.importorskip("sklearn")
    net = MLP(sizes, hidden=hidden, output=output, seed=8)
    module = executed(export.source(net, "scikit-learn"))
    assert module.predict(X) == pytest.approx(net.forward(X), rel=1e-12, abs=1e-12)


def test_what_scikit_learn_cannot_say_is_refused_by_name():
    mixed = Network([Dense(3), Activation("relu"), Dense(3), Activation("tanh"), Dense(1)], 2)
    for net, name in (
        (MLP([2, 3, 1], hidden="gelu"), "gelu"),
        (MLP([2, 3, 1], batch_norm=True), "BatchNorm"),
        (MLP([2, 3, 1], output="tanh"), "tanh"),
        (mixed, "relu and tanh"),
    ):
        with pytest.raises(Unsupported, match=name):
            export.source(net, "scikit-learn")
    with pytest.raises(UnknownName, match="did you mean 'pytorch'"):
        export.source(mixed, "pytorh")

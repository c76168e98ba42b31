"""Files that are no stored networks, or damaged, or dangerous: one line about each, and its path."""

import io
import json
import os
import re
import tracemalloc
import zipfile
from itertools import islice

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import (
    MLP,
    Activation,
    BatchNorm,
    Dense,
    Dropout,
    InputError,
    Network,
    Trainer,
    archives,
    datasets,
    optimizers,
    storage,
)
from engine.archives import StorageError
from tests.support.damage import damaged


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """The bytes of a file with all that one can have."""
    layers = [Dense(3), BatchNorm(), Activation("leaky_relu", 0.2), Dropout(0.3), Dense(1)]
    net = Network([*layers, Activation("sigmoid")], 2, seed=4)
    split = datasets.load("moons", n=60, seed=1).split(validation=0.2)
    rule = optimizers.make(
        "adam", 0.01, schedule=optimizers.schedules.get("cosine", every=200), clip_norm=1.0
    )
    trainer = Trainer(net, split, loss="bce", optimizer=rule, batch_size=16)
    trainer.run(9)
    path = tmp_path_factory.mktemp("stored") / "whole.npz"
    storage.save(path, trainer)
    return path.read_bytes()


def check_told(path):
    """What is loaded works; what is not is told in a line with the path."""
    try:
        saved = storage.load(path)
    except StorageError as error:
        told = error
    else:
        told = None
    if told is not None:
        assert told.path == str(path)
        assert str(told).startswith(str(path))
        assert str(told).isprintable()
        assert len(str(told)) < len(str(path)) + 300
        return False
    assert np.isfinite(saved.net.params).all()
    assert np.isfinite(saved.net.forward(np.zeros((3, saved.net.inputs)))).all()
    if saved.snapshot is not None:
        data = (np.zeros((4, saved.net.inputs)), np.zeros((4, saved.net.outputs)))
        trainer = Trainer(saved.net, data, loss="mse", optimizer=saved.optimizer)
        trainer.restore(saved.snapshot)
        trainer.snapshot()
    return True


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_file_is_told_or_works(stored, tmp_path, seed):
    path = tmp_path / "net.npz"
    for bytes_ in islice(damaged(stored, seed), 100):
        path.write_bytes(bytes_)
        check_told(path)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(data=st.data())
def test_any_bytes_written_over_a_file_are_told_or_change_nothing(stored, tmp_path_factory, data):
    start = data.draw(st.integers(0, len(stored)))
    bytes_ = data.draw(st.binary(max_size=40))
    path = tmp_path_factory.getbasetemp() / "over.npz"
    path.write_bytes(stored[:start] + bytes_ + stored[start + len(bytes_) :])
    check_told(path)


def test_the_same_seed_gives_the_same_damage(stored):
    one, other, third = (list(islice(damaged(stored, seed), 20)) for seed in (1, 1, 2))
    assert one == other != third


def changed(stored, path, about=None, **arrays):
    """Write a sound archive of what is stored, with some of it changed."""
    with np.load(io.BytesIO(stored)) as found:
        parts = dict(found)
    described = json.loads(str(parts["about"]))
    if about is not None:
        about(described)
    for name, change in arrays.items():
        parts[name] = change(parts[name].copy())
    parts["about"] = np.array(json.dumps(described))
    np.savez(path, **parts)
    return path


def put(value, *way):
    def about(described):
        place = described
        for key in way[:-1]:
            place = place[key]
        place[way[-1]] = value

    return about


def at(index, value):
    def change(array):
        array[index] = value
        return array

    return change


IMPOSSIBLE = {
    "params is not finite": {"params": at(3, np.nan)},
    "params is not finite ": {"params": at(3, np.inf)},
    "params has float32": {"params": lambda p: p.astype(np.float32)},
    "buffer_0 is not finite": {"buffer_0": at(0, np.nan)},
    "a variance is negative": {"buffer_1": at(0, -1.0)},
    "memory is not finite": {"memory": at(0, np.nan)},
    "a mean of squares is negative": {"memory": at(-2, -1.0)},
    "step is no whole number": {"memory": at(-1, 0.5)},
    "losses of 9 steps": {"loss_history": lambda h: h[:-1]},
    "step is -1": {"about": put(-1, "step")},
    "losses of 10": {"about": put(10**9, "step")},
    "seed is -1": {"about": put(-1, "seed")},
    "rate is 1": {"about": put(1.0, "layers", 3, "rate")},
    "epsilon is -1": {"about": put(-1.0, "layers", 1, "epsilon")},
    "learning_rate is -1": {"about": put(-1, "optimizer", "learning_rate")},
    "learning_rate is nan": {"about": put(float("nan"), "optimizer", "learning_rate")},
    "beta1 is 1": {"about": put(1.0, "optimizer", "beta1")},
    "every is 0": {"about": put(0, "optimizer", "schedule", "every")},
    "factor is -1": {"about": put(-1.0, "optimizer", "schedule", "factor")},
    "schedule is 'x": {"about": put("x\x1b[2J", "optimizer", "schedule", "kind")},
    "optimizer is 'adm'": {"about": put("adm", "optimizer", "name")},
    "layer is 'dens'": {"about": put("dens", "layers", 0, "kind")},
    "no network": {"about": put(3, "layers", 0)},
    "no network ": {"about": put({"kind": "dropout", "rat": 0.5}, "layers", 3)},
    "too few": {"about": put(10**12, "layers", 0, "units")},
    "inputs is 1000000000000": {"about": put(10**12, "inputs")},
    "version is 'x'": {"about": put("x", "version")},
    "version is -3": {"about": put(-3, "version")},
    "newer version": {"about": put(2, "version")},
    "epochs are no names": {"about": put([1, 2, 3], "epochs")},
}


@pytest.mark.parametrize("reason", IMPOSSIBLE)
def test_numbers_and_settings_that_no_network_has_are_refused(stored, tmp_path, reason):
    path = changed(stored, tmp_path / "net.npz", **IMPOSSIBLE[reason])
    with pytest.raises(StorageError, match=reason.strip()):
        storage.load(path)
    check_told(path)


def test_what_was_not_changed_is_read(stored, tmp_path):
    assert check_told(changed(stored, tmp_path / "net.npz"))
    # A trainer that has not taken a step, and one whose losses are not known.
    trainer = Trainer(MLP([2, 1], seed=None), (np.ones((3, 2)), np.ones(3)), loss="mse")
    storage.save(tmp_path / "new.npz", trainer)
    assert check_told(tmp_path / "new.npz")
    trainer.run(3)
    other = Trainer(MLP([2, 1], seed=np.int64(3)), (np.ones((3, 2)), np.ones(3)), loss="mse")
    other.restore(trainer.snapshot())
    storage.save(tmp_path / "other.npz", other)
    assert check_told(tmp_path / "other.npz")


def test_numbers_that_could_not_be_read_back_are_not_written(tmp_path):
    net = MLP([2, 1])
    net.params[1] = np.nan
    with pytest.raises(InputError, match="params"):
        storage.save(tmp_path / "net.npz", net)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("packed", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_would_unpack_to_too_much_is_refused_before_it_does(tmp_path, packed, monkeypatch):
    monkeypatch.setattr(archives, "_MOST", 20_000_000)
    path = tmp_path / "bomb.npz"
    piece = bytes(2**20)
    with zipfile.ZipFile(path, "w", packed) as archive, archive.open("params.npy", "w") as file:
        for _ in range(20 if packed == zipfile.ZIP_DEFLATED else 12):
            file.write(piece)
    tracemalloc.start()
    try:
        with pytest.raises(StorageError, match="20 MB" if packed == zipfile.ZIP_DEFLATED else "damaged"):
            storage.load(path)
        assert tracemalloc.get_traced_memory()[1] < 4 * 2**20
    finally:
        tracemalloc.stop()


def test_what_is_no_file_is_told_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for path in (tmp_path / "pipe", "/dev/zero", "\ud800"):
        with pytest.raises(StorageError):
            storage.load(path)
    for path in (tmp_path, tmp_path / "loop", tmp_path / "nowhere", tmp_path / ("x" * 5000)):
        with pytest.raises(OSError, match=re.escape(str(path)[-20:])) as caught:
            storage.load(path)
        assert caught.value.filename == str(path)
    with (tmp_path / "large").open("wb") as file:
        file.truncate(archives._MOST + 1)
    with pytest.raises(StorageError, match="larger than 200 MB"):
        storage.load(tmp_path / "large")
    for path in (123, "a\0b"):
        with pytest.raises(InputError, match="expected the path of a file"):
            storage.load(path)
    (tmp_path / "\x1b[2J").write_text("no network")
    with pytest.raises(StorageError) as told:
        storage.load(tmp_path / "\x1b[2J")
    assert str(told.value).isprintable()

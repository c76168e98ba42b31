"""A run in a file: it goes on as if it had never stopped, and what is no such file is told in a line."""

from __future__ import annotations

import errno
import json
import os
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from engine import MLP, Dataset, archives, storage
from engine.archives import StorageError
from engine.playground.play import Points
from engine.playground.run import Run, course_of
from lessons.playground import keeping, links
from lessons.playground.rows import Table
from lessons.playground.training import Trained
from tests.support.damage import damaged

LINKS = {
    "left over": "#batchSize=30&noise=20",
    "dead links": "#regularization=L1&regularizationRate=0.1&xTimesY=true&networkShape=",
    "never learns": "#batchSize=400",
    "adam": "#optimizer=adam&schedule=cosine&batchSize=7",
    "batch norm and dropout": "#batchNorm=true&dropout=0.25&batchSize=40&networkShape=5,3",
    "classes": "#ownData=blobs&classes=4",
    "diverged": "#learningRate=100&problem=regression&networkShape=",
    "nothing to learn from": "#percTrainData=0",
    "another drawing": "#drawing=3",
}


def run_of(link: str, epochs: int, data: Dataset | None = None) -> Trained:
    run = Trained(links.opened(link, lambda: "0.3"), data)
    for _ in run.run(epochs):
        pass
    return run


def mine() -> Dataset:
    points = np.random.default_rng(1).normal(size=(60, 2))
    return Dataset("mine", points, points[:, :1] > 0, "binary", ("a", "b"), ("no", "yes"))


def same(one: Trained, other: Trained) -> bool:
    return (
        np.array_equal(one.losses, other.losses, equal_nan=True)
        and np.array_equal(one.play.training.memory(), other.play.training.memory(), equal_nan=True)
        and (one.state, one.diverged, one.weights) == (other.state, other.diverged, other.weights)
    )


@pytest.mark.parametrize("link", LINKS.values(), ids=LINKS)
def test_a_saved_run_goes_on_as_if_it_had_never_stopped(link, tmp_path):
    path = str(tmp_path / "run.npz")
    keeping.save(path, run_of(link, 4))
    again, whole = keeping.load(path), run_of(link, 7)
    for _ in again.run(3):
        pass
    assert same(again, whole)


def test_samples_of_ones_own_are_kept_with_the_run(tmp_path):
    path = str(tmp_path / "run.npz")
    keeping.save(path, run_of("#ownData=csv", 4, mine()))
    again = keeping.load(path)
    for _ in again.run(3):
        pass
    assert same(again, run_of("#ownData=csv", 7, mine()))


def test_what_is_there_is_not_written_over_but_by_force(tmp_path):
    path = str(tmp_path / "run.npz")
    keeping.save(path, run_of("#noise=1", 1))
    before = (tmp_path / "run.npz").read_bytes()
    with pytest.raises(FileExistsError):
        keeping.save(path, run_of("#noise=2", 1))
    assert (tmp_path / "run.npz").read_bytes() == before
    keeping.save(path, run_of("#noise=2", 1), force=True)
    assert keeping.load(path).play.setting.noise == 2


def test_a_full_disk_leaves_what_was_there(tmp_path, monkeypatch):
    path = str(tmp_path / "run.npz")
    keeping.save(path, run_of("#noise=1", 1))

    def full(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(archives.np, "savez", full)
    with pytest.raises(OSError, match="No space"):
        keeping.save(path, run_of("#noise=2", 1), force=True)
    assert os.listdir(tmp_path) == ["run.npz"]
    assert keeping.load(path).play.setting.noise == 1


def futures() -> Run:
    """A run of four futures: a rate turned, a weight edited, an optimizer in the middle of an epoch."""
    tree = Run(links.opened("#seed=0.3&batchSize=30&regularization=L1&regularizationRate=0.1", str).setting)
    tree.seek(5)
    tree.change(replace(tree.branch.setting, rate=0.3))
    tree.seek(8)
    tree.edit(2, 1.5)
    tree.seek(12)
    tree.seek(3)
    tree.learn(2)
    tree.change(replace(tree.branch.setting, optimizer="adam"))
    tree.seek(6)
    return tree


def told_of(tree: Run) -> list[object]:
    """What can be seen of a run in each of its futures, epoch by epoch, by going there."""
    found: list[object] = []
    for branch in tree.branches:
        tree.switch(branch)
        found.append((branch.begins, branch.end, branch.setting, branch.edit, course_of(branch, branch.end)))
        for epoch in range(branch.end, -1, -1):
            tree.seek(epoch)
            found.append((tree.losses, tree.play.training.memory()))
    return found


def test_a_run_is_kept_with_all_its_futures(tmp_path):
    path, tree = str(tmp_path / "run.npz"), futures()
    keeping.save(path, Trained(links.Opened(tree.branch.setting), tree=tree))
    again = keeping.load(path).tree
    assert (again.epoch, again.losses) == (tree.epoch, tree.losses)
    assert again.branches.index(again.branch) == tree.branches.index(tree.branch) == 3
    assert [b.tip is None for b in again.branches] == [b.tip is None for b in tree.branches]
    np.testing.assert_equal(told_of(again), told_of(tree))


def test_the_middle_of_an_epoch_is_kept(tmp_path):
    path, tree = str(tmp_path / "run.npz"), futures()
    tree.learn(3)
    keeping.save(path, Trained(links.Opened(tree.branch.setting), tree=tree))
    again = keeping.load(path).tree
    for each in (again, tree):
        each.learn_epoch()
    assert again.losses == tree.losses
    np.testing.assert_array_equal(again.play.training.memory(), tree.play.training.memory())


def test_of_a_large_run_less_is_kept_and_the_rest_learnt_again(tmp_path, monkeypatch):
    path, run = str(tmp_path / "run.npz"), run_of("#networkShape=", 300)
    keeping.save(path, run)
    monkeypatch.setattr("engine.playground.tree.MOST_NUMBERS", 40)
    keeping.save(small := str(tmp_path / "small.npz"), run)
    assert os.path.getsize(small) < os.path.getsize(path)
    again = keeping.load(small)
    assert same(again, run)
    for each in (again, run):
        list(each.run(100))
        each.tree.seek(77)
    assert again.tree.losses == run.tree.losses


def test_what_an_edit_has_changed_is_met_again_on_the_way():
    tree = futures()
    tree.switch(tree.branches[2])
    memory = tree.play.training.memory()
    tree.seek(4)
    for _ in range(8):
        tree.learn_epoch()
    np.testing.assert_array_equal(tree.play.training.memory(), memory)


def test_a_file_of_the_first_version_still_opens(tmp_path):
    path, run = str(tmp_path / "run.npz"), run_of("#regularization=L1&regularizationRate=0.1&batchSize=30", 4)
    about = {"link": links.link(run.state), "diverged": None}
    memory = run.play.training.memory()[:-1]
    archives.write(path, "playground run", 1, about, memory=memory, losses=np.array(run.losses))
    again = keeping.load(path)
    assert same(again, run)
    keeping.save(path, again, force=True)
    assert same(keeping.load(path), run)


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    path = tmp_path_factory.mktemp("stored") / "run.npz"
    run = run_of("#ownData=csv&batchNorm=true&optimizer=adam&batchSize=7", 2, mine())
    run.tree.edit(3, 0.5)
    list(run.run(1))
    keeping.save(str(path), run)
    return path.read_bytes()


@pytest.mark.parametrize("seed", range(2))
def test_a_damaged_file_is_told_in_a_line_or_works(seed, stored, tmp_path):
    path = tmp_path / "run.npz"
    for content in islice(damaged(stored, seed), 100):
        path.write_bytes(content)
        told = ""
        try:
            run = keeping.load(str(path))
        except StorageError as error:
            told = str(error)
        else:
            list(run.run(2))
            run.play.right()
            for branch in run.tree.branches:
                run.tree.switch(branch)
        assert told.isprintable()
        assert not told or told.startswith(str(path))
        assert len(told) < len(str(path)) + 300


def rewritten(stored: bytes, path: os.PathLike[str], **changes: object) -> str:
    """A file with other arrays, or with other words about them."""
    with open(path, "wb") as file:
        file.write(stored)
    with np.load(path) as content:
        arrays = dict(content)
    about = json.loads(str(arrays["about"]))
    for name, value in changes.items():
        if name in arrays:
            arrays[name] = value(arrays[name])
        else:
            about[name] = value
    arrays["about"] = np.array(json.dumps(about))
    np.savez(path, **arrays)
    return str(path)


def put(place: object, number: float) -> object:
    def change(array: np.ndarray) -> np.ndarray:
        array = array.copy()
        array[place] = number
        return array

    return change


IMPOSSIBLE = {
    "newer version": {"version": 3},
    "another kind": {"format": "somebody else's"},
    "no link of the playground": {"link": "hello"},
    "no run": {"link": 3},
    "stands nowhere": {"link": "#networkShape=7"},
    "'csv'": {"link": "#ownData=csv", "samples": None},
    "epochs": {"losses": lambda losses: losses[:-1]},
    "rows of two": {"losses": lambda losses: losses[:, :1]},
    "no whole epochs": {"memory": put(-2, -1.0)},
    "no whole epochs ": {"memory": put(-3, np.nan)},
    "behind its last batch": {"memory": put(-1, 100.0)},
    "where it has not been": {"memory": put(-2, 9.0)},
    "no two losses": {"now": lambda now: now[:1]},
    "neither dead nor alive": {"memory": put(40, 0.5)},
    "diverged": {"diverged": -1},
    "at another epoch": {"rows0": put((0, -2), 7.0)},
    "ends elsewhere": {"rows1": lambda rows: rows[:0]},
    "other epochs than losses": {"noted1": lambda noted: noted[:-2]},
    "other weights": {"tip0": lambda tip: tip[1:]},
    "here is": {"here": 3},
    "here is 1": {"branches": []},
}


@pytest.mark.parametrize("reason", IMPOSSIBLE)
def test_what_no_run_has_written_is_refused(reason, stored, tmp_path):
    path = rewritten(stored, tmp_path / "run.npz", **IMPOSSIBLE[reason])
    with pytest.raises(StorageError) as caught:
        keeping.load(path)
    assert reason.strip() in str(caught.value) or "no run" in str(caught.value)


def test_points_of_another_shape_are_refused(tmp_path):
    plane = np.random.default_rng(0).normal(size=(20, 2))
    y = np.sign(plane[:, :1])
    run = Trained(links.opened("#ownData=csv&seed=0.1", str), Points(plane, plane, y, y[:, 0], 15))
    keeping.save(str(tmp_path / "own.npz"), run)
    stored = (tmp_path / "own.npz").read_bytes()
    assert same(keeping.load(str(tmp_path / "own.npz")), run)
    for changes in (
        {"plane": lambda each: each[:, :1]},
        {"inputs": lambda each: each[:-1]},
        {"targets": put((0, 0), np.nan)},
        {"labels": lambda each: each[:, None]},
        {"points": 21},
    ):
        path = rewritten(stored, tmp_path / "run.npz", **changes)
        with pytest.raises(StorageError, match="damaged"):
            keeping.load(path)


def test_columns_that_make_no_plane_are_refused(tmp_path):
    data = mine()
    names = data.name, data.X, data.Y, data.task, data.features, data.classes
    own = Table(*names, ("u", "v"), "w", (-1.0, 1.0), np.zeros(2), np.eye(2))
    keeping.save(str(tmp_path / "own.npz"), run_of("#ownData=csv", 1, own))
    stored = (tmp_path / "own.npz").read_bytes()
    assert keeping.load(str(tmp_path / "own.npz")).play.own.columns == ("u", "v")
    for name in ("shift", "axes"):
        path = rewritten(stored, tmp_path / "run.npz", **{name: lambda each: each[:1]})
        with pytest.raises(StorageError, match="made of other columns than it names"):
            keeping.load(path)


def test_a_saved_network_is_no_run(tmp_path):
    path = str(tmp_path / "net.npz")
    storage.save(path, MLP([2, 1]))
    with pytest.raises(StorageError, match="another kind"):
        keeping.load(path)
    (tmp_path / "net.npz").write_text("hello")
    with pytest.raises(StorageError, match="damaged, or not a saved playground run; open one that `w` or"):
        keeping.load(path)

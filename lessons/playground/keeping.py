"""A run in a file, to go on from: its link, where it stands, its losses, and samples of one's own."""

from __future__ import annotations

import errno
import os
from typing import Any

import numpy as np

from engine import archives
from engine.archives import StorageError
from engine.datasets import Dataset
from engine.errors import Array, count
from lessons.playground.links import link, opened
from lessons.playground.training import Trained

_KIND, _VERSION = "playground run", 1


def save(path: str, run: Trained, force: bool = False) -> None:
    """Write a run to `path`, whole or not at all.

    Dead links and gradients left over belong to where it stands. Raises OSError where it cannot be written,
    FileExistsError where something is there and `force` is not given.
    """
    if os.path.lexists(path) and not force:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path)
    play = run.play
    about: dict[str, Any] = {"link": link(run.state), "diverged": run.diverged}
    arrays: dict[str, Array] = {}
    if isinstance(own := play.own, Dataset):
        about["samples"] = {name: getattr(own, name) for name in ("name", "task", "features", "classes")}
        arrays = {"X": own.X, "Y": own.Y.astype(float)}
    losses = np.array(play.losses)
    archives.write(path, _KIND, _VERSION, about, memory=play.training.memory(), losses=losses, **arrays)


def load(path: str) -> Trained:
    """Return the run that `save` wrote, standing where it stood.

    Raises StorageError for a file that is damaged, foreign, newer or too large, or that no run has written;
    OSError for one that cannot be read.
    """
    about, arrays = archives.read(path, _KIND, _VERSION)
    try:
        return _built(about, arrays)
    except Exception as error:
        reason = "what it describes is no run"
        if isinstance(error, (KeyError, ValueError)):
            reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise StorageError(path, f"damaged: {reason[:200]}") from None


def _built(about: dict[str, Any], arrays: dict[str, Array]) -> Trained:
    own = None
    if "samples" in about:
        labels = arrays["Y"] if about["samples"]["task"] != "multiclass" else arrays["Y"].astype(int)
        own = Dataset(X=arrays["X"].copy(), Y=labels, **about["samples"])
    run = Trained(opened(about["link"], lambda: ""), own)
    training, losses, memory = run.play.training, arrays["losses"], arrays["memory"]
    if memory.shape != (training.memory_size,) or memory.dtype != np.float64:
        raise ValueError("it stands nowhere that this network can")
    size = run.play.net.params.size
    alive, (waiting, steps, epoch) = memory[size : 2 * size], memory[-3:]
    if not np.isin(alive, (0.0, 1.0)).all():
        raise ValueError("a link is neither dead nor alive")
    if losses.ndim != 2 or losses.shape != (len(losses), 2) or losses.dtype != np.float64:
        raise ValueError("its losses are no rows of two numbers")
    if epoch != len(losses) - 1 or any(n < 0 or n % 1 for n in (waiting, steps)):
        raise ValueError("it counts other epochs than it has losses")
    if about["diverged"] is not None:
        count("diverged", about["diverged"], least=0)
    training.remember(memory)
    run.play.losses = [(float(train), float(test)) for train, test in losses]
    run.diverged = about["diverged"]
    return run

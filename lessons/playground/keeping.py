"""A run in a file, to go on from: its link, its futures, where it stands, and points that no seed makes."""

from __future__ import annotations

import errno
import os
from typing import Any

import numpy as np

from engine import archives
from engine.archives import StorageError
from engine.datasets import Dataset
from engine.errors import Array, count, number, several, short
from engine.playground import tree
from engine.playground.play import Points
from lessons.playground.links import link, opened
from lessons.playground.rows import Table
from lessons.playground.training import Trained

_KIND, _VERSION = "playground run", 2
_MEND = "open one that `w` or `train --save` has written"
_POINTS = ("plane", "inputs", "targets", "labels")


def save(path: str, run: Trained, force: bool = False) -> None:
    """Write a run to `path`, whole or not at all.

    Dead links and gradients left over belong to where it stands, in every future that is kept. Raises OSError
    where it cannot be written, FileExistsError where something is there and `force` is not given.
    """
    if os.path.lexists(path) and not force:
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), path)
    about: dict[str, Any] = {"link": link(run.state), "diverged": run.diverged}
    futures, arrays = tree.packed(run.tree)
    if isinstance(own := run.play.own, Points):
        about["points"] = own.training
        arrays |= {name: getattr(own, name) for name in _POINTS}
    elif own is not None:
        about["samples"] = {name: getattr(own, name) for name in ("name", "task", "features", "classes")}
        arrays |= {"X": own.X, "Y": own.Y.astype(float)}
        if isinstance(own, Table):
            about["table"] = {name: getattr(own, name) for name in ("columns", "target", "span")}
            arrays |= {"shift": own.shift, "axes": own.axes}
    archives.write(path, _KIND, _VERSION, about | futures, losses=np.array(run.losses), **arrays)


def load(path: str) -> Trained:
    """Return the run that `save` wrote, standing where it stood, with its futures.

    Raises StorageError for a file that is damaged, foreign, newer or too large, or that no run has written;
    OSError for one that cannot be read.
    """
    try:
        about, arrays = archives.read(path, _KIND, _VERSION)
    except StorageError as error:
        mend = "a newer nntutor opens it" if "newer" in error.reason else _MEND
        raise StorageError(path, f"{error.reason}; {mend}") from None
    try:
        return _built(about, arrays)
    except Exception as error:
        reason = "what it describes is no run"
        if isinstance(error, (KeyError, ValueError)):
            reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise StorageError(path, f"damaged: {short(reason, 110)}; {_MEND}") from None


def _own(about: dict[str, Any], arrays: dict[str, Array]) -> Dataset | Points | None:
    if "samples" in about:
        labels = arrays["Y"] if about["samples"]["task"] != "multiclass" else arrays["Y"].astype(int)
        samples = dict(about["samples"], X=arrays["X"].copy(), Y=labels)
        return _table(samples, about["table"], arrays) if "table" in about else Dataset(**samples)
    if "points" not in about:
        return None
    plane, inputs, targets, labels = (arrays[name].copy() for name in _POINTS)
    n = count("points", about["points"], least=0, most=len(plane))
    whole = plane.shape == (len(plane), 2) and labels.shape == (len(plane),)
    whole = whole and inputs.ndim == targets.ndim == 2 and len(inputs) == len(targets) == len(plane)
    if not whole or not all(np.isfinite(each).all() for each in (plane, inputs, targets, labels)):
        raise ValueError("its points have no place or nothing to learn")
    return Points(plane, inputs, targets, labels, n)


def _table(samples: dict[str, Any], told: dict[str, Any], arrays: dict[str, Array]) -> Table:
    shift, axes = arrays["shift"], arrays["axes"]
    columns = several("columns", told["columns"], "names of columns", str)
    low, high = (number("span", each) for each in told["span"])
    if axes.shape != (len(columns), 2) or shift.shape != (len(columns),) or samples["X"].shape[1:] != (2,):
        raise ValueError("x and y are made of other columns than it names")
    return Table(
        **samples,
        columns=tuple(columns),
        target=str(told["target"]),
        span=(low, high),
        shift=shift,
        axes=axes,
    )


def _built(about: dict[str, Any], arrays: dict[str, Array]) -> Trained:
    losses = arrays["losses"]
    if losses.ndim != 2 or losses.shape != (len(losses), 2) or losses.dtype != np.float64:
        raise ValueError("its losses are no rows of two numbers")
    if about["diverged"] is not None:
        count("diverged", about["diverged"], least=0)
    run = Trained(opened(about["link"], lambda: ""), _own(about, arrays))
    known = [(float(train), float(test)) for train, test in losses]
    if about["version"] == 1:
        memory = tree.checked_row(run.tree, np.append(arrays["memory"], 0.0))
        run.tree.stand(memory, known)
    else:
        tree.take_up(run.tree, about, arrays)
        run.note_start()
    if run.play.epoch != len(losses) - 1:
        raise ValueError("it counts other epochs than it has losses")
    run.losses, run.diverged = known, about["diverged"]
    return run

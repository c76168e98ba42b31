"""A run's tree of futures as plain data and arrays, to be kept in a file, and taken up again."""

from __future__ import annotations

from array import array
from dataclasses import replace
from typing import Any

import numpy as np

from engine.errors import Array, count, number

from .run import CHANGING, Branch, Run

MOST_NUMBERS = 4_000_000
"""So many numbers of where its futures stood are kept, or one row of each; from them the rest is learnt."""
_FARTHEST = 100_000_000
_COUNTS = 4


def packed(run: Run) -> tuple[dict[str, Any], dict[str, Array]]:
    """Return a run's futures and where it stands: what is plain data, and arrays by name."""
    stride, kept = 1, run.branches
    while stride < max(len(b.rows.steps) for b in kept) and _numbers(kept, stride) > MOST_NUMBERS:
        stride *= 2
    branches: list[dict[str, Any]] = []
    arrays = {"memory": run.play.training.memory(), "now": np.array(run.losses)}
    for k, branch in enumerate(kept):
        rows = branch.rows
        branches.append(
            {
                "parent": None if branch.parent is None else kept.index(branch.parent),
                "changing": {name: getattr(branch.setting, name) for name in CHANGING},
                "edit": branch.edit,
                "counts": [branch.begins, branch.end, branch.spacing, rows.origin, rows.spacing * stride],
            }
        )
        arrays[f"rows{k}"] = rows.rows[: len(rows.steps) : stride]
        arrays[f"noted{k}"] = np.array(branch.noted)
        if branch.tip is not None:
            arrays[f"tip{k}"] = branch.tip
    return {"branches": branches, "here": kept.index(run.branch)}, arrays


def _numbers(branches: list[Branch], stride: int) -> int:
    return sum(len(b.rows.steps[::stride]) * b.rows.rows.shape[1] for b in branches)


def take_up(run: Run, about: dict[str, Any], arrays: dict[str, Array]) -> None:
    """Have a new run of the same points and network stand where `packed` found another, with its futures.

    Raises ValueError, KeyError or TypeError for what no run has packed.
    """
    branches: list[Branch] = []
    for k, told in enumerate(about["branches"]):
        parent = told["parent"]
        if parent is not None:
            parent = branches[count("parent", parent, least=0, most=k - 1)]
        setting = replace(run.branch.setting, **{name: told["changing"][name] for name in CHANGING})
        branches.append(_branch(run, setting, parent, told, {n: arrays.get(f"{n}{k}") for n in _PARTS}))
    here = branches[count("here", about["here"], least=0, most=len(branches) - 1)]
    memory = checked_row(run, arrays["memory"])
    epoch = int(memory[-2])
    owner = next((b for b in reversed(here.line) if b.begins <= epoch), None)
    if owner is None or epoch > owner.end:
        raise ValueError("it stands where it has not been")
    losses = arrays["now"]
    if losses.shape != (2,):
        raise ValueError("it has no two losses")
    run.go_on(branches, here, owner, memory, (float(losses[0]), float(losses[1])))


_PARTS = ("rows", "noted", "tip")


def _branch(
    run: Run, setting: Any, parent: Branch | None, told: Any, parts: dict[str, Array | None]
) -> Branch:
    begins, end, every, origin, spacing = (
        count("counts", each, least=0, most=_FARTHEST) for each in told["counts"]
    )
    rows, noted, tip = (parts[name] for name in _PARTS)
    if rows is None or noted is None or noted.ndim != 1 or min(every, spacing) < 1:
        raise ValueError("a future has no losses, or has never stood")
    branch = Branch(setting, parent, begins, run.play.training.memory_size, spacing)
    # What is kept is kept at equal distances, from where it begins, or was taken up, to its end.
    if not begins <= origin <= end < origin + spacing * len(rows) or len(rows) > len(branch.rows.rows):
        raise ValueError("a future ends elsewhere than it was kept")
    within = parent is None or parent.begins <= begins <= parent.end
    if len(noted) != 2 * ((end - begins) // every + 1) or not within:
        raise ValueError("a future has other epochs than losses")
    for i, row in enumerate(rows):
        if checked_row(run, row)[-2] != origin + spacing * i:
            raise ValueError("a future stood at another epoch")
    if parent is None and begins:
        raise ValueError("its first future does not begin at the start")
    branch.rows.hold(rows, origin, spacing)
    branch.end, branch.noted, branch.spacing = end, array("d", noted.tolist()), every
    if told["edit"] is not None:
        place, value = told["edit"]
        most = run.play.net.params.size - 1
        branch.edit = count("place", place, least=0, most=most), number("value", value)
    if tip is not None:
        if tip.shape != run.play.net.params.shape:
            raise ValueError("a future ends with other weights than it has")
        branch.tip = np.array(tip, dtype=float)
    return branch


def checked_row(run: Run, row: Array) -> Array:
    """Return a row where this run could stand; ValueError for another."""
    training, size = run.play.training, run.play.net.params.size
    if row.shape != (training.memory_size,) or row.dtype != np.float64:
        raise ValueError("it stands nowhere that this network can")
    if not np.isin(row[size : 2 * size], (0.0, 1.0)).all():
        raise ValueError("a link is neither dead nor alive")
    counts = row[-_COUNTS:]
    if not (np.isfinite(counts).all() and (counts >= 0).all() and (counts % 1 == 0).all()):
        raise ValueError("it counts no whole epochs and steps")
    if counts[-1] and counts[-1] >= len(training.batches):
        raise ValueError("it stands behind its last batch")
    return row

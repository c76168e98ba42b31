"""A memory of training, so that any step can be gone back to: spaced snapshots, the rest replayed."""

from __future__ import annotations

from bisect import bisect_right
from itertools import zip_longest
from typing import Any, NamedTuple

import numpy as np

from .errors import Array
from .optimizers import Optimizer

_FIRST_SPACING = 64
_PLACES = 256
_BYTES = 24 * 2**20


class Turn(NamedTuple):
    """From `step` on training uses `optimizer`, which begins with no moving averages if `fresh`.

    The turns of a run, in order, are its identity: runs that share the first of them share their history.
    """

    step: int
    optimizer: Optimizer
    fresh: bool = False


Run = tuple[Turn, ...]


def same_until(one: Run, other: Run) -> float:
    """Return the step until which two runs are the same: ∞ if they are one run, −1 if they never were."""
    if not one or not other or one[0] is not other[0]:
        return -1
    parted = [(a, b) for a, b in zip_longest(one, other) if a is not b]
    return min(turn.step for turn in parted[0] if turn) if parted else np.inf


class Snapshot(NamedTuple):
    """Where training stood after `step` steps, and with which `optimizer`.

    `memory` holds parameters, moving averages, running statistics and the optimizer's own step, end to
    end; `run` tells apart histories that forked. Batch order and dropout follow from the seed and the step.

    >>> trainer = Trainer(MLP([2, 3, 1]), datasets.load("plane"), loss="mse")
    >>> here = trainer.snapshot()
    >>> trainer.run(5)
    5
    >>> trainer.restore(here)
    >>> trainer.steps
    0
    """

    step: int
    memory: Array
    optimizer: Optimizer
    run: Run

    def __repr__(self) -> str:
        return f"Snapshot(step {self.step}, {self.optimizer.name!r}, {len(self.memory)} numbers)"


class Timeline:
    """Rows of memory at `steps`, a spacing apart from `origin`.

    When all places are taken, every second row is given up and the spacing doubles, so memory stays
    within 24 MB (or two rows) however long training lasts.
    """

    def __init__(self, numbers: int) -> None:
        # An even number of places: then the row that is due after thinning out is due still.
        places = min(_PLACES, _BYTES // (8 * numbers)) // 2 * 2
        self.rows = np.empty((max(2, places), numbers))
        self.clear(0)

    def __getstate__(self) -> dict[str, Any]:
        # Most rows are empty most of the time.
        return vars(self) | {"rows": self.rows[: len(self.steps)].copy(), "places": self.rows.shape}

    def __setstate__(self, state: dict[str, Any]) -> None:
        rows, places = state.pop("rows"), state.pop("places")
        vars(self).update(state)
        self.rows = np.empty(places)
        self.rows[: len(rows)] = rows

    def clear(self, origin: int) -> None:
        """Forget everything; the next step to be kept is `origin`."""
        self.spacing, self.origin, self.due = _FIRST_SPACING, origin, origin
        self.steps: list[int] = []

    def hold(self, rows: Array, origin: int, spacing: int) -> None:
        """Hold `rows`, kept `spacing` steps apart from `origin` on, and nothing else."""
        self.spacing, self.origin = spacing, origin
        self.steps = [origin + spacing * i for i in range(len(rows))]
        self.rows[: len(rows)] = rows
        self.due = origin + spacing * len(rows)

    def forget_after(self, step: float) -> None:
        """Forget the rows of later steps than `step`."""
        del self.steps[bisect_right(self.steps, step) :]
        self.due = self.steps[-1] + self.spacing if self.steps else self.origin

    def go_on_at(self, step: int) -> None:
        """Keep `step` next, if the row that is due lies before it."""
        self.due = max(self.due, step)

    def place(self) -> Array:
        """Return the row to fill for step `due`, and move `due` on."""
        if len(self.steps) == len(self.rows):
            self.steps = self.steps[::2]
            for i in range(1, len(self.steps)):
                self.rows[i] = self.rows[2 * i]
            self.spacing *= 2
        row: Array = self.rows[len(self.steps)]
        self.steps.append(self.due)
        self.due += self.spacing
        return row

    def before(self, step: int) -> tuple[int, Array]:
        """Return the latest kept step that is not after `step`, and its row; `origin` where none is kept."""
        i = max(0, bisect_right(self.steps, step) - 1)
        return (self.steps[i] if self.steps else self.origin), self.rows[i]

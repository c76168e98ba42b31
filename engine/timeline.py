"""A memory of training, so that any step can be gone back to: spaced snapshots, the rest replayed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .errors import Array
from .optimizers import Optimizer

_FIRST_SPACING = 64
_PLACES = 256
_BYTES = 24 * 2**20


@dataclass(frozen=True)
class Snapshot:
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
    run: object

    def __repr__(self) -> str:
        return f"Snapshot(step {self.step}, {self.optimizer.name!r}, {len(self.memory)} numbers)"


class Timeline:
    """Rows of memory at multiples of a spacing from `origin`.

    When all places are taken, every second row is given up and the spacing doubles, so memory stays
    within 24 MB (or two rows) however long training lasts.
    """

    def __init__(self, numbers: int) -> None:
        # An even number of places: then the row that is due after thinning out is due still.
        places = min(_PLACES, _BYTES // (8 * numbers)) // 2 * 2
        self.rows = np.empty((max(2, places), numbers))
        self.clear(0)

    def clear(self, origin: int) -> None:
        """Forget everything; the next step to be kept is `origin`."""
        self.spacing, self.origin, self.kept, self.due = _FIRST_SPACING, origin, 0, origin

    def forget_after(self, step: int) -> None:
        """Forget the rows of later steps than `step`."""
        self.kept = min(self.kept, (step - self.origin) // self.spacing + 1)
        self.due = self.origin + self.kept * self.spacing

    def place(self) -> Array:
        """Return the row to fill for step `due`, and move `due` on."""
        if self.kept == len(self.rows):
            self.kept //= 2
            for i in range(1, self.kept):
                self.rows[i] = self.rows[2 * i]
            self.spacing *= 2
        row: Array = self.rows[self.kept]
        self.kept += 1
        self.due = self.origin + self.kept * self.spacing
        return row

    def before(self, step: int) -> tuple[int, Array]:
        """Return the latest kept step that is not after `step`, and its row."""
        i = min((step - self.origin) // self.spacing, self.kept - 1)
        return self.origin + i * self.spacing, self.rows[i]

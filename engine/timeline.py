"""A memory of training, so that any step can be gone back to: spaced snapshots, the rest replayed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .errors import Array

_FIRST_SPACING = 64
_SLOTS = 256
_BYTES = 24 * 2**20


@dataclass(frozen=True)
class Snapshot:
    """Where training stood: after `step` steps, `memory` holds parameters, moving averages and running
    statistics end to end. Batch order and dropout are functions of the seed and the step."""

    step: int
    memory: Array


class Timeline:
    """Snapshots at multiples of a spacing. When all places are taken, every second one is given up and
    the spacing doubles, so memory stays within 24 MB (or two snapshots) however long training lasts."""

    def __init__(self, numbers: int) -> None:
        self.rows = np.empty((max(2, min(_SLOTS, _BYTES // (8 * numbers))), numbers))
        self.clear(0)

    def clear(self, origin: int) -> None:
        """Forget everything; the next step to be kept is `origin`."""
        self.spacing, self.origin, self.kept = _FIRST_SPACING, origin, 0
        self.due = origin

    def forget_after(self, step: int) -> None:
        """Forget the snapshots of later steps than `step`."""
        self.kept = min(self.kept, (step - self.origin) // self.spacing + 1)
        self.due = self.origin + self.kept * self.spacing

    def place(self) -> Array:
        """Return the row to write the snapshot of step `due` into, and move `due` on."""
        if self.kept == len(self.rows):
            self.kept = (self.kept + 1) // 2
            for i in range(1, self.kept):
                self.rows[i] = self.rows[2 * i]
            self.spacing *= 2
            # With an odd number of places the snapshot at hand no longer falls on a multiple.
            if (self.due - self.origin) % self.spacing:
                self.due = self.origin + self.kept * self.spacing
                return np.empty(self.rows.shape[1])
        row: Array = self.rows[self.kept]
        self.kept += 1
        self.due = self.origin + self.kept * self.spacing
        return row

    def before(self, step: int) -> Snapshot:
        """Return the latest snapshot of a step not after `step`."""
        i = min((step - self.origin) // self.spacing, self.kept - 1)
        return Snapshot(self.origin + i * self.spacing, self.rows[i])

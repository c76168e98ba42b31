"""What training has recorded, step by step and epoch by epoch."""

from __future__ import annotations

from array import array

import numpy as np

from .errors import Array


class History:
    """What training has recorded: `loss`, an entry a step, and `epochs`, arrays with an entry an epoch.

    >>> trainer = Trainer(MLP([2, 1]), datasets.load("plane"), loss="mse", batch_size=None)
    >>> trainer.run(3)
    3
    >>> len(trainer.history.loss), list(trainer.history.epochs)
    (3, ['loss'])
    """

    def __init__(self) -> None:
        self._loss = array("d")
        self._records: list[dict[str, float]] = []
        self.show(0, 0)

    def __repr__(self) -> str:
        loss = f", loss {self._loss[0]:.4g} → {self._loss[self.steps - 1]:.4g}" if self.steps else ""
        return f"History({self.steps} steps, {self.whole_epochs} epochs{loss})"

    def show(self, steps: int, epochs: int) -> None:
        """Let `loss` and `epochs` end here; what was recorded beyond is kept for going forward again."""
        self.steps, self.whole_epochs = steps, epochs
        missing = steps - len(self._loss)
        if missing > 0:
            self._loss.extend([float("nan")] * missing)
        self._records.extend({"loss": float("nan")} for _ in range(epochs - len(self._records)))

    def forget_after(self, steps: int, epochs: int) -> None:
        """Forget what was recorded beyond."""
        del self._loss[steps:], self._records[epochs:]

    @property
    def loss(self) -> Array:
        """The loss (with penalties) of each batch just before its step, (steps,)."""
        return np.array(self._loss[: self.steps], dtype=np.float64)

    @property
    def epochs(self) -> dict[str, Array]:
        """By name, (epochs,): "loss" (the epoch's mean), with validation "validation_loss" and metrics."""
        records = self._records[: self.whole_epochs]
        names = list(dict.fromkeys(name for record in records for name in record))
        return {name: np.array([record.get(name, np.nan) for record in records]) for name in names}

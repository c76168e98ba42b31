"""What a playground learns beside the learner, in slices that no key waits for."""

from __future__ import annotations

import time

from lessons.labs.playground._readings import Readings

SLICE = 0.001
"""Seconds of batches between two looks for a key."""
REDRAW = 0.25
"""Seconds between two pictures of what goes on by itself."""


class GoingOn(Readings):
    """Other seeds catch up, and a run that was taken up goes on to where it had been."""

    live = False
    """Whether a learner is there, for whom nothing may take long."""
    behind = 0
    """The epoch to which it goes on by itself."""
    _told = 0.0
    _goes_to: int | None = None

    @property
    def goes_to(self) -> int | None:
        """The epoch that it plays towards: one that was asked for, and has not been reached before."""
        return self._goes_to

    @goes_to.setter
    def goes_to(self, epoch: int | None) -> None:
        self._goes_to = epoch
        # It is told beside the epoch, which may stand where it stood.
        self.changed()

    @property
    def rate(self) -> float | None:  # type: ignore[override]
        """Epochs a second while it plays; None: as many as there can be."""
        return self._rate() if self.goes_to is None else None

    def start(self) -> None:
        self.live = True

    def close(self) -> None:
        self.live = False

    @property
    def works(self) -> bool:
        epoch = self.run_.epoch
        return self.live and (bool(self.crowd.late(epoch)) or (epoch < self.behind and not self.run_.failed))

    @property
    def waiting(self) -> str:
        return "It catches up." if self.works else ""

    @property
    def progress(self) -> str:
        if late := self.crowd.late(self.run_.epoch):
            return f"{self.seeds - len(late)} of {self.seeds} seeds"
        return f"epoch {self.run_.epoch:,} of {self.behind:,}" if self.works else ""

    def poll(self) -> bool:
        now = time.perf_counter()
        if self.crowd.catch_up(self.run_.epoch, now + SLICE, self._at_once) and self.works:
            self._learn(now + SLICE)
        if self.works and now < self._told + REDRAW:
            return False
        self._told = now
        self.changed()
        return True

    def _learn(self, ends: float) -> bool:
        """Learn until the clock says `ends`, or an epoch has ended: whether one has."""
        ended = False
        while not ended and time.perf_counter() < ends:
            ended = self.run_.learn(self._at_once)
        if ended:
            self._arrived()
        return ended

    def _arrived(self) -> None:
        """Note what is to be noted where an epoch has ended."""

    @property
    def _at_once(self) -> int:
        # Batches that take some hundred microseconds.
        return max(1, 200_000 // (10_000 + 10 * self.run_.play.net.params.size))

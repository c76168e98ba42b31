"""Whether a key is waiting to be seen. While one is, nothing else takes the processor.

A key crosses about eight turns of the event loop from its arrival to its repaint, so a
training slice in each would be felt.
"""

from __future__ import annotations

LONGEST = 0.5
"""Seconds after which other work goes on all the same: some pages are never at rest."""

LOOKS = 3
"""How many turns in a row there must be nothing to do: a message between two queues is in neither."""


class Attention:
    """Follows input from its arrival, in the input thread, to its repaint."""

    def __init__(self) -> None:
        self._arrived = 0
        self._delivered = 0
        self._since: float | None = None
        self._quiet_looks = 0

    def arrived(self, now: float) -> int:
        """Note that input has come; what to tell `delivered`. Called in the input thread."""
        self._since = now
        self._quiet_looks = 0
        self._arrived += 1
        return self._arrived

    def delivered(self, arrival: int) -> None:
        """Note that what came with an arrival has reached the event loop."""
        self._delivered = max(self._delivered, arrival)

    def wanted(self, now: float, quiet: bool) -> bool:
        """Whether some input is still on its way to the screen. `quiet`: there is nothing to do just now."""
        since = self._since
        if since is None:
            return False
        if quiet and self._delivered >= self._arrived:
            self._quiet_looks += 1
        else:
            self._quiet_looks = 0
        if self._quiet_looks < LOOKS and now - since < LONGEST:
            return True
        if self._since == since:
            self._since = None
        return False

    @property
    def pending(self) -> bool:
        """Whether there may be input on its way: cheaper than asking `wanted`."""
        return self._since is not None

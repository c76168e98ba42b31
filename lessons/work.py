"""How much a page may have its lab compute, counted in work, which is the same on every host.

One unit is a weight used on one sample, forwards and backwards: about a nanosecond where batches are small,
half of one where they are large. What NumPy takes for a call, however small its arrays, is counted as the
units that take as long; so are drawing and reading.
"""

from __future__ import annotations

from bisect import bisect_right

from lessons.labs.base import Lab

MOST = 10_000_000_000
"""What one page may ask for. The dearest page of the course takes less than a fifth of it."""
PROOF = 1_800_000_000
"""What may be asked for to check one lesson: its labs begun, its numbers read, its answers computed."""

COUNTED = 2
"""How many seeds of a count are run to check a lesson."""
SEED = 50_000_000
"""What a seed of it may take there; where it takes more, the lab's own quick settings are run."""
COUNTS = 6_000_000_000
"""What may be done for them in one lesson."""
COUNTING = 20.0
"""Seconds of processor time for which plain output goes on counting."""

REACH = 500_000_000
"""What may be done for one lab of it to see which of the cases that depend on it come up."""


def excess(lab: Lab, position: int, stride: int = 1, page: str = "this page") -> str | None:
    """Why a page may not run its lab to a position, as the reason of a fault; None where it may.

    `stride`: of how many positions each is told as one step; `page`: what to call it.
    """
    if lab.run_work(position) <= MOST:
        return None
    if position == 0:
        return f"{page}'s lab is too large"
    allowed = max(0, bisect_right(range(position), MOST, key=lab.run_work) - 1)
    return f"{page}'s run needs {position // stride:,} steps; {allowed // stride:,} are allowed"


def page_end(lab: Lab) -> int:
    """The position that a page runs its lab to: of a count, as far as it is proved."""
    if lab.counting:
        return min(COUNTED, lab.length or COUNTED)
    end = max(lab.run_length, lab.position) if lab.limit is None else lab.limit
    return end if lab.length is None else min(end, lab.length)

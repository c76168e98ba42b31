"""The one walk through a lesson: where each page finds its lab, whatever a learner has done before.

A page leaves its lab where its `until` stops it. One without `until` lets a learner go as far as they like;
so what comes after it does not count on that, and goes on from where that page began.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lessons import work
from lessons.labs.base import Lab
from lessons.model import Lesson, Page, Predict


class Arrival(NamedTuple):
    """A page, and how far its lab has got when a reader comes to it."""

    page: Page
    position: int
    free: bool = False
    """Whether a page before it lets the lab run to its end."""

    def bring(self, lab: Lab) -> None:
        """Take a lab with the lesson's own knobs to where the page finds it, and no further than it goes."""
        lab.limit = None
        start = self.start(lab)
        if lab.position > start:
            lab.reset()
        if lab.position != start:
            lab.seek(start)
        lab.limit = self.page.lab.until if self.page.lab else None

    def start(self, lab: Lab) -> int:
        """The position of the lab on arrival."""
        first = max(self.position, lab.opens_at)
        return first if lab.length is None else min(first, lab.length)

    def answered_at(self, predict: Predict, lab: Lab) -> int:
        """The position of the lab where an answer is read."""
        start = self.start(lab)
        if predict.after is None:
            return max(start, work.page_end(lab))
        end = start + predict.after
        return end if lab.end is None else max(start, min(end, lab.end))


def walk(lesson: Lesson) -> Iterator[Arrival]:
    """Every page of a lesson, in order."""
    reached: dict[str, tuple[int, bool]] = {}
    for page in lesson.pages:
        if page.lab is None:
            yield Arrival(page, 0)
            continue
        position, free = reached.get(page.lab.key, (0, False))
        yield Arrival(page, position, free)
        reached[page.lab.key] = max(position, page.lab.until or 0), free or page.lab.until is None

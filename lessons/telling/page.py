"""One page as plain text, its lab as the learner wants it: knobs turned, so many steps taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lessons import work
from lessons.answers.turning import turn
from lessons.format.fields import FieldError
from lessons.labs.base import Lab
from lessons.model import Lesson
from lessons.telling.show import Telling, page_title


class WishError(ValueError):
    """What cannot be shown: what is wrong, and how to mend it."""


class Wish(NamedTuple):
    """What a learner wants to see of a page."""

    page: int
    """Which one, from 1."""
    turns: tuple[str, ...] = ()
    """Knobs to turn, each as KNOB=VALUE."""
    steps: int | None = None
    """How many steps from its start the lab takes; None: as many as it does on its page."""

    save: bool = False
    """Whether to keep the files that the lab makes."""

    @property
    def moves(self) -> bool:
        return bool(self.turns) or self.steps is not None or self.save


class PageTold:
    """One page, and what its lab makes."""

    def __init__(self, lesson: Lesson, settled: frozenset[str], wish: Wish) -> None:
        """Turn the knobs of the page's lab, which stands where a reader finds it. Raises `WishError`."""
        last = len(lesson.pages)
        if not 1 <= wish.page <= last:
            raise WishError(f"lesson {lesson.label} has no page {wish.page}; it has 1 to {last}")
        self._lesson, self._wish = lesson, wish
        self._page = lesson.pages[wish.page - 1]
        self._telling = Telling(lesson, settled)
        self._telling.asked = sum(len(p.questions) for p in lesson.pages[: wish.page - 1])
        self._telling.run.catch_up(self._page)
        if wish.moves:
            self._move(self._its_lab())

    def lines(self) -> Iterator[str]:
        """The lines of the page."""
        wish = self._wish
        yield self._lesson.label
        yield page_title(self._lesson, wish.page - 1)
        yield ""
        yield from self._telling.page(self._page, wish.steps, with_lab=wish.moves)
        yield from self._telling.answers()

    def files(self) -> dict[str, str]:
        """The files that the lab has made, once the page has been told."""
        return self._its_lab().exports()

    def close(self) -> None:
        """End what the lab runs beside."""
        self._telling.run.close()

    def _its_lab(self) -> Lab:
        lab = self._telling.run.lab(self._page)
        if lab is None:
            raise WishError(f"page {self._wish.page} has no lab; name a page that has one")
        if self._telling.run.locked(self._page):
            mend = f"answer it with `nntutor quiz {self._lesson.number or self._lesson.id}`, or add --answers"
            raise WishError(f"the lab of page {self._wish.page} waits for an answer; {mend}")
        if self._wish.save and not lab.saves:
            raise WishError(f"the lab of page {self._wish.page} makes no file; leave --save out")
        return lab

    def _move(self, lab: Lab) -> None:
        for text in self._wish.turns:
            try:
                turn(lab, text)
            except FieldError as error:
                raise WishError(str(error)) from None
        if self._wish.steps is not None:
            lab.reset()
            position = self._wish.steps * lab.stride
            position = position if lab.end is None else min(position, lab.end)
            too_many = work.excess(lab, position, lab.stride, f"page {self._wish.page}")
            if too_many:
                raise WishError(f"--steps {self._wish.steps}: {too_many}; ask for fewer")

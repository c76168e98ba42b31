"""What stands at the two ends of a lesson on the screen, and the way back to what was not right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from lessons import ends
from lessons.format.layout import spare_rows
from lessons.model import Lesson, Page
from lessons.progress import Progress
from lessons.run import LessonRun
from lessons.text import plural
from tui.screens.base import TALL
from tui.screens.page.lab_keys import LabKeys
from tui.widgets.spelling import spelled

TICK = r"(?m)^(✓|ok) "
"""What is done, whichever characters there are."""


class Items(Widget):
    """What is listed, each line going on under its own words."""

    DEFAULT_CSS = "Items { height: auto; margin: 0 0 1 0; }"

    items: reactive[Sequence[ends.Item]] = reactive((), layout=True)

    def __init__(self, items: Sequence[ends.Item]) -> None:
        super().__init__()
        self.items = items

    def _lines(self, width: int) -> list[str]:
        told = [(spelled(self, mark), spelled(self, text)) for mark, text in self.items]
        return ends.lines(told, max(width, 20))

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return len(self._lines(width))

    def render(self) -> Content:
        return Content("\n".join(self._lines(self.size.width))).highlight_regex(TICK, style="$success")


class LessonEnds(LabKeys):
    """A lesson that says at its beginning what it is for, and at its end what has come of it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("m", "missed", "Look again")]

    lesson: Lesson
    progress: Progress
    run_: LessonRun
    index: int
    missed: Sequence[int] = ()
    """The pages to look at again, from 0, once they have been told of."""
    looked_for: frozenset[str] = frozenset()
    """The questions for which the next page is turned to."""

    def ends(self, page: Page) -> list[Widget]:
        """What stands under the words of a page at an end of the lesson."""
        items = self._items(page)
        self.end_rows = ends.rows_of(items)
        return [Items(items)] if items else []

    def _items(self, page: Page) -> list[ends.Item]:
        lesson, following, standing = self.lesson, "", ends.Standing()
        # Where a lesson of one page has nothing to say, the course need not be read for what comes next.
        if page is lesson.pages[-1] and len(lesson.pages) > 1:
            standing = ends.standing(self.progress, lesson).beside(len(lesson.pages) - 1)
            self.missed = sorted({*standing.wrong, *standing.open})
            after = self.app.lesson_after(lesson)  # type: ignore[attr-defined]
            following = "" if after is lesson else f"{after.label}, {plural(after.minutes, 'minute')}"
        return ends.items(lesson, page, self.run_.lab(page), self.rows, following, standing)

    def answered(self) -> None:
        """Say at the end of the lesson what has come of it now."""
        for told in self.query(Items):
            told.items = self._items(self.page)

    def go(self, index: int) -> None:
        """Turn to a page."""
        raise NotImplementedError

    def fits(self, page: Page) -> bool:
        """Whether a page and a lab that it does not call, one under the other, find room on the screen."""
        run, of = self.stage
        lab = run.lab(of)
        needed = ends.needed_rows(self.lesson, page, lab, self.rows)
        return needed - (spare_rows(lab) if lab else 0) <= self.rows

    @property
    def rows(self) -> int:
        """The rows of the screen, without those of air around the page."""
        rows = self.app.size.height
        return rows - 2 * (rows >= TALL)

    @property
    def about(self) -> list[ends.Item]:
        """What the help says of the lesson."""
        return ends.opening(self.lesson)

    def may_missed(self) -> bool:
        return bool(self.missed)

    def action_missed(self) -> None:
        """Turn to the next page with something that is not right, and to where that is answered."""
        questions = ends.not_right(self.progress, self.lesson)
        self.missed = ends.missed(self.lesson, questions)
        others = [page for page in self.missed if page != self.index]
        if others:
            self.looked_for = questions
            self.go(next((page for page in others if page > self.index), others[0]))
        elif self.missed:
            self.say_why("This is the only page left; tab leads to the answer.")
        else:
            self.say_why("Everything is right now.")

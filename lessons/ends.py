"""What stands at the ends of a lesson beside its author's words: what it is for, what has come of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import NamedTuple

from lessons.format.layout import ROWS, WORDS, page_rows, wrap
from lessons.labs.base import Lab
from lessons.library import names_beside
from lessons.model import Lesson, Page
from lessons.progress import Progress
from lessons.text import cells, listed, plural

Item = tuple[str, str]
"""A mark, empty where there is none, and words that may go on under them."""


class Standing(NamedTuple):
    """What has come of a lesson: the pages, from 0, of its questions that count and are not right."""

    wrong: tuple[int, ...] = ()
    """Those with one that was got wrong or shown."""
    open: tuple[int, ...] = ()
    """Those with one that has not been answered."""
    right: bool = False
    """Whether every question that counts was right."""

    def beside(self, page: int) -> Standing:
        """The same without a page where the learner is, and sees it."""
        return self._replace(
            wrong=tuple(i for i in self.wrong if i != page), open=tuple(i for i in self.open if i != page)
        )


LEFT = Standing((0,))
"""How a lesson stands at whose end there is most to say."""


def opening(lesson: Lesson) -> list[Item]:
    """How long the lesson takes and what it is for, where it names goals; and which lessons it builds on."""
    head = [("", f"{plural(lesson.minutes, 'minute')}. Afterwards you can:")] if lesson.goals else []
    return [*head, *_goals(lesson, "- "), *(("", line) for line in builds_on(lesson))]


def builds_on(lesson: Lesson) -> list[str]:
    """A line that names the lessons to know before, for who begins here; none where there are none."""
    names = names_beside(lesson.path) if lesson.needs else {}
    told = [names[name] for name in lesson.needs if name in names]
    return [f"Builds on: {', '.join(told)}."] if told else []


def closing(lesson: Lesson, following: str, standing: Standing, tick: str = "✓ ") -> list[Item]:
    """What the lesson was for, ticked where all of it was right; what is left; and what comes next.

    Nothing of a lesson of one page, or that names no goals. `following`: the next lesson, empty after the
    last.
    """
    if len(lesson.pages) < 2 or not lesson.goals:
        return []
    head, mark = ("Now you can:", tick) if standing.right else ("This lesson teaches you to:", "- ")
    rest = [("", f"Next: {following}.")] if following else []
    if left := _left(standing):
        rest.insert(0, ("", left))
    return [("", head), *_goals(lesson, mark), *([("", "")] if rest else []), *rest]


def _left(standing: Standing) -> str:
    """What is not right, with its pages: in one row, as on the screen there is no more."""
    told = [("not right so far", standing.wrong), ("not answered yet", standing.open)]
    parts = [f"{what}: {_pages(pages)}" for what, pages in told if pages]
    text = "; ".join(parts)
    if cells(text) >= WORDS:
        text = "; ".join(f"{what}: {plural(len(pages), 'page')}" for what, pages in told if pages)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _pages(pages: Sequence[int]) -> str:
    """`page 3`, `pages 2 to 5 and 8`."""
    told: list[str] = []
    for _, group in groupby(enumerate(pages), key=lambda page: page[1] - page[0]):
        run = [page + 1 for _, page in group]
        told += [f"{run[0]} to {run[-1]}"] if len(run) > 2 else map(str, run)
    return f"{'page' if len(pages) == 1 else 'pages'} {listed(told, 'and')}"


def _goals(lesson: Lesson, mark: str) -> list[Item]:
    return [(mark, goal) for goal in lesson.goals]


def not_right(progress: Progress, lesson: Lesson) -> frozenset[str]:
    """The questions of a lesson that count and are not right, met or not."""
    status = progress.status_of(lesson)
    return status.marks - status.right


def missed(lesson: Lesson, questions: Collection[str]) -> tuple[int, ...]:
    """The pages that ask these questions, from 0."""
    pages = enumerate(lesson.pages)
    return tuple(i for i, page in pages if any(q.id in questions for q in page.questions))


def standing(progress: Progress, lesson: Lesson) -> Standing:
    """How a lesson stands."""
    left = not_right(progress, lesson)
    wrong = left & progress.status_of(lesson).attempted
    return Standing(missed(lesson, wrong), missed(lesson, left - wrong), not left)


def lines(items: Sequence[Item], width: int = WORDS) -> list[str]:
    """The items as lines at most so wide."""
    return [
        (" " * len(mark) if i else mark) + line
        for mark, text in items
        for i, line in enumerate(wrap(text, width - len(mark)))
    ]


def items(
    lesson: Lesson,
    page: Page,
    lab: Lab | None,
    rows: int = ROWS,
    following: str = "What comes next",
    standing: Standing = LEFT,
) -> list[Item]:
    """What stands under the words of a page on a screen of so many rows; `lab`: the page's.

    A first page that asks something says only where there is room what the lesson is for. A lab that is
    alone on its page stays alone.
    """
    if page.lab_alone:
        return []
    if page is lesson.pages[-1]:
        return closing(lesson, following, standing)
    told = opening(lesson) if page is lesson.pages[0] else []
    if not told or not page.questions:
        return told
    return told if page_rows(page, lab if page.owns_lab else None) + rows_of(told) <= rows else []


def rows_of(told: Sequence[Item]) -> int:
    """The rows that items take, and a blank one after them."""
    return len(lines(told)) + bool(told)


def needed_rows(lesson: Lesson, page: Page, lab: Lab | None, rows: int = ROWS) -> int:
    """The rows that a page takes on a screen of 80 columns, with what stands at an end of its lesson."""
    return page_rows(page, lab) + rows_of(items(lesson, page, lab, rows))

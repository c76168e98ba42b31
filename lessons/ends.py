"""What stands at the ends of a lesson beside its author's words: what it is for, what has come of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lessons.format.layout import ROWS, WORDS, page_rows, wrap
from lessons.labs.base import Lab
from lessons.model import Lesson, Page
from lessons.progress import Progress
from lessons.text import listed, plural

Item = tuple[str, str]
"""A mark, empty where there is none, and words that may go on under them."""


def opening(lesson: Lesson) -> list[Item]:
    """How long the lesson takes and what it is for; nothing where it names no goals."""
    if not lesson.goals:
        return []
    return [("", f"{plural(lesson.minutes, 'minute')}. Afterwards you can:"), *_goals(lesson, "- ")]


def closing(lesson: Lesson, following: str, missed: Sequence[int], tick: str = "✓ ") -> list[Item]:
    """What one can do now, what to look at again, and what comes next.

    Nothing of a lesson of one page, or that names no goals. `following`: the next lesson, empty after the
    last; `missed`: pages, from 0, as `missed` gives them.
    """
    if len(lesson.pages) < 2 or not lesson.goals:
        return []
    rest = [("", f"Next: {following}.")] if following else []
    if missed:
        pages = listed([str(page + 1) for page in missed], "and")
        rest.insert(0, ("", f"Not right so far: {'page' if len(missed) == 1 else 'pages'} {pages}."))
    return [("", "Now you can:"), *_goals(lesson, tick), *([("", "")] if rest else []), *rest]


def _goals(lesson: Lesson, mark: str) -> list[Item]:
    return [(mark, goal) for goal in lesson.goals]


def not_right(progress: Progress, lesson: Lesson) -> frozenset[str]:
    """The questions of a lesson that were met and are not right, though they could have been reasoned."""
    return progress.status_of(lesson).missed


def missed(lesson: Lesson, questions: Collection[str]) -> list[int]:
    """The pages that ask these questions, from 0; not the last, where the learner is when they are told."""
    return [i for i, page in enumerate(lesson.pages[:-1]) if any(q.id in questions for q in page.questions)]


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
    missed: Sequence[int] = (0,),
) -> list[Item]:
    """What stands under the words of a page on a screen of so many rows; `lab`: the page's.

    A first page that asks something says only where there is room what the lesson is for. A lab that is
    alone on its page stays alone.
    """
    if page.lab_alone:
        return []
    if page is lesson.pages[-1]:
        return closing(lesson, following, missed)
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

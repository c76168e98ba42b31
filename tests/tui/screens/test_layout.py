"""The checker's count of rows, against the screen itself.

`nntutor check` says whether a page fits 80×24 without a terminal; here every page of the course is opened
on one, and both have to agree.
"""

from __future__ import annotations

import threading

import pytest
from textual.containers import Vertical
from textual.geometry import Region
from textual.widget import Widget

from lessons.format.layout import COLUMNS, ROWS, lab_rows, page_rows, prose_rows, word_rows
from lessons.model import Lesson, Prose
from lessons.progress import open_progress
from lessons.run import LessonRun
from tests.lessons.support import HEAD, parsed
from tests.support.course import COURSE
from tui.app import TutorApp
from tui.host.config import Settings
from tui.link.sizes import LEAST_COLUMNS, LEAST_ROWS
from tui.screens.lesson import LessonScreen
from tui.widgets.figure_view import FigureView
from tui.widgets.lab_panel import LabPanel
from tui.widgets.page_scroll import PageScroll


def open_app(lesson: Lesson) -> TutorApp:
    return TutorApp(lambda: COURSE, open_progress(None), Settings(), lesson)


async def settle(pilot, screen: LessonScreen, index: int) -> None:
    """Wait until a page stands on the screen and nothing on it moves any more."""
    for _ in range(50):
        await pilot.pause()
        if screen._shown == index and not screen.app._batch_count:
            break
    await pilot.pause()


def noting_readers(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """The threads that read numbers of labs from now on."""
    readers: set[int] = set()
    read = LessonRun.read

    def noting(self, *given):
        readers.add(threading.get_ident())
        return read(self, *given)

    monkeypatch.setattr(LessonRun, "read", noting)
    return readers


def overlapping(widgets: list[Widget]) -> list[tuple[Widget, Widget]]:
    regions = [(w, w.region) for w in widgets if w.display and w.region.area]
    return [
        (a, b)
        for i, (a, first) in enumerate(regions)
        for b, second in regions[i + 1 :]
        if first.overlaps(second)
    ]


def leaves(widget: Widget) -> list[Widget]:
    children = [c for c in widget.children if c.display]
    return [leaf for c in children for leaf in leaves(c)] if children else [widget]


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.id)
async def test_every_page_takes_the_rows_that_the_checker_counts_and_nothing_is_cut(lesson, monkeypatch):
    readers = noting_readers(monkeypatch)
    app = open_app(lesson)
    async with app.run_test(size=(COLUMNS, ROWS)) as pilot:
        screen = app.screen
        assert isinstance(screen, LessonScreen)
        for index, page in enumerate(lesson.pages):
            screen.go(index)
            await settle(pilot, screen, index)
            where = f"{lesson.id}, page {index + 1}: {page.title}"
            scroll = screen.query_one(PageScroll)
            taken = screen.query_one("#words", Vertical).outer_size.height
            # Live numbers are counted at their widest, which may be a line more than they take now.
            spare = int(any(b.values for b in page.blocks if isinstance(b, Prose)))
            assert word_rows(page) - spare <= taken <= word_rows(page), where
            assert not overlapping(leaves(scroll)), where
            if page.owns_lab:
                lab = screen.run_.lab(page)
                panel = screen.query_one(LabPanel)
                assert lab is not None
                assert page_rows(page, lab) <= ROWS, where
                assert scroll.max_scroll_y == 0, where
                assert panel.region.height >= lab_rows(lab), where
                frame = Region(0, 1, COLUMNS, ROWS - 2)
                assert all(leaf.region in frame for leaf in leaves(panel)), where
                assert all(
                    leaf.virtual_size.height <= leaf.size.height for leaf in leaves(panel) if leaf.size.height
                ), where
    # A lab is at work in one thread: Textual parses Markdown in another, which must not read its numbers.
    assert readers <= {threading.get_ident()}


KINDS = {
    "paragraphs": "One.\n\nTwo, which is much longer and goes on and on until it has to be broken somewhere.",
    "marks": "Some **bold**, *slanted*, `code`; {value}`w` is a number; all of it so long that it takes two.",
    "a list": "- one\n- two, which is longer and goes on and on until it has to be broken in two\n- three",
    "numbers": "1. one\n2. two, which is longer and goes on and on until it has to be broken\n3. three",
    "lists in lists": "- one\n  - inner\n  - inner too\n- two",
    "code": "```python\nx = 1\ny = 2\n```",
    "a quote": "> One line of another, which is much longer and goes on until it has to be broken in two.",
    "small headings": "Words.\n\n### Small\n\nWords.\n\n#### Smaller\n\nWords.",
    "a table": "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |",
    "wide characters": "中文" * 30,
    "a long word": "a" * 100,
    "between": "Before.\n\n- a\n- b\n\nBetween.\n\n1. c\n2. d\n\nAfter.",
    "a hard break": "One  \ntwo",
}


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_of_words_takes_the_rows_that_are_counted(kind):
    lesson = parsed(f"{HEAD}## A page\n\n{KINDS[kind]}\n\n```{{lab}} descent\n```\n")
    async with open_app(lesson).run_test(size=(COLUMNS, 40)) as pilot:
        screen = pilot.app.screen
        await settle(pilot, screen, 0)
        assert screen.query_one("#words").outer_size.height == prose_rows(KINDS[kind]) + 1


async def test_on_the_smallest_screen_no_figure_is_cut():
    """A page may be longer than the screen; what it shows has all the rows that it needs at that width."""
    lesson = next(lesson for lesson in COURSE.lessons if lesson.id == "forward-pass")
    app = open_app(lesson)
    async with app.run_test(size=(LEAST_COLUMNS, LEAST_ROWS)) as pilot:
        screen = app.screen
        assert isinstance(screen, LessonScreen)
        for index in (0, 3):
            screen.go(index)
            await settle(pilot, screen, index)
            panel = screen.query_one(LabPanel)
            for position in (0, panel.lab.end or 0):
                panel.lab.seek(position)
                panel.draw()
                await pilot.pause()
                await pilot.pause()
                view = panel.query_one(FigureView)
                assert view.size.height >= view.content_rows(view.size.width)
                assert view.content_rows(view.size.width) > sum(f.rows for f in view.figures)

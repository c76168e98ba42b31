"""Every page of the course, each lesson walked once, with all that is promised of a page.

`nntutor check` says whether a page fits 80×24 without a terminal; here every page stands on one, and both
have to agree. Each question is answered right on the way.
"""

from __future__ import annotations

import threading

import pytest
from textual.containers import Vertical
from textual.geometry import Region
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widget import Widget

from lessons import work
from lessons.answers import tasks
from lessons.ends import items, needed_rows, rows_of, standing
from lessons.format.layout import (
    COLUMNS,
    FEEDBACK_ROWS,
    RECALL_ROWS,
    ROWS,
    feedback_rows,
    lab_rows,
    word_rows,
)
from lessons.model import Lesson, Page, Predict, Prose, Say
from lessons.run import LessonRun
from tests.lessons.support import expected
from tests.support.course import COURSE
from tests.support.pilot import lesson, settle, turn
from tests.support.waiting import until
from tests.tui.conftest import Tutor
from tui.screens.lesson import LessonScreen
from tui.screens.page.answers import page_of
from tui.screens.page.scroll import PageScroll
from tui.widgets.chrome import KeyBar
from tui.widgets.lab_panel import LabPanel
from tui.widgets.questions.base import QuestionBox
from tui.widgets.questions.choices import QuizBox
from tui.widgets.questions.code import CodeBox
from tui.widgets.questions.fill import FillBox
from tui.widgets.questions.predict import PredictBox
from tui.widgets.questions.task import TaskBox

every_lesson = pytest.mark.parametrize("one", COURSE.lessons, ids=lambda one: one.id)
MADE_SMALLER = 1
"""So many pages of each lesson that fill the screen are made smaller from a larger one."""


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


def takes_the_rows_that_are_counted_and_nothing_is_cut(screen: LessonScreen, page: Page, where: str) -> None:
    scroll = screen.query_one(PageScroll)
    taken = screen.query_one("#words", Vertical).outer_size.height
    # Live numbers are counted at their widest, which may be a line more than they take now;
    # and a recall as the longest that there may be.
    said = [text for b in page.blocks if isinstance(b, Say) for text in b.texts]
    live = any(b.values for b in page.blocks if isinstance(b, Prose)) or "{value}" in " ".join(said)
    spare = int(live) + RECALL_ROWS * len(page.recalls)
    one = screen.lesson
    following = "" if screen.app.lesson_after(one) is one else "Next"  # type: ignore[attr-defined]
    came = standing(screen.progress, one).beside(len(one.pages) - 1)
    told = items(one, page, screen.run_.lab(page), ROWS, following, came)
    counted = word_rows(page) + rows_of(told)
    left = ROWS - rows_of(told)
    spared = feedback_rows(page, screen.run_.lab(page), left) - FEEDBACK_ROWS if page.owns_lab else 9
    assert counted - spare <= taken <= counted + spared, where
    assert not overlapping(leaves(scroll)), where
    if page.owns_lab:
        lab = screen.run_.lab(page)
        panel = screen.query_one(LabPanel)
        assert lab is not None
        assert needed_rows(screen.lesson, page, lab) <= ROWS, where
        assert scroll.max_scroll_y == 0, where
        assert panel.region.height >= lab_rows(lab), where
        frame = Region(0, 1, COLUMNS, ROWS - 2)
        assert all(leaf.region in frame for leaf in leaves(panel)), where
        assert all(
            leaf.virtual_size.height <= leaf.size.height for leaf in leaves(panel) if leaf.size.height
        ), where


async def do(pilot: Pilot[None], screen: LessonScreen, page: Page, box: TaskBox | FillBox | CodeBox) -> None:
    """Turn the knobs, fill in the card or write the lines that a page asks for."""
    if isinstance(box, TaskBox):
        lab = screen.run_.lab(page)
        assert lab is not None
        assert screen.panel is not None
        tasks.solve(box.question, lab)
        lab.seek(work.page_end(lab))
        screen.panel.moved("")
    elif isinstance(box, FillBox):
        assert box.display
        box.grid.take(" ".join(box.grid.given[i] for i in box.grid.blanks))
        box.grid.at = len(box.grid.blanks)
        box.grid.focus()
        await pilot.press("enter")
    else:
        for entry, line in zip(box.entries, box.question.solution, strict=True):
            entry.value = line
        box.entries[-1].focus()
        await pilot.press("enter")
    await until(lambda: box.question.id in screen.run_.settled and box.over)
    await pilot.pause()
    takes_the_rows_that_are_counted_and_nothing_is_cut(screen, page, page.title)
    if isinstance(box, FillBox):
        box.grid.focus()
        await pilot.press("enter")


async def answer_right(pilot: Pilot[None], screen: LessonScreen, page: Page) -> None:
    """Answer what the page asks, from the keyboard."""
    for box in list(screen.query(".question").results(QuestionBox)):
        if box.question not in page.questions:
            # One of an earlier lesson holds up nothing.
            continue
        if isinstance(box, (TaskBox, FillBox, CodeBox)):
            await do(pilot, screen, page, box)
            continue
        # A recall is asked in a run of its own, with its own page and lab.
        run = screen.run_of(box.question)
        of = page_of(run, box.question)
        if isinstance(box, PredictBox):
            assert isinstance(box.question, Predict)
            lab = run.lab(of)
            assert lab is not None
            right = expected(box.question, lab)
            # First a wrong one: what is said of it leaves the lab its place.
            box.field.value = repr(right + 1000.125)
            box.field.focus()
            await pilot.press("enter")
            await until(lambda box=box: box.tried)
            await pilot.pause()
            takes_the_rows_that_are_counted_and_nothing_is_cut(screen, page, page.title)
            assert screen.panel is not None
            assert screen.panel.locked
            box.field.value = repr(right)
        else:
            assert isinstance(box, QuizBox)
            box.field.marked = run.quiz(of, box.question).right
        box.field.focus()
        await pilot.press("enter")
        await until(lambda box=box, run=run: box.question.id in run.settled)
        if isinstance(box, QuizBox) and run is screen.run_:
            await until(lambda box=box: box.field.committed is not None)
            # Who has chosen wrongly stays here.
            box.field.focus()
            await pilot.pause()
            told = str(screen.query_one(KeyBar).render())
            works = {"next": "→ next"} | {
                key: f"{key[0]} {key}" for key in ("step", "play") if not screen.why_not(key)
            }
            assert all(key in told for key in works.values()), (page.title, told)


def noting_layouts(monkeypatch: pytest.MonkeyPatch) -> list[Screen]:
    """The screens that are laid out from now on, each as often as it is."""
    layouts: list[Screen] = []
    lay_out = Screen._refresh_layout

    def noting(self, *given, **named):
        layouts.append(self)
        return lay_out(self, *given, **named)

    monkeypatch.setattr(Screen, "_refresh_layout", noting)
    return layouts


def fills_the_screen(screen: LessonScreen, page: Page) -> bool:
    """Whether a page leaves no row: a scroll bar would take a column, and so more rows."""
    lab = screen.run_.lab(page) if page.owns_lab else None
    return lab is not None and needed_rows(screen.lesson, page, lab) == ROWS


async def comes_to_rest_when_made_smaller(pilot: Pilot[None], layouts: list[Screen]) -> None:
    """No layout of a page leads to another one without end."""
    await pilot.resize_terminal(120, 40)
    await settle(pilot)
    await pilot.resize_terminal(COLUMNS, ROWS)
    await settle(pilot)
    panel = lesson(pilot).panel
    assert panel is not None
    panel.pause()
    await settle(pilot)
    layouts.clear()
    for _ in range(5):
        await pilot.pause()
    assert layouts == []


@pytest.mark.usefixtures("walked")
@every_lesson
async def test_at_80_by_24_every_page_fits_as_it_is_counted_and_its_questions_can_be_answered(
    tutor: Tutor, one: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    readers, layouts, full = noting_readers(monkeypatch), noting_layouts(monkeypatch), 0
    app = tutor(one)
    async with app.run_test(size=(COLUMNS, ROWS)) as pilot:
        screen = lesson(pilot)
        for index, page in enumerate(one.pages):
            await turn(pilot, index)
            takes_the_rows_that_are_counted_and_nothing_is_cut(
                screen, page, f"{one.id}, page {index + 1}: {page.title}"
            )
            assert str(screen.query_one(KeyBar).render()).endswith((" help", " lessons"))
            assert "help" in str(screen.query_one(KeyBar).render())
            if fills_the_screen(screen, page) and full < MADE_SMALLER:
                full += 1
                await comes_to_rest_when_made_smaller(pilot, layouts)
            await answer_right(pilot, screen, page)
        await settle(pilot)
        status = app.progress.status(one.id, [p.slug for p in one.pages], [q.id for q in one.questions])
        assert status.mastered or not one.questions
        assert status.read
    # A lab is at work in one thread: Textual parses Markdown in another, which must not read its numbers.
    assert readers <= {threading.get_ident()}

"""A page comes to rest: no layout leads to another one without end."""

from __future__ import annotations

import asyncio

import pytest
from textual.screen import Screen

from lessons.ends import needed_rows
from lessons.format.layout import ROWS
from lessons.model import Lesson
from lessons.run import LessonRun
from tests.support.course import COURSE
from tests.support.pilot import lesson, settle, turn
from tests.tui.conftest import Tutor


def full_pages(each: Lesson) -> list[int]:
    """The pages that fill a screen to its last row: a scroll bar would take a column, and so more rows."""
    run = LessonRun(each)
    labs = ((page, run.lab(page) if page.owns_lab else None) for page in each.pages)
    return [i for i, (page, lab) in enumerate(labs) if lab and needed_rows(each, page, lab) == ROWS]


@pytest.mark.parametrize("each", [x for x in COURSE.lessons if full_pages(x)], ids=lambda x: x.id)
async def test_a_page_that_was_made_smaller_comes_to_rest(tutor: Tutor, monkeypatch, each: Lesson) -> None:
    layouts = []
    lay_out = Screen._refresh_layout
    monkeypatch.setattr(
        Screen, "_refresh_layout", lambda *given, **named: (layouts.append(1), lay_out(*given, **named))[1]
    )
    async with tutor(each).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        for index in full_pages(each)[:3]:
            await turn(pilot, index)
            await pilot.resize_terminal(80, 24)
            await settle(pilot)
            lesson(pilot).panel.pause()
            await settle(pilot)
            layouts.clear()
            for _ in range(5):
                await asyncio.sleep(0)
                await pilot.pause()
            assert layouts == []
            await pilot.resize_terminal(120, 40)
            await settle(pilot)

"""What the palette offers, in a row each; and the way out of everything that lies over a page."""

from __future__ import annotations

import pytest

from tests.support.course import COURSE, TAUGHT
from tests.support.pilot import SIZE, lesson, settle, shown
from tests.support.waiting import until
from tests.tui.conftest import Tutor
from tui.screens.home import HomeScreen
from tui.screens.lesson import LessonScreen
from tui.screens.page.places import KNOBS_BACK


async def test_the_palette_has_a_row_for_each_lesson_and_what_can_be_done_on_the_page(tutor: Tutor) -> None:
    app = tutor("gradient-descent")
    async with app.run_test(size=(80, 60)) as pilot:
        screen = lesson(pilot)
        for question in screen.lesson.questions:
            screen.run_.settle(question)
        screen.on_respell()
        await settle(pilot)
        assert screen.panel is not None
        lab = screen.panel.lab
        lab.turn("start", 2.0)
        await pilot.press("ctrl+p")
        await until(lambda: COURSE.lessons[-1].label in shown(pilot))
        rows = [row.strip() for row in shown(pilot).splitlines()]
        labels = [one.label for one in TAUGHT]
        assert {one.label for one in COURSE.lessons} <= set(rows)
        first = rows.index(labels[0])
        assert rows[first : first + len(labels)] == labels
        await pilot.press(*"knob")
        await until(
            lambda: "Next page" not in shown(pilot) and "Knobs as the lesson set them" in shown(pilot)
        )
        await pilot.press("down", "enter")
        await until(lambda: lab.settings["start"] == 0)
        assert screen.panel._said == KNOBS_BACK


@pytest.mark.parametrize("key", ["l", "f1", "ctrl+p"])
async def test_esc_leads_back_to_the_page_from_all_that_lies_over_it(tutor: Tutor, key: str) -> None:
    async with tutor("gradient-descent").run_test(size=SIZE) as pilot:
        lesson(pilot).go(2)
        await settle(pilot)
        await pilot.press("escape", key)
        await until(lambda: not isinstance(pilot.app.screen, LessonScreen) and pilot.app.screen.is_running)
        await settle(pilot)
        if key == "l":
            assert isinstance(pilot.app.screen, HomeScreen)
            assert "esc back" in shown(pilot).splitlines()[-1]
        await pilot.press("escape")
        await until(lambda: isinstance(pilot.app.screen, LessonScreen))
        await settle(pilot)
        assert (lesson(pilot).lesson.id, lesson(pilot).index) == ("gradient-descent", 2)

"""The page that greets: what it leads to, what it leaves no trace of, and that what it says is true."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons.course import WELCOME, lesson_alone
from lessons.model import Lesson
from tests.support.course import COURSE, TAUGHT
from tests.support.pilot import SIZE, lesson, settle, shown, turn
from tests.support.waiting import until
from tests.tui.conftest import Nntutor, Tutor
from tui.screens.home import HomeScreen
from tui.screens.lesson import LessonScreen
from tui.screens.welcome import WelcomeScreen
from tui.widgets.chrome import keys_now


@pytest.fixture
def welcome() -> Lesson:
    found = lesson_alone(WELCOME)
    assert found
    return found


def test_what_it_says_of_the_course_is_true(welcome: Lesson) -> None:
    said = " ".join(welcome.text.split())
    minutes = [each.minutes for each in TAUGHT]
    assert f"In {len(TAUGHT)} lessons" in said
    assert f"A lesson takes {min(minutes)} to {max(minutes)} minutes" in said


async def test_one_key_leads_to_the_first_lesson_and_nothing_is_counted(
    tutor: Tutor, welcome: Lesson, tmp_path: Path
) -> None:
    app = tutor(welcome, tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert ("→", "begin") in keys_now(pilot.app.screen)
        assert pilot.app.screen.max_scroll_y == 0
        await pilot.press("right")
        await settle(pilot)
        assert not isinstance(lesson(pilot), WelcomeScreen)
        assert lesson(pilot).lesson is app.course.lessons[0]
        assert lesson(pilot).titles()[1].endswith(f"1/{len(app.course.lessons[0].pages)}")
        assert {each.lesson for each in app.progress.summary().lessons} == {app.course.lessons[0].id}


@pytest.mark.parametrize("key", ["l", "q"])
async def test_it_can_be_left_for_the_lessons_where_it_is_none(
    tutor: Tutor, welcome: Lesson, key: str
) -> None:
    app = tutor(welcome)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press(key)
        await settle(pilot)
        assert isinstance(app.screen, HomeScreen)
        assert "Welcome" not in shown(pilot)
        assert app.progress.place() is None
        assert not app.progress.summary().lessons


async def test_the_help_leads_to_it_and_it_leads_back(tutor: Tutor) -> None:
    app = tutor("forward-pass")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await turn(pilot, 1)
        await pilot.press("f1")
        await settle(pilot)
        assert "welcome" in shown(pilot)
        await pilot.press("w")
        await until(lambda: isinstance(app.screen, WelcomeScreen))
        await settle(pilot)
        assert len(app.screen_stack) == 1
        await pilot.press("right")
        await until(lambda: not isinstance(app.screen, WelcomeScreen))
        await settle(pilot)
        assert isinstance(app.screen, LessonScreen)
        assert (lesson(pilot).lesson.id, lesson(pilot).index) == ("forward-pass", 1)


def test_commands_find_it_by_name_and_count_it_nowhere(nntutor: Nntutor) -> None:
    assert nntutor("show", "0").stdout == nntutor("show", WELCOME).stdout
    assert "Welcome to nntutor" in nntutor("show", "0").stdout
    assert "elcome" not in nntutor("list").stdout
    assert WELCOME not in [each.id for each in COURSE.lessons]


@pytest.mark.parametrize("name", [WELCOME, *(each.id for each in COURSE.lessons)])
async def test_the_course_is_not_read_for_the_first_page_of_any_lesson(tutor: Tutor, name: str) -> None:
    app = tutor(lesson_alone(name))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert lesson(pilot).index == 0
        assert "course" not in vars(app)

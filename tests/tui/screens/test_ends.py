"""The ends of a lesson on the screen: its goals, what comes next, and the way back to what was not right."""

from __future__ import annotations

import pytest

from lessons.model import Lesson
from tests.lessons.answers.test_cases import CHOOSE, LAB
from tests.lessons.support import PAGE, parsed
from tests.support.course import COURSE
from tests.support.pilot import SIZE, answer, lesson, settle, shown, turn
from tests.tui.conftest import Tutor
from tui.widgets.chrome import keys_now
from tui.widgets.questions.predict import PredictEntry

QUIZ_GUESS = (
    PAGE.replace('id = "a-lesson"', 'id = "a-lesson"\ngoals = ["guess"]')
    + CHOOSE.replace("why =", "guess = true\nwhy =", 1)
    + LAB
    + "\n## End\n\nWords.\n"
)


async def test_the_last_page_leads_back_to_what_was_not_right(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        last = len(lesson(pilot).lesson.pages) - 1
        await turn(pilot, last)
        assert "Not right" not in shown(pilot)
        assert "Not answered yet: pages 1" in shown(pilot)
        assert ("m", "look again") in keys_now(lesson(pilot))
        await turn(pilot, 0)
        await answer(pilot, "7")
        await turn(pilot, last)
        assert "Not right so far: page 1; not answered yet: pages" in shown(pilot)
        assert ("m", "look again") in keys_now(lesson(pilot))
        await pilot.press("m")
        await settle(pilot)
        assert lesson(pilot).index == 0


async def test_the_way_back_goes_from_page_to_page_to_where_it_is_answered(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        for wrong in ("7", "7", "7", "7"):
            await answer(pilot, wrong)
        open_at = [i for i, page in enumerate(lesson(pilot).lesson.pages) if page.predictions][:2]
        await turn(pilot, open_at[1])
        await answer(pilot, "7")
        last = len(lesson(pilot).lesson.pages) - 1
        await turn(pilot, last)
        for index in open_at:
            await pilot.press("m")
            await settle(pilot)
            assert lesson(pilot).index == index
            assert isinstance(pilot.app.screen.focused, PredictEntry)
        await pilot.press(*"-0.11", "enter")
        await settle(pilot)
        await turn(pilot, last)
        assert f"Not right so far: page {open_at[0] + 1}; not" in shown(pilot)


async def test_a_guess_is_nothing_to_come_back_to(tutor: Tutor) -> None:
    guess = QUIZ_GUESS
    async with tutor(parsed(guess)).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("2", "enter")
        await settle(pilot)
        assert "You could not know." in shown(pilot)
        await turn(pilot, 1)
        assert "Not " not in shown(pilot)
        assert "✓ guess" in shown(pilot)
        assert ("m", "look again") not in keys_now(lesson(pilot))


async def test_the_goals_are_ticked_once_every_question_that_counts_is_right(tutor: Tutor) -> None:
    quiz = "```{quiz}\nask = '?'\nchoice = [{text = 'a', right = true}, {text = 'b'}]\n```\n"
    head = PAGE.replace('id = "a-lesson"', 'id = "a-lesson"\ngoals = ["add"]')
    async with tutor(parsed(f"{head}{quiz}\n## End\n\n{quiz}")).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("1", "enter")
        await settle(pilot)
        await turn(pilot, 1)
        assert "This lesson teaches you to:" in shown(pilot)
        assert "✓ add" not in shown(pilot)
        await pilot.press("2", "enter")
        await settle(pilot)
        assert "✓ add" not in shown(pilot)
        await pilot.press("1", "enter")
        await settle(pilot)
        assert "Now you can:" in shown(pilot)
        assert "✓ add" in shown(pilot)


@pytest.mark.parametrize("rows", range(24, 33))
async def test_goals_never_make_a_page_taller_than_the_screen(tutor: Tutor, rows: int) -> None:
    async with tutor("forward-pass").run_test(size=(100, rows)) as pilot:
        await settle(pilot)
        assert lesson(pilot).query_one("#page").max_scroll_y == 0
        assert ("Afterwards you can:" in shown(pilot)) == (rows >= 31)


@pytest.mark.parametrize(
    "one", [each for each in COURSE.lessons if len(each.pages) > 1], ids=lambda one: one.id
)
@pytest.mark.usefixtures("walked")
async def test_goals_minutes_and_the_next_lesson_stand_on_a_screen_with_room(
    tutor: Tutor, one: Lesson
) -> None:
    async with tutor(one).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        here = lesson(pilot)
        assert f"{here.lesson.minutes} minutes. Afterwards you can:" in shown(pilot)
        await pilot.press("f1")
        await settle(pilot)
        assert "Afterwards you can:" in shown(pilot)
        await pilot.press("q")
        await settle(pilot)
        await turn(pilot, len(here.lesson.pages) - 1)
        assert "This lesson teaches you to:" in shown(pilot)
        after = pilot.app.lesson_after(here.lesson)
        name = after.title.split()[0] if after.number is None else f"{after.number:02d}"
        assert (f"Next: {name}" in shown(pilot)) == (after is not here.lesson)

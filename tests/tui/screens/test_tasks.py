"""A task on the screen: seen to while knobs turn, helped with, given up, and there again on the way back."""

from __future__ import annotations

from pathlib import Path

from lessons.format.layout import question_rows
from tests.lessons.answers.test_tasks import TASK
from tests.lessons.support import PAGE, parsed
from tests.support.pilot import lesson, said, settle, turn
from tests.tui.conftest import Tutor
from tui.screens.lesson import LEFT_OPEN
from tui.screens.page.tasks import STOOD
from tui.widgets.knobs import KnobBar
from tui.widgets.questions.task import TaskBox

LESSON = parsed(PAGE + TASK + "\n## Another\n\nWords.\n")


def now(pilot) -> str:
    return str(lesson(pilot).query_one(TaskBox).query(".now").last().render())


async def test_a_task_is_told_while_turning_and_ends_where_it_is_reached(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        box = lesson(pilot).query_one(TaskBox)
        assert box.size.height == question_rows(box.question)
        await pilot.press("s")
        assert now(pilot) == "After the last step, w is 1.20 from 3."
        await pilot.press("tab")
        assert isinstance(pilot.app.screen.focused, KnobBar)
        await pilot.press("right")
        # 1 − 2·0.35 of 3 is left.
        assert now(pilot) == "After the last step, w is 0.90 from 3."
        assert said(pilot) == "1 turn of knobs; 3 are allowed."
        await pilot.press(*"0.5", "enter")
        await settle(pilot)
        assert said(pilot) == "✓ Right. Nothing is left."
        screen = lesson(pilot)
        (attempt,) = screen.progress.attempts("a-lesson", "a-page/1")
        assert (attempt.kind, attempt.outcome) == ("task", "right")
        await turn(pilot, 1)
        await turn(pilot, 0)
        assert said(pilot) == "✓ Right. Nothing is left."
        await pilot.press("b")
        assert said(pilot) == f"✓ Right. Nothing is left. {STOOD}"


async def test_hints_lead_to_the_knob_and_the_last_one_sets_it(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        told = []
        for _ in range(4):
            await pilot.press("ctrl+t")
            told.append(said(pilot))
        assert told[0] == "Hint: Each step leaves 1 − 2 times the rate."
        assert "Look at the knob learning rate." in told[1]
        assert "Turn learning rate up." in told[2]
        assert told[3].endswith("Set it to 0.50. ctrl+t once more sets the knobs.")
        await pilot.press("ctrl+t")
        await settle(pilot)
        assert said(pilot) == "– One solution is set: learning_rate = 0.5. Nothing is left."
        assert lesson(pilot).panel.lab.knob("learning_rate").value == 0.5
        (attempt,) = lesson(pilot).progress.attempts("a-lesson", "a-page/1")
        assert attempt.outcome == "shown"


async def test_a_task_holds_up_neither_the_lab_nor_the_page_and_that_it_is_open_is_said_once(
    tutor: Tutor, tmp_path: Path
) -> None:
    async with tutor(LESSON, tmp_path).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = lesson(pilot)
        assert not screen.panel.locked
        for told, index in ((LEFT_OPEN, 0), ("", 1)):
            await pilot.press("right")
            await settle(pilot)
            assert (screen.told, screen.index) == (told, index)
        assert screen.progress.attempts("a-lesson", "a-page/1") == []
        await turn(pilot, 0)
        await pilot.press("right")
        await settle(pilot)
        assert (screen.told, screen.index) == ("", 1)
    # Nor when the lesson is taken up again.
    async with tutor(LESSON, tmp_path).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await turn(pilot, 0)
        await pilot.press("right")
        await settle(pilot)
        assert lesson(pilot).index == 1

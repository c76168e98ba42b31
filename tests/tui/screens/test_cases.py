"""What the lab decides, on the screen: words that change with the knobs, and choices that wait."""

from __future__ import annotations

from tests.lessons.answers.test_cases import CHOOSE, LAB, SAY
from tests.lessons.support import PAGE, parsed
from tests.support.pilot import settle
from tests.tui.conftest import Tutor
from tui.screens.lesson import LessonScreen
from tui.widgets.questions.choices import Choices, QuizBox
from tui.widgets.words import Saying

SIZE = (80, 30)


async def test_the_words_change_with_the_case_and_nothing_else_moves(tutor: Tutor) -> None:
    async with tutor(parsed(PAGE + SAY + LAB)).run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, LessonScreen)
        assert screen.panel is not None
        saying, top = screen.query_one(Saying), screen.panel.region
        assert str(saying.render()) == "It is far off."
        for rate, said in ((1.2, "It runs away, by −1.40."), (0.8, "It swings."), (0.3, "It is far off.")):
            screen.panel.lab.turn("learning_rate", rate)
            screen.panel._moved()
            await settle(pilot)
            assert str(saying.render()) == said
            assert screen.panel.region == top


async def test_the_lab_waits_for_a_choice_that_it_decides(tutor: Tutor) -> None:
    async with tutor(parsed(PAGE + CHOOSE + LAB)).run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, LessonScreen)
        assert screen.panel is not None
        assert screen.panel.locked
        await pilot.press("2", "enter")
        await settle(pilot)
        box = screen.query_one(QuizBox)
        assert str(box.feedback.content) == "✗ Not that one. The steps are short."
        assert "✗ 2" in str(box.query_one(Choices).render())
        assert not screen.panel.locked
        question = screen.page.questions[0]
        assert not screen.progress.attempts("a-lesson", question.id)[-1].right

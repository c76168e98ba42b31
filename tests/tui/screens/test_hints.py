"""Hints at choices on the screen: offered where there are any, and kept as used."""

from __future__ import annotations

from lessons.progress import Outcome
from tests.lessons.support import HEAD, parsed
from tests.support.pilot import SIZE, lesson, said, settle, turn
from tests.tui.commands.test_quiz import CHOICES
from tests.tui.conftest import Tutor
from tui.widgets.chrome import keys_now
from tui.widgets.questions.choices import Choices

TWO = "\n## Two\n\n```{quiz}\nask = '?'\nchoice = [{text = 'a', right = true}, {text = 'b'}]\n```\n"
HINT = ("ctrl+t", "hint")


async def test_hints_at_choices_go_from_the_idea_to_a_wrong_choice_and_are_kept(tutor: Tutor) -> None:
    async with tutor(parsed(HEAD + CHOICES)).run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert HINT in keys_now(lesson(pilot))
        assert "ctrl+t" in lesson(pilot).query_one(Choices).help_text
        told = []
        for _ in range(3):
            await pilot.press("ctrl+t")
            await settle(pilot)
            told.append(said(pilot))
        both = "Hint: Count them. It is not 1. There are more."
        assert told == ["Hint: Count them.", both, both]
        await pilot.press("2", "enter")
        await settle(pilot)
        assert list(lesson(pilot).progress.outcomes("a-lesson").values()) == [Outcome.HINT]


async def test_of_two_choices_without_an_idea_no_hint_is_offered(tutor: Tutor) -> None:
    async with tutor(parsed(HEAD + CHOICES + TWO)).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await turn(pilot, 1)
        assert HINT not in keys_now(lesson(pilot))
        assert "ctrl+t" not in lesson(pilot).query_one(Choices).help_text

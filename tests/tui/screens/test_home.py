"""The list of lessons: what is done, and what was right at first."""

from __future__ import annotations

import pytest
from textual.widgets import OptionList

from lessons.course import find_lesson
from tests.support.course import COURSE, STEADY
from tests.support.pilot import settle, shown
from tests.tui.conftest import Tutor

ROOM = {
    (60, 18): "{n} of {n} done  ← here",
    (80, 18): "{n}/{n}, {first} right at first ←",
    (80, 24): "{n}/{n}, {first} right at first ←",
    (120, 40): "{n} of {n} done, {first} right at first, 1 later  ← here",
}


@pytest.mark.parametrize("size", ROOM)
async def test_each_lesson_tells_in_a_row_what_is_done_and_what_was_right_at_first(
    tutor: Tutor, size: tuple[int, int]
) -> None:
    app = tutor("forward-pass")
    wrong, later, *first = find_lesson(STEADY, "forward-pass").questions
    for question, rights in ((wrong, [False]), (later, [False, True]), *((q, [True]) for q in first)):
        for right in rights:
            app.progress.answer("forward-pass", question.id, "1", right)
    structure = find_lesson(STEADY, "structure")
    for right in (False, True):
        app.progress.answer("structure", structure.questions[0].id, "1", right)
    recap = find_lesson(COURSE, "recap")
    for question in recap.questions:
        app.progress.answer("recap", question.id, "1", right=True)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("escape", "l")
        await settle(pilot)
        listed = app.screen.query_one(OptionList)
        assert ROOM[size].format(n=2 + len(first), first=len(first)) in shown(pilot)
        assert listed.virtual_size.height == listed.option_count
        row = next(row for row in shown(pilot).splitlines() if structure.title[:15] in row)
        assert f"1 of {len(structure.questions)} done" in row
        assert "at first" not in row
        listed.highlighted = listed.option_count - 1
        await settle(pilot)
        assert f"✓ {recap.number}" in shown(pilot)
        n = len(recap.questions)
        assert f"{n} of {n} done" in shown(pilot) or f"{n}/{n}, {n} right at first" in shown(pilot)

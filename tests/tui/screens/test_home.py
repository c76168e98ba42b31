"""The list of lessons: what is done, and what was right at first."""

from __future__ import annotations

import pytest
from textual.widgets import OptionList

from lessons.course import TO_PLAY, find_lesson, in_parts
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
        listed.highlighted = listed.get_option_index(recap.id)
        await settle(pilot)
        assert f"✓ {recap.number}" in shown(pilot)
        n = len(recap.questions)
        assert f"{n} of {n} done" in shown(pilot) or f"{n}/{n}, {n} right at first" in shown(pilot)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_heading_of_a_part_tells_how_many_of_its_lessons_are_done(
    tutor: Tutor, size: tuple[int, int]
) -> None:
    parts = in_parts(COURSE.lessons)
    (why, begun), (forward, going_on), *_, (last, rest) = parts
    app = tutor(rest[-1].id)
    for one in (*begun, going_on[1]):
        for index, page in enumerate(one.pages):
            app.progress.visit(one.id, page.slug, index, len(one.pages))
        for question in one.questions:
            app.progress.answer(one.id, question.id, "1", right=False)
    app.progress.answer(rest[-1].id, rest[-1].questions[0].id, "1", right=True)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("escape", "l")
        await settle(pilot)
        listed = app.screen.query_one(OptionList)
        told = [str(option.prompt) for option in listed.options if not option.id]
        assert told[0] == f"{why}  {len(begun)} of {len(begun)} done"
        assert f"{forward}  1 of {len(going_on)} done" in told
        # The playground itself is nothing to be done.
        assert f"{last}  1 of {sum(len(one.questions) for one in rest)} challenges solved" in told
        # Where the list is longer than the screen, no row is blank, and where one is is seen with its part.
        scrolls = listed.virtual_size.height > listed.size.height
        assert ("" in told) is not scrolls
        seen = shown(pilot)
        assert f"{last}  1 of" in seen
        assert "←" in seen
        assert rest[-1].title[:15] in seen


async def test_from_the_playground_its_challenges_are_seen_and_at_the_top_the_first_heading(
    tutor: Tutor,
) -> None:
    (first, _), *_, (_, rest) = in_parts(COURSE.lessons)
    async with tutor(rest[0].id).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("l")
        await settle(pilot)
        seen = shown(pilot).splitlines()
        assert all(any(one.title in row for row in seen) for one in rest)
        (row,) = [row for row in seen if rest[0].title in row]
        assert TO_PLAY in row
        assert "━" not in row
        for _ in rest:
            await pilot.press("down")
        await settle(pilot)
        assert any(row.lstrip().startswith(first) for row in shown(pilot).splitlines())

"""Where the terminal's own cursor belongs: at what the learner acts on next."""

from __future__ import annotations

from textual.pilot import Pilot

from lessons.model import Quiz
from tests.support.pilot import lesson, settle
from tests.tui.conftest import Tutor
from tui.session.cursor import place
from tui.widgets.knobs import KnobBar
from tui.widgets.questions.choices import Choices

SIZE = (80, 24)


def under(pilot: Pilot[None]) -> str:
    """The row of the screen from the cursor on."""
    x, y = place(pilot.app.screen)
    return pilot.app.screen._compositor.render_strips()[y].text[x:]


async def test_it_stands_in_the_answer(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert under(pilot).startswith("your prediction")
        await pilot.press("0", ".", "2")
        assert under(pilot).startswith(" ")
        await pilot.press("left")
        assert under(pilot).startswith("2 ")
        await pilot.press("escape")
        assert under(pilot) == pilot.app.screen._compositor.render_strips()[1].text[2:]


async def test_it_stands_at_the_value_of_every_knob(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        bar = lesson(pilot).query_one(KnobBar)
        bar.focus()
        for i, knob in enumerate(lesson(pilot).panel.lab.knobs()):  # type: ignore[union-attr]
            await pilot.pause()
            assert bar.chosen == i
            assert under(pilot).startswith(f"{knob.shown()}›")
            bar.action_choose(1)


async def test_it_stands_at_the_answer_that_is_marked(tutor: Tutor) -> None:
    async with tutor("machine-learning").run_test(size=SIZE) as pilot:
        await settle(pilot)
        pages = lesson(pilot).lesson.pages
        quizzes = (i for i, page in enumerate(pages) if isinstance(next(iter(page.questions), None), Quiz))
        lesson(pilot).go(next(quizzes))
        await settle(pilot)
        assert isinstance(pilot.app.screen.focused, Choices)
        for number in (1, 2):
            assert under(pilot).startswith(f"›   {number} ")
            await pilot.press("down")


async def test_it_stands_at_the_lesson_that_is_chosen(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("escape", "l")
        await settle(pilot)
        assert under(pilot).startswith("   3  A forward pass")
        await pilot.press(*["down"] * 8)
        await settle(pilot)
        assert under(pilot).startswith("  11  ")


async def test_it_stands_behind_what_is_typed_into_the_palette(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("ctrl+p", "q")
        await settle(pilot)
        x, y = place(pilot.app.screen)
        assert pilot.app.screen._compositor.render_strips()[y].text[:x].endswith("q")

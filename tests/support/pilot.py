"""The tutor in Textual's pilot: what a test of a screen asks, does and waits for."""

from __future__ import annotations

from textual.pilot import Pilot

from tests.support.waiting import until
from tui.screens.lesson import LessonScreen
from tui.widgets.caption import Caption
from tui.widgets.questions.base import Feedback

SIZE = (80, 24)


def lesson(pilot: Pilot[None]) -> LessonScreen:
    """The lesson that is open."""
    screen = pilot.app.screen
    assert isinstance(screen, LessonScreen)
    return screen


def said(pilot: Pilot[None]) -> str:
    """What is said of the first question of the page."""
    return str(lesson(pilot).query_one(Feedback).content)


def caption(pilot: Pilot[None]) -> str:
    """What the lab says under its picture."""
    return lesson(pilot).query_one(".caption", Caption).text


def shown(pilot: Pilot[None]) -> str:
    """The screen as text, before the driver has replaced what the terminal cannot show."""
    strips = pilot.app.screen._compositor.render_strips(pilot.app.size)
    return "\n".join(strip.text for strip in strips)


async def settle(pilot: Pilot[None]) -> None:
    """Let workers and repaints come to rest."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def turn(pilot: Pilot[None], index: int) -> None:
    """Turn to a page, and wait until it stands there and nothing on it moves any more."""
    screen = lesson(pilot)
    screen.go(index)
    await until(lambda: screen._shown == index and not screen.app._batch_count)
    await pilot.pause()


async def answer(pilot: Pilot[None], text: str) -> None:
    """Type an answer and commit it."""
    await pilot.press(*text, "enter")
    await settle(pilot)

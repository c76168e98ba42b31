"""Screens and widgets are taken away in every moment, also while they are being put up."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandList, CommandPalette
from textual.pilot import Pilot
from textual.widget import Widget

import tui
from lessons.model import Broken
from tests.support.pilot import SIZE, lesson, settle
from tests.support.waiting import until
from tests.tui.conftest import Tutor
from tui.app import TutorApp
from tui.screens.base import TutorScreen
from tui.screens.broken import BrokenScreen
from tui.screens.home import HomeScreen
from tui.screens.lesson import LessonScreen
from tui.widgets.entry import KnobEntry
from tui.widgets.lab_panel import LabPanel
from tui.widgets.standing import stands

MARKS = {"is_going", "is_mounted", "until_mounted", "is_attached"}
"""What Textual tells of whether a widget stands."""


def test_whether_a_widget_stands_is_looked_up_in_one_place():
    folder = Path(tui.__path__[0])
    readers = {
        str(path.relative_to(folder))
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Attribute) and node.attr in MARKS)
        or (isinstance(node, ast.alias) and node.name in MARKS)
    }
    assert readers == {"widgets/standing.py"}


class Held:
    """Holds up every removal of a page's widgets until it is let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.reached = asyncio.Event()
        self.let_go = asyncio.Event()
        remove = Widget.remove_children

        async def slow(widget: Widget, *selector: Any) -> None:
            await remove(widget, *selector)
            self.reached.set()
            await self.let_go.wait()

        monkeypatch.setattr(Widget, "remove_children", slow)


async def turning(pilot: Pilot[None], held: Held) -> LessonScreen:
    """A lesson whose next page is just being put up: the old one is gone, the new one not there."""
    await settle(pilot)
    screen = lesson(pilot)
    screen.go(screen.index + 1)
    await held.reached.wait()
    return screen


async def test_a_screen_is_taken_away_only_when_its_page_is_no_longer_being_put_up(
    tutor: Tutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = tutor("forward-pass")
    async with app.run_test(size=SIZE) as pilot:
        held = Held(monkeypatch)
        screen = await turning(pilot, held)
        app.show_home()
        await until(lambda: isinstance(app.screen, HomeScreen) and stands(app.screen))
        await asyncio.sleep(0)
        assert stands(screen)
        held.let_go.set()
        await until(lambda: not stands(screen))
        await settle(pilot)
        assert isinstance(app.screen, HomeScreen)


async def test_a_page_that_is_turned_to_later_does_not_break_off_the_one_that_is_being_put_up(
    tutor: Tutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        held = Held(monkeypatch)
        screen = await turning(pilot, held)
        screen.action_last()
        screen.action_previous()
        held.let_go.set()
        await settle(pilot)
        last = len(screen.lesson.pages) - 1
        assert screen.titles()[1].endswith(f"{last}/{last + 1}")
        assert screen.panel is None or stands(screen.panel)
        assert screen._shown == last - 1


@pytest.mark.parametrize("status", [0, 129])
async def test_who_leaves_while_a_page_is_put_up_leaves_with_the_promised_status(
    tutor: Tutor, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    app = tutor("forward-pass")
    async with app.run_test(size=SIZE) as pilot:
        held = Held(monkeypatch)
        screen = await turning(pilot, held)
        app.exit(return_code=status)
        # Meanwhile nothing new is begun.
        screen.go(0)
        app.open_lesson(app.course.lessons[0])
        app.show_home()
        assert not await app.run_action("command_palette")
        assert app.screen is screen
        held.let_go.set()
        await until(lambda: not app.is_running)
    assert app.return_code == status


def over(app: TutorApp) -> None:
    app.action_command_palette()


def home(app: TutorApp) -> None:
    app.show_home()


def another(app: TutorApp) -> None:
    app.open_lesson(app.course.lessons[-1])


def help_page(app: TutorApp) -> None:
    app.screen.action_help()


def broken(app: TutorApp) -> None:
    app.show_screen(BrokenScreen(Broken(Path("lesson.md"), ())), over=True)


COMING = [over, home, another, help_page, broken]


@pytest.mark.parametrize("come", COMING)
async def test_who_leaves_while_a_screen_comes_up_leaves_with_the_promised_status(
    tutor: Tutor, come: Callable[[TutorApp], None]
) -> None:
    app = tutor("forward-pass")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        come(app)
        app.exit(return_code=129)
        await until(lambda: not app.is_running)
    assert app.return_code == 129


@pytest.mark.parametrize("come", COMING)
@pytest.mark.parametrize("turns", [0, 3])
async def test_a_screen_that_is_left_while_it_comes_up_is_left(
    tutor: Tutor, come: Callable[[TutorApp], None], turns: int
) -> None:
    """After so many turns of the event loop."""
    app = tutor("forward-pass")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        come(app)
        left = app.screen
        for _ in range(turns):
            await asyncio.sleep(0)
        if len(app.screen_stack) > 1:
            app.pop_screen()
        else:
            app.show_home()
        await until(lambda: not left.is_running)
        await settle(pilot)
        assert isinstance(app.screen, TutorScreen)
        assert stands(app.screen)


async def test_the_palette_no_longer_searches_when_its_list_goes(
    tutor: Tutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = tutor("forward-pass")
    searching: list[int] = []

    async def search(palette: CommandPalette, query: str) -> AsyncIterator[None]:
        await asyncio.Event().wait()
        yield

    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        monkeypatch.setattr(CommandPalette, "_search_for", search)
        app.action_command_palette()
        palette = app.screen
        workers = lambda: [worker for worker in app.workers if worker.node is palette]  # noqa: E731
        # A list that has not come up yet does not go either.
        await until(lambda: workers() and any(found.is_mounted for found in palette.query(CommandList)))
        monkeypatch.setattr(
            CommandList, "on_unmount", lambda _: searching.append(len(workers())), raising=False
        )
        app.pop_screen()
        await until(lambda: searching and not palette.is_running)
        assert searching == [0]


@pytest.mark.parametrize(
    "make",
    [lambda panel: KnobEntry(1), lambda panel: LabPanel(panel.lab, False)],
    ids=["a line to type in", "a lab"],
)
async def test_what_is_removed_while_it_comes_up_looks_for_nothing_in_it(
    tutor: Tutor, make: Callable[[LabPanel], Widget]
) -> None:
    async with tutor("activations").run_test(size=SIZE) as pilot:
        await settle(pilot)
        panel = lesson(pilot).query_one(LabPanel)
        coming = make(panel)
        panel.mount(coming)
        await coming.remove()
        assert not coming.children
        await settle(pilot)


async def test_what_is_late_finds_nothing_to_do_on_a_screen_that_has_gone(tutor: Tutor) -> None:
    app = tutor("forward-pass")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = lesson(pilot)
        panel = screen.panel
        assert panel is not None
        app.show_home()
        await until(lambda: not screen.is_running)
        screen.tell("Too late.")
        screen.action_help()
        screen._untell("Too late.")
        screen.go(1)
        screen.on_respell()
        panel._begin()
        panel.draw()
        await settle(pilot)
        assert (screen.index, isinstance(app.screen, HomeScreen)) == (0, True)

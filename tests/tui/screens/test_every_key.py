"""On every page of the course a key does something that is seen, or a line says why not; and all is spelled.

Each lesson is walked once, on a screen that has nothing but ASCII.
"""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from textual.binding import ActiveBinding
from textual.pilot import Pilot

from lessons.model import Lesson
from tests.support.course import COURSE
from tests.support.pilot import SIZE, lesson, said, settle, shown, turn
from tests.tui.conftest import Tutor
from tui.link.output import WRITTEN
from tui.screens.lesson import LessonScreen
from tui.screens.page.scroll import PageScroll
from tui.widgets.caption import Caption
from tui.widgets.chrome import KeyBar, fitting, keys_now
from tui.widgets.questions.predict import ANSWER_FIRST

ON_THE_PAGE = ("s", "b", "p", "p", "r", "r", "w", "up", "down", "escape")
MOVING = ("left", "backspace", "pageup", "home", "end", "right", "space", "pagedown", "tab", "l", "q", "f1")
"""Keys that turn pages or leave: that they are bound everywhere is enough."""


def state(screen: LessonScreen) -> tuple[object, ...]:
    """What a key may change, and what is said."""
    panel = screen.panel
    # The rule of a lab tells that it is at work.
    lab = (panel.lab.state(), panel._state(), panel.query_one(".caption", Caption).text) if panel else ()
    return (str(lab), screen.told, screen.focused, screen.query_one(PageScroll).scroll_offset)


async def does_something(screen: LessonScreen, bound: ActiveBinding) -> bool:
    """Whether a key of the page changes anything, or a line says why not: it may stand there already."""
    screen.tell("")
    if screen.panel:
        screen.panel.say("")
    before = state(screen)
    node, binding, _, _ = bound
    await screen.app.run_action(binding.action, node)
    return state(screen) != before or bool(screen.panel and screen.panel.locked)


def offered(screen: LessonScreen) -> dict[str, str]:
    """What the last row of the screen offers."""
    return dict(fitting(keys_now(screen), screen.query_one(KeyBar).size.width))


def the_footer_keeps_its_promise(screen: LessonScreen, where: str) -> None:
    """How to go on and how to get out are always told, and `tab` with the place to which it leads."""
    for name, place in screen._round():
        screen.set_focus(place)
        keys = offered(screen)
        wanted = {"page": {"right", "q", "?"}, "answer": {"enter", "esc"}, "knobs": {"esc", "?"}}.get(
            name, {"esc"}
        )
        # On a page that is the only one nothing leads on.
        wanted = set(wanted) - ({"right"} if len(screen.lesson.pages) == 1 else set())
        if name == "knobs" and not (screen.panel and screen.panel.locked):
            wanted |= {"enter", "left/right"}
        assert wanted <= set(keys), (where, name, keys)
        led_to, other = screen._next_place()
        assert other is place or keys["tab"] == led_to, (where, name, keys)
        for key in {"s": "step", "b": "back_step", "p": "play", "r": "reset_lab", "w": "save_files"}.items():
            assert key[0] not in keys or not screen.why_not(key[1]), (where, name, key)


def lost(text: str) -> set[str]:
    """What has no spelling, and letters and digits that were left to the driver, which keeps one column."""
    foreign = {c for c in text if not c.isascii()}
    return {c for c in foreign if "?" in WRITTEN["ascii"][ord(c)] or unicodedata.category(c)[0] in "LN"}


@pytest.mark.usefixtures("walked")
@pytest.mark.parametrize("one", COURSE.lessons, ids=lambda one: one.id)
async def test_in_ascii_every_page_is_spelled_and_every_key_does_something_or_says_why_not(
    tutor: Tutor, one: Lesson, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with tutor(one, ascii=True).run_test(size=SIZE) as pilot:
        screen = lesson(pilot)
        for index, page in enumerate(one.pages):
            await turn(pilot, index)
            assert lost(shown(pilot)) == set(), f"{one.id}, page {index + 1}"
            for locked in (True, False) if screen.run_.locked(page) else (False,):
                where = f"{one.id}, page {index + 1}, {'locked' if locked else 'free'}"
                if not locked:
                    for question in page.questions:
                        screen.run_.settle(question)
                    if screen.panel:
                        screen.panel.unlock()
                the_footer_keeps_its_promise(screen, where)
                screen.set_focus(screen.query_one(PageScroll))
                keys = screen.active_bindings
                assert [key for key in MOVING + ON_THE_PAGE if not keys[key].enabled] == [], where
                for key in ON_THE_PAGE:
                    # Of the two that p has, one stands for it at a time.
                    keys = screen.active_bindings if key == "p" else keys
                    assert await does_something(screen, keys[key]), f"{where}: {key}"
        for keys in (("escape", "f1"), ("q", "l")):
            await pilot.press(*keys)
            await settle(pilot)
            assert lost(shown(pilot)) == set(), keys
        assert not list(tmp_path.iterdir())


async def test_a_key_that_turns_no_page_says_so(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        screen = lesson(pilot)
        await pilot.press("escape")
        for key in ("left", "home", "backspace", "pageup"):
            assert await said_at(pilot, key) == "This is the first page."
        await turn(pilot, len(screen.lesson.pages) - 1)
        await pilot.press("escape")
        assert await said_at(pilot, "end") == "This is the last page; → leads to the lessons."


async def said_at(pilot: Pilot[None], key: str) -> str:
    """What a key that does nothing says."""
    screen = lesson(pilot)
    screen.tell("")
    if screen.panel:
        screen.panel.say("")
    await pilot.press(key)
    return screen.told or (screen.panel._said if screen.panel else "")


async def test_why_a_key_does_nothing_is_said_under_the_answer_while_the_cursor_is_in_it(
    tutor: Tutor,
) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = lesson(pilot)
        for do, why in (
            (screen.action_step, ANSWER_FIRST),
            (screen.action_previous, "This is the first page."),
        ):
            do()
            await settle(pilot)
            assert (said(pilot), screen.told) == (why, "")

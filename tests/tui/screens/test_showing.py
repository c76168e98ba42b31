"""A lab that plays by itself when its page comes up: where it may, for a while, and until any key."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.lessons.support import HEAD, parsed
from tests.support.pilot import SIZE, lesson, settle, turn
from tests.support.waiting import pass_by, until
from tests.tui.conftest import Tutor
from tui.screens.help import HelpScreen
from tui.widgets.lab_panel import LabPanel

PLAY = "```{lab} descent\nplay = true\n```\n\n"
WORDS = "## One\n\nWords.\n\n" + PLAY + "## Two\n\nMore words.\n\n"
ASKED = "## One\n\n```{quiz}\nask = '?'\nchoice = [{text = 'a', right = true}, {text = 'b'}]\n```\n\n" + PLAY
QUICK = "```{lab} descent\nplay = true\nstart = 1.0\n```\n\n"


def panel(pilot: Pilot[None]) -> LabPanel:
    """The lab of the page that is shown, on a terminal that has answered."""
    found = lesson(pilot).panel
    assert found is not None
    return found


async def answered(pilot: Pilot[None]) -> LabPanel:
    """Have the terminal answer; the lab of the page."""
    await settle(pilot)
    pilot.app.pacer.has_answered = True  # type: ignore[attr-defined]
    return panel(pilot)


async def test_it_begins_by_itself_and_ends_by_itself(tutor: Tutor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.widgets.lab_panel.SHOWS_FOR", 0.3)
    async with tutor(parsed(HEAD + WORDS)).run_test(size=SIZE) as pilot:
        shown = await answered(pilot)
        await until(lambda: shown.playing)
        await until(lambda: not shown.playing)
        assert 0 < shown.lab.position < (shown.lab.length or 99)
        at = shown.lab.position
        await pass_by(0.5)
        assert (shown.lab.position, shown.playing) == (at, False)


@pytest.mark.parametrize("key", ["p", "s", "x", "up", "question_mark", "tab", "escape"])
async def test_any_key_stops_it_and_does_besides_what_it_does(tutor: Tutor, key: str) -> None:
    async with tutor(parsed(HEAD + WORDS)).run_test(size=SIZE) as pilot:
        shown = await answered(pilot)
        await until(lambda: shown.playing)
        at = shown.lab.position
        await pilot.press(key)
        await settle(pilot)
        assert not shown.playing
        assert shown.lab.position >= at + (key == "s")
        assert isinstance(pilot.app.screen, HelpScreen) == (key == "question_mark")


async def test_a_key_before_it_has_begun_means_that_it_does_not(tutor: Tutor) -> None:
    async with tutor(parsed(HEAD + WORDS)).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("x")
        shown = await answered(pilot)
        await pass_by(0.3)
        assert (shown.playing, shown.lab.position) == (False, 0)
        await pilot.press("p")
        await until(lambda: shown.playing)


async def test_the_page_that_is_turned_to_plays_and_one_that_is_left_does_not(tutor: Tutor) -> None:
    async with tutor(parsed(HEAD + WORDS + "## Three\n\n" + QUICK)).run_test(size=SIZE) as pilot:
        await answered(pilot)
        await until(lambda: panel(pilot).playing)
        await turn(pilot, 1)
        shown = panel(pilot)
        await pass_by(0.3)
        assert not shown.playing
        await turn(pilot, 2)
        await until(lambda: panel(pilot).playing)


@pytest.mark.parametrize(
    ("text", "settings", "answers"),
    [
        (WORDS, {"motion": False}, True),
        (WORDS, {"fps": 1.0}, True),
        (WORDS, {}, False),
        (ASKED, {}, True),
        (WORDS.replace("play = true", "play = false"), {}, True),
    ],
    ids=["no motion", "a frame a second", "a terminal that is mute", "a question is open", "not wanted"],
)
async def test_where_it_may_not_it_stands_still(
    tutor: Tutor, text: str, settings: dict[str, object], answers: bool
) -> None:
    async with tutor(parsed(HEAD + text), **settings).run_test(size=SIZE) as pilot:
        await settle(pilot)
        pilot.app.pacer.has_answered = answers  # type: ignore[attr-defined]
        await pass_by(0.3)
        assert (panel(pilot).playing, panel(pilot).lab.position) == (False, 0)

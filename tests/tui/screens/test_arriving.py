"""A page has its lab as it was written for, whatever was turned before; and `r` brings that back."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.lessons.support import HEAD, parsed
from tests.support.pilot import SIZE, caption, lesson, settle, shown, turn
from tests.tui.conftest import Tutor
from tui.screens.lesson import LessonScreen
from tui.screens.page.places import AT_START, KNOBS_BACK, RESET_ONCE
from tui.widgets.chrome import keys_now
from tui.widgets.knobs import KnobBar
from tui.widgets.lab_panel import CATCHING_UP, LabPanel
from tui.widgets.words import Words

PAGES = (
    "```{lab} train\nepochs = 40\n```\n",
    "After {value}`step`.\n\n```{lab} train\n```\n",
    "Words.\n",
)
TRAIN = parsed(HEAD + "\n".join(f"## {title}\n\n{page}" for title, page in zip("ABC", PAGES, strict=True)))


def panel_of(screen: LessonScreen) -> LabPanel:
    assert screen.panel is not None
    return screen.panel


async def test_a_lab_is_put_back_in_a_line_and_stands_as_it_was_left_on_the_way_back(tutor: Tutor) -> None:
    async with tutor(TRAIN).run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = lesson(pilot)
        panel_of(screen).lab.turn("noise", 0.8)
        panel_of(screen).lab.seek(130)
        await turn(pilot, 1)
        await settle(pilot)
        assert caption(pilot) == "noise back at 0.20."
        lab = panel_of(screen).lab
        assert (lab.position, lab.settings["noise"]) == (130, 0.2)
        # What stands in the words follows it.
        assert "After 130." in "".join(str(words.render()) for words in screen.query(Words))
        await turn(pilot, 0)
        await settle(pilot)
        assert caption(pilot) == "noise as you left it: 0.80."
        assert (lab.position, lab.settings["noise"]) == (130, 0.8)
        await turn(pilot, 2)


async def test_while_a_lab_is_run_to_where_its_page_begins_its_keys_say_so(
    tutor: Tutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.lesson.AT_ONCE", 0.0)
    there = [False]
    async with tutor(TRAIN).run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = lesson(pilot)
        bring_up = screen.run_.bring_up
        monkeypatch.setattr(screen.run_, "bring_up", lambda *at: there[0] and bring_up(*at))
        panel_of(screen).lab.turn("noise", 0.8)
        panel_of(screen).lab.seek(130)
        await turn(pilot, 1)
        await pilot.press("s")
        assert (caption(pilot), panel_of(screen).lab.position) == (CATCHING_UP, 0)
        assert "catching up" in shown(pilot)
        there[0] = True
        await settle(pilot)
        assert panel_of(screen).lab.position == 130
        assert "catching up" not in shown(pilot)


async def pressed_r(pilot: Pilot[None]) -> str:
    await pilot.press("r")
    return caption(pilot)


async def test_r_is_the_start_and_r_again_the_knobs_as_the_lesson_set_them(tutor: Tutor) -> None:
    async with tutor(TRAIN).run_test(size=SIZE) as pilot:
        await settle(pilot)
        lab = panel_of(lesson(pilot)).lab
        lab.turn("noise", 0.8)
        lab.seek(13)
        assert await pressed_r(pilot) == RESET_ONCE
        assert (lab.position, lab.settings["noise"]) == (0, 0.8)
        assert await pressed_r(pilot) == KNOBS_BACK
        assert (lab.position, lab.settings["noise"]) == (0, 0.2)
        assert await pressed_r(pilot) == AT_START


def frame(pilot: Pilot[None]) -> str:
    """What the frame of the lab says, and the keys of the lab that are offered."""
    rule = next(row for row in shown(pilot).splitlines() if "lab:" in row)
    keys = [key for key, _ in keys_now(lesson(pilot)) if key in "sbpr"]
    return f"{rule.strip(' ─').partition(' ─')[2].strip(' ─')}: {' '.join(keys)}"


async def test_the_frame_says_what_comes_and_the_last_row_what_works_now(
    tutor: Tutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = ("until = 1\n", "until = 2\n", "until = 2\n", "")
    text = "\n".join(f"## Page\n\n```{{lab}} forward\n{until}```\n" for until in pages)
    async with tutor(parsed(HEAD + text)).run_test(size=SIZE) as pilot:
        await settle(pilot)
        seen = []
        for key in ("", "s", "s", "right", "s", "right", "right", *"sssss"):
            await (pilot.press(key) if key else pilot.pause())
            await settle(pilot)
            seen.append(frame(pilot))
        lab = panel_of(lesson(pilot)).lab
        assert seen == [
            ": s p",
            "continues on the next page: b r",
            "continues on the next page: b r",
            ": s b p r",
            "continues on a later page: b r",
            "continues on the next page: b r",
            ": s b p r",
            *[": s b p r"] * (lab.length - 3),  # type: ignore[operator]
            *["finished: b r"] * (8 - lab.length),  # type: ignore[operator]
        ]
        monkeypatch.setattr(type(lab), "waiting", "Something runs.", raising=False)
        monkeypatch.setattr(type(lab), "progress", "5 of 10")
        panel_of(lesson(pilot)).draw()
        await settle(pilot)
        assert frame(pilot).startswith("working: 5 of 10")


@pytest.mark.parametrize("folder", ["here", "a" * 60 + "-end"])
async def test_w_names_the_folder_before_it_writes_and_moves_nothing(
    tutor: Tutor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path / folder)
    async with tutor(TRAIN).run_test(size=SIZE) as pilot:
        await settle(pilot)
        before = shown(pilot).splitlines()
        await pilot.press("w")
        assert caption(pilot).endswith(f"{folder[-4:]}.")
        assert not list(Path.cwd().iterdir())
        changed = [i for i, row in enumerate(shown(pilot).splitlines()) if row != before[i]]
        assert len(changed) == 1
        assert "w once more saves" in shown(pilot).splitlines()[changed[0]]
        await pilot.press("w")
        assert caption(pilot).startswith("Saved: ")
        assert all(path.name in caption(pilot) for path in Path.cwd().iterdir())


async def test_where_tab_leads_is_known_before_the_question_of_a_page_is_put_up(tutor: Tutor) -> None:
    async with tutor("features").run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = lesson(pilot)
        await screen.query(".question").remove()
        assert screen.check_action("tab_to", ("page",)) in (True, False)
        await screen.query(KnobBar).remove()
        assert screen.check_action("tab_to", ("page",)) in (True, False)

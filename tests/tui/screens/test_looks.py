"""What the screens look like where there is little room, no colour, or no more than ASCII."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot
from textual.widgets import OptionList

from lessons.labs import REGISTRY
from tests.support.pilot import SIZE, answer, lesson, said, settle, shown
from tests.tui.conftest import Tutor
from tui.widgets.chrome import KeyBar, fitting, keys_now
from tui.widgets.knobs import KnobBar
from tui.widgets.lab_panel import LabPanel
from tui.widgets.questions.choices import Choices


def keys(pilot: Pilot[None]) -> str:
    return str(pilot.app.screen.query_one(KeyBar).render())


def test_help_is_told_however_little_room_there_is() -> None:
    all_keys = [(letter, "something") for letter in "abcdef"] + [("?", "help")]
    for width in range(6, 90):
        told = fitting(all_keys, width)
        assert told[-1] == ("?", "help")
        assert len("  ".join(f"{key} {what}" for key, what in told)) <= width
    assert fitting(all_keys, 90) == all_keys


async def test_tab_says_where_it_leads(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("escape")
        assert "tab answer" in keys(pilot)
        await pilot.press("tab")
        await answer(pilot, "0.1")
        assert "tab knobs" in keys(pilot)


async def test_on_a_knob_the_arrows_are_told_for_the_knob_alone(tutor: Tutor) -> None:
    async with tutor("training").run_test(size=SIZE) as pilot:
        await settle(pilot)
        lesson(pilot).go(11)
        await settle(pilot)
        assert ("→", "next") in keys_now(pilot.app.screen)
        lesson(pilot).query_one(KnobBar).focus()
        await settle(pilot)
        told = keys_now(pilot.app.screen)
        assert ("←→", "turn") in told
        assert not {"→", "←"} & set(dict(told))
        assert ("space", "read on, next page") in keys_now(pilot.app.screen, shown_only=False)


async def test_in_ascii_words_questions_and_knobs_are_spelled(tutor: Tutor) -> None:
    app = tutor("backpropagation")
    app.letters = "ascii"
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        pages = enumerate(lesson(pilot).lesson.pages)
        lesson(pilot).go(next(i for i, page in pages if any("∂L/∂z₁[1]" in q.ask for q in page.predictions)))
        await settle(pilot)
        text = shown(pilot)
        assert "dL/dz1[1]" in text
        assert "W1 " in text
        assert "right next" in text
        await pilot.press("0")
        await settle(pilot)
        assert "right next" not in shown(pilot)  # it edits the answer
        await pilot.press("escape")
        await settle(pilot)
        assert "right next" in shown(pilot)


async def test_an_answered_question_keeps_its_live_numbers(tutor: Tutor, tmp_path) -> None:  # type: ignore[no-untyped-def]
    async with tutor("machine-learning", state=tmp_path).run_test(size=SIZE) as pilot:
        await settle(pilot)
        lesson(pilot).go(1)
        await settle(pilot)
        await pilot.press("1", "enter")
        await settle(pilot)
        assert "{value}" not in said(pilot)
    async with tutor("machine-learning", state=tmp_path).run_test(size=SIZE) as pilot:
        await settle(pilot)
        lesson(pilot).go(1)
        await settle(pilot)
        assert lesson(pilot).query_one(Choices).committed == 0
        assert "{value}" not in said(pilot)


async def test_a_committed_choice_is_readable_in_a_light_theme(tutor: Tutor) -> None:
    app = tutor("machine-learning")
    async with app.run_test(size=SIZE) as pilot:
        app.theme = "nntutor-light"
        await settle(pilot)
        lesson(pilot).go(1)
        await settle(pilot)
        style = lesson(pilot).query_one(Choices).get_component_styles("choices--done")
        behind = lesson(pilot).query_one(Choices).background_colors[1]
        assert behind.get_contrast_text(1.0).brightness < 0.5
        assert style.color.brightness < 0.5


@pytest.mark.parametrize("keys_", [("escape", "l"), ("ctrl+p",)])
async def test_without_colour_what_is_chosen_is_underlined(
    tutor: Tutor, monkeypatch: pytest.MonkeyPatch, keys_: tuple[str, ...]
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press(*keys_)
        await settle(pilot)
        options = pilot.app.screen.query_one(OptionList)
        while options.highlighted is None:
            await settle(pilot)
        line = next(y for y, (index, _) in enumerate(options._lines) if index == options.highlighted) - int(
            options.scroll_offset.y
        )
        assert any(segment.style and segment.style.underline for segment in options.render_line(line))


def test_a_lab_that_is_not_on_the_screen_yet_can_be_paused() -> None:
    panel = LabPanel(REGISTRY["forward"]({}), locked=False)
    panel.pause()
    assert not panel.playing


async def test_where_there_are_16_colours_what_is_told_is_read_in_those_of_the_words(tutor: Tutor) -> None:
    """The ground of a warning is bright yellow there, and words on it may be white."""
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        pilot.app.theme = "ansi-dark"
        lesson(pilot).tell("Something to read.")
        await settle(pilot)
        styles = lesson(pilot).query_one("#notice").styles
        assert styles.text_style.reverse
        assert styles.background.a == 0

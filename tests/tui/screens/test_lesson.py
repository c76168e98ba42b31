"""A learner's way through a lesson, key by key."""

from __future__ import annotations

import gc
import sqlite3
import weakref
from concurrent.futures import Future
from pathlib import Path

import pytest
from textual.events import Key
from textual.pilot import Pilot

from lessons.answers.tries import CLOSE, ONCE_MORE
from lessons.page_labs import PUT_BACK
from lessons.progress import Outcome
from tests.support.pilot import SIZE, answer, caption, lesson, said, settle, shown, turn
from tests.support.waiting import pass_by, until
from tests.tui.conftest import Tutor
from tui.screens.broken import BrokenScreen
from tui.screens.help import HelpScreen
from tui.screens.home import HomeScreen
from tui.screens.lesson import BEGUN_ANEW, STILL_OPEN
from tui.widgets.chrome import keys_now
from tui.widgets.knobs import KnobBar
from tui.widgets.lab_panel import KNOBS_LOCKED, LOCKED, LOCKED_HERE, LabPanel
from tui.widgets.questions.base import Feedback
from tui.widgets.questions.choices import Choices
from tui.widgets.questions.predict import BACK, NUMBER_ONLY, PredictEntry
from tui.widgets.words import Words


async def go_on(pilot: Pilot[None]) -> None:
    """Turn to the next page, past what is open on this one."""
    screen = lesson(pilot)
    here = screen.index
    while screen.index == here:
        await pilot.press("pagedown")
        await settle(pilot)


async def test_the_tutor_opens_at_the_first_lesson(tutor: Tutor) -> None:
    app = tutor()
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert lesson(pilot).lesson is app.course.lessons[0]
        assert lesson(pilot).index == 0


async def test_the_lab_waits_for_a_prediction_and_then_moves(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        panel = lesson(pilot).panel
        assert panel is not None
        assert panel.locked
        assert caption(pilot) == LOCKED_HERE
        panel.step()
        assert panel.lab.position == 0
        await pilot.press("escape")
        assert caption(pilot) == LOCKED
        await pilot.press("tab", "tab")
        for key in ("right", "enter", "5"):
            await pilot.press("up", key)
            assert caption(pilot) == KNOBS_LOCKED
            assert isinstance(lesson(pilot).focused, KnobBar)
        await pilot.press("tab")
        assert isinstance(lesson(pilot).focused, PredictEntry)
        await answer(pilot, "0.1")
        assert said(pilot).startswith("✓ Right.")
        await pilot.press("s")
        assert panel.lab.position == 1
        await pilot.press("b")
        assert panel.lab.position == 0


async def test_a_wrong_answer_is_named(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        # The column of W for the row: 0.3·0.2 + 0.25·(−0.4) = −0.04
        await answer(pilot, "-0.04")
        assert said(pilot) == f"Not yet. You used a column of W where a row belongs. {ONCE_MORE}"
        assert lesson(pilot).panel.locked  # type: ignore[union-attr]


async def test_what_is_no_number_is_said_and_nothing_recorded(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await answer(pilot, "1-2-")
        assert "could not be read" in said(pilot)
        await pilot.press("s", "s")
        screen = lesson(pilot)
        assert screen.panel is not None
        assert screen.panel.locked
        assert not screen.progress.attempts("forward-pass", screen.page.questions[0].id)


async def test_enter_twice_on_an_empty_line_skips(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert "enter once more skips" in said(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert said(pilot).startswith("– Skipped. It is 0.30·0.20 + (−0.10)·(−0.40) + 0.00 = 0.10.")
        assert not lesson(pilot).panel.locked  # type: ignore[union-attr]
        screen = lesson(pilot)
        for index in (1, 0):
            await turn(pilot, index)
        assert said(pilot).startswith("– Skipped. It is 0.30·0.20")
        assert screen.index == 0


async def test_an_answer_on_a_slow_disk_is_there_when_the_page_was_turned_away_and_back(
    tutor: Tutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.page.answers.SAVED_WITHIN", 60)
    app = tutor("forward-pass")
    disk: Future[bool] = Future()
    answered = app.progress.answer
    monkeypatch.setattr(app.progress, "answer", lambda *what, **more: [answered(*what, **more), disk][1])
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = lesson(pilot)
        await pilot.press(*"0.1", "enter", "pagedown")
        await pilot.pause()
        assert screen.index == 1
        await pilot.press("pageup")
        while screen.page.slug != screen.lesson.pages[0].slug or screen._shown != 0:
            await pilot.pause()
        assert said(pilot).startswith("✓ Right.")
        disk.set_result(True)
        await settle(pilot)
        assert said(pilot).startswith("✓ Right.")
        assert not lesson(pilot).panel.locked  # type: ignore[union-attr]


async def test_letters_that_are_keys_elsewhere_are_typed_once_an_answer_is_begun(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("1", "q", "l", "s", "p", "left", "right")
        assert lesson(pilot).query_one(PredictEntry).value == "1qlsp"
        assert lesson(pilot).index == 0
        await go_on(pilot)
        assert lesson(pilot).index == 1


async def test_keys_of_the_lab_in_an_empty_answer_say_that_an_answer_comes_first(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        for key in ("s", "b", "p", "r"):
            await pilot.press(key)
            await settle(pilot)
            assert caption(pilot) == LOCKED_HERE
            assert lesson(pilot).query_one(PredictEntry).value == ""
        await pilot.press("0")
        await settle(pilot)
        assert said(pilot) == ""


async def test_who_leaves_an_answer_is_told_how_to_come_back(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert said(pilot) == BACK
        assert ("tab", "answer") in keys_now(lesson(pilot))
        await pilot.press("tab", "0")
        await settle(pilot)
        assert lesson(pilot).query_one(PredictEntry).value == "0"
        assert said(pilot) == ""
        await answer(pilot, ".1")
        lesson(pilot).query_one(PredictEntry).focus()
        await pilot.press("escape")
        await settle(pilot)
        assert said(pilot).startswith("✓ Right.")


async def test_what_was_said_of_an_answer_is_said_again_when_the_learner_comes_back(
    tutor: Tutor, tmp_path: Path
) -> None:
    app = tutor("forward-pass", tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await answer(pilot, "-0.04")
        first = said(pilot)
        assert first.startswith("Not yet. You used a column of W")
        await pilot.press("pagedown", "pagedown", "pageup")
        await settle(pilot)
        # Going on has skipped it.
        assert said(pilot).startswith("✗ This was not right. You used a column of W")
        await pilot.press("pagedown")
        await settle(pilot)
        await answer(pilot, "0.21")
        first = said(pilot)
        assert first.startswith("Not yet. You dropped the minus signs.")
        await app.save_everything()
    app.progress.close()
    app = tutor("forward-pass", tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert said(pilot) == first
        assert lesson(pilot).query_one(PredictEntry).selected_text == "0.21"
        await answer(pilot, "9")
        assert said(pilot).startswith("✗ It is 0.25·0.20 + 0.40·(−0.40) + 0.00 = −0.11.")
        await app.save_everything()
    app.progress.close()
    app = tutor("forward-pass", tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert said(pilot).startswith("✗ It is 0.25·0.20 + 0.40·(−0.40) + 0.00 = −0.11.")
    app.progress.close()


async def test_an_answer_of_which_no_words_are_kept_has_its_reason_still(tutor: Tutor) -> None:
    app = tutor("forward-pass")
    app.progress.answer("forward-pass", "two-numbers-in-one-number-out/1", "7", False, "You guessed.")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        why = lesson(pilot).page.questions[0].why  # type: ignore[union-attr]
        assert said(pilot) == f"✗ This was not right. You guessed. {why}"


async def test_a_half_typed_answer_is_there_again(tutor: Tutor, tmp_path: Path) -> None:
    app = tutor("forward-pass", tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("0", ".", "0")
        await app.save_everything()
    app.progress.close()
    async with tutor(None, tmp_path).run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert lesson(pilot).query_one(PredictEntry).value == "0.0"


async def test_the_place_the_answers_the_knobs_and_the_step_are_there_again(
    tutor: Tutor, tmp_path: Path
) -> None:
    app = tutor("gradient-descent", tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for _ in range(3):
            await go_on(pilot)
        await answer(pilot, "3")
        await pilot.press("s", "s", "s")
        panel = lesson(pilot).panel
        assert panel is not None
        panel.lab.turn("start", -2.0)
        panel.draw()
        await app.save_everything()
    app.progress.close()
    async with tutor(None, tmp_path).run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = lesson(pilot)
        assert (screen.lesson.id, screen.index) == ("gradient-descent", 3)
        assert screen.panel is not None
        # One step was taken on the page before.
        assert screen.panel.lab.position == 1 + 3
        assert screen.panel.lab.settings["start"] == -2.0
        assert said(pilot).startswith("✓ Right. It is 2.9997.")


async def test_a_quiz_is_chosen_by_arrows_or_digits_and_committed_by_enter(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("escape", "end")
        await settle(pilot)
        choices = lesson(pilot).query_one(Choices)
        await pilot.press("3")
        assert (choices.marked, choices.committed) == (2, None)
        await pilot.press("up", "enter")
        await settle(pilot)
        assert choices.committed == 1
        assert said(pilot).startswith("✓")


async def test_a_knob_turns_takes_a_typed_value_and_refuses_nonsense(tutor: Tutor) -> None:
    async with tutor("gradient-descent").run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = lesson(pilot)
        assert screen.panel is not None
        screen.query_one(KnobBar).focus()
        await settle(pilot)
        await pilot.press("right")
        await settle(pilot)
        assert screen.panel.lab.settings["learning_rate"] == 0.15
        await pilot.press("enter", *"fast", "enter")
        await settle(pilot)
        shown = str(screen.panel.query_one(".entry-message").content)  # type: ignore[attr-defined]
        assert shown == "✗ 'fast' is no number; type a number from 0 to 10"
        assert screen.panel.lab.settings["learning_rate"] == 0.15
        await pilot.press(*["backspace"] * 4, *"99", "enter")
        await settle(pilot)
        shown = str(screen.panel.query_one(".entry-message").content)  # type: ignore[attr-defined]
        assert shown == "✗ '99' is out of range; type a number from 0 to 10"
        await pilot.press("backspace", "backspace", *"1.1", "enter")
        await settle(pilot)
        assert screen.panel.lab.settings["learning_rate"] == 1.1
        assert isinstance(screen.focused, KnobBar)


async def test_play_goes_on_until_it_is_paused(tutor: Tutor) -> None:
    async with tutor("training").run_test(size=SIZE) as pilot:
        await settle(pilot)
        lesson(pilot).go(1)
        await settle(pilot)
        await answer(pilot, "14")
        panel = lesson(pilot).panel
        assert panel is not None
        await pilot.press("p")
        await until(lambda: panel.lab.position)
        assert panel.playing
        await pilot.press("p")
        await pilot.pause()
        assert not panel.playing
        at = panel.lab.position
        assert at > 0
        await pass_by(0.1)
        assert panel.lab.position == at


async def test_leaving_the_page_stops_what_plays(tutor: Tutor) -> None:
    async with tutor("training").run_test(size=SIZE) as pilot:
        await settle(pilot)
        lesson(pilot).go(11)
        await settle(pilot)
        panel = lesson(pilot).panel
        assert panel is not None
        await pilot.press("p")
        await until(lambda: panel.playing and panel.lab.position)
        await pilot.press("right")
        await settle(pilot)
        assert not panel.playing


async def test_live_numbers_in_the_words_follow_the_lab(tutor: Tutor) -> None:
    async with tutor("gradient-descent").run_test(size=SIZE) as pilot:
        await settle(pilot)
        lesson(pilot).go(6)
        await settle(pilot)
        panel = lesson(pilot).panel
        assert panel is not None
        panel.lab.turn("learning_rate", 0.2)
        panel._moved()
        await settle(pilot)
        # 1 − 2·0.2
        assert "0.60" in "\n".join(str(words.render()) for words in lesson(pilot).query(Words))


async def test_space_scrolls_first_while_there_is_more_below(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=(64, 18)) as pilot:
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        screen = lesson(pilot)
        await pilot.press("space")
        await settle(pilot)
        assert screen.index == 0
        assert screen.query_one("#page").scroll_offset.y > 0
        for _ in range(4):
            await pilot.press("space")
            await settle(pilot)
        assert screen.index >= 1


async def test_a_window_too_small_says_so_and_is_well_again_after(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.resize_terminal(40, 10)
        await settle(pilot)
        shown = pilot.app.screen.query_one("#too-small")
        assert shown.display
        assert "60×18" in str(shown.content)  # type: ignore[attr-defined]
        assert not lesson(pilot).query_one("#page").display
        await pilot.resize_terminal(*SIZE)
        await settle(pilot)
        assert not shown.display
        assert lesson(pilot).query_one("#page").display


async def test_words_and_lab_stand_side_by_side_from_110_columns_on(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=(110, 30)) as pilot:
        await settle(pilot)
        words, panel = lesson(pilot).query_one("#words").region, lesson(pilot).query_one(LabPanel).region
        assert words.right <= panel.x
        await pilot.resize_terminal(109, 30)
        await settle(pilot)
        words, panel = lesson(pilot).query_one("#words").region, lesson(pilot).query_one(LabPanel).region
        assert words.bottom <= panel.y
        assert words.width <= 72


async def test_help_tells_the_keys_that_work_now(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("f1")
        await settle(pilot)
        assert isinstance(pilot.app.screen, HelpScreen)
        told = {what for _, what in pilot.app.screen._keys}
        assert "commit" in told
        assert "step" not in told, "the lab waits"
        await pilot.press("q")
        await settle(pilot)
        await answer(pilot, "0.1")
        await pilot.press("question_mark")
        await settle(pilot)
        assert isinstance(pilot.app.screen, HelpScreen)
        assert "step" in {what for _, what in pilot.app.screen._keys}


async def test_q_leads_to_the_course_and_then_out(tutor: Tutor) -> None:
    app = tutor("forward-pass")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("escape", "q")
        await settle(pilot)
        assert isinstance(app.screen, HomeScreen)
        await pilot.press("enter")
        await settle(pilot)
        assert lesson(pilot).lesson.id == "forward-pass"
        await pilot.press("escape", "l")
        await settle(pilot)
        await pilot.press("q")
        await settle(pilot)
    assert app.return_code == 0


async def test_a_broken_lesson_is_listed_with_its_error_beside_the_others(
    tutor: Tutor, tmp_path: Path
) -> None:
    (tmp_path / "90-bad.md").write_text(
        '# Bad\n\n```{lesson}\nid = "bad"\n```\n\n## One\n\n```{lab} forwrd\n```\n'
    )
    app = tutor("forward-pass", folders=(tmp_path,))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("escape", "l")
        await settle(pilot)
        await pilot.press("end", "enter")
        await settle(pilot)
        assert isinstance(app.screen, BrokenScreen)
        shown = "\n".join(str(w.content) for w in app.screen.query("#faults Static"))  # type: ignore[attr-defined]
        assert "did you mean 'forward'?" in shown


async def test_a_paste_brings_no_control_characters(tutor: Tutor) -> None:
    from textual.events import Paste

    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        entry = lesson(pilot).query_one(PredictEntry)
        entry.post_message(Paste("0.\x1b1\x07\nq"))
        await settle(pilot)
        assert entry.value == "0.1"


async def test_a_paste_that_is_no_number_is_told_and_stays_to_be_replaced(tutor: Tutor) -> None:
    from textual.events import Paste

    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        entry = lesson(pilot).query_one(PredictEntry)
        entry.post_message(Paste("about 0.25"))
        await pilot.press("enter")
        await settle(pilot)
        assert "could not be read" in said(pilot)
        await pilot.press("s", "s")
        assert entry.selected_text == "about 0.25"
        assert not lesson(pilot).progress.attempts("forward-pass", lesson(pilot).page.questions[0].id)
        entry.post_message(Paste("−０．２５"))
        entry.post_message(Paste("7" * 300))
        await settle(pilot)
        assert entry.value == "−0.25" + "7" * 195


async def test_a_page_that_was_left_is_let_go(tutor: Tutor) -> None:
    app = tutor("training")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        left = [weakref.ref(widget) for widget in app.screen.query("#columns > *, #columns > * *")]
        await pilot.press("escape")
        await go_on(pilot)
        await settle(pilot)
        gc.collect()
        assert len(left) > 9
        assert [widget for ref in left if (widget := ref()) is not None] == []


async def test_in_an_empty_answer_what_no_number_begins_with_is_a_key_of_the_page(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("x")
        assert said(pilot) == NUMBER_ONLY
        await pilot.press("e")
        assert (lesson(pilot).query_one(PredictEntry).value, said(pilot)) == ("e", "")
        await pilot.press("backspace", "question_mark")
        await settle(pilot)
        assert isinstance(pilot.app.screen, HelpScreen)
        await pilot.press("q")
        await settle(pilot)
        for key, index in (("right", 0), ("right", 1), ("left", 0), ("space", 1), ("backspace", 0)):
            await pilot.press(key)
            await settle(pilot)
            assert lesson(pilot).index == index
        await pilot.press("right", "l")
        await settle(pilot)
        assert isinstance(pilot.app.screen, HomeScreen)


@pytest.mark.parametrize("first", ["0", "-", "−", "+", ".", "(", "=", "~", "e", "√"])
async def test_what_begins_an_answer(tutor: Tutor, first: str) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        pilot.app.post_message(Key("a key", first))
        await pilot.pause()
        assert lesson(pilot).query_one(PredictEntry).value == first


async def test_beside_an_entry_that_is_more_than_a_number_stands_what_it_comes_to(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press(*"0.06+0.04")
        await pilot.pause()
        assert "= 0.10" in shown(pilot)
        await pilot.press("backspace", *["backspace"] * 4)
        await pilot.pause()
        assert "= 0.0" not in shown(pilot)


async def test_beside_the_field_stands_what_is_asked_for(tutor: Tutor) -> None:
    async with tutor("features").run_test(size=SIZE) as pilot:
        await turn(pilot, 1)
        assert "0 to 1" in shown(pilot)
        await pilot.press(*"85%")
        await pilot.pause()
        assert "= 0.85" in shown(pilot)


async def test_a_second_wrong_number_is_told_the_working(tutor: Tutor) -> None:
    app = tutor("forward-pass")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await answer(pilot, "7")
        assert said(pilot) == f"Not yet. It is W₁[0,0]·x[0] + W₁[0,1]·x[1] + b₁[0]. {ONCE_MORE}"
        assert ("enter", "show") in keys_now(lesson(pilot))
        assert "= 0.10" not in shown(pilot)
        await pilot.press("0")
        assert ("enter", "commit") in keys_now(lesson(pilot))
        await answer(pilot, ".5")
        assert lesson(pilot).query_one(PredictEntry).value == "0.5"
        assert said(pilot).startswith("✗ It is 0.30·0.20 + (−0.10)·(−0.40) + 0.00 = 0.10.")
        assert not lesson(pilot).panel.locked  # type: ignore[union-attr]
        assert app.progress.outcomes("forward-pass")[lesson(pilot).page.questions[0].id] is Outcome.WRONG


@pytest.mark.parametrize(
    ("keys", "outcome"),
    [
        (("0.1", "enter"), Outcome.FIRST),
        (("7", "enter", "0.1", "enter"), Outcome.LATER),
        (("ctrl+t", "0.1", "enter"), Outcome.HINT),
        (("7", "enter", "enter"), Outcome.SHOWN),
        (("0.11", "enter", "0.1", "enter"), Outcome.FIRST),
        (("0.11", "enter", "enter"), Outcome.SHOWN),
        (("enter", "enter"), Outcome.SKIPPED),
    ],
)
async def test_how_a_question_ends_is_kept(tutor: Tutor, keys: tuple[str, ...], outcome: Outcome) -> None:
    app = tutor("forward-pass")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for key in keys:
            await pilot.press(*([key] if len(key) > 4 else key))
            await settle(pilot)
        assert app.progress.outcomes("forward-pass")[lesson(pilot).page.questions[0].id] is outcome
        assert not lesson(pilot).panel.locked  # type: ignore[union-attr]


async def test_close_waits_and_is_no_try(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        await answer(pilot, "0.11")
        assert said(pilot) == CLOSE
        assert lesson(pilot).panel.locked  # type: ignore[union-attr]
        assert not lesson(pilot).query_one(Feedback).has_class("-wrong")


async def test_a_key_pressed_while_an_answer_is_graded_is_obeyed_after_that(
    tutor: Tutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.page.answers.SAVED_WITHIN", 60)
    app = tutor("forward-pass")
    disk: Future[bool] = Future()
    answered = app.progress.answer
    monkeypatch.setattr(app.progress, "answer", lambda *what, **more: [answered(*what, **more), disk][1])
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press(*"0.1", "enter", "s", "5", "enter")
        await pilot.pause()
        assert lesson(pilot).query_one(PredictEntry).value == "0.1"
        disk.set_result(True)
        await until(lambda: lesson(pilot).panel.lab.position == 1)
        assert lesson(pilot).query_one(PredictEntry).value == "0.1"


async def test_hints_go_from_the_idea_to_the_numbers(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await settle(pilot)
        told = []
        for _ in range(3):
            await pilot.press("ctrl+t")
            await settle(pilot)
            told.append(said(pilot))
        assert told[0] == "Hint: It is W₁[0,0]·x[0] + W₁[0,1]·x[1] + b₁[0]."
        assert told[1].startswith(f"{told[0]} 0.30 times 0.20, plus")
        assert told[2] == told[1]


async def test_the_footer_says_pause_while_the_lab_plays(tutor: Tutor) -> None:
    async with tutor("training").run_test(size=SIZE) as pilot:
        await settle(pilot)
        lesson(pilot).go(11)
        await settle(pilot)
        screen = lesson(pilot)
        assert ("p", "play") in keys_now(screen)
        await pilot.press("p")
        assert ("p", "pause") in keys_now(screen)
        assert ("p", "play") not in keys_now(screen)
        await pilot.press("p")
        assert screen.panel is not None
        assert not screen.panel.playing
        assert ("p", "play") in keys_now(screen)


OPEN = """# Open

```{lesson}
id = "open"
```

## A

```{predict}
ask = "What is z₁[0]?"
answer = "z1[0]"
```

```{lab} forward
until = 1
```

## B

It is {value}`z1[0]`.

```{lab} forward
```

## C

```{predict}
ask = "z₁[1] and then?"
answer = "h1[0]"
after = 1
```

```{lab} forward
until = 5
```
"""


def words(pilot: Pilot[None]) -> str:
    return "\n".join(str(each.render()) for each in lesson(pilot).query(Words))


def notice(pilot: Pilot[None]) -> str:
    shown = lesson(pilot).query_one("#notice")
    return str(shown.content) if shown.display else ""  # type: ignore[attr-defined]


async def test_going_on_past_an_open_question_is_told_to_skip_it_and_then_does(
    tutor: Tutor, tmp_path: Path
) -> None:
    (tmp_path / "open.md").write_text(OPEN, encoding="utf-8")
    app = tutor("open", folders=(tmp_path,))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        # Who leaps over it has skipped nothing, and is shown nothing.
        lesson(pilot).go(1)
        await settle(pilot)
        assert "It is ?." in words(pilot)
        lesson(pilot).go(0)
        await settle(pilot)
        await pilot.press("pagedown")
        await settle(pilot)
        assert (lesson(pilot).index, notice(pilot)) == (0, STILL_OPEN)
        assert "a/1" not in app.progress.settled("open")
        await pilot.press("pagedown")
        await settle(pilot)
        assert (lesson(pilot).index, notice(pilot)) == (1, "")
        assert "It is 0.10." in words(pilot)
        status = app.progress.status("open", ["a", "b", "c"], ["a/1"])
        assert status.skipped == {"a/1"}


async def test_a_lab_left_elsewhere_is_put_where_the_question_begins_in_a_line(
    tutor: Tutor, tmp_path: Path
) -> None:
    (tmp_path / "open.md").write_text(OPEN, encoding="utf-8")
    async with tutor("open", folders=(tmp_path,)).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await answer(pilot, "0.1")
        await go_on(pilot)
        assert notice(pilot) == ""
        panel = lesson(pilot).panel
        assert panel is not None
        panel.lab.turn("b2", 3.0)
        for _ in range(4):
            panel.step()
        await go_on(pilot)
        assert caption(pilot) == PUT_BACK
        assert panel.lab.position == 1
        assert panel.lab.settings["b2"] == 0.1


async def test_a_store_of_the_version_before_opens_without_its_labs_and_says_so_once(
    tutor: Tutor, tmp_path: Path
) -> None:
    with sqlite3.connect(tmp_path / "progress.sqlite3") as old:
        old.executescript((Path(__file__).parent / "store-of-0.1.sql").read_text(encoding="utf-8"))
    old.close()
    for told in (BEGUN_ANEW, ""):
        app = tutor("gradient-descent", tmp_path)
        async with app.run_test(size=SIZE) as pilot:
            await settle(pilot)
            screen = lesson(pilot)
            assert notice(pilot) == told
            assert (screen.lesson.id, screen.index) == ("gradient-descent", 3)
            assert screen.panel is not None
            assert screen.panel.lab.position == 1
            assert screen.panel.lab.settings["start"] == 0
            assert said(pilot) == "✗ You wrote 2; it is 3."
            screen.go(4)
            await settle(pilot)
            assert "Skipped" in said(pilot)
            screen.go(5)
            await settle(pilot)
            assert screen.query_one(PredictEntry).value == "-6."
            screen.go(3)
            await settle(pilot)
            await app.save_everything()
        app.progress.close()
    app = tutor("recap", tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert (lesson(pilot).page.slug, notice(pilot)) == ("lesson-2-a-number-to-beat", BEGUN_ANEW)
        lesson(pilot).go(lesson(pilot).index - 1)
        await settle(pilot)
        assert lesson(pilot).query_one(Choices).committed == 0
        status = app.progress.status("gradient-descent", [], ["downhill-without-a-map/1", "one-step/1"])
        assert (len(status.right), len(status.attempted)) == (1, 2)
    app.progress.close()

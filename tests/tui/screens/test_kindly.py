"""What a slip of the finger may not cost: a page, an answer, a run, or what the lab has just said."""

from __future__ import annotations

from textual import events

from lessons.answers.tries import Reply
from tests.lessons.support import PAGE, parsed
from tests.support.pilot import caption, lesson, said, settle, turn
from tests.support.waiting import until
from tests.tui.conftest import Tutor
from tui.screens.page import lab_keys
from tui.widgets.questions.choices import Choices
from tui.widgets.questions.predict import PredictBox, PredictEntry

QUESTION = """```{predict}
ask = "w starts at {value}`start`. What is it after one step?"
answer = "w"
after = 1
```

```{lab} descent
start = 1
learning_rate = 0.25
steps = 2
```
"""
# 1 − 0.25·2·(1 − 3) = 2.
LESSON = parsed(PAGE + QUESTION + "\n## Another\n\nWords.\n")
SIZE = (80, 30)


async def test_a_key_that_comes_too_late_hides_what_the_lab_says_for_a_while_only(
    tutor: Tutor, monkeypatch
) -> None:
    monkeypatch.setattr(lab_keys, "SAID_FOR", 0.05)
    async with tutor(LESSON).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("2", "enter")
        await settle(pilot)
        await pilot.press("s", "s")
        told = caption(pilot)
        assert told.startswith("Step 2 of 2.")
        await pilot.press("s")
        await until(lambda: caption(pilot) == told)


async def test_a_knob_at_its_end_says_so_and_leaves_the_run_as_it_is(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("2", "enter")
        await settle(pilot)
        panel = lesson(pilot).panel
        panel.lab.turn("learning_rate", 10.0)
        await pilot.press("s", "tab", "right")
        assert caption(pilot) == "learning rate is at the end of its range: 10.00."
        assert panel.lab.position == 1


async def test_one_backspace_too_many_does_not_turn_the_page(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await turn(pilot, 1)
        await turn(pilot, 0)
        await pilot.press("7", "backspace", "backspace", "backspace")
        await settle(pilot)
        assert lesson(pilot).index == 0
        assert isinstance(pilot.app.screen.focused, PredictEntry)


async def test_what_is_typed_after_a_wrong_answer_takes_its_place_whatever_was_pressed_between(
    tutor: Tutor,
) -> None:
    async with tutor(LESSON).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("7", "enter")
        await settle(pilot)
        await pilot.press("p", "2")
        assert lesson(pilot).query_one(PredictEntry).value == "2"
        await pilot.press("left", "1")
        assert lesson(pilot).query_one(PredictEntry).value == "12"


async def test_an_answer_may_begin_as_the_wrong_one_did(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("1", "enter")
        await settle(pilot)
        await pilot.press(*"1.125")
        assert lesson(pilot).query_one(PredictEntry).value == "1.125"


async def test_a_digit_on_the_page_begins_the_answer_that_is_open(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("escape", "2", "enter")
        await settle(pilot)
        assert said(pilot).startswith("✓ Right.")


async def test_a_question_that_is_over_keeps_the_numbers_it_was_asked_with(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("2", "enter")
        await settle(pilot)
        screen = lesson(pilot)
        assert "Asked with" not in said(pilot)
        screen.panel.lab.turn("start", -1.0)
        screen.panel.moved("")
        await settle(pilot)
        assert said(pilot).endswith("(Asked with start at 1.00.)")
        await turn(pilot, 1)
        await turn(pilot, 0)
        ask = screen.query_one(PredictBox).query(".ask").first()
        assert str(ask.render()) == "w starts at 1. What is it after one step?"
        assert said(pilot).endswith("(Asked with start at 1.00.)")
        screen.panel.lab.turn("start", 1.0)
        screen.panel.moved("")
        await settle(pilot)
        assert "Asked with" not in said(pilot)


async def test_what_a_question_was_asked_with_is_said_where_there_is_no_room_for_all(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=SIZE) as pilot:
        await settle(pilot)
        await pilot.press("2", "enter")
        await settle(pilot)
        feedback = lesson(pilot).query_one(PredictBox).feedback
        feedback.reply(Reply("right", ("Right.", "And so on. " * 20)))
        feedback.fit(1)
        feedback.note("(Asked with start at 1.00.)")
        assert said(pilot) == "✓ Right. (Asked with start at 1.00.)"


async def test_why_a_key_does_nothing_is_not_said_on_another_page(tutor: Tutor) -> None:
    async with tutor(parsed(PAGE + "Words.\n\n## Another\n\nWords.\n")).run_test(size=SIZE) as pilot:
        await turn(pilot, 1)
        await pilot.press("end")
        assert lesson(pilot).told.startswith("This is the last page")
        await turn(pilot, 0)
        assert not lesson(pilot).told


async def test_what_is_told_once_more_is_not_taken_away_with_what_was_told_before(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = lesson(pilot)
        screen.tell("Words.", 0.01)
        first = screen._untelling
        screen.tell("Words.", 600)
        assert first is not None
        await until(lambda: first._task is None or first._task.done())
        assert screen.told == "Words."


async def test_what_a_key_has_said_stays_where_the_page_is_spelled_anew(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = lesson(pilot)
        await pilot.press("right")
        said = screen.told
        assert "once more skips it" in said
        pilot.app.ascii = True
        screen.on_respell()
        await settle(pilot)
        assert (screen.index, screen.told) == (0, said)
        await pilot.press("right")
        await settle(pilot)
        assert (screen.index, screen.told) == (1, "")


CHOICES = parsed(
    PAGE
    + """Words.

## Which?

```{quiz}
ask = "Which of these is it?"

[[choice]]
text = "one"
why = "It is the next."

[[choice]]
text = "two"
right = true
why = "Two it is."
```

## After

Words.
"""
)


async def test_what_is_typed_before_a_page_stands_is_typed_on_it(tutor: Tutor) -> None:
    async with tutor(CHOICES).run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = lesson(pilot)
        screen.go(1)
        for key in ("2", "enter"):
            pilot.app.post_message(events.Key(key, key if key == "2" else None))
        await until(lambda: screen._shown == 1 and screen.query_one(Choices).committed is not None)
        assert screen.query_one(Choices).right


async def test_enter_alone_commits_nothing_on_a_page_that_does_not_stand_yet(tutor: Tutor) -> None:
    async with tutor(CHOICES).run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = lesson(pilot)
        screen.go(1)
        pilot.app.post_message(events.Key("enter", None))
        await until(lambda: screen._shown == 1)
        await settle(pilot)
        assert screen.query_one(Choices).committed is None


async def test_that_a_page_is_still_open_is_told_no_more_once_it_is_answered(tutor: Tutor) -> None:
    async with tutor(CHOICES).run_test(size=SIZE) as pilot:
        await turn(pilot, 1)
        screen = lesson(pilot)
        screen.action_next()
        await until(lambda: "Not answered yet" in screen.told)
        await pilot.press("2", "enter")
        await until(lambda: screen.query_one(Choices).committed is not None)
        await settle(pilot)
        assert screen.told == ""


async def test_what_is_said_under_an_answer_does_not_keep_what_was_told_of_the_page(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = lesson(pilot)
        await pilot.press("right")
        assert "once more skips it" in screen.told
        screen.query_one(PredictEntry).focus()
        screen.say_why("There is nothing to do.")
        await pilot.press("right")
        await settle(pilot)
        assert (screen.index, screen.told) == (1, "")

"""A question whose answer is a number that is typed."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Input, Static

from lessons.answers.tries import Reply, Tries, worth
from lessons.model import Predict
from tui.widgets.entry import Entry
from tui.widgets.questions.base import FIELD, Answered, Feedback, QuestionBox, Skipped
from tui.widgets.spelling import spelled
from tui.widgets.words import Words

NUMBER_ONLY = "The answer is a number. ctrl+t gives a hint, F1 help, esc leaves."
ANSWER_FIRST = "An answer comes first; then s and p move the lab. enter twice skips it."
BACK = "tab leads back to the answer."
BEGINS = re.compile(r"[\d.,+\-−–=~≈√πe(（．，＋－＝～]")
"""What begins an answer in an empty field, where other letters are keys of the page."""


class PredictBox(QuestionBox):
    """A question whose answer is a number."""

    question: Predict

    def __init__(
        self, question: Predict, read: Callable[[str], str], draft: str = "", unit: str = ""
    ) -> None:
        """`unit`: what is asked for, where a number could be taken for something else."""
        super().__init__(question, read)
        self._unit = unit
        self._draft = draft
        self._skip_next = False
        self._told_at: str | None = None
        self.tried = ""
        """What was entered last and has left the question open."""
        self.given = ""
        """The answer that has been given, once the question is over."""
        self.grading = False
        """Whether an answer has been committed and nothing is said of it yet."""
        self._held: list[events.Key] = []
        """Keys that wait for that."""

    def compose(self) -> ComposeResult:
        yield Words(self.question.ask, self._read, classes="ask")
        with Horizontal(classes="answer"):
            yield Static("› ", classes="prompt")
            yield PredictEntry(self._draft, "your prediction", name=self.question.id, classes=FIELD)
            yield Static(self._unit, classes="beside", markup=False)
        yield Feedback("")

    @property
    def field(self) -> PredictEntry:
        return self.query_one(PredictEntry)

    @property
    def entry(self) -> str:
        return self.field.value

    def on_input_changed(self, event: Input.Changed) -> None:
        self._skip_next = False
        self.query_one(".beside", Static).update(spelled(self, worth(event.value) or self._unit))
        self.field.refresh_bindings()
        # A note on a later key is not for the change before it.
        if self._told_at is not None and self.field.value != self._told_at:
            self._told_at = None
            self.feedback.say("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self.given and event.value.strip() == self.given:
            return
        if event.value.strip() or self.tried:
            self.grading = True
            self.post_message(Answered(self, event.value))
        elif self._skip_next:
            self.grading = True
            self.post_message(Skipped(self))
        else:
            self.feedback.say("Nothing typed. A guess teaches more; enter once more skips it.")
            self._skip_next = True

    def tell(self, text: str) -> None:
        """Say why a key does nothing here, until the answer changes."""
        self._told_at = self.field.value
        self.feedback.say(text)

    def left(self) -> None:
        """Say how to come back to what has no answer yet."""
        if not self.tried:
            self.tell(BACK)

    def refuse(self, why: str) -> None:
        super().refuse(why)
        self._stay()

    def show_tried(self, tries: Tries) -> None:
        """Show what has been said of an entry that left the question open; the next one replaces it."""
        self.tried = self.field.value = tries.entry
        self.field.wrong_still = True
        self._told_at = None
        self.feedback.reply(Reply("again" if tries.wrong else "close", tries.parts))
        self._stay()

    def _stay(self) -> None:
        self.grading = False
        self._held.clear()
        self.field.select_all()
        self.field.refresh_bindings()

    def show_answered(self, given: str, reply: Reply | None) -> None:
        self.over = True
        self.tried, self.given, self.grading, self._told_at = "", given, False, None
        self.field.value = given or self.field.value
        self.field.select_all()
        if not reply:
            self.field.placeholder = ""
        self.feedback.end(reply)

    def hold(self, event: events.Key) -> None:
        """Keep a key until it has been said what becomes of the answer."""
        self._held.append(event)

    def let_go(self) -> None:
        """Obey the keys that have waited, wherever the focus is now."""
        for event in self._held:
            self.app.post_message(events.Key(event.key, event.character))
        self._held.clear()


class PredictEntry(Entry):
    """The line of a prediction."""

    help_text = (
        "Type a number, such as 0.25, −3 or 20%, or a sum, such as 0.5*0.2 + 0.1. One that begins with "
        "a letter takes = before it: =sqrt(2). enter commits it; ctrl+t gives a hint, and then the "
        "numbers. While the field is empty, letters and arrows are keys of the page."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Commit", key_display="enter", show=True),
        Binding("enter", "show", "Show", key_display="enter", show=True),
    ]

    @property
    def box(self) -> PredictBox:
        return self.query_ancestor(PredictBox)

    wrong_still = False
    """Whether it holds an answer that was not right, as it was committed."""
    _emptied = False
    """Whether what was typed has just been taken back to its beginning: one backspace more does nothing."""

    def action_delete_left(self) -> None:
        super().action_delete_left()
        self._emptied = not self.value

    async def _on_key(self, event: events.Key) -> None:
        self._emptied = self._emptied and event.key == "backspace"
        typed = event.is_printable and BEGINS.match(event.character or "")
        if typed and self.wrong_still and self.cursor_at_end:
            # What begins another answer takes the place of the one that was not right.
            self.select_all()
        self.wrong_still = self.wrong_still and not event.is_printable
        if self.box.grading and (event.is_printable or event.key == "enter"):
            event.stop()
            event.prevent_default()
            if event.key != "enter":
                self.box.hold(event)
        elif event.is_printable and not self.check_consume_key(event.key, event.character):
            event.stop()
            event.prevent_default()
            bound = self.screen.active_bindings.get(event.key)
            if bound:
                await self.app.run_action(bound.binding.action, bound.node)
            else:
                self.box.tell(NUMBER_ONLY)
        else:
            await super()._on_key(event)

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """Whether a key is typed and not one of the page."""
        # What is marked as a whole is replaced, so it is as good as empty.
        begun = self.selected_text != self.value
        return super().check_consume_key(key, character) and bool(begun or BEGINS.match(character or ""))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("cursor_left", "cursor_right", "delete_left"):
            return bool(self.value) or (action == "delete_left" and self._emptied)
        if action in ("show", "submit"):
            return (action == "show") == (bool(self.box.tried) and self.value.strip() in ("", self.box.tried))
        return super().check_action(action, parameters)

    async def action_show(self) -> None:
        await self.action_submit()

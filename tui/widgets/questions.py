"""A prediction to type and a quiz to choose from."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Input, Static

from lessons.answers.checks import parse_choice
from lessons.answers.tries import Reply, Tries, worth
from lessons.format.layout import fitting, wrap
from lessons.format.markdown import fill_text
from lessons.model import Predict, Question
from tui.widgets.entry import Entry
from tui.widgets.spelling import spelled
from tui.widgets.words import Words

NUMBER_ONLY = "The answer is a number. ctrl+t gives a hint, F1 help, esc leaves."
ANSWER_FIRST = "An answer comes first; then s and p move the lab. enter twice skips it."
BACK = "tab leads back to the answer."
RIGHT, WRONG, SKIPPED = "✓", "✗", "–"
BEGINS = re.compile(r"[\d.,+\-−–=~≈√πe(（．，＋－＝～]")
"""What begins an answer in an empty field, where other letters are keys of the page."""


@dataclass
class Answered(Message):
    """The learner has committed an answer: text of a number, or the number of a choice from 1."""

    box: QuestionBox
    given: str


@dataclass
class Skipped(Message):
    """The learner passes over a question."""

    box: QuestionBox


@dataclass
class Hinted(Message):
    """The learner asks for a hint."""

    box: PredictBox


class Feedback(Static):
    """What is said of an answer, in no more rows than there are."""

    rows: int | None = None
    """The rows that it may take; None: as many as it needs."""
    _parts: tuple[str, ...] = ()
    """What may be left out from its end on, where there is no room."""

    def reply(self, reply: Reply) -> None:
        """Say what becomes of an answer, with its mark."""
        mark = "" if reply.open else SKIPPED if reply.kind == "shown" else RIGHT if reply.right else WRONG
        self.set_class(reply.right, "-right")
        self.set_class(reply.kind in ("again", "wrong"), "-wrong")
        first, *rest = reply.parts
        self._parts = (f"{mark} {first}".strip(), *rest)
        self.fit(self.rows)

    def say(self, text: str) -> None:
        self.remove_class("-right", "-wrong")
        self._parts = ()
        self.update(Content(spelled(self, text)))

    def fit(self, rows: int | None) -> None:
        """Say as much of it as so many rows hold."""
        self.rows = rows
        if self._parts:
            parts = self._parts if rows is None else fitting(self._parts, rows)
            self.update(Content(spelled(self, " ".join(parts))))


class QuestionBox(Vertical):
    """A question, where it is answered, and what is said of the answer."""

    def __init__(self, question: Question, read: Callable[[str], str]) -> None:
        """`read` gives the text of a readout."""
        super().__init__(classes="question")
        self.question = question
        self._read = read

    @property
    def field(self) -> Widget:
        """What the answer goes into."""
        raise NotImplementedError

    @property
    def feedback(self) -> Feedback:
        return self.query_one(Feedback)

    def show_answered(self, given: str, reply: Reply | None) -> None:
        """Show an answer that was committed, now or in an earlier session; without a reply, a skip."""
        raise NotImplementedError

    def refuse(self, why: str) -> None:
        """Say what is wrong with an entry that is no answer."""
        self.feedback.say(why)


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
            yield PredictEntry(self._draft, placeholder="your prediction", name=self.question.id)
            yield Static(self._unit, classes="beside", markup=False)
        yield Feedback("")

    @property
    def field(self) -> Entry:
        return self.query_one(Entry)

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
        self._told_at = None
        self.feedback.reply(Reply("again" if tries.wrong else "close", tries.parts))
        self._stay()

    def _stay(self) -> None:
        self.grading = False
        self._held.clear()
        self.field.select_all()
        self.field.refresh_bindings()

    def show_answered(self, given: str, reply: Reply | None) -> None:
        self.tried, self.given, self.grading, self._told_at = "", given, False, None
        self.field.value = given or self.field.value
        self.field.select_all()
        if reply:
            self.feedback.reply(reply)
        else:
            self.field.placeholder = ""
            self.feedback.say(f"{SKIPPED} Skipped. The lab will show it.")

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
        Binding("ctrl+t", "hint", "Hint", key_display="ctrl+t", show=True),
    ]

    @property
    def box(self) -> PredictBox:
        return self.query_ancestor(PredictBox)

    async def _on_key(self, event: events.Key) -> None:
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
            return bool(self.value)
        if action in ("show", "submit"):
            return (action == "show") == (bool(self.box.tried) and self.value.strip() in ("", self.box.tried))
        return super().check_action(action, parameters)

    async def action_show(self) -> None:
        await self.action_submit()

    def action_hint(self) -> None:
        self.post_message(Hinted(self.box))


class Choices(Widget, can_focus=True):
    """The answers of a quiz, one of them marked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"choices--chosen", "choices--done"}

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Choose", key_display="↑↓", show=True),
        Binding("down,j", "move(1)", "", show=False),
        Binding("enter", "commit", "Commit", key_display="enter", show=True),
    ]

    help_text = "A question: ↑ and ↓ or a digit choose, enter commits."

    marked: reactive[int] = reactive(0)
    committed: reactive[int | None] = reactive(None)

    def __init__(self, question: Question, read: Callable[[str], str]) -> None:
        super().__init__()
        self.question = question
        self.right = False
        """Whether what has been committed is right."""
        self._read = read

    @property
    def _texts(self) -> list[str]:
        return [spelled(self, fill_text(choice.text, self._read)) for choice in self.question.choices]

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return self._rows(len(self.question.choices), width)

    def _rows(self, count: int, width: int) -> int:
        """The rows of the first answers, so many."""
        return sum(len(wrap(text, max(10, width - 6))) for text in self._texts[:count])

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the marked answer stands."""
        return self.content_region.offset + Offset(0, self._rows(self.marked, self.size.width))

    def render(self) -> Content:
        chosen = Style.from_styles(self.get_component_styles("choices--chosen"))
        done = Style.from_styles(self.get_component_styles("choices--done"))
        lines: list[Content] = []
        texts = self._texts
        for i in range(len(texts)):
            here = i == self.marked and self.has_focus
            sign = " "
            if self.committed == i:
                sign = RIGHT if self.right else WRONG
            head = f"{'›' if here else ' '} {sign} {i + 1} "
            style = chosen if here else done if self.committed == i else Style.null()
            for k, line in enumerate(wrap(texts[i], max(10, self.size.width - 6))):
                lines.append(Content.styled((head if k == 0 else " " * 6) + line, style))
        return Content("\n").join(lines)

    def on_key(self, event: events.Key) -> None:
        if event.character and event.character.isdecimal() and event.character.isascii():
            digit = int(event.character)
            if 1 <= digit <= len(self.question.choices):
                self.marked = digit - 1
            event.stop()

    def action_move(self, by: int) -> None:
        self.marked = max(0, min(len(self.question.choices) - 1, self.marked + by))

    def action_commit(self) -> None:
        self.post_message(Answered(self.query_ancestor(QuizBox), str(self.marked + 1)))


class QuizBox(QuestionBox):
    """A question with answers to choose from."""

    def compose(self) -> ComposeResult:
        yield Words(self.question.ask, self._read, classes="ask")
        yield Choices(self.question, self._read)
        yield Feedback("")

    @property
    def field(self) -> Choices:
        return self.query_one(Choices)

    def show_answered(self, given: str, reply: Reply | None) -> None:
        chosen = parse_choice(given, len(self.question.choices))
        if reply and chosen is not None:
            self.field.right = reply.right
            self.field.committed = self.field.marked = chosen
            self.feedback.reply(reply)
        else:
            self.feedback.say(f"{SKIPPED} Skipped.")

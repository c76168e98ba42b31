"""A prediction to type and a quiz to choose from."""

from __future__ import annotations

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

from lessons.checks import AnswerError, Verdict, parse_choice, parse_number
from lessons.format.layout import wrap
from lessons.format.markdown import fill_text
from lessons.model import Predict, Question
from tui.widgets.entry import Entry
from tui.widgets.spelling import spelled
from tui.widgets.words import Words

ANSWER_FIRST = "An answer comes first; then s and p move the lab. enter twice skips it."
NUMBER_ONLY = "The answer is a number. ctrl+t gives a hint, F1 help, esc leaves."
BACK = "tab leads back to the answer."
RIGHT, WRONG, SKIPPED = "✓", "✗", "–"
LAB_KEYS = ("s", "b", "p", "r")
IN_NUMBERS = frozenset("0123456789.,/+-−–_eE ")


@dataclass
class Answered(Message):
    """The learner has committed an answer: text of a number, or the number of a choice from 1."""

    box: QuestionBox
    given: str


@dataclass
class Skipped(Message):
    """The learner passes over a question."""

    box: QuestionBox


class Feedback(Static):
    """What is said of an answer."""

    def verdict(self, verdict: Verdict) -> None:
        self.set_class(verdict.right, "-right")
        self.set_class(not verdict.right, "-wrong")
        self.update(Content(f"{RIGHT if verdict.right else WRONG} {spelled(self, verdict.text)}"))

    def say(self, text: str) -> None:
        self.remove_class("-right", "-wrong")
        self.update(Content(spelled(self, text)))


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

    def show_answered(self, given: str, verdict: Verdict | None) -> None:
        """Show an answer that was committed, now or in an earlier session; without a verdict, a skip."""
        raise NotImplementedError


class PredictBox(QuestionBox):
    """A question whose answer is a number."""

    question: Predict

    def __init__(self, question: Predict, read: Callable[[str], str], draft: str = "") -> None:
        super().__init__(question, read)
        self._draft = draft if IN_NUMBERS.issuperset(draft) else ""
        self._skip_next = False
        self._told_at: str | None = None

    def compose(self) -> ComposeResult:
        yield Words(self.question.ask, self._read, classes="ask")
        with Horizontal(classes="answer"):
            yield Static("› ", classes="prompt")
            yield PredictEntry(self._draft, placeholder="your prediction", name=self.question.id)
        yield Feedback("")

    @property
    def field(self) -> Entry:
        return self.query_one(Entry)

    def on_input_changed(self, event: Input.Changed) -> None:
        self._skip_next = False
        # A note on a later key is not for the change before it.
        told = str(self.feedback.content) in (ANSWER_FIRST, NUMBER_ONLY, BACK)
        if told and self.field.value != self._told_at:
            self.feedback.say("")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not event.value.strip():
            if self._skip_next:
                self.post_message(Skipped(self))
            else:
                self.feedback.say("Nothing typed. A guess teaches more; enter once more skips it.")
            self._skip_next = not self._skip_next
            return
        try:
            parse_number(event.value)
        except AnswerError as error:
            self.feedback.say(str(error))
            return
        self.post_message(Answered(self, event.value))

    def tell(self, text: str) -> None:
        """Say why a key does nothing here, until the answer changes."""
        self._told_at = self.field.value
        self.feedback.say(text)

    def left(self) -> None:
        """Say how to come back to what has no answer yet."""
        self.feedback.say(BACK)

    def hint(self) -> None:
        """Say the author's hint."""
        hint = fill_text(self.question.hint, self._read)
        self.feedback.say(f"Hint: {hint}" if hint else "There is no hint here.")

    def show_answered(self, given: str, verdict: Verdict | None) -> None:
        self.field.value = given
        if verdict:
            self.feedback.verdict(verdict)
        else:
            self.field.placeholder = ""
            self.feedback.say(f"{SKIPPED} Skipped. The lab will show it.")


class PredictEntry(Entry):
    """The line of a prediction."""

    help_text = "Type a number, such as 0.25 or −3; enter commits it. ctrl+t gives a hint."

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Commit", key_display="enter", show=True),
        Binding("ctrl+t", "hint", "Hint", key_display="ctrl+t", show=True),
    ]

    def takes(self, text: str) -> bool:
        """Whether it can stand in a number; where not, the box says so."""
        if IN_NUMBERS.issuperset(text):
            return True
        box = self.query_ancestor(PredictBox)
        box.tell(ANSWER_FIRST if not self.value and text in LAB_KEYS else NUMBER_ONLY)
        return False

    def action_hint(self) -> None:
        self.query_ancestor(PredictBox).hint()


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

    def show_answered(self, given: str, verdict: Verdict | None) -> None:
        chosen = parse_choice(given, len(self.question.choices))
        if verdict and chosen is not None:
            self.field.right = verdict.right
            self.field.committed = self.field.marked = chosen
            self.feedback.verdict(verdict)
        else:
            self.feedback.say(f"{SKIPPED} Skipped.")

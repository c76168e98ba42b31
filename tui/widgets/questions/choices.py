"""A question with answers to choose from."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from lessons.answers.checks import parse_choice
from lessons.answers.tries import Reply, has_hints
from lessons.format.layout import wrap
from lessons.format.markdown import fill_text
from lessons.model import Question
from tui.widgets.questions.base import FIELD, RIGHT, WRONG, Answered, Feedback, QuestionBox
from tui.widgets.spelling import spelled
from tui.widgets.words import Words


class Choices(Widget, can_focus=True):
    """The answers of a quiz, one of them marked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"choices--chosen", "choices--done"}

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Choose", key_display="↑↓", show=True),
        Binding("down,j", "move(1)", "", show=False),
        Binding("enter", "commit", "Commit", key_display="enter", show=True),
    ]

    @property
    def help_text(self) -> str:
        keys = "A question: ↑ and ↓ or a digit choose, enter commits"
        more = f"{keys}; ctrl+t gives a hint, and then rules one answer out."
        return more if has_hints(self.question) else f"{keys}."

    marked: reactive[int] = reactive(0, bindings=True)
    committed: reactive[int | None] = reactive(None, bindings=True)

    def __init__(self, question: Question, read: Callable[[str], str]) -> None:
        super().__init__(classes=FIELD)
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

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is committed is not committed again: in the row of keys there is room for those of the lab."""
        return action != "commit" or self.marked != self.committed

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
        self.over = True
        chosen = parse_choice(given, len(self.question.choices))
        if reply and chosen is not None:
            self.field.right = reply.right
            self.field.committed = self.field.marked = chosen
        # A choice that there is no more is told as none.
        self.feedback.end(None if given and chosen is None else reply)

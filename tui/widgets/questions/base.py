"""A question on a page: its box, the messages that it sends, and what is said of an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from lessons.answers.tries import Reply, Tries
from lessons.format.layout import fitting
from lessons.model import Question
from tui.widgets.spelling import spelled

if TYPE_CHECKING:
    from lessons.coding.grading import Judgement

RIGHT, WRONG, SKIPPED = "✓", "✗", "–"
FIELD = "field"
"""The class of what takes an answer."""


@dataclass
class Answered(Message):
    """The learner has committed an answer: text of a number, or the number of a choice from 1."""

    box: QuestionBox
    given: str
    came: Judgement | None = None
    """What came of lines of code, which have been run."""


@dataclass
class Skipped(Message):
    """The learner passes over a question."""

    box: QuestionBox


class Feedback(Static):
    """What is said of an answer, in no more rows than there are."""

    rows: int | None = None
    """The rows that it may take; None: as many as it needs."""
    _parts: tuple[str, ...] = ()
    """What may be left out from its end on, where there is no room."""
    _note = ""
    """What is never left out: where the lab stands otherwise than it did."""

    def reply(self, reply: Reply) -> None:
        """Say what becomes of an answer, with its mark."""
        mark = "" if reply.open else SKIPPED if reply.kind == "shown" else RIGHT if reply.right else WRONG
        self.set_class(reply.right, "-right")
        self.set_class(reply.kind in ("again", "wrong"), "-wrong")
        first, *rest = reply.parts
        self._parts = (f"{mark} {first}".strip(), *rest)
        self.fit(self.rows)

    def end(self, reply: Reply | None) -> None:
        """Say how the question has ended: without a reply, by being skipped."""
        if reply:
            self.reply(reply)
        else:
            self.say(f"{SKIPPED} Skipped.")

    def say(self, text: str) -> None:
        self.remove_class("-right", "-wrong")
        self._parts = ()
        self.update(Content(spelled(self, text)))

    def fit(self, rows: int | None) -> None:
        """Say as much of it as so many rows hold."""
        self.rows = rows
        if self._parts:
            first, *rest = self._parts
            parts = list(filter(None, (first, *rest, self._note)))
            if rows is not None and fitting(parts, rows) != parts:
                parts = fitting(list(filter(None, (first, self._note, *rest))), rows)
            self.update(Content(spelled(self, " ".join(parts))))

    def note(self, text: str) -> None:
        """Say something beside it, or nothing more."""
        if text != self._note:
            self._note = text
            self.fit(self.rows)


class QuestionBox(Vertical):
    """A question, where it is answered, and what is said of the answer."""

    def __init__(self, question: Question, read: Callable[[str], str]) -> None:
        """`read` gives the text of a readout."""
        super().__init__(classes="question")
        self.question = question
        self._read = read
        self.over = False
        """Whether it has been said how the question has ended."""

    @property
    def place(self) -> Widget | None:
        """What the answer goes into; None where that is the lab, or where it is not there yet."""
        return next((each for each in self.walk_children(Widget) if each.has_class(FIELD)), None)

    @property
    def entry(self) -> str:
        """What has been typed, in one line."""
        return ""

    @property
    def draft(self) -> str | list[str]:
        """What is kept of an entry that is not committed yet."""
        return self.entry

    @property
    def keeps_cursor(self) -> bool:
        """Whether the cursor stays here once it has been answered, if nothing else waits for an answer."""
        return False

    @property
    def goes_on(self) -> bool:
        """Whether there is more to do here once it has been answered."""
        return False

    def update_values(self) -> None:
        """Show the present numbers."""

    @property
    def feedback(self) -> Feedback:
        return self.query_one(Feedback)

    def show_answered(self, given: str, reply: Reply | None) -> None:
        """Show an answer that was committed, now or in an earlier session; without a reply, a skip."""
        raise NotImplementedError

    def show_tried(self, tries: Tries) -> None:
        """Show what has been said of an entry that left the question open."""

    def refuse(self, why: str) -> None:
        """Say what is wrong with an entry that is no answer."""
        self.feedback.say(why)

"""Something to reach by turning the knobs: what it is, how far it is, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult

from lessons.answers.tries import Reply
from lessons.model import Task
from lessons.text import plural
from tui.widgets.questions.base import Feedback, QuestionBox
from tui.widgets.words import Words


class TaskBox(QuestionBox):
    """A task. It is answered at the knobs of the lab."""

    question: Task

    def __init__(self, task: Task, read: Callable[[str], str], turns: Callable[[], int]) -> None:
        """`turns` tells how often knobs have been turned for it."""
        super().__init__(task, read)
        self._turns = turns
        self.hinted = ""
        """The hint that was said last."""

    def compose(self) -> ComposeResult:
        yield Words(self.question.ask, self._read, classes="ask")
        yield Words(self.question.now, self._read, classes="now")
        yield Feedback("")

    def on_mount(self) -> None:
        if self.question.turns and not self.over:
            self.feedback.say(
                f"At most {plural(self.question.turns, 'turn')} of knobs; a typed value is one."
            )

    def update_values(self) -> None:
        """Say how far it is now."""
        for words in self.query(Words):
            words.update_values()
        if self.question.turns and not self.over:
            self.feedback.say(f"{plural(self._turns(), 'turn')} of knobs; {self.question.turns} are allowed.")

    def show_answered(self, given: str, reply: Reply | None) -> None:
        self.over = True
        self.feedback.end(reply)

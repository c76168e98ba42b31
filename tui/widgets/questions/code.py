"""Lines of NumPy to write: a frame of given lines, and a line to type in for each blank."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from lessons.answers import codes
from lessons.answers.tries import Reply, Tries
from lessons.coding.attempts import Attempt, Unanswered
from lessons.coding.exercise import BLANK
from lessons.coding.grading import Judgement, attempt, judged, not_judged
from lessons.coding.language import LONGEST, Unread
from lessons.format.layout import CODE_FEEDBACK_ROWS, FEEDBACK_ROWS, WORDS, wrap
from lessons.model import Code
from lessons.text import cells
from tui.widgets.entry import Entry
from tui.widgets.questions.base import FIELD, Answered, Feedback, QuestionBox
from tui.widgets.spelling import spelled
from tui.widgets.words import Words

TO_FILL = "_" * 12
"""What stands in an empty blank: not every terminal can show a ground of its own."""
RUNNING = "Running your lines …"
EVERY = 0.02
"""Seconds between looks at the child process that evaluates the lines."""


class CodeFeedback(Feedback):
    """What is said of lines, each sentence on a row of its own: numbers stand under numbers."""

    def fit(self, rows: int | None) -> None:
        self.rows = rows
        most = None if rows is None else rows - FEEDBACK_ROWS + CODE_FEEDBACK_ROWS
        told: list[str] = []
        for part in _together(self._parts):
            lines = [row for line in part for row in _rows(line)]
            if told and most is not None and len(told) + len(lines) > most:
                break
            told += lines
        if told:
            self.update(Content(spelled(self, "\n".join(told))))


def _together(parts: Sequence[str]) -> list[list[str]]:
    """The parts, one that is indented with the one over it: what came, and what was needed."""
    told: list[list[str]] = []
    for part in parts:
        if told and part.startswith(" "):
            told[-1].append(part)
        else:
            told.append([part])
    return told


def _rows(line: str) -> list[str]:
    """A line in rows; one that needs no more than one keeps its spaces."""
    return [line] if cells(line) <= WORDS else wrap(line, WORDS)


class CodeEntry(Entry):
    """One blank. Every key that can be printed types."""

    help_text = (
        "A line of NumPy: every key types. enter goes to the next blank and, in the last one, runs the "
        "lines; ↑ and ↓ move between blanks, tab and esc leave. ctrl+t gives a hint."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Next", key_display="enter", show=True),
        Binding("enter", "run", "Run", key_display="enter", show=True),
        Binding("up", "to(-1)", "Move", key_display="↑↓", show=False),
        Binding("down", "to(1)", show=False),
    ]

    @property
    def box(self) -> CodeBox:
        return self.query_ancestor(CodeBox)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in ("run", "submit"):
            return (action == "run") == (self is self.box.entries[-1])
        return super().check_action(action, parameters)

    async def action_run(self) -> None:
        self.box.commit()

    async def action_submit(self) -> None:
        self.action_to(1)

    def action_to(self, by: int) -> None:
        entries = self.box.entries
        entries[max(0, min(len(entries) - 1, entries.index(self) + by))].focus()


class CodeBox(QuestionBox):
    """An exercise: what is given, its lines, and what is said of them."""

    question: Code

    def __init__(self, code: Code, read: Callable[[str], str], draft: Sequence[str] = ()) -> None:
        """`draft`: what stands in the blanks."""
        super().__init__(code, read)
        self._draft = draft
        self._tried = Tries()
        """What has been said of last, while it is open."""
        self._blank = -1
        """Of which blank that was; −1 for none."""
        self.running = False
        """Whether lines have been committed of which nothing has been said yet."""

    def compose(self) -> ComposeResult:
        yield Words(self.question.ask, self._read, classes="ask")
        yield Static(f"Given: {codes.given_names(self.question)}", classes="given", markup=False)
        typed = iter(self._draft)
        for line in self.question.frame:
            before, blank, after = line.partition(BLANK)
            if not blank:
                yield Static(line, classes="code-line", markup=False)
                continue
            with Horizontal(classes="code-line"):
                yield Static(before.rstrip(), classes="code-part", markup=False)
                yield CodeEntry(next(typed, ""), TO_FILL, name=self.question.id, classes=FIELD)
                yield Static(after, classes="code-part", markup=False)
        yield CodeFeedback("")

    @property
    def entries(self) -> list[CodeEntry]:
        return list(self.query(CodeEntry))

    @property
    def answers(self) -> list[str]:
        """What stands in the blanks."""
        return [entry.value.strip() for entry in self.entries]

    @property
    def place(self) -> Widget | None:
        """The blank with the cursor, or the first with nothing in it, or the first of all."""
        entries = self.entries
        here = next((entry for entry in entries if entry.has_focus), None)
        return here or next((entry for entry in entries if not entry.value), next(iter(entries), None))

    @property
    def entry(self) -> str:
        return codes.one_line(self.answers)

    @property
    def draft(self) -> list[str]:
        return self.answers

    def on_input_changed(self, event: Input.Changed) -> None:
        if sum(map(len, self.answers)) > LONGEST:
            self.feedback.say(f"At most {LONGEST} characters are read.")

    def commit(self) -> None:
        """Have the lines run, where there are any; or the solution told, where they are the last ones."""
        if self.running:
            return
        if codes.wants_shown(self.entry, self._tried):
            self.running = True
            self.post_message(Answered(self, self.entry))
        elif not self.entry:
            self.feedback.say("Nothing is written yet. tab leaves it for later.")
        else:
            self._run(self.entry, self.answers)

    def _run(self, entry: str, answers: list[str]) -> None:
        exercise, self.running = codes.exercise(self.question), True
        try:
            begun = attempt(exercise, answers).start()
        except Unread as error:
            self._came(entry, not_judged(error))
            return
        self.feedback.say(RUNNING)
        self.run_worker(self._wait(begun, entry, lambda told: judged(exercise, answers, told)))

    async def _wait(
        self, attempt: Attempt, entry: str, judge: Callable[[Mapping[str, Any]], Judgement]
    ) -> None:
        try:
            while not attempt.poll():
                await asyncio.sleep(EVERY)
            self._came(entry, judge(attempt.answer()))
        except Unanswered as error:
            self._came(entry, not_judged(error))
        finally:
            # Who turns the page, or leaves the lesson, leaves nothing running.
            attempt.cancel()

    def _came(self, entry: str, judgement: Judgement) -> None:
        self._blank = judgement.blank
        self.post_message(Answered(self, entry, judgement))

    def _lead(self) -> None:
        """Put the cursor into the blank of which something has been said, unless the learner is elsewhere."""
        if self._blank >= 0 and self.screen.focused in self.entries:
            self.entries[self._blank].focus()
        self._blank = -1

    def refuse(self, why: str) -> None:
        self.running = False
        super().refuse(why)
        self._lead()

    def show_tried(self, tries: Tries) -> None:
        self.running, self._tried = False, tries
        self._take(tries.entry)
        self.feedback.reply(Reply("again", tries.parts))
        self._lead()

    def show_answered(self, given: str, reply: Reply | None) -> None:
        self.over, self.running, self._tried, self._blank = True, False, Tries(), -1
        self._take(given)
        self.feedback.end(reply)

    def _take(self, given: str) -> None:
        """Show lines of an earlier session, unless others have been typed since."""
        if not self.entry:
            for entry, answer in zip(self.entries, given.split(codes.PARTED), strict=False):
                entry.value = answer.strip()

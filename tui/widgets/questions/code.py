"""Lines of NumPy to write: a frame of given lines, and a line to type in for each blank."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from lessons.answers import codes
from lessons.answers.tries import Reply, Tries
from lessons.coding.exercise import BLANK
from lessons.coding.language import LONGEST
from lessons.format.layout import CODE_FEEDBACK_ROWS, WORDS
from lessons.model import Code
from lessons.text import cut
from tui.widgets.entry import Entry
from tui.widgets.questions.base import FIELD, SKIPPED, Answered, Feedback, QuestionBox
from tui.widgets.spelling import spelled
from tui.widgets.words import Words

RUNNING = "Running your lines …"


class CodeFeedback(Feedback):
    """What is said of lines, each sentence on a row of its own: numbers stand under numbers."""

    def fit(self, rows: int | None) -> None:
        self.rows = rows
        if self._parts:
            lines = [cut(part, WORDS) for part in self._parts[:CODE_FEEDBACK_ROWS]]
            self.update(Content(spelled(self, "\n".join(lines))))


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

    def __init__(self, code: Code, read: Callable[[str], str], draft: str = "") -> None:
        super().__init__(code, read)
        self._draft = draft
        self.running = False
        """Whether the lines are being evaluated."""

    def compose(self) -> ComposeResult:
        yield Words(self.question.ask, self._read, classes="ask")
        yield Static(f"Given: {codes.given_names(self.question)}", classes="given", markup=False)
        typed = iter(codes.answers_in(self.question, self._draft) if self._draft else ())
        for line in self.question.frame:
            before, blank, after = line.partition(BLANK)
            if not blank:
                yield Static(line, classes="code-line", markup=False)
                continue
            with Horizontal(classes="code-line"):
                yield Static(before.rstrip(), classes="code-part", markup=False)
                yield CodeEntry(next(typed, ""), name=self.question.id, classes=FIELD)
                yield Static(after, classes="code-part", markup=False)
        yield CodeFeedback("")

    @property
    def entries(self) -> list[CodeEntry]:
        return list(self.query(CodeEntry))

    @property
    def place(self) -> Widget | None:
        """The first blank with nothing in it, or the first of all."""
        entries = self.entries
        return next((entry for entry in entries if not entry.value), entries[0] if entries else None)

    @property
    def entry(self) -> str:
        answers = [entry.value for entry in self.entries]
        return codes.one_line(answers) if any(answers) else ""

    def on_input_changed(self, event: Input.Changed) -> None:
        if sum(len(entry.value) for entry in self.entries) > LONGEST:
            self.feedback.say(f"At most {LONGEST} characters are read.")

    def commit(self) -> None:
        """Have the lines run, where there are any."""
        if self.running:
            return
        if not self.entry:
            self.feedback.say("Nothing is written yet. tab leaves it for later.")
            return
        self.running = True
        self.feedback.say(RUNNING)
        self.post_message(Answered(self, self.entry))

    def refuse(self, why: str) -> None:
        self.running = False
        super().refuse(why)

    def show_tried(self, tries: Tries) -> None:
        self.running = False
        self.feedback.reply(Reply("again", tries.parts))

    def show_answered(self, given: str, reply: Reply | None) -> None:
        self.over, self.running = True, False
        answers = codes.answers_in(self.question, given) if given else []
        for entry, answer in zip(self.entries, answers, strict=False):
            entry.value = entry.value or answer
        if reply:
            self.feedback.reply(reply)
        else:
            self.feedback.say(f"{SKIPPED} Skipped.")

    async def on_key(self, event: events.Key) -> None:
        # What is typed while the lines run is for after that.
        if self.running and event.key == "enter":
            event.stop()

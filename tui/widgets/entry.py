"""A line to type in: for an answer, and for a knob."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input, Static

from lessons.format.fields import FieldError, KnobState
from lessons.text import cells, plain
from tui.private import own_bindings

LONGEST = 200


class Entry(Input):
    """An input of one row whose cursor does not blink: a blink is bytes on the link."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Set", key_display="enter", show=True),
        Binding("escape", "leave", "Leave", key_display="esc", show=True),
    ]

    @dataclass
    class Left(Message):
        """The learner wants out of the line."""

        entry: Entry

    def __init__(self, value: str = "", placeholder: str = "", **rest: object) -> None:
        super().__init__(
            value, placeholder=placeholder, compact=True, max_length=LONGEST, select_on_focus=False, **rest
        )  # type: ignore[arg-type]
        self.cursor_blink = False

    def on_unmount(self) -> None:
        # The signal would keep the line as long as the screen.
        self.screen.text_selection_started_signal.unsubscribe(self)

    async def _on_key(self, event: events.Key) -> None:
        """Edit in the order of typing.

        Textual puts in a letter at once, and gives a key such as backspace a few turns of the event loop
        later: where a slow link brings keys in bunches, `4 backspace 5` would lose the 5.
        """
        for binding in own_bindings(self, event.key):
            if await self.app.run_action(binding.action, self):
                event.stop()
                event.prevent_default()
                return
        if event.is_printable and event.character and not self.takes(event.character):
            event.stop()
            event.prevent_default()
            return
        await super()._on_key(event)

    def _on_paste(self, event: events.Paste) -> None:
        """Take the first line of a paste, and of that only what can be printed and has room."""
        line = plain(event.text).splitlines()[0] if event.text else ""
        event.prevent_default()
        event.stop()
        clean = "".join(c for c in line[:LONGEST] if c.isprintable())
        if clean and self.takes(clean):
            start, end = sorted(self.selection)
            self.replace(clean[: LONGEST - len(self.value) + end - start], start, end)

    def takes(self, text: str) -> bool:
        """Whether what is typed or pasted may go into the line."""
        return True

    def restricted(self) -> None:
        """Make no noise about what has no room."""

    def action_leave(self) -> None:
        self.post_message(self.Left(self))


class KnobEntry(Horizontal):
    """Typing a value for a knob, with what is wrong with it beside. It is hidden until it is opened.

    It is there from the start: what is typed right after the key that opens it must find it.
    """

    @dataclass
    class Typed(Message):
        """A value that the knob takes."""

        knob: KnobState
        value: object

    def __init__(self, rows: int) -> None:
        """`rows`: the least height that it takes."""
        super().__init__()
        self._knob: KnobState | None = None
        self.styles.min_height = rows
        self.display = False

    def compose(self) -> ComposeResult:
        yield Static("", classes="entry-label", markup=False)
        yield Entry()
        yield Static("", classes="entry-message", markup=False)

    def open(self, knob: KnobState, text: str) -> None:
        """Take a value for a knob, which begins with `text`; opened again, it goes on.

        A text is there to be changed: the first letter that is typed takes its place, arrows move in it.
        """
        if self.display:
            self.query_one(Entry).insert_text_at_cursor(text)
            return
        self._knob, line = knob, self.query_one(Entry)
        self.query_one(".entry-label", Static).update(f"{knob.label} = ")
        self.set_class(knob.field.kind == "text", "-text")
        line.placeholder = knob.shown()
        line.value = text or (knob.shown() if knob.field.kind == "text" else "")
        line.cursor_position = len(line.value)
        if not text:
            line.select_all()
        self.say("enter sets it, esc leaves it")
        self.display = True
        self.screen.set_focus(line)

    @property
    def knob_id(self) -> str:
        """The knob that it takes a value for."""
        return self._knob.id if self._knob else ""

    def say(self, text: str) -> None:
        self.query_one(".entry-message", Static).update(text)

    def refuse(self, error: FieldError) -> None:
        """Say what is wrong with what was typed: of a text, under the place, where the cursor is then too."""
        if error.at is None or not self.has_class("-text"):
            self.say(f"✗ {error}")
            return
        line, label = self.query_one(Entry), self.query_one(".entry-label", Static)
        at = min(error.at + len(line.value) - len(line.value.lstrip()), len(line.value))
        line.cursor_position = at
        before = " " * (cells(str(label.content)) + cells(line.value[:at]))
        self.say(f"{before}^\n✗ {error}")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if self._knob is None:
            return
        try:
            value = self._knob.parse(event.value)
        except FieldError as error:
            self.refuse(error)
            return
        self.post_message(self.Typed(self._knob, value))

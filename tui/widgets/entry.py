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
from lessons.text import plain
from tui.private import own_bindings
from tui.widgets.standing import stays

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
            self.insert_text_at_cursor(clean[: LONGEST - len(self.value)])

    def takes(self, text: str) -> bool:
        """Whether what is typed or pasted may go into the line."""
        return True

    def restricted(self) -> None:
        """Make no noise about what has no room."""

    def action_leave(self) -> None:
        self.post_message(self.Left(self))


class KnobEntry(Horizontal):
    """Typing a value for a knob, with what is wrong with it beside."""

    @dataclass
    class Typed(Message):
        """A value that the knob takes."""

        knob: KnobState
        value: object

    def __init__(self, knob: KnobState, rows: int) -> None:
        """`rows`: the height that it takes."""
        super().__init__()
        self._knob = knob
        self.styles.height = rows

    def compose(self) -> ComposeResult:
        yield Static(f"{self._knob.label} = ", classes="entry-label", markup=False)
        yield Entry(placeholder=self._knob.shown())
        yield Static("enter sets it, esc leaves it", classes="entry-message", markup=False)

    def on_mount(self) -> None:
        if stays(self):
            self.query_one(Entry).focus()

    def say(self, text: str) -> None:
        self.query_one(".entry-message", Static).update(text)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        try:
            value = self._knob.parse(event.value)
        except FieldError as error:
            self.say(f"✗ {error}")
            return
        self.post_message(self.Typed(self._knob, value))

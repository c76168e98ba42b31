"""The floor to the size of every screen, those over others too."""

from __future__ import annotations

from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Static

from tui.link.sizes import LEAST_COLUMNS, LEAST_ROWS, too_small
from tui.widgets.spelling import spelled


class Floored(Screen[Any]):
    """A screen that says what it needs, and nothing else, in a window below the least size.

    Named after another kind of screen among the bases of a class: Textual inherits styles from the first.
    """

    def compose(self) -> ComposeResult:
        yield Static("", id="too-small")

    def on_resize(self, event: events.Resize) -> None:
        columns, rows = event.size
        small = columns < LEAST_COLUMNS or rows < LEAST_ROWS
        self.set_class(small, "-too-small")
        if small:
            # A palette may be resized while it closes, when its children have gone.
            for note in self.query("#too-small").results(Static):
                note.update(spelled(self, too_small(columns, rows)))

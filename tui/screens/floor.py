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
        self.fit(*self.app.size)
        yield Static(spelled(self, too_small(*self.app.size)), id="too-small")

    def on_resize(self, event: events.Resize) -> None:
        if event.size == self.outer_size:
            # Laid out for it already: Textual would lay it out again, for each time that it is told.
            event.prevent_default()
            return
        self.fit(*event.size)
        # A palette may be resized while it closes, when its children have gone.
        for note in self.query("#too-small").results(Static):
            note.update(spelled(self, too_small(*event.size)))

    def fit(self, columns: int, rows: int) -> None:
        """Choose what suits a size, before anything is laid out for it."""
        self.set_class(columns < LEAST_COLUMNS or rows < LEAST_ROWS, "-too-small")

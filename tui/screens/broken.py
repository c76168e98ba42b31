"""A lesson that cannot be shown, and why."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from lessons.model import Broken
from tui.screens.base import TutorScreen
from tui.widgets.standing import stays


class BrokenScreen(TutorScreen):
    """The same text that `nntutor check` prints."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,left,l", "back", "Back", key_display="q"),
    ]

    def __init__(self, broken: Broken) -> None:
        super().__init__()
        self.broken = broken

    def body(self) -> ComposeResult:
        with VerticalScroll(id="faults"):
            yield Static("\n\n".join(map(str, self.broken.faults)), markup=False)

    def action_back(self) -> None:
        if self.is_current:
            self.app.pop_screen()

    def on_mount(self) -> None:
        if stays(self):
            self.title_bar.show(self.broken.path.name, "cannot be shown")
            self.query_one(VerticalScroll).focus()

"""The palette, made to take keys that come before it stands."""

from __future__ import annotations

from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.command import CommandList, CommandPalette

from tui.screens.floor import Floored
from tui.widgets.standing import stays


class Palette(CommandPalette, Floored):
    """Textual's own; but it may be closed before it is up, is closed once, and uses no list that is gone."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "app.quit", "Quit", show=False)]

    def compose(self) -> ComposeResult:
        yield from Floored.compose(self)
        yield from super().compose()

    def _on_mount(self, event: events.Mount) -> None:
        # It may have been closed already; then Textual's own looks for what is under it in vain.
        if self not in self.app.screen_stack:
            event.prevent_default()

    def dismiss(self, result: Any = None) -> AwaitComplete:
        return super().dismiss(result) if self.is_current else AwaitComplete.nothing()

    def _refresh_command_list(self, *found: Any) -> None:
        if self.query(CommandList) and stays(self):
            super()._refresh_command_list(*found)

    def _action_command_list(self, action: str) -> None:
        if self.query(CommandList) and self.query_one(CommandList).size.height:
            super()._action_command_list(action)

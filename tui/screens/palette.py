"""The palette, made to take keys that come before it stands."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.command import CommandList, CommandPalette


class Palette(CommandPalette):
    """Textual's own; but it is closed once, fills no list that is gone, and turns no page of an empty one."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+c", "app.quit", "Quit", show=False)]

    def dismiss(self, result: Any = None) -> AwaitComplete:
        return super().dismiss(result) if self.is_current else AwaitComplete.nothing()

    def _refresh_command_list(self, *found: Any) -> None:
        if self.query(CommandList) and not self._pruning:
            super()._refresh_command_list(*found)

    def _action_command_list(self, action: str) -> None:
        if self.query(CommandList) and self.query_one(CommandList).size.height:
            super()._action_command_list(action)

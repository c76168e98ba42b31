"""A list to choose from, which keys may reach before it stands."""

from __future__ import annotations

from typing import Any

from textual.widgets import OptionList


class Listed(OptionList):
    """Options, a line or more each."""

    def _move_page(self, direction: Any) -> None:
        # In a list that has not been laid out, Textual finds no line to go to.
        if self.size.height:
            super()._move_page(direction)

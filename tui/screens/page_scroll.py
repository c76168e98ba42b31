"""What holds a page, and scrolls it where it is taller than the screen."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll


class PageScroll(VerticalScroll, can_focus=True, inherit_bindings=False):
    """The page; the focus is here while the learner reads.

    Without Textual's own keys: its PageDown would never leave a page that scrolls.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", "Scroll", key_display="↑↓", show=False),
        Binding("down,j", "scroll_down", "", show=False),
    ]

    help_text = "The page: → or space for the next one, ← for the one before, tab to what can be changed."

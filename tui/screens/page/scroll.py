"""What holds a page, and scrolls it where it is taller than the screen."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from tui.screens.base import TutorScreen

ABOUT = "The page: → or space for the next one, ← for the one before, tab to what can be changed."
END = "This is the end of the page; → goes on."
UNSCROLLED = "The whole page is on the screen."


class PageScroll(VerticalScroll, can_focus=True, inherit_bindings=False):
    """The page; the focus is here while the learner reads.

    Without Textual's own keys: its PageDown would never leave a page that scrolls.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", "Scroll", key_display="↑↓", show=False),
        Binding("down,j", "scroll_down", "", show=False),
    ]

    def watch_has_focus(self, _has_focus: bool) -> None:
        """No style hangs on it: Textual would work out anew those of everything on the page."""

    def action_scroll_up(self) -> None:
        self._scroll(-1, "This is the top of the page.")

    def action_scroll_down(self) -> None:
        self._scroll(1, getattr(self.screen, "end_of_page", END))

    def _scroll(self, by: int, end: str) -> None:
        """Scroll a row, or say why not."""
        before = self.scroll_offset.y
        self.scroll_relative(y=by, animate=False)
        assert isinstance(self.screen, TutorScreen)
        if not self.max_scroll_y:
            self.screen.say_why(UNSCROLLED)
        elif self.scroll_offset.y == before:
            self.screen.say_why(end)

    @property
    def help_text(self) -> str:
        return str(getattr(self.screen, "about_page", ABOUT))

    def why_not(self, action: str) -> str:
        """Why an action does nothing now."""
        scrolls = action in ("scroll_up", "scroll_down")
        return UNSCROLLED if scrolls and not self.max_scroll_y else ""

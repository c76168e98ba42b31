"""The keys that work now, and what the focused thing is."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen
from textual.widgets import Static

from lessons.ends import lines
from tui.screens.floor import Floored
from tui.widgets.chrome import keys_now
from tui.widgets.spelling import spelled

WIDTH = 56
"""The columns of its text, beside a scroll bar."""

EVERYWHERE = (("ctrl+p", "a lesson, the theme"), ("ctrl+c", "quit; your place is kept"))
"""Keys that Textual has bound before the tutor did."""


class HelpScreen(ModalScreen[None], Floored):
    """Over the screen that asked for it."""

    CSS_PATH = Path(__file__).with_name("over.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,f1,enter,space", "dismiss", "Close", key_display="q"),
        Binding("w", "welcome", "Welcome", show=False),
        Binding("ctrl+c", "app.quit", "Quit", show=False),
        Binding("down,j", "scroll(1)", "Scroll", show=False),
        Binding("up,k", "scroll(-1)", "Scroll", show=False),
    ]

    def __init__(self, about: Screen[Any]) -> None:
        super().__init__()
        self._on = about
        focused = about.focused
        self._focused = spelled(about, getattr(focused, "help_text", ""))
        self._about = spelled(about, "\n".join(lines(getattr(about, "about", ()), WIDTH)))
        # What a link asks for is why its help is opened; what a lesson is for can wait.
        self._first = getattr(about, "about_first", "")
        self._drawn = spelled(about, "\n".join(lines(getattr(about, "about_drawn", ()), WIDTH)))
        self._keys = [*keys_now(about, shown_only=False), *EVERYWHERE]
        # No key means two things on one screen.
        self._welcomes = all(key != "w" for key, _ in self._keys)

    def compose(self) -> ComposeResult:
        yield from super().compose()
        with VerticalScroll(id="help"):
            if self._about and self._first:
                yield Static(self._first, classes="help-title")
                yield Static(self._about, markup=False)
            yield Static("Keys that work now", classes="help-title")
            width = max((len(key) for key, _ in self._keys), default=0)
            yield Static("\n".join(f"{key:>{width}}  {what}" for key, what in self._keys), markup=False)
            if self._focused:
                yield Static("Where you are", classes="help-title")
                yield Static(self._focused, markup=False)
            if self._drawn:
                yield Static("What is drawn", classes="help-title")
                yield Static(self._drawn, markup=False)
            if self._about and not self._first:
                yield Static("This lesson", classes="help-title")
                yield Static(self._about, markup=False)
            yield Static(self._foot(), classes="help-foot")

    def _foot(self, scrolls: bool = False) -> str:
        """What the keys do here."""
        does = ["w shows the page of welcome"] * self._welcomes + ["↓ scrolls"] * scrolls + ["q closes this"]
        return spelled(self._on, ", ".join(does))

    def on_resize(self) -> None:
        self.call_after_refresh(self._say_foot)

    def _say_foot(self) -> None:
        """Say that more can be read below, where there is more."""
        for help_ in self.query("#help"):
            self.query_one(".help-foot", Static).update(self._foot(help_.max_scroll_y > 0))

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by)

    async def action_welcome(self) -> None:
        if self.is_current and self._welcomes:
            self.dismiss()
            self.app.call_later(self.app.show_welcome)  # type: ignore[attr-defined]

    async def action_dismiss(self, result: None = None) -> None:
        if self.is_current:
            self.dismiss()

"""What every screen of the tutor has: a floor to its size, and keys that are the same everywhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widgets import Static

from tui.screens.floor import Floored
from tui.widgets.chrome import KeyBar, TitleBar
from tui.widgets.spelling import spelled
from tui.widgets.standing import stands, stays

WIDE = 110
"""From so many columns on, words and lab stand side by side."""

TALL = 28
"""From so many rows on, there is room for a blank row around the page."""


class TutorScreen(Floored):
    """A title, a body, and the keys that work now."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1", "help", "Help", key_display="?", show=True),
    ]

    def compose(self) -> ComposeResult:
        yield from super().compose()
        yield TitleBar(*self.titles())
        yield from self.body()
        yield Static("", id="notice", markup=False)
        yield KeyBar()

    def titles(self) -> tuple[str, str]:
        """What this is, and where in it."""
        return "", ""

    def body(self) -> ComposeResult:
        """The widgets between the title and the keys."""
        yield from ()

    @property
    def title_bar(self) -> TitleBar:
        return self.query_one(TitleBar)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a key does something: not on a screen that is still empty, nor on one about to go.

        Where it depends, `may_` and the action's name says on what, with the action's parameters.
        """
        may = getattr(self, f"may_{action}", None)
        return bool(self.children) and stays(self) and (may is None or bool(may(*parameters)))

    async def wind_up(self) -> None:
        """Put up nothing more, and wait for what is being put up: the screen is about to be taken away."""

    def on_respell(self) -> None:
        """Show the title and the keys again. Other screens show what else is theirs."""
        self.query("TitleBar, KeyBar").refresh()

    def fit(self, columns: int, rows: int) -> None:
        super().fit(columns, rows)
        # In one go: each time all styles of the screen are worked out anew.
        self.update_classes({"-wide": columns >= WIDE, "-tall": rows >= TALL})

    _telling = ""
    """What was told last, as it is spelled where every letter can be shown."""
    _untelling: Timer | None = None
    """What takes away what is told; it must not take what is told after that, in the same words."""

    def tell(self, text: str, seconds: float | None = 8.0) -> None:
        """Say something in the line above the keys, for a while."""
        if not (stays(self) and self.query("#notice")):
            # Nothing to say has nothing to wait for: it would wipe away what is said meanwhile.
            if stays(self) and text:
                self.call_after_refresh(self.tell, text, seconds)
            return
        notice = self.query_one("#notice", Static)
        self._telling = text
        if notice.display or text:
            notice.update(spelled(self, text))
            notice.display = bool(text)
        if self._untelling:
            self._untelling.stop()
        self._untelling = self.set_timer(seconds, lambda: self._untell(text)) if seconds and text else None

    @property
    def told(self) -> str:
        """What stands in the line above the keys."""
        notice = self.query_one("#notice", Static)
        return str(notice.content) if notice.display else ""

    def _untell(self, text: str) -> None:
        if stands(self) and self._telling == text:
            self.query_one("#notice", Static).display, self._telling = False, ""

    def commands(self) -> Iterable[tuple[str, Callable[[], object]]]:
        """What can be done here, in words, for the palette."""
        yield "Help: the keys that work now", self.action_help

    def why_not(self, action: str) -> str:
        """Why an action does nothing now, in a line; empty where it does something."""
        return ""

    def say_why(self, why: str) -> None:
        """Say why a key did nothing."""
        self.tell(why, 4.0)

    def obeys(self, action: str) -> bool:
        """Whether an action does something now; says why where it does not."""
        why = self.why_not(action)
        if why:
            self.say_why(why)
        return not why

    def action_help(self) -> None:
        from tui.screens.help import HelpScreen

        if stays(self):
            self.app.show_screen(HelpScreen(self), over=True)  # type: ignore[attr-defined]

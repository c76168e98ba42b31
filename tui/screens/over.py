"""What the playground lays over its page: a link, an explanation, its futures, a control to be found."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static

from lessons.labs.playground._focus import NO_BREAK
from tui.screens.floor import Floored
from tui.screens.listed import Listed
from tui.widgets.entry import Entry
from tui.widgets.spelling import spelled

T = TypeVar("T")
BROAD, AROUND = 78, 6
"""The columns of a broad box, and those of its margins and its scroll bar."""
COPIED = (
    "This is the link of what is set now. It is on your clipboard, if your terminal lets programs copy; "
    "it is printed once more when you leave. Any key goes back."
)


def plainly(text: str) -> str:
    """A name as a keyboard types it, with s for z: x₁x₂ is x1x2."""
    return unicodedata.normalize("NFKD", text).lower().replace(" ", "").replace("z", "s")


class Over(ModalScreen[T], Floored):
    """What is laid over a page. Keys that come in a bunch close it once."""

    CSS_PATH = Path(__file__).with_name("over.tcss")

    def close(self, result: T | None = None) -> None:
        # A screen that shows through is current too, for Textual: what lies over it would go in its place.
        if self.app.screen is self:
            self.dismiss(result)

    def action_close(self) -> None:
        self.close()

    def action_down(self) -> None:
        self.query_one(OptionList).action_cursor_down()

    def action_up(self) -> None:
        self.query_one(OptionList).action_cursor_up()


class LinkScreen(Over[None]):
    """A link, unframed from column 1 and as broad as the screen, to be marked by a terminal's own means."""

    def __init__(self, link: str, note: str = "") -> None:
        super().__init__()
        self._link, self._note = link, f"{note} {COPIED}".strip()

    def compose(self) -> ComposeResult:
        yield from super().compose()
        with Vertical(id="over-link"):
            yield Static(self._link, id="link", markup=False)
            yield Static(self._note, classes="help-foot", markup=False)

    def on_key(self, event: events.Key) -> None:
        # Any key, and for nothing else: the page below has keys of its own.
        event.stop()
        self.close()


def _wrapped(line: str, width: int) -> list[str]:
    """A line in lines that are broken at no blank that forbids it, which Textual would not heed."""
    lines = textwrap.wrap(line, width, subsequent_indent="  ", break_on_hyphens=False) or [line]
    return [each.replace(NO_BREAK, " ") for each in (lines if NO_BREAK in line else [line])]


class TextScreen(Over[None]):
    """Lines to read, which scroll."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,e,enter,space", "close", "Close", key_display="q"),
        Binding("down,j", "scroll(1)", "Scroll", show=False),
        Binding("up,k", "scroll(-1)", "Scroll", show=False),
    ]

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__()
        self._title, self._lines = title, lines

    def compose(self) -> ComposeResult:
        yield from super().compose()
        with VerticalScroll(id="help", classes="-broad"):
            yield Static(spelled(self, self._title), classes="help-title", markup=False)
            width = min(BROAD, self.app.size.width) - AROUND
            text = "\n".join(unbroken for line in self._lines for unbroken in _wrapped(line, width))
            yield Static(spelled(self, text), markup=False)
            yield Static("q closes this", classes="help-foot")

    def action_scroll(self, by: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=by)


class FuturesScreen(Over[tuple[str, int]]):
    """The futures of a run: enter goes to one, c holds it against the present one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,f", "close", "Close"),
        Binding("c", "compare", "Compare"),
        Binding("j", "down", show=False),
        Binding("k", "up", show=False),
    ]

    def __init__(self, futures: Sequence[str], here: int) -> None:
        super().__init__()
        self._futures, self._here = futures, here

    def compose(self) -> ComposeResult:
        yield from super().compose()
        with VerticalScroll(id="help", classes="-broad"):
            yield Static("Futures of this run", classes="help-title")
            yield Listed(*(spelled(self, each) for each in self._futures), id="futures", markup=False)
            text = "enter goes there, c compares it with the present one, q closes this"
            yield Static(text, classes="help-foot")

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        options.highlighted = self._here
        self.set_focus(options)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.close(("go", event.option_index))

    def action_compare(self) -> None:
        which = self.query_one(OptionList).highlighted
        if which is not None:
            self.close(("against", which))


def _far(typed: str, words: Sequence[str]) -> tuple[int, bool]:
    """How far what is typed is from being what a control is called."""
    first = next(i for i, word in enumerate(words) if typed in word)
    return first, typed != words[first]


class FindScreen(Over[int]):
    """A control to be found by a part of its name."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Close"),
        Binding("down", "down", show=False, priority=True),
        Binding("up", "up", show=False, priority=True),
    ]

    def __init__(self, names: Sequence[str], words: Sequence[Sequence[str]]) -> None:
        """`names`: of the controls; `words`: for each all that it may be looked for by, its names first."""
        super().__init__()
        self._names, self._words, self._found = names, words, list(range(len(names)))

    def compose(self) -> ComposeResult:
        yield from super().compose()
        with VerticalScroll(id="help"):
            yield Static("Find a control", classes="help-title")
            yield Entry(placeholder="a part of its name")
            yield Listed(*self._spelled, id="futures", markup=False)
            yield Static("enter goes to it, esc closes this", classes="help-foot")

    @property
    def _spelled(self) -> list[str]:
        return [spelled(self, self._names[i]) for i in self._found]

    def on_mount(self) -> None:
        self.set_focus(self.query_one(Entry))

    def on_input_changed(self, event: Input.Changed) -> None:
        typed = plainly(event.value)
        self._found = [i for i, words in enumerate(self._words) if any(typed in word for word in words)]
        self._found.sort(key=lambda i: _far(typed, self._words[i]))
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(self._spelled)
        options.highlighted = 0 if self._found else None
        foot = "enter goes to it, esc closes this" if self._found else "There is no control of that name."
        self.query_one(".help-foot", Static).update(foot)

    def on_input_submitted(self) -> None:
        which = self.query_one(OptionList).highlighted or 0
        if self._found:
            self.close(self._found[which])

    def on_entry_left(self) -> None:
        self.action_close()

"""Every figure on a screen: `python -m tests.tui.drawing.gallery [--ascii] [--light|--ansi] [NAME…]`.

`n` and `p` turn the page, `t` changes the theme, `q` quits.
"""

from __future__ import annotations

import argparse

from textual.app import App, ComposeResult
from textual.binding import Binding
from textual.widgets import Footer

from tests.tui.drawing import samples
from tui.theme import DARK, LIGHT, register
from tui.widgets.figure_view import FigureView

PAGES = (
    ("loss", "activation"),
    ("descent", "bars", "matrix"),
    ("arrows",),
    ("panes",),
    ("scatter", "table"),
    ("training", "2-2-1"),
    ("equation", "batch equation", "formula", "tape"),
    ("2-4-1", "3-4"),
    ("2-16-16-1",),
    ("field",),
    ("pictured",),
    ("spiked", "confusion", "correlations"),
    ("regions",),
    ("valley",),
    ("graph", "deep graph"),
)


class Gallery(App[None]):
    CSS = """
    Screen { padding: 1 2; }
    FigureView { height: 1fr; }
    """
    BINDINGS = (
        Binding("n", "turn(1)", "Next"),
        Binding("p", "turn(-1)", "Back"),
        Binding("t", "next_theme", "Theme"),
        Binding("q", "quit", "Quit"),
    )

    def __init__(self, pages: tuple[tuple[str, ...], ...], theme: str, ascii: bool) -> None:
        # Chosen here, NO_COLOR gets the filter that leaves no colour; chosen later, one that leaves greys.
        super().__init__(ansi_color=True if theme.startswith("ansi") else None)
        register(self)
        self.theme = theme
        self.pages, self.page, self.letters = pages, 0, "ascii" if ascii else "all"
        self.figures = samples.every()

    def compose(self) -> ComposeResult:
        yield FigureView(*self.shown())
        yield Footer()

    def shown(self) -> list[samples.Figure]:
        return [self.figures[name] for name in self.pages[self.page]]

    def action_turn(self, by: int) -> None:
        self.page = (self.page + by) % len(self.pages)
        self.query_one(FigureView).show(self.shown())

    def action_next_theme(self) -> None:
        self.theme = LIGHT.name if self.theme == DARK.name else DARK.name


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--ascii", action="store_true")
    parser.add_argument("--light", action="store_true")
    parser.add_argument("--ansi", action="store_true")
    given = parser.parse_args()
    theme = "ansi-dark" if given.ansi else LIGHT.name if given.light else DARK.name
    pages = (tuple(given.names),) if given.names else PAGES
    Gallery(pages, theme, given.ascii).run()

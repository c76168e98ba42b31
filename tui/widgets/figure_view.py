"""A widget that shows figures and sends no more of them than has changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from textual.events import Resize
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from lessons.figures import Figure
from tui.drawing import Canvas, ColourMode, Pen, content_rows, most_rows, paint_all
from tui.link.letters import Letters
from tui.theme import colour_mode_of, pen_for
from tui.widgets.spelling import letters_of
from tui.widgets.standing import stands


class FigureView(Widget):
    """Figures one under the other, or side by side where they say so and the width allows it."""

    DEFAULT_CSS = """
    FigureView {
        height: auto;
    }
    """

    def __init__(
        self,
        *figures: Figure,
        colours: ColourMode | None = None,
        letters: Letters | None = None,
        levels: Literal[5, 9] = 9,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`colours`: the depth of colour; `letters`: what may be drawn; by default as the app writes."""
        super().__init__(name=name, id=id, classes=classes)
        self._figures: tuple[Figure, ...] = figures
        self._colours, self._letters, self._levels = colours, letters, levels
        self._canvas: Canvas | None = None
        self._strips: dict[int, Strip] = {}

    @property
    def figures(self) -> tuple[Figure, ...]:
        return self._figures

    @property
    def levels(self) -> Literal[5, 9]:
        """Shades of a decision surface: 5 on a thin link."""
        return self._levels

    @levels.setter
    def levels(self, levels: Literal[5, 9]) -> None:
        if levels != self._levels:
            self._levels = levels
            self._redraw()

    def show(self, figures: Sequence[Figure]) -> None:
        """Show these figures; only the cells that differ from what is shown are drawn again."""
        before = self.content_rows(self.size.width)
        self._figures = tuple(figures)
        self._redraw()
        if self.content_rows(self.size.width) != before and self.styles.is_auto_height:
            self.refresh(layout=True)

    def content_rows(self, width: int) -> int:
        """The rows that the figures ask for at this width."""
        return content_rows(self._figures, width, self._pen)

    def most_rows(self, width: int) -> int:
        """The rows beyond which the figures gain nothing at this width."""
        return most_rows(self._figures, width, self._pen)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.content_rows(width)

    @property
    def _pen(self) -> Pen:
        """A pen that spells as this widget does: how wide a text is, whatever its colours."""
        return Pen(letters=self._spelt_with)

    @property
    def _spelt_with(self) -> Letters:
        return self._letters or letters_of(self)

    def make_pen(self) -> Pen:
        """The pen for the app's theme and this widget's background."""
        mode = self._colours or colour_mode_of(self.app)
        pen = pen_for(self.app.current_theme, mode, self._spelt_with, self._levels)
        if mode in ("truecolor", "256"):
            pen = pen.on(self.background_colors[1].hex6.lower())
        return pen

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self._redraw())

    def on_unmount(self) -> None:
        # The signal would keep the widget, and all its page, until the theme changes.
        self.app.theme_changed_signal.unsubscribe(self)

    def on_resize(self, event: Resize) -> None:
        self._redraw()

    def _redraw(self) -> None:
        """Draw at the present size, and have refreshed what differs from the last time."""
        last = self._canvas
        canvas = self._paint()
        if canvas is None or last is None or (last.width, last.height) != (canvas.width, canvas.height):
            self._strips.clear()
            self.refresh()
            return
        spans = canvas.changed(last)
        for y, _, _ in spans:
            self._strips.pop(y, None)
        if spans:
            self.refresh(*(Region(start, y, end - start, 1) for y, start, end in spans))

    def _paint(self) -> Canvas | None:
        """Draw at the present size; None while there is nowhere to draw."""
        width, height = self.size
        drawable = stands(self) and width > 0 and height > 0
        self._canvas = paint_all(self._figures, width, height, self.make_pen()) if drawable else None
        return self._canvas

    def render_line(self, y: int) -> Strip:
        canvas = self._canvas
        if canvas is None or (canvas.width, canvas.height) != self.size:
            self._strips.clear()
            canvas = self._paint()
        if canvas is None or y >= canvas.height:
            return Strip.blank(self.size.width, self.rich_style)
        if y not in self._strips:
            self._strips[y] = canvas.strip(y)
        return self._strips[y]

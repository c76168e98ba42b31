"""A widget that shows figures."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Size

from lessons.figures import Figure
from tui.drawing import Canvas, Pen, content_rows, most_rows, paint_all
from tui.widgets.drawn import Drawn
from tui.widgets.spelling import letters_of


class FigureView(Drawn):
    """Figures one under the other, or side by side where they say so and the width allows it."""

    DEFAULT_CSS = "FigureView { height: auto; }"

    def __init__(self, *figures: Figure, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._figures = figures
        self.levels = 9
        """Shades of a decision surface."""

    @property
    def figures(self) -> tuple[Figure, ...]:
        return self._figures

    def show(self, figures: Sequence[Figure], levels: int = 9) -> None:
        """Show these figures; `levels`: shades of a decision surface, 5 on a thin link."""
        before = self.content_rows(self.size.width)
        self._figures, self.levels = tuple(figures), levels
        self.redraw()
        if self.styles.is_auto_height and self.content_rows(self.size.width) != before:
            self.refresh(layout=True)

    def content_rows(self, width: int) -> int:
        """The rows that the figures ask for at this width."""
        return content_rows(self._figures, width, self._measure)

    def most_rows(self, width: int, height: int) -> int:
        """The rows beyond which the figures gain nothing at this width, of so many that there are."""
        return most_rows(self._figures, width, self._measure, height)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.content_rows(width)

    @property
    def _measure(self) -> Pen:
        """A pen that spells as this widget does: how wide a text is, whatever its colours."""
        return Pen(letters=letters_of(self))

    def paint(self, width: int, height: int) -> Canvas:
        return paint_all(self._figures, width, height, self.make_pen()._replace(levels=self.levels))

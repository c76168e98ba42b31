"""What stands over and under the picture of a lab."""

from __future__ import annotations

from textual.geometry import Size

from lessons.format.layout import wrap
from tui.drawing import Canvas
from tui.widgets.drawn import Drawn


class Rule(Drawn):
    """A line across, with words near its ends."""

    DEFAULT_CSS = "Rule { height: 1; }"

    _words = ("", "")

    def say(self, left: str, right: str) -> None:
        if (left, right) != self._words:
            self._words = left, right
            self.redraw()

    def paint(self, width: int, height: int) -> Canvas:
        pen = self.make_pen()
        canvas = Canvas(width, height, pen)
        left, right = self._words
        left, right = f"──{left}", f"{right}──" if right else ""
        canvas.put(0, 0, left + "─" * (width - len(left) - len(right)) + right, pen.style("text"))
        return canvas


class Caption(Drawn):
    """What the lab says of its last step, over a set number of rows."""

    DEFAULT_CSS = "Caption { height: auto; }"

    def __init__(self, rows: int = 1, classes: str | None = None, written_for: int = 0) -> None:
        """`written_for`: the columns that the rows are counted for; on fewer it takes more rows."""
        super().__init__(classes=classes)
        self._written_for = written_for
        self.rows = rows
        self._text = ""

    def say(self, text: str) -> None:
        """Show a text."""
        if text != self._text:
            self._text = text
            self.redraw()

    @property
    def text(self) -> str:
        return self._text

    def paint(self, width: int, height: int) -> Canvas:
        pen = self.make_pen()
        canvas = Canvas(width, height, pen)
        lines = wrap(pen.write(self._text), width)
        if len(lines) > height:
            lines = lines[:height]
            lines[-1] = lines[-1][: width - 1] + pen.glyphs.cut
        for y, line in enumerate(lines):
            canvas.put(0, y, line, pen.style("text"))
        return canvas

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return self.rows_at(width)

    def rows_at(self, width: int) -> int:
        """The rows that it takes at a width."""
        if 0 < width < self._written_for:
            return -(-self.rows * self._written_for // width)
        return self.rows

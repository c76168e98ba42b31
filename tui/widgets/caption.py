"""A few lines of text of which only the cells that change are sent."""

from __future__ import annotations

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from lessons.format.layout import wrap
from tui.drawing import Canvas
from tui.theme import colour_mode_of, pen_for
from tui.widgets.spelling import letters_of


class Caption(Widget):
    """What the lab says of its last step, over a set number of rows."""

    def __init__(self, rows: int = 1, classes: str | None = None, written_for: int = 0) -> None:
        """`written_for`: the columns that the rows are counted for; on fewer it takes more rows."""
        super().__init__(classes=classes)
        self._written_for = written_for
        self.rows = rows
        self._text = ""
        self._canvas: Canvas | None = None

    @property
    def rows(self) -> int:
        return self._rows

    @rows.setter
    def rows(self, rows: int) -> None:
        self._rows = rows
        self.styles.height = rows

    def say(self, text: str) -> None:
        """Show a text; what is the same as before is not sent again."""
        if text == self._text and self._canvas is not None:
            return
        self._text = text
        before, self._canvas = self._canvas, self._paint()
        now = self._canvas
        if before is None or now is None or (before.width, before.height) != (now.width, now.height):
            self.refresh()
            return
        spans = now.changed(before)
        if spans:
            self.refresh(*(Region(start, y, end - start, 1) for y, start, end in spans))

    @property
    def text(self) -> str:
        return self._text

    def _paint(self) -> Canvas | None:
        width, height = self.size
        if not width or not height:
            return None
        mode = colour_mode_of(self.app)
        pen = pen_for(self.app.current_theme, mode, letters_of(self))
        if mode in ("truecolor", "256"):
            pen = pen.on(self.background_colors[1].hex6.lower())
        canvas = Canvas(width, height, pen)
        lines = wrap(pen.write(self._text), width)
        if len(lines) > height:
            lines = lines[:height]
            lines[-1] = lines[-1][: width - 1] + pen.glyphs.cut
        for y, line in enumerate(lines):
            canvas.put(0, y, line, pen.style("text"))
        return canvas

    def on_mount(self) -> None:
        self.app.theme_changed_signal.subscribe(self, lambda _: self._again())

    def on_unmount(self) -> None:
        # The signal would keep the widget, and all its page, until the theme changes.
        self.app.theme_changed_signal.unsubscribe(self)

    def on_resize(self) -> None:
        self.styles.height = self.rows_at(self.size.width)
        self._again()

    def rows_at(self, width: int) -> int:
        """The rows that it takes at a width."""
        if 0 < width < self._written_for:
            return -(-self.rows * self._written_for // width)
        return self.rows

    def _again(self) -> None:
        self._canvas = self._paint()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        canvas = self._canvas
        if canvas is None or canvas.width != self.size.width:
            canvas = self._canvas = self._paint()
        if canvas is None or y >= canvas.height:
            return Strip.blank(self.size.width, self.rich_style)
        return canvas.strip(y)

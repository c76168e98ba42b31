"""A widget that is drawn on a canvas."""

from __future__ import annotations

from textual.strip import Strip
from textual.widget import Widget

from tui.drawing import Canvas, Pen
from tui.theme import colour_mode_of, pen_for
from tui.widgets.spelling import letters_of


class Drawn(Widget):
    """Painted once for each time that it is shown, however often what it shows has changed by then.

    Which of its cells the terminal must be sent is told apart where they are sent.
    """

    _canvas: Canvas | None = None

    def paint(self, width: int, height: int) -> Canvas:
        """What it shows now, on so many cells."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Have it painted anew when it is next shown."""
        self._canvas = None
        self.refresh()

    def make_pen(self) -> Pen:
        """The pen for the app's theme and terminal, and this widget's background."""
        mode = colour_mode_of(self.app)
        pen = pen_for(self.app.current_theme, mode, letters_of(self))
        return pen.on(self.background_colors[1].hex6.lower()) if mode in ("truecolor", "256") else pen

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._canvas = None

    def render_line(self, y: int) -> Strip:
        if self._canvas is None or (self._canvas.width, self._canvas.height) != self.size:
            self._canvas = self.paint(*self.size)
        return self._canvas.strip(y) if y < self._canvas.height else Strip.blank(self.size.width)

"""Named numbers with a bar each.

Not plotext's: it gives a bar no row of its own, no value, and no place for a
value that is still hidden.
"""

from __future__ import annotations

import math

from lessons.figures import Bars
from lessons.figures.base import floats
from tui.drawing.canvas import Canvas, fit, wide
from tui.drawing.headings import title_row
from tui.drawing.pen import Pen
from tui.drawing.scale import ends, pitch_in
from tui.drawing.tables import cell_style, written

_FULL = str.maketrans("━╸╺", "█▌▐")
"""What fills its row: lines one under the other would read as two bars."""


def bars(figure: Bars, width: int, height: int, pen: Pen) -> Canvas:
    canvas = Canvas(width, height, pen)
    top = title_row(canvas, figure.title)
    values: list[float] = floats(figure.values).tolist()
    texts = [written(v, figure.digits, pen) for v in figure.values]
    labels = [pen.write(label) for label in figure.labels]
    numbers = max(map(wide, texts), default=0)
    names = min(max(map(wide, labels), default=0), max(width - numbers - 12, 4))
    known = [v for v in values if math.isfinite(v)]
    low, high = ends(figure.span, (min([0.0, *known]), max([0.0, *known])))
    left = 2 + names + 2 + numbers + 2
    room = width - left
    below, above = _sides(low, high, room)
    pitch = pitch_in(height, figure, lambda p: rows_of(figure, width, pen, p))
    for i, value in enumerate(values):
        y = top + i * pitch
        now = i in figure.highlight
        if now:
            canvas.put(0, y, pen.glyphs.now, pen.style("accent", bold=True))
        canvas.put(2, y, fit(labels[i], names, pen), pen.style("accent" if now else "text", bold=now))
        canvas.put_right(left - 2, y, texts[i], cell_style(figure.values[i], pen, now=now))
        if room < 4:
            continue
        for row in range(y, min(y + pitch, height)):
            if below or pitch > 1:
                canvas.put(left + (below or -1), row, pen.glyphs.axis, pen.style("muted"))
            if row >= y + max(pitch - 1, 1):
                continue
            reach = -low if value < 0 else high
            if math.isfinite(value) and reach > 0:
                _bar(canvas, row, left, value / reach, below, above, thick=pitch > 2)
    return canvas


def rows_of(figure: Bars, _width: int, _pen: Pen, pitch: int) -> int:
    """The rows that bars take where from one to the next there are so many, but one of them their own."""
    return figure.rows + (pitch - 1) * max(len(figure.labels) - 1, 0) + max(pitch - 2, 0)


def _sides(low: float, high: float, room: int) -> tuple[int, int]:
    """Columns for bars to the left of zero and to the right of it; an axis between them if there are both."""
    if low >= 0 or not high > low:
        return 0, room
    if high <= 0:
        return room - 1, 0
    below = round((room - 1) * -low / (high - low))
    below = min(max(below, 1), room - 2)
    return below, room - 1 - below


def _bar(canvas: Canvas, y: int, left: int, share: float, below: int, above: int, *, thick: bool) -> None:
    """A bar from the axis, over a share of the columns on its side: to the left where that is negative.

    `thick`: it goes on in the next row, of which it is not to be parted.
    """
    pen, glyphs, negative = canvas.pen, canvas.pen.glyphs, share < 0
    halves = 2 * (below if negative else above) * min(abs(share), 1.0)
    whole, half = divmod(round(halves) if glyphs.bar_half_left else 2 * round(halves / 2), 2)
    style = pen.style("negative" if negative else "positive")
    if negative:
        text = glyphs.bar_half_left * half + glyphs.bar * whole
        text = text.translate(_FULL) if thick else text
        canvas.put_right(left + below, y, text, style)
    else:
        text = glyphs.bar * whole + glyphs.bar_half_right * half
        text = text.translate(_FULL) if thick else text
        canvas.put(left + (below + 1 if below else 0), y, text, style)

"""A grid of styled cells: where every figure is drawn."""

from __future__ import annotations

from itertools import pairwise

from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from lessons.text import cells as wide
from lessons.text import cells_of
from tui.drawing.pen import ColourMode, Pen

_DEPTHS: dict[ColourMode, ColorSystem] = {"16": ColorSystem.STANDARD, "256": ColorSystem.EIGHT_BIT}


def fit(text: str, width: int, pen: Pen) -> str:
    """`text` as the terminal can show it, cut to `width` columns with a mark."""
    text = pen.write(text)
    if wide(text) <= width:
        return text
    if width <= 0:
        return ""
    kept, used = "", 0
    for char in text:
        if used + cells_of(char) > width - 1:
            break
        kept += char
        used += cells_of(char)
    return kept + pen.glyphs.cut


class Canvas:
    """`width` by `height` cells. Whatever is put outside it is cut off."""

    def __init__(self, width: int, height: int, pen: Pen) -> None:
        self.width, self.height, self.pen = width, height, pen
        self.chars: list[list[str]] = [[" "] * width for _ in range(height)]
        self.styles: list[list[Style]] = [[pen.base] * width for _ in range(height)]

    def put(self, x: int, y: int, text: str, style: Style) -> int:
        """Write `text` from column `x` of row `y`; the column after it."""
        text = self.pen.write(text)
        if not 0 <= y < self.height:
            return x + wide(text)
        chars, styles = self.chars[y], self.styles[y]
        for char in text:
            size = cells_of(char)
            if size == 0:
                # What makes a picture of the character before it would make it wider too.
                if 0 < x <= self.width and char.isprintable() and char != "\ufe0f":
                    chars[x - 1] += char
                continue
            if x >= 0 and x + size <= self.width:
                chars[x] = char if char.isprintable() else "?"
                styles[x] = style
                if size == 2:
                    chars[x + 1] = ""
                    styles[x + 1] = style
            x += size
        return x

    def put_right(self, x: int, y: int, text: str, style: Style) -> None:
        """Write `text` so that it ends before column `x`."""
        text = self.pen.write(text)
        self.put(x - wide(text), y, text, style)

    def paste(self, other: Canvas, x: int, y: int) -> None:
        """Lay another canvas over this one, its corner at (x, y)."""
        width = min(other.width, self.width - x)
        for row in range(min(other.height, self.height - y)):
            self.chars[y + row][x : x + width] = other.chars[row][:width]
            self.styles[y + row][x : x + width] = other.styles[row][:width]

    def strip(self, y: int) -> Strip:
        """Row `y`, a segment for each run of one style."""
        chars, styles = self.chars[y], self.styles[y]
        starts = [x for x in range(self.width) if x == 0 or styles[x] is not styles[x - 1]]
        runs = pairwise([*starts, self.width])
        return Strip([Segment("".join(chars[a:b]), styles[a]) for a, b in runs], self.width)

    def strips(self) -> list[Strip]:
        return [self.strip(y) for y in range(self.height)]

    def coloured(self, mode: ColourMode) -> str:
        """The characters with their colours as escape sequences, a line a row."""
        system = _DEPTHS.get(mode, ColorSystem.TRUECOLOR)
        runs = ([(run.text, run.style or self.pen.base) for run in strip] for strip in self.strips())
        return "\n".join("".join(s.render(text, color_system=system) for text, s in row) for row in runs)

    def text(self) -> str:
        """The characters alone, a line a row."""
        return "\n".join("".join(row).rstrip() for row in self.chars)

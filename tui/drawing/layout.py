"""Where figures stand, one under the other or side by side, and what draws each of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from itertools import pairwise
from typing import Any

from textual.geometry import Region

from lessons.figures import Beside, Figure, Spare, Stack
from lessons.format.layout import LAB_WIDTH
from tui.drawing.canvas import Canvas
from tui.drawing.pen import Pen
from tui.drawing.scale import MOST_PITCH, most_pitch

WIDE = 70
"""From this width on, `Beside` stands side by side."""
FLOOR = 6
"""Rows below which no growing figure is made smaller while there is another way."""
GUTTER = 3
PLAIN = Pen()
LEAST_PICTURE = 28
"""The columns that a picture keeps beside a table."""
TALLEST = {"Curves": 0.5, "Surface": 0.75, "Scatter": 0.75}
"""Rows a column from which a picture is only drawn out of shape: a cell is twice as high as wide."""
FILLED = 0.75
"""Figures that fill less than this of the height side by side stand one under the other."""
BESIDE = 0.62
"""The share of the columns that figures have beside words."""
ROUND = 9
"""The rows of a screen that are not for figures, about: title, keys, air, and what a lab says."""


def content_rows(figures: Sequence[Figure], width: int, pen: Pen = PLAIN) -> int:
    """The rows that the figures ask for at `width`, one under the other."""
    return sum(_rows(f, width, pen) for f in _stacked(figures, width))


def most_rows(figures: Sequence[Figure], width: int, pen: Pen = PLAIN, height: int = 0) -> int:
    """The rows beyond which no figure gains anything at `width`, with a row of air between two.

    `height`: the rows that there are, by which it is settled whether figures stand side by side.
    """
    return _filled(_stack(figures, width, height, pen), width, pen)


def _filled(stack: Sequence[Figure], width: int, pen: Pen) -> int:
    return sum(_most(f, width, pen) for f in stack) + max(len(stack) - 1, 0)


def fills(figures: Sequence[Figure], columns: int, rows: int, pen: Pen = PLAIN) -> bool:
    """Whether the figures fill most of the height beside the words on a screen of this size."""
    height = rows - ROUND
    return most_rows(figures, int(BESIDE * columns) - 3, pen, height) >= FILLED * height


def arrange(
    figures: Sequence[Figure], width: int, height: int, pen: Pen = PLAIN
) -> list[tuple[Figure, Region]]:
    """The place of each figure that is drawn; none overlap, none leaves the `width` by `height` cells.

    Spare rows part the figures, then go to those that grow, then part the rows of the others. Where
    rows are short, those that grow give way first, down to `FLOOR`; then the last figures are cut.
    """
    stack = _stack(figures, width, height, pen)
    heights, gap = _share(stack, width, height, pen)
    placed: list[tuple[Figure, Region]] = []
    y = 0
    for figure, rows in zip(stack, heights, strict=True):
        rows = min(rows, height - y)
        if rows <= 0:
            break
        if isinstance(figure, Beside):
            placed += _side_by_side(figure, y, width, rows, pen)
        else:
            placed.append((figure, Region(0, y, width, rows)))
        y += rows + gap
    return placed


def _stack(figures: Sequence[Figure], width: int, height: int, pen: Pen) -> list[Figure]:
    """What stands one under the other: figures side by side only where they fill the height so."""
    spare = [f for f in figures if isinstance(f, Spare)]
    # Of the spare ones, the first for which there are rows.
    for count in range(len(spare), -1, -1) if spare else ():
        left_out = spare[count:]
        kept = [f.figure if isinstance(f, Spare) else f for f in figures if f not in left_out]
        if not count or sum(_rows(f, width, pen) for f in _stacked(kept, width)) + len(kept) - 1 <= height:
            figures = kept
            break
    stack, tall = _stacked(figures, width), _tall(figures, width)
    needed = sum(_rows(f, width, pen) for f in tall) + len(tall) - 1
    better = len(tall) > len(stack) and needed <= height
    scant = _filled(stack, width, pen) < FILLED * height or any(_is_broken(f, width, pen) for f in stack)
    return tall if better and scant else stack


def _tall(figures: Sequence[Figure], width: int) -> list[Figure]:
    """What stands one under the other where there are rows for it."""
    stack: list[Figure] = []
    for figure in figures:
        if isinstance(figure, Beside) and figure.headed and width >= WIDE:
            first, *rest = figure.figures
            if _kind(first) == "Fields":
                # So many rows that its units stand under their heads.
                units = min(max(map(len, first.columns)), first.most)
                first = replace(first, height=max(first.rows, 2 * units + 1))
            stack += [first, Beside(tuple(rest), figure.shares[1:])]
        else:
            stack += _stacked([figure], 0)
    return stack


def _is_broken(figure: Figure, width: int, pen: Pen) -> bool:
    """Whether a table has too little room beside another figure to stand in one piece."""
    if not isinstance(figure, Beside):
        return False
    parts = zip(figure.figures, _widths(figure, width), strict=True)
    return any(_kind(part) == "Matrix" and _rows(part, wide, pen) > part.rows for part, wide in parts)


def _stacked(figures: Sequence[Figure], width: int) -> list[Figure]:
    stack: list[Figure] = []
    for figure in figures:
        narrow = isinstance(figure, Beside) and width < WIDE and not figure.narrow
        alone = narrow or (isinstance(figure, Beside) and len(figure.figures) == 1)
        if alone or isinstance(figure, Stack):
            stack += _stacked(figure.figures, width)
        else:
            stack.append(figure)
    return stack


_MODULES = {
    "Bars": "bars", "Curves": "charts", "Diagram": "graphs.diagram", "Equation": "tables",
    "Fields": "graphs.fields", "Formula": "lines", "Graph": "graphs.graph", "Matrix": "tables",
    "Panes": "panes", "Scatter": "charts", "Surface": "surface", "Tape": "lines",
}  # fmt: skip
"""The file that draws each kind of figure, in a function of its name. Imported with the first such figure."""


def _kind(figure: Figure) -> str:
    return type(figure).__name__


def _module(figure: Figure) -> Any:
    return import_module(f"tui.drawing.{_MODULES[_kind(figure)]}")


def _rows(figure: Figure, width: int, pen: Pen, pitch: int = 1) -> int:
    """The rows that a figure asks for at `width`: more than its own where there it takes more to show all.

    `pitch`: the rows from one row of a table, or a line, to the next, as far as the figure goes along.
    """
    if isinstance(figure, Beside):
        parts = zip(figure.figures, _widths(figure, width), strict=True)
        return max(_rows(part, wide, pen, pitch) for part, wide in parts)
    if isinstance(figure, Stack):
        return sum(_rows(part, width, pen, pitch) for part in figure.figures)
    if figure.grows or isinstance(figure, Spare):
        return figure.rows
    asked: int = _module(figure).rows_of(figure, width, pen, min(pitch, most_pitch(figure)))
    return max(figure.rows, asked)


def _most(figure: Figure, width: int, pen: Pen) -> int:
    """The rows from which a figure as wide as this gains nothing."""
    if isinstance(figure, Beside):
        parts = zip(figure.figures, _widths(figure, width), strict=True)
        return max(_most(part, wide, pen) for part, wide in parts)
    if isinstance(figure, Stack):
        return _filled(figure.figures, width, pen)
    if not figure.grows:
        return _rows(figure, width, pen, MOST_PITCH)
    if _kind(figure) == "Graph":
        return int(_module(figure).MOST_AIR * figure.rows)
    if _kind(figure) == "Diagram":
        units = min(max(map(len, figure.columns)), figure.most)
        return max(figure.rows, min(_module(figure).most_pitch(figure, width) * units + 1, width // 2))
    return max(figure.rows, int(TALLEST.get(_kind(figure), 0.5) * width))


def _share(stack: Sequence[Figure], width: int, height: int, pen: Pen) -> tuple[list[int], int]:
    """The height of each, and the blank rows between two."""
    heights = [_rows(f, width, pen) for f in stack]
    growing = [i for i, f in enumerate(stack) if f.grows]
    spare = height - sum(heights)
    while spare < 0:
        able = [i for i in growing if heights[i] > FLOOR]
        if not able:
            break
        heights[max(able, key=lambda i: heights[i])] -= 1
        spare += 1
    gap = 1 if spare >= len(stack) - 1 else 0
    spare -= gap * (len(stack) - 1)
    while spare > 0:
        able = [i for i in growing if heights[i] < _most(stack[i], width, pen)]
        if not able:
            break
        heights[min(able, key=lambda i: heights[i])] += 1
        spare -= 1
    for pitch in range(2, MOST_PITCH + 1):
        # Those of a kind together, so that none looks like another thing beside the rest.
        for kind in dict.fromkeys(map(_kind, stack)):
            alike = [i for i, f in enumerate(stack) if i not in growing and _kind(f) == kind]
            more = [_rows(stack[i], width, pen, pitch) - heights[i] for i in alike]
            if 0 < sum(more) <= spare:
                spare -= sum(more)
                for i, rows in zip(alike, more, strict=True):
                    heights[i] += rows
    return heights, gap


def _side_by_side(figure: Beside, y: int, width: int, rows: int, pen: Pen) -> list[tuple[Figure, Region]]:
    placed: list[tuple[Figure, Region]] = []
    x = 0
    for part, wide in zip(figure.figures, _widths(figure, width), strict=True):
        own = rows if part.grows else min(rows, _most(part, wide, pen))
        if isinstance(part, (Beside, Stack)):
            placed += [(f, r.translate((x, y))) for f, r in arrange([part], wide, rows, pen)]
        elif wide > 0:
            placed.append((part, Region(x, y, wide, own)))
        x += wide + GUTTER
    return placed


def _widths(figure: Beside, width: int) -> list[int]:
    """The columns of each of the figures side by side."""
    count = len(figure.figures)
    shares = figure.shares if len(figure.shares) == count else (1,) * count
    room = width - GUTTER * (count - 1)
    ends = [room * sum(shares[:i]) // sum(shares) for i in range(count + 1)]
    widths = [end - start for start, end in pairwise(ends)]
    for i, part in enumerate(figure.figures):
        giving = max(range(count), key=lambda k: widths[k] if figure.figures[k].grows else 0)
        missing = _module(part).width_of(part, PLAIN) - widths[i] if _kind(part) == "Matrix" else 0
        # A picture gives a table what it needs to stand whole, as long as there is a picture left.
        if 0 < missing <= widths[giving] - LEAST_PICTURE and figure.figures[giving].grows:
            widths[i] += missing
            widths[giving] -= missing
    return widths


def paint(figure: Figure, width: int, height: int, pen: Pen) -> Canvas:
    """The figure on a canvas of exactly `width` by `height` cells."""
    if width <= 0 or height <= 0:
        return Canvas(max(width, 0), max(height, 0), pen)
    if isinstance(figure, (Beside, Stack)):
        return paint_all([figure], width, height, pen)
    canvas: Canvas = getattr(_module(figure), _kind(figure).lower())(figure, width, height, pen)
    return canvas


def paint_all(figures: Sequence[Figure], width: int, height: int, pen: Pen) -> Canvas:
    """Several figures on one canvas, as `arrange` places them."""
    canvas = Canvas(max(width, 0), max(height, 0), pen)
    for figure, region in arrange(figures, width, height, pen):
        canvas.paste(paint(figure, region.width, region.height, pen), region.x, region.y)
    return canvas


def plain(figures: Sequence[Figure]) -> str:
    """Figures as text, at the width of a lab on a screen of 80 columns."""
    return _text(tuple(figures), Pen())


def in_ascii(figures: Sequence[Figure]) -> str:
    """The same in ASCII."""
    return _text(tuple(figures), Pen(letters="ascii"))


def _text(figures: tuple[Figure, ...], pen: Pen) -> str:
    return paint_all(figures, LAB_WIDTH, content_rows(figures, LAB_WIDTH, pen), pen).text()

"""Where figures stand: one under the other, or side by side where the screen is wide enough."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Region

from lessons.figures import Beside, Figure

WIDE = 70
"""From this width on, `Beside` stands side by side."""
FLOOR = 6
"""Rows below which no growing figure is made smaller while there is another way."""
GUTTER = 3


def content_rows(figures: Sequence[Figure], width: int) -> int:
    """The rows that the figures ask for at `width`, one under the other."""
    return sum(f.rows for f in _stacked(figures, width))


def arrange(figures: Sequence[Figure], width: int, height: int) -> list[tuple[Figure, Region]]:
    """The place of each figure that is drawn; none overlap, none leaves the `width` by `height` cells.

    Spare rows part the figures, then go to those that grow. Where rows are short, those figures
    give way first, down to `FLOOR`; then the last figures are cut.
    """
    stack = _stacked(figures, width)
    heights, gap = _share(stack, height)
    placed: list[tuple[Figure, Region]] = []
    y = 0
    for figure, rows in zip(stack, heights, strict=True):
        rows = min(rows, height - y)
        if rows <= 0:
            break
        if isinstance(figure, Beside):
            placed += _side_by_side(figure, y, width, rows)
        else:
            placed.append((figure, Region(0, y, width, rows)))
        y += rows + gap
    return placed


def _stacked(figures: Sequence[Figure], width: int) -> list[Figure]:
    stack: list[Figure] = []
    for figure in figures:
        if isinstance(figure, Beside) and (width < WIDE or len(figure.figures) == 1):
            stack += _stacked(figure.figures, width)
        else:
            stack.append(figure)
    return stack


def _share(stack: Sequence[Figure], height: int) -> tuple[list[int], int]:
    """The height of each, and the blank rows between two."""
    heights = [f.rows for f in stack]
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
    while spare > 0 and growing:
        heights[min(growing, key=lambda i: heights[i])] += 1
        spare -= 1
    return heights, gap


def _side_by_side(figure: Beside, y: int, width: int, rows: int) -> list[tuple[Figure, Region]]:
    count = len(figure.figures)
    shares = figure.shares if len(figure.shares) == count else (1,) * count
    room = width - GUTTER * (count - 1)
    placed: list[tuple[Figure, Region]] = []
    x, given, total = 0, 0, sum(shares)
    for part, share in zip(figure.figures, shares, strict=True):
        left = room * given // total
        given += share
        wide = room * given // total - left
        own = rows if part.grows else min(rows, part.rows)
        if isinstance(part, Beside):
            placed += [(f, r.translate((x, y))) for f, r in arrange([part], wide, rows)]
        elif wide > 0:
            placed.append((part, Region(x, y, wide, own)))
        x += wide + GUTTER
    return placed

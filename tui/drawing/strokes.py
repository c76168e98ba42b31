"""Lines as cells: braille of two by four dots, or in ASCII a mark a cell."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lessons.figures import Floats
from tui.drawing.pen import Pen
from tui.drawing.scale import distinct

# The dots of a braille character by row, counted from below, and column.
DOTS = np.array([[0x40, 0x80], [0x04, 0x20], [0x02, 0x10], [0x01, 0x08]])
# How a line is told from the others: dots on and off along it, in steps of half a cell.
DASHES = ((1, 1), (3, 6), (1, 3), (6, 8))
DOTTED = 2

Cells = tuple[list[int], list[int], list[str]]
"""Columns, rows counted from below, and what stands there."""


def fine(pen: Pen) -> tuple[int, int]:
    """The steps across and up into which a line parts a cell."""
    return (1, 1) if pen.ascii else (2, 4)


def stroke(px: Floats, py: Floats, columns: int, rows: int, style: int, pen: Pen) -> Cells:
    """Join the points, given in fine steps from the lower left, in the style of that number."""
    fine_x, fine_y = fine(pen)
    wide, high = columns * fine_x, rows * fine_y
    # Far outside is far enough: the slope at the edge is steep either way.
    gx, gy, stops = trace(np.clip(px, -4.0 * wide, 5.0 * wide), np.clip(py, -4.0 * high, 5.0 * high))
    if not pen.ascii:
        on, period = DASHES[style % len(DASHES)]
        keep = (np.arange(len(gx)) % period < on) | stops
        gx, gy = gx[keep], gy[keep]
    inside = (gx >= 0) & (gx < wide) & (gy >= 0) & (gy < high)
    gx, gy = gx[inside].astype(int), gy[inside].astype(int)
    if not pen.ascii:
        return braille(gx, gy, rows)
    used = distinct(gx * rows + gy)
    mark = pen.glyphs.lines[style % len(DASHES)][0]
    return (used // rows).tolist(), (used % rows).tolist(), [mark] * len(used)


def spokes(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """A polyline from the first point to each of the others, with a gap after each."""
    gap, n = np.full(max(len(x) - 1, 0), np.nan), max(len(x) - 1, 0)
    px, py = (np.stack([np.repeat(at[:1], n), at[1:], gap], axis=1).ravel() for at in (x, y))
    return px, py


def braille(gx: NDArray[np.int_], gy: NDArray[np.int_], rows: int) -> Cells:
    """Dots at whole steps as characters, a cell once."""
    used, place = np.unique(gx // 2 * rows + gy // 4, return_inverse=True)
    bits = np.zeros(len(used), dtype=int)
    np.bitwise_or.at(bits, place, DOTS[gy % 4, gx % 2])
    return (used // rows).tolist(), (used % rows).tolist(), [chr(0x2800 + b) for b in bits.tolist()]


def trace(px: Floats, py: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Whole-numbered places along the polyline, each step of the longer axis; and which end a stretch."""
    rx, ry = np.round(px), np.round(py)
    dx, dy = np.diff(rx), np.diff(ry)
    good = np.isfinite(dx) & np.isfinite(dy)
    steps = np.where(good, np.maximum(np.maximum(np.abs(dx), np.abs(dy)), 1), 0)
    steps = np.nan_to_num(steps).astype(int)
    segment = np.repeat(np.arange(len(steps)), steps)
    part = (np.arange(len(segment)) - np.repeat(np.cumsum(steps) - steps, steps)) / steps[segment]
    gx = np.round(rx[segment] + dx[segment] * part)
    gy = np.round(ry[segment] + dy[segment] * part)
    # A stretch ends with the line, or before a gap; a point between two gaps is all of its stretch.
    last = np.isfinite(rx) & np.isfinite(ry) & ~np.append(good, False)
    stops = np.arange(len(gx) + int(last.sum())) >= len(gx)
    return np.append(gx, rx[last]), np.append(gy, ry[last]), stops

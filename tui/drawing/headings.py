"""The first row of a figure: its title, and the marks that its parts are known by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.style import Style

from tui.drawing.canvas import Canvas, fit, wide

_SHORTEST_TITLE = 12
TWO_ROWS_FROM = 8
"""The height from which a legend may have a row of its own."""
_ROOMY_FROM = 12
"""The height from which it has one also for the sake of the name of an axis."""


class Entry(NamedTuple):
    """One part of a legend: the mark it is drawn with, and its name."""

    mark: str
    style: Style
    name: str


def heading(canvas: Canvas, title: str, entries: Sequence[Entry] = (), note: str = "") -> int:
    """Write the title, a muted note, and the legend at the right; the rows that they take.

    A legend that does not fit beside the title gets a row of its own where the figure is high
    enough, else its names are cut.
    """
    pen = canvas.pen
    if canvas.height == 0:
        return 1
    marks = [pen.write(e.mark) for e in entries]
    names = [pen.write(e.name) for e in entries]
    title, low = fit(title, canvas.width, pen), canvas.height < TWO_ROWS_FROM
    # Closer where it must be; marks on a shade of their own part the names well enough.
    shaded = all(mark.endswith(" ") for mark in marks)
    bare = [mark.strip() or mark[:1] for mark in marks]
    ways = [(marks, 2, 1, 2), *[(marks, 1, 1, 1)] * (low or shaded)]
    ways += [(bare, 1, 1, 1)] * shaded
    # Rather than glued to its marks a legend has a row of its own.
    glued = [(bare, 1, 0, 1), (bare, 1, 0, 0)] * shaded
    for marks, apart, after, gap in [*ways, *glued] if low else ways:
        need = _width(marks, names, after, gap)
        if wide(title) + apart + need <= canvas.width:
            break
    note, row = pen.write(note), 0
    # Where rows abound, a note that stands in the way of the legend is not left out.
    kept = wide(note) + (apart if title else 0) if note and canvas.height >= _ROOMY_FROM else 0
    if wide(title) + kept > canvas.width:
        kept = 0
    if marks and (title or kept) and wide(title) + kept + apart + need > canvas.width:
        if not low:
            row = 1
            for marks, _, after, gap in [*ways, *glued]:
                need = _width(marks, names, after, gap)
                if need <= canvas.width:
                    break
        else:
            # The legend is read more often than the end of a long title.
            title = fit(title, max(min(wide(title), _SHORTEST_TITLE), canvas.width - need - apart), pen)
            if wide(title) + apart + need > canvas.width:
                title = ""
    room = canvas.width - (wide(title) + apart if title and not row else 0)
    if need > room and gap > 1:
        gap = 1
        need = _width(marks, names, after, gap)
    if marks and need > room:
        # Rather than its letters a name gives up the blank before it.
        after, need = 0, _width(marks, names, 0, gap)
        fixed = need - sum(map(wide, names))
        # The longest are cut to one length.
        most = max(
            (n for n in range(room + 1) if fixed + sum(min(wide(name), n) for name in names) <= room),
            default=0,
        )
        left = room - fixed - sum(min(wide(name), most) for name in names)
        for k, name in enumerate(names):
            # What is left over makes the first of them whole.
            more = min(left, max(wide(name) - most, 0))
            left -= more
            names[k] = fit(name, most + more, pen)
    x = canvas.put(0, 0, title, pen.style("text", bold=True))
    taken = _width(marks, names, after, gap)
    if note and x + 2 + wide(note) + (taken + 2 if taken and not row else 0) <= canvas.width:
        canvas.put(x + 2 if x else 0, 0, note, pen.style("muted"))
    x = canvas.width - taken
    for entry, mark, name in zip(entries, marks, names, strict=True):
        x = canvas.put(x, row, mark, entry.style)
        x = canvas.put(x + after, row, name, pen.style("muted")) + gap
    return row + 1


def title_row(canvas: Canvas, title: str) -> int:
    """Write a title, where there is one; the rows that it takes."""
    return heading(canvas, title) if title else 0


def _width(marks: Sequence[str], names: Sequence[str], after: int, gap: int) -> int:
    """The columns of a legend with so many blanks after a mark, and between two entries."""
    blanks = after * len(marks) + gap * max(len(marks) - 1, 0)
    return sum(map(wide, marks)) + sum(map(wide, names)) + blanks

"""The first row of a figure: its title, and the marks that its parts are known by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.style import Style

from tui.drawing.canvas import Canvas, fit, wide

_SHORTEST_TITLE = 12


@dataclass(frozen=True)
class Entry:
    """One part of a legend: the mark it is drawn with, and its name."""

    mark: str
    style: Style
    name: str


def heading(canvas: Canvas, title: str, entries: Sequence[Entry] = (), note: str = "") -> None:
    """Write the title row: title, a muted note, and the legend at the right while there is room."""
    pen = canvas.pen
    if canvas.height == 0:
        return
    marks = [pen.write(e.mark) for e in entries]
    names = [pen.write(e.name) for e in entries]
    title = fit(title, canvas.width, pen)
    fixed = sum(wide(m) + 1 for m in marks) + 2 * max(len(marks) - 1, 0)
    if marks and title:
        # The legend is read more often than the end of a long title.
        need = sum(map(wide, names)) + fixed + 2
        title = fit(title, max(min(wide(title), _SHORTEST_TITLE), canvas.width - need), pen)
    room = canvas.width - (wide(title) + 2 if title else 0)
    if marks and sum(map(wide, names)) + fixed > room:
        share = max((room - fixed) // len(marks), 0)
        names = [fit(n, share, pen) for n in names]
    x = canvas.put(0, 0, title, pen.style("text", bold=True))
    taken = sum(map(wide, names)) + fixed if marks else 0
    note = pen.write(note)
    if note and x + 2 + wide(note) + (taken + 2 if taken else 0) <= canvas.width:
        canvas.put(x + 2 if x else 0, 0, note, pen.style("muted"))
    x = canvas.width - taken
    for entry, mark, name in zip(entries, marks, names, strict=True):
        x = canvas.put(x, 0, mark, entry.style)
        x = canvas.put(x + 1, 0, name, pen.style("muted")) + 2

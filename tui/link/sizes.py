"""The sizes of a window that count."""

from __future__ import annotations

from textwrap import wrap

LEAST_COLUMNS, LEAST_ROWS = 60, 18
"""Below this the tutor only says that it needs more."""

MOST_COLUMNS, MOST_ROWS = 500, 200
"""As much as is drawn, whatever a terminal says: no screen is larger, and each cell takes memory."""


def drawn_for(columns: int, rows: int) -> tuple[int, int]:
    """The size to draw for, from what a terminal says; where that is nothing, what pages are made to fit."""
    if columns <= 0 or rows <= 0:
        # Which knows every lab, and NumPy: more than a driver of terminals needs.
        from lessons.format.layout import COLUMNS, ROWS

        return COLUMNS, ROWS
    return min(columns, MOST_COLUMNS), min(rows, MOST_ROWS)


def too_small(columns: int, rows: int) -> str:
    """What is said in a window below the least size, as much of it as fits there, in lines."""
    needs = f"{LEAST_COLUMNS}×{LEAST_ROWS}"
    short = f"The tutor needs {needs}."
    said = f"This window has {columns}×{rows}. {short}"
    for text in (f"{said} Make it larger; ctrl+c quits.", said, short, f"needs {needs}"):
        lines = wrap(text, columns, break_long_words=False)
        if len(lines) <= rows and max(map(len, lines)) <= columns:
            return "\n".join(lines)
    return needs[:columns]

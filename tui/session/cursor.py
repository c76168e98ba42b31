"""The terminal's own cursor: it stands where the focus is, which braille displays and magnifiers follow."""

from __future__ import annotations

from textual.geometry import Offset
from textual.screen import Screen
from textual.widgets import Input

from lessons.text import cells

HIDE, SHOW = "\x1b[?25l", "\x1b[?25h"


def place(screen: Screen[object]) -> Offset:
    """Where the cursor belongs: where the focused widget says it is, else where that begins."""
    focused = screen.focused
    if focused is None:
        return Offset(0, 0)
    offset: Offset = focused.content_region.offset
    if isinstance(focused, Input):
        # Textual says a column more at the end of a line.
        offset += Offset(cells(focused.value[: focused.cursor_position]) - focused.scroll_offset.x, 0)
    else:
        offset = getattr(focused, "cursor_screen_offset", offset)
    return screen.outer_size.clamp_offset(offset)


def move(offset: Offset) -> str:
    """What moves the cursor to a place."""
    return f"\x1b[{offset.y + 1};{offset.x + 1}H"

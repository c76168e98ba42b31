"""Which characters a terminal can be given: how that is asked, and what the answer means."""

from __future__ import annotations

from enum import Enum
from typing import Literal

from tui.link.ascii import to_ascii, to_narrow

Letters = Literal["all", "narrow", "ascii"]
"""Everything; only what takes as many columns on every UTF-8 terminal; only ASCII."""

QUESTION = "⠿⠿⠿⠿·◆┼┼┼"
"""A text that one cursor-position query can be sent behind: each kind of terminal ends it elsewhere.

Braille is narrow wherever there is UTF-8; a dot, a shape and box drawing are of ambiguous width. In a
terminal that is not UTF-8 each byte takes a column. Some bytes of box drawing are control characters
there, which may take none and swallow the rest: the braille before them, with none among its bytes, is
what tells it from the widest UTF-8 (14 columns) even then.
"""


class Drawn(Enum):
    """How a terminal draws what is sent as UTF-8."""

    NARROW = "narrow"
    BOX_WIDE = "box drawing wide"
    WIDE = "ambiguous wide"
    BYTES = "not UTF-8"

    @property
    def letters(self) -> Letters:
        """What may be sent there."""
        return "all" if self is Drawn.NARROW else "ascii" if self is Drawn.BYTES else "narrow"


_COLUMNS = {
    9: Drawn.NARROW,
    12: Drawn.BOX_WIDE,
    **dict.fromkeys((10, 11, 13, 14), Drawn.WIDE),
    **dict.fromkeys(range(15, len(QUESTION.encode()) + 1), Drawn.BYTES),
}


def drawn(columns: int) -> Drawn | None:
    """What kind of terminal draws `QUESTION` in so many columns; None for what none does."""
    return _COLUMNS.get(columns)


def spell(text: str, letters: Letters) -> str:
    """`text` in the letters that a terminal has."""
    if letters == "all":
        return text
    return to_ascii(text) if letters == "ascii" else to_narrow(text)

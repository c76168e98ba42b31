"""Faults of a lesson file: where, what, and how to mend it."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from lessons.text import cells


class Fault(NamedTuple):
    """One fault. `line` and `column` count from 1."""

    path: str
    line: int
    column: int
    reason: str
    mend: str
    source: str = ""
    """The line it stands in, as the file has it."""

    def headline(self) -> str:
        """`file:line:column: error: reason; mend`."""
        return visible(f"{self.path}:{self.line}:{self.column}: error: {self.reason}; {self.mend}")

    def __str__(self) -> str:
        if not self.source.strip():
            return self.headline()
        shown, caret = _window(self.source, self.column)
        return f"{self.headline()}\n    {shown}\n    {caret}"


MOST_FAULTS = 100
"""So many faults of one file are told; who has mended them will see the rest."""


class EnoughError(Exception):
    """So much is wrong with a file that the rest is not looked at."""


_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u2028\u2029"  # C0, C1, line and paragraph separator
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"  # what turns the direction of text
)
_CONTROL_IN_LINE = re.compile(r"(?![\n\t])" + _CONTROL.pattern)


def visible(text: str) -> str:
    """The text with every control character replaced by a mark, so that it is safe to print."""
    return _CONTROL.sub("·", text.replace("\t", " "))


def first_control(text: str) -> tuple[int, str] | None:
    """The index and the name of the first control character, new lines and tabs aside."""
    found = _CONTROL_IN_LINE.search(text)
    if not found:
        return None
    c = found[0]
    name = unicodedata.name(c, "") or {"\x1b": "ESC", "\x00": "NUL"}.get(c, "control character")
    return found.start(), f"{name} (U+{ord(c):04X})"


def _window(source: str, column: int, width: int = 90) -> tuple[str, str]:
    """The part of a line around a column, and the caret under it."""
    source = visible(source.rstrip("\n"))
    at = max(0, min(column - 1, len(source)))
    start = 0 if at < width - 10 else at - width // 2
    shown = ("…" if start else "") + source[start : start + width]
    return shown, " " * (cells(source[start:at]) + (1 if start else 0)) + "^"

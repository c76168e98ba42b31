"""Faults of a lesson file: where, what, and how to mend it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from lessons.text import cells


@dataclass(frozen=True, order=True)
class Fault:
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


def visible(text: str) -> str:
    """The text with every control character replaced by a mark, so that it is safe to print."""
    return "".join("·" if control(c) and c != "\t" else " " if c == "\t" else c for c in text)


_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def control(character: str) -> bool:
    """Whether a character steers a terminal or the direction of text instead of being text."""
    return unicodedata.category(character) in ("Cc", "Zl", "Zp") or character in _BIDI


def first_control(text: str) -> tuple[int, str] | None:
    """The index and the name of the first control character, new lines and tabs aside."""
    for i, c in enumerate(text):
        if control(c) and c not in "\n\t":
            name = unicodedata.name(c, "") or {"\x1b": "ESC", "\x00": "NUL"}.get(c, "control character")
            return i, f"{name} (U+{ord(c):04X})"
    return None


def _window(source: str, column: int, width: int = 90) -> tuple[str, str]:
    """The part of a line around a column, and the caret under it."""
    source = visible(source.rstrip("\n"))
    at = max(0, min(column - 1, len(source)))
    start = 0 if at < width - 10 else at - width // 2
    shown = ("…" if start else "") + source[start : start + width]
    return shown, " " * (cells(source[start:at]) + (1 if start else 0)) + "^"

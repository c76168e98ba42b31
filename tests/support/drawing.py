"""Screens of terminals that draw some characters in other columns than most do."""

from __future__ import annotations

from collections.abc import Iterator
from unittest import mock

import pyte
import wcwidth


class Screen(pyte.Screen):
    """As most draw. It is looked at after all that comes: a row is put together only once it has changed."""

    utf8 = True

    def __init__(self, columns: int, lines: int) -> None:
        self._rows: dict[int, str] = {}
        super().__init__(columns, lines)

    @staticmethod
    def width(char: str) -> int:
        return wcwidth.wcwidth(char)

    @property
    def display(self) -> list[str]:
        self._rows |= {y: "".join(self._row(y)) for y in self.dirty if y < self.lines}
        self.dirty.clear()
        return [self._rows[y] for y in range(self.lines)]

    def _row(self, y: int) -> Iterator[str]:
        line, x = self.buffer[y], 0
        while x < self.columns:
            yield (char := line[x].data)
            # What is wide has an empty cell behind it.
            x += 2 if self.width(char[0]) == 2 else 1


class Drawing(Screen):
    """A screen with widths of its own."""

    def draw(self, data: str) -> None:
        with mock.patch("pyte.screens.wcwidth", self.width):
            super().draw(data)


class AmbiguousWide(Drawing):
    """As xterm -cjk_width: what is of ambiguous width takes two columns."""

    @staticmethod
    def width(char: str) -> int:
        return wcwidth.wcwidth(char, ambiguous_width=2)


class BoxWide(Drawing):
    """As a font may have it: only box drawing and shapes that blocks are made of take two columns."""

    @staticmethod
    def width(char: str) -> int:
        return 2 if "\u2500" <= char <= "\u259f" else wcwidth.wcwidth(char)


class ShapesWide(Drawing):
    """Box drawing, arrows and shapes take two columns, letters one."""

    @staticmethod
    def width(char: str) -> int:
        shape = "\u2190" <= char <= "\u21ff" or "\u2500" <= char <= "\u25ff"
        return 2 if shape else wcwidth.wcwidth(char)


class Latin(Drawing):
    """Not UTF-8: each byte is a character, those that mean nothing too."""

    utf8 = False

    @staticmethod
    def width(char: str) -> int:
        return 1


class LatinControls(Drawing):
    """Not UTF-8, and what is a control character in Latin-1 swallows what comes with it."""

    utf8 = False

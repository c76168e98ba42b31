"""Screens of terminals that draw some characters in other columns than most do."""

from __future__ import annotations

from unittest import mock

import pyte
import wcwidth


class Drawing(pyte.Screen):
    """A screen with widths of its own."""

    utf8 = True

    @staticmethod
    def width(char: str) -> int:
        return wcwidth.wcwidth(char)

    def draw(self, data: str) -> None:
        with mock.patch("pyte.screens.wcwidth", self.width):
            super().draw(data)

    @property
    def display(self) -> list[str]:
        with mock.patch("pyte.screens.wcwidth", self.width):
            return super().display


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

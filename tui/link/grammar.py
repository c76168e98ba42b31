"""The sequences that a terminal may send, and what each of them says.

A table of what the tutor understands: keys as xterm, rxvt, the Linux console and kitty report them,
and the reports that the tutor asks for. Whatever else comes says nothing, whatever its parameters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from lessons.text import plain
from tui.private import key_of_character


class Key(NamedTuple):
    """A key by its name, and the character that it types."""

    name: str
    character: str | None = None


class Interrupt(NamedTuple):
    """ctrl+c, which waits for nothing."""


class Answer(NamedTuple):
    """An answer to a cursor-position query: row and column, counted from 1."""

    row: int
    column: int


class Focus(NamedTuple):
    """The terminal's window has gained or lost the focus."""

    gained: bool


class Mode(NamedTuple):
    """What the terminal says of a mode: 0 unknown, 1 set, 2 reset, 3 always set, 4 never set."""

    number: int
    setting: int


class WindowSize(NamedTuple):
    """A report of the window's size."""

    columns: int
    rows: int


class Mouse(NamedTuple):
    """A report of the mouse: the whole sequence, and where, counted from 1."""

    sequence: str
    column: int
    row: int


class Pasted(NamedTuple):
    """A paste, without control characters other than tab and newline."""

    text: str
    whole: bool = True
    """Whether its end came, and nothing of it was left out."""


Item = Key | Interrupt | Answer | Focus | Mode | WindowSize | Mouse | Pasted

ESCAPE = Key("escape", "\x1b")

# C0 but tab, newline and carriage return; DEL; C1; and what turns the direction of writing.
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def safe_text(text: str) -> str:
    """Text without control characters other than tab and newline, nor bidirectional overrides."""
    return _UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


# Single bytes. What is not here and cannot be printed is no key.
_CONTROLS = {
    "\x00": "ctrl+@",
    **{chr(n): f"ctrl+{chr(n + 96)}" for n in range(1, 27)},
    "\x08": "backspace",
    "\t": "tab",
    "\r": "enter",
    "\x1c": "ctrl+backslash",
    "\x1d": "ctrl+right_square_bracket",
    "\x1e": "ctrl+circumflex_accent",
    "\x1f": "ctrl+underscore",
    "\x7f": "backspace",
}


@lru_cache(maxsize=512)
def typed(character: str) -> Key | None:
    """The key that types a character, None where there is none."""
    if name := _CONTROLS.get(character):
        return Key(name, character)
    character = plain(character)
    return Key(key_of_character(character), character) if character.isprintable() else None


# Sequences by their letter or number.
_LETTERS = {"A": "up", "B": "down", "C": "right", "D": "left", "H": "home", "F": "end"}
_LETTERS |= {"P": "f1", "Q": "f2", "R": "f3", "S": "f4"}
_NUMBERS = {1: "home", 2: "insert", 3: "delete", 4: "end", 5: "pageup", 6: "pagedown", 7: "home", 8: "end"}
_FUNCTION_NUMBERS = (11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24)
_NUMBERS |= {number: f"f{i}" for i, number in enumerate(_FUNCTION_NUMBERS, 1)}

# The keypad, where it sends sequences of its own, and the control keys as code points.
_KEYPAD = dict(zip("XjklmnopqrstuvwxyI ", "=*+,-./0123456789\t ", strict=True)) | {"M": "\r"}
_CODES = {9: "tab", 13: "enter", 27: "escape", 127: "backspace"}
_KEYPAD_CODES = dict(zip(range(57399, 57417), "0123456789./*-+\r=,", strict=True))
_KEYPAD_KEYS = ("left", "right", "up", "down", "pageup", "pagedown", "home", "end", "insert", "delete")
_CODES |= dict(enumerate(_KEYPAD_KEYS, 57417))
_TYPED_BY = {"enter": "\r", "tab": "\t", "backspace": "\x7f", "escape": "\x1b"}

# What xterm adds to 1 for each modifier; caps lock and num lock say nothing here.
_SHIFT, _ALT, _CTRL, _LOCKS = 1, 2, 4, 64 | 128
_RXVT = {"~": 0, "$": _SHIFT, "^": _CTRL, "@": _SHIFT | _CTRL}

_FIXED: dict[str, Item] = {
    "\x1b[I": Focus(True),
    "\x1b[O": Focus(False),
    "\x1b[Z": Key("shift+tab"),
    **{f"\x1b[{letter.lower()}": Key(f"shift+{_LETTERS[letter]}") for letter in "ABCD"},
    **{f"\x1bO{letter.lower()}": Key(f"ctrl+{_LETTERS[letter]}") for letter in "ABCD"},
    **{f"\x1b[[{letter}": Key(f"f{i}") for i, letter in enumerate("ABCDE", 1)},
}


def _held(modifiers: int) -> int | None:
    """Which of shift and ctrl are held; None for modifiers that nothing is bound to, or that do not exist."""
    held = (modifiers - 1) & ~_LOCKS
    return held if 1 <= modifiers <= 256 and not held & ~(_SHIFT | _CTRL) else None


def _named(name: str, held: int) -> str:
    return ("ctrl+" if held & _CTRL else "") + ("shift+" if held & _SHIFT else "") + name


def _function(name: str, modifiers: int, more: int = 0) -> list[Item]:
    held = _held(modifiers)
    return [] if held is None else [Key(_named(name, held | more), None)]


def _keypad(letter: str, modifiers: int) -> list[Item]:
    if letter in _LETTERS:
        return _function(_LETTERS[letter], modifiers)
    key = typed(_KEYPAD[letter]) if letter in _KEYPAD else None
    return [key] if key else []


def _character(code: int) -> str:
    """A character that can be printed, by its code point; empty for what is none."""
    character = chr(code) if code <= 0x10FFFF else ""
    return character if character.isprintable() else ""


def _coded(code: int, modifiers: int, text: str = "") -> list[Item]:
    """A key by its code point, with the code points of the text that it types where they are told."""
    held = _held(modifiers)
    if held == _CTRL and code in (ord("c"), ord("C")):
        return [Interrupt()]
    name = _CODES.get(code)
    if name:
        if held is None:
            return []
        return [Key(_named(name, held), None if held else _TYPED_BY.get(name))]
    if text and 1 <= modifiers <= 256:
        # AltGr and option are modifiers too, but what they type is typed.
        keys = [typed(character) for part in text.split(":") if (character := _character(int(part)))]
        return [key for key in keys if key]
    character = _KEYPAD_CODES.get(code) or _character(code)
    if held is None or not character:
        return []
    if held & _CTRL:
        return [Key(_named(key_of_character(_alone(character.lower(), character)), held), None)]
    key = typed(_alone(character.upper(), character) if held & _SHIFT else character)
    return [key] if key else []


def _alone(changed: str, character: str) -> str:
    """A character in the other case, where that is one character too."""
    return changed if len(changed) == 1 else character


def _numbered(number: int, modifiers: int, more: int) -> list[Item]:
    return _function(_NUMBERS[number], modifiers, more) if number in _NUMBERS else []


# Compiled when they are first needed: the first page waits for one of them alone.
_SEQUENCES: dict[str, Callable[[re.Match[str]], list[Item]]] = {
    r"\x1b\[(\d{1,5});(\d{1,5})R": lambda found: [Answer(int(found[1]), int(found[2]))],
    r"\x1b\[(?:1?;)?(\d{1,3})?([ABCDHFPQS])": lambda found: _function(_LETTERS[found[2]], int(found[1] or 1)),
    r"\x1b\[(\d{1,2})(?:;(\d{1,3}))?([~$^@])": (
        lambda found: _numbered(int(found[1]), int(found[2] or 1), _RXVT[found[3]])
    ),
    r"\x1b\[(\d{1,7})(?:;(\d{0,3})(?:;(\d{1,7}(?::\d{1,7}){0,15})?)?)?u": (
        lambda found: _coded(int(found[1]), int(found[2] or 1), found[3] or "")
    ),
    r"\x1b\[27;(\d{1,3});(\d{1,7})~": lambda found: _coded(int(found[2]), int(found[1])),
    r"\x1bO(?:1?;?(\d))?([ -~])": lambda found: _keypad(found[2], int(found[1] or 1)),
    r"\x1b\[<\d{1,3};(\d{1,5});(\d{1,5})[Mm]": lambda found: [Mouse(found[0], int(found[1]), int(found[2]))],
    r"\x1b\[\?(\d{1,5});([0-4])\$y": lambda found: [Mode(int(found[1]), int(found[2]))],
    r"\x1b\[48;(\d{1,7})(?::[\d:]*)?;(\d{1,7})(?::[\d:]*)?;\d{1,9}(?::[\d:]*)?;\d{1,9}(?::[\d:]*)?t": (
        lambda found: [WindowSize(columns=int(found[2]), rows=int(found[1]))]
    ),
}


def read(sequence: str) -> list[Item]:
    """What a whole sequence says; nothing, for one that the tutor does not understand."""
    if item := _FIXED.get(sequence):
        return [item]
    for pattern, said in _SEQUENCES.items():
        if found := re.fullmatch(pattern, sequence):
            return said(found)
    return []

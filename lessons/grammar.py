"""The grammar of what learners answer and of what lessons state: numbers, arithmetic, conditions.

A small parser by precedence. Nothing is ever run as code: what it has no rule for, it does not read.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from lessons.text import cut, plain

Look: TypeAlias = Callable[[str], Any]
"""What a name stands for."""
Term: TypeAlias = Callable[[Look], Any]
"""Something read, to be computed."""

LONGEST, DEEPEST = 200, 20
TRY = "Try 0.85, 85% or 17/20."
CONSTANTS = {"e": math.e, "pi": math.pi, "π": math.pi}
FUNCTIONS: Mapping[str, Callable[[float], float]] = {
    "exp": math.exp,
    "log": math.log,
    "ln": math.log,
    "sqrt": math.sqrt,
    "√": math.sqrt,
    "abs": abs,
}
_OPERATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": math.pow,
    # What differs by rounding alone is the same, so of less, same and more one always holds.
    "<": lambda a, b: a < b and not _same(a, b),
    ">": lambda a, b: a > b and not _same(a, b),
    "<=": lambda a, b: a <= b or _same(a, b),
    ">=": lambda a, b: a >= b or _same(a, b),
    "==": lambda a, b: _same(a, b),
    "!=": lambda a, b: not _same(a, b),
}
_COMPARISONS = ("<", ">", "<=", ">=", "==", "!=")
_SPELLINGS = {"−": "-", "–": "-", "·": "*", "⋅": "*", "×": "*", "÷": "/", "**": "^"} | {
    "=": "==",
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
}
_NUMBER = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+−]?[0-9]+)?"
_NAME = r"[^\W\d]\w*(?:\.[^\W\d]\w*|\[[-\w, ]*\])*"
_TOKEN = re.compile(rf"\s*(?:({_NUMBER})|((?:ln|exp|sqrt)(?=\d)|{_NAME})|('[^']*')|(\*\*|[<>=!]=|\S))")
_COMMAS = re.compile(r"(?<![.0-9])[0-9]*(?:,[0-9]+)+")
_TIMES = re.compile(r"(?<=[0-9.)]) ?x ?(?=[0-9.(−-])")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+")


class Unread(ValueError):
    """Text that could not be read: what is said of it, and `at` which character it ends to be understood."""

    def __init__(self, message: str, at: int = 0) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True)
class Entry:
    """What a learner typed: its value; whether it is `plain`, a number and nothing to compute; its unit."""

    value: float
    plain: bool
    unit: str = ""


def read(text: str) -> Entry:
    """Read a number as a learner types it: 0.5, 85%, ~420 points, 1,000, 600*0.7, −log(0.1).

    Raises `Unread`, with one line for the learner.
    """
    text = " ".join(plain(text).split()).lower()
    if not text:
        raise Unread("Type a number first.")
    if len(text) > LONGEST:
        raise Unread(f"That is too long. {TRY}")
    pointed = _COMMAS.sub(lambda found: _ungrouped(found[0]), _TIMES.sub("*", text))
    try:
        parser = _Parser(pointed.lstrip("=~≈ "))
        term = parser.sum()
        unit = parser.unit()
        value = float(term(_nothing))
    except Unread:
        raise Unread(f"That could not be read. {TRY}") from None
    except (ArithmeticError, TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise Unread(f"That comes to no finite number. {TRY}")
    if not all(map(_GROUPED.fullmatch, _COMMAS.findall(text))):
        raise Unread(f"Write the decimals after a point: {cut(pointed, 40)}")
    return Entry(value, parser.plain, unit)


def _ungrouped(number: str) -> str:
    """A number with commas without them, where they part thousands, or with a point in the place of each."""
    return number.replace(",", "" if _GROUPED.fullmatch(number) else ".")


def _nothing(name: str) -> Any:
    raise Unread(f"'{name}' stands for nothing")


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, str) or isinstance(b, str):
        return bool(a == b)
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


class _Parser:
    """Recursive descent, a method for each precedence, the loosest first."""

    def __init__(self, text: str) -> None:
        self.tokens = list(_TOKEN.finditer(text))
        self.next = 0
        self.depth = 0
        self.plain = True
        """Whether there is nothing in it to compute."""

    @property
    def token(self) -> str:
        """The next token, spelt in the one way; empty at the end."""
        if self.next >= len(self.tokens):
            return ""
        found = self.tokens[self.next][0].strip()
        return _SPELLINGS.get(found, found)

    def is_a(self, group: int) -> bool:
        """Whether the next token is a number (1), a name (2) or a word in quotes (3)."""
        return self.next < len(self.tokens) and self.tokens[self.next][group] is not None

    def take(self, *wanted: str) -> str:
        """The next token, if it is one of these; else nothing."""
        token = self.token
        if token not in wanted:
            return ""
        self.next += 1
        return token

    def fail(self, reason: str = "") -> Unread:
        """What is raised at the next token."""
        found = self.tokens[self.next] if self.next < len(self.tokens) else None
        at = found.end() - len(found[0].strip()) if found else self.tokens[-1].end() if self.tokens else 0
        shown = f"'{cut(self.token, 20)}' is not understood here" if found else "it ends too soon"
        return Unread(reason or shown, at)

    def unit(self) -> str:
        """The words after a number, to the end. Raises `Unread` where there is anything else."""
        words = []
        while self.is_a(2) and self.token.isalpha():
            words.append(self.token)
            self.next += 1
        if self.token:
            raise self.fail()
        return " ".join(words)

    def sum(self) -> Term:
        return self._chain(self.product, "+", "-")

    def product(self) -> Term:
        value = self.signed()
        while True:
            if sign := self.take("*", "/"):
                value = self._pair(sign, value, self.signed())
            elif self.token == "(" or self.token in FUNCTIONS or self.token in CONSTANTS:
                value = self._pair("*", value, self.power())
            else:
                return value

    def _chain(self, inner: Callable[[], Term], *signs: str) -> Term:
        value = inner()
        while sign := self.take(*signs):
            value = self._pair(sign, value, inner())
        return value

    def _pair(self, sign: str, left: Term, right: Term) -> Term:
        self.plain = False
        apply = _OPERATIONS[sign]
        return lambda look: apply(left(look), right(look))

    def signed(self) -> Term:
        if not (sign := self.take("+", "-")):
            return self.power()
        value = self._deeper(self.signed)
        return value if sign == "+" else lambda look: -value(look)

    def power(self) -> Term:
        value = self.atom()
        if self.take("%") or (self.take("percent") or (self.take("per") and self.take("cent"))):
            value = self._pair("/", value, lambda look: 100.0)
        if exponent := self.take("²", "³"):
            value = self._pair("^", value, lambda look: 2.0 if exponent == "²" else 3.0)
        return self._pair("^", value, self._deeper(self.signed)) if self.take("^") else value

    def atom(self) -> Term:
        token = self.token
        if self.is_a(1):
            self.next += 1
            number = float(token.replace("−", "-"))
            return lambda look: number
        if self.take("("):
            value = self._deeper(self.sum)
            if not self.take(")"):
                raise self.fail()
            return value
        if self.take(*CONSTANTS):
            self.plain = False
            return lambda look: CONSTANTS[token]
        if self.take(*FUNCTIONS):
            self.plain = False
            inside = self._deeper(self.signed)
            return lambda look: FUNCTIONS[token](inside(look))
        raise self.fail()

    def _deeper(self, inner: Callable[[], Term]) -> Term:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fail("it is nested too deep")
        value = inner()
        self.depth -= 1
        return value

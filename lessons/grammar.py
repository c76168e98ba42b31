"""The grammar of what learners answer and of what lessons state: numbers, arithmetic, conditions.

A small parser by precedence. Nothing is ever run as code: what it has no rule for, it does not read.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from lessons.text import cut, plain

Look: TypeAlias = Callable[[str], Any]
"""What a name stands for."""


class Term(NamedTuple):
    """Something read, to be computed: a node of the tree of what has been read."""

    compute: Callable[[Look], Any]
    sign: str
    """What it does: a sign, the name of a function, a name, or a number as it was typed."""
    parts: tuple[Term, ...] = ()
    at: int = 0
    """At which character that stands."""

    def __call__(self, look: Look) -> Any:
        return self.compute(look)


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
    "relu": lambda z: max(0.0, z),
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z)),
    "tanh": math.tanh,
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


class Entry(NamedTuple):
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
        value = float(term(str))
    except Unread:
        raise Unread(f"That could not be read. {TRY}") from None
    except (ArithmeticError, TypeError, ValueError):
        value = math.nan
    if not math.isfinite(value):
        raise Unread(f"That comes to no finite number. {TRY}")
    if not all(map(_GROUPED.fullmatch, _COMMAS.findall(text))):
        raise Unread(f"Write the decimals after a point: {cut(pointed, 40)}")
    return Entry(value, parser.plain, unit)


class Condition(NamedTuple):
    """A condition on readouts: `factor < -1`, `0 < loss <= 2 * best and not diverged`."""

    term: Term
    names: tuple[tuple[str, int], ...]
    """Each readout that it reads, and at which character."""

    def holds(self, look: Look) -> bool:
        """Whether it holds; it does not where a side is no number, as 1/0. `look` gives a readout.

        Raises `Unread` where a readout is no single number or word, or where it is no condition.
        """
        try:
            value = self.term(look)
        except Unread:
            raise
        except TypeError:
            raise Unread("it compares a word with a number") from None
        except (ArithmeticError, ValueError):
            return False
        if not isinstance(value, bool):
            raise Unread("it is a value, not a condition")
        return value


@lru_cache(maxsize=256)
def condition(text: str) -> Condition:
    """Read a condition. Raises `Unread` with what is wrong, and where."""
    return Condition(*_parsed(text, _Parser.either))


class Expression(NamedTuple):
    """A sum with readouts in it: `W1[0,0]*x[0] + b1[0]`, `relu(z)`, `dh*(z > 0)`."""

    term: Term
    names: tuple[tuple[str, int], ...]
    """Each readout that it reads, and at which character."""

    def value(self, look: Look) -> float:
        """What it comes to; `nan` where that is no number, as of 1/0. `look` gives a readout.

        Raises `Unread` where a readout is no single number.
        """
        try:
            return float(self.term(look))
        except Unread:
            raise
        except (ArithmeticError, ValueError, TypeError):
            return math.nan


@lru_cache(maxsize=256)
def expression(text: str) -> Expression:
    """Read a sum with readouts in it. Raises `Unread` with what is wrong, and where."""
    return Expression(*_parsed(text, _Parser.sum))


def _parsed(text: str, whole: Callable[[_Parser], Term]) -> tuple[Term, tuple[tuple[str, int], ...]]:
    """What a text with names in it computes, and the names."""
    if len(text) > LONGEST:
        raise Unread(f"it has {len(text):,} characters, and at most {LONGEST} are read")
    parser = _Parser(text, names=True)
    term = whole(parser)
    if parser.token:
        raise parser.fail()
    return term, tuple(parser.names)


def _value(name: str, found: Any) -> bool | float | str:
    """A readout to compute with, `nan` where it is not known. Raises `Unread` where it is no single one."""
    if isinstance(found, (bool, np.bool_)):
        return bool(found)
    try:
        return found if isinstance(found, str) else math.nan if found is None else float(found)
    except (TypeError, ValueError):
        raise Unread(f"'{name}' is no single number") from None


def _number(token: str, at: int) -> Term:
    number = float(token.replace("−", "-"))
    return Term(lambda look: number, token, (), at)


def _ungrouped(number: str) -> str:
    """A number with commas without them, where they part thousands, or with a point in the place of each."""
    return number.replace(",", "" if _GROUPED.fullmatch(number) else ".")


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, str) or isinstance(b, str):
        return bool(a == b)
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


class _Parser:
    """Recursive descent, a method for each precedence, the loosest first."""

    def __init__(self, text: str, names: bool = False) -> None:
        """`names`: whether it may hold names and comparisons, as a condition does."""
        self.tokens = list(_TOKEN.finditer(text))
        self.next = 0
        self.depth = 0
        self.plain = True
        """Whether there is nothing in it to compute."""
        self.inside = self.either if names else self.sum
        """What brackets hold."""
        self.named = names
        self.names: list[tuple[str, int]] = []

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
        shown = f"'{cut(self.token, 20)}' is not understood here" if self.token else "it ends too soon"
        return Unread(reason or shown, self.at)

    @property
    def at(self) -> int:
        """At which character the next token stands."""
        if self.next < len(self.tokens):
            return self.tokens[self.next].end() - len(self.tokens[self.next][0].strip())
        return self.tokens[-1].end() if self.tokens else 0

    @property
    def last(self) -> int:
        """At which character the token before the next one stands."""
        return self.tokens[self.next - 1].end() - len(self.tokens[self.next - 1][0].strip())

    def unit(self) -> str:
        """The words after a number, to the end. Raises `Unread` where there is anything else."""
        words = []
        while self.is_a(2) and self.token.isalpha():
            words.append(self.token)
            self.next += 1
        if self.token:
            raise self.fail()
        return " ".join(words)

    def either(self) -> Term:
        value = self.both()
        while self.take("or"):
            value = self._logical(any, self.last, value, self.both())
        return value

    def both(self) -> Term:
        value = self.negated()
        while self.take("and"):
            value = self._logical(all, self.last, value, self.negated())
        return value

    def _logical(self, whether: Callable[[Iterable[Any]], bool], at: int, *terms: Term) -> Term:
        sign = "or" if whether is any else "and"
        return Term(lambda look: whether(bool(term(look)) for term in terms), sign, terms, at)

    def negated(self) -> Term:
        if not self.take("not"):
            return self.compared()
        at, value = self.last, self._deeper(self.negated)
        return Term(lambda look: not value(look), "not", (value,), at)

    def compared(self) -> Term:
        """A comparison or several in a chain: of `a < b <= c` each pair."""
        left, pairs = self.sum(), []
        value = left
        while sign := self.take(*_COMPARISONS):
            at, right = self.last, self.sum()
            pairs.append(self._pair(sign, left, right, at))
            value, left = self._logical(all, at, *pairs), right
        return value

    def sum(self) -> Term:
        value = self.product()
        while sign := self.take("+", "-"):
            at = self.last
            value = self._pair(sign, value, self.product(), at)
        return value

    def product(self) -> Term:
        value = self.signed()
        while True:
            at = self.at
            if sign := self.take("*", "/"):
                value = self._pair(sign, value, self.signed(), at)
            elif self.token == "(" or self.token in FUNCTIONS or self.token in CONSTANTS:
                value = self._pair("*", value, self.power(), at)
            else:
                return value

    def _pair(self, sign: str, left: Term, right: Term, at: int) -> Term:
        self.plain = False
        apply = _OPERATIONS[sign]
        return Term(lambda look: apply(left(look), right(look)), sign, (left, right), at)

    def signed(self) -> Term:
        if not (sign := self.take("+", "-")):
            return self.power()
        at, value = self.last, self._deeper(self.signed)
        return value if sign == "+" else Term(lambda look: -value(look), "-", (value,), at)

    def power(self) -> Term:
        value, at = self.atom(), self.at
        if self.take("%", "percent") or (self.take("per") and self.take("cent")):
            value = self._pair("/", value, _number("100", at), at)
        if exponent := self.take("²", "³"):
            value = self._pair("^", value, _number("2" if exponent == "²" else "3", self.last), self.last)
        at = self.at
        return self._pair("^", value, self._deeper(self.signed), at) if self.take("^") else value

    def atom(self) -> Term:
        token, at = self.token, self.at
        if self.is_a(1):
            self.next += 1
            return _number(token, at)
        if self.take("("):
            value = self._deeper(self.inside)
            if not self.take(")"):
                raise self.fail()
            return value
        if self.take(*CONSTANTS):
            self.plain = False
            return Term(lambda look: CONSTANTS[token], token, (), at)
        if self.take(*FUNCTIONS):
            self.plain = False
            inside = self._deeper(self.signed)
            return Term(lambda look: FUNCTIONS[token](inside(look)), token, (inside,), at)
        if self.named and self.is_a(3):
            self.next += 1
            return Term(lambda look: token[1:-1], token, (), at)
        if self.named and self.is_a(2) and token not in ("and", "or", "not"):
            self.names.append((token, at))
            self.next += 1
            return Term(lambda look: _value(token, look(token)), token, (), at)
        raise self.fail()

    def _deeper(self, inner: Callable[[], Term]) -> Term:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fail("it is nested too deep")
        value = inner()
        self.depth -= 1
        return value

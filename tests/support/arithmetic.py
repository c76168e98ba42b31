"""Formulas with the numbers put in, read as a learner reads them and computed with.

`check` takes a line such as `z₁ = 0.30·0.20 + (−0.10)·(−0.40) = 0.10` and says whether it is true as
it is written: every side with numbers in it gives the last one, to half a unit of its last digit.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

SAFE = 1 + 1e-9
"""A number that ends in a five may be rounded either way."""
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "max": max,
    "exp": np.exp,
    "log": np.log,
    "tanh": np.tanh,
    "√": np.sqrt,
    "σ": lambda z: 1 / (1 + np.exp(-z)),
    "Φ": lambda z: 0.5 * math.erfc(-z / math.sqrt(2)),
    "φ": lambda z: math.exp(-z * z / 2) / math.sqrt(2 * math.pi),
}
KEYWORDS = ("where", "else")
_NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[−-]?\d+)?")
_NAME = re.compile(r"[^\W\d][\w′]*(?:\[[\d,]+\])?|∂\S+")
_TOKEN = re.compile(
    rf"\s*({_NUMBER.pattern}|½|where|else|{'|'.join(FUNCTIONS)}|[^\W\d]\w*|[-−+·×*/^()>,²³ᵀ])"
)
_PREFIX = re.compile(r"^([^=:]*?)(?: at (−?[\d.]+(?:e−?\d+)?))?: ")


class UnreadableError(ValueError):
    """A side that has numbers put in, and cannot be computed with."""


def number(text: str) -> Any:
    """A number or a vector as it is written. Raises `ValueError`."""
    plain = text.strip().replace("−", "-").replace("∞", "inf")
    if plain.startswith("("):
        return np.array([float(each) for each in plain[1:-1].split(",")])
    return float(plain)


def half_unit(text: str) -> Any:
    """Half a unit of the last digit of a number, or of each number of a vector."""
    parts = text.strip().strip("()").replace("−", "-").split(",")
    found = []
    for part in parts:
        mantissa, _, exponent = part.strip().partition("e")
        found.append(0.5 * 10.0 ** (int(exponent or 0) - len(mantissa.partition(".")[2])))
    return np.array(found) if len(found) > 1 else found[0]


def sides(line: str) -> list[tuple[str, list[str], Mapping[str, float]]]:
    """The equations of a line: what each is called, its sides, and what stands beside it for a name."""
    pieces = [p for p in re.split(r"; | {2,}", re.sub(r" +(?=[=←])", " ", line.strip())) if p]
    known: dict[str, float] = {}
    equations = []
    for piece in pieces:
        prefix = _PREFIX.match(piece)
        called, body = (prefix[1], piece[prefix.end() :]) if prefix else ("", piece)
        if prefix and prefix[2]:
            known["z"] = number(prefix[2])
        parts = re.split(r" [=←] ", body)
        if not prefix and len(parts) == 2 and _NAME.fullmatch(parts[0]) and _is_number(parts[1]):
            known[parts[0]] = number(parts[1])
        equations.append((called or parts[0], parts, known))
    return equations


def computed(line: str) -> dict[str, Any]:
    """What the sides with numbers put in give, by what each equation is called, its last side aside."""
    found: dict[str, Any] = {}
    for called, parts, known in sides(line):
        for part in parts[:-1]:
            if not _symbolic(part, known):
                found[called] = evaluate(part, known)
    return found


def check(line: str) -> int:
    """How many sides of a line were computed with; raises `AssertionError` where one is not true."""
    if "?" in line:
        return 0
    count = 0
    for _, parts, known in sides(line):
        values = [None if _symbolic(part, known) else evaluate(part, known) for part in parts]
        if len(parts) < 2 or all(value is None for value in values[:-1]):
            continue
        assert _is_number(parts[-1]), f"no number at the end of: {line}"
        off = np.abs(np.subtract([v for v in values[:-1] if v is not None], values[-1]))
        same = np.array([np.equal(v, values[-1]) for v in values[:-1] if v is not None])
        assert ((off <= np.multiply(half_unit(parts[-1]), SAFE) + 1e-300) | same).all(), (
            f"not true as written: {line}: {values}"
        )
        count += sum(value is not None for value in values[:-1])
    return count


def _is_number(text: str) -> bool:
    try:
        number(text)
    except ValueError:
        return False
    return True


def _symbolic(part: str, known: Mapping[str, float]) -> bool:
    """Whether a side is written in names, with no number put in. Raises `UnreadableError` for a mixture."""
    names = [
        n
        for n in _NAME.findall(_NUMBER.sub("0", re.sub("[½ᵀ]", "0", re.sub("[²³]", "", part))))
        if n not in ("e", *FUNCTIONS, *KEYWORDS, *known)
    ]
    if names and re.search(r"\d\.\d", part):
        raise UnreadableError(f"numbers and names together: {part} ({', '.join(names)})")
    return bool(names)


def evaluate(text: str, known: Mapping[str, float] | None = None) -> Any:
    """Compute an expression. Raises `UnreadableError`."""
    tokens: list[str] = []
    at = 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        if not found:
            raise UnreadableError(f"cannot read '{text[at:]}' of: {text}")
        tokens.append(found[1])
        at = found.end()
    reader = _Reader(tokens, known or {}, text)
    with np.errstate(all="ignore"):
        value = reader.choice()
    if reader.rest:
        raise UnreadableError(f"cannot read '{' '.join(reader.rest)}' of: {text}")
    return value


class _Reader:
    """Recursive descent: a choice of sums of products of powers."""

    def __init__(self, tokens: list[str], known: Mapping[str, float], text: str) -> None:
        self.rest, self.known, self.text = list(tokens), known, text

    def take(self, *wanted: str) -> str:
        if self.rest and (not wanted or self.rest[0] in wanted):
            return self.rest.pop(0)
        if not wanted or not self.rest:
            raise UnreadableError(f"it ends too soon: {self.text}")
        return ""

    def next_is(self, *wanted: str) -> bool:
        return bool(self.rest) and self.rest[0] in wanted

    def expect(self, wanted: str) -> None:
        if not self.next_is(wanted):
            raise UnreadableError(f"no '{wanted}' where it should be: {self.text}")
        self.rest.pop(0)

    def choice(self) -> Any:
        """`1 where z > 0, else 0`."""
        value = self.sum()
        if not self.next_is("where"):
            return value
        self.expect("where")
        left = self.sum()
        self.expect(">")
        holds = left > self.sum()
        self.expect(",")
        self.expect("else")
        other = self.sum()
        return value if holds else other

    def sum(self) -> Any:
        value = self.product()
        while self.next_is("+", "−", "-"):
            value = value + self.product() if self.take() == "+" else value - self.product()
        return value

    def product(self) -> Any:
        if self.next_is("−", "-", "+"):
            sign = self.take()
            value = self.product()
            return value if sign == "+" else -value
        value = self.power()
        while self.rest and (self.next_is("·", "×", "*", "/", "(", "½") or self._starts_a_factor()):
            if self.next_is("/"):
                self.take()
                value = value / self.signed()
            else:
                if self.next_is("·", "×", "*"):
                    self.take()
                value = value * self.signed()
        return value

    def _starts_a_factor(self) -> bool:
        return self.rest[0] in self.known or self.rest[0] in FUNCTIONS or self.rest[0] == "e"

    def signed(self) -> Any:
        if self.next_is("−", "-"):
            self.take()
            return -self.signed()
        return self.power()

    def power(self) -> Any:
        value = self.atom()
        while self.next_is("^", "²", "³", "ᵀ"):
            match self.take():
                case "^":
                    value = np.power(value, self.signed())
                case "²":
                    value = value**2
                case "³":
                    value = value**3
                case _:
                    value = np.reshape(value, (-1, 1))
        return value

    def atom(self) -> Any:
        token = self.take()
        if _NUMBER.fullmatch(token):
            return np.float64(token.replace("−", "-"))
        if token == "½":
            return 0.5
        if token == "e":
            return math.e
        if token in self.known:
            return self.known[token]
        if token in FUNCTIONS:
            squared = bool(self.rest) and self.rest[0] == "²" and self.take() == "²"
            inside = self.inside() if self.next_is("(") else [self.signed()]
            value = FUNCTIONS[token](*inside)
            return value**2 if squared else value
        if token == "(":
            self.rest.insert(0, "(")
            inside = self.inside()
            return inside[0] if len(inside) == 1 else np.array(inside)
        raise UnreadableError(f"'{token}' is no number: {self.text}")

    def inside(self) -> list[Any]:
        """What stands between brackets, parted by commas."""
        self.expect("(")
        values = [self.sum()]
        while self.next_is(","):
            self.take()
            values.append(self.sum())
        self.expect(")")
        return values

"""Hidden cases as data: the names given, their shapes and numbers, drawn by a seed, alike everywhere."""

from __future__ import annotations

import math
import random
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from lessons.coding.language import KEPT_WORDS, nearest
from lessons.coding.operations import Value

SIZES = (1, 5)
"""From how many to how many of what a shape calls by a letter, where nothing else is said."""
MOST_CASES, MOST_SIZE = 20, 40
SIGNS = ("any", "both", "positive", "negative")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


class Given(NamedTuple):
    """A name that is given in every case."""

    name: str
    shape: tuple[str | int, ...] = ()
    low: float = -2.0
    high: float = 2.0
    signs: str = "any"
    """"both": a number of each sign, where there is room for two."""
    whole: bool = False
    one_hot: bool = False
    """Whether each row is 0 but for a single 1."""
    size: str = ""
    """The letter of a shape whose number it is, as n in X.T @ dz / n."""
    digits: int = 2

    @property
    def told(self) -> str:
        """What a learner is told of it: X (n, 3)."""
        if not self.shape:
            return f"{self.name} ({f'the number {self.size} in the shapes' if self.size else 'a number'})"
        return f"{self.name} ({', '.join(map(str, self.shape))}{',' * (len(self.shape) == 1)})"


class Hidden(NamedTuple):
    """The hidden cases of an exercise."""

    given: tuple[Given, ...]
    sizes: Mapping[str, tuple[int, int]] = {}
    cases: int = 6
    seed: int = 0


class BadCases(ValueError):
    """Hidden cases that cannot be drawn: one line for the author."""


def hidden(table: Mapping[str, Any]) -> Hidden:
    """Read what an author writes.

    `given.z = {shape = "n,3", low = -2, high = 2, signs = "both"}`, `given.n = {size = "n"}`,
    `sizes = {n = [1, 5]}`, `cases = 6`, `seed = 1`. Raises `BadCases`.
    """
    _known("the cases", table, Hidden._fields)
    names = _table("given", table.get("given", {}))
    if not names:
        raise BadCases('no name is given; write given.z = {shape = "n,3"}')
    given = tuple(_given(name, _table(name, settings)) for name, settings in names.items())
    sizes = {}
    for letter, ends in _table("sizes", table.get("sizes", {})).items():
        if not isinstance(ends, list) or len(ends) != 2:
            raise BadCases(f"sizes.{letter} is the least and the most, as [1, 5]")
        low, high = (_number(f"sizes.{letter}", end, 1, MOST_SIZE, whole=True) for end in ends)
        if low > high:
            raise BadCases(f"sizes.{letter} is the least and the most, as [1, 5]")
        sizes[letter] = (int(low), int(high))
    letters = _letters(given)
    for letter in (*sizes, *(one.size for one in given if one.size)):
        if letter not in letters:
            there = nearest(letter, letters) if letters else "no shape has one"
            raise BadCases(f"no shape has the letter {letter}: {there}")
    count = _number("cases", table.get("cases", 6), 1, MOST_CASES, whole=True)
    seed = _number("seed", table.get("seed", 0), 0, 2**32, whole=True)
    return Hidden(given, sizes, int(count), int(seed))


def drawn(cases: Hidden) -> list[dict[str, Value]]:
    """The values of the given names, for each case.

    The first is a plain one; in the second every size is its least (one sample, one unit), in those after it
    one size is, in turn.
    """
    letters = _letters(cases.given)
    least: list[tuple[str, ...]] = [(), letters, *((letter,) for letter in letters if len(letters) > 1)]
    found = []
    for i in range(cases.cases):
        sizes = _sizes(cases, i, least[i] if i < len(least) else ())
        found.append({one.name: _value(one, sizes, f"{cases.seed} {i} {one.name}") for one in cases.given})
    return found


def _sizes(cases: Hidden, i: int, least: tuple[str, ...]) -> dict[str, int]:
    """A size for each letter: if there is a choice, more than one, and none that another shape has."""
    found: dict[str, int] = {}
    taken = {size for one in cases.given for size in one.shape if isinstance(size, int)}
    for letter in _letters(cases.given):
        low, high = cases.sizes.get(letter, SIZES)
        free = [n for n in range(max(low, 2), high + 1) if n not in taken] or list(range(low, high + 1))
        at = math.floor(random.Random(f"{cases.seed} {i} size {letter}").random() * len(free))
        found[letter] = low if letter in least else free[at]
        taken.add(found[letter])
    return found


def _value(one: Given, sizes: Mapping[str, int], seed: str) -> Value:
    if one.size:
        return sizes[one.size]
    shape = tuple(sizes[size] if isinstance(size, str) else size for size in one.shape)
    # `random` is the one method whose numbers are promised to stay as they are.
    draw = random.Random(seed).random
    if one.one_hot:
        rows = math.prod(shape[:-1])
        at = [math.floor(draw() * shape[-1]) for _ in range(rows)]
        return np.eye(shape[-1], dtype=np.int64 if one.whole else np.float64)[at].reshape(shape)
    numbers = [_drawn(one, draw()) for _ in range(math.prod(shape))]
    if one.signs == "both" and len(numbers) > 1:
        numbers[:2] = abs(numbers[0]), -abs(numbers[1])
    if not shape:
        return numbers[0]
    return np.array(numbers, dtype=np.int64 if one.whole else np.float64).reshape(shape)


def _drawn(one: Given, at: float) -> float:
    if one.whole:
        number: float = math.floor(one.low + at * (one.high - one.low + 1))
    else:
        number = round(one.low + at * (one.high - one.low), one.digits)
    return abs(number) if one.signs == "positive" else -abs(number) if one.signs == "negative" else number


def _letters(given: tuple[Given, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(size for one in given for size in one.shape if isinstance(size, str)))


def _given(name: str, settings: Mapping[str, Any]) -> Given:
    if not _NAME.fullmatch(name) or name in KEPT_WORDS:
        raise BadCases(f"{name!r} cannot be a name: take plain letters")
    _known(name, settings, Given._fields[1:])
    shape = settings.get("shape", "")
    sizes: list[str | int] = []
    for size in filter(None, (part.strip() for part in str(shape).strip("() ").split(","))):
        if not _NAME.fullmatch(size) and not (size.isdecimal() and 1 <= int(size) <= MOST_SIZE):
            raise BadCases(
                f'the shape of {name} is {shape!r}; write numbers to {MOST_SIZE} or letters, as "n,3"'
            )
        sizes.append(int(size) if size.isdecimal() else size)
    one = Given(name, tuple(sizes))._replace(
        **{key: value for key, value in settings.items() if key != "shape"}
    )
    for key in ("whole", "one_hot"):
        if not isinstance(getattr(one, key), bool):
            raise BadCases(f"{name}.{key} is true or false")
    low, high = (
        _number(f"{name}.{key}", getattr(one, key), -1e6, 1e6, whole=one.whole) for key in ("low", "high")
    )
    _number(f"{name}.digits", one.digits, 0, 10, whole=True)
    if low > high:
        raise BadCases(f"{name}.low is {low:g}, and more than {name}.high, {high:g}")
    if one.signs not in SIGNS:
        raise BadCases(f"{name}.signs is one of {', '.join(SIGNS)}")
    if one.one_hot and not sizes:
        raise BadCases(f'{name} is one_hot and has no shape; write shape = "n,3"')
    return one


def _table(what: str, value: Any) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise BadCases(f"{what} is a table, as {{…}}")
    return value


def _known(what: str, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
    for key in table:
        if key not in known:
            raise BadCases(f"{what} has no setting {key!r}: {nearest(key, known)}")


def _number(what: str, value: Any, low: float, high: float, whole: bool = False) -> float:
    right = isinstance(value, (int, float)) and not isinstance(value, bool) and low <= value <= high
    if not right or (whole and value != math.floor(value)):
        raise BadCases(f"{what} is a {'whole ' * whole}number from {low:g} to {high:g}")
    return float(value)

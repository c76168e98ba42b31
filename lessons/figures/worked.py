"""Formulas with the numbers put in.

The rule, in one place: what is written is true as it is written. Whoever computes with the numbers
on the left gets the number on the right, to within half a unit of its last digit. A number is
written with the decimals that it has, from two to four; where that does not come out, those on the
left get more; and where no decimals would do, none of them are put in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from lessons.text import BLANK, UNKNOWN, decimal, subscript

USUAL = 4
"""So many decimals are shown where a number has them."""
FULL = 17
"""So many decimals are all that a float holds."""


class _Written(str):
    """A number as it is written; `{:()}` puts a negative one into brackets, as after a sign."""

    def __format__(self, spec: str) -> str:
        return f"({self})" if spec == "()" and self.startswith("−") else str(self)


def worked(
    template: str,
    operands: Sequence[Any],
    result: Any,
    compute: Callable[..., Any],
    *,
    least: int = 2,
    most: int = 4,
) -> str:
    """`template` with the operands and then the result put in, so that it is true as it is written.

    Operands and result are numbers, vectors of them, texts that are written so already, or None
    where they are still secret; `compute`: the result from the operands. `least` and `most`: the
    decimals of the result, as `decimal` takes them.
    """
    right = _write(result, least, most)
    for digits in range(max(most, USUAL), FULL + 1):
        left = [_write(operand, least, digits) for operand in operands]
        if _comes_out(left, right, compute):
            return template.format(*left, right)
    return _without_numbers(template, left, right)


def _without_numbers(template: str, left: Sequence[str], right: str) -> str:
    """The formula and its result alone: 1 − p cannot be had from a p that a float rounds to 1."""
    sides, _, end = template.rpartition(" = ")
    named = [side for side in sides.split(" = ") if "{" not in side]
    return " = ".join([*named, end.format(right) if "{}" in end else end.format(*left, right)])


class Working(NamedTuple):
    """How a number is worked out by hand."""

    formula: str
    """Without its numbers: `2·(w − 3)`."""
    written: str
    """With them and with the result: `2·(−2.00 − 3) = −10.00`."""
    numbers: tuple[tuple[str, str], ...]
    """Those that go in, by their names, as they are written."""


def by_hand(
    template: str, operands: Mapping[str, Any], result: Any, compute: Callable[..., Any], *, most: int = 4
) -> Working:
    """The working of a result: a template as `worked` takes it, without its ` = {}`, and operands by name.

    Whole numbers are written as such.
    """
    whole = {name: str(n) if isinstance(n, (int, np.integer)) else n for name, n in operands.items()}
    texts = [isinstance(value, str) for value in whole.values()]
    least = 0 if float(result).is_integer() and texts and all(texts) else 2
    place = len(whole) if "{0" in template else ""
    written = worked(f"{template} = {{{place}}}", [*whole.values()], result, compute, least=least, most=most)
    numbers = ((name, _write(value, 2, USUAL)) for name, value in whole.items())
    return Working(template.format(*map(_Written, whole)), written, tuple(numbers))


def summed(left: Mapping[str, Any], right: Mapping[str, Any], bias: tuple[str, Any], result: Any) -> Working:
    """The working of a weighted sum; every number with its name."""
    pairs = [each for pair in zip(left.items(), right.items(), strict=True) for each in pair]
    template = "{:()}·{:()} + " * (len(pairs) // 2) + "{:()}"
    return by_hand(template, dict([*pairs, bias]), result, _weighted)


def named(name: str, values: Iterable[Any]) -> dict[str, Any]:
    """The elements of a vector, each by its name: `x[0]`."""
    return {f"{name}[{i}]": value for i, value in enumerate(values)}


def counted(sizes: Sequence[int], total: int, biases: bool = True) -> Working:
    """The working of how many weights a network of these layers has, and biases, where they count."""
    hidden = ["units"] if len(sizes) == 3 else [f"units{subscript(i)}" for i in range(1, len(sizes) - 1)]
    names = ["inputs", *hidden, "outputs"]
    terms = (f"{{{i}}}·{{{i + 1}}}" + (f" + {{{i + 1}}}" if biases else "") for i in range(len(sizes) - 1))
    by_name = dict(zip(names, map(int, sizes), strict=True))
    return by_hand(" + ".join(terms), by_name, total, lambda *sizes: total)


def weighted_sum(left: Iterable[Any], right: Iterable[Any], bias: Any, result: Any, most: int = 4) -> str:
    """`0.30·0.20 + (−0.10)·(−0.40) + 0.00 = 0.10`: weights times inputs, added up, plus the bias."""
    pairs = [each for pair in zip(left, right, strict=True) for each in pair]
    template = "{:()}·{:()} + " * (len(pairs) // 2) + "{:()} = {}"
    return worked(template, [*pairs, bias], result, _weighted, most=most)


def _weighted(*numbers: float) -> float:
    *pairs, bias = numbers
    return sum(a * b for a, b in zip(pairs[::2], pairs[1::2], strict=True)) + bias


def _write(value: Any, least: int, most: int) -> _Written:
    if isinstance(value, str):
        return _Written(value)
    if isinstance(value, np.ndarray) and value.ndim:
        return _Written(f"({', '.join(decimal(each, least, most) for each in value)})")
    return _Written(decimal(value, least, most))


def _comes_out(left: Sequence[str], right: str, compute: Callable[..., Any]) -> bool:
    """Whether computing with what is written gives what is written, as far as all of it is known."""
    if any(UNKNOWN in text or BLANK in text for text in (*left, right)):
        return True
    try:
        with np.errstate(all="ignore"):
            given = np.atleast_1d(compute(*map(_read, left)))
    except (ZeroDivisionError, ValueError, OverflowError):
        return False
    wanted = np.atleast_1d(_read(right))
    halves = np.array([half_unit(text) for text in right.strip("()").split(", ")])
    off = np.abs(given - wanted)
    # Where both are infinite there is nothing to tell apart.
    return bool(((off <= halves * (1 + 1e-9)) | (given == wanted)).all())


def _read(text: str) -> Any:
    """What is written, as a number or as a vector."""
    plain = text.replace("−", "-").replace("∞", "inf")
    if plain.startswith("("):
        return np.array([float(each) for each in plain.strip("()").split(", ")])
    return float(plain)


def half_unit(text: str) -> float:
    """Half a unit of the last digit of a number as it is written: 0.005 for `0.12`, 500 for `1.23e5`."""
    mantissa, _, exponent = text.replace("−", "-").partition("e")
    decimals = len(mantissa.partition(".")[2])
    return 0.5 * 10.0 ** (int(exponent or 0) - decimals)

"""Numbers and short phrases as the course writes them."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

UNKNOWN = "?"
"""What stands in for a number that the learner has yet to predict."""
BLANK = "_"
"""What stands where a number is not computed yet."""

SHAPE = re.compile(r"(?<![\d.])(\d+)×(?=\d+(?![\d.]))")
"""3×2 is a shape; 0.3×0.2 is a product."""

_OTHER_WIDTH = re.compile("[\xa0\u2000-\u200a\u202f\u205f\u3000\uff01-\uff5e]")


def number(value: float | str | None, digits: int = 2) -> str:
    """Write `value` with `digits` decimals and a real minus sign; `?` for None, a word as it is.

    Values too large for that, or too small to show any digit, are written with
    a power of ten, so that nothing that is not zero reads as zero.
    """
    if value is None or isinstance(value, str):
        return UNKNOWN if value is None else value
    value = float(value)
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if _powered(value, digits):
        return _power(value, min(digits, 2))
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


def _powered(value: float, digits: int) -> bool:
    """Whether a number is written with a power of ten."""
    return abs(value) >= 1e5 or 0 < abs(value) < 0.5 * 10**-digits


def _power(value: float, digits: int) -> str:
    mantissa, exponent = f"{value:.{digits}e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", "−")


def decimal(value: float | str | None, least: int = 2, most: int = 4) -> str:
    """Write `value` with the decimals that it has: at least `least`, at most `most`; `?` for None.

    Like `number`, with a power of ten where it is too large, or too small for `most` decimals.
    """
    if value is None or isinstance(value, str) or not math.isfinite(value):
        return number(value)
    if _powered(value, most):
        return _power(value, max(2, most - 2))
    text = number(value, most)
    whole, _, decimals = text.partition(".")
    decimals = decimals.rstrip("0").ljust(min(least, most), "0")
    return f"{whole}.{decimals}" if decimals else whole


def short(value: float | str | None) -> str:
    """Write `value` with up to four significant digits and no trailing zeros."""
    if value is None or isinstance(value, str):
        return number(value)
    value = float(value)
    if not math.isfinite(value):
        return number(value)
    text = f"{value:.4g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}e{int(exponent)}"
    return text.replace("-", "−") if float(text) != 0 else "0"


def subscript(n: int) -> str:
    """Write a whole number as a subscript: 12 → ₁₂."""
    return str(n).translate(str.maketrans("0123456789-", "₀₁₂₃₄₅₆₇₈₉₋"))


def vector(values: Iterable[float | str | None], digits: int = 2) -> str:
    """Write numbers as a vector: (0.10, −0.11)."""
    return "(" + ", ".join(number(v, digits) for v in values) + ")"


def listed(words: Sequence[str], last: str = "or") -> str:
    """Join words as a sentence does: a, b or c."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def cells(text: str) -> int:
    """The columns that a text takes on a screen."""
    return len(text) if text.isascii() else sum(map(cells_of, text))


# Greek letters, dashes and quotes, sub- and superscripts, arrows, signs of mathematics, box drawing and
# braille: what nearly every page is made of. The table itself takes 8 MB and, at the start, 25 ms.
_PLAINLY_ONE = re.compile("[\u0370-\u03ff\u2010-\u2027\u2070-\u209c\u2190-\u22ff\u2500-\u25fc\u2800-\u28ff]")


@lru_cache(maxsize=4096)
def cells_of(character: str) -> int:
    """The columns that one character takes."""
    if character < "\u0300" or _PLAINLY_ONE.fullmatch(character):
        return 1
    # Two letters make one flag, and a shade of skin colours the picture before it.
    if "\U0001f1e6" <= character <= "\U0001f1ff":
        return 1
    if "\U0001f3fb" <= character <= "\U0001f3ff":
        return 0
    # Only now: most pages hold nothing that it is needed for.
    from wcwidth import wcwidth

    return max(0, wcwidth(character))


def cut(text: str, most: int) -> str:
    """A text of at most so many characters; of a longer one the beginning, with a mark."""
    return text if len(text) <= most else text[: max(most - 1, 0)] + "…"


def whole(text: str) -> int | None:
    """The whole number that somebody has typed; None where it is none, or has thousands of digits."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def plain(text: str) -> str:
    """Text with full-width forms and other spaces, as input methods give them, as what they mean."""
    return _OTHER_WIDTH.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def plural(count: int, singular: str) -> str:
    """`1 step`, `2 steps`, `2 batches`; five times `10 epochs` are `50 epochs`."""
    each, _, word = singular.partition(" ")
    if each.isdecimal():
        count, singular = count * int(each), word.removesuffix("s")
    return f"{count} {singular}{'' if count == 1 else 'es' if singular.endswith('tch') else 's'}"

"""How people write numbers in tables: with signs of money, per cent, thousands, decimal commas, as dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from math import isnan
from typing import NamedTuple

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "?", "-"})


class Form(NamedTuple):
    """A way to write numbers: `name` says what a column is read as, `one` what a cell is, and `plain` whether
    numbers without any dress mean the same there."""

    name: str
    one: str
    pattern: re.Pattern[str]
    read: Callable[[str], float]
    plain: bool = True

    def fits(self, text: str) -> bool:
        """Whether `text` is written so."""
        return len(text) <= _LONGEST and self.pattern.fullmatch(text) is not None


_LONGEST = 40
_SIGN = r"[+\-−]?"
_PLAIN = r"(?:\d+(?:\.\d*)?|\.\d+)"
_MONEY = r"[$€£¥]"
# A space, narrow or not, and an apostrophe part thousands in some languages.
_GAPS = ",'’ \u00a0\u202f"
_GROUPED = rf"\d{{1,3}}(?:[{_GAPS}]\d{{3}})+(?:\.\d+)?"
_COMMA = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d*,\d+"


def _without(text: str, *marks: str) -> float:
    for mark in marks:
        text = text.replace(mark, "")
    return float(text.replace("−", "-"))


def _with_comma(text: str) -> float:
    return _without(text.replace(".", "").replace(",", "."))


def _days(text: str) -> float:
    moment = datetime.fromisoformat(text)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.timestamp() / 86400


def _form(name: str, one: str, pattern: str, read: Callable[[str], float], plain: bool = True) -> Form:
    return Form(name, one, re.compile(pattern), read, plain)


_PERCENT = _form(
    "per cent",
    "number with %",
    rf"{_SIGN}(?:{_PLAIN}|\d+,\d+)\s?%",
    lambda t: _without(t.replace(",", "."), "%", *_GAPS[2:]),
    plain=False,
)
_AMOUNT = _form(
    "money",
    "number",
    rf"{_SIGN}{_MONEY}\s?{_SIGN}(?:{_GROUPED}|{_PLAIN})|{_SIGN}(?:{_GROUPED}|{_PLAIN})\s?{_MONEY}",
    lambda t: _without(t, *"$€£¥", *_GAPS),
)
_THOUSANDS = _form(
    "numbers with thousands apart", "number", rf"{_SIGN}(?:{_GROUPED})", lambda t: _without(t, *_GAPS)
)
_DECIMAL_COMMA = _form("numbers with decimal commas", "number", rf"{_SIGN}(?:{_COMMA})", _with_comma)
_DATE = _form(
    "days since 1970-01-01",
    "date",
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:?\d\d)?)?",
    _days,
    plain=False,
)
_FORMS = (_PERCENT, _AMOUNT, _THOUSANDS, _DECIMAL_COMMA, _DATE)
_OTHER_DATE = re.compile(
    r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[T ,].*)?|\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]m)?"
    r"|\d{1,2}[. -]*[a-z]{3,9}[., -]+\d{2,4}|[a-z]{3,9}[. ]+\d{1,2},? +\d{4}",
    re.IGNORECASE,
)
_EITHER = re.compile(rf"{_SIGN}\d{{1,3}},\d{{3}}")


def is_number(text: str) -> bool:
    """Whether Python reads the text as a number (or an infinity)."""
    try:
        return "_" not in text and not isnan(float(text))
    except ValueError:
        return False


def looks_numeric(column: Sequence[str]) -> bool:
    """Whether at least half of the values that are not missing are numbers."""
    present = _present(column)
    return bool(present) and sum(map(is_number, present)) * 2 >= len(present)


def _present(column: Sequence[str]) -> list[str]:
    return [cell.strip() for cell in column if cell.strip().lower() not in MISSING]


def is_quantity(text: str) -> bool:
    """Whether the text is a number in any form (a date may well be the name of a column)."""
    text = text.strip()
    return is_number(text) or any(form.fits(text) for form in _FORMS if form is not _DATE)


def _is_other_date(text: str) -> bool:
    return len(text) <= _LONGEST and not _DATE.fits(text) and _OTHER_DATE.fullmatch(text) is not None


def form_of_column(column: Sequence[str], delimiter: str) -> Form | None:
    """Return the form in which at least half of the present values of a column are numbers, None if in none.

    Raises ValueError, with what to do, for dates in an order that nobody can
    know, and for commas that may be decimal or not.
    """
    try:
        # Most columns of numbers: nothing to look for.
        list(map(float, column))
        return None
    except ValueError:
        present = _present(column)
    dressed = [cell for cell in present if not is_number(cell)]
    dates = list(filter(_is_other_date, dressed))
    if len(dates) * 2 > len(present):
        raise ValueError(f"{dates[0]!r} is a date or a time: write it as 2024-01-31, or as a number")
    decimal = sum(map(_DECIMAL_COMMA.fits, dressed))
    for form in _FORMS:
        fit = sum(map(form.fits, dressed))
        plain = len(present) - len(dressed) if form.plain else 0
        if not fit or (fit + plain) * 2 < len(present):
            continue
        # Where some commas must be decimal all are.
        if form is _THOUSANDS and fit < decimal:
            continue
        if form is _THOUSANDS and delimiter != "," and all(map(_EITHER.fullmatch, dressed)):
            raise ValueError(f"the comma of {dressed[0]!r} may part thousands or be decimal: write a point")
        return form
    return None

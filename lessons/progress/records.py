"""What a learner's progress consists of, as plain data."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple, TypeAlias

LONGEST = 1000
"""The most characters that are kept of an answer, or of any text in a draft."""

Clock: TypeAlias = Callable[[], datetime]

BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def utc_now() -> datetime:
    return datetime.now(UTC)


def printable(text: str) -> str:
    """Drop what could steer a terminal: control characters, bidi overrides, lone surrogates.

    Line breaks and tabs become spaces.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        " " if c in "\n\t\u2028\u2029" else c
        for c in text
        if c in "\n\t" or (c not in BIDI and unicodedata.category(c) not in ("Cc", "Cs"))
    )


def cleaned(text: str) -> str:
    """`printable`, and no longer than `LONGEST` characters."""
    # Cut first too: a paste of a megabyte need not be looked at in full.
    return printable(text[: 4 * LONGEST])[:LONGEST]


@dataclass(frozen=True)
class Place:
    """Where a learner left off."""

    lesson: str
    page: str
    """The page's slug, which outlives a page inserted before it."""
    index: int
    """The page's position when it was read, from 0."""
    pages: int
    """How many pages the lesson had then."""
    at: str

    def resume(self, slugs: Sequence[str]) -> int:
        """The position of the page in the lesson as it is now; the nearest one if it has gone."""
        if self.page in slugs:
            return slugs.index(self.page)
        return max(0, min(self.index, len(slugs) - 1))


class Attempt(NamedTuple):
    """One answer to one question, or what was done in place of one."""

    lesson: str
    question: str
    kind: str
    """What was asked: `predict`, `quiz`, `guess` or a kind to come; "" where that was not yet kept.

    A `recall` of an earlier lesson counts nowhere.
    """
    outcome: str
    """`right`; `wrong`; `tried`, wrong and open for another try; `shown`, the answer was; `skipped`."""
    given: str
    slip: str | None
    """The known slip that the wrong answer looked like, if any."""
    hints: int
    """How many steps of a hint had been asked for."""
    tries: int
    """How many tries it stands for: none where only the answer was shown."""
    at: str

    @property
    def right(self) -> bool:
        return self.outcome == "right"

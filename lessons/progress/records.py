"""What a learner's progress consists of, as plain data."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple, TypeAlias

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
    """One answer to one question."""

    lesson: str
    question: str
    given: str
    right: bool
    slip: str | None
    """The known slip that the wrong answer looked like, if any."""
    at: str


class LessonStatus(NamedTuple):
    """How far a learner is with a lesson as it is now: seen, tried and mastered kept apart."""

    pages: tuple[str, ...]
    questions: tuple[str, ...]
    visited: frozenset[str]
    """The pages that were seen."""
    attempted: frozenset[str]
    """The questions that were answered, right or wrong."""
    right: frozenset[str]
    """The questions that were answered right at least once."""
    skipped: frozenset[str]
    """The questions that were skipped and never answered."""

    @property
    def started(self) -> bool:
        return bool(self.visited or self.attempted or self.skipped)

    @property
    def read(self) -> bool:
        """Whether every page was seen."""
        return bool(self.pages) and len(self.visited) == len(set(self.pages))

    @property
    def mastered(self) -> bool:
        """Whether every question was answered right at least once. A lesson without questions never is."""
        return bool(self.questions) and len(self.right) == len(set(self.questions))


class LessonSummary(NamedTuple):
    """What is saved of one lesson, whether or not the course still has it."""

    lesson: str
    pages_visited: int = 0
    right: int = 0
    """Questions answered right at least once."""
    wrong: int = 0
    """Questions answered, but never right."""
    skipped: int = 0
    """Questions skipped and never answered."""
    attempts: int = 0
    last_at: str | None = None


@dataclass(frozen=True)
class Summary:
    """All that is saved of one learner, in figures."""

    place: Place | None
    lessons: tuple[LessonSummary, ...]

    def as_json(self) -> dict[str, Any]:
        """The same as `json.dumps` takes it."""
        return asdict(self)


@dataclass(frozen=True)
class Tally:
    """How one question went for one learner."""

    lesson: str
    question: str
    right: int
    """Answers that were right."""
    wrong: int
    """Answers that were wrong."""
    skipped: int
    slips: dict[str, int] = field(default_factory=dict)
    """How often each known slip was made."""

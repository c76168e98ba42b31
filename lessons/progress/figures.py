"""How far a learner is, in figures: in a lesson as it is now, and in all that is saved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from types import MappingProxyType
from typing import Any, NamedTuple

from lessons.progress.outcomes import Outcome
from lessons.progress.records import Place
from lessons.text import plural


class LessonStatus(NamedTuple):
    """How far a learner is with a lesson as it is now: seen, tried and mastered kept apart."""

    pages: tuple[str, ...]
    questions: tuple[str, ...]
    visited: frozenset[str]
    """The pages that were seen."""
    outcomes: Mapping[str, Outcome]
    """How each question stands that was met."""
    guesses: frozenset[str] = frozenset()
    """The questions that count for no mark, met or not."""

    def having(self, *wanted: Outcome) -> frozenset[str]:
        """The questions that stand in one of these ways."""
        return frozenset(q for q, outcome in self.outcomes.items() if outcome in wanted)

    @property
    def attempted(self) -> frozenset[str]:
        """The questions that were answered, right or wrong."""
        return frozenset(self.outcomes) - self.skipped

    @property
    def done(self) -> frozenset[str]:
        """The questions that ended in any way but by being skipped."""
        return frozenset(q for q, outcome in self.outcomes.items() if outcome.done)

    @property
    def right(self) -> frozenset[str]:
        """The questions that were answered right at least once; guesses are none of them."""
        return frozenset(q for q, outcome in self.outcomes.items() if outcome.right)

    @property
    def skipped(self) -> frozenset[str]:
        """The questions that were skipped and never answered."""
        return self.having(Outcome.SKIPPED)

    @property
    def missed(self) -> frozenset[str]:
        """The questions that were got wrong, shown or skipped, and have not been right since; no guesses."""
        return frozenset(q for q, outcome in self.outcomes.items() if outcome.missed)

    @property
    def marks(self) -> frozenset[str]:
        """The questions that count: all but guesses."""
        return frozenset(self.questions) - self.guesses - self.having(Outcome.GUESSED)

    def tellings(self) -> tuple[str, ...]:
        """`4 of 6 done, 2 right at first, 1 later`, and as much of it as fits where there is less room.

        Guesses are done, and no mark. Of what was right at first nothing is said where nothing was. Where
        nothing is asked, it is what has been read.
        """
        if not self.questions:
            return ("read" if self.read else f"{len(self.visited)} of {len(self.pages)} pages",)
        done, questions = len(self.done), len(set(self.questions))
        first, later = len(self.having(Outcome.FIRST)), len(self.having(Outcome.LATER, Outcome.HINT))
        told = f"{done} of {questions} done"
        if not first:
            return (f"{told}, {later} right later", told) if later else (told,)
        at_first = f"{first} right at first"
        long = (f"{told}, {at_first}, {later} later",) if later else ()
        return (*long, f"{told}, {at_first}", f"{done}/{questions}, {at_first}", told)

    @property
    def started(self) -> bool:
        return bool(self.visited or self.outcomes)

    @property
    def read(self) -> bool:
        """Whether every page was seen."""
        return bool(self.pages) and len(self.visited) == len(set(self.pages))

    @property
    def finished(self) -> bool:
        """Whether every page was seen and every question is done."""
        return self.read and self.done >= set(self.questions)

    @property
    def mastered(self) -> bool:
        """Whether every question that counts was answered right. A lesson without questions never is."""
        return bool(self.marks) and self.right >= self.marks


def of_part(lessons: Sequence[LessonStatus]) -> str:
    """How many lessons of a part are finished: `2 of 5 done`; how many it has where none has been begun."""
    if not any(lesson.started for lesson in lessons):
        return plural(len(lessons), "lesson")
    return f"{sum(lesson.finished for lesson in lessons)} of {len(lessons)} done"


class LessonSummary(NamedTuple):
    """What is saved of one lesson, whether or not the course still has it."""

    lesson: str
    pages_visited: int = 0
    right: int = 0
    """Questions answered right at least once: at first, later or with a hint."""
    right_at_first: int = 0
    right_later: int = 0
    right_with_a_hint: int = 0
    wrong: int = 0
    """Questions answered, but never right; those whose answer was shown are among them."""
    shown: int = 0
    skipped: int = 0
    """Questions skipped and never answered."""
    guessed: int = 0
    """Questions that could only be guessed: neither right nor wrong."""
    attempts: int = 0
    last_at: str | None = None


class Summary(NamedTuple):
    """All that is saved of one learner, in figures."""

    place: Place | None
    lessons: tuple[LessonSummary, ...]

    def as_json(self) -> dict[str, Any]:
        """The same as `json.dumps` takes it."""
        place = asdict(self.place) if self.place else None
        return {"place": place, "lessons": [each._asdict() for each in self.lessons]}


class Tally(NamedTuple):
    """How one question went for one learner."""

    lesson: str
    question: str
    outcome: Outcome
    right: int
    """Answers that were right."""
    wrong: int
    """Tries that were wrong."""
    skipped: int
    slips: Mapping[str, int] = MappingProxyType({})
    """How often each known slip was made."""
    kind: str = ""
    """What was asked: `predict`, `quiz`; "" where that is not known."""


class Stay(NamedTuple):
    """How it has gone on the page that a learner turned to last."""

    since: str
    """When it was turned to."""
    until: str
    """When something was last done in its lesson."""
    wrong: int
    """Wrong tries there since the last right one."""
    right: bool
    """Whether anything was right there since it was turned to."""

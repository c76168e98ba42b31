"""All of a learner's progress in memory: what is read, and what is left if the file is lost.

It is a database of the same tables, so a change is the same statement here and in the file.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from lessons.progress import changes
from lessons.progress.changes import Change
from lessons.progress.disk import copied
from lessons.progress.figures import LessonStatus, LessonSummary, Stay, Summary, Tally
from lessons.progress.names import Names, names_of
from lessons.progress.outcomes import Outcome, outcome_of
from lessons.progress.records import Attempt, Place, cleaned


class Mirror:
    """What is known of a learner's progress. Every method may be called from any thread."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.lock = threading.RLock()
        """Held for moments only, never while a disk is waited for."""
        self._db = db
        self._names: dict[str, Names] = {}

    def __del__(self) -> None:
        self._db.close()

    def apply(self, change: Change) -> None:
        with self.lock:
            change.apply(self._db)

    def copy(self) -> sqlite3.Connection:
        with self.lock:
            return copied(self._db)

    def replace(self, db: sqlite3.Connection, pending: Iterable[Change]) -> None:
        """Take another store's contents, with changes that it lacks as yet."""
        with self.lock:
            for change in pending:
                change.apply(db)
            for lesson, names in self._names.items():
                changes.rename(lesson, names).apply(db)
            self._db, former = db, self._db
            former.close()

    def know(self, *lessons: Any) -> None:
        """Read what is kept of these lessons by the names that they have now, and take guesses for guesses.

        Nothing is written for it. `lessons` are of `lessons.model`.
        """
        with self.lock:
            for lesson in lessons:
                names = names_of(lesson)
                if names != self._names.get(lesson.id):
                    self._names[lesson.id] = names
                    changes.rename(lesson.id, names).apply(self._db)

    def place(self, lesson: str | None = None) -> Place | None:
        """Where the learner left off, in one lesson or at all."""
        rows = self._rows(
            "SELECT lesson, page, position, pages, at FROM places WHERE lesson = ?1 OR ?1 IS NULL "
            "ORDER BY turn DESC LIMIT 1",
            lesson,
        )
        return Place(*rows[0]) if rows else None

    def attempts(self, lesson: str, question: str) -> list[Attempt]:
        """The answers given to a question, in the order they were given."""
        met = self._met(lesson).get((cleaned(lesson), cleaned(question)), [])
        return [attempt for attempt in met if attempt.outcome != "skipped"]

    def last_answer(self, lesson: str, question: str) -> Attempt | None:
        return next(reversed(self.attempts(lesson, question)), None)

    def recalls(self, lesson: str) -> list[Attempt]:
        """What was answered in a lesson to questions of earlier ones, which is no mark of either."""
        return self._of_kind(lesson, "kind = 'recall'")

    def has_begun(self, lesson: str) -> bool:
        """Whether a page of a lesson was seen, or a question of it met."""
        visit = self._rows("SELECT 1 FROM visits WHERE lesson = ? LIMIT 1", cleaned(lesson))
        return bool(visit or self._met(lesson))

    def settled(self, lesson: str) -> frozenset[str]:
        """The questions that are over, answered or skipped, so that their answers may be shown."""
        return frozenset(q for q, outcome in self.outcomes(lesson).items() if outcome is not Outcome.TRIED)

    def outcomes(self, lesson: str) -> dict[str, Outcome]:
        """How each question of a lesson stands that was met, in the order they were first met."""
        return {
            question: self._outcome(lesson, question, attempts)
            for (_, question), attempts in self._met(lesson).items()
        }

    def status(self, lesson: str, pages: Sequence[str], questions: Sequence[str]) -> LessonStatus:
        """How far the learner is with a lesson that has these pages and questions now."""
        outcomes = self.outcomes(lesson)
        visited = {
            page for (page,) in self._rows("SELECT page FROM visits WHERE lesson = ?", cleaned(lesson))
        }
        return LessonStatus(
            pages=tuple(pages),
            questions=tuple(questions),
            visited=frozenset(pages) & visited,
            outcomes={question: outcomes[question] for question in questions if question in outcomes},
            guesses=self._guesses(lesson),
        )

    def status_of(self, lesson: Any) -> LessonStatus:
        """How far the learner is with a `Lesson`, under the names that it has now."""
        self.know(lesson)
        return self.status(lesson.id, [p.slug for p in lesson.pages], [q.id for q in lesson.questions])

    def draft_of(self, lesson: str, key: str) -> dict[str, Any] | None:
        rows = self._rows(
            "SELECT data FROM drafts WHERE lesson = ? AND key = ?", cleaned(lesson), cleaned(key)
        )
        try:
            data = json.loads(rows[0][0]) if rows else None
        except ValueError:
            # Rot, or another's hand: a draft is worth no more than doing without.
            return None
        return data if isinstance(data, dict) else None

    def summary(self) -> Summary:
        """All that is saved, in figures, one entry a lesson."""
        with self.lock:
            pages = dict(self._rows("SELECT lesson, count(*) FROM visits GROUP BY lesson"))
            # A place is kept fresh by answers; where there was only ever a line-by-line quiz, there is none.
            at = dict(self._rows("SELECT lesson, at FROM attempts ORDER BY id"))
            at |= dict(self._rows("SELECT lesson, at FROM places"))
            place, tallies = self.place(None), self.tallies()
        lessons = []
        for lesson in sorted(pages.keys() | {tally.lesson for tally in tallies}):
            mine = [tally for tally in tallies if tally.lesson == lesson]
            count = Counter(tally.outcome for tally in mine)
            lessons.append(
                LessonSummary(
                    lesson,
                    pages_visited=pages.get(lesson, 0),
                    right=sum(tally.outcome.right for tally in mine),
                    right_at_first=count[Outcome.FIRST],
                    right_later=count[Outcome.LATER],
                    right_with_a_hint=count[Outcome.HINT],
                    wrong=count[Outcome.WRONG] + count[Outcome.SHOWN] + count[Outcome.TRIED],
                    shown=count[Outcome.SHOWN],
                    skipped=count[Outcome.SKIPPED],
                    guessed=count[Outcome.GUESSED],
                    attempts=sum(tally.right + tally.wrong for tally in mine),
                    last_at=at.get(lesson),
                )
            )
        return Summary(place, tuple(lessons))

    def tallies(self) -> tuple[Tally, ...]:
        """How each question went, in the order they were first met."""
        return tuple(
            Tally(
                lesson,
                question,
                self._outcome(lesson, question, attempts),
                right=sum(attempt.right for attempt in attempts),
                wrong=sum(a.tries if not a.right else a.tries - 1 for a in attempts),
                skipped=sum(attempt.outcome == "skipped" for attempt in attempts),
                slips=dict(Counter(attempt.slip for attempt in attempts if attempt.slip).most_common()),
                kind=next((attempt.kind for attempt in reversed(attempts) if attempt.kind), ""),
            )
            for (lesson, question), attempts in self._met().items()
        )

    def stay(self, lesson: str, page: str, questions: Collection[str]) -> Stay:
        """How it has gone on a page of a lesson, with these questions, since it was last turned to."""
        lesson, page = cleaned(lesson), cleaned(page)
        turns = self._rows("SELECT last_at FROM visits WHERE lesson = ? AND page = ?", lesson, page)
        since = max((at for (at,) in turns), default="")
        done = "SELECT at FROM attempts WHERE lesson = ?1 UNION SELECT at FROM drafts WHERE lesson = ?1"
        until = max((since, *(at for (at,) in self._rows(done, lesson))))
        wrong, right = 0, False
        for attempt in self._of_kind(lesson, "kind != 'recall'"):
            if attempt.question in questions:
                wrong = 0 if attempt.right else wrong + attempt.tries
                right |= attempt.right and attempt.at >= since
        return Stay(since, until, wrong, right)

    def _met(self, lesson: str | None = None) -> dict[tuple[str, str], list[Attempt]]:
        """All that was done with the questions of one lesson, or of all, in the order they were first met."""
        met: dict[tuple[str, str], list[Attempt]] = {}
        for attempt in self._of_kind(lesson, "kind != 'recall'"):
            met.setdefault((attempt.lesson, attempt.question), []).append(attempt)
        return met

    def _of_kind(self, lesson: str | None, which: str) -> list[Attempt]:
        """The attempts at one lesson, or at all, of which a condition holds."""
        rows = self._rows(
            "SELECT lesson, question, kind, outcome, given, slip, hints, tries, at FROM attempts "
            f"WHERE (lesson = ?1 OR ?1 IS NULL) AND {which} ORDER BY id",
            None if lesson is None else cleaned(lesson),
        )
        return [Attempt(*row) for row in rows]

    def _outcome(self, lesson: str, question: str, attempts: Sequence[Attempt]) -> Outcome:
        return outcome_of(attempts, question in self._guesses(lesson))

    def _guesses(self, lesson: str) -> frozenset[str]:
        known = self._names.get(lesson)
        return known.guesses if known else frozenset()

    def _rows(self, statement: str, *values: str | None) -> list[Any]:
        with self.lock:
            return self._db.execute(statement, values).fetchall()

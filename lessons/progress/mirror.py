"""All of a learner's progress in memory: what is read, and what is left if the file is lost.

It is a database of the same tables, so a change is the same statement here and in the file.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Sequence
from typing import Any

from lessons.progress.changes import Change
from lessons.progress.disk import copied
from lessons.progress.records import (
    Attempt,
    LessonStatus,
    LessonSummary,
    Place,
    Summary,
    Tally,
    cleaned,
)


class Mirror:
    """What is known of a learner's progress. Every method may be called from any thread."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.lock = threading.RLock()
        """Held for moments only, never while a disk is waited for."""
        self._db = db

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
            self._db, former = db, self._db
            former.close()

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
        rows = self._rows(
            "SELECT given, outcome = 'right', slip, at FROM attempts "
            "WHERE lesson = ? AND question = ? AND outcome != 'skipped' ORDER BY id",
            cleaned(lesson),
            cleaned(question),
        )
        return [Attempt(lesson, question, given, bool(right), slip, at) for given, right, slip, at in rows]

    def last_answer(self, lesson: str, question: str) -> Attempt | None:
        return next(reversed(self.attempts(lesson, question)), None)

    def settled(self, lesson: str) -> frozenset[str]:
        """The questions that were answered or skipped, so that their answers may be shown."""
        return frozenset(self.outcomes(lesson))

    def outcomes(self, lesson: str) -> dict[str, frozenset[str]]:
        """Each question's outcomes so far, out of `right`, `wrong` and `skipped`."""
        found: dict[str, frozenset[str]] = {}
        rows = self._rows("SELECT DISTINCT question, outcome FROM attempts WHERE lesson = ?", cleaned(lesson))
        for question, outcome in rows:
            found[question] = found.get(question, frozenset()) | {outcome}
        return found

    def status(self, lesson: str, pages: Sequence[str], questions: Sequence[str]) -> LessonStatus:
        """How far the learner is with a lesson that has these pages and questions now."""
        outcomes = self.outcomes(lesson)
        visited = {
            page for (page,) in self._rows("SELECT page FROM visits WHERE lesson = ?", cleaned(lesson))
        }

        def having(*wanted: str) -> frozenset[str]:
            return frozenset(q for q in questions if not outcomes.get(q, frozenset()).isdisjoint(wanted))

        attempted = having("right", "wrong")
        return LessonStatus(
            pages=tuple(pages),
            questions=tuple(questions),
            visited=frozenset(pages) & visited,
            attempted=attempted,
            right=having("right"),
            skipped=having("skipped") - attempted,
        )

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
            visits = self._rows("SELECT lesson, count(*) FROM visits GROUP BY lesson")
            questions = self._rows(
                "SELECT lesson, sum(best = 2), sum(best = 1), sum(best = 0), sum(tries), max(last) FROM ("
                "  SELECT lesson, question, max(id) AS last, sum(outcome != 'skipped') AS tries,"
                "    max(CASE outcome WHEN 'right' THEN 2 WHEN 'wrong' THEN 1 ELSE 0 END) AS best"
                "  FROM attempts GROUP BY lesson, question) GROUP BY lesson"
            )
            # A place is kept fresh by answers; where there was only ever a line-by-line quiz, there is none.
            ended = dict(self._rows("SELECT id, at FROM attempts"))
            at = {lesson: ended[last] for lesson, *_, last in questions}
            at |= dict(self._rows("SELECT lesson, at FROM places"))
            place = self.place(None)
        pages = dict(visits)
        counts = {lesson: tuple(figures) for lesson, *figures, _ in questions}
        lessons = []
        for lesson in sorted(pages.keys() | counts.keys()):
            right, wrong, skipped, attempts = counts.get(lesson, (0, 0, 0, 0))
            lessons.append(
                LessonSummary(lesson, pages.get(lesson, 0), right, wrong, skipped, attempts, at.get(lesson))
            )
        return Summary(place, tuple(lessons))

    def tallies(self) -> tuple[Tally, ...]:
        """How each question went, in the order they were first met."""
        with self.lock:
            rows = self._rows(
                "SELECT lesson, question, sum(outcome = 'right'), sum(outcome = 'wrong'), "
                "sum(outcome = 'skipped') FROM attempts GROUP BY lesson, question ORDER BY min(id)"
            )
            slips: dict[tuple[str, str], dict[str, int]] = {}
            for lesson, question, slip, count in self._rows(
                "SELECT lesson, question, slip, count(*) FROM attempts WHERE slip IS NOT NULL "
                "GROUP BY lesson, question, slip ORDER BY count(*) DESC, min(id)"
            ):
                slips.setdefault((lesson, question), {})[slip] = count
        return tuple(
            Tally(lesson, question, right, wrong, skipped, slips.get((lesson, question), {}))
            for lesson, question, right, wrong, skipped in rows
        )

    def _rows(self, statement: str, *values: str | None) -> list[Any]:
        with self.lock:
            return self._db.execute(statement, values).fetchall()

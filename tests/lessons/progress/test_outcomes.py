"""How a question has ended: each way is kept, told apart, and not undone by a later one."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from lessons.progress import Outcome
from lessons.progress.schema import APPLICATION_ID, MIGRATIONS
from tests.lessons.progress.conftest import run_child

WRONG = {"given": "1", "right": False}
RIGHT = {"given": "2", "right": True}
SKIP = None
ENDINGS = {
    "at first": ([RIGHT], Outcome.FIRST),
    "at first, and wrong when asked again": ([RIGHT, WRONG], Outcome.FIRST),
    "after a wrong one": ([WRONG | {"again": True}, RIGHT], Outcome.LATER),
    "in a later round": ([WRONG, RIGHT], Outcome.LATER),
    "after it was shown": ([WRONG | {"shown": True}, RIGHT], Outcome.LATER),
    "after it was skipped": ([SKIP, RIGHT], Outcome.LATER),
    "the third of three tries": ([RIGHT | {"tries": 3}], Outcome.LATER),
    "after a hint": ([RIGHT | {"hints": 1}], Outcome.HINT),
    "after a wrong one and a hint": ([WRONG | {"again": True}, RIGHT | {"hints": 2}], Outcome.HINT),
    "after a hint and a wrong one": ([WRONG | {"again": True, "hints": 1}, RIGHT], Outcome.HINT),
    "a hint when asked again": ([RIGHT, RIGHT | {"hints": 1}], Outcome.FIRST),
    "shown": ([WRONG | {"again": True}, WRONG | {"shown": True}], Outcome.SHOWN),
    "shown without a second try": (
        [WRONG | {"again": True}, WRONG | {"shown": True, "tries": 0}],
        Outcome.SHOWN,
    ),
    "shown, then skipped": ([WRONG | {"shown": True}, SKIP], Outcome.SHOWN),
    "wrong": ([WRONG], Outcome.WRONG),
    "wrong, and then left": ([WRONG | {"again": True}, SKIP], Outcome.WRONG),
    "skipped": ([SKIP], Outcome.SKIPPED),
    "wrong, and still open": ([WRONG | {"again": True}], Outcome.TRIED),
    "guessed right": ([RIGHT | {"kind": "guess"}], Outcome.GUESSED),
    "guessed wrong": ([WRONG | {"kind": "guess"}], Outcome.GUESSED),
    "no guess dared": ([SKIP], Outcome.SKIPPED),
}


def do(progress, done):
    for one in done:
        progress.answer("a", "q", **one) if one else progress.skip("a", "q")
    assert progress.save_now(10)


@pytest.mark.parametrize("way", ENDINGS)
def test_each_way_to_end_is_kept_and_counted_once(session, way):
    done, outcome = ENDINGS[way]
    do(session(), done)
    again = session()
    assert again.outcomes("a") == {"q": outcome}
    assert again.settled("a") == (set() if outcome is Outcome.TRIED else {"q"})
    status = again.status("a", [], ["q", "other"])
    assert status.done == (set() if outcome in (Outcome.TRIED, Outcome.SKIPPED) else {"q"})
    assert status.right == ({"q"} if outcome.right else set())
    assert status.missed == (set() if outcome.right or outcome is Outcome.GUESSED else {"q"})
    (summary,) = again.summary().lessons
    counted = (summary.right, summary.wrong, summary.skipped, summary.guessed)
    assert sum(counted) == 1
    assert summary.right == summary.right_at_first + summary.right_later + summary.right_with_a_hint
    assert (summary.right == 1) == outcome.right
    (tally,) = again.tallies()
    assert tally.outcome is outcome


def test_tries_hints_and_slips_are_kept_for_every_kind_of_question(session):
    progress = session()
    progress.answer("a", "q", "W @ x", False, "transposed", hints=2, tries=3, again=True, kind="code")
    progress.answer("a", "q", "x @ W", True, hints=2, kind="code")
    progress.save_now()
    first, second = session().attempts("a", "q")
    assert (first.kind, first.outcome, first.slip, first.hints, first.tries) == (
        "code",
        "tried",
        "transposed",
        2,
        3,
    )
    assert (second.kind, second.right, second.tries) == ("code", True, 1)
    (tally,) = session().tallies()
    assert (tally.outcome, tally.right, tally.wrong) == (Outcome.HINT, 1, 3)


def test_a_guess_is_no_mark_and_keeps_no_lesson_from_being_mastered(session):
    progress = session()
    progress.answer("a", "luck", "1", False, kind="guess")
    progress.answer("a", "q", "2", True)
    status = progress.status("a", [], ["luck", "q"])
    assert (status.marks, status.done) == ({"q"}, {"luck", "q"})
    assert status.mastered


OLD = (
    ("right", "right"),
    ("wrong", "wrong"),
    ("skipped", "skipped"),
    ("wrong right", "later"),
    ("right wrong", "right"),
    ("skipped wrong", "wrong"),
    ("skipped right", "later"),
)


@pytest.fixture
def old(directory):
    """A file of the first version, with each of the ways in which a question could end."""
    directory.mkdir(parents=True)
    with closing(sqlite3.connect(directory / "progress.sqlite3")) as db, db:
        for statement in MIGRATIONS[0]:
            db.execute(statement)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 1")
        for question, _ in OLD:
            for n, outcome in enumerate(question.split()):
                values = (
                    f"{question} {n}",
                    question,
                    outcome,
                    f"{n}",
                    "sign" if outcome == "wrong" else None,
                )
                db.execute(
                    "INSERT INTO attempts (mark, lesson, question, outcome, given, slip, at) "
                    "VALUES (?, 'a', ?, ?, ?, ?, '2026-01-02T03:04:05Z')",
                    values,
                )
    return directory / "progress.sqlite3"


def version(file):
    with closing(sqlite3.connect(file)) as db:
        return db.execute("PRAGMA user_version").fetchone()[0]


def test_old_answers_are_carried_over_as_far_as_they_tell(old, session):
    words = {
        "right": Outcome.FIRST,
        "later": Outcome.LATER,
        "wrong": Outcome.WRONG,
        "skipped": Outcome.SKIPPED,
    }
    for _ in range(2):
        progress = session()
        assert progress.outcomes("a") == {question: words[word] for question, word in OLD}
        assert progress.attempts("a", "wrong right")[0].slip == "sign"
        assert [a.given for a in progress.attempts("a", "right wrong")] == ["0", "1"]
        assert version(old) == 1, "looking changes nothing"
    assert progress.answer("a", "right", "again", False).result(10)
    assert version(old) == len(MIGRATIONS)
    assert session().outcomes("a") == {question: words[word] for question, word in OLD}


@pytest.mark.usefixtures("old")
def test_a_session_that_is_killed_while_it_carries_over_loses_nothing(directory, session):
    report = run_child("killed", directory, 12)
    assert "trouble" not in report["acknowledged"]
    assert len(session().outcomes("a")) == len(OLD)
    assert session().trouble is None


@pytest.mark.usefixtures("old")
def test_two_sessions_that_carry_over_at_once_lose_nothing(directory, session):
    one, two = session(), session()
    saved = [progress.answer("a", "new", f"{n}", False) for n in range(20) for progress in (one, two)]
    assert all(future.result(10) for future in saved)
    kept = session()
    assert len(kept.outcomes("a")) == len(OLD) + 1
    assert len(kept.attempts("a", "new")) == 40


def test_where_there_is_no_room_to_carry_over_the_old_file_stays_as_it_is(old, directory, session):
    before = old.read_bytes()
    report = run_child("cramped", directory)
    assert (report["first"], report["last"]) == (False, True)
    assert "free space" in report["trouble"]
    assert bytes.fromhex(report["left"]) == before
    kept = session()
    assert len(kept.outcomes("a")) == len(OLD)
    assert [a.given[:5] for a in kept.attempts("l", "q")] == ["first", "last"]


def test_rot_in_an_outcome_counts_for_nothing(directory, session):
    do(session(), [RIGHT])
    with closing(sqlite3.connect(directory / "progress.sqlite3")) as db, db:
        db.execute("UPDATE attempts SET outcome = 'rot', hints = 'x', tries = x'00'")
    assert session().outcomes("a") == {"q": Outcome.SKIPPED}
    assert session().tallies()[0].right == 0

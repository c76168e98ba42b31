"""Several sessions of one learner, and sessions that end without warning."""

from __future__ import annotations

import json
import sqlite3
import subprocess
from concurrent.futures import ThreadPoolExecutor, wait

import pytest

from lessons.progress import open_progress, read_progress
from lessons.progress import writer as writer_module
from tests.lessons.progress.conftest import ROOT, child_command, run_child


def hold(directory, how="EXCLUSIVE"):
    """Lock the file as another program would, until the connection is closed."""
    other = sqlite3.connect(directory / "progress.sqlite3", isolation_level=None, check_same_thread=False)
    other.execute(f"BEGIN {how}")
    return other


def test_two_sessions_in_one_process_keep_each_others_answers(session):
    one, two = session(), session()
    futures = []
    for n in range(50):
        futures.append(one.answer("a", "q", f"one-{n}", right=True))
        futures.append(two.answer("a", "q", f"two-{n}", right=False))
        one.visit("a", "p", 0, 2)
        two.visit("a", "r", 1, 2)
    wait(futures, 20)
    assert all(f.result() for f in futures)
    kept = session()
    assert len(kept.attempts("a", "q")) == 100
    assert kept.status("a", ("p", "q", "r"), ()).visited == {"p", "r"}


def test_the_newest_place_of_two_sessions_counts(session):
    one, two = session(), session()
    one.visit("a", "p", 0, 9).result()
    two.visit("b", "p", 0, 9).result()
    one.visit("a", "r", 1, 9).result()
    assert session().place().lesson == "a"
    two.visit("b", "r", 1, 9).result()
    assert session().place().lesson == "b"


def test_two_processes_at_once_lose_nothing(directory):
    children = [
        subprocess.Popen(child_command("answers", directory, name, 120), cwd=ROOT, stdout=subprocess.PIPE)
        for name in ("one", "two")
    ]
    reports = [json.loads(child.communicate(timeout=60)[0]) for child in children]
    assert reports == [{"saved": 120, "trouble": None}] * 2
    kept = [a.given for a in read_progress(directory).attempts("forward-pass", "q")]
    for name in ("one", "two"):
        assert [g for g in kept if g.startswith(name)] == [f"{name}-{i}" for i in range(120)]


def test_nothing_acknowledged_is_lost_when_many_sessions_are_killed(directory):
    report = run_child("killed", directory, 60)
    assert "trouble" not in report["acknowledged"]
    assert report["acknowledged"]
    assert report["torn"] > 0, "some were killed in the midst of a transaction"
    with open_progress(directory) as progress:
        kept = [a.given for a in progress.attempts("forward-pass", "q")]
        assert set(report["acknowledged"]) <= set(kept)
        assert len(kept) == len(set(kept))
        assert progress.draft_of("forward-pass", "lab") is not None
        assert progress.trouble is None


def test_a_short_lock_is_waited_for(directory, session):
    progress = session()
    progress.visit("a", "p", 0, 1).result()
    other = hold(directory)
    saved = progress.answer("a", "q", "1", right=True)
    with pytest.raises(TimeoutError):
        saved.result(0.5)
    other.close()
    assert saved.result(10) is True
    assert progress.trouble is None


@pytest.mark.parametrize("how", ["EXCLUSIVE", "IMMEDIATE"])
def test_a_long_lock_is_said_and_its_answers_saved_later(directory, session, monkeypatch, how):
    monkeypatch.setattr(writer_module, "PATIENCE", 0.3)
    told = []
    progress = session()
    progress.visit("a", "p", 0, 1).result()
    progress.listen(told.append, lambda: told.append("mended"))
    other = hold(directory, how)
    assert progress.answer("a", "q", "1", right=True).result(10) is False
    assert "locked by another program" in progress.trouble
    assert "without locking" in progress.trouble
    assert not progress.saving
    assert told == [progress.trouble]
    monkeypatch.setattr(writer_module, "PATIENCE", 60.0)
    assert progress.answer("a", "q", "2", right=True).result(10) is False, "it is not waited for again"
    assert len(told) == 1, "the same trouble is said once"
    assert progress.last_answer("a", "q").given == "2", "teaching goes on"
    other.close()
    assert progress.answer("a", "q", "3", right=True).result(10) is True
    assert told[1:] == ["mended"]
    assert progress.trouble is None
    assert progress.saving
    assert [a.given for a in session().attempts("a", "q")] == ["1", "2", "3"]


def test_what_a_lock_held_back_is_tried_again_at_the_end(directory, session, monkeypatch):
    monkeypatch.setattr(writer_module, "PATIENCE", 0.0)
    progress = session()
    progress.visit("a", "p", 0, 1).result()
    other = hold(directory)
    assert progress.answer("a", "q", "1", right=True).result(10) is False
    other.close()
    assert progress.close() is True
    assert session().last_answer("a", "q").given == "1"


def test_ending_under_a_lock_takes_bounded_time(directory, session, monkeypatch):
    monkeypatch.setattr(writer_module, "PATIENCE", 60.0)
    progress = session()
    progress.visit("a", "p", 0, 1).result()
    other = hold(directory)
    progress.answer("a", "q", "1", right=True)
    with ThreadPoolExecutor(1) as pool:
        # The writer would be patient for 60 s.
        assert pool.submit(progress.close, timeout=0.3).result(30) is False
    other.close()


def test_a_file_locked_at_the_start_is_read_when_it_is_free(directory, session, monkeypatch):
    monkeypatch.setattr("lessons.progress.store.OPENING_PATIENCE", 0.1)
    first = session()
    first.visit("a", "p", 3, 5).result()
    first.answer("a", "q", "before", right=True).result()
    other = hold(directory)
    progress = session()
    assert "locked" in progress.trouble
    assert progress.place() is None
    assert progress.answer("a", "q", "now", right=False).result(10) is False
    other.close()
    assert progress.answer("a", "q", "after", right=False).result(10) is True
    assert progress.trouble is None
    assert progress.place().index == 3
    assert [a.given for a in progress.attempts("a", "q")] == ["before", "now", "after"]
    assert [a.given for a in session().attempts("a", "q")] == ["before", "now", "after"]


def test_reading_waits_for_a_lock_only_so_long(directory, session, monkeypatch):
    monkeypatch.setattr("lessons.progress.store.OPENING_PATIENCE", 0.1)
    session().visit("a", "p", 0, 1).result()
    other = hold(directory)
    reader = read_progress(directory)
    assert reader.place() is None
    assert "locked" in reader.trouble
    other.close()


def test_a_file_system_without_locking_is_said(directory, session, monkeypatch):
    class NoLocks(sqlite3.Connection):
        def execute(self, statement, *values):
            if statement.startswith("BEGIN"):
                error = sqlite3.OperationalError("disk I/O error")
                error.sqlite_errorcode = sqlite3.SQLITE_IOERR_LOCK
                raise error
            return super().execute(statement, *values)

    session().visit("a", "p", 0, 1).result()
    monkeypatch.setattr("lessons.progress.store.OPENING_PATIENCE", 0.0)
    monkeypatch.setattr(writer_module, "PATIENCE", 0.0)
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *a, **k: connect(*a, **k, factory=NoLocks))
    progress = session()
    assert "without locking" in progress.trouble
    assert progress.answer("a", "q", "1", right=True).result(10) is False
    assert progress.last_answer("a", "q").given == "1"
    monkeypatch.undo()


def test_resetting_under_a_lock_fails_and_changes_nothing(directory, session):
    from lessons.progress import TroubleError

    progress = session()
    progress.answer("a", "q", "1", right=True).result()
    other = hold(directory)
    with pytest.raises(TroubleError, match="locked"):
        progress.reset(None)
    other.close()
    assert len(list(directory.iterdir())) == 1
    assert progress.last_answer("a", "q").given == "1"
    assert session().last_answer("a", "q").given == "1"


def test_a_reset_in_one_session_is_not_undone_by_another(session):
    one, two = session(), session()
    two.answer("a", "q", "1", right=True).result()
    one.reset(None)
    two.answer("a", "r", "2", right=True).result()
    kept = session()
    assert kept.last_answer("a", "q") is None
    assert kept.last_answer("a", "r").given == "2"

"""What a learner did is kept, and told apart."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import stat
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from lessons.progress import Place, TroubleError, learners, open_progress, progress_path, read_progress
from lessons.progress import disk as disk_module
from lessons.progress.schema import APPLICATION_ID
from tests.support.waiting import wait_until


def test_nothing_is_created_before_something_is_written(directory, session):
    progress = session()
    assert progress.place() is None
    assert progress.summary().lessons == ()
    assert progress.saving
    assert progress.trouble is None
    progress.close()
    assert not directory.parent.exists()


def test_reading_creates_nothing_and_takes_writes_in_memory_only(directory, session):
    assert read_progress(directory).trouble is None
    assert not directory.parent.exists()
    session().answer("a", "q", "1", right=True).result()
    before = sorted(p.name for p in directory.iterdir())
    reader = read_progress(directory)
    assert reader.last_answer("a", "q").given == "1"
    assert reader.answer("a", "q", "2", right=True).result() is False
    assert sorted(p.name for p in directory.iterdir()) == before
    assert len(read_progress(directory).attempts("a", "q")) == 1


def test_files_and_directories_are_for_the_learner_only(directory, session):
    progress = session()
    progress.visit("a", "p", 0, 1).result()
    progress.reset(None)
    for made in (directory.parent, directory):
        assert stat.S_IMODE(made.stat().st_mode) == 0o700
    files = list(directory.iterdir())
    assert len(files) == 2
    for file in files:
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_page_turn_is_the_place_to_resume_at(session):
    progress = session()
    assert progress.visit("backprop", "two-layers", 1, 5).result()
    assert progress.visit("descent", "a-slope", 2, 7).result()
    place = session().place()
    assert (place.lesson, place.page, place.index, place.pages) == ("descent", "a-slope", 2, 7)
    assert session().place("backprop").page == "two-layers"
    assert session().place("unknown") is None


@pytest.mark.parametrize(
    ("slugs", "position"),
    [(["x", "new", "y"], 2), (["x", "z", "w"], 1), (["x"], 0), ([], 0)],
    ids=["moved", "gone", "shorter", "empty"],
)
def test_a_place_is_found_again_in_a_lesson_that_changed(slugs, position):
    assert Place("a", "y", index=1, pages=2, at="").resume(slugs) == position


def test_own_writes_are_seen_at_once(directory, session, monkeypatch):
    gate = threading.Event()
    save = disk_module.Disk.save
    monkeypatch.setattr(disk_module.Disk, "save", lambda *a: (gate.wait(10), save(*a))[1])
    progress = session()
    future = progress.answer("a", "q", "0.3", right=False, slip="bias left out")
    progress.visit("a", "p", 0, 2)
    assert progress.last_answer("a", "q").slip == "bias left out"
    assert progress.place().page == "p"
    assert not future.done(), "an answer is acknowledged when it is on the disk, not before"
    assert progress.save_now(0.05) is False
    gate.set()
    assert future.result(10) is True


def test_answers_are_kept_in_the_order_they_were_given(session):
    progress = session()
    progress.answer("a", "q", "1", right=True)
    progress.answer("a", "q", "2", right=False, slip="sign")
    progress.skip("a", "q")
    progress.save_now()
    kept = session().attempts("a", "q")
    assert [(a.given, a.right, a.slip) for a in kept] == [("1", True, None), ("2", False, "sign")]
    assert session().last_answer("a", "q").given == "2"


def test_visited_attempted_and_mastered_are_three_things(session):
    progress = session()
    pages, questions = ["p", "r"], ["q1", "q2"]

    def status():
        return progress.status("a", pages, questions)

    assert not status().started
    progress.visit("a", "p", 0, 2)
    assert status().visited == {"p"}
    assert status().started
    assert not status().read
    progress.visit("a", "r", 1, 2)
    assert status().read
    assert not status().attempted
    progress.skip("a", "q1")
    assert status().skipped == {"q1"}
    assert "q1" in progress.settled("a")
    assert "q2" not in progress.settled("a")
    progress.answer("a", "q1", "1", right=False)
    assert status().attempted == {"q1"}
    assert not status().skipped
    assert not status().right
    progress.answer("a", "q1", "2", right=True)
    progress.answer("a", "q1", "3", right=False)
    assert status().right == {"q1"}, "right once is right"
    assert not status().mastered
    progress.answer("a", "q2", "2", right=True)
    assert status().mastered


def test_a_lesson_that_changed_counts_only_what_it_has_now(session):
    progress = session()
    progress.visit("a", "old", 0, 1)
    progress.answer("a", "gone", "1", right=True)
    status = progress.status("a", ["new"], ["asked"])
    assert not status.started
    assert not status.mastered
    assert not progress.status("a", ["new"], []).mastered, "a lesson without questions cannot be mastered"


def test_a_draft_is_what_was_put_there_last(session):
    progress = session()
    progress.draft("a", "lab", {"step": 3, "knobs": {"rate": np.float64(0.1), "sizes": np.array([4, 4])}})
    progress.draft("a", "q", {"typed": "0."})
    progress.draft("a", "q", {"typed": "0.3"})
    progress.save_now()
    again = session()
    assert again.draft_of("a", "lab") == {"step": 3, "knobs": {"rate": 0.1, "sizes": [4, 4]}}
    assert again.draft_of("a", "q") == {"typed": "0.3"}
    assert again.draft_of("a", "other") is None


def test_a_draft_is_copied_when_it_is_given(session):
    progress, knobs = session(), {"rate": 0.1}
    progress.draft_soon("a", "lab", knobs)
    knobs["rate"] = 0.9
    progress.save_now()
    assert session().draft_of("a", "lab") == {"rate": 0.1}


def test_a_draft_that_is_no_draft_is_refused(session):
    with pytest.raises(ValueError, match="64000"):
        session().draft("a", "lab", {"weights": list(range(20_000))})
    with pytest.raises(TypeError):
        session().draft("a", "lab", {"x": object()})


def test_what_can_wait_is_saved_after_quiet(session, monkeypatch):
    monkeypatch.setattr("lessons.progress.writer.QUIET", 60)
    progress = session()
    for step in range(7):
        progress.draft_soon("a", "lab", {"step": step})
        assert session().draft_of("a", "lab") is None, "not while changes keep coming"
    monkeypatch.setattr("lessons.progress.writer.QUIET", 0.1)
    progress.draft_soon("a", "lab", {"step": 7})
    assert progress.draft_of("a", "lab") == {"step": 7}
    wait_until(lambda: session().draft_of("a", "lab") == {"step": 7})


def test_what_can_wait_is_not_put_off_for_ever(session, monkeypatch):
    monkeypatch.setattr("lessons.progress.writer.LONGEST_WAIT", 0.2)
    progress = session()

    def kept() -> object:
        progress.draft_soon("a", "lab", {"step": 1})
        return session().draft_of("a", "lab")

    wait_until(kept)


@pytest.mark.parametrize("last", ["save_now", "close", "answer"])
def test_what_can_wait_is_saved_with_the_next_thing_that_cannot(session, last):
    progress = session()
    progress.draft_soon("a", "lab", {"step": 1})
    if last == "answer":
        assert progress.answer("a", "q", "1", right=True).result()
    else:
        assert getattr(progress, last)() is True
    assert session().draft_of("a", "lab") == {"step": 1}


def test_closing_is_final_and_harmless(session):
    progress = session()
    progress.visit("a", "p", 0, 1)
    assert progress.close()
    assert progress.answer("a", "q", "1", right=True).result() is False
    assert progress.last_answer("a", "q").given == "1", "reading still works"
    assert not progress.saving
    progress.close()
    assert session().place().page == "p"
    assert session().last_answer("a", "q") is None


def test_many_answers_at_once_share_a_transaction(session, monkeypatch):
    batches = []
    save = disk_module.Disk.save
    monkeypatch.setattr(
        disk_module.Disk,
        "save",
        lambda self, changes, all_: (batches.append(1), save(self, changes, all_))[1],
    )
    progress = session()
    futures = [progress.answer("a", "q", str(i), right=False) for i in range(500)]
    assert all(f.result(10) for f in futures)
    assert len(batches) < 250
    assert [a.given for a in session().attempts("a", "q")] == [str(i) for i in range(500)]


async def test_an_answer_is_awaited_without_blocking_the_loop(session):
    progress = session()
    assert await asyncio.wrap_future(progress.answer("a", "q", "1", right=True))
    assert session().last_answer("a", "q").given == "1"


async def test_no_longer_waiting_for_an_answer_does_not_unsave_it(session, monkeypatch):
    gate = threading.Event()
    save = disk_module.Disk.save
    monkeypatch.setattr(disk_module.Disk, "save", lambda *a: (gate.wait(10), save(*a))[1])
    progress = session()
    progress.visit("a", "p", 0, 1)
    for future in (progress.answer("a", "q", "1", right=True), progress.answer("a", "q", "2", right=True)):
        asyncio.wrap_future(future).cancel()
    await asyncio.sleep(0)
    gate.set()
    assert await asyncio.wrap_future(progress.skip("a", "r"))
    assert len(session().attempts("a", "q")) == 2


def test_nothing_that_steers_a_terminal_gets_in(session):
    progress = session()
    progress.answer("a", "q", "\x1b[2J0.3\x9b\u202e\x00\ud800é−½\n", right=False, slip="\x07bell")
    progress.draft("a\x1b", "q", {"typed": "\x1b]0;x\x07", "ke\x1by": ["\x1b"]})
    progress.visit("a", "pa\x1bge", 0, 1)
    progress.save_now()
    again = session()
    assert again.last_answer("a", "q").given == "[2J0.3é−½ "
    assert again.last_answer("a", "q").slip == "bell"
    assert again.draft_of("a", "q") == {"typed": "]0;x", "key": [""]}
    assert again.place().page == "page"


def test_a_huge_answer_is_cut(session):
    progress = session()
    progress.answer("a", "q", "é" * 1_000_000, right=False).result()
    assert session().last_answer("a", "q").given == "é" * 1000


def test_times_are_utc_to_the_second(session):
    progress = session(clock=lambda: datetime(2026, 2, 3, 4, 5, 6, 789, tzinfo=UTC))
    progress.visit("a", "p", 0, 1)
    assert progress.place().at == "2026-02-03T04:05:06Z"


def test_a_clock_that_goes_backwards_changes_no_order(session):
    times = (datetime(2030, 1, 1, tzinfo=UTC) - timedelta(days=n) for n in range(100))
    progress = session(clock=lambda: next(times))
    progress.visit("a", "first", 0, 2)
    progress.answer("a", "q", "first", right=True)
    progress.visit("b", "second", 0, 2)
    progress.answer("a", "q", "second", right=True)
    progress.visit("a", "third", 1, 2)
    progress.save_now()
    again = session()
    assert again.place().page == "third"
    assert again.last_answer("a", "q").given == "second"
    assert again.summary().lessons[0].last_at == "2029-12-28T00:00:00Z", (
        "the last thing done, not the latest time"
    )


def test_the_summary_counts_questions_and_can_be_written_as_json(session):
    progress = session()
    for page in ("p", "r", "p"):
        progress.visit("a", page, 0, 2)
    progress.answer("a", "q1", "1", right=False, slip="sign")
    progress.answer("a", "q1", "1", right=False, slip="sign")
    progress.answer("a", "q1", "2", right=True)
    progress.answer("a", "q2", "2", right=False)
    progress.skip("a", "q3")
    progress.skip("b", "q1")
    summary = session_after(progress, session).summary()
    a, b = summary.lessons
    assert (a.lesson, a.pages_visited, a.right, a.wrong, a.skipped, a.attempts) == ("a", 2, 1, 1, 1, 4)
    assert (b.lesson, b.pages_visited, b.right, b.wrong, b.skipped, b.attempts) == ("b", 0, 0, 0, 1, 0)
    assert a.last_at
    assert b.last_at
    assert json.loads(json.dumps(summary.as_json()))["place"]["page"] == "p"


def test_a_teacher_sees_which_questions_go_wrong_and_how(session):
    progress = session()
    for slip in ("sign", "bias", "sign", None):
        progress.answer("a", "q1", "1", right=False, slip=slip)
    progress.answer("a", "q1", "2", right=True)
    progress.skip("b", "q2")
    first, second = session_after(progress, session).tallies()
    assert (first.question, first.right, first.wrong, first.slips) == ("q1", 1, 4, {"sign": 2, "bias": 1})
    assert (second.lesson, second.skipped, second.slips) == ("b", 1, {})


def test_each_learner_of_a_class_has_a_store(directory):
    for name in ("ada", "grace-h_1"):
        with open_progress(directory, learner=name) as progress:
            progress.visit(name, "p", 0, 1)
    assert learners(directory) == ["ada", "grace-h_1"]
    assert read_progress(directory, "ada").place().lesson == "ada"
    assert read_progress(directory).place() is None
    assert learners(directory / "none") == []


@pytest.mark.parametrize("name", ["", "../../x", "Ada", "a" * 33, "a/b", ".", "a\n", "é", "a\x1b[2J"])
def test_a_learner_with_a_bad_name_is_taught_without_saving(directory, name):
    with open_progress(directory, learner=name) as progress:
        assert progress.answer("a", "q", "1", right=True).result() is False
        assert "learner's name" in progress.trouble
        assert progress.trouble.isprintable()
        assert progress.path is None
    assert not directory.parent.exists()
    with pytest.raises(ValueError, match="learner's name"):
        progress_path(directory, name)


def test_without_a_directory_everything_works_in_memory():
    with open_progress(None) as progress:
        assert progress.visit("a", "p", 0, 1).result() is False
        assert progress.place().page == "p"
        assert progress.trouble is None
        assert not progress.saving
        with pytest.raises(TroubleError, match="memory"):
            progress.reset(None)


def test_a_lesson_is_forgotten_and_the_forgetting_undone(directory, session):
    progress = session()
    for lesson in ("a", "b"):
        progress.visit(lesson, "p", 0, 1)
        progress.answer(lesson, "q", "1", right=True)
        progress.draft(lesson, "lab", {"step": 1})
    copy = progress.reset("b")
    assert copy.parent == directory
    assert copy.name.startswith("progress.before-reset-")
    for now in (progress, session()):
        assert now.place().lesson == "a"
        assert now.attempts("b", "q") == []
        assert now.draft_of("b", "lab") is None
        assert now.last_answer("a", "q").given == "1"
    progress.answer("b", "q", "since", right=False)
    progress.draft("a", "lab", {"step": 2})
    progress.restore(copy)
    for now in (progress, session()):
        assert now.place().lesson == "b"
        assert [a.given for a in now.attempts("b", "q")] == ["1", "since"]
        assert [a.given for a in now.attempts("a", "q")] == ["1"]
        assert now.draft_of("b", "lab") == {"step": 1}
        assert now.draft_of("a", "lab") == {"step": 2}, "what was done since stays"
    assert copy.exists()


def test_everything_is_forgotten_and_every_copy_kept(directory, session):
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    progress = session(clock=lambda: moment)
    assert progress.reset(None) is None, "there was nothing to keep"
    copies = []
    for n in range(3):
        progress.answer("a", "q", str(n), right=True)
        copies.append(progress.reset(None))
        assert progress.summary().lessons == ()
    assert [c.name for c in copies] == [
        "progress.before-reset-20260102-030405.sqlite3",
        "progress.before-reset-20260102-030405-2.sqlite3",
        "progress.before-reset-20260102-030405-3.sqlite3",
    ]
    for copy in copies:
        progress.restore(copy)
    assert sorted(a.given for a in session().attempts("a", "q")) == ["0", "1", "2"]


def test_restoring_from_what_is_no_copy_changes_nothing(directory, session):
    progress = session()
    progress.answer("a", "q", "1", right=True).result()
    (directory / "notes.txt").write_text("not a database, " * 100)
    with closing(sqlite3.connect(directory / "newer.sqlite3")) as db:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute("PRAGMA user_version = 99")
        db.execute("CREATE TABLE visits (lesson)")
        db.commit()
    for wrong, why in (
        (directory / "none.sqlite3", "none.sqlite3 is not there; name the copy"),
        (directory / "notes.txt", "is no sound copy"),
        (directory, "is no file; name the copy"),
        (directory / "newer.sqlite3", "newer.sqlite3 was written by a newer version"),
    ):
        with pytest.raises(TroubleError, match=why) as found:
            progress.restore(wrong)
        assert "not being saved" not in str(found.value)
    assert session().last_answer("a", "q").given == "1"
    assert (directory / "notes.txt").exists()


def session_after(progress, session):
    progress.save_now()
    return session()

"""A disk or a file that is not as it should be: said in one line, and the lesson goes on."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lessons.progress import open_progress, read_progress, schema
from lessons.progress.disk import Disk
from tests.lessons.progress.conftest import run_child
from tests.support.stores import damaged_store

OWN_MOUNTS = ("unshare", "--mount", "--map-root-user")


def can_mount():
    """Whether this machine lets us mount a small disk that nobody else sees."""
    if shutil.which("unshare") is None:
        return False
    trial = [*OWN_MOUNTS, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(trial, capture_output=True).returncode == 0


@pytest.fixture
def file(directory):
    return directory / "progress.sqlite3"


@pytest.fixture
def begun(session):
    """Progress that an earlier session left."""
    progress = session()
    progress.visit("a", "p", 3, 5)
    for i in range(200):
        progress.answer("a", "q", f"before-{i}", right=False)
    assert progress.close()


def teaches_on(progress):
    saved = progress.answer("a", "q", "now", right=True).result(10)
    assert progress.last_answer("a", "q").given == "now"
    assert progress.visit("a", "now", 0, 1).result(10) is saved
    assert progress.place().page == "now"
    return saved


def one_line(trouble, *parts):
    assert trouble is not None
    assert trouble.isprintable()
    assert trouble.endswith(".")
    for part in parts:
        assert str(part) in trouble
    return True


def aside(directory):
    return sorted(directory.glob("progress.damaged-*.sqlite3"))


# Where nothing can be written.


def test_a_directory_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with open_progress(tmp_path / "file" / "nntutor") as progress:
        assert one_line(progress.trouble, "is not a directory", tmp_path / "file")
        assert not progress.saving
        assert teaches_on(progress) is False
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_directory_in_place_of_the_file_is_said(directory, file):
    file.mkdir(parents=True)
    with open_progress(directory) as progress:
        assert one_line(progress.trouble, "not a file", file)
        assert teaches_on(progress) is False
    assert file.is_dir()


def test_a_pipe_in_place_of_the_file_holds_nothing_up(directory, file):
    directory.mkdir(parents=True)
    os.mkfifo(file)
    with open_progress(directory) as progress:
        assert one_line(progress.trouble, "not a file")
        assert teaches_on(progress) is False


def test_a_link_that_leads_nowhere_is_said(directory, file):
    directory.mkdir(parents=True)
    file.symlink_to(directory / "gone")
    with open_progress(directory) as progress:
        assert one_line(progress.trouble)
        assert teaches_on(progress) is False


def test_a_path_that_would_steer_a_terminal_is_not_printed_as_it_is(tmp_path):
    (tmp_path / "fi\x1b[2Jle").write_text("")
    with open_progress(tmp_path / "fi\x1b[2Jle" / "x") as progress:
        assert one_line(progress.trouble, "fi[2Jle")


def test_a_path_of_any_characters_works(tmp_path):
    directory = tmp_path / os.fsdecode(b"50% of #1? caf\xc3\xa9 \xff")
    with open_progress(directory) as progress:
        assert teaches_on(progress) is True
    assert read_progress(directory).place().page == "now"


def test_what_stood_in_the_way_may_be_mended_in_mid_session(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with open_progress(tmp_path / "file" / "nntutor") as progress:
        assert teaches_on(progress) is False
        (tmp_path / "file").unlink()
        assert progress.skip("a", "r").result(10) is True
        assert progress.trouble is None
    assert read_progress(tmp_path / "file" / "nntutor").last_answer("a", "q").given == "now"


@pytest.fixture
def open_to_all():
    """A directory that a user without rights can reach; pytest's own are closed."""
    path = Path(tempfile.mkdtemp(prefix="nntutor-test-"))
    path.chmod(0o755)
    yield path
    for child in path.rglob("*"):
        child.chmod(0o755)
    path.chmod(0o755)
    shutil.rmtree(path)


def test_a_read_only_home_is_said(open_to_all):
    open_to_all.chmod(0o555)
    report = run_child("forbidden", open_to_all / "state" / "nntutor")
    assert one_line(report["trouble"], "not writable", open_to_all)
    assert report["saved"] is False
    assert report["seen"] == 1
    assert not (open_to_all / "state").exists()


@pytest.mark.parametrize(("mode", "page"), [(0o444, "p"), (0o000, None)], ids=["read-only", "unreadable"])
def test_a_file_that_may_only_be_read_is_still_resumed_from(open_to_all, mode, page):
    directory = open_to_all / "nntutor"
    with open_progress(directory) as progress:
        progress.visit("a", "p", 0, 1).result()
    (directory / "progress.sqlite3").chmod(mode)
    directory.chmod(0o555)
    report = run_child("forbidden", directory)
    assert one_line(report["trouble"], directory)
    assert (report["saved"], report["seen"], report["page"]) == (False, 1, page)
    assert len(list(directory.iterdir())) == 1


@pytest.mark.skipif(not can_mount(), reason="mounting is not allowed here")
def test_a_file_system_mounted_read_only_is_said(tmp_path):
    mount = f'mount -t tmpfs -o ro tmpfs {tmp_path}; exec "$@"'
    report = run_child("answers", tmp_path / "state", "x", 2, within=(*OWN_MOUNTS, "sh", "-c", mount, "sh"))
    assert one_line(report["trouble"], tmp_path)
    assert report["saved"] == 0


# Where there is no room.


def test_a_full_disk_in_mid_session_is_said_and_made_good(directory):
    report = run_child("limited", directory)
    assert report["first"] is True
    assert report["lost"] > 0
    assert one_line(report["trouble"], "free space", directory)
    assert report["seen"] == 41, "teaching goes on"
    assert report["last"] is True, "room again: all is saved with the next answer"
    assert report["told"] == [report["trouble"], "mended"]
    assert report["after"] is None
    kept = [a.given[:5] for a in read_progress(directory).attempts("l", "q")]
    assert len(kept) == 42
    assert (kept[0], kept[-1]) == ("first", "last")


@pytest.mark.skipif(not can_mount(), reason="mounting is not allowed here")
def test_a_really_full_disk_is_said_and_made_good_at_the_end(tmp_path):
    mount = f'mount -t tmpfs -o size=128k tmpfs {tmp_path}; exec "$@"'
    report = run_child("filled", tmp_path / "state", within=(*OWN_MOUNTS, "sh", "-c", mount, "sh"))
    assert report["first"] is True
    assert report["lost"] > 0
    assert one_line(report["trouble"], "no room is left", "Free some space")
    assert report["closed"] is True
    assert report["kept"] == 21


# A file that is not ours to touch.


def contents(directory):
    return {p.name: p.read_bytes() for p in directory.iterdir()}


@pytest.mark.usefixtures("begun")
def test_a_file_of_a_newer_version_is_neither_moved_nor_written(directory, file, session):
    with sqlite3.connect(file) as db:
        db.execute("PRAGMA user_version = 99")
    before = contents(directory)
    progress = session()
    assert one_line(progress.trouble, "newer version", "99", "Update nntutor", file)
    assert teaches_on(progress) is False
    assert one_line(read_progress(directory).trouble, "newer version")
    progress.close()
    assert contents(directory) == before


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize("version", [-3, 0])
def test_a_file_of_a_version_that_there_never_was_is_left_alone(directory, file, session, version):
    with sqlite3.connect(file) as db:
        db.execute(f"PRAGMA user_version = {version}")
    before = contents(directory)
    progress = session()
    said = f"was changed by something else: its version is {version}. Move it elsewhere"
    assert one_line(progress.trouble, said, file)
    assert teaches_on(progress) is False
    progress.close()
    assert contents(directory) == before


@pytest.mark.usefixtures("begun")
def test_a_newer_version_that_comes_in_mid_session_is_left_alone(directory, file, session):
    progress = session()
    progress.answer("a", "q", "early", right=True).result()
    with sqlite3.connect(file) as db:
        db.execute("PRAGMA user_version = 99")
    before = contents(directory)
    assert teaches_on(progress) is False
    assert one_line(progress.trouble, "newer version")
    assert progress.close() is False
    assert contents(directory) == before


def test_another_programs_database_is_left_alone(directory, file, session):
    directory.mkdir(parents=True)
    with sqlite3.connect(file) as db:
        db.execute("CREATE TABLE bookmarks (url TEXT)")
    before = contents(directory)
    progress = session()
    assert one_line(progress.trouble, "another program", file)
    assert teaches_on(progress) is False
    assert contents(directory) == before


# A file that is damaged.


def garbage(file):
    file.write_bytes(b"\x00not a database\x1b" * 4096)


def truncated(file):
    os.truncate(file, file.stat().st_size * 2 // 3)


def scratched(file):
    """The header is sound, and the rows are not."""
    raw = bytearray(file.read_bytes())
    for start in range(4096, len(raw), 4096):
        raw[start : start + 100] = b"\xff" * 100
    file.write_bytes(raw)


def stripped(file):
    with sqlite3.connect(file) as db:
        db.execute("DROP TABLE attempts")


DAMAGES = pytest.mark.parametrize("damage", [garbage, truncated, scratched, stripped])


@DAMAGES
@pytest.mark.usefixtures("begun")
def test_a_damaged_file_is_kept_aside_and_a_new_one_begun(directory, file, session, damage):
    damage(file)
    damaged = file.read_bytes()
    progress = session(clock=lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    (kept,) = aside(directory)
    assert kept.name == "progress.damaged-20260102-030405.sqlite3"
    assert kept.read_bytes() == damaged
    assert one_line(progress.trouble, "damaged", file, kept.name)
    assert progress.saving
    assert progress.place() is None
    assert teaches_on(progress) is True
    again = session()
    assert again.trouble is None
    assert again.place().page == "now"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


@DAMAGES
@pytest.mark.usefixtures("begun")
def test_only_looking_leaves_a_damaged_file_where_it_is(directory, file, damage):
    damage(file)
    before = contents(directory)
    reader = read_progress(directory)
    assert one_line(reader.trouble, "damaged", file)
    assert reader.summary().lessons == ()
    assert contents(directory) == before


@DAMAGES
@pytest.mark.usefixtures("begun")
def test_a_file_damaged_in_mid_session_is_made_good_from_memory(directory, file, session, damage):
    told = []
    progress = session()
    progress.listen(told.append)
    progress.draft("a", "lab", {"step": 7}).result()
    damage(file)
    # Some damage shows only where it is touched, so that an answer may still go in; none is lost.
    assert teaches_on(progress) is True
    if aside(directory):
        assert one_line(progress.trouble, "damaged", "saved in a new one", aside(directory)[0].name)
        assert told == [progress.trouble]
        again = session()
        assert [a.given for a in again.attempts("a", "q")] == [*(f"before-{i}" for i in range(200)), "now"]
        assert again.draft_of("a", "lab") == {"step": 7}
        assert again.status("a", ("p", "now", "later"), ()).visited == {"p", "now"}
    else:
        assert damage is not garbage


@pytest.mark.usefixtures("begun")
def test_a_file_deleted_in_mid_session_is_made_again_from_memory(file, session):
    progress = session()
    progress.answer("a", "q", "early", right=True).result()
    file.unlink()
    assert teaches_on(progress) is True
    assert len(session().attempts("a", "q")) == 202


@pytest.mark.usefixtures("begun")
def test_a_directory_deleted_in_mid_session_is_made_again(directory, session):
    progress = session()
    shutil.rmtree(directory.parent)
    assert teaches_on(progress) is True
    assert len(session().attempts("a", "q")) == 201


@pytest.mark.usefixtures("begun")
def test_a_file_emptied_in_mid_session_is_filled_again(file, session):
    progress = session()
    os.truncate(file, 0)
    assert teaches_on(progress) is True
    assert len(session().attempts("a", "q")) == 201


@pytest.mark.usefixtures("begun")
def test_a_file_replaced_in_mid_session_is_added_to(directory, file, session, tmp_path):
    with open_progress(tmp_path / "other") as other:
        other.answer("a", "q", "other", right=True).result()
    progress = session()
    os.replace(tmp_path / "other" / "progress.sqlite3", file)
    assert teaches_on(progress) is True
    for now in (progress, session()):
        assert {a.given for a in now.attempts("a", "q")} >= {"other", "before-0", "before-199", "now"}


def test_two_sessions_that_find_the_same_damage_keep_both_their_answers(directory, file, session):
    one, two = session(), session()
    one.answer("a", "q", "one", right=True).result()
    two.answer("a", "q", "two", right=True).result()
    garbage(file)
    assert one.answer("a", "q", "one again", right=True).result() is True
    assert two.answer("a", "q", "two again", right=True).result() is True
    assert len(aside(directory)) == 1
    assert {a.given for a in session().attempts("a", "q")} == {"one", "two", "one again", "two again"}


def test_the_journal_of_a_damaged_file_goes_with_it(directory, file):
    directory.mkdir(parents=True)
    garbage(file)
    journal = directory / "progress.sqlite3-journal"
    journal.write_bytes(b"of the old file")
    kept = Disk(file).set_aside(datetime(2026, 1, 2, tzinfo=UTC))
    assert sorted(directory.iterdir()) == [kept, kept.with_name(f"{kept.name}-journal")]


def test_rot_in_a_text_neither_raises_nor_reaches_the_terminal(file, session):
    progress = session()
    progress.answer("a", "q", "0123456789", right=True, slip="abcdefghij").result()
    progress.draft("a", "lab", {"x": "klmnopqrst"}).result()
    raw = file.read_bytes()
    raw = raw.replace(b"0123456789", b"\xff\x1b[2J\x07\x9b\x80\x80x").replace(
        b"klmnopqrst", b'"\x00\x1b\xff{{{{{{'
    )
    file.write_bytes(raw)
    again = session()
    assert again.last_answer("a", "q").given.isprintable()
    assert again.draft_of("a", "lab") is None


def test_a_file_in_write_ahead_mode_is_taken_back_to_a_rollback_journal(file, session):
    session().answer("a", "q", "before", right=True).result()
    with sqlite3.connect(file) as db:
        db.execute("PRAGMA journal_mode = WAL")
    db.close()
    progress = session()
    assert progress.last_answer("a", "q").given == "before"
    assert teaches_on(progress) is True
    check = sqlite3.connect(file)
    assert check.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    check.close()


# Versions.


def test_a_file_says_whose_it_is_and_of_which_version(file, session):
    session().visit("a", "p", 0, 1).result()
    db = sqlite3.connect(file)
    assert db.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)
    assert db.execute("PRAGMA user_version").fetchone() == (len(schema.MIGRATIONS),)
    assert db.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    db.close()


def file_version(file):
    db = sqlite3.connect(file)
    try:
        return db.execute("PRAGMA user_version").fetchone()[0]
    finally:
        db.close()


@pytest.mark.usefixtures("begun")
def test_an_older_file_is_read_as_it_is_and_brought_up_to_date_when_written(file, session, monkeypatch):
    old = len(schema.MIGRATIONS)
    step = ("ALTER TABLE drafts ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue'",)
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, step))
    progress = session()
    assert progress.place().index == 3
    assert file_version(file) == old
    assert teaches_on(progress) is True
    assert file_version(file) == old + 1
    assert len(session().attempts("a", "q")) == 201


@pytest.mark.usefixtures("begun")
def test_an_update_that_fails_half_way_leaves_the_file_as_it_was(directory, session, monkeypatch):
    progress = session()
    before = contents(directory)
    step = ("ALTER TABLE drafts ADD COLUMN colour TEXT", "INSERT INTO attempts (id) VALUES ('x')")
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, step))
    assert teaches_on(progress) is False
    assert one_line(progress.trouble)
    assert contents(directory) == before
    monkeypatch.undo()
    assert progress.close() is True
    assert len(session().attempts("a", "q")) == 201


def test_every_version_there_ever_was_can_be_brought_up_to_date():
    for version in range(len(schema.MIGRATIONS)):
        db = sqlite3.connect(":memory:", isolation_level=None)
        for statements in schema.MIGRATIONS[:version]:
            for statement in statements:
                db.execute(statement)
        if version:
            db.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {version}")
        assert schema.upgrade(db) == version
        assert schema.version(db) == len(schema.MIGRATIONS)
        for table, columns in schema.COLUMNS.items():
            db.execute(f"SELECT {', '.join(columns)} FROM {table}")
        db.close()


def test_an_empty_file_is_given_the_tables_to_which_the_migrations_lead():
    tables = []
    for statements in (schema.ANEW, [one for each in schema.MIGRATIONS for one in each]):
        db = sqlite3.connect(":memory:")
        for statement in statements:
            db.execute(statement)
        tables.append(db.execute("SELECT type, name, sql FROM sqlite_master ORDER BY name").fetchall())
        db.close()
    assert tables[0] == tables[1]


# In the last three SQLite's own check sees nothing, or what it says cannot be decoded.
@pytest.mark.parametrize("seed", [*range(30), 367, 1026, 1507])
def test_a_store_that_is_damaged_anywhere_is_told_or_read_and_never_raises(tmp_path, seed):
    assert damaged_store(seed, tmp_path) is None

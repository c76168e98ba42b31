"""A crash: the terminal is put back, the place and the answers are kept, and a report says what happened."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from lessons.progress import read_progress
from tests.support.command import run_command, run_here
from tests.support.crashing import SECRET
from tests.support.modes import left_on
from tests.support.pty import Terminal
from tests.support.tutor import NEXT, ROOT, home_variables
from tui.host import crash

pytestmark = pytest.mark.pty

HELP = "\x1bOP"
"""F1, which is no part of an answer."""


def crashing(home: Path, *arguments: str, env: dict[str, str] | None = None) -> Terminal:
    """Start the tutor with a fault in it. The line that tells of the crash fits into the window."""
    argv = [sys.executable, "-m", "tests.support.crashing", *arguments]
    return Terminal(argv, cwd=ROOT, env=home_variables(home) | (env or {}), columns=200)


def reports(home: Path) -> list[Path]:
    return sorted((home / "state" / "nntutor" / "crashes").glob("*"))


@pytest.mark.parametrize("place", ["key", "later", "thread", "input"])
def test_it_leaves_with_1_one_line_and_a_report_and_keeps_what_was_done(tmp_path, place):
    with crashing(tmp_path, place, "3") as terminal:
        terminal.wait_for(r"›  *your prediction")
        if place != "input":
            terminal.send("0.1\r")
            terminal.wait_for("Right")
            terminal.send(NEXT)
            terminal.wait_for("2/8")
        terminal.send(HELP)
        assert terminal.wait_exit(20) == 1
        assert terminal.line == terminal.line_at_start
        assert left_on(bytes(terminal.raw)) == []
        (report,) = reports(tmp_path)
        said = terminal.raw.rpartition(b"\x1b")[2].decode().partition("l")[2].strip()
        assert said == f"nntutor crashed; your place is kept. Details: {report}"
    if place != "input":
        store = read_progress(tmp_path / "state" / "nntutor")
        assert [tally.right for tally in store.tallies()] == [1]
        assert store.place().index == 1
    text = report.read_text(encoding="utf-8")
    events = text.partition("last events")[2].partition("traceback")[0]
    if place != "input":
        # Keys, but not which.
        assert events.count("Key (LessonScreen, PredictEntry)") >= 4
        assert "action help (LessonScreen" in events
        assert not re.search(r"'|0\.1(?!\d)", events)
    assert "Fault: as asked, 9" in text
    assert SECRET not in text
    assert re.search(r"numpy: \d", text)
    assert "TERM: xterm-256color" in text
    assert report.stat().st_mode & 0o77 == 0


def test_a_class_learner_sees_no_path(tmp_path):
    with crashing(tmp_path, "key", "--kiosk", "3") as terminal:
        terminal.wait_for(r"›  *your prediction")
        terminal.send(HELP)
        assert terminal.wait_exit(20) == 1
        assert "nntutor crashed; your place is kept. Please tell whoever runs this class." in terminal.text
        assert "/" not in terminal.text.partition("crashed")[2]
        assert "Traceback" not in terminal.text
    assert len(reports(tmp_path)) == 1


def test_without_room_for_a_report_there_is_the_line_all_the_same(tmp_path):
    with crashing(tmp_path, "show", "show", "3", env={"XDG_STATE_HOME": "/proc/nowhere"}) as terminal:
        assert terminal.wait_exit(20) == 1
        assert terminal.text.strip() == "nntutor crashed; your place is kept. No report could be written."


@pytest.mark.parametrize("place", ["show", "import"])
def test_a_command_that_fails_prints_no_traceback(tmp_path, place):
    with crashing(tmp_path, place, "show", "3") as terminal:
        assert terminal.wait_exit(20) == 1
        assert terminal.text.strip().startswith("nntutor crashed; your place is kept. Details:")
        assert "Traceback" not in terminal.text
    assert "Fault" in reports(tmp_path)[0].read_text(encoding="utf-8")


def test_the_last_five_are_kept_and_doctor_lists_them(tmp_path, monkeypatch):
    assert "crashed" not in run_here(tmp_path, "doctor").stdout
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = crash.folder()
    folder.mkdir(parents=True)
    for year in range(2001, 2008):
        (folder / f"{year}-01-01T00-00-00Z-1.txt").write_text("old")
    assert crash.write_report(ValueError("a\x1b[2J" + "b" * 300_000)) is not None
    kept = reports(tmp_path)
    assert [path.name[:4] for path in kept[:4]] == ["2004", "2005", "2006", "2007"]
    assert len(kept) == crash.REPORTS_KEPT
    text = kept[-1].read_text(encoding="utf-8")
    assert "\x1b" not in text
    assert len(text) < crash.LONGEST_REPORT + 100
    found = json.loads(run_here(tmp_path, "doctor", "--json").stdout)
    assert found["crashes"]["reports"] == list(map(str, kept))
    assert any(str(kept[-1]) in problem["what"] for problem in found["problems"])
    assert kept[-1].name in run_here(tmp_path, "doctor").stdout
    asked = {"SSH_ORIGINAL_COMMAND": "doctor"}
    assert (
        str(tmp_path / "state" / "nntutor" / "crashes")
        not in run_command(tmp_path, "--kiosk", env=asked).stdout
    )

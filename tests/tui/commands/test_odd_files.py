"""Whatever is named where a file belongs: one line, a status that says so, and no waiting."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from lessons.content.pages import content_faults
from lessons.format import files
from lessons.format.parser import parse_file
from tests.lessons.support import PAGE
from tests.support.odd_files import CALLS, FINE, odd_files


@pytest.mark.parametrize("name", CALLS)
def test_an_odd_file_is_refused_in_a_line(home, nntutor, name):
    for what, file in odd_files(home / "work").items():
        if (name, what) in FINE:
            continue
        done = nntutor(*(file if word == "FILE" else word for word in CALLS[name]))
        context = f"{name}, {what}: {done.stderr[:300]}"
        assert done.returncode == 2, context
        assert done.stdout == "", context
        if name != "lessons":
            assert len(done.stderr.splitlines()) <= 3, context
            assert len(done.stderr) < 6000, context


def test_a_lesson_is_read_once_so_a_pipe_is_one_too(home, lesson, environment):
    bash = shutil.which("bash")
    if not bash:
        pytest.skip("not installed: bash")
    lesson("lesson.md", PAGE + "Some words, and {value}`w`.\n\n```{lab} descent\n```\n")
    program = f"{sys.executable} -m tui"
    for words, said in (("check", ""), ("show", "Some words, and 2.9997.")):
        line = f"{program} {words} <(cat lesson.md)"
        done = subprocess.run(
            [bash, "-c", line],
            cwd=home / "work",
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert said in done.stdout


def test_a_pipe_that_says_nothing_is_told(monkeypatch):
    monkeypatch.setattr(files, "SILENCE", 0.05)
    ours, theirs = os.pipe()
    try:
        lesson, (fault,) = parse_file(Path(f"/dev/fd/{ours}"))
    finally:
        os.close(ours)
        os.close(theirs)
    assert lesson is None
    assert fault.reason == "nothing has come through this pipe for 0.05 s"


def test_a_lesson_that_is_written_in_pieces_meanwhile_is_checked_as_it_was_read(tmp_path):
    path = tmp_path / "lesson.md"
    path.write_text(PAGE + "Words.\n\n" * 40 + "And {value}`x`.\n")
    lesson, _ = parse_file(path)
    path.write_text("")
    assert lesson is not None
    (fault, _) = sorted(content_faults(lesson, "lesson.md"))
    assert fault.headline().startswith("lesson.md:7:1: error: page 'A page' takes ")


def test_the_configuration_may_be_an_odd_file_too(home, nntutor):
    folder = home / "config" / "nntutor"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "config.toml")
    done = nntutor("list")
    assert done.returncode == 2
    assert "config.toml: cannot be read: " in done.stderr
    assert "this is a pipe; mend it or move it away" in done.stderr

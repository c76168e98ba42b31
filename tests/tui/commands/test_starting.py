"""How the command starts: what it says of itself, what it refuses, and what it leaves unimported."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from tests.support.course import COURSE
from tui.commands.cli import LAZY

NO_TERMINAL = "run 'nntutor show LESSON' for the lesson as plain text\n"


@pytest.mark.parametrize("option", ["--help", "-h", "--version", "-V"])
def test_help_and_version_create_nothing(nntutor, home, option):
    done = nntutor(option)
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(p.name for p in home.iterdir()) == ["work"]


def test_help_names_every_command(nntutor):
    text = nntutor("--help").stdout
    for command in LAZY:
        assert f"\n  {command} " in text
    assert text.startswith("Usage: nntutor [OPTIONS] [LESSON | COMMAND …]\n")


@pytest.mark.parametrize(
    "arguments",
    [(), ("3",), ("forward-pass",), ("3", "--theme", "light"), ("--ascii", "3", "--fps", "5")],
    ids=" ".join,
)
def test_without_a_terminal_it_names_what_to_run_instead(nntutor, home, arguments):
    done = nntutor(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"nntutor: standard input is not a terminal; {NO_TERMINAL}"
    assert sorted(p.name for p in home.iterdir()) == ["work"]


@pytest.mark.pty
@pytest.mark.parametrize(
    ("term", "said"),
    [
        ("dumb", "the terminal is 'dumb' and cannot place text on a screen"),
        ("", "TERM is not set, so the terminal is unknown"),
    ],
)
def test_a_terminal_that_cannot_place_text_is_refused_in_one_line(process, term, said):
    ours, theirs = pty.openpty()
    try:
        done = process(env={"TERM": term}, stdin=theirs, stdout=theirs, stderr=theirs)
        assert done.returncode == 2
        assert os.read(ours, 4096).decode() == f"nntutor: {said}; {NO_TERMINAL}".replace("\n", "\r\n")
    finally:
        os.close(ours)
        os.close(theirs)


REPORT = """
import runpy, sys
for arguments in {commands!r}:
    sys.argv = ["nntutor", *arguments]
    try:
        runpy.run_module("tui", run_name="__main__")
    except SystemExit:
        pass
    heavy = [m for m in ("textual", "plotext", "sklearn", "rich") if m in sys.modules]
    print(f"{{arguments}} imported:", *heavy, file=sys.stderr)
"""


def test_printing_imports_neither_textual_nor_plotext_nor_scikit_learn(environment, home):
    # The first lesson shows what scikit-learn does, the third tries lines of code.
    lessons = [str(each.path) for each in COURSE.lessons if each.number in (1, 3)]
    printing = ["--help"], ["--version"], ["list"], ["show", "3"], ["check", *lessons], ["labs"], ["progress"]
    done = subprocess.run(
        [sys.executable, "-c", REPORT.format(commands=(*printing, []))],
        cwd=home, env=environment, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    told = [line for line in done.stderr.splitlines() if "imported:" in line]
    assert len(told) == len(printing) + 1
    assert all(line.endswith("imported:") for line in told), told


def test_the_engine_imports_nothing_of_lessons_terminals_or_scikit_learn(environment, home):
    code = (
        "import sys, engine\n"
        "heavy = 'textual plotext sklearn rich lessons tui markdown_it torch'.split()\n"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=home, env=environment, capture_output=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("[]\n", "")


# The configuration file


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ('them = "dark"', ":1:1: error: the configuration has no field 'them'; did you mean 'theme'?"),
        (
            'fps = 20\ntheme = "drak"',
            ':2:1: error: \'theme\' is "auto", "dark", "light", "ansi-dark" or "ansi-light", not "drak"; '
            "did you mean 'dark'?",
        ),
        ("fps = 100", ":1:1: error: 'fps' is 100, out of range; it takes a number from 1 to 60"),
        ("mouse = on", ":1:9: error: TOML: invalid value; put text between quotation marks"),
        ("fps = 1\nfps = 2", ":2:1: error: TOML: this field is set a second time; take one of the two out"),
        ('lessons = ["/no"]', ":1:1: error: there is no folder '/no'; mend its name or take it out"),
        ('lessons = "/no"', ":1:1: error: 'lessons' wants a list of texts, not \"/no\"; write lessons = "),
        ('theme = "\\u001b"', ":1:1: error: 'theme' holds ESC (U+001B); take it out"),
        (b"\xff", ": cannot be read: "),
    ],
    ids=["unknown", "word", "range", "TOML", "twice", "folder", "kind", "control", "binary"],
)  # fmt: skip
def test_a_fault_in_the_configuration_is_told_with_its_place(nntutor, home, config, said):
    path = home / "config" / "nntutor" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_bytes(config if isinstance(config, bytes) else config.encode())
    done = nntutor("list")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(str(path) + said)
    assert done.stderr.count("\n") == 1
    assert nntutor("--help").returncode == 0


def test_the_configuration_names_more_folders_of_lessons(nntutor, home, lesson):
    from tests.lessons.support import PAGE

    lesson("../class/mine.md", PAGE + "Words.\n")
    path = home / "config" / "nntutor" / "config.toml"
    path.parent.mkdir(parents=True)
    path.write_text('lessons = ["~/class"]\n', encoding="utf-8")
    assert "A title" in nntutor("list").stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--fps", "0"), "--fps"),
        (("--theme", "pink"), "--theme"),
        (("--lessons", "no-such-folder"), "no-such-folder"),
        (("--colour",), "--colour"),
        (("reset", "--everything"), "--everything"),
    ],
)
def test_wrong_usage_is_told_and_leaves_with_two(nntutor, arguments, said):
    done = nntutor(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr

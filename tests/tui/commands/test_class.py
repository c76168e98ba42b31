"""A class on one host: its lines of authorized_keys, its report, its learners kept apart."""

from __future__ import annotations

import csv
import json
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lessons.progress import open_progress
from tests.support.command import run_command, run_here
from tests.support.course import COURSE
from tests.support.pty import Terminal
from tests.support.requests import NO_REQUESTS
from tests.support.sshd import Server, skip_without_openssh
from tests.support.tutor import ROOT, WELCOME, command, go_on, home_variables
from tui.host.classroom import (
    ClassReport,
    LearnerReport,
    QuestionReport,
    ago,
    authorized_line,
    class_report,
    table,
)
from tui.host.exits import Refused

# RFC 8032's first test key, in OpenSSH's form; its last letter changed is no longer base64 of 51 bytes.
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"


def key_file(home: Path, text: str = f"{KEY} ada@laptop\n") -> str:
    (home / "ada.pub").write_text(text)
    return "ada.pub"


def test_add_prints_the_line_for_authorized_keys(tmp_path):
    done = run_command(tmp_path, "class", "add", "ada", key_file(tmp_path))
    assert done.returncode == 0
    (line,) = done.stdout.splitlines()
    assert line.startswith('restrict,pty,command="exec env NNTUTOR_LEARNER=ada ')
    assert line.endswith(f' --kiosk" {KEY} ada')
    assert "authorized_keys" in done.stderr


@pytest.mark.parametrize("name", ["", "Ada", "../ada", "a" * 33, "a b", 'a"b', "a\nb", "ädä", "\x1b[2J"])
def test_a_name_that_is_none_is_refused(tmp_path, name):
    file = tmp_path / key_file(tmp_path)
    with pytest.raises(Refused, match="use 1 to 32 of a-z, 0-9, _ and -"):
        authorized_line(name, file)


def test_what_is_refused_is_said_in_one_line_and_nothing_is_printed(tmp_path):
    for name, text in (("\x1b[2J", KEY), ("ada", "\x1b]0;x\x07 y\n")):
        done = run_command(tmp_path, "class", "add", name, key_file(tmp_path, text))
        assert done.returncode == 2
        assert done.stdout == ""
        assert len(done.stderr.splitlines()) == 1
        assert "\x1b" not in done.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "0 keys in it"),
        (f"{KEY}\n{KEY}\n", "2 keys in it"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\n", "private key"),
        (f'command="sh" {KEY}\n', "no kind of key"),
        (f"ssh-dss {KEY.split()[1]}\n", "no kind of key"),
        (f"{KEY[:-4]}\n", "cut short or changed"),
        (f"ssh-rsa {KEY.split()[1]}\n", "cut short or changed"),
        ("ssh-ed25519 !!!!\n", "cut short or changed"),
        ("ssh-ed25519\n", "cut short or changed"),
        ("\0" * 100, "no public key"),
        ("x" * 100_000, "no public key"),
    ],
)
def test_a_key_that_is_none_is_refused(tmp_path, text, said):
    file = tmp_path / key_file(tmp_path, text)
    with pytest.raises(Refused, match=said):
        authorized_line("ada", file)


@pytest.mark.parametrize("kind", ["ed25519", "rsa", "ecdsa"])
def test_keys_of_every_kind_are_taken(tmp_path, kind):
    skip_without_openssh()
    generate = ["ssh-keygen", "-q", "-t", kind, "-N", "", "-f", str(tmp_path / "k")]
    subprocess.run(generate, check=True)
    done = run_command(tmp_path, "class", "add", "ada", "k.pub")
    assert done.returncode == 0, done.stderr
    assert run_command(tmp_path, "class", "add", "ada", "k").returncode == 2


def a_class(home: Path) -> Path:
    """Three learners: one far on, one wrong twice in the same way, one with a damaged store."""
    state = home / "class"
    at = datetime(2025, 3, 1, tzinfo=UTC)
    with open_progress(state, "ada", lambda: at) as ada:
        ada.visit("forward-pass", "relu", 2, 8)
        ada.answer("forward-pass", "z1-1", "-0.11", True)
        ada.answer("forward-pass", "z1-0", "0.1", True)
    with open_progress(state, "bob", lambda: at) as bob:
        bob.visit("forward-pass", "the-second-unit", 1, 8)
        bob.answer("forward-pass", "z1-1", "0.21", False, "You dropped the minus signs.")
        bob.answer("forward-pass", "z1-1", "0.21", False, "You dropped the minus signs.")
        bob.skip("forward-pass", "z1-0")
    damaged = state / "learners" / "eve"
    damaged.mkdir()
    (damaged / "progress.sqlite3").write_bytes(b"no database" * 99)
    return state


def test_report_says_who_is_where_and_what_goes_wrong(tmp_path):
    state = a_class(tmp_path)
    done = run_here(tmp_path, "class", "report", str(state))
    assert done.returncode == 0
    assert "03 A forward pass 3/8" in done.stdout
    assert (
        "03 forward-pass, z1-1: 1 of 2 right at first\n    1 in the end, 0 with a hint, 0 given up"
        in done.stdout
    )
    assert "most often, 2 times: You dropped the minus signs." in done.stdout
    assert "z1-0" not in done.stdout
    assert "cannot be read" in done.stdout
    assert "eve: Progress cannot be read" in done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 100
    found = json.loads(run_here(tmp_path, "class", "report", str(state), "--json").stdout)
    assert [x["name"] for x in found["learners"]] == ["ada", "bob", "eve"]
    ended = ("met", "right_at_first", "right", "with_a_hint", "given_up")
    assert [tuple(x[e] for e in ended) for x in found["learners"]] == [
        (2, 2, 2, 0, 0),
        (2, 0, 0, 0, 1),
        (0,) * 5,
    ]
    question = found["questions"][0]
    assert question == {
        "met": 2,
        "right_at_first": 1,
        "right": 1,
        "with_a_hint": 0,
        "given_up": 0,
        "lesson": "forward-pass",
        "question": "z1-1",
        "wrong": 1,
        "slip": "You dropped the minus signs.",
        "slips": 2,
    }
    rows = list(
        csv.DictReader(run_here(tmp_path, "class", "report", str(state), "--csv").stdout.splitlines())
    )
    assert rows[0] == {name: str(value) for name, value in question.items()}
    assert len(rows) == len(found["questions"]) == 2
    # Looking changed nothing: the damaged store is as it was.
    assert [p.name for p in (state / "learners" / "eve").iterdir()] == ["progress.sqlite3"]


def test_a_question_is_told_with_its_numbers():
    told = {
        question.id: "\n".join(table(_report_of(lesson.id, question.id), COURSE))
        for lesson in COURSE.lessons
        for question in lesson.questions
        if "{value}" in question.ask
    }
    assert len(told) > 10
    assert not [text for text in told.values() if "0.0000" in text or "?." in text or "{value}" in text]
    assert any("Why do we keep 180 points aside?" in text for text in told.values())


def _report_of(lesson: str, question: str) -> ClassReport:
    """One learner, who got one question wrong."""
    counts = {"met": 1, "right_at_first": 0, "right": 0, "with_a_hint": 0, "given_up": 0}
    where = {"name": "ada", "lesson": lesson, "page": 1, "pages": 8, "last_at": None}
    ada = LearnerReport(**where, **counts, mastered=0, trouble=None)
    one = QuestionReport(**counts, lesson=lesson, question=question, wrong=1, slip=None, slips=0)
    return ClassReport((ada,), (one,))


def test_a_report_counts_first_tries_and_no_guesses(tmp_path):
    """Four learners, of whom two have it right in the end; and each guesses at another."""
    given = {
        "ada": [{"right": True}],
        "bob": [{"right": False, "again": True}, {"right": True, "hints": 1}],
        "cy": [{"right": False, "again": True}, {"right": False, "shown": True, "tries": 0}],
        "dee": [],
    }
    for name, tries in given.items():
        with open_progress(tmp_path, name) as progress:
            for one in tries:
                progress.answer("own", "q", "1", **one)
            if not tries:
                progress.skip("own", "q")
            progress.answer("own", "luck", "1", right=name == "ada", kind="guess")
    found = class_report(tmp_path, COURSE)
    (question,) = found.questions
    assert (question.met, question.right_at_first, question.right, question.with_a_hint) == (4, 1, 2, 1)
    assert (question.wrong, question.given_up) == (2, 2)
    assert [(x.met, x.right_at_first, x.right) for x in found.learners] == [
        (1, 1, 1),
        (1, 0, 1),
        (1, 0, 0),
        (1, 0, 0),
    ]
    assert max(len(line) for line in table(found, COURSE)) <= 80


EVIL = "\x1b]0;owned\x07\x9b31m\u202e\n\x7f"
HOSTILE = {
    "control characters": (
        ("UPDATE places SET lesson = ?1, page = ?1, at = ?1", EVIL),
        ("UPDATE attempts SET lesson = ?1, question = ?1, slip = ?1, given = ?1, at = ?1 WHERE id = 1", EVIL),
    ),
    "other types": (
        ("UPDATE places SET position = ?1, pages = x'00ff', at = 5", "x"),
        ("UPDATE attempts SET slip = ?1, at = x'ff', given = x'00'", b"\x1b[2J\xff"),
    ),
    "very long": (
        ("UPDATE places SET lesson = ?1, page = ?1", "x" * 100_000),
        ("UPDATE attempts SET question = ?1 || id, slip = ?1", "x" * 100_000),
    ),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_report_is_safe_to_read_whatever_a_store_holds(tmp_path, kind):
    state = a_class(tmp_path)
    with closing(sqlite3.connect(state / "learners" / "bob" / "progress.sqlite3")) as db, db:
        for statement, value in HOSTILE[kind]:
            db.execute(statement, (value,))
    done = run_here(tmp_path, "class", "report", str(state))
    assert done.returncode == 0
    assert all(line.isprintable() and len(line) <= 100 for line in done.stdout.splitlines())
    assert "bob " in done.stdout
    found = run_here(tmp_path, "class", "report", str(state), "--json").stdout
    assert found.replace("\n", "").isprintable()
    assert len(json.loads(found)["learners"]) == 3


@pytest.mark.parametrize(
    ("place", "said"), [("nowhere", "no such directory"), (".", "no learner's progress")]
)
def test_a_directory_without_a_class_is_refused(tmp_path, place, said):
    done = run_here(tmp_path, "class", "report", place)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_times_are_told_from_now():
    now = datetime(2025, 3, 2, 12, tzinfo=UTC)
    times = ["2025-03-02T11:59:30Z", "2025-03-02T11:30:00Z", "2025-03-02T09:00:00Z", "2025-02-20T12:00:00Z"]
    assert [ago(t, now) for t in times] == ["just now", "30 min ago", "3 h ago", "10 d ago"]
    assert ago("2026-01-01T00:00:00Z", now) == "just now"
    assert ago(None, now) == "never"
    assert ago("\x1b[2J and more", now) == "·[2J and m"


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    """An sshd whose account has the tutor on its path and no keys but those of Ada and Bob; its home."""
    skip_without_openssh()
    home = tmp_path_factory.mktemp("class")
    program = home / "bin" / "nntutor"
    program.parent.mkdir()
    variables = " ".join(f'{name}="{value}"' for name, value in home_variables(home).items())
    words = " ".join(command())
    program.write_text(f'#!/bin/sh\ncd "{ROOT}" && exec env {variables} {words} "$@"\n')
    program.chmod(0o755)
    with Server("Subsystem sftp internal-sftp\nAcceptEnv NNTUTOR_LEARNER") as server:
        enrol(home, server, {"PATH": f"{program.parent}:/usr/bin:/bin"}, "ada", "bob")
        yield server, home


def enrol(home: Path, server: Server, path: dict[str, str], *names: str) -> None:
    """Put the lines that `class add` prints into authorized_keys."""
    lines = []
    for name in names:
        key = server.folder / name
        if not key.exists():
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
        done = run_here(home, "class", "add", name, f"{key}.pub", env=path)
        assert done.returncode == 0, done.stderr
        lines.append(done.stdout.strip())
    server.authorize(*lines)


def as_learner(server: Server, name: str, *words: str, terminal: bool = True) -> list[str]:
    """How that learner logs in; `words`: what they ask to be run instead of the tutor."""
    argv = server.argv("")[:-1]
    argv[argv.index("-i") + 1] = str(server.folder / name)
    if not terminal:
        argv.remove("-tt")
    return [*argv, *words]


@pytest.mark.ssh
@pytest.mark.pty
def test_over_ssh_each_learner_has_the_tutor_and_progress_of_their_own(host):
    server, home = host
    with Terminal(as_learner(server, "ada")) as terminal:
        terminal.wait_for(WELCOME, 20)
        terminal.send("\x1a")  # ctrl+z
        terminal.send("\x1b")
        go_on(terminal)
        terminal.wait_for(r"1/\d+")
        go_on(terminal)
        terminal.wait_for(r"2/\d+")
        terminal.send("\x03")
        assert terminal.wait_exit() == 0
    for name, page in (("bob", WELCOME), ("ada", r"2/\d+")):
        # A client that sends a name of its own, to a server that takes it, is still who its key says.
        other = {"NNTUTOR_LEARNER": "bob" if name == "ada" else "ada"}
        argv = as_learner(server, name, terminal=True)
        with Terminal([*argv[:-1], "-o", "SendEnv=NNTUTOR_LEARNER", argv[-1]], env=other) as terminal:
            terminal.wait_for(page, 20)
            terminal.send("\x03")
            assert terminal.wait_exit() == 0
    assert sorted(p.parent.name for p in home.rglob("progress.sqlite3")) == ["ada", "bob"]
    found = json.loads(run_here(home, "class", "report", "--json").stdout)
    assert [(x["name"], x["page"]) for x in found["learners"]] == [("ada", 2), ("bob", None)]


PLACES = ("it's here", 'a "quoted" place', "a\\b\\", 'b\\"c', "$HOME `id` ; %h *", "é 中", "#, (")


@pytest.mark.ssh
def test_over_ssh_a_program_is_run_wherever_it_is_installed(tmp_path, host):
    server, _ = host
    lines = (server.folder / "authorized_keys").read_text().splitlines()
    try:
        for place in PLACES:
            program = tmp_path / place / "nntutor"
            program.parent.mkdir()
            program.write_text('#!/bin/sh\necho "ran as $NNTUTOR_LEARNER with $*"\n')
            program.chmod(0o755)
            enrol(tmp_path, server, {"PATH": f"{program.parent}:/usr/bin:/bin"}, "eve")
            done = ask(server, "eve", "")
            assert done.stdout == "ran as eve with --kiosk\n", (place, done.stderr)
    finally:
        server.authorize(*lines)


def test_a_place_that_no_line_can_hold_is_refused(tmp_path, monkeypatch):
    file = tmp_path / key_file(tmp_path)
    for place in ("two\nlines", "\x1b[2J", "a=b"):
        program = tmp_path / place / "nntutor"
        program.parent.mkdir()
        program.touch()
        monkeypatch.setattr("sys.argv", [str(program)])
        with pytest.raises(Refused, match="no line of authorized_keys can hold this path; install it"):
            authorized_line("ada", file)


@pytest.mark.ssh
@pytest.mark.pty
def test_over_ssh_no_command_is_run(host):
    server, _ = host
    asked = (("ls",), ("sh -c id",), ("nntutor reset 3",), ("NNTUTOR_LEARNER=bob nntutor",), ("-s", "sftp"))
    for words in asked:
        argv = as_learner(server, "ada", *words, terminal=False)
        if words[0] == "-s":
            argv = [*argv[:-3], "-s", argv[-3], "sftp"]
        done = subprocess.run(argv, capture_output=True, text=True, timeout=20, check=False, input="")
        assert done.returncode == 2, words
        assert done.stdout == ""
        # A subsystem's client shows no messages; that sftp was not there is all it is told.
        assert words[0] == "-s" or "only the tutor opens here" in done.stderr
    with Terminal(as_learner(server, "ada", "ls")) as terminal:
        assert terminal.wait_exit(20) == 2
        assert "only the tutor opens here" in terminal.text


def ask(server: Server, name: str, words: str | bytes, typed: str = "") -> subprocess.CompletedProcess[str]:
    """What a learner gets who asks ssh for something, without a terminal."""
    argv = as_learner(server, name, "--", words, terminal=False)
    return subprocess.run(argv, capture_output=True, text=True, timeout=30, check=False, input=typed)


@pytest.mark.ssh
def test_over_ssh_the_course_can_be_asked_for_line_by_line(host):
    server, home = host
    own = home / "data" / "nntutor" / "lessons" / "40-ours.md"
    own.parent.mkdir(parents=True)
    own.write_text('# Ours\n\n```{lesson}\nid = "ours-2"\n```\n\n## Here\n\nThe words of this class.\n')
    shown = ask(server, "bob", "show 3")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout == run_command(home, "show", "3").stdout
    assert "The words of this class." in ask(server, "bob", "show ours-2").stdout
    done = ask(server, "bob", "quiz forward-pass", "not a number\n0.1\nq\n")
    assert done.returncode == 0, done.stderr
    # As at a terminal: prompted, helped, and asked once more.
    assert done.stdout.count("Your answer: ") == 3
    assert "1 of 9 right" in done.stdout
    assert "forward-pass" not in ask(server, "ada", "progress").stdout
    assert "one-unit-by-hand/1: 0.1" in ask(server, "bob", "progress").stdout
    assert "1 of 9 done, 1 right at first" in ask(server, "bob", "list").stdout


@pytest.mark.ssh
@pytest.mark.pty
def test_over_ssh_a_quiz_is_answered_at_a_terminal_that_has_no_screen(host):
    server, _ = host
    with Terminal(as_learner(server, "ada", "quiz 3"), env={"TERM": "dumb"}) as terminal:
        terminal.wait_for(r"of this unit\?\nYour answer:", 20)
        terminal.send("0.1\r")
        terminal.wait_for("Question 2")
        terminal.send("\x03")
        assert terminal.wait_exit() == 130
        assert b"\x1b[" not in terminal.raw
    with Terminal(as_learner(server, "ada"), env={"TERM": "dumb"}) as terminal:
        assert terminal.wait_exit(20) == 2
        assert "ask ssh for: quiz LESSON" in terminal.text.replace("\n", "")


BREAKING_OUT = [
    "a path up",
    "a shell behind",
    "a substitution",
    "a second line",
    "a NUL in words",
    "bytes that are no UTF-8",
    "very long",
]


@pytest.mark.ssh
@pytest.mark.parametrize("way", BREAKING_OUT)
def test_over_ssh_nothing_else_is_done_whatever_is_asked_for(host, way):
    server, home = host
    words = NO_REQUESTS[way]
    before = sorted(home.rglob("*"))
    done = ask(server, "ada", words, "id\n")
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert "only the tutor opens here" in line
    assert line.isprintable()
    assert len(line) < 250
    assert sorted(home.rglob("*")) == before


@pytest.mark.ssh
@pytest.mark.parametrize("lesson", ["999999999999", "etc-passwd"])
def test_over_ssh_a_lesson_that_is_none_is_said_in_a_line(host, lesson):
    done = ask(host[0], "ada", f"show {lesson}")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no lesson" in done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.ssh
def test_over_ssh_no_port_is_forwarded(host):
    server, _ = host
    argv = as_learner(server, "ada", terminal=False)
    forward = [*argv[:-1], "-o", "ExitOnForwardFailure=yes", "-R", "0:127.0.0.1:9", argv[-1]]
    done = subprocess.run(forward, capture_output=True, text=True, timeout=20, check=False, input="")
    assert done.returncode == 255


def test_before_anybody_has_begun_the_report_says_so(tmp_path):
    done = run_here(tmp_path, "class", "report")
    assert (done.returncode, done.stdout, done.stderr) == (0, "No learner has begun yet.\n", "")
    told = json.loads(run_here(tmp_path, "class", "report", "--json").stdout)
    assert told == {"learners": [], "questions": []}
    assert list(tmp_path.iterdir()) == []

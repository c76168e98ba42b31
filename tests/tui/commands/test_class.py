"""A class on one host: its lines of authorized_keys, its learners kept apart."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from lessons.course import find_lesson
from tests.support.command import run_here
from tests.support.course import COURSE
from tests.support.pty import Terminal
from tests.support.requests import NO_REQUESTS
from tests.support.sshd import Server, skip_without_openssh
from tests.support.tutor import ROOT, WELCOME, command, go_on, home_variables
from tests.support.waiting import wait_until
from tui.host.classroom import authorized_line
from tui.host.exits import Refused

ASKED = len(find_lesson(COURSE, "forward-pass").questions)
"""How many questions lesson 3 has."""


# RFC 8032's first test key, in OpenSSH's form; its last letter changed is no longer base64 of 51 bytes.
KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINdamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea"


def key_file(home: Path, text: str = f"{KEY} ada@laptop\n") -> str:
    (home / "ada.pub").write_text(text)
    return "ada.pub"


def test_add_prints_the_line_for_authorized_keys(tmp_path):
    done = run_here(tmp_path, "class", "add", "ada", key_file(tmp_path))
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
        done = run_here(tmp_path, "class", "add", name, key_file(tmp_path, text))
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
    done = run_here(tmp_path, "class", "add", "ada", "k.pub")
    assert done.returncode == 0, done.stderr
    assert run_here(tmp_path, "class", "add", "ada", "k").returncode == 2


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
            # That the welcome has been seen is kept once it stands.
            wait_until(lambda name=name: list(home.rglob(f"{name}/progress.sqlite3")))
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
    assert shown.stdout == run_here(home, "show", "3").stdout
    assert "The words of this class." in ask(server, "bob", "show ours-2").stdout
    # The question of a lesson that has not been begun is skipped.
    done = ask(server, "bob", "quiz forward-pass", "\n\nnot a number\n0.1\nq\n")
    assert done.returncode == 0, done.stderr
    # As at a terminal: prompted, helped, and asked once more.
    assert done.stdout.count("Your answer: ") == 4
    assert f"1 of {ASKED} right" in done.stdout
    assert "forward-pass" not in ask(server, "ada", "progress").stdout
    assert "one-unit-by-hand/1: 0.1" in ask(server, "bob", "progress").stdout
    assert f"1 of {ASKED} done, 1 right at first" in ask(server, "bob", "list").stdout


@pytest.mark.ssh
@pytest.mark.pty
def test_over_ssh_a_quiz_is_answered_at_a_terminal_that_has_no_screen(host):
    server, _ = host
    with Terminal(as_learner(server, "bob", "quiz 3"), env={"TERM": "dumb"}) as terminal:
        terminal.wait_for("try it if you know it", 20)
        terminal.send("\r\r")
        terminal.wait_for(r"\?\nYour answer:")
        terminal.send("7\r")
        terminal.wait_for("Not yet")
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

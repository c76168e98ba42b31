"""What `nntutor doctor` finds, and that it changes nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support import drawing, pty
from tests.support.command import run_here
from tests.support.pty import Terminal
from tests.support.tutor import command, home_variables

pytestmark = pytest.mark.pty


def ask(home: Path, env: dict[str, str | None] | None = None, **options) -> tuple[dict, Terminal]:
    """`doctor --json` in a terminal, and the terminal that it ran in."""
    report = home / "report.json"
    line = f'exec "$@" --json > {report}'
    argv = ["sh", "-c", line, "sh", *command("doctor")]
    with Terminal(argv, cwd=home, env=home_variables(home) | (env or {}), **options) as terminal:
        assert terminal.wait_exit(20) == 0
        assert terminal.line == terminal.line_at_start
    return json.loads(report.read_text(encoding="utf-8")), terminal


def problems(report: dict) -> str:
    return "\n".join(f"{p['what']}: {p['mend']}" for p in report["problems"])


def test_the_terminal_is_asked_and_left_as_it_was(tmp_path):
    report, terminal = ask(tmp_path, respond=pty.late(0.05))
    found = report["terminal"]
    assert found["answers_queries"]
    assert 50 <= found["round_trip_ms"] < 1000
    assert found["utf8"]
    assert "took 9 of its columns" in found["utf8_because"]
    assert found["drawn"] == "narrow"
    assert found["size"] == "80×24"
    assert found["colours"] == "256"
    # Nothing of the question is left to be seen.
    assert terminal.text.strip() == ""
    assert report["problems"] == []


def test_a_terminal_that_answers_with_garbage_is_said_not_to_answer(tmp_path):
    report, _ = ask(tmp_path, respond=pty.always(b"garbage\x00\xff"))
    assert report["terminal"]["answers_queries"] is False
    assert report["terminal"]["round_trip_ms"] is None
    assert "does not say where its cursor is" in problems(report)


def test_keys_typed_in_between_do_no_harm(tmp_path):
    report, _ = ask(tmp_path, respond=pty.always(b"qqq\x1b[7;2R"))
    assert report["terminal"]["answers_queries"] is True


@pytest.mark.parametrize(
    ("screen", "drawn", "said"),
    [
        (drawing.Latin, "not UTF-8", "choose UTF-8 in your terminal's settings"),
        (drawing.AmbiguousWide, "ambiguous wide", "draws characters of ambiguous width"),
        (drawing.BoxWide, "box drawing wide", "draws box drawing two columns wide: choose narrow ones"),
    ],
)
def test_how_a_terminal_draws_is_known_by_its_columns(tmp_path, screen, drawn, said):
    report, terminal = ask(tmp_path, screen=screen)
    assert report["terminal"]["drawn"] == drawn
    assert report["terminal"]["utf8"] is (screen is not drawing.Latin)
    assert said in problems(report)
    assert terminal.text.strip() == ""


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({"SSH_CONNECTION": "1 2 3 4"}, "SendEnv COLORTERM"),
        ({"SSH_CONNECTION": "1 2 3 4"}, "AcceptEnv COLORTERM"),
        ({"TMUX": "/tmp/x"}, "tmux answers for your terminal"),
        ({"STY": "1.x", "TERM": "screen"}, "in screen set the default terminal to screen-256color"),
        ({"NO_COLOR": "1"}, "unset NO_COLOR"),
        ({"TERM": "vt100"}, "set TERM=xterm-256color"),
        ({"TERM": "dumb"}, "nntutor show"),
        ({"TERM": None}, "TERM is not set"),
        ({"LANG": "C"}, "set LANG=C.UTF-8"),
    ],
)
def test_each_problem_says_what_to_change(tmp_path, env, said):
    report, _ = ask(tmp_path, env)
    assert said in problems(report)


def test_a_tmux_before_the_ssh_does_not_hide_the_link(tmp_path):
    found = ask(tmp_path, {"TERM": "tmux-256color", "SSH_CONNECTION": "1 2 3 4"})[0]["terminal"]
    assert found["inside"] == ["tmux"]
    assert found["round_trip_of"] == "tmux, there and back"
    assert found["round_trip_ms"] is not None


def test_through_tmux_the_round_trip_is_unknown(tmp_path):
    found = ask(tmp_path, {"TMUX": "/tmp/x"})[0]["terminal"]
    assert found["inside"] == ["tmux"]
    assert found["round_trip_ms"] is None
    assert "tmux answers" in found["round_trip_of"]


@pytest.mark.parametrize(("size", "serious"), [((50, 10), True), ((70, 20), False)])
def test_a_small_window_is_measured_against_what_pages_need(tmp_path, size, serious):
    report, _ = ask(tmp_path, columns=size[0], rows=size[1])
    (problem,) = report["problems"]
    assert f"{size[0]}×{size[1]}" in problem["what"]
    assert problem["serious"] is serious


def test_it_creates_nothing_and_says_where_things_would_be(tmp_path):
    before = sorted(tmp_path.rglob("*"))
    done = run_here(tmp_path, "doctor")
    assert done.returncode == 0
    assert str(tmp_path / "state" / "nntutor") in done.stdout
    assert "standard input is not a terminal" in done.stdout
    assert "textual: 8" in done.stdout
    assert sorted(tmp_path.rglob("*")) == before


def test_a_damaged_store_is_reported_and_left(tmp_path):
    file = tmp_path / "state" / "nntutor" / "progress.sqlite3"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"no database" * 100)
    report = json.loads(run_here(tmp_path, "doctor", "--json").stdout)
    assert "damaged" in report["progress"]["trouble"]
    assert "damaged" in problems(report)
    assert [p.name for p in file.parent.iterdir()] == [file.name]


def test_a_configuration_that_is_broken_does_not_stop_the_doctor(tmp_path):
    file = tmp_path / "config" / "nntutor" / "config.toml"
    file.parent.mkdir(parents=True)
    file.write_text('theme = "mauve"\n')
    assert run_here(tmp_path, "list").returncode == 2
    done = run_here(tmp_path, "doctor")
    assert done.returncode == 0
    assert "config.toml:1:" in done.stdout


def test_a_state_directory_that_is_a_file_is_said(tmp_path):
    (tmp_path / "state").write_text("")
    assert "is not saved" in problems(json.loads(run_here(tmp_path, "doctor", "--json").stdout))

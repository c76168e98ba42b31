"""The tutor itself in a terminal: on every kind of it, by every way out, and back the next time."""

from __future__ import annotations

import re
import signal
import subprocess
import sys

import pytest

from lessons.progress import read_progress
from tests.support import pty
from tests.support.programs import skip_without
from tests.support.tutor import (
    NEXT,
    PAUSED,
    PLAYING,
    STILL_OPEN,
    command,
    home_variables,
    open_tutor,
    train,
)
from tests.tui.session.test_leaving import READ_ON, left_on

pytestmark = pytest.mark.pty

FIRST = "Unit 0 has the first row"
"""What the first page of lesson 3 asks."""

TYPED = "typed two-numbers-in-one-number-out/1"
"""Where what has been typed for the answer is kept."""

QUESTION = r"›  *your prediction"
HUE = re.compile(rb"\x1b\[(?:\d+;)*(?:[34][1-6]|9[1-6]|10[1-6]|[34]8;[25];[\d;]*)(?:;\d+)*m")
"""What sets a colour that is no grey."""


def hues(terminal: pty.Terminal) -> set[str]:
    """The colours on the screen that are no greys."""
    cells = [cell for row in terminal.screen.buffer.values() for cell in row.values()]
    found = {colour for cell in cells for colour in (cell.fg, cell.bg)} - {"default", "black", "white"}
    return {c for c in found if not re.fullmatch("[0-9a-f]{6}", c) or len({c[:2], c[2:4], c[4:]}) > 1}


# What kind of terminal it is.


@pytest.mark.parametrize(
    ("term", "colours"),
    [
        ("xterm-256color", "256"),
        ("linux", "16"),
        ("vt100", "16"),
        ("dumb", None),
        (None, None),
    ],
)
def test_it_opens_with_the_colours_that_the_terminal_has_and_leaves_it_as_it_was(tmp_path, term, colours):
    with open_tutor(tmp_path, "3", env={"TERM": term}, columns=100, rows=30) as terminal:
        if colours is None:
            assert terminal.wait_exit() == 2
            assert "nntutor show" in terminal.text.replace("\n", "")
            assert b"\x1b" not in terminal.raw
            return
        terminal.wait_for(FIRST)
        terminal.send("0.1\r")
        terminal.wait_for("Right")
        assert (b"8;5;" in terminal.raw) == (colours == "256")
        assert b"8;2;" not in terminal.raw
        assert b"?1000h" not in terminal.raw, "the mouse is left alone"
        assert b"\x1b]1" not in terminal.raw, "the terminal's colours are never asked for"
        # The first question to the terminal goes out before anything is painted.
        assert terminal.raw.index(pty.QUERY) < terminal.raw.index(FIRST.encode())
        assert hues(terminal)
        terminal.send(NEXT)
        terminal.wait_for("2/8")
        terminal.send("\x03")
        assert terminal.wait_exit() == 0
        assert terminal.line == terminal.line_at_start
        assert left_on(bytes(terminal.raw)) == []


@pytest.mark.parametrize(
    ("env", "options", "sent"),
    [
        ({"COLORTERM": "truecolor"}, (), b"8;2;"),
        ({"NO_COLOR": ""}, (), b"8;5;"),
        ({"NO_COLOR": "1", "COLORTERM": "truecolor"}, (), None),
        ({"COLORTERM": "truecolor"}, ("--no-color",), None),
    ],
)
def test_the_environment_says_how_many_colours(tmp_path, env, options, sent):
    with open_tutor(tmp_path, *options, "3", env=env, columns=100, rows=30) as terminal:
        terminal.wait_for(FIRST)
        terminal.rest()
        if sent is None:
            assert HUE.search(terminal.raw) is None
        for depth in (b"8;2;", b"8;5;"):
            assert (depth in terminal.raw) == (depth == sent)


def test_the_mouse_is_taken_where_it_is_asked_for(tmp_path):
    with open_tutor(tmp_path, "--mouse", "3") as terminal:
        terminal.wait_for(FIRST)
        assert b"?1000h" in terminal.raw
        terminal.send("\x03")
        assert terminal.wait_exit() == 0
        assert left_on(bytes(terminal.raw)) == []


def test_every_size_shows_the_page_or_says_what_it_needs(tmp_path):
    with open_tutor(tmp_path, "training", columns=20, rows=5) as terminal:
        for columns, rows in [(20, 5), (60, 18), (59, 18), (110, 18), (60, 17), (300, 100)]:
            terminal.resize(columns, rows)
            fits = columns >= 60 and rows >= 18
            said = "Two moons" if fits else f"This window has {columns}×{rows}. The tutor needs 60×18."
            terminal.until(lambda said=said: said in " ".join(terminal.text.split()), said)
        terminal.resize(80, 24)
        terminal.wait_for("two losses")
        terminal.send("\x03")
        assert terminal.wait_exit() == 0


def test_what_is_over_the_page_says_too_that_a_window_is_too_small(tmp_path):
    with open_tutor(tmp_path, "training") as terminal:
        terminal.wait_for("two losses")
        for key, shown in (("\x1bOP", "Keys that work now"), ("\x10", "Search for commands")):
            terminal.send(key)
            terminal.wait_for(shown)
            terminal.resize(59, 17)
            terminal.wait_for("This window has 59×17")
            terminal.until(lambda shown=shown: shown not in terminal.text)
            terminal.resize(80, 24)
            terminal.wait_for(shown)
            terminal.send("\x1b")
            terminal.wait_for("two losses")
        terminal.send("\x03")
        assert terminal.wait_exit() == 0


def test_resizing_again_and_again_while_it_trains_does_no_harm(tmp_path):
    with open_tutor(tmp_path, "training", columns=100, rows=30) as terminal:
        train(terminal)
        for columns, rows in [(20, 5), (300, 100), (80, 24), (1, 1), (60, 18), (200, 20), (61, 90)] * 4:
            terminal.resize(columns, rows)
            terminal.watch(0.03)
        terminal.resize(100, 30)
        terminal.wait_for(PLAYING)
        settled = terminal.queries + 5
        terminal.until(lambda: terminal.queries >= settled)
        terminal.send("p")
        terminal.wait_for(PAUSED)
        terminal.rest()
        text = terminal.text
        terminal.send("\x0c")
        terminal.rest()
        assert terminal.text == text
        terminal.send("\x03")
        assert terminal.wait_exit() == 0


def test_fps_caps_the_rate(tmp_path):
    with open_tutor(tmp_path, "--fps", "1", "training", columns=100, rows=30) as terminal:
        train(terminal)
        before = terminal.queries
        terminal.watch(3.0)
        assert 1 <= terminal.queries - before <= 4


def test_an_idle_page_sends_nothing_and_computes_next_to_nothing(tmp_path):
    with open_tutor(tmp_path, "3") as terminal:
        # The cursor is in the answer: it must not blink.
        terminal.wait_for(QUESTION)
        terminal.rest()
        sent, cpu = terminal.bytes, terminal.cpu()
        terminal.watch(3.0)
        assert terminal.bytes == sent
        assert terminal.cpu() - cpu <= 0.04


def test_training_goes_on_when_another_window_has_the_focus(tmp_path):
    with open_tutor(tmp_path, "training", columns=100, rows=30) as terminal:
        train(terminal)
        terminal.send("\x1b[O")
        # Past what was on its way.
        wanted = terminal.queries + 10
        terminal.until(lambda: terminal.queries >= wanted)
        assert re.search(PLAYING, terminal.text)


def test_a_page_turn_sends_what_is_new_once(tmp_path):
    with open_tutor(tmp_path, "gradient-descent") as terminal:
        terminal.wait_for(r"\b1/\d+")
        terminal.send(NEXT)
        terminal.wait_for(r"\b2/\d+")
        terminal.send(NEXT)
        terminal.wait_for(STILL_OPEN)
        terminal.rest()
        before = terminal.bytes
        terminal.send(NEXT)
        terminal.wait_for(r"\b3/\d+")
        terminal.rest()
        # Painted twice, or scrolled by animation, it would be several times as much.
        assert terminal.bytes - before <= 2_000


# Ways out.


WAYS = (
    ("\x03", 0),
    (signal.SIGHUP, 129),
    (signal.SIGINT, 130),
    (signal.SIGTERM, 143),
    (None, 129),
)
"""Ways to end a session, and its status; None for a line that is closed with HUP ignored."""


def leave_by(terminal: pty.Terminal, way: str | signal.Signals | None, status: int) -> None:
    """End a session, whose terminal is then as it was."""
    if way is None:
        terminal.hang_up()
    elif isinstance(way, str):
        terminal.send(way)
    else:
        terminal.kill(way)
    assert terminal.wait_exit() == status, way
    if way is not None:
        assert terminal.line == terminal.line_at_start, way
        assert left_on(bytes(terminal.raw)) == [], way


def test_whatever_ends_it_the_page_the_knobs_the_step_and_the_half_typed_answer_come_back(tmp_path):
    first, *others = WAYS
    with open_tutor(tmp_path, "3") as terminal:
        terminal.wait_for(QUESTION)
        terminal.send("0.1\r")
        terminal.wait_for("Right")
        terminal.send(NEXT)
        terminal.wait_for("2/8")
        terminal.wait_for(QUESTION)
        terminal.send("-1.2")
        terminal.wait_for(r"›  -1\.2")
        # Back where the lab may be moved: the first knob one turn to the right, then a step back.
        terminal.send("\x1b[5~")
        terminal.wait_for("1/8")
        terminal.wait_for("= 0.10")
        terminal.send("\t\x1b[C")
        terminal.wait_for("= 0.13")
        terminal.send("b")
        terminal.run(15.0, lambda: "= 0.13" not in terminal.text)
        terminal.rest()
        lab = lab_of(terminal)
        assert "‹0.30›" in terminal.text
        leave_by(terminal, *first)
    for way, status in (*others, first):
        with open_tutor(tmp_path, ignore_hang_up=way is None) as terminal:
            terminal.wait_for("1/8")
            terminal.wait_for(r"✓ .*[Rr]ight")
            terminal.rest()
            assert lab_of(terminal) == lab, f"before {way}"
            leave_by(terminal, way, status)
    with open_tutor(tmp_path) as terminal:
        terminal.wait_for("1/8")
        terminal.send(NEXT)
        terminal.wait_for(r"›  -1\.2")


def lab_of(terminal: pty.Terminal) -> str:
    """The lab as it is drawn, with its knobs, whichever of them is chosen."""
    text = terminal.text[terminal.text.index("── lab:") :].rpartition("\n")[0]
    return text.translate(str.maketrans("‹›", "  "))


def test_an_answer_that_was_acknowledged_outlives_a_kill(tmp_path):
    with open_tutor(tmp_path, "3") as terminal:
        terminal.wait_for(QUESTION)
        terminal.send("0.1\r")
        terminal.wait_for("Right")
        terminal.kill(signal.SIGKILL)
        assert terminal.wait_exit() == -signal.SIGKILL
    with open_tutor(tmp_path) as terminal:
        terminal.wait_for(r"✓ .*[Rr]ight")
        terminal.send(NEXT)
        terminal.wait_for("2/8")
        terminal.kill(signal.SIGKILL)
        assert terminal.wait_exit() == -signal.SIGKILL
    with open_tutor(tmp_path) as terminal:
        # As soon as a page is shown it is the page to come back to.
        terminal.wait_for("2/8")


def test_what_was_half_done_outlives_a_kill_after_a_moment_of_quiet(tmp_path):
    with open_tutor(tmp_path, "3") as terminal:
        terminal.wait_for(QUESTION)
        terminal.send("0.0")
        terminal.wait_for(r"›  0\.0")
        terminal.until(lambda: read_progress(tmp_path / "state" / "nntutor").draft_of("forward-pass", TYPED))
        terminal.kill(signal.SIGKILL)
        assert terminal.wait_exit() == -signal.SIGKILL
    with open_tutor(tmp_path) as terminal:
        terminal.wait_for(r"›  0\.0")


def test_no_answer_is_left_for_the_shell(tmp_path):
    line = f"\"$@\"; exec {sys.executable} -c '{READ_ON}'"
    argv = ["sh", "-c", line, "sh", *command("training")]
    with pty.Terminal(
        argv, cwd=tmp_path, env=home_variables(tmp_path), respond=pty.late(0.4), columns=100, rows=30
    ) as terminal:
        train(terminal)
        terminal.send("\x03")
        terminal.wait_for("left over: b''")


def test_ctrl_z_gives_the_terminal_back_and_fg_takes_it_again(tmp_path):
    env = home_variables(tmp_path) | {"PS1": "shell> ", "HISTFILE": "/dev/null"}
    shell = ["bash", "--norc", "--noprofile", "-i"]
    with pty.Terminal(shell, cwd=tmp_path, env=env, columns=100, rows=30) as terminal:
        terminal.wait_for("shell>")
        before = terminal.stty()
        terminal.send(f"{' '.join(command('training'))}\r")
        train(terminal)
        terminal.send("\x1a")
        terminal.wait_for("Stopped")
        terminal.rest()
        assert terminal.stty().split() == before.split()
        terminal.screen.reset()
        terminal.send("fg\r")
        # Training does not go on by itself.
        terminal.wait_for(PAUSED)
        terminal.send("p")
        terminal.wait_for(PLAYING)
        terminal.screen.reset()
        terminal.send("\x03")
        terminal.wait_for("shell>")
        assert terminal.stty().split() == before.split()
        # Bash has switched pastes on for itself.
        assert set(left_on(bytes(terminal.raw))) <= {b"\x1b[?2004h"}
        terminal.send("exit\r")
        terminal.wait_exit()


def test_in_tmux_it_goes_on_when_the_session_is_attached_again(tmp_path):
    skip_without("tmux")
    socket = str(tmp_path / "tmux")
    tmux = ["tmux", "-S", socket, "-f", "/dev/null"]
    env = home_variables(tmp_path)
    line = f"{' '.join(command('training'))}; echo status $?; sleep 30"
    try:
        with pty.Terminal([*tmux, "new", line], cwd=tmp_path, env=env, columns=100, rows=31) as terminal:
            train(terminal)
            terminal.send("\x02d")
            assert terminal.wait_exit() == 0
        with pty.Terminal([*tmux, "attach"], cwd=tmp_path, env=env, columns=90, rows=28) as terminal:
            terminal.wait_for(PLAYING)
            terminal.more(2_000)
            # An X10 report of the mouse, as tmux feeds when it is attached again.
            terminal.send(b"\x1b[M \xff\xfe")
            terminal.send("p")
            terminal.wait_for(PAUSED)
            terminal.send("\x03")
            terminal.wait_for("status 0")
            assert "R" not in terminal.text.split("status 0")[-1]
    finally:
        subprocess.run([*tmux, "kill-server"], check=False, capture_output=True)

"""Every way out: the exit status, and the terminal as it was found."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

import pytest

from tests.support import pty
from tests.support.modes import left_on
from tests.support.pilot import SIZE, settle
from tests.support.tutor import home_variables
from tests.support.waiting import let_pass, until, wait_until
from tests.tui.conftest import ROOT, Tutor

pytestmark = pytest.mark.pty


@pytest.mark.parametrize(
    ("way", "status"),
    [
        ("q", 0),
        ("\x03", 0),
        ("x", 1),
        (signal.SIGHUP, 129),
        (signal.SIGINT, 130),
        (signal.SIGTERM, 143),
    ],
    ids=["q", "ctrl+c", "crash", "HUP", "INT", "TERM"],
)
@pytest.mark.parametrize("training", [False, True], ids=["idle", "training"])
def test_the_exit_status_says_why_and_the_terminal_is_put_back(demo, way, status, training):
    terminal = demo(ready=None)
    terminal.wait_for("demo ready")
    if training:
        terminal.send("p")
        terminal.wait_for("playing")
    if isinstance(way, str):
        terminal.send(way)
    else:
        terminal.kill(way)
    assert terminal.wait_exit() == status
    assert terminal.line == terminal.line_at_start
    assert left_on(bytes(terminal.raw)) == []
    if way == "x":
        assert "nntutor crashed; your place is kept. Details:" in " ".join(terminal.text.split())


def test_a_signal_saves_before_it_leaves(demo, tmp_path: Path):
    saves = tmp_path / "saved"
    terminal = demo(env={"DEMO_SAVES": str(saves)})
    terminal.send("p")
    terminal.wait_for(r"step [1-9]")
    terminal.kill(signal.SIGTERM)
    assert terminal.wait_exit() == 143
    assert int(saves.read_text().split()[1]) > 0


@pytest.mark.parametrize("ignored", [False, True], ids=["", "HUP-ignored"])
def test_a_lost_connection_ends_it_and_nothing_spins(demo, tmp_path: Path, ignored):
    saves = tmp_path / "saved"
    terminal = demo(env={"DEMO_SAVES": str(saves)}, ignore_hang_up=ignored)
    terminal.send("p")
    terminal.wait_for(r"step [1-9]")
    terminal.hang_up()
    assert terminal.wait_exit(5) == 129
    assert saves.exists()


def test_a_save_that_hangs_does_not_keep_it(demo, tmp_path: Path):
    terminal = demo(env={"DEMO_SAVES": "hang"})
    terminal.kill(signal.SIGTERM)
    assert terminal.wait_exit(10) == 143
    assert "saving took more than" in terminal.text


def test_a_save_that_blocks_everything_does_not_keep_it(demo):
    terminal = demo(ready=None, env={"DEMO_SAVES": "block"})
    terminal.wait_for("demo ready")
    terminal.kill(signal.SIGTERM)
    assert terminal.wait_exit(10) == 143
    assert terminal.line == terminal.line_at_start
    assert left_on(bytes(terminal.raw)) == []


def test_a_save_that_fails_is_said(demo):
    terminal = demo(env={"DEMO_SAVES": "/nowhere/at/all"})
    terminal.kill(signal.SIGHUP)
    assert terminal.wait_exit() == 129
    assert "not everything was saved" in terminal.text


def test_a_terminal_that_takes_nothing_more_does_not_keep_it(demo):
    terminal = demo()
    terminal.send("p")
    terminal.wait_for("playing")
    # As after ctrl+s, or with a dead link: nobody reads. Make the app write more than the line holds.
    terminal.resize(200, 60)
    let_pass(0.3)
    terminal.send("abc" * 50)
    let_pass(0.5)
    terminal.kill(signal.SIGTERM)
    wait_until(terminal.ended)
    assert terminal.status == 143


# What a shell would do next: read what has been typed, for a second.
READ_ON = """
import os, select, sys, tty
tty.setcbreak(0)
left = b""
while select.select([0], [], [], 1.0)[0]:
    left += os.read(0, 100)
print("left over:", left)
"""


@pytest.mark.parametrize(
    "respond",
    [pty.at_once, pty.late(0.6), pty.in_pieces(0.2, 2, 5), pty.twice],
    ids=["at once", "late", "in pieces", "twice"],
)
@pytest.mark.parametrize("way", ["q", "x"], ids=["quit", "crash"])
def test_no_answer_is_left_for_the_shell(tmp_path, respond, way):
    line = f"{sys.executable} -m tests.support.demo; exec {sys.executable} -c '{READ_ON}'"
    env = home_variables(tmp_path)
    with pty.Terminal(["sh", "-c", line], cwd=ROOT, env=env, respond=respond) as terminal:
        terminal.wait_for("demo ready")
        terminal.send("p")
        terminal.wait_for("step [1-9]")
        terminal.send(way)
        terminal.wait_for("left over: b''")


async def test_what_another_thread_has_told_goes_away_again(tutor: Tutor) -> None:
    app = tutor("forward-pass")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        notice = app.screen.query_one("#notice")
        told = threading.Thread(target=app.call_from_driver, args=(app.screen.tell, "Told.", 0.05))
        told.start()
        await until(lambda: notice.display)
        await until(lambda: not notice.display, 10)

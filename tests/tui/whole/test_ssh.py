"""The tutor over a real ssh connection, to a server of this test's own."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.link import Link
from tests.support.pty import Terminal
from tests.support.sshd import Server, shell_line, skip_without_openssh
from tests.support.tutor import NEXT, PAUSED, WAITING, command, home_variables, page, train
from tests.support.waiting import wait_until

pytestmark = [pytest.mark.ssh, pytest.mark.pty]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    skip_without_openssh()
    with Server() as running:
        yield running


def log_in(server: Server, home: Path, *arguments: str, port: int | None = None, note: str = "") -> Terminal:
    """Open the tutor at the far end; with `note`, its process id is left in that file."""
    argv = command(*arguments)
    if note:
        argv = ["sh", "-c", f'echo $$ > {note}; exec "$@"', "sh", *argv]
    return Terminal(server.argv(shell_line(argv, cwd=home, env=home_variables(home)), port=port))


ENDED_WITHIN = 5.0
"""Seconds. It leaves in less than one, and is made to leave after 1.4."""


def ended(pid: int) -> bool:
    """Whether a process has ended, be it that nobody has asked for its status yet.

    Its parent has gone with the connection, and the system may take seconds to look after orphans.
    """
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return False


def gone(pid: int) -> bool:
    """Whether a process ends soon."""
    wait_until(lambda: ended(pid), ENDED_WITHIN)
    return True


def test_a_learner_logs_in_predicts_trains_leaves_and_comes_back(server, tmp_path):
    with log_in(server, tmp_path, "training") as terminal:
        train(terminal)
        terminal.more(2_000)
        terminal.send("p")
        terminal.wait_for(PAUSED)
        terminal.send(NEXT)
        terminal.wait_for(r"4/\d+")
        terminal.send("q")
        terminal.wait_for("nntutor +neural networks")
        terminal.send("q")
        assert terminal.wait_exit() == 0
    with log_in(server, tmp_path) as terminal:
        terminal.wait_for("Training a network")
        assert page(terminal).startswith("4/")
        terminal.send("\x03")
        assert terminal.wait_exit() == 0


def test_a_connection_lost_in_mid_training_ends_the_tutor_and_keeps_the_progress(server, tmp_path):
    note = tmp_path / "pid"
    with (
        Link(server.port, 10_000_000) as link,
        log_in(server, tmp_path, "training", port=link.port, note=str(note)) as terminal,
    ):
        train(terminal)
        pid = int(note.read_text())
        link.cut()
        assert gone(pid)
    with log_in(server, tmp_path) as terminal:
        terminal.wait_for("Training a network")
        assert page(terminal).startswith("3/")
        assert "›  14" in terminal.text
        assert WAITING not in terminal.text


def test_a_client_that_is_killed_ends_the_tutor(server, tmp_path):
    note = tmp_path / "pid"
    with log_in(server, tmp_path, "training", note=str(note)) as terminal:
        train(terminal)
        terminal.kill(signal.SIGKILL)
        assert gone(int(note.read_text()))


def test_on_a_thin_long_link_a_pause_is_seen_before_the_frames_pile_up(server, tmp_path):
    with (
        Link(server.port, 64_000, 0.15) as link,
        log_in(server, tmp_path, "training", port=link.port) as terminal,
    ):
        train(terminal, 60)
        terminal.watch(3.0)
        before = terminal.bytes
        terminal.send("p")
        terminal.wait_for(PAUSED, 30)
        # A frame or two; without pacing it is everything that more than a minute of animation has sent.
        assert terminal.bytes - before < 20_000


def test_a_link_is_played_over_a_thin_link_and_printed_on_leaving(server, tmp_path):
    """The playground's journey: open a link, play, edit a weight, compare futures, take the link home."""
    opened = "#dataset=xor&seed=0.50819&networkShape=3&noise=10"
    with (
        Link(server.port, 256_000, 0.05) as link,
        log_in(server, tmp_path, "play", opened, port=link.port) as terminal,
    ):
        terminal.wait_for(r"2-3-1, 13 parameters\. Epoch 0", 30)
        terminal.send("p")
        terminal.wait_for(r"lab: playground .* playing", 30)
        terminal.wait_for(r"Epoch [1-9]\d+", 30)
        terminal.send("p")
        terminal.wait_for(r"lab: playground ─+(\n|$)", 30)
        terminal.send("\t")
        terminal.wait_for(r"bias of h₁\[0\]", 30)
        terminal.send("\r")
        terminal.wait_for("enter sets it", 30)
        terminal.send("2.5\r")
        terminal.wait_for(r"bias of h₁\[0\]: 2\.5000", 30)
        terminal.send("f")
        terminal.wait_for(r"bias of h₁\[0\] 2\.5", 30)
        terminal.send("q")
        terminal.wait_for(r"lab: playground", 30)
        terminal.send("y")
        terminal.wait_for("It is on your clipboard", 30)
        # From the first column on, to be marked with the terminal's own means.
        assert (
            "\nhttps://playground.tensorflow.org/#activation=tanh&batchSize=10&dataset=xor" in terminal.text
        )
        terminal.send("x")
        terminal.wait_for(r"lab: playground", 30)
        terminal.send("\x03")
        assert terminal.wait_exit() == 0
        assert "seed=0.50819" in terminal.text

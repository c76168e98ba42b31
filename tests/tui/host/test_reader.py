"""A command that computes ends soon after whoever reads it has gone."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.pty import BASE_ENVIRONMENT
from tests.support.sshd import Server, shell_line, skip_without_openssh
from tests.support.tutor import home_variables
from tests.support.waiting import wait_until
from tui.host.reader import gone

ENDLESS = """
import sys
from lessons.telling import page as show_page
from lessons.labs.train import Training
from tui.__main__ import main

class Endless(show_page.PageTold):
    def lines(self):
        yield "begun"
        lab = Training()
        while True:
            lab.learn()

show_page.PageTold = Endless
sys.argv = ["nntutor", "show", "10", "--page", "3", "--answers"]
main()
"""
"""A page whose lab computes without end, and prints nothing meanwhile."""

CHILD = ENDLESS.replace(
    "lab.learn()", "baselines.fit('network', data, max_iter=10**9, tol=0.0).wait()"
).replace(
    "lab = Training()",
    "from engine import baselines, datasets; data = datasets.load('moons', n=600, noise=0.2, seed=1)",
)
"""One that waits for a child process that computes without end."""


def environment(home: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"]} | BASE_ENVIRONMENT | home_variables(home)


def begun(code: str, home: Path, output: int) -> subprocess.Popen[bytes]:
    """A command whose page is computing, its output going to that descriptor."""
    return subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=home,
        env=environment(home) | {"TMPDIR": str(home)},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.PIPE,
    )


def read_until_begun(descriptor: int) -> None:
    said = b""
    while b"begun" not in said:
        assert select.select([descriptor], [], [], 60)[0], said
        part = os.read(descriptor, 1000)
        assert part, said
        said += part


def pipe() -> tuple[int, int]:
    return os.pipe()


def sockets() -> tuple[int, int]:
    ours, theirs = socket.socketpair()
    return ours.detach(), theirs.detach()


@pytest.mark.parametrize("made", [pipe, sockets])
@pytest.mark.parametrize("code", [ENDLESS, CHILD], ids=["computing", "waiting"])
def test_it_ends_quietly_when_its_reader_leaves(tmp_path, made: Callable[[], tuple[int, int]], code):
    ours, theirs = made()
    process = begun(code, tmp_path, theirs)
    os.close(theirs)
    try:
        read_until_begun(ours)
        if code is CHILD:
            wait_until(lambda: list(tmp_path.glob("nntutor-*/request.json")))
        os.close(ours)
        assert process.communicate(timeout=60)[1] == b""
    finally:
        process.kill()
    assert process.returncode == 0
    # What a child process is given and answers with is cleared away with it.
    assert not list(tmp_path.glob("nntutor-*"))


def test_a_socket_whose_far_end_only_writes_no_more_still_has_its_reader():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.shutdown(socket.SHUT_WR)
        assert not gone(theirs.fileno())
        ours.close()
        assert gone(theirs.fileno())


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.ssh
def test_it_ends_on_the_host_when_the_ssh_client_is_killed(tmp_path):
    skip_without_openssh()
    code = ENDLESS.replace('yield "begun"', 'import os; yield f"pid {os.getpid()} begun"')
    script = tmp_path / "endless.py"
    script.write_text(code)
    with Server() as server:
        line = shell_line([sys.executable, str(script)], cwd=tmp_path, env=environment(tmp_path))
        argv = [word for word in server.argv(line) if word != "-tt"]
        client = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        assert client.stdout is not None
        said = client.stdout.readline().split()
        assert said[::2] == [b"pid", b"begun"]
        pid = int(said[1])
        client.send_signal(signal.SIGKILL)
        client.wait(10)
        try:
            wait_until(lambda: not alive(pid))
        finally:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

"""Signals to leave are obeyed where no event loop runs, and no Python code."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import pty
from tests.support.pty import Terminal, never
from tests.support.signal_storm import listens
from tests.support.tutor import ROOT, command, home_variables

pytestmark = pytest.mark.pty


def start(home: Path, *arguments: str, **options) -> Terminal:
    return Terminal(command(*arguments), cwd=home, env=home_variables(home), **options)


def imports_numpy(pid: int) -> bool:
    """Whether it is importing NumPy: the program, and not yet what forks it, which may be these tests."""
    return listens(pid) and "_multiarray_umath" in Path(f"/proc/{pid}/maps").read_text()


@pytest.mark.skipif(
    not Path("/proc/self/maps").exists(), reason="looks into /proc for what is being imported"
)
@pytest.mark.parametrize("words", [("show", "3"), ("3",)], ids=["show", "the tutor"])
def test_ctrl_c_while_numpy_is_being_imported_says_nothing(tmp_path, monkeypatch, words):
    # What forks other programs has imported it already.
    monkeypatch.setattr(pty, "warm", None)
    with start(tmp_path, *words) as terminal:
        assert terminal.run(15, lambda: imports_numpy(terminal.pid))
        terminal.send("\x03")
        assert terminal.wait_exit() == 130
        assert "Traceback" not in terminal.text
        assert "Interrupt" not in terminal.text


BUSY = """
from tui.host import signals
signals.watch()
import numpy as np
X = np.random.default_rng(0).normal(size=(900, 900))
print("ready", flush=True)
while True:
    np.linalg.svd(X)
"""


@pytest.mark.parametrize(("number", "status"), [("HUP", 129), ("XCPU", 143)])
def test_the_main_thread_is_not_needed(number, status):
    with Terminal([sys.executable, "-c", BUSY], cwd=ROOT) as terminal:
        terminal.wait_for("ready")
        terminal.kill(signal.Signals[f"SIG{number}"])
        assert terminal.wait_exit() == status


def test_a_limit_of_processor_time_ends_the_tutor_as_TERM_does(tmp_path):
    with start(tmp_path, "3") as terminal:
        terminal.wait_for(r"1/\d+")
        terminal.kill(signal.SIGXCPU)
        assert terminal.wait_exit() == 143
        assert terminal.line == terminal.line_at_start


def test_doctor_puts_the_terminal_back_that_it_has_asked(tmp_path):
    with start(tmp_path, "doctor", respond=never) as terminal:
        assert terminal.run(15, lambda: b"\x1b[6n" in terminal.raw)
        assert terminal.line != terminal.line_at_start
        terminal.kill(signal.SIGTERM)
        assert terminal.wait_exit() == 143
        assert terminal.line == terminal.line_at_start


def test_a_command_under_nohup_goes_on_when_the_terminal_is_gone(tmp_path):
    with start(tmp_path, "show", "3", ignore_hang_up=True) as terminal:
        assert terminal.run(15, lambda: imports_numpy(terminal.pid))
        terminal.kill(signal.SIGHUP)
        assert terminal.wait_exit(30) == 0


CHILD = """
import subprocess
from tui.host import signals
signals.watch()
subprocess.run(["cat", "/proc/self/status"])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="looks into /proc for what is ignored")
def test_a_child_process_inherits_no_signal_blocked_or_ignored():
    done = subprocess.run([sys.executable, "-c", CHILD], cwd=ROOT, capture_output=True, text=True, check=True)
    held = {name: int(mask, 16) for name, mask in re.findall(r"Sig(Blk|Ign):\s*([0-9a-f]+)", done.stdout)}
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM, signal.SIGXCPU, signal.SIGTTOU):
        assert not (held["Blk"] | held["Ign"]) >> (number - 1) & 1

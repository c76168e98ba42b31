"""What a command may take of the host: processor time, memory, and places at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

from tests.support.command import run_command
from tests.support.pty import BASE_ENVIRONMENT
from tests.support.tutor import home_variables
from tui.commands import reading
from tui.host import limits

ADA = {"NNTUTOR_LEARNER": "ada"}


def python(home, code: str, **options) -> subprocess.Popen[str]:
    """A process of its own that runs a few lines."""
    env = {"PATH": os.environ["PATH"]} | BASE_ENVIRONMENT | home_variables(home)
    return subprocess.Popen(
        [sys.executable, "-c", code], env=env, text=True, stdout=subprocess.PIPE, **options
    )


def test_show_ends_after_its_processor_time(nntutor, monkeypatch):
    def endless(*_):
        yield "begun"
        while True:
            pass

    monkeypatch.setattr(limits, "SHOWN", 0.05)
    monkeypatch.setattr("lessons.telling.show.show_lesson", endless)
    done = nntutor("show", "3")
    assert done.returncode == 1
    assert done.stdout == "begun\n"
    (line,) = done.stderr.splitlines()
    assert line.startswith("nntutor: ended after 0.05 s of processor time, the most there is; take fewer")
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
    assert reading.limits.SHOWN == 0.05


def test_a_command_of_a_kiosk_ends_as_by_term_when_its_processor_time_is_used_up(tmp_path):
    code = "from tui.host import limits\nlimits.limit_command(1)\nwhile True: pass"
    with python(tmp_path, code) as process:
        assert process.wait(120) == -signal.SIGTERM


def kiosk(home, asked: str, *options: str) -> subprocess.CompletedProcess[str]:
    return run_command(home, "--kiosk", *options, env=ADA | {"SSH_ORIGINAL_COMMAND": asked})


def test_a_kiosk_has_a_limit_of_memory_and_its_commands_one_of_time(tmp_path):
    done = kiosk(tmp_path, "doctor")
    assert "memory here MB: 400\n" in done.stdout
    assert "memory here MB: 500\n" in kiosk(tmp_path, "doctor", "--memory", "500").stdout
    assert "memory here" not in run_command(tmp_path, "doctor").stdout
    code = (
        "import resource\nfrom tui.host import limits\nlimits.limit_command()\n"
        "print(resource.getrlimit(resource.RLIMIT_CPU))\n"
    )
    with python(tmp_path, code) as process:
        assert process.communicate()[0] == f"({limits.COMMAND}, {limits.COMMAND + 10})\n"


@pytest.mark.skipif(not limits.memory_is_limited(), reason="this system forgets the limit")
def test_a_child_process_has_the_limit_too_and_what_does_not_fit_is_said_in_a_line(tmp_path):
    code = (
        "import subprocess, sys\nfrom tui.commands import cli\n"
        "from tui.host import limits\nlimits.limit_memory(300)\n"
        "child = 'from tui.host import limits; print(limits.memory_here())'\n"
        "subprocess.run([sys.executable, '-c', child], check=True)\n"
        "cli.cli.main = lambda **_: bytearray(10**9)\ncli.run()\n"
    )
    with python(tmp_path, code, stderr=subprocess.PIPE) as process:
        out, err = process.communicate()
    assert process.returncode == 1
    assert out == "300\n"
    assert err == "nntutor: no memory is left for that; ask for less, or see `nntutor doctor`\n"


def test_where_the_system_enforces_no_limit_the_doctor_says_so(nntutor, monkeypatch):
    monkeypatch.setattr(limits.sys, "platform", "darwin")
    assert limits.memory_is_limited("linux")
    monkeypatch.setattr(limits, "memory_is_limited", lambda: False)
    assert "kiosk memory: not enforced by this system" in nntutor("doctor").stdout


def test_a_learner_has_so_many_places_at_a_time_and_one_more_is_refused(tmp_path):
    folder = tmp_path / "state" / "nntutor" / "learners" / "ada"
    code = (
        "from pathlib import Path\nfrom tui.host import limits\n"
        f"held = limits.take_place(Path({str(folder)!r}), 'command', 2)\nprint(held, flush=True)\ninput()\n"
    )
    holders = [python(tmp_path, code, stdin=subprocess.PIPE) for _ in range(2)]
    try:
        assert [holder.stdout.readline() for holder in holders if holder.stdout] == ["True\n"] * 2
        refused = kiosk(tmp_path, "list")
        assert refused.returncode == 2
        assert refused.stdout == ""
        (line,) = refused.stderr.splitlines()
        assert line.startswith("nntutor: 2 commands of ada are open, the most at a time; end one, or wait")
        bob = run_command(tmp_path, "--kiosk", env={"NNTUTOR_LEARNER": "bob", "SSH_ORIGINAL_COMMAND": "list"})
        assert bob.returncode == 0
        # A place is free again however its process ended.
        holders[0].kill()
        holders[0].wait()
        assert kiosk(tmp_path, "list").returncode == 0
    finally:
        for holder in holders:
            holder.kill()
            holder.communicate()


def test_four_sessions_of_a_learner_are_let_in(tmp_path):
    folder = tmp_path / "state" / "nntutor" / "learners" / "ada"
    assert [limits.take_place(folder, "session", limits.SESSIONS) for _ in range(5)] == [True] * 4 + [False]
    done = run_command(tmp_path, "--kiosk", env=ADA)
    assert done.returncode == 2
    assert "4 sessions of ada are open" in done.stderr


def test_where_nothing_can_be_locked_nobody_is_kept_out(tmp_path):
    (tmp_path / "file").write_text("")
    assert limits.take_place(tmp_path / "file" / "ada", "session", 0)

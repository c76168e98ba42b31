"""The tutor in a pilot, its command run to the end, and the app of `tests.support.demo` in a terminal."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import textual._wait
from click.testing import CliRunner

import tui.commands
from lessons.course import find_lesson, load_course
from lessons.model import Lesson
from lessons.progress import Progress, open_progress
from tests.support.course import COURSE, STEADY
from tests.support.pty import Terminal
from tests.support.tutor import home_variables
from tui.app import TutorApp
from tui.commands.cli import cli
from tui.host.config import Settings
from tui.session import garbage

assert tui.commands

# A pilot waits at every key, twice, until nothing has been done for this time (Textual's own: 20 and 1 ms):
# over the whole suite that comes to more than its keys.
textual._wait.SLEEP_GRANULARITY, textual._wait.SLEEP_IDLE = 0.01, 0.0005

ROOT = Path(__file__).resolve().parents[2]
DEMO = [sys.executable, "-m", "tests.support.demo"]
Nntutor = Callable[..., "subprocess.CompletedProcess[str]"]
Tutor = Callable[..., TutorApp]


@pytest.fixture
def home(tmp_path) -> Path:
    """Where the learner's files are. Nothing is there yet."""
    (tmp_path / "work").mkdir()
    return tmp_path


@pytest.fixture
def environment(home) -> dict[str, str]:
    folders = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("STATE", "CONFIG", "DATA")}
    kept = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(ROOT)}
    return {**kept, **folders, "LANG": "C.UTF-8", "TERM": "xterm-256color"}


@pytest.fixture
def nntutor(home, environment, monkeypatch) -> Nntutor:
    """Runs a command that prints, in `home / "work"` and in this process, which saves its start."""

    def run(*arguments: str):
        with monkeypatch.context() as patch:
            patch.chdir(home / "work")
            for name, value in environment.items():
                patch.setenv(name, value)
            done = CliRunner().invoke(cli, arguments, prog_name="nntutor")
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture
def process(home, environment) -> Nntutor:
    """Runs the command as a process of its own."""

    def run(*arguments: str, env: dict[str, str] | None = None, **options: Any):
        return subprocess.run(
            [sys.executable, "-m", "tui", *arguments],
            **({"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options),
            cwd=home / "work",
            env=environment | (env or {}),
            text=True,
            timeout=60,
            check=False,
        )

    return run


@pytest.fixture
def lesson(home) -> Callable[[str, str], Path]:
    """Writes a lesson file into the folder where the command runs."""

    def write(name: str, text: str) -> Path:
        path = home / "work" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def tutor() -> Tutor:
    """Makes a tutor that opens at a lesson, or where the learner left off."""

    def make(
        lesson: Lesson | str | None = None,
        state: Path | None = None,
        folders: tuple[Path, ...] = (),
        **settings: Any,
    ) -> TutorApp:
        course = load_course(folders) if folders else COURSE if isinstance(lesson, Lesson) else STEADY
        first = find_lesson(course, lesson) if isinstance(lesson, str) else lesson
        progress = open_progress(state)
        # A test may read what was saved as soon as the tutor has left, however slow the disk is just now.
        progress.save_now = lambda timeout=0.0: Progress.save_now(progress, max(timeout, 60.0))  # type: ignore[method-assign]
        return TutorApp(lambda: course, progress, Settings(**settings), first)

    return make


@pytest.fixture
def walked() -> None:
    """For walks through lessons: what stands after the first page is collected no more, as in the program.

    A page turn collects what is left behind. Not for every test: nothing of its tutor goes then.
    """
    garbage.hold()


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Starts the demonstration app in a terminal and waits for its first page; ends it after the test."""
    terminals: list[Terminal] = []

    def start(
        *, ready: str | None = "demo ready", env: Mapping[str, str] | None = None, **options: object
    ) -> Terminal:
        variables = home_variables(tmp_path) | dict(env or {})
        terminal = Terminal(DEMO, cwd=ROOT, env=variables, **options)  # type: ignore[arg-type]
        terminals.append(terminal)
        if ready:
            terminal.wait_for(ready)
        return terminal

    yield start
    for terminal in terminals:
        terminal.close()

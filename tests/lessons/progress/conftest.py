from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lessons.progress import Progress, open_progress

ROOT = Path(__file__).resolve().parents[3]


def child_command(name: str, *arguments: object) -> list[str]:
    return [sys.executable, "-m", "tests.lessons.progress.children", name, *map(str, arguments)]


def run_child(name: str, *arguments: object, within: tuple[str, ...] = ()) -> Any:
    """Run one of the programs in `children.py`, and return what it reports."""
    done = subprocess.run(
        [*within, *child_command(name, *arguments)], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A state directory that does not exist yet."""
    return tmp_path / "state" / "nntutor"


@pytest.fixture
def session(directory: Path) -> Iterator[Callable[..., Progress]]:
    """Opens sessions of one learner, and closes them in the end."""
    opened: list[Progress] = []

    def begin(**options: Any) -> Progress:
        opened.append(open_progress(directory, **options))
        return opened[-1]

    yield begin
    for progress in opened:
        progress.close()

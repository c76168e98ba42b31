"""Programs in pseudo-terminals for the tests of this folder."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from tests.support.pty import Terminal
from tests.support.tutor import home_variables

ROOT = Path(__file__).parents[2]
DEMO = [sys.executable, "-m", "tests.terminal.demo"]


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

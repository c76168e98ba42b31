"""The tutor itself in a terminal, with a home of its own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from tests.support.pty import Terminal

ROOT = Path(__file__).parents[2]
NEXT = "\x1b[6~"
"""PageDown."""

PLAYING, PAUSED = r"lab: train .* playing", r"lab: train ─+(\n|$)"
"""What the rule above the lab shows."""

PARAMETERS = "337\r"
"""The answer to the first question of the lesson on training: 2-16-16-1 has so many parameters."""


def command(*arguments: str) -> list[str]:
    """How to start the tutor from this checkout."""
    return [sys.executable, "-m", "tui", *arguments]


def home_variables(home: Path) -> dict[str, str]:
    """Variables that keep the tutor's files under a folder."""
    names = {"XDG_STATE_HOME": "state", "XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "data"}
    return {"HOME": str(home), "PYTHONPATH": str(ROOT)} | {k: str(home / v) for k, v in names.items()}


def open_tutor(
    home: Path, *arguments: str, env: dict[str, str | None] | None = None, **options: Any
) -> Terminal:
    """Start the tutor for the learner whose files are in `home`."""
    return Terminal(command(*arguments), cwd=home, env=home_variables(home) | (env or {}), **options)


def train(terminal: Terminal) -> None:
    """From the first page of the lesson on training: predict, then play."""
    terminal.wait_for("how many parameters")
    terminal.send(PARAMETERS)
    terminal.wait_for("Right")
    terminal.send("p")
    terminal.wait_for(PLAYING)

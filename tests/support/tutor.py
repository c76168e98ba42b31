"""The tutor itself in a terminal, with a home of its own."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from tests.support.pty import Terminal

ROOT = Path(__file__).parents[2]
NEXT = "\x1b[6~"
"""PageDown."""

WELCOME = "Welcome to nntutor"
"""The title of the page that greets who comes for the first time."""

PLAYING, PAUSED = r"lab: train .* playing", r"lab: train ─+(\n|$)"
"""What the rule above the lab shows."""

STILL_OPEN = "Not answered yet"
"""How the line begins that says that going on skips a question."""

WAITING = "answer first"
"""In that rule while the lab is to be predicted first."""

TRAINS = "Batches and epochs"
"""The page of the lesson on training whose lab first waits for an answer, and then plays without end."""


def command(*arguments: str) -> list[str]:
    """How to start the tutor from this checkout."""
    return [sys.executable, "-m", "tui", *arguments]


def steady(*arguments: str) -> list[str]:
    """The same with the lesson 3 that tests answer and turn."""
    return [sys.executable, "-m", "tests.support.steady", *arguments]


def home_variables(home: Path) -> dict[str, str]:
    """Variables that keep the tutor's files under a folder."""
    names = {"XDG_STATE_HOME": "state", "XDG_CONFIG_HOME": "config", "XDG_DATA_HOME": "data"}
    return {"HOME": str(home), "PYTHONPATH": str(ROOT)} | {k: str(home / v) for k, v in names.items()}


def open_tutor(
    home: Path, *arguments: str, env: dict[str, str | None] | None = None, **options: Any
) -> Terminal:
    """Start the tutor for the learner whose files are in `home`; lesson 3 is the one that tests know."""
    return Terminal(steady(*arguments), cwd=home, env=home_variables(home) | (env or {}), **options)


def page(terminal: Terminal) -> str:
    """Which page of how many is shown, as `2/9`."""
    found = re.search(r"\b\d+/\d+", terminal.text.partition("\n")[0])
    return found[0] if found else ""


def go_on(terminal: Terminal, seconds: float = 15.0) -> None:
    """Turn to the next page, past what is open on this one."""
    here = page(terminal)
    turned = lambda: page(terminal) != here  # noqa: E731
    terminal.send(NEXT)
    terminal.run(seconds, lambda: turned() or STILL_OPEN in terminal.text)
    if not turned():
        terminal.send(NEXT)
        terminal.run(seconds, turned)


def train(terminal: Terminal, seconds: float = 30.0) -> None:
    """Go on in the lesson on training to the page whose lab is to be played, and play it."""
    terminal.wait_for(r"\b\d+/\d+", seconds)
    while TRAINS not in terminal.text.partition("\n")[0]:
        go_on(terminal, seconds)
        terminal.rest()
    terminal.wait_for(WAITING, seconds)
    terminal.send("14\r")
    terminal.run(seconds, lambda: WAITING not in terminal.text)
    terminal.send("p")
    terminal.wait_for(PLAYING, seconds)

"""What the command leaves with, and how it says why."""

from __future__ import annotations

import enum
import sys
from typing import NoReturn

import click

from lessons.format.faults import visible


class Exit(enum.IntEnum):
    """What the command leaves with."""

    FINE = 0
    """All went well, also when the learner left with ctrl+c."""
    FAILED = 1
    """A check found faults, or the tutor crashed."""
    USAGE = 2
    """Wrong usage, a lesson that is broken or not there, or no terminal."""


def fail(message: str, code: Exit = Exit.USAGE) -> NoReturn:
    """Say what is wrong on stderr, and leave."""
    click.echo("\n".join(visible(line) for line in message.split("\n")), err=True)
    sys.exit(code)

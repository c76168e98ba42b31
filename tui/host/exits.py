"""How a command ends: with what status, and with what words where it cannot be done."""

from __future__ import annotations

import enum
from typing import Any, NoReturn

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


class Refused(click.ClickException):
    """What cannot be done: where, what, and how to mend it. Click ends the command with it."""

    def __init__(self, message: str, code: Exit) -> None:
        super().__init__(message)
        self.exit_code = code

    def show(self, file: Any = None) -> None:
        click.echo("\n".join(map(visible, self.message.split("\n"))), err=True)


def fail(message: str, code: Exit = Exit.USAGE) -> NoReturn:
    """Say what is wrong on stderr, and leave. Raises `Refused`."""
    raise Refused(message, code)

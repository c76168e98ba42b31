"""Kiosk: the tutor and nothing else, for accounts that a class shares.

What a learner could leave the tutor by is turned off here, in one place: commands and files
before it opens, and in the app whatever Textual has that reaches past the terminal. Who cannot
use the screen may ask for the course line by line instead, in the few words of `request_in_kiosk`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping

ONLY = "only the tutor opens here"

_ASKED = "SSH_ORIGINAL_COMMAND"
"""Where sshd leaves what a learner asks for instead of what their key opens."""

# The whole of what may be asked for: no option, no path, no second space. A lesson is an id or a number.
_REQUEST = re.compile(
    r"(?:(?P<alone>list|progress)|(?P<of>show|quiz) (?P<lesson>[a-z0-9][a-z0-9-]{0,63}))", re.ASCII
)


def request_in_kiosk(environ: Mapping[str, str]) -> tuple[str, str | None] | None:
    """The command and the lesson that a learner asks for, for who cannot use the screen.

    None where nothing is asked for, or nothing that a kiosk does.
    """
    found = _REQUEST.fullmatch(environ.get(_ASKED, ""))
    return (found["alone"] or found["of"], found["lesson"]) if found else None


def refuse_in_kiosk(environ: Mapping[str, str], command: str | None, files_given: bool) -> str | None:
    """Why a kiosk does not do what was asked for, in one line; None where it does."""
    asked = environ.get(_ASKED)
    if asked and not request_in_kiosk(environ):
        instead = "connect without a command, or with one of: list, progress, show LESSON, quiz LESSON"
        return f"nntutor: {ONLY}: {asked[:60]!r} is not run; {instead}"
    if command not in (None, "open"):
        return f"nntutor: {ONLY}: '{command}' is no part of it; leave --kiosk out"
    if files_given:
        return f"nntutor: {ONLY}: --lessons is no part of it; put lessons where `nntutor doctor` says"
    return None


def refusal_of_kiosk(refusal: str) -> str:
    """Why the tutor cannot open, without the advice to run what a kiosk does not have."""
    return f"{refusal.partition(';')[0]}; connect from a terminal, with ssh -t, or ask ssh for: quiz LESSON"


def prepare_kiosk(environ: MutableMapping[str, str]) -> None:
    """Take away what would make Textual or Python write a file or start a program."""
    for name in list(environ):
        if name.startswith("TEXTUAL") or name in ("BROWSER", "EDITOR", "VISUAL", "PAGER"):
            del environ[name]

"""Kiosk: the tutor and nothing else, for accounts that a class shares.

What a learner could leave the tutor by is turned off here, in one place: commands and files
before it opens, and in the app whatever Textual has that reaches past the terminal. A learner may
ask ssh for how it looks, or for the course line by line, in the few words of `request_in_kiosk`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from typing import NamedTuple

ONLY = "only the tutor opens here"

_ASKED = "SSH_ORIGINAL_COMMAND"
"""Where sshd leaves what a learner asks for instead of what their key opens."""

# The whole of what may be asked for: no path, no file, no second space. A lesson is an id or a number.
_LOOK = r"--ascii|--no-color|--theme (?:auto|dark|light|ansi-dark|ansi-light)|--fps [1-9][0-9]?"
_LESSON = r"[a-z0-9][a-z0-9-]{0,63}"
_TURN = r"[A-Za-z][A-Za-z0-9_.]{0,30}(?:\[[0-9]{1,3}(?:,[0-9]{1,3})?\])?=[A-Za-z0-9_.+-]{1,30}"
_PAGE = rf"(?: --page [0-9]{{1,3}}(?: --steps [0-9]{{1,5}}| --set {_TURN}| --answers){{0,9}})?"
# A link as a shell would be given it: of what can be printed, without the quotes around it.
_PLAY = r"play(?: ['\"]?(?P<link>(?:https?://|#|[a-z])[!-~]{0,4000}?)['\"]?)?"
# Names and numbers, and no file: nothing is saved, and source is printed.
_SETTING = (
    "data|classes|noise|train-share|features|hidden|activation|init|dropout|optimizer|rate|schedule|batch|"
    "regularization|strength|seed|seeds|below|epochs|until|patience|export"
)
_TRAIN = rf"train(?: --link [!-~]{{1,4000}}| --(?:{_SETTING}) [\w.,+-]{{1,60}}| --json| --batch-norm){{0,40}}"
_REQUEST = (
    rf"(?:nntutor(?: |\Z))?(?P<look>(?:(?:{_LOOK})(?: |\Z))*)"
    rf"(?P<command>list|progress|doctor|quiz {_LESSON}|show {_LESSON}{_PAGE}|{_PLAY}|{_TRAIN})?"
)


class Request(NamedTuple):
    """What a learner asks ssh for, as words of nntutor's own command line."""

    look: tuple[str, ...]
    """Options of how it looks."""
    command: tuple[str, ...]
    """A command for who cannot use the screen; empty for the tutor itself."""


def request_in_kiosk(environ: Mapping[str, str]) -> Request | None:
    """What a learner asks for; None where that is nothing, or nothing that a kiosk does."""
    asked = environ.get(_ASKED, "")
    found = re.fullmatch(_REQUEST, asked, re.ASCII) if asked else None
    if not found:
        return None
    command = tuple(word.strip("'\"") for word in (found["command"] or "").split())
    return Request(tuple(found["look"].split()), ("play", found["link"]) if found["link"] else command)


def refuse_in_kiosk(environ: Mapping[str, str], command: str | None, files_given: bool) -> str | None:
    """Why a kiosk does not do what was asked for, in one line; None where it does."""
    asked = environ.get(_ASKED)
    if asked and not request_in_kiosk(environ):
        instead = "ask for nothing, list, progress, doctor, show LESSON, quiz LESSON, play LINK or train"
        return f"nntutor: {ONLY}: {asked[:60]!r} is not offered; {instead}"
    if command not in (None, "open", "play"):
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

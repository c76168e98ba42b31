"""Kiosk: the tutor and nothing else, for accounts that a class shares.

What a learner could leave the tutor by is turned off here, in one place: commands and files
before it opens, and in the app whatever Textual has that reaches past the terminal.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping

ONLY = "only the tutor opens here"


def refuse_in_kiosk(environ: Mapping[str, str], command: str | None, files_given: bool) -> str | None:
    """Why a kiosk does not do what was asked for, in one line; None where it does."""
    asked = environ.get("SSH_ORIGINAL_COMMAND")
    if asked:
        return f"nntutor: {ONLY}: {asked[:60]!r} is not run; connect without a command"
    if command not in (None, "open"):
        return f"nntutor: {ONLY}: '{command}' is no part of it; leave --kiosk out"
    if files_given:
        return f"nntutor: {ONLY}: --lessons is no part of it; put lessons where `nntutor doctor` says"
    return None


def refusal_of_kiosk(refusal: str) -> str:
    """Why the tutor cannot open, without the advice to run what a kiosk does not have."""
    return f"{refusal.partition(';')[0]}; connect from a terminal, with ssh -t"


def prepare_kiosk(environ: MutableMapping[str, str]) -> None:
    """Take away what would make Textual or Python write a file or start a program."""
    for name in list(environ):
        if name.startswith("TEXTUAL") or name in ("BROWSER", "EDITOR", "VISUAL", "PAGER"):
            del environ[name]

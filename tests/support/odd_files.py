"""Files that nobody means: `odd_files` makes one of each kind, `COMMANDS` are those that take a file."""

from __future__ import annotations

import os
import socket
from pathlib import Path

COMMANDS: dict[str, tuple[str, ...]] = {
    "open": ("FILE",),
    "show": ("show", "FILE"),
    "quiz": ("quiz", "FILE"),
    "check": ("check", "FILE"),
    "preview": ("preview", "FILE"),
    "answers": ("quiz", "3", "--answers", "FILE"),
    "class add": ("class", "add", "ada", "FILE"),
    "undo": ("reset", "--undo", "FILE"),
    "reset": ("reset", "FILE"),
    "new": ("new", "FILE"),
}
"""Command lines of nntutor, with FILE where the file is named."""
FOLDERS: dict[str, tuple[str, ...]] = {
    "lessons": ("--lessons", "FILE", "list"),
    "report": ("class", "report", "FILE"),
}
"""Those where a folder is named."""
CALLS = {**COMMANDS, **FOLDERS}
FINE = {("report", "a folder"), ("lessons", "a folder"), ("check", "a folder"), ("new", "nothing")}
"""Which of the odd files are none to which of these."""


def odd_files(folder: Path) -> dict[str, str]:
    """Make odd files in a folder: their names, by what they are."""
    (folder / "loop.md").symlink_to("loop.md")
    (folder / "one.md").symlink_to("other.md")
    (folder / "other.md").symlink_to("one.md")
    (folder / "nowhere.md").symlink_to("gone.md")
    (folder / "folder.md").mkdir()
    os.mkfifo(folder / "pipe.md")
    found = {
        "a loop": "loop.md",
        "a loop of two": "one.md",
        "a link to nothing": "nowhere.md",
        "nothing": "gone.md",
        "a folder": "folder.md",
        "a pipe that nobody writes into": "pipe.md",
        "an endless device": "/dev/zero",
        "an empty device": "/dev/null",
        "a long name": "a" * 5000 + ".md",
        "a long path": "a/" * 2500 + "a.md",
        "a path through a file": "/etc/passwd/a.md",
    }
    # The name of a socket has at most some hundred characters.
    here = os.getcwd()
    with socket.socket(socket.AF_UNIX) as listener:
        os.chdir(folder)
        try:
            listener.bind("socket.md")
            found["a socket"] = "socket.md"
        finally:
            os.chdir(here)
    if os.geteuid() != 0:
        (folder / "secret.md").write_text("x")
        (folder / "secret.md").chmod(0)
        found["a file of somebody else"] = "secret.md"
    return found

"""Settings: from the configuration file and the environment, and over them from the command line."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from lessons.format.fields import Field
from lessons.format.files import read_at_most
from lessons.format.toml_fence import find_key, read_fence
from tui.host.exits import fail

LARGEST = 100_000
LEARNER = "NNTUTOR_LEARNER"
"""Where the environment says whose progress this is."""
THEMES = ("auto", "dark", "light", "ansi-dark", "ansi-light")

FIELDS = (
    Field(
        "theme", "choice", "colours; auto picks by what the terminal can show", default="auto", choices=THEMES
    ),
    Field(
        "ascii", "toggle", "draw with ASCII only; by default as the terminal can show", default=False
    ),
    Field("color", "toggle", "use colour", default=True),
    Field("mouse", "toggle", "take mouse clicks too", default=False),
    Field("fps", "number", "the most frames a second that an animation has", default=15.0, low=1, high=60),
    Field("motion", "toggle", "let a page's picture move by itself when it comes up", default=True),
    Field("lessons", "texts", "more folders of lessons", default=()),
)  # fmt: skip


class Settings(NamedTuple):
    """Everything that can be set."""

    theme: str = "auto"
    ascii: bool = False
    color: bool = True
    mouse: bool = False
    fps: float = 15.0
    motion: bool = True
    lessons: tuple[str, ...] = ()
    kiosk: bool = False
    """Whether nothing but the course may be reached; from the command line alone."""
    learner: str | None = None
    """One learner of a class, who has a progress store of their own; from NNTUTOR_LEARNER alone."""

    def changed(self, **given: Any) -> Settings:
        """These settings with those that were given on the command line."""
        return self._replace(**{k: v for k, v in given.items() if v is not None})


def read_config(path: Path) -> Settings:
    """Settings from a file; the defaults where there is none. Raises `Refused`."""
    try:
        text = read_at_most(path, LARGEST).decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        fail(f"{path}: cannot be read: {getattr(error, 'strerror', error)}; mend it or move it away")
    values, problems = read_fence(text, FIELDS, "the configuration")
    if problems:
        problem = problems[0]
        fail(f"{path}:{max(problem.line, 0) + 1}:{problem.column}: error: {problem.reason}; {problem.mend}")
    values["lessons"] = tuple(map(os.path.expanduser, values.get("lessons", ())))
    for name in values["lessons"]:
        if not os.path.isdir(name):
            line, column = find_key(text, "lessons")
            place = f"{path}:{max(line, 0) + 1}:{column}"
            fail(f"{place}: error: there is no folder '{name}'; mend its name or take it out")
    return Settings(**values)


def learner_of(environ: Mapping[str, str]) -> str | None:
    """The learner of a class that the environment names, or None where it names none. Raises `Refused`.

    Set but empty is refused too: a class must not fall back on a store that all of it shares.
    """
    name = environ.get(LEARNER)
    if name is not None:
        from lessons.progress import progress_path

        try:
            progress_path(Path(), name)
        except ValueError as error:
            fail(f"nntutor: {LEARNER}: {error}")
    return name

"""Settings: from the configuration file, and over it from the command line."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NamedTuple

from lessons.format.fields import Field
from lessons.format.files import read_at_most
from lessons.format.toml_fence import find_key, read_fence

LARGEST = 100_000
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
    Field("lessons", "texts", "more folders of lessons", default=()),
)  # fmt: skip


class ConfigError(ValueError):
    """A setting that cannot be used: where, what, and how to mend it."""


class Settings(NamedTuple):
    """Everything that can be set."""

    theme: str = "auto"
    ascii: bool = False
    color: bool = True
    mouse: bool = False
    fps: float = 15.0
    lessons: tuple[str, ...] = ()
    kiosk: bool = False
    """Whether nothing but the course may be reached; from the command line alone."""
    learner: str | None = None
    """One learner of a class, who has a progress store of their own; from NNTUTOR_LEARNER alone."""

    def changed(self, **given: Any) -> Settings:
        """These settings with those that were given on the command line."""
        return self._replace(**{k: v for k, v in given.items() if v is not None})


def read_config(path: Path) -> Settings:
    """Settings from a file; the defaults where there is none. Raises `ConfigError`."""
    try:
        text = read_at_most(path, LARGEST).decode("utf-8-sig")
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path}: cannot be read: {getattr(error, 'strerror', error)}; mend it or move it away"
        ) from error
    values, problems = read_fence(text, FIELDS, "the configuration")
    if problems:
        first = problems[0]
        place = f"{path}:{max(first.line, 0) + 1}:{first.column}"
        raise ConfigError(f"{place}: error: {first.reason}; {first.mend}")
    for name in values.get("lessons", ()):
        if not os.path.isdir(os.path.expanduser(name)):
            line, column = find_key(text, "lessons")
            place = f"{path}:{max(line, 0) + 1}:{column}"
            raise ConfigError(f"{place}: error: there is no folder '{name}'; mend its name or take it out")
    values["lessons"] = tuple(os.path.expanduser(name) for name in values.get("lessons", ()))
    return Settings(**values)

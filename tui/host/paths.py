"""Where things are kept on this system. Asking creates nothing."""

from __future__ import annotations

from pathlib import Path

from platformdirs import PlatformDirs

_DIRS = PlatformDirs("nntutor", appauthor=False)


def state_dir() -> Path:
    """Progress."""
    return _DIRS.user_state_path


def config_file() -> Path:
    """Settings; optional, and never written by the tutor."""
    return _DIRS.user_config_path / "config.toml"


def own_lessons_dir() -> Path:
    """The learner's own lessons, shown after the course."""
    return _DIRS.user_data_path / "lessons"

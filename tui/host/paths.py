"""Where things are kept on this system. Asking creates nothing."""

from __future__ import annotations

from pathlib import Path

import platformdirs

APP = "nntutor"


def state_dir() -> Path:
    """Progress."""
    return platformdirs.user_state_path(APP, appauthor=False)


def config_file() -> Path:
    """Settings; optional, and never written by the tutor."""
    return platformdirs.user_config_path(APP, appauthor=False) / "config.toml"


def own_lessons_dir() -> Path:
    """The learner's own lessons, shown after the course."""
    return platformdirs.user_data_path(APP, appauthor=False) / "lessons"

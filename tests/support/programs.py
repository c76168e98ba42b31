"""Programs that a test needs besides Python: `skip_without`."""

from __future__ import annotations

import os
import shutil

import pytest


def missing(*names: str) -> list[str]:
    """Which of these programs are not installed."""
    return [name for name in names if not shutil.which(name)]


def skip_without(*names: str) -> None:
    """Skip a test where a program is missing; fail it there in CI, which must have them all."""
    if lacking := missing(*names):
        say = pytest.fail if os.environ.get("CI") else pytest.skip
        say(f"not installed: {', '.join(lacking)}")

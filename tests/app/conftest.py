"""A tutor in a pilot, with progress in memory or in a folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lessons.course import find_lesson, load_course
from lessons.progress import open_progress
from tui.app import TutorApp
from tui.host.config import Settings

Tutor = Callable[..., TutorApp]


@pytest.fixture
def tutor() -> Tutor:
    """Makes a tutor that opens at a lesson, or where the learner left off."""

    def make(
        lesson: str | None = None, state: Path | None = None, folders: tuple[Path, ...] = ()
    ) -> TutorApp:
        course = load_course(folders)
        first = find_lesson(course, lesson) if lesson else None
        return TutorApp(lambda: course, open_progress(state), Settings(), first)

    return make

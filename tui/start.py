"""Opening the tutor: the only way from the command line into Textual."""

from __future__ import annotations

import sys
from functools import partial

from lessons.course import lesson_alone
from lessons.model import Lesson
from lessons.progress import Progress
from tui.app import TutorApp
from tui.commands.shared import course_of, open_store
from tui.host.config import Settings
from tui.host.environment import look
from tui.leaving import run


def start(settings: Settings, lesson: Lesson | None) -> int:
    """Run the tutor at a lesson, or where the learner left off, until it is left; the exit status."""
    progress: Progress = open_store(settings)
    if lesson is None:
        place = progress.place()
        lesson = lesson_alone(place.lesson if place else None)
    app = _kind(settings)(partial(course_of, settings), progress, settings, lesson, look().ascii)

    def keep() -> bool:
        saved = progress.close()
        if not saved and progress.trouble:
            print(progress.trouble, file=sys.stderr)
        return saved

    return run(app, keep)


def _kind(settings: Settings) -> type[TutorApp]:
    if not settings.kiosk:
        return TutorApp
    from tui.kiosk_app import KioskApp

    return KioskApp

"""Opening the tutor: the only way from the command line into Textual."""

from __future__ import annotations

import sys

from lessons.course import LessonNotFoundError, find_lesson
from tui.app import TutorApp
from tui.commands import course_of, open_store, resolve
from tui.config import Settings
from tui.environment import look
from tui.kiosk_app import KioskApp
from tui.terminal import run


def start(settings: Settings, lesson: str | None) -> int:
    """Run the tutor until the learner leaves; the exit status."""
    course = course_of(settings)
    first = None
    if lesson is not None:
        try:
            first = find_lesson(course, lesson)
        except LessonNotFoundError:
            first = resolve(settings, lesson)
    progress = open_store(settings)
    kind = KioskApp if settings.kiosk else TutorApp
    app = kind(course, progress, settings, first, look().ascii)
    try:
        status = run(app)
    finally:
        saved = progress.close()
    if not saved and progress.trouble:
        print(progress.trouble, file=sys.stderr)
    return status

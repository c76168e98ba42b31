"""A lesson as its author writes it: the tutor on one file, which is read again when it changes."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from lessons.format.faults import Fault
from lessons.model import Broken, Course, Lesson
from lessons.progress import Progress, open_progress
from lessons.validate import read_lesson
from tui.app import TutorApp
from tui.host.config import Settings
from tui.screens.broken import BrokenScreen
from tui.screens.home import HomeScreen
from tui.screens.lesson import LessonScreen

EVERY = 0.25
"""Seconds between looks at the file. Network file systems tell of no changes, so it is looked at."""

Stamp = tuple[int, int, int] | None


def read(path: Path) -> tuple[Lesson | None, tuple[Fault, ...]]:
    """The lesson in a file, or what is wrong with it."""
    lesson, faults = read_lesson(path)
    return (None if faults else lesson), tuple(faults)


def stamp(path: Path) -> Stamp:
    """What tells one version of a file from another; None while it is not there."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


class PreviewApp(TutorApp):
    """The tutor with one lesson. Answers are kept until it is left, and never saved."""

    def __init__(self, path: Path, settings: Settings, ascii_locale: bool = False) -> None:
        self.path = path
        self._seen = stamp(path)
        self._pending: Stamp = self._seen
        self._reading = False
        lesson, faults = read(path)
        course = _course(path, lesson, faults)
        super().__init__(lambda: course, _progress(lesson), settings, lesson, ascii_locale)

    def on_mount(self) -> None:
        # Textual calls the tutor's own `on_mount` after this one, which opens the first screen.
        self.call_later(self._show_faults)
        self.set_interval(EVERY, self._look)

    def _show_faults(self) -> None:
        if self.course.broken:
            self.show_screen(BrokenScreen(self.course.broken[0]), over=True)

    def _look(self) -> None:
        """Read the file again once it has been the same for two looks: a save may take a moment."""
        now = stamp(self.path)
        settled, self._pending = now == self._pending, now
        if settled and now is not None and now != self._seen and not self._reading:
            self._seen = now
            self._reading = True
            self.run_worker(self._reload(), group="reload")

    async def _reload(self) -> None:
        try:
            # Checking runs the labs, which takes its time.
            lesson, faults = await asyncio.to_thread(read, self.path)
        finally:
            self._reading = False
        _meet(self.progress, lesson)
        last = self.course.lessons[0] if self.course.lessons else None
        self.course = _course(self.path, lesson or last, faults)
        await self._leave_faults()
        if lesson is not None and last is None:
            self.open_lesson(lesson)
        elif lesson is not None:
            self._show(lesson)
        self._show_faults()

    async def _leave_faults(self) -> None:
        """Go back to what was shown before the last faults, or a help page, were."""
        while len(self.screen_stack) > 1 and not isinstance(self.screen, LessonScreen | HomeScreen):
            await self.pop_screen()

    def _show(self, lesson: Lesson) -> None:
        here = self.screen
        if isinstance(here, HomeScreen):
            here.course = self.course
            here.on_screen_resume()
            return
        assert isinstance(here, LessonScreen)
        here.leave()
        slugs = [page.slug for page in lesson.pages]
        index = slugs.index(here.page.slug) if here.page.slug in slugs else min(here.index, len(slugs) - 1)
        screen = LessonScreen(lesson, self.progress, index)
        self.show_screen(screen)
        self.call_after_refresh(screen.tell, "Read again.", 2.0)


def _progress(lesson: Lesson | None) -> Progress:
    """Where answers are kept until the preview is left."""
    progress = open_progress(None)
    _meet(progress, lesson)
    return progress


def _meet(progress: Progress, lesson: Lesson | None) -> None:
    """Take what a lesson recalls for begun, so that its author sees it."""
    for page in lesson.pages if lesson else ():
        for recall in page.recalls:
            progress.visit(recall.card.partition("/")[0], "", 0, 1)


def _course(path: Path, lesson: Lesson | None, faults: tuple[Fault, ...]) -> Course:
    broken = (Broken(path, faults),) if faults else ()
    return Course((lesson,) if lesson else (), broken)

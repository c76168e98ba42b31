"""Make the picture in the README: `python -m tests.tui.screens.picture .github/lesson.svg`."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

from lessons.course import find_lesson, load_course
from lessons.progress import open_progress
from tests.support.pilot import settle
from tui.app import TutorApp
from tui.host.config import Settings
from tui.screens.lesson import LessonScreen


async def picture() -> str:
    """A page of the training lesson, some epochs in."""
    os.environ.update(COLORTERM="truecolor", TERM="xterm-256color")
    course = load_course()
    progress = open_progress(None)
    app = TutorApp(lambda: course, progress, Settings(), find_lesson(course, "training"))
    async with app.run_test(size=(120, 34)) as pilot:
        screen = app.screen
        assert isinstance(screen, LessonScreen)
        screen.go(2)
        await settle(pilot)
        await pilot.press("2", "enter")
        await settle(pilot)
        assert screen.panel is not None
        screen.panel.lab.seek(60 * 14)
        screen.panel.draw()
        screen.on_lab_panel_changed()
        await settle(pilot)
        return app.export_screenshot(title="nntutor")


def without_fonts(svg: str) -> str:
    """The picture with the reader's own monospaced font: nothing to fetch."""
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    return svg.replace("Fira Code", "ui-monospace, Menlo, Consolas, DejaVu Sans Mono")


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(without_fonts(asyncio.run(picture())), encoding="utf-8")

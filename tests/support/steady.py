"""The tutor with a lesson 3 that stays whatever the course says there: `python -m tests.support.steady`."""

from __future__ import annotations

import os
from pathlib import Path

FORWARD = Path(__file__).parent / "lessons" / "03-forward-pass.md"
"""Lesson 3 as tests answer and turn it."""


def lesson_files(folder: Path) -> list[Path]:
    """What `lessons.course.lesson_files` finds, with that lesson 3."""
    files = folder.glob("[0-9][0-9]-*.md")
    return sorted((FORWARD if path.name == FORWARD.name else path for path in files), key=lambda p: p.name)


def main() -> None:
    """Run the tutor, its third lesson replaced."""
    from tui.host import environment

    environment.hold_threads(os.environ)
    from lessons import course

    course.lesson_files = lesson_files
    from tui import __main__ as program

    program.main()


if __name__ == "__main__":
    main()

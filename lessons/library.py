"""The files of lessons: where those of the course are, and finding one by its id."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path

from lessons.format.drafts import lesson_number
from lessons.format.parser import parse_file
from lessons.model import Lesson

BUILT_IN = Path(__file__).parent / "course"
HEAD_LINES = 9
"""The lines of a file in which its id is looked for, to tell without reading all of it."""


def lesson_files(folder: Path) -> list[Path]:
    """The Markdown files of a folder, in the order of their numbers, and those without one by name."""
    files = (p for p in folder.glob("*.md") if p.is_file() and p.name.lower() != "readme.md")
    return sorted(files, key=lambda p: ((n := lesson_number(p)) is None, n or 0, p.name))


def shown_path(path: Path) -> str:
    """A path as messages name it: built-in lessons as `course/03-forward.md`, others as given."""
    try:
        return f"course/{path.absolute().relative_to(BUILT_IN)}"
    except ValueError:
        return str(path)


@cache
def built_in_ids() -> dict[str, Path]:
    """The ids of the course's own lessons."""
    parsed = ((path, parse_file(path)[0]) for path in lesson_files(BUILT_IN))
    return {lesson.id: path for path, lesson in parsed if lesson}


def seems_called(path: Path, name: str) -> bool:
    """Whether a lesson's head gives it this id."""
    with contextlib.suppress(OSError), path.open(encoding="utf-8-sig", errors="replace") as lines:
        heads = (line.split("#")[0].replace(" ", "").strip() for line in islice(lines, HEAD_LINES))
        return f'id="{name}"' in heads
    return False


def lesson_called(name: str, beside: Path) -> Lesson | None:
    """The lesson of that id, of the course or beside a file; no other is read in full."""
    for path in _files(beside):
        if seems_called(path, name):
            with contextlib.suppress(OSError):
                stamp = path.stat()
                lesson = _sound(path, (stamp.st_mtime_ns, stamp.st_size))
                if lesson and lesson.id == name:
                    return lesson
    return None


@lru_cache(maxsize=16)
def _sound(path: Path, stamp: tuple[int, int]) -> Lesson | None:
    """The lesson in a file, as it is at the time of the stamp; None where it has faults."""
    lesson, faults = parse_file(path, shown_path(path))
    return None if faults else lesson


def ids_beside(beside: Path) -> list[str]:
    """The ids of all lessons of the course and beside a file. Reads every one."""
    others = (parse_file(path)[0] for path in _files(beside) if path.parent != BUILT_IN)
    return list(dict.fromkeys([*built_in_ids(), *(lesson.id for lesson in others if lesson)]))


def _files(beside: Path) -> Iterator[Path]:
    yield from lesson_files(BUILT_IN)
    if beside.absolute().parent != BUILT_IN:
        with contextlib.suppress(OSError):
            yield from lesson_files(beside.parent)

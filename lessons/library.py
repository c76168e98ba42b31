"""The files of lessons: where those of the course are, and finding one by its id."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import islice
from pathlib import Path

from lessons.format.drafts import lesson_number
from lessons.format.faults import visible
from lessons.format.parser import parse_file
from lessons.model import Lesson
from lessons.text import cut

BUILT_IN = Path(__file__).parent / "course"
LONGEST = 60
"""The most characters of an id or a title that are told of another file."""
HEAD_LINES = 9
"""The lines of a file in which its id and title are looked for, to tell without reading all of it."""


def lesson_files(folder: Path) -> list[Path]:
    """The Markdown files of a folder, in the order of their numbers, and those without one by name."""
    files = (p for p in folder.glob("*.md") if p.is_file() and p.name.lower() != "readme.md")
    return sorted(files, key=lambda p: ((n := lesson_number(p)) is None, n or 0, p.stem))


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
    return _head(path)[0] == name


def names_beside(beside: Path) -> dict[str, str]:
    """Number and title of each lesson of the course and beside a file, by its id. Reads their heads alone."""
    heads = ((lesson_number(path), *_head(path)) for path in reversed([*_files(beside)]))
    return {name: title if number is None else f"{number} {title}" for number, name, title in heads if name}


def _head(path: Path) -> tuple[str, str]:
    """The id and the title of a lesson, as the first lines of its file say; empty where they do not."""
    text = ""
    with contextlib.suppress(OSError), path.open(encoding="utf-8-sig", errors="replace") as lines:
        text = "".join(islice(lines, HEAD_LINES))
    found = (re.search(pattern, text, re.MULTILINE) for pattern in (r'^id *= *"(.*?)"', r"^# +(.*?)\s*$"))
    name, title = (cut(visible(match[1]), LONGEST) if match else "" for match in found)
    return name, title


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

"""The course: every lesson file of one or more folders, in order, and finding one of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from lessons.faults import Fault
from lessons.fields import nearest
from lessons.model import Broken, Course, Lesson
from lessons.parser import parse_file

BUILT_IN = Path(__file__).parent / "course"


class LessonNotFoundError(LookupError):
    """No lesson of that name: says what there is."""


def lesson_files(folder: Path) -> list[Path]:
    """The Markdown files of a folder, in the order of their names."""
    return sorted(p for p in folder.glob("*.md") if p.is_file() and p.name.lower() != "readme.md")


def shown_path(path: Path) -> str:
    """A path as messages name it: built-in lessons as `course/03-forward.md`, others as given."""
    try:
        return f"course/{path.relative_to(BUILT_IN)}"
    except ValueError:
        return str(path)


def load_course(folders: Iterable[Path] = ()) -> Course:
    """Load the built-in course and then the lessons of other folders.

    A file with faults, or one whose id is taken, is listed as broken; it never stops the rest.
    """
    lessons: list[Lesson] = []
    broken: list[Broken] = []
    taken: dict[str, Path] = {}
    for folder in (BUILT_IN, *folders):
        for path in lesson_files(folder):
            lesson, faults = parse_file(path, shown_path(path))
            if lesson and not faults and lesson.id in taken:
                faults = [duplicate_id(lesson, taken[lesson.id])]
            if faults or lesson is None:
                broken.append(Broken(path, tuple(faults), lesson.number if lesson else None))
                continue
            taken[lesson.id] = path
            lessons.append(lesson)
    return Course(tuple(lessons), tuple(broken))


def duplicate_id(lesson: Lesson, first: Path) -> Fault:
    """The fault of a lesson whose id another lesson has."""
    source = lesson.path.read_text(encoding="utf-8-sig").splitlines()
    line = next((i for i, text in enumerate(source, 1) if text.lstrip().startswith("id")), 1)
    reason = f"lesson id '{lesson.id}' is taken by {shown_path(first)}"
    return Fault(shown_path(lesson.path), line, 1, reason, "give it another id", source[line - 1])


def find_lesson(course: Course, name: str) -> Lesson:
    """A lesson by its id, its number (`3` or `03`) or its file. Raises `LessonNotFoundError`."""
    for lesson in course.lessons:
        if name == lesson.id or (name.isdecimal() and lesson.number == int(name)):
            return lesson
    path = Path(name)
    looks_like_file = name.endswith(".md") or "/" in name
    if looks_like_file:
        for lesson in course.lessons:
            if path.exists() and lesson.path.exists() and path.samefile(lesson.path):
                return lesson
    mend = nearest(name, [x.id for x in course.lessons])
    raise LessonNotFoundError(f"there is no lesson '{name}'; {mend}")

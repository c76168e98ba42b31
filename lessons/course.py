"""The course: every lesson file of one or more folders, in order, and finding one of them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from lessons.format.drafts import lesson_number
from lessons.format.faults import Fault
from lessons.format.fields import nearest
from lessons.format.parser import parse_file
from lessons.format.toml_fence import find_in_fence
from lessons.library import BUILT_IN, lesson_files, seems_called, shown_path
from lessons.model import Broken, Course, LabCall, Lesson, Page
from lessons.progress import LessonStatus, of_part
from lessons.text import whole

WELCOME = "welcome"
"""The id of the page that greets who comes for the first time, lesson 0. It is no lesson to be counted."""
PLAYGROUND = "Playground"
"""The part of the course in which a lesson is a lab alone, to play with."""
TO_PLAY = "to play with"
"""What lists say of such a lesson: there is nothing in it to be done."""
LONGEST_NAME = 60
"""The most characters that a message repeats of a name."""


class LessonNotFoundError(LookupError):
    """No lesson of that name: says what there is."""


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
            if lesson and not faults and folder != BUILT_IN:
                from lessons.content.pages import content_faults

                # The course is proved before it is shipped. A page that is too tall can be scrolled.
                faults = content_faults(lesson, shown_path(path), fits=False)
            if faults or lesson is None:
                broken.append(Broken(path, tuple(faults), lesson_number(path)))
                continue
            taken[lesson.id] = path
            if lesson.id != WELCOME:
                lessons.append(lesson)
    return Course(tuple(lessons), tuple(broken))


def duplicate_id(lesson: Lesson, first: Path) -> Fault:
    """The fault of a lesson whose id another lesson has."""
    source = lesson.text.split("\n")
    fence = next((i for i, text in enumerate(source) if text.startswith("```{lesson}")), 0)
    line, column = find_in_fence(source, fence, "id")
    reason = f"lesson id '{lesson.id}' is taken by {shown_path(first)}"
    return Fault(shown_path(lesson.path), line + 1, column, reason, "give it another id", source[line])


def in_parts(lessons: Iterable[Lesson]) -> list[tuple[str, list[Lesson]]]:
    """Lessons by the part that they belong to, in order."""
    return [(part, [*those]) for part, those in groupby(lessons, key=lambda lesson: lesson.part)]


def is_played(lesson: Lesson) -> bool:
    """Whether a lesson is a lab alone, to play with."""
    return lesson.part == PLAYGROUND and lesson.pages[0].lab_alone


def part_told(part: str, lessons: Sequence[LessonStatus]) -> str:
    """How far a learner is with a part: lessons that are done or, of the playground, challenges solved."""
    if part != PLAYGROUND:
        return of_part(lessons)
    solved, asked = sum(len(one.right) for one in lessons), sum(len(set(one.questions)) for one in lessons)
    begun = any(one.outcomes for one in lessons)
    return f"{solved} of {asked} challenges solved" if begun else f"{asked} challenges"


def lesson_after(course: Course, lesson: Lesson) -> Lesson:
    """The next lesson of the course; after the last one, and of one that is not in it, that itself."""
    ids = [each.id for each in course.lessons]
    if lesson.id not in ids:
        return lesson
    return [*course.lessons, lesson][ids.index(lesson.id) + 1]


def lesson_alone(name: str | None) -> Lesson | None:
    """One lesson of the built-in course, without reading the others; None where that cannot tell.

    `name`: an id or a number, or None for the first lesson.
    """
    name = name or "1"
    number = whole(name)
    for path in lesson_files(BUILT_IN):
        numbered = number is not None and number == lesson_number(path)
        if numbered or seems_called(path, name):
            lesson, faults = parse_file(path, shown_path(path))
            return None if faults else lesson
    return None


def find_lesson(course: Course, name: str) -> Lesson:
    """A lesson by its id, its number (`3` or `03`) or its file. Raises `LessonNotFoundError`."""
    number = whole(name)
    for lesson in course.lessons:
        if name == lesson.id or (number is not None and number == lesson.number):
            return lesson
    with contextlib.suppress(OSError, ValueError):
        for lesson in course.lessons:
            if (name.endswith(".md") or "/" in name) and Path(name).samefile(lesson.path):
                return lesson
    shown = name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"
    mend = nearest(shown, [x.id for x in course.lessons])
    raise LessonNotFoundError(f"there is no lesson '{shown}'; {mend}")


def lesson_of_lab(name: str, settings: Mapping[str, Any]) -> Lesson:
    """A lesson of one page, which a lab has for itself: to play with it, outside of the course."""
    call = LabCall(name, "play", dict(settings))
    page = Page("Play", "play", (call,), 0, call)
    return Lesson(f"play-{name}", name.replace("_", " ").capitalize(), PLAYGROUND, 1, (), (page,), Path(name))

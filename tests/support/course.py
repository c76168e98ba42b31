"""The course as it is shipped, read once: `COURSE`; and with lessons that tests answer: `STEADY`."""

from __future__ import annotations

from lessons.course import load_course
from lessons.format.parser import parse_file
from lessons.model import Course, Lesson
from tests.support.steady import FIXED

COURSE: Course = load_course()
TAUGHT = tuple(lesson for lesson in COURSE.lessons if lesson.number is not None)
"""The lessons that teach, one after the other: not the playground, and its challenges."""


def _steady(lesson: Lesson) -> Lesson:
    fixed = parse_file(FIXED[lesson.path.name])[0] if lesson.path.name in FIXED else lesson
    assert fixed is not None
    return fixed


STEADY: Course = COURSE._replace(lessons=tuple(map(_steady, COURSE.lessons)))

"""The course as it is shipped, read once: `COURSE`; and with a lesson that tests answer: `STEADY`."""

from __future__ import annotations

from lessons.course import load_course
from lessons.format.parser import parse_file
from lessons.model import Course
from tests.support.steady import FORWARD

COURSE = load_course()


def _steady() -> Course:
    forward, faults = parse_file(FORWARD)
    assert forward is not None, faults
    return COURSE._replace(lessons=tuple(forward if x.id == forward.id else x for x in COURSE.lessons))


STEADY = _steady()

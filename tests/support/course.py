"""The course as it is shipped, read once: `COURSE`."""

from __future__ import annotations

from lessons.course import load_course

COURSE = load_course()

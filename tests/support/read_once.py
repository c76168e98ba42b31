"""A lesson of the course is read once in a process, however many commands then want it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from lessons.format import parser

COURSE_FOLDER = Path(parser.__file__).parents[1] / "course"
_parse = parser.parse_file
_parse_once = cache(_parse)


def _parse_file(path: Path, name: str | None = None) -> tuple[object, list[object]]:
    return _parse_once(path, name) if path.parent == COURSE_FOLDER else _parse(path, name)


def begin() -> None:
    """From now on; for what imports `parse_file` later."""
    parser.parse_file = _parse_file  # type: ignore[assignment]

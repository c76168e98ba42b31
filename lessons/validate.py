"""Proving lessons: what `nntutor check` reports beyond the form of a file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from lessons.content import codes
from lessons.content.base import Together
from lessons.content.pages import content_faults
from lessons.course import duplicate_id
from lessons.format.faults import Fault
from lessons.format.parser import parse_file
from lessons.library import BUILT_IN, built_in_ids, lesson_files, shown_path
from lessons.model import Lesson


def check_paths(paths: Iterable[Path]) -> tuple[list[Fault], int]:
    """Check files and folders of lessons; the built-in course where none is given.

    Returns every fault, and how many files were read.
    """
    files: list[Path] = []
    faults: list[Fault] = []
    for path in list(paths) or [BUILT_IN]:
        if os.path.isdir(path):
            inside = lesson_files(path)
            if not inside:
                reason = "there is no lesson in this folder"
                faults.append(Fault(shown_path(path), 1, 1, reason, "a lesson is a file that ends in .md"))
            files.extend(inside)
        else:
            files.append(path)
    # A file named twice is checked once: it does not take its own id.
    unique = list({os.path.realpath(file): file for file in files}.values())
    first: dict[str, Path] = {}
    read = [(file, *parse_file(file, shown_path(file))) for file in unique]
    with codes.shared([lesson for _, lesson, _ in read if lesson]) as together:
        for file, lesson, found in read:
            faults += found if lesson is None else _checked(file, lesson, found, first, together=together)
    return sorted(faults), len(unique)


def read_lesson(path: Path, fits: bool = True) -> tuple[Lesson | None, list[Fault]]:
    """Read a file and check it: the lesson, and its faults.

    `fits`: whether every page has to fit the screen that pages are made for; a learner can scroll one that
    does not.
    """
    lesson, faults = parse_file(path, shown_path(path))
    return lesson, faults if lesson is None else _checked(path, lesson, faults, {}, fits)


def _checked(
    path: Path,
    lesson: Lesson,
    faults: list[Fault],
    taken: dict[str, Path],
    fits: bool = True,
    together: Together | None = None,
) -> list[Fault]:
    """The faults of a lesson that has been read; to the ids that are `taken` before it its own is added."""
    if Path(os.path.realpath(path)).parent != BUILT_IN:
        for one, first in built_in_ids().items():
            taken.setdefault(one, first)
    if lesson.id and lesson.id in taken:
        faults = [*faults, duplicate_id(lesson, taken[lesson.id])]
    taken.setdefault(lesson.id, path)
    return [*faults, *content_faults(lesson, shown_path(path), fits, together)]

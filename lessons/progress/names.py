"""What the pages and questions of a lesson were called before: old progress is read by the new names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Names(NamedTuple):
    """The names of one lesson that progress has to know."""

    pages: Mapping[str, str]
    """Old slug to new."""
    questions: Mapping[str, str]
    """Old id to new."""
    guesses: frozenset[str]
    """The questions that nobody can reason."""


def names_of(lesson: Any) -> Names:
    """The names of a `Lesson`: `was` of a page or a question tells what it was before.

    A name that is still in use is nobody's old one.
    """
    pages = {old: page.slug for page in lesson.pages for old in page.was}
    questions = {old: question.id for question in lesson.questions for old in question.was}
    for page in lesson.pages:
        pages.pop(page.slug, None)
    for question in lesson.questions:
        questions.pop(question.id, None)
    guesses = frozenset(q.id for q in lesson.questions if getattr(q, "guess", False))
    return Names(pages, questions, guesses)

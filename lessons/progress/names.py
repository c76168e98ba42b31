"""What the pages and questions of a lesson were called before: old progress is read by the new names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Names:
    """The names of one lesson that progress has to know."""

    pages: Mapping[str, str]
    """Old slug to new."""
    questions: Mapping[str, str]
    """Old id to new."""
    guesses: frozenset[str]
    """The questions that nobody can reason."""


def names_of(lesson: Any) -> Names:
    """The names of a `Lesson`, or of whatever has its fields.

    `was` of a page or a question names what it was, or several such, with blanks between them. The questions
    of a renamed page that are named after it go with it. A name that is still in use is nobody's old one.
    """
    pages: dict[str, str] = {}
    questions: dict[str, str] = {}
    for page in lesson.pages:
        before = getattr(page, "was", "").split()
        pages |= dict.fromkeys(before, page.slug)
        for question in page.questions:
            own = getattr(question, "was", "").split()
            home, slash, number = question.id.partition("/")
            if not own and slash and home == page.slug:
                own = [f"{old}/{number}" for old in before]
            questions |= dict.fromkeys(own, question.id)
    for old in [page.slug for page in lesson.pages]:
        pages.pop(old, None)
    for old in [question.id for question in lesson.questions]:
        questions.pop(old, None)
    return Names(pages, questions, frozenset(q.id for q in lesson.questions if getattr(q, "guess", False)))

"""A page that tells a learner to press s or p has a lab that can still move."""

from __future__ import annotations

import re

import pytest

from lessons.course import load_course
from lessons.model import Page, Prose
from lessons.run import LessonRun

KEY = r"\bpress (?:[`\w]+,? (?:then|and) )?`?[sp]`?(?!\w)"
TELLS = re.compile(rf"{KEY}|\bplay again|\bstep through", re.IGNORECASE)


def words(page: Page) -> list[str]:
    """Everything that a page may say, hints too."""
    return [t for b in page.blocks for t in ([b.source] if isinstance(b, Prose) else getattr(b, "texts", ()))]


@pytest.mark.parametrize("lesson", load_course().lessons, ids=lambda lesson: lesson.id)
def test_who_is_told_to_press_a_key_finds_a_lab_that_it_moves(lesson):
    run, still = LessonRun(lesson), []
    telling = [any(TELLS.search(text) for text in words(page)) for page in lesson.pages]
    keys = [page.lab.key if page.lab else "" for page in lesson.pages]
    for k, page in enumerate(lesson.pages):
        run.arrive(page)
        lab = run.lab(page)
        if telling[k] and (lab is None or lab.done or lab.position >= max(lab.run_length, 1)):
            still.append(page.title)
        for question in page.questions:
            run.settle(question)
        # Who has done all that the page lets them do. What no such page shows again need not be run.
        if any(tells and key == keys[k] for tells, key in zip(telling[k + 1 :], keys[k + 1 :], strict=True)):
            lab = run.lab(page)
            lab.seek(lab.run_length)
    assert still == []

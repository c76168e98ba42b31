"""Who goes through a lesson is put back nowhere; told to press s or p, they find a lab that it moves."""

from __future__ import annotations

import re

import pytest

from lessons.model import Lesson, Page, Prose
from lessons.recall.cards import deal, find_card
from lessons.run import LessonRun
from tests.support.course import COURSE

KEY = r"\bpress (?:[`\w]+,? (?:then|and) )?`?[sp]`?(?!\w)"
TELLS = re.compile(rf"{KEY}|\bplay again|\bstep through", re.IGNORECASE)


def words(page: Page) -> list[str]:
    """Everything that a page may say, hints too."""
    return [t for b in page.blocks for t in ([b.source] if isinstance(b, Prose) else getattr(b, "texts", ()))]


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.id)
def test_who_goes_through_the_course_is_put_back_nowhere_and_finds_labs_that_a_key_moves(lesson):
    """Two ways through a lesson in one test: what its labs compute for the first serves the second."""
    as_written(lesson)
    assert still(lesson) == []


def as_written(lesson: Lesson) -> None:
    """Go through a lesson as it is written, which puts no lab back."""
    run = LessonRun(lesson)
    for page in lesson.pages:
        assert run.arrive(page) == ""
        lab = run.lab(page)
        for question in page.questions:
            run.settle(question)
        if lab is not None and page.lab is not None and page.lab.until is not None:
            lab.seek(page.lab.until)


def still(lesson: Lesson) -> list[str]:
    """The pages that tell a learner who does all that they may to press a key that moves nothing."""
    run, found = LessonRun(lesson), []
    telling = [any(TELLS.search(text) for text in words(page)) for page in lesson.pages]
    keys = [page.lab.key if page.lab else "" for page in lesson.pages]
    for k, page in enumerate(lesson.pages):
        run.arrive(page)
        # A page without a lab has that of the question which is asked again there.
        dealt = (deal(*find_card(recall, lesson), recall.seed) for recall in page.recalls)
        lab = run.lab(page) or next((d.run.lab(d.page) for d in dealt if d.shows_lab), None)
        if telling[k] and (lab is None or lab.done or lab.position >= max(lab.run_length, 1)):
            found.append(page.title)
        for question in page.questions:
            run.settle(question)
        # Who has done all that the page lets them do. What no such page shows again need not be run.
        if any(tells and key == keys[k] for tells, key in zip(telling[k + 1 :], keys[k + 1 :], strict=True)):
            lab = run.lab(page)
            lab.seek(lab.run_length)
    return found

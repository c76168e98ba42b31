"""On a large screen figures use the room there is: rows are counted on every page of the course."""

from __future__ import annotations

import pytest

from lessons.course import load_course
from lessons.figures import Figure, Surface
from lessons.format.layout import knob_lines, word_rows
from lessons.labs import Lab
from lessons.model import Lesson, Page
from lessons.run import LessonRun
from tui.drawing import Pen, arrange, fills, most_rows, paint_all

COLUMNS, ROWS = 120, 40
BODY = ROWS - 4
"""The title, the keys, and a row of air at either end."""
BESIDE, BELOW = 71, 116
"""The columns of a lab beside the words, and under them."""


def blank_rows(page: Page, lab: Lab, figures: tuple[Figure, ...]) -> int:
    """The rows beside and below the figures on which nothing stands."""
    # Lines of code and cards have the whole width, and their lab stands under them.
    beside = fills(figures, COLUMNS, ROWS) and not (page.codes or page.fills)
    width = BESIDE if beside else BELOW
    taken = 1 + lab.caption_rows + len(knob_lines(lab.knobs(), width)) + (0 if beside else word_rows(page))
    room = BODY - taken
    height = min(room, most_rows(figures, width, Pen(), room) + 1)
    drawn = paint_all(figures, width, height, Pen()).text().split("\n")
    used = {y for y, row in enumerate(drawn) if row.strip()}
    # A plane of which nothing is known yet takes its rows all the same.
    planes = [r for f, r in arrange(figures, width, height) if isinstance(f, Surface)]
    return room - len(used.union(*(range(plane.y, plane.bottom) for plane in planes)))


@pytest.mark.parametrize("lesson", load_course().lessons, ids=lambda lesson: lesson.id)
def test_no_page_with_a_figure_leaves_over_a_quarter_of_its_rows_blank(lesson: Lesson) -> None:
    run = LessonRun(lesson, frozenset(q.id for q in lesson.questions))
    for number, page in enumerate(lesson.pages, 1):
        lab = run.lab(page)
        figures = lab.draw() if lab else ()
        if lab:
            blank = blank_rows(page, lab, figures)
            assert blank <= BODY / 4, f"{lesson.id}, page {number}: {blank} of {BODY}"

"""What a lesson says of itself at its two ends: its goals, its minutes, what is left, and what comes next."""

from __future__ import annotations

import pytest

from lessons.course import find_lesson, lesson_after
from lessons.ends import Standing, closing, items, lines, missed, needed_rows, not_right, opening, standing
from lessons.format.layout import ROWS, page_rows
from lessons.format.parser import parse_text
from lessons.labs import REGISTRY
from lessons.progress import open_progress
from lessons.telling.show import show_lesson
from tests.lessons.support import HEAD, parsed, said_of
from tests.support.course import COURSE

GOALS = HEAD.replace('"a-lesson"', '"a-lesson"\nminutes = 7\ngoals = ["add", "take away"]')
QUIZ = "```{quiz}\nask = '?'\nchoice = [{text = 'a', right = true}, {text = 'b'}]\n```\n\n"
LESSON = parsed(GOALS + f"## One\n\nWords.\n\n## Two\n\n{QUIZ}## Three\n\n{QUIZ}{QUIZ}## Four\n\n{QUIZ}")


def test_the_first_page_says_what_the_lesson_is_for_and_the_last_what_has_come_of_it():
    first, second, _, last = LESSON.pages
    assert lines(items(LESSON, first, None)) == ["7 minutes. Afterwards you can:", "- add", "- take away"]
    assert items(LESSON, second, None) == []
    assert lines(items(LESSON, last, None, ROWS, "05 More", Standing((1,), (2, 3)))) == [
        "This lesson teaches you to:", "- add", "- take away", "",
        "Not right so far: page 2; not answered yet: pages 3 and 4.", "Next: 05 More.",
    ]  # fmt: skip
    assert lines(closing(LESSON, "", Standing(right=True))) == ["Now you can:", "✓ add", "✓ take away"]
    assert needed_rows(LESSON, first, None) == page_rows(first, None) + 3 + 1


def test_the_first_page_names_the_lessons_that_this_one_builds_on(tmp_path):
    (tmp_path / "beside.md").write_text('# A \x1b title\n\n```{lesson}\nid = "beside"\n')
    needs = GOALS.replace('"a-lesson"', '"a-lesson"\nneeds = ["losses", "beside", "training"]', 1)
    text = needs + "## One\n\nWords.\n\n## Two\n\nWords.\n"
    lesson = parse_text(text, tmp_path / "lesson.md", "lesson.md")[0]
    losses, training = (find_lesson(COURSE, name).title for name in ("losses", "training"))
    line = f"Builds on: 7 {losses}, A · title, 10 {training}."
    assert lines(items(lesson, lesson.pages[0], None))[-1] == line
    assert items(lesson, lesson.pages[1], None)[-1] != ("", line)
    assert line in show_lesson(lesson)
    assert needed_rows(lesson, lesson.pages[0], None) == page_rows(lesson.pages[0], None) + 4 + 1
    assert lines(opening(lesson._replace(goals=()))) == [line]


def test_a_lesson_of_one_page_or_without_goals_says_nothing():
    one = parsed(HEAD + "## One\n\nWords.\n")
    assert items(one, one.pages[0], None) == []
    two = parsed(HEAD + "## One\n\nWords.\n\n## Two\n\nWords.\n")
    assert items(two, two.pages[0], None) == []
    assert items(two, two.pages[1], None) == []


def test_a_lab_alone_on_the_last_page_stays_alone():
    alone = parsed(GOALS + "## One\n\nWords.\n\n## Two\n\n```{lab} forward\n```\n")
    assert items(alone, alone.pages[1], REGISTRY["forward"]()) == []


def test_a_first_page_that_asks_something_says_it_where_there_is_room():
    asks = parsed(GOALS + f"## One\n\n{QUIZ}```{{lab}} forward\n```\n\n## Two\n\nWords.\n")
    page, lab = asks.pages[0], REGISTRY["forward"]()
    rows = page_rows(page, lab) + 4
    assert (items(asks, page, lab, rows), items(asks, page, lab, rows - 1)) == (opening(asks), [])


@pytest.mark.parametrize(
    ("wrong", "left", "said"),
    [
        ((), (0, 1, 2, 4), "Not answered yet: pages 1 to 3 and 5."),
        ((3,), (), "Not right so far: page 4."),
        (range(0, 16, 2), range(1, 16, 2), "Not right so far: 8 pages; not answered yet: 8 pages."),
    ],
)
def test_what_is_left_is_said_in_one_row(wrong, left, said):
    told = lines(closing(LESSON, "", Standing(tuple(wrong), tuple(left))))
    assert told[3:] == ["", said]


def test_what_is_not_right_leads_to_its_pages(tmp_path):
    ids = [question.id for question in LESSON.questions]
    with open_progress(tmp_path) as progress:
        assert standing(progress, LESSON) == Standing((), (1, 2, 3), False)
        progress.answer("a-lesson", ids[0], "2", False)
        progress.answer("a-lesson", ids[0], "1", True)
        progress.answer("a-lesson", ids[1], "2", False)
        progress.skip("a-lesson", ids[2])
        progress.answer("a-lesson", ids[3], "2", False)
        assert not_right(progress, LESSON) == {ids[1], ids[2], ids[3]}
        assert missed(LESSON, not_right(progress, LESSON)) == (2, 3)
        assert standing(progress, LESSON) == Standing((2, 3), (2,), False)
        assert standing(progress, LESSON).beside(3) == Standing((2,), (2,), False)
        for question in ids:
            progress.answer("a-lesson", question, "1", True)
        assert standing(progress, LESSON) == Standing(right=True)


def test_the_rows_of_goals_are_counted_where_pages_are_checked(tmp_path):
    text = GOALS + "## One\n\n" + "Words.\n\n" * 9 + "## Two\n\nWords.\n"
    assert said_of(tmp_path / "lesson.md", text) == ""
    said = said_of(tmp_path / "lesson.md", text.replace('"add"', '"add", "double"'))
    assert "takes 25 rows (words 18, goals and what comes next 5, header and footer 2)" in said


def test_a_lesson_of_the_course_says_what_comes_next_and_tells_it_as_text():
    # Two that are told quickly.
    for one in COURSE.lessons[2:4]:
        after = lesson_after(COURSE, one)
        settled = frozenset(q.id for q in one.questions)
        told = list(show_lesson(one, settled, after.label, Standing((1,))))
        at = told.index("This lesson teaches you to:")
        assert told[at + 1].startswith(f"- {one.goals[0]}"[:60])
        assert told[at:].index(f"Next: {after.label}.") > told[at:].index("Not right so far: page 2.")
    assert lesson_after(COURSE, COURSE.lessons[-1]) is COURSE.lessons[-1]
    assert lesson_after(COURSE, LESSON) is LESSON

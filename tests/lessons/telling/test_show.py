"""A lesson as plain text.

`golden/` holds one whole lesson, as it is printed before and after its questions are answered. To write
it anew when the lesson has changed, and read what has changed: `python -m tests.lessons.telling.test_show`.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from lessons.course import find_lesson
from lessons.format.layout import WORDS
from lessons.labs import REGISTRY, Lab
from lessons.model import Prose
from lessons.telling.show import heading, prose_lines, show_lesson
from lessons.text import cells
from tests.lessons.support import PAGE, parsed
from tests.support.course import COURSE

GOLDEN = Path(__file__).parent / "golden"

ALONE = [
    lesson
    for lesson in COURSE.lessons
    if all(REGISTRY[p.lab.name].start is Lab.start for p in lesson.pages if p.lab)
]
"""Lessons whose labs wait for no process beside them; `test_compare` has those that do."""


@cache
def told(lesson_id: str) -> tuple[str, ...]:
    return tuple(show_lesson(find_lesson(COURSE, lesson_id)))


def printed(answered: bool) -> str:
    lesson = find_lesson(COURSE, "3")
    settled = frozenset(q.id for q in lesson.questions) if answered else frozenset()
    return "\n".join(show_lesson(lesson, settled)) + "\n"


@pytest.mark.parametrize(("file", "answered"), [("03.txt", False), ("03-answered.txt", True)])
def test_the_first_lesson_is_printed_to_the_letter(file, answered):
    assert printed(answered) == (GOLDEN / file).read_text(encoding="utf-8")


@pytest.mark.parametrize("lesson", ALONE, ids=lambda lesson: lesson.id)
def test_every_question_has_its_number_and_under_answers_its_answer(lesson):
    lines = told(lesson.id)
    at = lines.index("Answers") if lesson.questions else len(lines)
    asked = [line.split(".")[0] for line in lines[:at] if line.startswith("Question ")]
    assert asked == [f"Question {i}" for i in range(1, len(lesson.questions) + 1)]
    for i in range(1, len(asked) + 1):
        assert any(re.match(rf"Answer {i}\. \S", line) for line in lines[at:]), i


@pytest.mark.parametrize("lesson", ALONE, ids=lambda lesson: lesson.id)
def test_words_are_at_most_72_columns_wide_and_nothing_is_not_a_number(lesson):
    text = "\n".join(told(lesson.id))
    for page in lesson.pages:
        for block in page.blocks:
            if isinstance(block, Prose):
                assert all(cells(line) <= WORDS for line in prose_lines(block.source, str) if line[:1] != " ")
    assert not re.search(r"\bnan\b", text)
    assert all(cells(line) <= WORDS for line in heading(lesson))


def test_what_is_to_be_predicted_is_a_question_mark_in_its_place():
    lesson = parsed(
        PAGE + "The slope is {value}`gradient`.\n\n"
        '```{predict}\nask = "At {value}`w`?"\nanswer = "gradient"\nafter = 0\n```\n\n'
        "```{lab} descent\nuntil = 0\n```\n"
    )
    text = "\n".join(show_lesson(lesson))
    before, after = text.split("Answers\n")
    assert "The slope is ?." in before
    assert "f(w) 9.000, slope ?" in before
    assert "−6" not in before
    assert "1. It is −6." in after
    assert "slope −6" in after
    settled = "\n".join(show_lesson(lesson, frozenset({"a-page/1"})))
    assert "The slope is −6." in settled


def test_why_an_answer_is_right_may_tell_the_numbers_that_would_have_given_it_away():
    printed = " ".join(" ".join(told("losses")).split())
    assert "with an error of 0.02, 0.0462." in printed


def test_markdown_becomes_plain_lines():
    source = (
        "Some **bold** and `code`,\nand a [link](http://x).\n\n"
        "- one\n- two\n  - inner\n\n3. three\n4. four\n\n> quoted\n\n"
        "```\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n---\n\n### Sub\n\nEnd {value}`w`."
    )
    assert list(prose_lines(source, lambda path: path.upper())) == [
        "Some bold and code, and a link.",
        "",
        "- one",
        "- two",
        "  - inner",
        "",
        "3. three",
        "4. four",
        "",
        "  quoted",
        "",
        "    x = 1",
        "",
        "a, b",
        "1, 2",
        "",
        "* * *",
        "",
        "Sub",
        "",
        "End W.",
    ]


def test_a_list_may_begin_at_zero():
    assert list(prose_lines("0. zero\n1. one", str)) == ["0. zero", "1. one"]


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    (GOLDEN / "03.txt").write_text(printed(False), encoding="utf-8")
    (GOLDEN / "03-answered.txt").write_text(printed(True), encoding="utf-8")

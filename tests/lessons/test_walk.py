"""Where a page finds its lab is one thing, whoever reads the lesson and however."""

from __future__ import annotations

import pytest

from lessons.answers.checks import read_answer
from lessons.course import load_course
from lessons.labs import REGISTRY
from lessons.model import Lesson
from lessons.page_labs import PUT_BACK
from lessons.progress import open_progress
from lessons.run import LessonRun
from lessons.telling.page import PageTold, Wish, WishError
from lessons.telling.show import show_lesson
from lessons.walk import walk
from tests.lessons.support import HEAD, parsed, said_of
from tui.commands.quiz.quizzer import Quizzer
from tui.commands.quiz.source import Answers

COURSE = load_course()
PREDICT = '```{predict}\nask = "?"\nanswer = "distance"\nafter = 3\n```\n\n'
FIRST = "## A\n\n```{lab} descent\nlearning_rate = 0.1\n```\n\n"
FREE = f"{HEAD}{FIRST}## B\n\n{PREDICT}```{{lab}} descent\n```\n"
"""A page that lets a learner step as far as they like, and one that counts on: 3·0.8³ = 1.536."""


def positions(lesson: Lesson) -> list[int]:
    return [arrival.position for arrival in walk(lesson)]


def test_a_page_leaves_its_lab_at_its_until_and_without_one_where_it_found_it():
    fields = ("until = 2\n", "", None, "until = 4\n", "until = 3\n", None, "start = 1\n", "")
    pages = ["Words." if one is None else f"```{{lab}} descent\n{one}```" for one in fields]
    text = HEAD + "".join(f"## Page\n\n{page}\n\n" for page in pages)
    assert positions(parsed(text)) == [0, 2, 2, 2, 4, 4, 0, 0]


def test_no_lab_is_brought_further_than_it_goes():
    lesson = parsed(HEAD + "## A\n\n```{lab} forward\nuntil = 9\n```\n\n## B\n\n```{lab} forward\n```\n")
    _, arrival = walk(lesson)
    lab = REGISTRY["forward"]()
    arrival.bring(lab)
    assert arrival.start(lab) == lab.position == lab.length


def test_every_reader_of_a_lesson_has_the_same_answer(tmp_path):
    assert said_of(tmp_path / "lesson.md", FREE) == ""
    lesson = parsed(FREE)
    question = lesson.questions[0]
    answered = "It is 1.536, after 3 steps."
    assert answered in "\n".join(show_lesson(lesson))
    assert answered in "\n".join(show_lesson(lesson, frozenset({question.id})))
    for settled in (frozenset[str](), frozenset({question.id})):
        told = PageTold(lesson, settled, Wish(2))
        assert answered in "\n".join(told.lines())
    said: list[str] = []
    with open_progress(None) as store:
        Quizzer(lesson, store, Answers(iter([(1, "1.536")]), "answers"), said.append, read_pages=True).run()
    assert PUT_BACK in " ".join(said)
    assert "A title: 1 of 1 right." in said
    run = LessonRun(lesson)
    run.lab(lesson.pages[0]).seek(10)
    assert run.grade(lesson.pages[1], question, "1.536").right


def test_who_only_turns_pages_meets_every_number_that_a_question_is_about():
    lesson = next(lesson for lesson in COURSE.lessons if lesson.id == "backpropagation")
    run = LessonRun(lesson)
    forward, page = lesson.pages[2:4]
    for each in lesson.pages[:4]:
        run.arrive(each)
        for predict in each.predictions if each is forward else ():
            run.settle(predict)
    (loss,) = page.predictions
    # −log p: p is there to be seen, and the answer is the next step.
    assert run.lab(page).position == 4
    assert run.ahead(page, loss).position == 5
    assert read_answer(loss, run.ahead(page, loss)) > 0


def test_more_steps_than_a_page_may_take_are_told_with_its_number():
    lesson = parsed(FREE.replace("descent\nlearning_rate = 0.1", "train").replace("descent", "train"))
    with pytest.raises(WishError, match=r"--steps 99999: page 1's run needs 99,999 steps; "):
        PageTold(lesson, frozenset(), Wish(1, steps=99_999))

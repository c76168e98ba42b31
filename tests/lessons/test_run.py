"""A learner's way through a lesson: what is hidden, when a lab moves, what prose says."""

from __future__ import annotations

import json

import numpy as np
import pytest

from lessons.checks import AnswerError
from lessons.course import find_lesson
from lessons.model import Lesson, Predict
from lessons.run import LessonRun
from tests.lessons.support import HEAD, PAGE, parsed
from tests.support.course import COURSE


def predict(answer: str, more: str = "") -> str:
    return f'```{{predict}}\nask = "?"\nanswer = "{answer}"\n{more}```\n\n'


def lab(name: str, fields: str = "") -> str:
    return f"```{{lab}} {name}\n{fields}```\n\n"


def test_a_page_without_a_lab_reads_as_words():
    run = LessonRun(parsed(PAGE + "Words.\n"))
    (page,) = run.lesson.pages
    assert run.lab(page) is None
    assert run.read(page, "z2") == "?"
    assert not run.locked(page)


def test_labs_of_one_key_are_one_lab_and_of_another_begin_anew():
    run = LessonRun(
        parsed(
            HEAD
            + f"## A\n\n{lab('descent', 'until = 2' + chr(10))}"
            + f"## B\n\n{lab('descent')}"
            + f"## C\n\n{lab('descent', 'start = 1' + chr(10))}"
        )
    )
    a, b, c = run.lesson.pages
    run.lab(a).seek(9)
    assert run.lab(a).position == 2
    assert run.lab(b) is run.lab(a)
    assert run.lab(b).limit is None
    assert run.lab(c) is not run.lab(b)
    assert run.lab(c).readout("w") == 1


def test_a_page_is_locked_until_every_prediction_is_settled_and_quizzes_lock_nothing():
    quiz = '```{quiz}\nask = "?"\nchoice = [{text = "a", right = true}, {text = "b"}]\n```\n\n'
    lesson = parsed(PAGE + quiz + predict("z2") + predict("h1[1]") + lab("forward"))
    run = LessonRun(lesson)
    (page,) = lesson.pages
    for question in lesson.questions[1:]:
        assert run.locked(page)
        run.settle(question)
    assert not run.locked(page)
    assert not LessonRun(lesson, frozenset({"a-page/2", "a-page/3"})).locked(page)


def test_only_what_tells_the_answer_already_is_hidden():
    now = parsed(PAGE + "w is {value}`w`.\n\n" + predict("w", "after = 0\n") + lab("descent"))
    later = parsed(PAGE + "w is {value}`w`.\n\n" + predict("w", "after = 1\n") + lab("descent"))
    assert LessonRun(now).read(now.pages[0], "w") == "?"
    assert LessonRun(later).read(later.pages[0], "w") == "0"
    run = LessonRun(now)
    run.settle(now.questions[0])
    assert run.read(now.pages[0], "w") == "0"


def test_what_is_hidden_follows_knobs_turned_on_another_page():
    lesson = parsed(
        HEAD + f"## A\n\n{lab('forward', 'x = [1, 1]' + chr(10))}## B\n\n{predict('h1[1]')}{lab('forward')}"
    )
    run = LessonRun(lesson)
    a, b = lesson.pages
    assert run.read(b, "h1[1]") == "?"
    run.lab(a).turn("x[1]", -5.0)
    assert run.read(b, "h1[1]") == "?"
    assert run.lab(b).hidden == {"h1[1]"}


def test_a_lab_that_the_learner_broke_is_answered_in_words(monkeypatch):
    lesson = parsed(PAGE + predict("z2") + lab("forward"))
    run = LessonRun(lesson)
    (page,) = lesson.pages
    built = run.lab(page)
    values = dict(built.values()) | {"z2": float("inf")}
    monkeypatch.setattr(type(built), "values", lambda self: values)
    built.turn("b2", 1.0)
    assert run.lab(page).hidden == frozenset()
    with pytest.raises(AnswerError, match="The lab has no such number now"):
        run.grade(page, lesson.questions[0], "1")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("z1", "(0.10, −0.11)"),
        ("z1[1]", "−0.11"),
        ("parameters", "9"),
        ("W1[0]", "(0.30, −0.10)"),
        ("b2", "0.10"),
    ],
)
def test_numbers_in_prose(path, text):
    lesson = parsed(PAGE + lab("forward"))
    assert LessonRun(lesson).read(lesson.pages[0], path) == text


def test_texts_of_questions_have_live_numbers_and_no_marks():
    lesson = parsed(PAGE + lab("descent"))
    run = LessonRun(lesson)
    text = run.text(lesson.pages[0], "**w** is {value}`w`, its slope `2·(w − 3)` is {value}`gradient`.")
    assert text == "w is 0, its slope 2·(w − 3) is −6."


def test_a_quiz_is_graded_by_the_number_of_the_choice_from_one():
    lesson = find_lesson(COURSE, "3")
    run = LessonRun(lesson)
    page = lesson.pages[-1]
    assert not run.grade(page, page.questions[0], "1").right
    assert run.grade(page, page.questions[0], "2").right


def test_states_are_saved_as_json_and_restored_to_the_labs_they_came_from():
    lesson = find_lesson(COURSE, "8")
    settled = frozenset(q.id for q in lesson.questions)
    run = LessonRun(lesson, settled)
    for page in lesson.pages[:5]:
        built = run.lab(page)
        built.seek(3)
    run.lab(lesson.pages[3]).turn("learning_rate", 0.05)
    states = json.loads(json.dumps(run.states()))
    again = LessonRun(lesson, settled)
    again.restore({**states, "9999": {"position": 3}, "x": None})
    assert again.states() == run.states()


# The course, as a learner meets it


def walk(lesson: Lesson):
    """Every page with its lab as it stands when the learner comes to it, having done all that was before."""
    run = LessonRun(lesson)
    for page in lesson.pages:
        yield run, page
        for question in page.questions:
            run.settle(question)
        built = run.lab(page)
        if built is not None and page.lab is not None:
            built.seek(built.run_length if page.lab.until is None else page.lab.until)


def predictions() -> list[object]:
    return [
        pytest.param(lesson, q, id=q.id)
        for lesson in COURSE.lessons
        for q in lesson.questions
        if isinstance(q, Predict)
    ]


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.id)
def test_no_page_of_the_course_gives_its_answer_away(lesson):
    from lessons.checks import expected

    for run, page in walk(lesson):
        for question in run.open_predictions(page):
            built = run.lab(page)
            answer = expected(question, built)
            if built.readout(question.answer) == answer:
                assert run.read(page, question.answer) == "?"


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.id)
def test_every_page_of_the_course_grades_right_what_is_right_and_names_no_slip(lesson):
    from lessons.checks import expected

    for run, page in walk(lesson):
        for question in run.open_predictions(page):
            answer = expected(question, run.lab(page))
            assert np.isfinite(answer)
            verdict = run.grade(page, question, repr(answer))
            assert (verdict.right, verdict.slip) == (True, "")
            assert not run.grade(page, question, repr(answer + 10 * question.within + 1)).right

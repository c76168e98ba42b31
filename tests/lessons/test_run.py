"""A learner's way through a lesson: what is hidden, when a lab moves, what prose says."""

from __future__ import annotations

import json
import re
from contextlib import suppress

import numpy as np
import pytest

from lessons.answers.cases import asked
from lessons.course import find_lesson
from lessons.format.fields import FieldError
from lessons.format.layout import FEEDBACK_ROWS, WORDS, wrap
from lessons.model import Lesson, Page, Predict
from lessons.page_labs import GONE_ON, PUT_BACK
from lessons.run import LessonRun
from tests.lessons.support import HEAD, PAGE, expected, parsed
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


FREE = HEAD + f"## A\n\n{lab('descent', 'learning_rate = 0.1' + chr(10))}"


def left(steps: int = 0, turned: bool = False, more: str = "after = 3\n") -> tuple[LessonRun, Page]:
    """A page that asks of a lab which a learner has left on the page before."""
    run = LessonRun(parsed(FREE + f"## B\n\n{predict('distance', more)}{lab('descent')}"))
    a, b = run.lesson.pages
    built = run.lab(a)
    built.seek(steps)
    if turned:
        built.turn("learning_rate", 0.4)
    return run, b


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("steps", [0, 2, 10])
def test_an_answer_hangs_on_nothing_that_the_learner_did_before(steps, turned):
    run, page = left(steps, turned)
    # 3 · 0.8³ = 1.536
    assert run.grade(page, page.questions[0], "1.536").right
    assert run.arrive(page) == (PUT_BACK if turned or steps else "")
    assert run.lab(page).position == 0
    assert run.lab(page).settings["learning_rate"] == 0.1
    run.settle(page.questions[0])
    run.lab(page).seek(5)
    assert run.arrive(page) == ""
    assert run.lab(page).position == 5
    assert run.grade(page, page.questions[0], "1.536").right


def test_who_has_gone_further_keeps_their_place_where_the_answer_does_not_count_from_it():
    run, page = left(steps=4, more="")
    assert run.arrive(page) == ""
    assert run.lab(page).position == 4


def test_a_lab_that_was_not_stepped_goes_on_to_where_the_question_begins():
    text = HEAD + f"## A\n\n{lab('descent', 'until = 2' + chr(10))}## B\n\n{predict('w')}{lab('descent')}"
    run = LessonRun(parsed(text))
    a, b = run.lesson.pages
    assert run.lab(a).position == 0
    assert run.arrive(b) == GONE_ON
    assert run.lab(b).position == 2
    assert LessonRun(run.lesson).lab(b).position == 2


def test_an_open_question_keeps_its_number_on_later_pages_until_it_is_skipped():
    text = HEAD + f"## A\n\n{predict('z1[0]')}{lab('forward', 'until = 1' + chr(10))}"
    run = LessonRun(parsed(text + f"## B\n\nIt is {{value}}`z1[0]`.\n\n{lab('forward')}"))
    a, b = run.lesson.pages
    assert run.read(b, "z1[0]") == "?"
    assert not run.locked(b)
    run.settle(a.questions[0])
    assert run.read(b, "z1[0]") == "0.10"


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
    pages = [page for page in lesson.pages[:6] if page.lab]
    for page in pages:
        run.lab(page).seek(3)
    run.lab(pages[3]).turn("learning_rate", 0.05)
    states = json.loads(json.dumps(run.states()))
    assert states["downhill-without-a-map/descent"]["page"] == "downhill-without-a-map"
    again = LessonRun(lesson, settled)
    assert not again.restore(states)
    for page in pages:
        again.lab(page)
    assert again.states() == run.states()


def test_states_of_labs_that_are_gone_are_kept_and_given_to_no_other():
    lesson = parsed(PAGE + lab("descent"))
    other = {"page": "a-page", "lab": "forward", "position": 3}
    odd = {"a-page/forward": other, "another/descent": {"page": "another", "lab": "descent", "position": 4}}
    run = LessonRun(lesson)
    assert not run.restore({**odd, "a-page/descent": other})
    assert run.lab(lesson.pages[0]).position == 0
    assert run.states().items() >= odd.items()


def test_states_that_know_only_a_line_are_dropped():
    lesson = parsed(PAGE + lab("descent"))
    run = LessonRun(lesson)
    assert run.restore({"8": {"position": 3}})
    assert run.states() == {}
    assert run.lab(lesson.pages[0]).position == 0


# The course, as a learner meets it


def walk(lesson: Lesson):
    """Every page with its lab as it stands when the learner comes to it, having done all that was before."""
    run = LessonRun(lesson)
    for page in lesson.pages:
        yield run, page
        for question in page.questions:
            run.settle(question)
        built = run.lab(page)
        # No question hangs on how far a count has come.
        if built is not None and page.lab is not None and not built.counting:
            built.seek(built.run_length if page.lab.until is None else page.lab.until)


def predictions() -> list[object]:
    return [
        pytest.param(lesson, q, id=q.id)
        for lesson in COURSE.lessons
        for q in lesson.questions
        if isinstance(q, Predict) and not q.choices
    ]


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.id)
def test_no_page_of_the_course_gives_its_answer_away(lesson):
    for run, page in walk(lesson):
        for question in run.open_predictions(page):
            built, ahead = run.lab(page), run.ahead(page, question)
            for path in asked(question):
                answer, knob = ahead.readout(path), path.partition("[")[0] in built.settings
                if not knob and not isinstance(answer, (str, bool)) and built.readout(path) == answer:
                    assert run.read(page, path) == "?"


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.id)
def test_every_page_of_the_course_grades_right_what_is_right_and_names_no_slip(lesson):
    for run, page in walk(lesson):
        for question in run.open_predictions(page):
            if question.choices:
                right = run.quiz(page, question).right
                given = [run.grade(page, question, str(i + 1)).right for i in range(len(question.choices))]
                assert given == [i == right for i in range(len(question.choices))]
                continue
            answer = expected(question, run.lab(page))
            assert np.isfinite(answer)
            verdict = run.grade(page, question, repr(answer))
            assert (verdict.right, verdict.slip) == (True, "")
            assert not run.grade(page, question, repr(answer + 10 * question.within + 1)).right


def through() -> tuple[LessonRun, list[Page]]:
    """A lesson of three pages with one lab."""
    first = f"## A\n\n{lab('descent', 'learning_rate = 0.1' + chr(10) + 'until = 4' + chr(10))}"
    run = LessonRun(parsed(HEAD + first + f"## B\n\n{lab('descent')}## C\n\n{lab('descent')}"))
    return run, list(run.lesson.pages)


def test_a_page_starts_from_the_values_that_it_was_written_for_and_on_the_way_back_they_stand_as_left():
    run, (a, b, c) = through()
    for page in (a, b):
        assert run.arrive(page) == ""
    run.lab(b).turn("learning_rate", 0.4)
    run.lab(b).seek(7)
    assert run.arrive(c) == "learning rate back at 0.10."
    # As far as the learner had run it, with the lesson's own values: 3·0.8⁷.
    assert run.lab(c).position == 7
    assert run.lab(c).readout("distance") == pytest.approx(3 * 0.8**7)
    assert run.arrive(b) == "learning rate as you left it: 0.40."
    assert (run.lab(b).position, run.lab(b).settings["learning_rate"]) == (7, 0.4)
    assert run.arrive(a) == "learning rate back at 0.10."
    assert run.lab(a).position == 4
    assert run.arrive(c) == ""


def test_what_was_turned_on_a_page_is_still_there_in_another_session_and_nowhere_else():
    run, (_, b, c) = through()
    run.arrive(b)
    run.lab(b).turn("start", 2.0)
    run.arrive(c)
    again = LessonRun(run.lesson)
    again.restore(json.loads(json.dumps(run.states())))
    assert again.arrive(c) == ""
    assert again.lab(c).settings["start"] == 0
    again.lab(c).turn("start", -1.0)
    third = LessonRun(run.lesson)
    third.restore(json.loads(json.dumps(again.states())))
    # Here the learner left off: nothing is put back.
    assert third.arrive(c) == ""
    assert third.lab(c).settings["start"] == -1
    assert third.arrive(b).endswith("as you left it: 2.00.")


def test_a_lab_is_brought_up_in_slices():
    run, (a, b, c) = through()
    run.arrive(b)
    run.lab(b).turn("learning_rate", 0.3)
    run.lab(b).seek(9)
    run.arrive(c, at_once=False)
    assert run.lab(c).position == 0
    assert not run.bring_up(c, 0.0)
    # Who turns on meanwhile finds it as far as it was to go.
    run.arrive(a, at_once=False)
    run.arrive(c, at_once=False)
    assert run.bring_up(c)
    assert run.lab(c).position == 9


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.id)
def test_whatever_is_turned_on_a_page_the_next_one_has_its_lab_as_who_turned_nothing(lesson):
    settled = frozenset(question.id for question in lesson.questions)
    plain, run = LessonRun(lesson, settled), LessonRun(lesson, settled)
    for page in lesson.pages:
        plain.arrive(page)
        run.arrive(page)
        mine, theirs = plain.lab(page), run.lab(page)
        if mine is None or theirs is None:
            continue
        assert theirs.state() == mine.state(), page.title
        for built in (mine, theirs):
            built.seek(built.position if built.limit is None else built.limit)
        for knob in theirs.knobs()[:3]:
            with suppress(FieldError):
                theirs.turn(knob.id, knob.turned(1))
    plain.close()
    run.close()


def test_a_question_asks_for_the_lessons_own_values_whatever_is_turned_and_a_task_tells_how_far_it_is():
    lesson = find_lesson(COURSE, "activations")
    run = LessonRun(lesson)
    page = next(page for page in lesson.pages if page.slug == "the-slope-has-a-formula")
    run.lab(page).turn("function", "relu")
    assert run.read(page, "value") == "2.20"
    assert run.read_asked(page, page.questions[0], "value") == "0.9002"
    page = next(page for page in lesson.pages if page.tasks)
    run.lab(page).turn("weight", 2.0)
    assert run.read_asked(page, page.tasks[0], "factor") == run.read(page, "factor") == "0.50"


def test_of_every_prediction_that_is_skipped_the_answer_is_told():
    for lesson in COURSE.lessons:
        run = LessonRun(lesson)
        for page in lesson.pages:
            run.arrive(page)
            for question in page.questions:
                run.settle(question)
                reply = run.passed_over(page, question)
                assert (reply is not None) is isinstance(question, Predict), (lesson.id, page.title)
                if reply:
                    (told,) = reply.parts
                    assert re.match(r"Skipped\. It is .*\d", told), (lesson.id, page.title, told)
                    assert "?" not in told, (lesson.id, page.title, told)
                    assert len(wrap(f"– {told}", WORDS)) <= FEEDBACK_ROWS, (lesson.id, page.title, told)

"""What is renamed keeps its progress: lessons that are made up, and the whole course as it was before."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from lessons.progress import Outcome, read_progress
from lessons.progress.names import names_of
from tests.lessons.support import HEAD, parsed
from tests.support.course import COURSE


def lesson(*pages):
    """A lesson of (slug, was, [(question, was), …]); of several old names in one text, with blanks."""
    made = [
        SimpleNamespace(
            slug=slug,
            was=was.split(),
            questions=[SimpleNamespace(id=i, was=w.split(), guess="luck" in i) for i, w in questions],
        )
        for slug, was, questions in pages
    ]
    return SimpleNamespace(id="a", pages=made, questions=[q for page in made for q in page.questions])


def ids(lesson):
    return [page.slug for page in lesson.pages], [question.id for question in lesson.questions]


NOW = lesson(
    ("hello", "", [("hello/1", "")]),
    (
        "slope",
        "a-slope the-slope",
        [("slope/1", "a-slope/1"), ("slope/2", "rate"), ("slope/3", "the-slope/3")],
    ),
)


@pytest.fixture
def before(session):
    """Progress in the lesson when it had other names."""
    progress = session()
    progress.visit("a", "hello", 0, 3)
    progress.visit("a", "a-slope", 1, 3)
    progress.answer("a", "hello/1", "1", True)
    progress.answer("a", "a-slope/1", "2", False, "sign")
    progress.answer("a", "the-slope/3", "3", True)
    progress.skip("a", "rate")
    progress.draft("a", "said a-slope/1", {"given": "2"})
    progress.draft("a", "typed rate", {"text": "0."})
    progress.visit("b", "a-slope", 0, 1)
    progress.close()


def is_carried_over(progress):
    status = progress.status("a", *ids(NOW))
    assert status.visited == {"hello", "slope"}
    assert status.outcomes == {
        "hello/1": Outcome.FIRST,
        "slope/1": Outcome.WRONG,
        "slope/2": Outcome.SKIPPED,
        "slope/3": Outcome.FIRST,
    }
    assert progress.last_answer("a", "slope/1").slip == "sign"
    assert progress.draft_of("a", "said slope/1") == {"given": "2"}
    assert progress.draft_of("a", "typed slope/2") == {"text": "0."}
    assert progress.place("a").page == "slope"
    assert progress.place("b").page == "a-slope", "the names of one lesson are not those of another"


@pytest.mark.usefixtures("before")
def test_what_is_renamed_is_read_by_its_new_name_by_who_only_looks(directory):
    reader = read_progress(directory)
    reader.know(NOW)
    is_carried_over(reader)
    assert read_progress(directory).place("a").page == "a-slope", "nothing was written"


@pytest.mark.usefixtures("before")
def test_what_is_done_under_the_new_name_goes_with_what_was_done_under_the_old(directory, session):
    progress, other = session(), session()
    progress.know(NOW)
    assert other.visit("c", "p", 0, 1).result(10)
    # A file that is new is read anew, under the old names, and written with what is known.
    (directory / "progress.sqlite3").rename(directory / "progress.moved.sqlite3")
    assert progress.visit("b", "a-slope", 0, 1).result(10)
    is_carried_over(progress)
    assert progress.answer("a", "slope/1", "3", True).result(10)
    again = session()
    again.know(NOW)
    assert [a.given for a in again.attempts("a", "slope/1")] == ["2", "3"]
    assert again.outcomes("a")["slope/1"] is Outcome.LATER


@pytest.mark.usefixtures("before")
def test_of_two_names_the_new_one_is_the_later(session):
    progress = session()
    progress.know(NOW)
    progress.visit("a", "slope", 1, 2)
    progress.draft("a", "said slope/1", {"given": "3"}).result(10)
    again = session()
    again.know(NOW)
    assert again.draft_of("a", "said slope/1") == {"given": "3"}
    assert again.summary().lessons[0].pages_visited == 2


@pytest.mark.usefixtures("before")
def test_a_name_that_is_still_in_use_is_not_taken_away(session):
    progress = session()
    progress.know(lesson(("hello", "", [("hello/1", ""), ("more", "hello/1")]), ("a-slope", "hello", [])))
    assert progress.outcomes("a")["hello/1"] is Outcome.FIRST
    assert progress.status("a", ["hello", "a-slope"], []).read


def test_what_turns_out_to_be_a_guess_is_no_mark_any_more(session):
    progress = session()
    progress.answer("a", "luck/1", "1", True)
    progress.skip("a", "luck/2")
    progress.know(lesson(("luck", "", [("luck/1", ""), ("luck/2", ""), ("luck/3", "")])))
    assert progress.outcomes("a") == {"luck/1": Outcome.GUESSED, "luck/2": Outcome.SKIPPED}
    assert progress.status("a", ["luck"], ["luck/1", "luck/2", "luck/3"]).marks == set()
    (summary,) = progress.summary().lessons
    assert (summary.right, summary.guessed) == (0, 1)
    assert progress.attempts("a", "luck/1")[0].right, "what was said of it can still be shown"


PREDICT = '```{predict}\nask = "?"\nanswer = "z2"\n'
BEFORE = f"{HEAD}## A slope\n\n{PREDICT}```\n\n{PREDICT}```\n\n```{{lab}} forward\n```\n"
AFTER = (
    f'{HEAD}## The slope\n\n```{{page}}\nwas = "a-slope"\n```\n\n{PREDICT}guess = true\n```\n\n'
    f'{PREDICT}id = "rate"\nwas = "a-slope/2"\n```\n\n```{{lab}} forward\n```\n'
)


def test_a_lesson_says_itself_what_its_pages_and_questions_were_and_what_is_a_guess(session):
    progress, old, new = session(), parsed(BEFORE), parsed(AFTER)
    progress.visit(old.id, old.pages[0].slug, 0, 1)
    for question in old.questions:
        progress.answer(old.id, question.id, "1", False)
    assert progress.status_of(old).missed == {"a-slope/1", "a-slope/2"}
    status = progress.status_of(new)
    assert status.read
    assert status.outcomes == {"the-slope/1": Outcome.GUESSED, "rate": Outcome.WRONG}
    assert status.missed == status.marks == {"rate"}


# The whole course: each page read, and of the questions one in three each right, wrong and skipped.


@pytest.fixture
def course_before(directory):
    directory.mkdir(parents=True)
    with closing(sqlite3.connect(directory / "progress.sqlite3")) as db:
        db.executescript((Path(__file__).parent / "the-course-in-0.1.sql").read_text(encoding="utf-8"))
        visits = db.execute("SELECT lesson, page FROM visits").fetchall()
        attempts = db.execute("SELECT lesson, question, outcome, given FROM attempts").fetchall()
    assert (len(visits), len(attempts)) == (133, 90)
    return visits, attempts


def test_of_the_course_before_nothing_read_right_or_skipped_is_lost(course_before, directory):
    visits, attempts = course_before
    lessons = {one.id: one for one in COURSE.lessons}
    names = {one.id: names_of(one) for one in COURSE.lessons}
    visits = [(one, names[one].pages.get(page, page)) for one, page in visits]
    attempts = [
        (one, names[one].questions.get(question, question), *rest) for one, question, *rest in attempts
    ]
    gone = [(one, page) for one, page in visits if page not in ids(lessons[one])[0]]
    gone += [(one, question) for one, question, *_ in attempts if question not in ids(lessons[one])[1]]
    assert not gone, "of these nothing says that it was they: add `was` to what they have become"
    progress = read_progress(directory)
    assert progress.trouble is None
    progress.know(*COURSE.lessons)
    for one, page in visits:
        assert page in progress.status(one, *ids(lessons[one])).visited
    means = {"right": Outcome.FIRST, "wrong": Outcome.WRONG, "skipped": Outcome.SKIPPED}
    became = Counter((one, question) for one, question, *_ in attempts)
    for one, question, ended, given in attempts:
        found = progress.outcomes(one)[question]
        guess = question in names[one].guesses
        if became[one, question] == 1:
            assert found is (Outcome.GUESSED if guess and ended != "skipped" else means[ended])
        assert found.right or guess or ended != "right"
        if ended != "skipped":
            assert given in [attempt.given for attempt in progress.attempts(one, question)]
            assert progress.draft_of(one, f"said {question}")

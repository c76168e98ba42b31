"""What is kept of a learner, from the command line."""

from __future__ import annotations

import json

import pytest

from lessons.course import find_lesson
from lessons.progress import open_progress
from tests.support.course import COURSE

QUESTIONS = len(find_lesson(COURSE, "3").questions)
PAGES = len(find_lesson(COURSE, "3").pages)


@pytest.fixture
def begun(home) -> None:
    """A learner who has read two pages, answered one question right and one wrong, and skipped one."""
    lesson = find_lesson(COURSE, "3")
    with open_progress(home / "state" / "nntutor") as progress:
        for index, page in enumerate(lesson.pages[:2]):
            progress.visit(lesson.id, page.slug, index, len(lesson.pages))
        first, second, third, *_ = lesson.questions
        progress.answer(lesson.id, first.id, "0.1", True)
        progress.answer(lesson.id, second.id, "0.21", False, "You dropped the minus signs.")
        progress.skip(lesson.id, third.id).result(10)


def test_who_has_never_been_here_is_told_how_to_begin(nntutor, home):
    done = nntutor("progress")
    assert (done.returncode, done.stdout) == (0, "Nothing yet. Run `nntutor` to begin.\n")
    assert json.loads(nntutor("progress", "--json").stdout)["lessons"] == []
    assert not (home / "state").exists()


@pytest.mark.usefixtures("begun")
def test_progress_tells_what_is_done_right_and_wrong(nntutor):
    assert nntutor("progress").stdout == (
        "Forward: 0 of 4 done\n"
        f"  03 A forward pass: 2 of {QUESTIONS} done, 1 right at first\n"
        "    right at first    one-unit-by-hand/1: 0.1\n"
        "    wrong             the-second-unit/1: 0.21 (You dropped the minus signs.)\n"
        "    skipped           relu/1\n"
        f"\nYou left off in forward-pass, page 2 of {PAGES}.\n"
    )
    told = json.loads(nntutor("progress", "--json").stdout)
    assert [lesson["lesson"] for lesson in told["lessons"]] == ["forward-pass"]
    assert f"2 of {QUESTIONS} done, 1 right at first  ← here" in nntutor("list").stdout


def test_a_wrong_first_answer_is_not_forgotten_by_a_right_second_one(nntutor, home):
    lesson = find_lesson(COURSE, "3")
    first, second, *_ = lesson.questions
    with open_progress(home / "state" / "nntutor") as progress:
        progress.answer(lesson.id, first.id, "0.2", False, "the bias was left out", again=True)
        progress.answer(lesson.id, first.id, "0.1", True)
        progress.answer(lesson.id, second.id, "-0.11", True, hints=1)
    told = nntutor("progress").stdout
    assert f"\n  03 A forward pass: 2 of {QUESTIONS} done, 2 right later\n" in told
    assert f"  right later       {first.id}: 0.1; at first 0.2 (the bias was left out)\n" in told
    assert f"  right with a hint {second.id}: -0.11\n" in told
    (found,) = json.loads(nntutor("progress", "--json").stdout)["lessons"]
    assert (found["right"], found["right_at_first"], found["right_later"], found["right_with_a_hint"]) == (
        2,
        0,
        1,
        1,
    )
    assert found["attempts"] == 3


@pytest.mark.parametrize("command", ["list", "progress"])
def test_what_done_means_is_said_in_the_help(nntutor, command):
    assert "A question is done once it is over" in nntutor(command, "--help").stdout


@pytest.mark.usefixtures("begun")
def test_what_is_answered_needs_no_question_mark_any_more(nntutor):
    lines = nntutor("show", "3").stdout
    pages = find_lesson(COURSE, "3").pages
    answered = ("one-unit-by-hand/1", "the-second-unit/1", "relu/1")
    waiting = sum(any(q.id not in answered for q in page.predictions) for page in pages)
    assert lines.count("The lab waits for your answer.") == waiting > 0


@pytest.mark.usefixtures("begun")
@pytest.mark.parametrize("what", ["3", "forward-pass", "--all"])
def test_a_reset_keeps_a_copy_and_says_how_to_undo_it(nntutor, what):
    before = nntutor("progress").stdout
    done = nntutor("reset", what)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.startswith("Forgotten. To undo it: nntutor reset --undo ")
    assert nntutor("progress").stdout.startswith("Nothing yet.")
    copy = done.stderr.strip().split("--undo ")[1]
    back = nntutor("reset", "--undo", copy)
    assert (back.returncode, back.stderr) == (0, "Your progress is back.\n")
    assert nntutor("progress").stdout == before


def test_where_there_is_nothing_there_is_nothing_to_forget(nntutor):
    done = nntutor("reset", "3")
    assert (done.returncode, done.stderr) == (0, "There was no progress to forget.\n")


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ((), 2, "nntutor: name a lesson, or give --all, or --undo COPY\n"),
        (("3", "--all"), 2, "nntutor: name a lesson, or give --all, or --undo COPY\n"),
        (("trainin",), 2, "nntutor: there is no lesson 'trainin'; did you mean 'training'?\n"),
        (("--undo", "gone"), 2, "nntutor: gone: No such file or directory; name the copy that "),
    ],
)
def test_a_reset_that_cannot_be_is_told(nntutor, arguments, status, said):
    done = nntutor("reset", *arguments)
    assert (done.returncode, done.stdout) == (status, "")
    assert done.stderr.startswith(said)

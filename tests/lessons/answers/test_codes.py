"""Lines of NumPy as answers: what is said of them on any screen, line by line, and from a file."""

from __future__ import annotations

import subprocess

import pytest

from lessons.answers import codes
from lessons.answers.checks import AnswerError
from lessons.answers.codes import LAST_SHOWS, MOST_TRIES
from lessons.answers.tries import Reply, Tries
from lessons.coding import attempts
from lessons.progress import Outcome, open_progress
from lessons.run import LessonRun
from lessons.telling.show import show_lesson
from lessons.validate import check_paths, read_lesson
from tests.lessons.support import HEAD, PAGE, parsed
from tui.commands.quiz.quizzer import Quizzer
from tui.commands.quiz.source import Answers
from tui.host.exits import Refused

CODE = """```{code}
ask = "Write ReLU for all of z at once, and its slope."
frame = ["# z is (n, 3)", "h = ___", "slope = ___"]
given = {z = {shape = "n,3", signs = "both"}}
asked = ["h", "slope"]
solution = ["np.maximum(0, z)", "z > 0"]
slip = [{lines = ["np.abs(z)", ""], says = "You kept the size of the negative sums."}]
hint = "np.maximum takes the larger of two."
why = "One call works on every unit."
```
"""
LESSON = parsed(PAGE + CODE)
(PAGE_ONE,) = LESSON.pages
(QUESTION,) = PAGE_ONE.codes
WAY = "One way: np.maximum(0, z); z > 0"
RIGHT = ["np.maximum(0, z)", "z > 0"]
SLIP = ["np.abs(z)", "z > 0"]


def replied(line: str, tries: Tries | None = None, most: int = 2) -> Reply:
    return codes.replied(QUESTION, line, tries or Tries(), most)


def test_what_gives_the_same_is_right():
    reply = replied("z * (z > 0); (z > 0) * 1")
    assert (reply.kind, reply.parts) == ("right", ("Right, in all 6 cases.", QUESTION.why))


def test_a_slip_is_said_first_and_the_second_time_one_way_is():
    first = replied("np.abs(z); z > 0")
    assert (first.kind, first.slip) == ("again", "You kept the size of the negative sums.")
    assert first.parts[0] == first.slip
    assert first.parts[1].startswith("Case 1 of 6 fails, where z is (")
    assert first.parts[-1] == LAST_SHOWS
    second = replied("np.abs(z); z > 0", Tries("np.abs(z) + 0; z > 0", wrong=1, slip=first.slip))
    assert (second.kind, second.parts[:2]) == ("wrong", (WAY, first.slip))
    assert replied("np.abs(z); z > 0", most=1).kind == "wrong"


def test_a_slip_that_has_not_been_said_yet_uses_up_no_last_try():
    for before in (Tries("z; z", wrong=1), Tries("z; z", wrong=MOST_TRIES - 2, slip="Another.")):
        reply = replied("; ".join(SLIP), before)
        assert (reply.kind, reply.parts[0]) == ("again", reply.slip)
    assert replied("; ".join(SLIP), Tries("z; z", wrong=MOST_TRIES - 1, slip="Another.")).kind == "wrong"
    # What is not known is the last one.
    assert replied("z; z * 2", Tries("z; z", wrong=1, slip="Another.")).kind == "wrong"


@pytest.mark.parametrize("line", ["", "z; z"])
def test_the_same_lines_once_more_or_none_have_the_solution_shown(line):
    reply = replied(line, Tries("z; z", wrong=1))
    assert (reply.kind, reply.parts) == ("shown", (WAY, QUESTION.why))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("np.maximum(0, z); z > ", "Blank 2: this ends too early"),
        ("np.maximum(0, z)", "Blank 2: nothing is written here yet."),
        ("np.maximum(0, x); z > 0", "Blank 1: there is no x here"),
        ("for i in z; z > 0", "Blank 1: no loops here"),
        (f"{'9' * 10_000}; z", "Blank 2: at most 300 characters are read"),
        ("z; z; z", "These are 3 lines, parted by ; and there are 2 blanks."),
        ("z.\tT; \x1b", "Blank 2: "),
    ],
)
def test_what_cannot_be_read_is_said_of_its_blank_and_is_no_answer(line, said):
    with pytest.raises(AnswerError) as error:
        replied(line)
    assert str(error.value).startswith(said)
    assert "\n" not in str(error.value)


def test_what_cannot_be_read_is_no_try_and_takes_none():
    run = LessonRun(LESSON)
    with pytest.raises(AnswerError):
        run.grade(PAGE_ONE, QUESTION, "z; z +")
    assert run.tries == {}


@pytest.mark.parametrize("command", [["/dev/null/nothing"], ["/bin/sh", "-c", "kill -9 $$"]])
def test_a_child_that_gives_no_answer_is_said_and_no_try(monkeypatch, command):
    begin = subprocess.Popen
    monkeypatch.setattr(attempts.subprocess, "Popen", lambda _, **options: begin(command, **options))
    with pytest.raises(AnswerError, match=r"It c.*Try again\."):
        replied("; ".join(RIGHT))


def test_what_is_said_has_code_as_it_stands_and_the_authors_words_as_they_are_read():
    solution = '"np.maximum(0, z)", "1*z*1 > 0"'
    text = CODE.replace('"np.maximum(0, z)", "z > 0"', solution).replace("kept the size", "*kept* `the` size")
    lesson = parsed(PAGE + text)
    run, page = LessonRun(lesson), lesson.pages[0]
    assert (
        run.grade(page, page.codes[0], "; ".join(SLIP)).parts[0] == "You kept the size of the negative sums."
    )
    assert run.grade(page, page.codes[0], "").parts[0] == "One way: np.maximum(0, z); 1*z*1 > 0"


def test_hints_are_the_idea_and_then_the_shapes():
    run = LessonRun(LESSON)
    assert run.hint(PAGE_ONE, QUESTION) == QUESTION.hint
    assert run.hint(PAGE_ONE, QUESTION).endswith("Given: z (n, 3). Asked for: h, slope.")


def test_show_tells_the_frame_and_under_answers_the_lines():
    lines = list(show_lesson(LESSON))
    assert "Given: z (n, 3)." in lines
    assert lines.index("    h = ___") < lines.index("Answers") < lines.index("    h = np.maximum(0, z)")


def quizzed(*lines: str, typed: bool) -> tuple[list[str], list[Outcome]]:
    """What is told, and how the question has ended, where that is over."""
    told: list[str] = []
    answers = Answers(iter(enumerate(lines, 1)), "" if typed else "answers")
    with open_progress(None) as store:
        quizzer = Quizzer(LESSON, store, answers, told.append)
        quizzer.run()
        quizzer.close()
        return told, list(store.outcomes(LESSON.id).values())


@pytest.mark.parametrize(
    ("line", "outcome", "said"),
    [
        ("; ".join(RIGHT), Outcome.FIRST, "Right, in all 6 cases."),
        ("; ".join(SLIP), Outcome.WRONG, WAY),
        ("", Outcome.SKIPPED, "Skipped."),
    ],
)
def test_from_a_file_the_blanks_are_one_line(line, outcome, said):
    told, outcomes = quizzed(line, typed=False)
    assert said in told
    assert outcomes == [outcome]


def test_from_a_file_what_cannot_be_read_ends_the_quiz_with_its_line():
    with pytest.raises(Refused, match=r"^answers:1: error: Blank 1: there is no q here"):
        quizzed("q; z", typed=False)


def test_who_types_is_asked_blank_by_blank_and_again_after_a_slip(capsys):
    told, outcomes = quizzed("?", *SLIP, "z; z", "z", *RIGHT, typed=True)
    assert capsys.readouterr().out == "h = … " * 2 + "slope = … h = … slope = … h = … slope = … "
    assert told[told.index(f"Hint: {QUESTION.hint}") + 1] == "You kept the size of the negative sums."
    assert "Blank 1: one assignment a line: leave the ; out." in told
    assert outcomes == [Outcome.HINT]


def test_who_types_nothing_skips_and_after_a_try_is_shown_the_lines():
    assert quizzed("", "", typed=True)[1] == [Outcome.SKIPPED]
    told, outcomes = quizzed(*SLIP, "", "", typed=True)
    assert WAY in told
    assert outcomes == [Outcome.SHOWN]


def test_a_check_tries_all_exercises_of_a_lesson_in_one_child(tmp_path, monkeypatch):
    begun = []
    start = attempts.Attempt.start
    monkeypatch.setattr(attempts.Attempt, "start", lambda one: begun.append(one) or start(one))
    pages = "".join(f"## Page {i}\n\n{CODE}\n" for i in range(5))
    path = tmp_path / "lesson.md"
    path.write_text(HEAD + pages)
    assert read_lesson(path)[1] == []
    assert len(begun) == 1
    # Where that one has no answer, each is tried alone, as far as a check may go.
    monkeypatch.setattr(attempts, "_START", "")
    assert [fault.reason[:31] for fault in read_lesson(path)[1]] == [
        "the solution cannot be tried: I",
        "up to here this lesson has more",
    ]


def test_a_check_of_many_lessons_tries_the_exercises_of_all_in_one_child(tmp_path, monkeypatch):
    begun = []
    start = attempts.Attempt.start
    monkeypatch.setattr(attempts.Attempt, "start", lambda one: begun.append(one) or start(one))
    slips = CODE.replace("1 - ", "1 + ")
    for name, code in (("one", CODE), ("two", slips), ("three", CODE)):
        text = HEAD.replace("a-lesson", name) + f"## Page\n\n{code}\n"
        (tmp_path / f"{name}.md").write_text(text)
    faults, _ = check_paths([tmp_path])
    assert len(begun) == 1
    # Where that one has no answer, each lesson has one of its own.
    known = attempts.Attempt.wait

    def hangs(one):
        if one is begun[0]:
            raise attempts.Unanswered("It ran too long.")
        return known(one)

    begun.clear()
    monkeypatch.setattr(attempts.Attempt, "wait", hangs)
    assert check_paths([tmp_path]) == (faults, 3)
    assert len(begun) == 4

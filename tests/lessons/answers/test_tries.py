"""The tries at a question: what is said of each, which slips are named, and when it is over."""

from __future__ import annotations

import math
import re
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.answers.checks import entries_in, is_right, read_answer
from lessons.answers.tries import (
    CLOSE,
    ONCE_MORE,
    Reply,
    Tries,
    has_hints,
    hints,
    hints_at_choices,
    reply_to_choice,
    reply_to_number,
    tried,
)
from lessons.format.layout import WORDS, feedback_rows, fitting, wrap
from lessons.grammar import Unread, read
from lessons.labs import REGISTRY, Lab
from lessons.model import Choice, Page, Predict, Quiz
from lessons.run import LessonRun
from tests.lessons.support import PAGE, answer_lab, expected, graded, said_of
from tests.support.course import COURSE


def ask(answer: str, within: float = 0.005, after: int | None = None, **texts: str) -> Predict:
    return Predict("q", "?", answer, within, 0, after=after, **texts)


def forward(**settings):
    return REGISTRY["forward"](settings)


# z₁[0] = 0.3·0.2 + (−0.1)·(−0.4) = 0.10: cell 2 of the notebook
@pytest.mark.parametrize(
    ("typed", "right"),
    [("0.1", True), ("10%", True), ("0.06+0.04", True), ("0.105", True), ("0.095", True), ("0.1051", False)],
)
def test_an_answer_is_right_up_to_and_with_the_edge_of_its_tolerance(typed, right):
    assert graded(ask("z1[0]"), forward(), typed).right is right


def test_without_tolerance_only_the_number_itself_is_right():
    assert graded(ask("parameters", within=0), forward(), "9").right
    assert not graded(ask("parameters", within=0), forward(), "9.0001").right


FORMULA = "It is W₁[0,0]·x[0] + W₁[0,1]·x[1] + b₁[0]."
WORKING = "It is 0.30·0.20 + (−0.10)·(−0.40) + 0.00 = 0.10."
LEFT_OUT = "You took only the first product."


@pytest.mark.parametrize(
    ("entries", "kinds", "said"),
    [
        (["0.1"], "right", "Right. So."),
        (["0.102"], "right", "Right. It is 0.10. So."),
        (["7"], "again", f"Not yet. {FORMULA} {ONCE_MORE}"),
        (["0.06"], "again", f"Not yet. {LEFT_OUT} {ONCE_MORE}"),
        (["7", "0.1"], "again right", "Right. So."),
        (["7", "8"], "again wrong", f"{WORKING} So."),
        (["7", "0.06"], "again wrong", f"{WORKING} {LEFT_OUT} So."),
        (["7", " 7 "], "again shown", f"{WORKING} So."),
        (["7", ""], "again shown", f"{WORKING} So."),
        (["0.115"], "close", CLOSE),
        (["0.115", "0.112", "7", "0.115", "0.1"], "close close again close right", "Right. So."),
        (["0.115", "0.115"], "close shown", f"{WORKING} So."),
        (["0.1151"], "again", f"Not yet. {FORMULA} {ONCE_MORE}"),
        (["-0.003"], "again", f"Not yet. {FORMULA} {ONCE_MORE}"),
    ],
)
def test_a_number_has_two_tries_and_then_the_answer_is_told(entries, kinds, said):
    question, ahead, tries, replies = ask("z1[0]", why="So."), forward(), Tries(), []
    for entry in entries:
        reply = reply_to_number(question, ahead, entry, tries)
        tries = tried(tries, entry, reply)
        replies.append(reply)
    assert " ".join(reply.kind for reply in replies) == kinds
    assert replies[-1].text == said
    ended = replies[-1].kind in ("right", "wrong", "shown")
    assert [reply.open for reply in replies] == [True] * (len(replies) - 1) + [not ended]


def test_after_the_answer_a_slip_does_not_say_that_of_it():
    question, lab = ask("slope", why="So."), REGISTRY["activation"]({"z": 2})
    value = str(lab.readout("value"))
    first = reply_to_number(question, lab, value)
    second = reply_to_number(question, lab, value, Tries(entry="7", wrong=1))
    assert "Not yet. That is the value." in first.text
    assert "0.105. Yours is the value. The slope is asked for. So." in second.text


def test_a_number_that_has_one_try_is_told_the_working_at_once_close_or_not():
    for entry in ("7", "0.115"):
        assert graded(ask("z1[0]", why="So."), forward(), entry, most=1).text == f"{WORKING} So."


@pytest.mark.parametrize(
    ("answer", "typed", "slip"),
    [
        # (−0.1)·0.2 + 0.4·(−0.4): the column in place of the row
        ("z1[1]", "-0.18", "You used a column of W where a row belongs."),
        ("z1[1]", "0.21", "You dropped the minus signs."),
        ("h1[1]", "-0.11", "You left out ReLU."),
        ("z2", "0.05", "You left out the bias."),
        ("z2", "-0.15", "You have the sign the wrong way round."),
        ("parameters", "6", "You left out the biases."),
        ("z2", "0.052", "You left out the bias."),
        ("z2", "0.06", ""),
    ],
)
def test_a_slip_is_named_where_the_number_is_its_own(answer, typed, slip):
    assert graded(ask(answer), forward(), typed).slip == slip


def test_where_two_slips_give_a_number_both_are_named():
    # Without b₂, and without W₂'s part in it: 9 − 3 = 6 either way.
    lab = REGISTRY["backprop"]()
    reply = graded(ask("zeros", 0.1, after=0), lab, "3")
    assert reply.slip == (
        "You left out the bias of the unit that gives 0. "
        "Or you left out the weight that leads out of the unit that gives 0."
    )


def test_an_answer_of_the_other_sign_is_not_close():
    lab = REGISTRY["descent"]({"start": 2.99})
    assert graded(ask("w", 0.5, after=0), lab, "-0.5", most=2).kind == "again"
    # f(3.01) = 0.0001
    assert graded(ask("f", 0.001, after=0), lab, "-0.002", most=2).kind == "again"
    assert graded(ask("f", 0.001, after=0), lab, "0.002", most=2).kind == "close"


def test_where_no_formula_is_known_the_idea_is_said_but_none_with_numbers():
    for hint, said in (
        ("Look at the chart.", "Not yet. Look at the chart."),
        ("{value}`p`, say.", "Not yet."),
    ):
        reply = graded(ask("learns_at", 2, hint=hint), REGISTRY["features_course"](), "7", most=2)
        assert reply.text == f"{said} {ONCE_MORE}"


SHARE = "A share from 0 to 1 is asked for."


@pytest.mark.parametrize(
    ("view", "question", "typed", "slip"),
    [
        # 63 of the 100 points
        ("made", ask("made.accuracy", 0.05), "63", f"That is in per cent. {SHARE}"),
        ("made", ask("made.accuracy", 0.05), "60", f"Perhaps that is in per cent. {SHARE}"),
        ("made", ask("made.accuracy", 0.05), "7", ""),
        ("made", ask("made.accuracy", 0.05), "-63", ""),
        (
            "made",
            ask("made.accuracy", 0.05),
            "0.5",
            "A coin would get half right. Count the points that this rule gets right.",
        ),
        ("made", ask("made.accuracy", 0.05), "0.47", ""),
        # 82 of the labels are 1
        ("answers", ask("ones", 2, after=0), "0.82", "That is a share from 0 to 1. How many is asked for."),
    ],
)  # fmt: skip
def test_an_answer_in_another_unit_is_recognised_and_named_no_surer_than_it_agrees(
    view, question, typed, slip
):
    assert graded(question, REGISTRY[f"features_{view}"](), typed).slip == slip


def test_a_count_that_should_be_a_share_of_other_than_a_hundred_is_recognised():
    lab = REGISTRY["train"]({"epochs": 1})
    of = len(lab.split.test)
    share = expected(ask("accuracy.test", 0.002), lab)
    reply = graded(ask("accuracy.test", 0.002), lab, str(round(share * of)))
    assert reply.slip == f"That is how many of {of}. A share from 0 to 1 is asked for."
    recap = REGISTRY["recap"]({"topic": "features"})
    assert recap.units("features.always.accuracy")
    assert not recap.units("card")


def fast(rate: float):
    return REGISTRY["descent"]({"learning_rate": rate})


def test_the_answer_has_as_many_digits_as_the_lab_shows_and_as_the_tolerance_asks_for():
    # 3 − 3·0.4³ = 2.808: cell 7
    lab = REGISTRY["descent"]()
    assert "= 2.808." in graded(ask("w", 0.0005, after=3), lab, "1").text
    assert "= 2.808." in graded(ask("w", 0.05, after=3), lab, "1").text
    assert "= 2.9232." in graded(ask("w", 0.05, after=4), lab, "1").text
    # 3·0.2⁵ = 0.00096; 3·0.02⁴ = 4.8e−7
    assert "It is 0.00096." in graded(ask("distance", 0.05, after=5), fast(0.4), "9").text
    assert "It is 4.80e−7." in graded(ask("distance", 0.05, after=4), fast(0.49), "9").text


QUIZ = Quiz("q", "?", (Choice("a", why="No."), Choice("b", right=True, why="Yes."), Choice("c")), 0)


@pytest.mark.parametrize(
    ("chosen", "kind", "text", "slip"),
    [
        (0, "wrong", "Not that one. No.", "a"),
        (1, "right", "Right. Yes.", ""),
        (2, "wrong", "Not that one.", "c"),
    ],
)
def test_a_choice_has_one_try_and_a_reason_of_its_own(chosen, kind, text, slip):
    reply = reply_to_choice(QUIZ, chosen)
    assert (reply.kind, reply.text, reply.slip) == (kind, text, slip)


def test_of_a_guess_it_is_said_that_it_is_one():
    assert [reply_to_choice(QUIZ, i, guess=True).text for i in (0, 1)] == [
        "You could not know. No.",
        "You guessed right. Yes.",
    ]
    lab, luck = REGISTRY["forward"](), ask("z1[0]", 0.5)._replace(guess=True)
    assert graded(luck, lab, "0.2").text == "You guessed right. It is 0.10."
    assert graded(luck, lab, "7").text.startswith("You could not know. It is 0.30·0.20")


def test_an_idea_comes_first_and_then_the_wrong_choice_of_which_there_is_most_to_say():
    assert hints_at_choices("Think.", QUIZ) == ("Think.", "It is not 1. No.")
    assert hints_at_choices("", QUIZ) == ("It is not 1. No.",)
    two = QUIZ._replace(choices=QUIZ.choices[:2])
    assert hints_at_choices("Think.", two) == ("Think.",)
    assert hints_at_choices("", two) == ()
    assert [has_hints(q) for q in (QUIZ, two, two._replace(hint="Think."))] == [True, False, True]


def test_a_choice_is_ruled_out_in_whole_sentences_and_without_live_numbers():
    why = "It gives {value}`w` there. " + "No " * 20 + "more."
    silent = QUIZ._replace(choices=(Choice("a", why=why), *QUIZ.choices[1:]))
    assert hints_at_choices("", silent) == ("It is not 1.",)
    why = "It is not. " + "Look at it again. " * 9
    long = QUIZ._replace(choices=(*QUIZ.choices[:2], Choice("c", why=why)))
    assert hints_at_choices("", long) == ("It is not 3. It is not. " + " ".join(["Look at it again."] * 5),)


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.id)
def test_every_choice_of_the_course_begins_with_an_idea_and_none_that_may_be_right_is_ruled_out(lesson):
    for question in lesson.questions:
        assert question.hint or not question.choices, question.id
        for right in range(len(question.choices)):
            choices = tuple(c._replace(right=i == right) for i, c in enumerate(question.choices))
            told = hints_at_choices(question.hint, Quiz("", "", choices, 0))
            assert bool(told) == has_hints(question)
            assert not told or not told[-1].startswith(f"It is not {right + 1}.")


SMALL = st.floats(-5, 5).map(lambda v: round(v, 2))


@given(
    x=st.lists(SMALL, min_size=2, max_size=2),
    b1=st.lists(SMALL, min_size=2, max_size=2),
    b2=SMALL,
    answer=st.sampled_from(["z1[0]", "z1[1]", "h1[0]", "h1[1]", "z2", "parameters", "x[0]"]),
)
def test_a_right_answer_is_never_named_a_slip(x, b1, b2, answer):
    import numpy as np

    lab = forward(x=np.array(x), b1=np.array(b1), b2=b2)
    question = ask(answer)
    reply = graded(question, lab, repr(expected(question, lab)))
    assert reply.right
    assert reply.slip == ""


@pytest.mark.parametrize("name", ["forward", "descent", "backprop", "train"])
def test_every_slip_that_a_lab_knows_can_be_named(name):
    """A slip either gives the answer itself, or typing its number names it (or one with the same number)."""
    lab = REGISTRY[name]({"epochs": 1} if name == "train" else {})
    paths = [f"{base}{index}" for base in lab.readouts for index in ("", "[0]", "[1]", "[0,1]", ".test")]
    named = 0
    for path in paths:
        try:
            answer = expected(ask(path), lab)
        except (LookupError, ValueError):
            continue
        ahead = answer_lab(ask(path), lab)
        for value in ahead.mistakes(path).values():
            if math.isfinite(value) and abs(value - answer) > 1e-6:
                reply = graded(ask(path, 1e-9), lab, repr(float(value)))
                assert not reply.right
                assert reply.slip
                named += 1
    assert named > 0


# Over the whole course


@cache
def asked() -> list[tuple[str, Page, Predict, Lab, LessonRun]]:
    """Every number that the course asks for: where, and the lab that stands where its answer is read."""
    found = []
    for lesson in COURSE.lessons:
        run = LessonRun(lesson)
        for index, page in enumerate(lesson.pages, 1):
            found += [
                (f"{lesson.label}, page {index}", page, predict, run.ahead(page, predict), run)
                for predict in page.predictions
                if predict.answer
            ]
    return found


def test_no_hint_and_nothing_said_of_a_first_wrong_number_tells_one_that_would_be_accepted():
    told = []
    for where, page, predict, ahead, run in asked():
        answer = read_answer(predict, ahead)
        first = reply_to_number(predict, ahead, repr(answer + 1000.125))
        assert first.kind == "again"
        for text in (*hints(predict, ahead), first.text):
            filled = run.text(page, text)
            told += [(where, filled) for _, entry in entries_in(filled) if is_right(predict, entry, answer)]
    assert told == []


def test_most_questions_that_can_be_worked_out_have_their_working_and_it_is_true():
    without = 0
    for where, _, predict, ahead, _ in asked():
        working = ahead.working(predict.answer)
        if working is None:
            without += 1
            continue
        result = re.search(r" = (\S+)$", working.written)
        assert result, where
        assert is_right(predict, read(result[1]).value, read_answer(predict, ahead)), where
        assert not any(number.isdecimal() and len(number) > 1 for number in re.split(r"\W", working.formula))
    assert without < len(asked()) / 2


def test_what_is_said_of_an_answer_leaves_the_lab_its_rows():
    tall = []
    for where, page, predict, ahead, run in asked():
        answer = read_answer(predict, ahead)
        replies = [reply_to_number(predict, ahead, repr(answer + 1000.125), most=most) for most in (1, 2)]
        slips = [float(value) for value in ahead.mistakes(predict.answer).values() if math.isfinite(value)]
        replies += [reply_to_number(predict, ahead, repr(value), most=m) for value in slips for m in (1, 2)]
        rows = feedback_rows(page, run.lab(page) if page.owns_lab else None)
        tall += [(where, r.text) for r in replies if _rows(run, page, r, rows) > rows]
    for lesson in COURSE.lessons:
        run = LessonRun(lesson)
        for page in lesson.pages:
            rows = feedback_rows(page, run.lab(page) if page.owns_lab else None)
            for quiz in (q for q in page.questions if isinstance(q, Quiz)):
                replies = [reply_to_choice(quiz, i) for i in range(len(quiz.choices))]
                tall += [(lesson.label, r.text) for r in replies if _rows(run, page, r, 99) > rows]
    assert tall == []


def _rows(run: LessonRun, page: Page, reply: Reply, rows: int) -> int:
    parts = ("✗ " + reply.parts[0], *reply.parts[1:])
    return len(wrap(" ".join(fitting([run.text(page, part) for part in parts], rows)), WORDS))


def wrong_ways(written: str) -> list[str]:
    """Sums that somebody writes who makes one mistake in this one."""
    sum_, result = written.removesuffix(" rounded up").rsplit(" = ", 1)
    pairs = [
        *((rf"{re.escape(term)}", "0") for term in re.findall(r"[^ ]*\)?·[^ ]*", sum_)),  # a term dropped
        *((rf"{re.escape(sign)}", " − ") for sign in re.findall(r" \+ ", sum_)[:1] if "." in sum_),  # turned
        *((re.escape(factor), "1") for factor in re.findall(r"[^ ()·]+(?= · )", sum_)),  # a factor dropped
        (r"\)/\d+$", ")"),  # not averaged
        (r"²", ""),  # not squared
        (r"\^(\d+)$", r"^(\1 + 1)"),  # one step too far
        (r"\^(\d+)$", r"^(\1 − 1)"),
        (r"(.+) − (\d\S*)$", r"\2 − \1"),  # the wrong way round
        (r"max\(0, (.*)\)", r"\1"),
        (r"^−", ""),
        (r"\(−", "("),
        (r"^−log\((.*)\)$", r"−log(\1)/log(10)"),
        (r"(.*)", r"−(\1)"),
        (r"(.*)", r"100·(\1)") if re.match("0\\.", result) else ("", ""),
    ]
    return [re.sub(find, other, sum_, count=0 if find in ("²", r"\(−") else 1) for find, other in pairs]


def test_of_wrong_answers_made_from_each_working_most_are_told_their_error():
    made, unnamed = 0, []
    for where, _, predict, ahead, _ in asked():
        working, answer = ahead.working(predict.answer), read_answer(predict, ahead)
        for way in dict.fromkeys(wrong_ways(working.written)) if working else ():
            try:
                entry = read(way).value
            except Unread:
                continue
            if abs(entry - answer) <= 3 * predict.within:
                continue
            made += 1
            if not reply_to_number(predict, ahead, repr(entry)).slip:
                unnamed.append((where, working.written, way))
    assert made > 100
    assert len(unnamed) <= 0.3 * made, unnamed


def test_check_tells_of_a_hint_that_is_an_answer(tmp_path):
    page = '```{predict}\nask = "z?"\nanswer = "z1[0]"\nhint = "HINT"\n```\n\n```{lab} forward\n```\n'
    told = said_of(tmp_path / "lesson.md", PAGE + page.replace("HINT", "It is {value}`W1[0,0]`·0.2 + 0.04."))
    assert "error: 'hint' tells an answer: 0.30·0.2 + 0.04; name the numbers" in told
    assert said_of(tmp_path / "lesson.md", PAGE + page.replace("HINT", "0.3 times 0.2, plus 0.04")) == ""

"""Answers: how they are read, graded, and which slip they look like."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.checks import AnswerError, grade_quiz, parse_choice, parse_number
from lessons.format.fields import FieldError
from lessons.labs import REGISTRY
from lessons.model import Choice, Predict, Quiz
from tests.lessons.support import expected, graded


def ask(answer: str, within: float = 0.005, after: int | None = None, why: str = "") -> Predict:
    return Predict("q", "?", answer, within, 0, why=why, after=after)


def forward(**settings):
    return REGISTRY["forward"](settings)


def test_what_is_no_number_is_no_answer():
    assert parse_number("－０．５") == -0.5
    with pytest.raises(AnswerError, match="could not be read"):
        parse_number("fast")


# z₁[0] = 0.3·0.2 + (−0.1)·(−0.4) = 0.10: cell 2 of the notebook
@pytest.mark.parametrize(
    ("typed", "right"),
    [("0.1", True), ("0.105", True), ("0.095", True), ("0.1051", False), ("0.0949", False)],
)
def test_an_answer_is_right_up_to_and_with_the_edge_of_its_tolerance(typed, right):
    assert graded(ask("z1[0]"), forward(), typed).right is right


def test_without_tolerance_only_the_number_itself_is_right():
    assert graded(ask("parameters", within=0), forward(), "9").right
    assert not graded(ask("parameters", within=0), forward(), "9.0001").right


@pytest.mark.parametrize(
    ("answer", "typed", "said"),
    [
        ("z1[0]", "0.1", "Right. So."),
        ("z1[0]", "0.102", "Right. It is 0.10. So."),
        ("z1[0]", "7", "You wrote 7; it is 0.10. So."),
        # 0.3·0.2 + 0.1·0.4 with the sign of the second product lost would be 0.02
        ("z1[0]", "0.06", "You wrote 0.06; it is 0.10. It looks as if only the first product was taken. So."),
        (
            "z1[1]",
            "0.21",
            "You wrote 0.21; it is −0.11. It looks as if the minus signs were dropped. So.",
        ),
        (
            "z1[1]",
            "-0.18",  # (−0.1)·0.2 + 0.4·(−0.4): the column in place of the row
            "You wrote −0.18; it is −0.11. "
            "It looks as if W was used the wrong way round, a column for a row. So.",
        ),
        ("h1[1]", "-0.11", "You wrote −0.11; it is 0. It looks as if ReLU was left out. So."),
        ("z2", "0.05", "You wrote 0.05; it is 0.15. It looks as if the bias was left out. So."),
        ("z2", "-0.15", "You wrote −0.15; it is 0.15. It looks as if the sign is the wrong way round. So."),
        ("parameters", "6", "You wrote 6; it is 9. It looks as if the biases were left out. So."),
    ],
)  # fmt: skip
def test_the_verdict_tells_the_number_and_names_the_slip(answer, typed, said):
    verdict = graded(ask(answer, why="So."), forward(), typed)
    assert verdict.text == said
    assert verdict.right == said.startswith("Right")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("0.115", "it is 0.10. That is close."),
        ("0.1151", "it is 0.10."),
        ("-0.003", "it is 0.10."),
    ],
)
def test_an_answer_within_three_tolerances_is_close(typed, said):
    assert graded(ask("z1[0]"), forward(), typed).text.endswith(said)


def test_an_answer_of_the_other_sign_is_not_close():
    lab = REGISTRY["descent"]({"start": 2.99})
    assert "close" not in graded(ask("w", 0.5, after=0), lab, "-0.5").text
    # f(3.01) = 0.0001
    assert "close" not in graded(ask("f", 0.001, after=0), lab, "-0.002").text
    assert "close" in graded(ask("f", 0.001, after=0), lab, "0.002").text


def features(view, **settings):
    return REGISTRY[f"features_{view}"](settings)


@pytest.mark.parametrize(
    ("view", "question", "typed", "said"),
    [
        # 63 of the 100 points
        (
            "made",
            ask("made.accuracy", 0.05),
            "63",
            "It looks as if that is in per cent, not a share from 0 to 1.",
        ),
        ("made", ask("made.accuracy", 0.05), "60", "Perhaps that is in per cent, not a share from 0 to 1."),
        ("made", ask("made.accuracy", 0.05), "7", "it is 0.63."),
        ("made", ask("made.accuracy", 0.05), "-63", "it is 0.63."),
        # A coin gives 0.5, which is further off.
        ("made", ask("made.accuracy", 0.05), "0.5", "It looks as if it does no better than a coin."),
        ("made", ask("made.accuracy", 0.05), "0.47", "Perhaps it does no better than a coin."),
        # 82 of the labels are 1
        (
            "answers",
            ask("ones", 2, after=0),
            "0.82",
            "It looks as if that is a share from 0 to 1, not how many.",
        ),
        ("answers", ask("answered", 2, after=0), "0.75", "that is a share from 0 to 1, not how many."),
    ],
)
def test_an_answer_in_another_unit_is_recognised_and_named_no_surer_than_it_agrees(
    view, question, typed, said
):
    verdict = graded(question, features(view), typed)
    assert not verdict.right
    assert verdict.text.endswith(said)


def test_a_count_that_should_be_a_share_of_other_than_a_hundred_is_recognised():
    lab = REGISTRY["train"]({"epochs": 1})
    of = len(lab.split.test)
    share = expected(ask("accuracy.test", 0.002), lab)
    verdict = graded(ask("accuracy.test", 0.002), lab, str(round(share * of)))
    assert verdict.slip == f"that is how many of {of}, not a share from 0 to 1"
    recap = REGISTRY["recap"]({"topic": "features"})
    assert recap.units("features.always.accuracy")
    assert not recap.units("card")


def fast(rate: float):
    return REGISTRY["descent"]({"learning_rate": rate})


def test_the_verdict_has_as_many_digits_as_the_lab_shows_and_as_the_tolerance_asks_for():
    # 3 − 3·0.4³ = 2.808: cell 7
    lab = REGISTRY["descent"]()
    assert "it is 2.808." in graded(ask("w", 0.0005, after=3), lab, "1").text
    assert "it is 2.808." in graded(ask("w", 0.05, after=3), lab, "1").text
    assert "it is 2.9232." in graded(ask("w", 0.05, after=4), lab, "1").text
    # 3·0.2⁵ = 0.00096; 3·0.02⁴ = 4.8e−7
    assert "it is 0.00096." in graded(ask("distance", 0.05, after=5), fast(0.4), "9").text
    assert "it is 4.80e−7." in graded(ask("distance", 0.05, after=4), fast(0.49), "9").text


def test_the_answer_is_read_from_a_copy_run_on_and_the_lab_stands_still():
    lab = REGISTRY["descent"]()
    assert expected(ask("w"), lab) == pytest.approx(3 - 3 * 0.4**10)
    assert expected(ask("w", after=2), lab) == pytest.approx(2.52)
    assert expected(ask("gradient", after=0), lab) == -6
    assert lab.position == 0
    lab.limit = 1
    assert expected(ask("w"), lab) == pytest.approx(1.8)


def test_after_counts_from_where_the_lab_stands():
    lab = REGISTRY["descent"]()
    lab.seek(2)
    assert expected(ask("w", after=1), lab) == pytest.approx(2.808)


def test_hidden_readouts_do_not_hide_from_the_grader():
    lab = forward()
    lab.ask("z2")
    assert expected(ask("z2"), lab) == pytest.approx(0.15)


QUIZ = Quiz("q", "?", (Choice("a", why="No."), Choice("b", right=True, why="Yes."), Choice("c")), 0)


@pytest.mark.parametrize(
    ("chosen", "right", "text", "slip"),
    [(0, False, "Not that one. No.", "a"), (1, True, "Right. Yes.", ""), (2, False, "Not that one.", "c")],
)
def test_a_choice_is_graded_with_its_own_reason(chosen, right, text, slip):
    verdict = grade_quiz(QUIZ, chosen)
    assert (verdict.right, verdict.text, verdict.slip) == (right, text, slip)


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
    verdict = graded(question, lab, repr(expected(question, lab)))
    assert verdict.right
    assert verdict.slip == ""


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
        ahead = lab.copy()
        ahead.seek(lab.run_length)
        for slip, value in ahead.mistakes(path).items():
            if not math.isfinite(value) or abs(value - answer) < 1e-6:
                continue
            verdict = graded(ask(path, 1e-9), lab, repr(float(value)))
            assert not verdict.right
            others = {s for s, v in ahead.mistakes(path).items() if abs(v - value) < 1e-8}
            assert verdict.slip in {slip, *others, "the sign is the wrong way round"}
            named += 1
    assert named > 0


@pytest.mark.parametrize(
    ("text", "index"),
    [("1", 0), ("3", 2), ("0", None), ("4", None), ("", None), ("-1", None), ("9" * 5000, None)],
)
def test_a_choice_is_named_by_its_number_and_nothing_else(text, index):
    assert parse_choice(text, 3) == index


@pytest.mark.parametrize("name", REGISTRY)
def test_no_number_of_thousands_of_digits_upsets_a_knob(name):
    for knob in REGISTRY[name]({}).knobs():
        for text in ("9" * 5000, "-" + "9" * 5000, "0." + "1" * 5000, "1e" + "9" * 5000):
            with contextlib.suppress(FieldError):
                knob.parse(text)

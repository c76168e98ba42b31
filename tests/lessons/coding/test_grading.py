"""What is said to an answer: right, where it fails, which slip it is; and what is said to an author."""

from __future__ import annotations

import signal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.coding.attempts import Attempt, Unanswered
from lessons.coding.cases import hidden
from lessons.coding.exercise import Exercise, Slip, filled
from lessons.coding.grading import COLUMNS, Judgement, attempt, judge, judged, said
from lessons.coding.proving import prove, together

GRADIENT = Exercise(
    ("# X is (n, 3), dz is (n, 2)", "dW = ___"),
    hidden({"given": {"X": {"shape": "n,3"}, "dz": {"shape": "n,2"}, "n": {"size": "n"}}, "seed": 1}),
    ("dW",),
    ("X.T @ dz / n",),
    (
        Slip(("dz @ X",), "The inner sizes do not agree: turn X."),
        Slip(("X.T @ dz",), "The mean is forgotten."),
        Slip(("dz.T @ X / n",), "That is turned over: dW has the shape of W."),
        Slip(("np.mean(X.T @ dz, axis=1)",), "The wrong axis."),
    ),
)
Z = hidden({"given": {"z": {"shape": "n,3", "signs": "both"}}})
RELU = Exercise(
    ("___", "h = z"), Z, ("h",), ("z = np.maximum(0, z)",), (Slip(("z = np.abs(z)",), "That turns signs."),)
)
STEP = Exercise(
    ("for step in range(20):", "    dW = ___", "    ___"),
    hidden({"given": {"W": {"shape": "3,2"}, "G": {"shape": "3,2"}, "lr": {"low": 0.1, "high": 1}}}),
    ("W",),
    ("2 * G", "W = W - lr * dW"),
    (Slip(("", "W = W + lr * dW"), "Uphill."), Slip(("G", ""), "The 2 is forgotten.")),
)


def test_the_exercises_are_as_their_author_means_them():
    assert [prove(exercise) for exercise in (GRADIENT, RELU, STEP)] == [[], [], []]


@pytest.mark.parametrize(
    "line", ["X.T @ dz / n", "dW = np.dot(X.T, dz) / len(X)", "(X[:, :, None] * dz[:, None, :]).mean(axis=0)"]
)
def test_what_gives_the_same_is_right_however_it_is_written(line):
    assert judge(GRADIENT, [line]) == judge(GRADIENT, ["X.T@dz/X.shape[0]"])
    assert judge(GRADIENT, [line]).right


@pytest.mark.parametrize(
    ("line", "slip"),
    [("np.dot(dz, X)", 0), ("n * (X.T @ dz / n)", 1), ("(X.T @ dz / n).T", 2), ("X.T @ dz.mean(axis=1)", 3)],
)
def test_a_slip_is_known_by_what_it_gives(line, slip):
    found = judge(GRADIENT, [line])
    assert (found.right, found.counted, found.which_slip) == (False, True, slip)
    assert found.slip == GRADIENT.slips[slip].says
    assert found.slip in said(found, 6)


def test_a_case_that_fails_is_told_with_got_and_wanted():
    found = judge(GRADIENT, ["X.T @ dz / 4 / n * 4 + (n == 1)"])
    assert found.case == 2
    assert found.given["X"].shape == (1, 3)
    assert np.allclose(found.got, found.wanted + 1)
    assert (found.name, found.slip, found.why) == ("dW", "", "")
    lines = said(found, 6)
    assert lines[0] == "Case 2 of 6 fails, where X is (1, 3) and dz is (1, 2)."
    assert lines[1].startswith("dW came to [[")


def test_of_a_case_numbers_are_told_by_name_and_value_but_no_size_that_shapes_tell():
    slice_ = Exercise(
        ("first = ___",),
        hidden(
            {
                "given": {
                    "order": {"shape": "n"},
                    "at": {"low": 2, "high": 2, "whole": True},
                    "rate": {"low": 0.5, "high": 0.5},
                    "n": {"size": "n"},
                },
            }
        ),
        ("first",),
        ("order[:at] * rate",),
    )
    (line, *_) = said(judge(slice_, ["order[at:] * rate"]), 6)
    assert line.endswith(",), at is 2 and rate is 0.5.")
    # Those that are not whole are told where there is room on the line.
    names = {f"number_{i}": {"low": 0.5, "high": 0.5} for i in range(9)}
    many = slice_._replace(given=hidden({"given": {"order": {"shape": "n"}, "at": {"whole": True}, **names}}))
    (line, *_) = said(judge(many._replace(solution=("order",)), ["order + 1"]), 6)
    assert "number_0 is 0.5" in line
    assert len(line) <= COLUMNS


@pytest.mark.parametrize(
    ("answers", "blank"),
    [
        (["G", "W = W - lr * dW"], 0),
        (["2 * G", "W = W + lr * dW"], 1),
        # Where it stops, unless a slip is known by that.
        (["2 * G", "W = W - lr * dW.T"], 1),
        # Where nothing is known, the first.
        (["3 * G", "W = W - lr * dW"], 0),
    ],
)
def test_the_blank_at_fault_is_told_as_far_as_it_is_known(answers, blank):
    assert judge(STEP, answers).blank == blank


def test_another_shape_is_named_as_a_shape():
    flat = Exercise(("s = ___",), Z, ("s",), ("z.sum(axis=1, keepdims=True)",))
    found = judge(flat, ["z.sum(axis=1)"])
    size = found.given["z"].shape[0]
    assert found.why == f"s is ({size},), and ({size}, 1) is needed"


def test_what_cannot_be_computed_is_told_with_its_blank():
    found = judge(STEP, ["G", "W = W - lr * dW.T"])
    assert (found.blank, found.case, found.got) == (1, 1, None)
    assert found.why == "W is (3, 2) and lr * dW.T is (2, 3): 2 and 3 must agree, or one of them be 1"


def test_changing_what_is_given_counts_and_is_named_but_not_what_is_asked_for():
    found = judge(RELU, ["z[z < 0] = 0"])
    assert (found.right, found.changed) == (True, ("z",))
    assert said(found, 6) == ["Right, in all 6 cases.", "z is changed for whoever needs it next."]
    for line in ("W -= lr * dW", "W[:] = W - lr * dW", "W = W - lr * dW"):
        found = judge(STEP, ["2 * G", line])
        assert (found.right, found.changed) == (True, ())


def test_a_blank_of_a_slip_that_is_empty_is_as_solved():
    assert judge(STEP, ["G + G", "W += lr * dW"]).which_slip == 0
    assert judge(STEP, ["G", "W -= lr * dW"]).which_slip == 1


@pytest.mark.parametrize(
    ("answers", "blank", "words"),
    [
        (["", "W -= dW"], 0, "nothing is written here yet"),
        (["G"], 1, "nothing is written here yet"),
        (["G", "\t "], 1, "nothing is written here yet"),
        (["G", "W -= lr * dw"], 1, "did you mean dW?"),
        (["G", "W -= lr *"], 1, "ends too early"),
        (["G" + " " * 200, "W" + " " * 200], 1, "at most 300 characters"),
        (["9" * 10_000, "W"], 1, "at most 300 characters"),
    ],
)
def test_what_cannot_be_read_is_said_of_its_blank_and_not_counted(answers, blank, words):
    found = judge(STEP, answers)
    assert words in found.unread
    assert (found.blank, found.counted, found.right) == (blank, False, False)
    assert said(found, 6) == [found.unread]


def test_who_writes_the_given_beginning_again_means_the_same():
    assert filled(GRADIENT, ["dW=X"])[1] == "dW=X"
    assert filled(GRADIENT, [" X "])[1] == "dW = X"
    assert filled(GRADIENT, ["dW == X"])[1] == "dW = dW == X"


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"outcomes": 3},
        {"outcomes": [[{}] * 6] * 6},
        {"outcomes": [[{"values": {"dW": {"shape": [9], "kind": "f", "values": "x"}}}] * 6] * 6},
        {"outcomes": [[{"values": {"dW": {"shape": [10**40], "kind": "f", "values": None}}}] * 6] * 6},
    ],
)
def test_an_answer_that_is_not_whole_is_no_judgement(told):
    with pytest.raises(Unanswered, match=r"not whole\. Try again"):
        judged(GRADIENT, ["X"], told)


def test_an_attempt_can_be_polled_and_called_off():
    one = attempt(GRADIENT, ["X.T @ dz / n"]).start()
    one.cancel()
    while not one.poll():
        pass
    with pytest.raises(Unanswered, match="Try again"):
        one.answer()


FAULTS = [
    (GRADIENT._replace(frame=("dW = X",)), "no line has a blank"),
    (GRADIENT._replace(frame=("dW = ___ + ___",)), "line 1 has 2 blanks"),
    (GRADIENT._replace(frame=("# a",) * 8 + ("dW = ___",)), "there are 9 lines, and at most 8"),
    (GRADIENT._replace(asked=()), "no name is asked for"),
    (GRADIENT._replace(asked=("db",)), "assigns nothing to db"),
    (GRADIENT._replace(solution=("X", "X")), "the solution has 2 lines for 1 blank"),
    (GRADIENT._replace(slips=(Slip((), ""),)), "slip 1 has 0 lines for 1 blank"),
    (GRADIENT._replace(solution=("X.T @ dz / n" + " + 0" * 20,)), "line 2 has 97 columns when solved"),
    (GRADIENT._replace(solution=("X.T @ dy",)), "blank 1 of the solution: there is no dy here"),
    (RELU._replace(frame=("___", "h = y")), "the given line 'h = y': there is no y here"),
    (GRADIENT._replace(solution=("X @ dz",)), "the inner sizes 3 and"),
    (GRADIENT._replace(solution=("X.T @ dz * (1 / 0) / n",)), "this divides by zero"),
    (GRADIENT._replace(solution=("np.log(X.T @ dz * 0)",)), "dW of the solution is not finite"),
    (GRADIENT._replace(solution=("np.zeros(3000)",)), "too many numbers to be compared"),
    (GRADIENT._replace(slips=(Slip(("print(X)",), ""),)), "slip 1: no print here"),
    (GRADIENT._replace(slips=(Slip(("X.T @ dz / len(dz)",), ""),)), "slip 1 gives what the solution gives"),
    (GRADIENT._replace(slips=(Slip(("X",), ""), Slip(("1 * X",), ""))), "slips 1 and 2 give the same"),
    (RELU._replace(asked=("h", "z"), solution=("h = z",)), "leaves z, which is asked for, as it is"),
    (RELU._replace(solution=("z[z < 0] = 0",)), "changes z, which is given, in place"),
]


@pytest.mark.parametrize(("exercise", "fault"), FAULTS, ids=[fault for _, fault in FAULTS])
def test_an_exercise_that_is_not_as_meant_is_told_to_its_author(exercise, fault):
    assert fault in " / ".join(prove(exercise))


def told(got: object, wanted: object) -> list[str]:
    """What is said of a value that is not the one that is needed."""
    judgement = Judgement(case=1, name="h", got=got, wanted=wanted)
    return said(judgement, 6)[1:]


def test_a_value_that_fits_is_told_whole():
    assert told(np.array([[1.5, -2], [0, 3]]), np.eye(2)) == [
        "h came to [[ 1.5, -2. ], [ 0. , 3. ]]",
        "   needed: [[1., 0.], [0., 1.]]",
    ]
    assert told(1, 2.5) == ["h came to 1", "   needed: 2.5"]


def test_of_a_long_value_the_first_row_that_differs_is_told_or_the_first_element():
    wanted = np.arange(80.0).reshape(20, 4) / 7
    got = wanted.copy()
    got[11, 2] += 1
    assert told(got, wanted) == [
        "h[11] came to [6.2857, 6.4286, 7.5714, 6.7143]",
        "       needed: [6.2857, 6.4286, 6.5714, 6.7143]",
    ]
    wide, more = np.full((3, 40), 1 / 3), np.full((3, 40), 1 / 3)
    more[1, 38] = 0.5
    assert told(more, wide) == ["h[1, 38] came to 0.5", "          needed: 0.3333"]


def test_digits_are_added_until_what_differs_is_seen():
    assert told(1 / 3 + 1e-7, 1 / 3) == ["h came to 0.3333334333333333", "   needed: 0.3333333333333333"]
    got = np.full((5, 5), 1 / 3)
    got[3, 1] += 1e-8
    assert told(got, np.full((5, 5), 1 / 3))[0].startswith("h[3, 1] came to 0.33333334")


def test_of_shapes_that_differ_what_is_too_long_is_left_out():
    assert told(np.zeros((30, 3)), np.zeros(30)) == []
    assert told(np.zeros(1), 0.0) == ["h came to [0.]", "   needed: 0."]


@settings(max_examples=30)
@given(st.integers(0, 2**32), st.integers(-4, 9), st.integers(0, 35), st.floats(1e-5, 1e3))
def test_what_differs_is_always_seen_in_two_lines_that_fit(seed, scale, at, by):
    wanted = np.random.default_rng(seed).normal(0, 10.0**scale, (4, 9))
    by *= 10.0**scale
    got = wanted.copy()
    got.flat[at] += by
    one, other = told(got, wanted)
    assert max(len(one), len(other)) <= COLUMNS
    assert "…" not in one + other
    assert one.split("came to ")[1] != other.split("needed: ")[1]


def test_exercises_are_proved_together_as_they_are_alone():
    exercises = [GRADIENT, *(exercise for exercise, _ in FAULTS), RELU]
    with together(exercises) as told_of_all:
        found = told_of_all()
    assert found is not None
    assert [bool(faults) for faults in found] == [False, *([True] * len(FAULTS)), False]
    for faults, (_, fault) in zip(found[1:], FAULTS, strict=False):
        assert fault in " / ".join(faults)


def test_who_is_told_to_leave_while_lines_run_leaves_no_child():
    def leave() -> None:
        raise KeyboardInterrupt

    class Left(Attempt):
        def start(self) -> Attempt:
            super().start()
            self._thread.join = leave
            return self

    one = Left({"programs": [], "cases": [], "asked": []})
    with pytest.raises(KeyboardInterrupt):
        one.wait()
    assert one._process.wait(60) == -signal.SIGKILL

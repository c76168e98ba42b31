"""Cards to fill in: what follows, where the slip is, what each card gives away."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.answers import fills
from lessons.answers.checks import AnswerError
from lessons.answers.tries import Tries
from lessons.model import Cell
from lessons.progress import Outcome, open_progress
from lessons.run import LessonRun
from lessons.telling.show import show_lesson
from tests.lessons.support import PAGE, parsed
from tui.commands.quiz.quizzer import Quizzer
from tui.commands.quiz.source import Answers

# z₁ = (1·1 − 1·2, 0.5·1 + 1·2 − 1) = (−1, 1.5); h₁ = (0, 1.5); z₂ = 2·0 − 1·1.5 + 0.5 = −1.
# Then x = (2, −1): z₁ = (1.5, −1), h₁ = (1.5, 0), z₂ = 1·1.5 = 1.5.
# Then x = (−1, 1): z₁ = (−1, 1.5), h₁ = (0, 1.5), z₂ = 2·1.5 − 1 = 2.
FILL = """```{fill} forward
ask = "Work it out by hand."
hint = "Row by row."
why = "That was a whole pass."
cell = [
  {of = "z1[0]", formula = "W1[0,0]*x[0] + W1[0,1]*x[1] + b1[0]", label = "z₁[0]"},
  {of = "z1[1]", formula = "W1[1,0]*x[0] + W1[1,1]*x[1] + b1[1]", label = "z₁[1]"},
  {of = "h1[0]", formula = "relu(z1[0])", label = "h₁[0]"},
  {of = "h1[1]", formula = "z1[1]*(z1[1] > 0)", label = "h₁[1]"},
  {of = "z2", formula = "W2[0]*h1[0] + W2[1]*h1[1] + b2", label = "z₂"},
]
card = [
  {x = [1, 2], W1 = [[1, -1], [0.5, 1]], b1 = [0, -1], W2 = [2, -1], b2 = 0.5},
  {x = [2, -1], W1 = [[1, 1], [-0.5, 1]], b1 = [0.5, 1], W2 = [1, -2], b2 = 0},
  {x = [-1, 1], W1 = [[2, 1], [0.5, 1]], b1 = [0, 1], W2 = [0.5, 2], b2 = -1},
]
```
"""
LESSON = parsed(PAGE + FILL)
(PAGE_ONE,) = LESSON.pages
CARDS = PAGE_ONE.fills
RUN = LessonRun(LESSON)


def judged(card: int, line: str) -> str:
    """The marks of a card's cells, by their first letters."""
    fill = CARDS[card]
    marks = fills.judge(fill, RUN.card(fill), fills.entries_of(fill, line)).marks
    return " ".join("given" if mark == "given" else mark for mark in marks)


def test_each_card_is_a_question_of_its_own_with_less_and_less_given():
    assert [card.id for card in CARDS] == ["a-page/1", "a-page/2", "a-page/3"]
    assert [fills.blanks(card) for card in CARDS] == [(2, 4), (0, 1, 2, 3, 4), (0, 1, 2, 3, 4)]
    assert [card.has_formulas for card in CARDS] == [True, True, False]


def test_the_first_cell_that_does_not_follow_is_the_slip_and_what_follows_from_it_is_said_to():
    assert judged(1, "1.5 -1 1.5 0 1.5") == "right right right right right"
    # Without its bias z₁[1] is −2; h₁[1] = 0 is right all the same, and z₂ too.
    assert judged(1, "1.5 -2 1.5 0 1.5") == "right slip right right right"
    # z₁[0] = 1, without its bias: h₁[0] = 1 and z₂ = 1 follow from it.
    assert judged(1, "1 -1 1 0 1") == "slip right follows right follows"
    assert judged(1, "1 -1 1.2 0 1") == "slip right slip right slip"
    assert judged(1, "1.5 _ 1.5 0 1.5") == "right open right right right"
    assert judged(0, "0 -1") == "given given right given right"


@given(st.lists(st.floats(-50, 50), min_size=5, max_size=5))
def test_what_is_computed_from_ones_own_numbers_always_follows(numbers):
    """Whatever stands in the first two cells: h₁ and z₂ computed from it are no further slip."""
    z0, z1 = numbers[:2]
    h0, h1 = max(0.0, z0), max(0.0, z1)
    fill = CARDS[1]
    marks = fills.judge(fill, RUN.card(fill), [z0, z1, h0, h1, 1 * h0 - 2 * h1]).marks
    assert "slip" not in marks[2:]


def test_numbers_that_were_rounded_on_the_way_are_right():
    lab = RUN.card(CARDS[1])
    fill = CARDS[1]._replace(within=0.006)
    assert fills.judge(fill, lab, [1.504, -1.004, 1.504, 0.0, 1.504]).right


def replied(card: int, line: str, tries: Tries | None = None) -> fills.Reply:
    fill = CARDS[card]
    return fills.reply_to_card(fill, RUN.card(fill), line, tries or Tries(), 2)


def test_a_slip_is_named_with_its_cell_and_the_second_time_the_card_is_worked_out():
    first = replied(2, "-1 1.5 -1 1.5 1.5")
    assert (first.kind, first.slip) == ("again", "h₁[0]")
    assert first.text.startswith("h₁[0] is the first that does not follow.")
    second = replied(2, "-1 1.5 -1 1.5 1.5", Tries("-1 1 0 0 0", wrong=1))
    assert second.kind == "wrong"
    assert second.parts[-1] == "It is relu((−1)) = 0."
    assert replied(2, "-1 1.5 0 1.5 2").text == "Right, every one of them. That was a whole pass."
    shown = replied(2, "", Tries("1 1 1 1 1", wrong=1))
    assert shown.kind == "shown"
    assert "z₁[0] = −1, z₁[1] = 1.50, h₁[0] = 0" in shown.text


def test_hints_fade_and_never_tell_a_blank():
    assert fills.hints(CARDS[0], RUN.card(CARDS[0]), 4) == (
        "z₂ = W₂[0]·h₁[0] + W₂[1]·h₁[1] + b₂",
        "The numbers: W₂[0] = 2, h₁[0] as you have it, W₂[1] = −1, h₁[1] = 1.50, b₂ = 0.50.",
    )
    assert fills.hints(CARDS[1], RUN.card(CARDS[1]), 2) == ("h₁[0] = relu(z₁[0])",)
    assert fills.hints(CARDS[2], RUN.card(CARDS[2]), 2) == ("Row by row.",)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("1 2 3 4 5 6", "Give 5 numbers, one for each blank, parted by spaces."),
        ("1 two", "z₁[1]: That could not be read."),
        (f"1 {'9' * 10_000}", "z₁[1]: That is too long."),
        ("nan", "z₁[0]: "),
        ("1/0", "z₁[0]: That comes to no finite number."),
    ],
)
def test_what_is_no_number_is_said_with_its_cell(line, said):
    with pytest.raises(AnswerError) as error:
        fills.entries_of(CARDS[1], line)
    assert str(error.value).startswith(said)


def test_show_tells_the_card_without_its_blanks_and_under_answers_with_them():
    text = " ".join(show_lesson(LESSON))
    assert "Card 1 of 3. Given: x [1 2], W₁ [1 −1; 0.5 1]" in text
    assert "h₁[0]: ?, from relu(z₁[0])" in text
    assert "Answer 1. h₁[0] = 0, z₂ = −1. That was a whole pass." in text


def test_from_a_file_a_card_is_one_line():
    lines = ["0 -1", "1.5 -1 1.5 0 1", "_ _ 0 1.5 2"]
    told, outcomes = quizzed(Answers(iter(enumerate(lines)), "answers"))
    assert outcomes == [Outcome.FIRST, Outcome.WRONG, Outcome.WRONG]
    assert "z₂ is the first that does not follow." in told
    assert "z₁[0] is still open." in told


def test_who_types_is_asked_cell_by_cell_and_may_go_back(capsys):
    lines = ["5", "back", "0-.5", "back", "0", "-1", *["1.5", "-1", "1.5", "0", "1"], "1.5", *[""] * 5]
    told, outcomes = quizzed(Answers(iter(enumerate(lines))))
    asked = capsys.readouterr().out
    assert "h₁[0] (5) = " in asked
    assert "= −0.50" in told
    assert outcomes == [Outcome.FIRST, Outcome.LATER, Outcome.SKIPPED]
    assert told.count("Right, every one of them.") == 2


def quizzed(answers: Answers) -> tuple[str, list[Outcome]]:
    """What is told, and how the cards have ended."""
    told: list[str] = []
    with open_progress(None) as store:
        quizzer = Quizzer(LESSON, store, answers, told.append)
        quizzer.run()
        quizzer.close()
        outcomes = store.outcomes(LESSON.id)
    return " ".join(told), [outcomes[card.id] for card in CARDS]


def test_a_formula_that_comes_to_nothing_follows_from_nothing():
    fill = CARDS[1]._replace(cells=(CARDS[1].cells[0], Cell("z2", "1/z1[0]")))
    assert math.isnan(fills.follows(fill, RUN.card(CARDS[1]), [0.0], 1))

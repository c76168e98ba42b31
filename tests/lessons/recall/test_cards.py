"""Cards: questions of earlier lessons with other numbers, the same ones for a seed everywhere."""

from __future__ import annotations

import math

import pytest

from lessons import library
from lessons.answers.checks import is_right, read_answer
from lessons.format.fields import FieldError
from lessons.model import Predict, Quiz
from lessons.recall.cards import deal, find_card
from tests.lessons.recall.support import CHOICE, NUMBER, WORD, lessons

SEEDS = range(1, 30)


def words(dealt) -> str:
    return dealt.run.text(dealt.page, dealt.question.ask)


def test_a_seed_gives_the_same_numbers_on_every_machine(tmp_path):
    earlier, _ = lessons(tmp_path)
    card = earlier.questions[0]
    assert words(deal(earlier, card, 1)) == (
        "The inputs are (0.50, 2), the weights (0.25, 0.25), the bias is 0.50. What is z?"
    )
    assert words(deal(earlier, card, 2)) == (
        "The inputs are (0.50, 2), the weights (−0.50, 0.25), the bias is 0.50. What is z?"
    )
    assert [deal(earlier, card, 7).lab.settings["b"] for _ in range(3)] == [0.0] * 3
    assert len({words(deal(earlier, card, seed)) for seed in SEEDS}) > 10


def test_a_card_of_a_number_is_right_for_its_own_numbers_and_never_the_lessons(tmp_path):
    earlier, _ = lessons(tmp_path)
    card = earlier.questions[0]
    assert isinstance(card, Predict)
    for seed in SEEDS:
        dealt = deal(earlier, card, seed)
        x, w, b = (dealt.lab.settings[name] for name in "xwb")
        z = float(x @ w + b)
        assert math.isclose(read_answer(card, dealt.run.ahead(dealt.page, card)), z)
        # By hand: 0.2·0.3 + (−0.4)(−0.1) of the lesson itself.
        assert not is_right(card, z, 0.1)
        assert "?" not in words(dealt).removesuffix("What is z?")
        assert dealt.run.grade(dealt.page, dealt.question, str(z)).right


def test_one_choice_holds_of_a_card_whatever_its_numbers(tmp_path):
    earlier, _ = lessons(tmp_path)
    card = earlier.questions[1]
    found = set()
    for seed in SEEDS:
        dealt = deal(earlier, card, seed)
        x, w, b = (dealt.lab.settings[name] for name in "xwb")
        right = dealt.run.quiz(dealt.page, dealt.question).right
        assert right == (0 if x @ w + b > 0 else 1)
        found.add(right)
    assert found == {0, 1}


def test_a_quiz_has_its_choices_in_another_order_and_the_same_right_one(tmp_path):
    earlier, _ = lessons(tmp_path)
    card = earlier.questions[3]
    assert isinstance(card, Quiz)
    orders = set()
    for seed in SEEDS:
        dealt = deal(earlier, card, seed)
        assert isinstance(dealt.question, Quiz)
        assert dealt.question.choices[dealt.question.right] == card.choices[card.right]
        orders.add(tuple(choice.text for choice in dealt.question.choices))
    assert len(orders) == math.factorial(3)


@pytest.mark.parametrize(("card", "at"), [(NUMBER, 0), (CHOICE, 1), (WORD, 3)])
def test_a_recall_finds_its_card_and_reads_no_other_lesson(tmp_path, monkeypatch, card, at):
    read: list[str] = []

    def parse(path, name=None):
        read.append(path.name)
        return whole(path, name)

    whole = library.parse_file
    monkeypatch.setattr(library, "parse_file", parse)
    earlier, later = lessons(tmp_path, card)
    (recall,) = later.pages[1].recalls
    lesson, found = find_card(recall, later)
    assert (lesson.id, found.id) == ("one-unit", earlier.questions[at].id)
    assert read == ["41-one-unit.md"]


def test_a_recall_is_no_question_of_its_lesson(tmp_path):
    _, later = lessons(tmp_path)
    assert later.questions == ()
    assert later.pages[1].lab is None


def test_a_lesson_that_comes_later_or_has_faults_cannot_be_recalled(tmp_path):
    _, later = lessons(tmp_path)
    (recall,) = later.pages[1].recalls
    with pytest.raises(FieldError, match="lesson 'one-unit' is not before this one; name an earlier"):
        find_card(recall, later._replace(number=40))
    path = tmp_path / "41-one-unit.md"
    path.write_text(path.read_text("utf-8") + "\n## Empty\n", "utf-8")
    with pytest.raises(FieldError, match="lesson 'one-unit' has faults; mend them first"):
        find_card(recall, later)

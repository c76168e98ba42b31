"""Labs in words: signs that a reader drops, knobs, and the words that a lab has changed."""

from __future__ import annotations

import pytest

from lessons.answers.turning import knobs_in_words, turn
from lessons.format.fields import FieldError
from lessons.labs import REGISTRY
from lessons.telling.page import PageTold, Wish, WishError
from lessons.telling.show import show_lesson
from lessons.telling.spoken import Teller, run_steps, spoken
from tests.lessons.support import PAGE, parsed


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("w ← w − rate · slope", "w becomes w − rate × slope"),
        ("Then ← and → turn it.", "Then left arrow and right arrow turn it."),
        ("↑ and ↓ choose.", "up arrow and down arrow choose."),
        ("W (3×4) · x", "W (3 by 4) × x"),
        ("0.3×0.2", "0.3×0.2"),
        ("xᵀ · g", "x transposed × g"),
        ("slope = 1   p = 2", "slope = 1, p = 2"),
        ("total   = 1", "total = 1"),
        ("penalty =      _", "penalty = not yet"),
    ],
)
def test_signs_that_a_reader_drops_become_words(written, said):
    assert spoken(written) == said


def test_knobs_are_told_row_by_row_with_what_there_is_to_choose():
    said = knobs_in_words(REGISTRY["forward"]({}).knobs())
    assert "x 0.20, −0.40; W₁ row 0: 0.30, −0.10, row 1: 0.25, 0.40;" in said
    assert knobs_in_words(REGISTRY["code"]().knobs()).endswith(
        "code numpy (or pytorch, keras or scikit-learn)."
    )
    penalty = knobs_in_words(REGISTRY["l2"]().knobs())
    assert "λ (type penalty_rate) 0.1" in penalty


def test_knobs_are_told_again_when_one_is_turned():
    lab, teller = REGISTRY["descent"]({}), Teller()
    assert teller.tell_knobs(lab, 1) == ["Knobs: learning rate 0.30; start 0.00; steps 10."]
    assert teller.tell_knobs(lab, 1) == []
    turn(lab, "learning rate = 0.5")
    assert teller.tell_knobs(lab, 1) == ["Knobs: learning rate 0.50; start 0.00; steps 10."]


@pytest.mark.parametrize("name", ["W1[0,1]", "W1[0][1]", "w₁[0, 1]", " W₁[ 0 ][ 1 ] "])
def test_a_knob_is_found_however_it_is_spelt(name):
    lab = REGISTRY["forward"]({})
    turn(lab, f"{name} = −0.75")
    assert lab.settings["W1"][0, 1] == -0.75


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "'' turns no knob; write KNOB=VALUE, such as learning_rate=0.30"),
        ("start", "'start' turns no knob; write KNOB=VALUE, such as learning_rate=0.30"),
        ("strat=1", "there is no knob 'strat'; did you mean 'start'?"),
        ("start=here", "start: 'here' is no number; type a number from −100 to 100"),
        ("learning_rate=11", "learning rate: '11' is out of range; type a number from 0 to 10"),
        ("\x1b[2J" * 30 + "=1", "there is no knob"),
    ],
)
def test_what_turns_no_knob_is_refused_in_a_line_and_nothing_has_changed(text, said):
    lab = REGISTRY["descent"]({})
    before = lab.state()
    with pytest.raises(FieldError) as caught:
        turn(lab, text)
    assert str(caught.value).startswith(said)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200
    assert lab.state() == before


def test_so_many_steps_are_taken_and_no_more_than_there_are():
    lab = REGISTRY["descent"]({"steps": 3})
    assert list(run_steps(lab, 0)) == []
    assert len(list(run_steps(lab, 2))) > 0
    assert lab.position == 2
    list(run_steps(lab, 99))
    assert lab.position == 3


MOVING = (
    PAGE + "It stands at {value}`w`.\n\n```{lab} descent\n```\n\n## Next\n\nStill {value}`w`.\n\n"
    '```{predict}\nask = "w?"\nanswer = "w"\nafter = 0\n```\n\n'
    "## Last\n\nOn.\n\n```{lab} descent\nlearning_rate = 0.1\nuntil = 5\n```\n\n## Off\n\nNo more.\n"
)


def page_of(number: int, *turns: str, steps: int | None = None, settled=frozenset()) -> str:
    told = PageTold(parsed(MOVING), frozenset(settled), Wish(number, turns, steps))
    return "\n".join(told.lines())


def test_words_whose_numbers_the_lab_has_changed_are_told_again():
    text = "\n".join(show_lesson(parsed(MOVING)))
    assert text.index("It stands at 0.") < text.index("The words now say:\nIt stands at 2.9997.")


def test_one_page_is_told_with_its_lab_as_a_reader_finds_it():
    assert "Still ?." in page_of(2)
    assert "Still 2.9997." in page_of(2, settled=["next/1"])
    assert page_of(1).startswith("A title\nPage 1 of 4: A page\n")
    assert "Page 2 of 4" not in page_of(1)


def test_a_page_is_told_with_knobs_turned_and_so_many_steps():
    # 0 + 0.5·2·3 = 3 after a step
    text = page_of(1, "learning_rate=0.5", steps=1)
    assert "w 3.000 (now)" in text
    assert "Knobs: learning rate 0.50;" in text
    assert "The words now say:\nIt stands at 3." in text
    # 3 − 3·0.8² = 1.08
    assert "w 1.080 (now)" in page_of(3, steps=2)
    # The page lets it go no further than 5: 3 − 3·0.8⁵
    assert "w 2.017 (now)" in page_of(3, steps=50)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Wish(9), "has no page 9; it has 1 to 4"),
        (Wish(2, ("start=1",)), "waits for an answer; answer it with `nntutor quiz"),
        (Wish(1, ("strat=1",)), "there is no knob 'strat'"),
        (Wish(1, save=True), "makes no file; leave --save out"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused_in_a_line(wish, said):
    with pytest.raises(WishError, match=said.replace("?", r"\?")) as caught:
        PageTold(parsed(MOVING), frozenset(), wish)
    assert "\n" not in str(caught.value)


def test_a_page_without_a_lab_has_no_knobs():
    lesson = parsed(PAGE + "Words alone.\n")
    with pytest.raises(WishError, match="page 1 has no lab"):
        PageTold(lesson, frozenset(), Wish(1, ("start=1",)))
    assert "Words alone." in list(PageTold(lesson, frozenset(), Wish(1)).lines())

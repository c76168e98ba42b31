"""How many rows and lines things take."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lessons.format.fields import Field, KnobState
from lessons.format.layout import knob_lines, lab_rows, page_rows, prose_rows, question_rows, wrap
from lessons.labs import REGISTRY
from lessons.text import cells
from tests.lessons.support import PAGE, parsed


def test_lines_break_at_spaces_and_long_words_where_they_must():
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("a abcdefghij", 4) == ["a ab", "cdef", "ghij"]
    assert wrap("", 10) == [""]
    assert wrap("one\ntwo", 10) == ["one", "two"]


def test_wide_characters_count_twice_and_marks_not_at_all():
    assert wrap("中文字符很长", 5) == ["中文", "字符", "很长"]
    assert wrap("e\u0301e\u0301 e\u0301e\u0301", 5) == ["e\u0301e\u0301 e\u0301e\u0301"]


@given(st.text(alphabet=st.sampled_from("ab ₁中\n"), max_size=60), st.integers(2, 12))
def test_no_line_is_wider_than_there_is_room_and_nothing_is_lost(text, width):
    lines = wrap(text, width)
    assert all(cells(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        ("One line.", 1),
        ("word " * 30, 3),  # 14 words of 5 columns in 72
        ("One.\n\nTwo.", 3),
        ("One\nstill one.", 1),
        ("- a\n- b\n- c", 3),
        ("- a\n- b\n\n  still b\n- c", 4),
        ("1. " + "word " * 20, 2),
        ("- a\n  - b\n    - c", 3),
        ("Text.\n\n```\none\ntwo\n```\n\nText.", 6),
        ("> A quote.", 1),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |", 7),
        ("It is {value}`z1[0]`.", 1),
        ("", 0),
    ],
)
def test_the_rows_of_words(source, rows):
    assert prose_rows(source) == rows


def test_a_question_has_room_for_its_answer_and_for_what_is_said_of_it():
    page = parsed(
        PAGE + '```{predict}\nask = "What is z?"\nanswer = "z2"\n```\n\n'
        '```{quiz}\nask = "Which?"\nchoice = [{text = "a", right = true}, {text = "b"}]\n```\n\n'
        "```{lab} forward\n```\n"
    ).pages[0]
    # a line of question, one to type in, two of verdict; a line of question, two choices, two of verdict
    assert [question_rows(q) for q in page.questions] == [4, 5]


def test_a_page_is_its_words_its_lab_and_two_rows_of_frame():
    (page,) = parsed(PAGE + "Words.\n\n```{lab} forward\n```\n").pages
    lab = REGISTRY["forward"]()
    # a rule; two equations of a title, names and two rows; two lines of formula; a caption; two of knobs
    assert lab_rows(lab) == 1 + (4 + 4) + 2 + 1 + 2
    assert page_rows(page, lab) == 2 + (1 + 1) + 14
    assert page_rows(page, None) == 2 + 2


def test_knobs_of_one_matrix_stand_together_under_one_label():
    field = Field("W", "matrix", "weights", [[1, 2], [3, 4]], label="W₁", shape=(2, 2))
    plain = Field("rate", "number", "how far", 0.5)
    knobs = [*(KnobState(field, 1.0, (i, j)) for i in range(2) for j in range(2)), KnobState(plain, 0.5)]
    (line,) = knob_lines(knobs)
    assert [(c.label, c.value) for c in line] == [
        ("W₁", "1.00"), ("", "1.00"), ("", "1.00"), ("", "1.00"), ("rate", "0.50"),
    ]  # fmt: skip
    narrow = knob_lines(knobs, 20)
    assert [[c.knob for c in line] for line in narrow] == [[0, 1], [2, 3], [4]]


def test_a_sign_for_per_cent_stays_with_its_number():
    assert wrap("training 91.2 %, test 90 %.", 14) == ["training", "91.2 %, test", "90 %."]

"""A lesson file may hold anything: it has faults or none, soon, and nothing is raised."""

from __future__ import annotations

import pytest

from lessons.format.markdown import LONGEST, MOST_MARKS
from lessons.library import BUILT_IN, built_in_ids
from tests.lessons.support import PAGE, said_of
from tests.support.mutations import checked, lessons, mutated, nasty

MOST_SECONDS = 2.0
"""Of processor time, for any lesson of 100 kB."""

# A share of them all, those that took longest first; the others are run by the storms of tests/bench.
WORST = (
    "a page of images begun",
    "a question of links begun",
    "lines of mixed marks",
    "a page of wide letters",
    "many pages",
    "many cards",
    "many comparisons",
    "many unknown labs",
    "many live numbers of a lab",
    "a fence of a dotted table",
    "a fence of keys",
    "a fence of blanks in a key",
    "a fence called { and blanks",
    "a quiz of choices",
    "a quiz of choices of unknown fields",
    "a fence of digits",
    "a fence of brackets",
    "quotes 40000 deep",
    "tables 2000 deep in a fence",
    "many titles",
)
NASTY = nasty()


@pytest.fixture(scope="module", autouse=True)
def _course_read():
    """Reading the course for its ids is no part of checking another lesson."""
    built_in_ids()


@pytest.mark.parametrize("what", WORST)
def test_what_is_slow_to_read_is_told_and_left(tmp_path, what):
    _, seconds = checked(NASTY[what], tmp_path / "lesson.md")
    assert seconds < MOST_SECONDS


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_lesson_of_the_course_is_read(tmp_path, seed):
    course = lessons(BUILT_IN)
    _, seconds = checked(mutated(course[seed % len(course)], seed), tmp_path / "lesson.md")
    assert seconds < MOST_SECONDS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a" * (LONGEST + 1), "lesson.md:9:1: error: a paragraph of 10,001 characters; part it in several"),
        (
            "[" * (MOST_MARKS + 1),
            "lesson.md:9:1: error: a paragraph with 401 brackets and marks in it; ",
        ),
    ],
)
def test_a_paragraph_that_is_too_much_is_a_fault_before_it_is_read(tmp_path, text, said):
    assert said in said_of(tmp_path / "lesson.md", f"{PAGE}{text}\n")


def test_a_question_that_is_too_much_is_a_fault_before_it_is_read(tmp_path):
    fence = '```{{predict}}\nask = "{}"\nanswer = "w"\n```\n\n```{{lab}} descent\n```\n'
    text = said_of(tmp_path / "lesson.md", PAGE + fence.format("[" * (MOST_MARKS + 1)))
    assert "lesson.md:10:1: error: 'ask' with 401 brackets and marks in it; write less" in text
    text = said_of(tmp_path / "lesson.md", PAGE + fence.format("a" * LONGEST))
    assert "lesson.md:9:1: error: TOML of 10,022 characters; write at most 10,000" in text


def test_a_list_of_too_many_sizes_is_refused_before_a_network_is_made(tmp_path):
    sizes = ", ".join(["64"] * 2000)
    text = said_of(tmp_path / "lesson.md", f"{PAGE}```{{lab}} train\nhidden = [{sizes}]\n```\n")
    assert "lesson.md:10:1: error: 'hidden' has 2,000 numbers; give at most 10" in text

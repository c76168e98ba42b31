"""What the lab decides: what a {say} says, which choice of a prediction is right, and what is kept back."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterator
from functools import partial

import pytest

from lessons import work
from lessons.answers.cases import holding, places, said, turned
from lessons.answers.checks import AnswerError
from lessons.format.directives import DIRECTIVES
from lessons.format.docs import describe
from lessons.format.fields import FieldError
from lessons.format.markdown import fill_text
from lessons.labs import REGISTRY, Lab
from lessons.model import Lesson, Page, Say
from lessons.run import LessonRun, read_value
from lessons.telling.show import show_lesson
from tests.lessons.support import PAGE, parsed, said_of
from tests.support.course import COURSE

SAY = """```{say}
when = "factor < -1"
text = "It runs *away*, by {value}`factor`."
case = [
  {when = "factor < 0", text = "It swings."},
  {when = "factor < 1 and distance < 1", text = "It is near."},
]
else = "It is far off."
```

"""
CHOOSE = """```{predict}
ask = "Where is w in the end?"
why = "Each step leaves a part of the distance."
choice = [
  {text = "Nearer.", when = "distance < 1"},
  {text = "As far or farther.", when = "distance >= 1", why = "The steps are short."},
]
```

"""
LAB = "```{lab} descent\n```\n"


def run_of(text: str) -> tuple[LessonRun, Page]:
    lesson = parsed(text)
    return LessonRun(lesson), lesson.pages[0]


def test_the_first_case_that_holds_is_said_of_the_lab_as_it_stands():
    run, page = run_of(PAGE + SAY + LAB)
    (say,) = (block for block in page.blocks if isinstance(block, Say))
    lab = run.lab(page)
    assert run.said(page, say) == "It is far off."
    lab.seek(10)
    assert run.said(page, say) == "It is near."
    lab.turn("learning_rate", 0.6)
    assert run.said(page, say) == "It swings."
    lab.turn("learning_rate", 1.2)
    assert run.text(page, run.said(page, say)) == "It runs away, by −1.40."


def test_while_an_answer_is_kept_back_nothing_is_said_that_hangs_on_it():
    ask = '```{predict}\nask = "?"\nanswer = "factor"\n```\n\n'
    run, page = run_of(PAGE + SAY + ask + LAB)
    (say,) = (block for block in page.blocks if isinstance(block, Say))
    assert run.said(page, say) == ""
    run.settle(page.questions[0])
    assert run.said(page, say) == "It is far off."


def test_a_choice_that_the_lab_decides_locks_it_and_keeps_back_what_tells_it():
    run, page = run_of(PAGE + "{value}`distance` off.\n\n" + CHOOSE + LAB)
    (question,) = page.questions
    lab = run.lab(page)
    assert run.locked(page)
    lab.seek(10)
    assert run.read(page, "distance") == "?"
    with pytest.raises(AnswerError, match="Type the number of a choice, 1 to 2"):
        run.grade(page, question, "3")
    wrong, right = run.grade(page, question, "2"), run.grade(page, question, "1")
    assert (wrong.right, wrong.text) == (False, "Not that one. The steps are short.")
    assert right.right
    run.settle(question)
    assert not run.locked(page)
    assert run.read(page, "distance") != "?"


def test_a_choice_is_decided_by_the_values_of_the_lesson_whatever_is_turned():
    run, page = run_of(PAGE + CHOOSE + LAB)
    run.lab(page).turn("learning_rate", 2.0)
    assert run.quiz(page, page.questions[0]).right == 0


def test_show_tells_the_case_that_holds_before_and_after_and_the_choice_under_answers():
    told = "\n".join(show_lesson(parsed(PAGE + SAY + LAB)))
    assert "It is far off.\n" in told.partition("Lab:")[0]
    assert "The words now say:\nIt is near." in told
    asked = PAGE + SAY.replace("factor", "distance") + CHOOSE.replace("why", "after = 0\nwhy", 1) + LAB
    before, _, after = "\n".join(show_lesson(parsed(asked))).partition("Answers")
    assert "1. Nearer.\n2. As far or farther." in before
    assert "It is" not in before
    assert "Answer 1. Choice 2: As far or farther. The steps are short." in after
    assert "It is near." in after


def test_of_the_cases_a_lesson_reaches_with_some_knob_none_is_told_and_of_a_dear_lab_none_at_all(tmp_path):
    assert said_of(tmp_path / "lesson.md", PAGE + SAY + LAB) == ""
    never = PAGE + '```{say}\nwhen = "0 > 1"\ntext = "Never."\n```\n\n```{lab} compare\n```\n'
    assert "leads to this case" not in said_of(tmp_path / "lesson.md", never)


@pytest.mark.parametrize("name", ["say", "predict", "quiz", "page"])
def test_what_a_directive_takes_is_documented(name):
    for f in (*DIRECTIVES[name].fields, *DIRECTIVES[name].inside):
        assert f"  {f.name} (" in describe(name)


def ends(begun: Lab) -> Iterator[Lab]:
    """A lab with every pair of its knobs at their ends."""
    for one, other in itertools.combinations(begun.knobs(), 2):
        for a, b in itertools.product(places(one)[:2], places(other)[:2]):
            lab = begun.copy()
            with contextlib.suppress(FieldError):
                lab.turn(one.id, a)
                lab.turn(other.id, b)
                yield lab


def tried(lesson: Lesson) -> int:
    """How often what a lab decides has been said, with each knob at its places and each pair at its ends."""
    count = 0
    for page in lesson.pages:
        says = [block for block in page.blocks if isinstance(block, Say)]
        if not says or page.lab is None:
            continue
        begun = REGISTRY[page.lab.name](dict(page.lab.settings))
        end = work.page_end(begun) if begun.run_work(work.page_end(begun)) < 15_000_000 else 0
        for lab, position in itertools.product((*turned(begun), *ends(begun)), {0, end}):
            lab.seek(position)
            for say in says:
                holding([case.when for case in say.cases], lab)
                text = fill_text(said(say, lab), partial(read_value, lab))
                assert "nan" not in text
                count += 1
    return count


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.id)
def test_whatever_is_turned_what_the_lab_decides_can_be_said(lesson):
    tried(lesson)


def test_what_is_turned_for_it_is_every_knob():
    assert tried(parsed(PAGE + SAY + LAB)) > 40

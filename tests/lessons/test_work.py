"""How much a page may have its lab compute: bounded by work, which every lab states."""

from __future__ import annotations

from itertools import pairwise, product

import pytest

from lessons import work
from lessons.answers.turning import turn
from lessons.format.fields import FieldError
from lessons.labs import REGISTRY, Lab
from lessons.model import Lesson, Page
from lessons.run import LessonRun
from lessons.telling.page import PageTold, Wish, WishError
from tests.lessons.support import HEAD, parsed, said_of
from tests.support.course import COURSE


def labs() -> list[Lab]:
    """Every lab, as each of the choices of what it shows has it."""
    found: list[Lab] = []
    for name, lab in REGISTRY.items():
        choosers = [[(f.name, c) for c in f.choices] for f in lab.fields if f.name in ("view", "topic")]
        found += [REGISTRY[name](dict(chosen)) for chosen in product(*choosers)]
    return found


@pytest.mark.parametrize("lab", labs(), ids=lambda lab: f"{lab.name} {lab.settings.get('view', '')}")
def test_every_lab_states_what_a_step_costs(lab):
    costs = [lab.run_work(position) for position in (0, 1, 2, 1000, 1_000_000)]
    assert all(type(cost) is int for cost in costs)
    assert costs[0] > 0
    assert all(a < b for a, b in pairwise(costs))
    assert lab.read_work("x") > 0
    assert work.excess(lab, work.MOST)


def runs(lesson: Lesson) -> list[tuple[Page, Lab, int]]:
    """Each page's lab, and the position that it runs to when everything is shown and answered."""
    run = LessonRun(lesson)
    found = []
    for page in lesson.pages:
        lab = run.lab(page)
        if lab is not None:
            found.append((page, lab, run.end(page)))
    return found


def test_every_page_of_the_course_is_far_inside_the_bound():
    for lesson in COURSE.lessons:
        for page, lab, end in runs(lesson):
            assert 5 * lab.run_work(end) <= work.MOST, f"{lesson.id}, {page.title}"


LONG = """
## A page

```{{predict}}
ask = "What is the loss?"
answer = "loss.test"
within = 1
{after}
```

```{{lab}} train
{lab}
```
"""


@pytest.mark.parametrize(
    ("after", "lab", "where", "said"),
    [
        ("after = 1000000", "", "14:1", "this page's run needs 1,000,000 steps; "),
        ("", "epochs = 500\npoints = 5000\nbatch_size = 8", "17:1", "needs 219,000 steps; "),
        ("", "points = 5000\nhidden = [64, 64, 64, 64, 64, 64]", "17:1", "this page's lab is too large"),
    ],
)
def test_a_run_that_is_too_long_is_a_fault_in_its_place(tmp_path, after, lab, where, said):
    text = said_of(tmp_path / "lesson.md", HEAD + LONG.format(after=after, lab=lab))
    assert f"lesson.md:{where}: error: " in text
    assert said in text
    assert said == "this page's lab is too large" or " are allowed" in text


def test_a_run_as_long_as_it_may_be_is_none(tmp_path):
    lab = REGISTRY["train"]()
    most = (work.MOST - lab.start_work) // lab.step_work
    assert not work.excess(lab, most)
    page = HEAD + "## A page\n\n```{lab} train\n```\n\nHere is {value}`step`.\n"
    assert said_of(tmp_path / "lesson.md", page) == ""
    assert f"{most:,} are allowed" in (work.excess(lab, most + 1) or "")


def test_a_lesson_with_too_much_to_compute_is_told_and_left(tmp_path):
    pages = "".join(
        f"## Page {k}\n\nIt gets {{value}}`network.test`.\n\n```{{lab}} compare\nseed = {k}\n```\n\n"
        for k in range(60)
    )
    text = said_of(tmp_path / "lesson.md", HEAD + pages)
    assert "has more to compute than a check may; split it" in text
    assert len(text.splitlines()) == 3


UNBOUNDED = [(name, {}) for name, lab in REGISTRY.items() if lab().length is None] + [
    ("recap", {"topic": "train"})
]


@pytest.mark.parametrize(("name", "settings"), UNBOUNDED)
def test_more_steps_than_a_page_may_take_are_refused(name, settings):
    lines = "\n".join(f'{key} = "{value}"' for key, value in settings.items())
    lesson = parsed(HEAD + f"## A page\n\n```{{lab}} {name}\n{lines}\n```\n")
    with pytest.raises(WishError, match=r"--steps 99999: .* needs 99,999 steps; [\d,]+ are allowed; ask for"):
        PageTold(lesson, frozenset(), Wish(1, steps=99_999))


def test_a_knob_is_not_turned_to_a_run_that_is_too_long():
    lab = REGISTRY["contest"]()
    for text in ("hidden=16-16-16", "noise=0.5", "points=1000"):
        turn(lab, text)
    with pytest.raises(FieldError, match="hidden: this page's run needs"):
        turn(lab, "hidden=64-64-64")
    assert lab.settings["hidden"] == (16, 16, 16)

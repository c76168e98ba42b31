"""A question of an earlier lesson on the screen: asked anew, dealt again and again, in nobody's way."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Static

from lessons.format.layout import lab_rows
from lessons.progress import open_progress
from tests.lessons.recall.support import CHOICE, LATER, NUMBER, WORD, lessons
from tests.lessons.support import parsed
from tests.support.course import COURSE
from tests.support.pilot import SIZE, answer, lesson, said, settle, shown, turn
from tests.tui.conftest import Tutor
from tui.screens.page.scroll import PageScroll
from tui.widgets.questions.base import QuestionBox
from tui.widgets.questions.choices import Choices
from tui.widgets.questions.predict import PredictBox


def begun(tmp_path: Path, card: str = NUMBER, later: str = LATER, met: bool = True):
    """The lesson with a recall, and a store in which the one before it has been begun."""
    _, recalling = lessons(tmp_path, card, later)
    with open_progress(tmp_path / "state") as progress:
        if met:
            progress.visit("one-unit", "a-unit", 0, 3)
    return recalling


def line(pilot) -> str:
    return str(lesson(pilot).query(".recalled").last(Static).render())


async def test_it_is_asked_answered_and_dealt_again(tutor: Tutor, tmp_path) -> None:
    recalling = begun(tmp_path)
    async with tutor(recalling, tmp_path / "state").run_test(size=SIZE) as pilot:
        await turn(pilot, 1)
        screen = lesson(pilot)
        assert line(pilot) == "From lesson 41, One unit:"
        assert "The inputs are (0.50, 2), the weights (0.25, 0.25), the bias is 0.50." in " ".join(
            shown(pilot).split()
        )
        # The lab is the question's own, and waits.
        assert screen.panel.lab.name == "unit"
        assert screen.panel.display
        assert screen.panel.locked
        assert list(screen.panel.lab.settings["x"]) == [0.5, 2.0]
        assert " n " not in shown(pilot).splitlines()[-1]
        # A wrong number, then a hint, and the right one.
        await answer(pilot, "7")
        assert said(pilot).startswith("Not yet. ")
        await pilot.press("ctrl+t")
        assert said(pilot).startswith("Hint: Each input times its weight, plus the bias.")
        await answer(pilot, "1.125")
        assert said(pilot) == "✓ Right."
        assert not screen.panel.locked
        assert isinstance(screen.focused, PageScroll)
        assert "n ask anew" in shown(pilot).splitlines()[-1]
        await pilot.press("n")
        await settle(pilot)
        assert "The inputs are (0.50, 2), the weights (−0.50, 0.25)" in " ".join(shown(pilot).split())
        assert said(pilot) == ""
        assert screen.panel.locked
        assert isinstance(screen.focused.parent.parent, PredictBox)
        await answer(pilot, "0.75")
        assert said(pilot) == "✓ Right."
        assert [a.outcome for a in screen.progress.recalls("many-units")] == ["tried", "right", "right"]
        assert screen.progress.status_of(recalling).outcomes == {}


async def test_it_is_the_same_one_when_it_is_opened_again(tutor: Tutor, tmp_path) -> None:
    recalling = begun(tmp_path)
    async with tutor(recalling, tmp_path / "state").run_test(size=SIZE) as pilot:
        await turn(pilot, 1)
        await answer(pilot, "1.125")
        await pilot.press("n")
        await settle(pilot)
        await answer(pilot, "7")
        await turn(pilot, 2)
        await turn(pilot, 1)
        assert said(pilot).startswith("Not yet. ")
        await pilot.press(*"0.7")
        lesson(pilot).progress.save_now()
    async with tutor(recalling, tmp_path / "state").run_test(size=SIZE) as pilot:
        await turn(pilot, 1)
        assert "(−0.50, 0.25)" in shown(pilot)
        assert said(pilot).startswith("Not yet. ")
        await answer(pilot, "0.75")
        lesson(pilot).progress.save_now()
    async with tutor(recalling, tmp_path / "state").run_test(size=SIZE) as pilot:
        await turn(pilot, 1)
        assert said(pilot) == "✓ Right."
        assert not lesson(pilot).panel.locked


@pytest.mark.parametrize("card", [NUMBER, CHOICE, WORD])
async def test_it_holds_up_no_page_and_is_not_skipped_by_going_on(tutor: Tutor, tmp_path, card) -> None:
    recalling = begun(tmp_path, card)
    async with tutor(recalling, tmp_path / "state").run_test(size=SIZE) as pilot:
        await turn(pilot, 1)
        await pilot.press("right")
        await settle(pilot)
        assert lesson(pilot).index == 2
        await turn(pilot, 1)
        box = lesson(pilot).query_one(QuestionBox)
        assert not box.over
        assert lesson(pilot).progress.recalls("many-units") == []


async def test_who_has_not_met_it_reads_so_and_may_try_it(tutor: Tutor, tmp_path) -> None:
    recalling = begun(tmp_path, met=False)
    async with tutor(recalling, tmp_path / "state").run_test(size=SIZE) as pilot:
        await turn(pilot, 1)
        screen = lesson(pilot)
        assert line(pilot) == "This is from lesson 41; try it if you know it."
        await answer(pilot, "7")
        await answer(pilot, "1.125")
        assert said(pilot) == "✓ Right."
        assert screen.progress.recalls("many-units") == []
        # Once it is met, that is said no more.
        screen.progress.visit("one-unit", "a-unit", 0, 3)
        await turn(pilot, 2)
        await turn(pilot, 1)
        assert line(pilot) == "From lesson 41, One unit:"


async def test_choices_are_dealt_again_and_may_be_skipped(tutor: Tutor, tmp_path) -> None:
    recalling = begun(tmp_path, CHOICE)
    async with tutor(recalling, tmp_path / "state").run_test(size=SIZE) as pilot:
        await turn(pilot, 1)
        screen = lesson(pilot)
        before = list(screen.panel.lab.settings["x"])
        assert isinstance(screen.focused, Choices)
        await pilot.press("2", "enter")
        await settle(pilot)
        assert said(pilot) == "✓ Right. z is −0.05."
        await pilot.press("n")
        await settle(pilot)
        assert list(screen.panel.lab.settings["x"]) != before


async def test_a_skip_that_is_wanted_is_said_and_not_recorded(tutor: Tutor, tmp_path) -> None:
    recalling = begun(tmp_path)
    async with tutor(recalling, tmp_path / "state").run_test(size=SIZE) as pilot:
        await turn(pilot, 1)
        await pilot.press("enter", "enter")
        await settle(pilot)
        assert "Skipped." in said(pilot)
        assert lesson(pilot).progress.recalls("many-units") == []
        await pilot.press("n")
        await settle(pilot)
        assert said(pilot) == ""


OWN = """# Again

```{lesson}
id = "again"
```

## A unit

The bias is {value}`b`.

```{predict}
ask = "What is z?"
answer = "z"
fresh = {b = [1, 2, 3]}
```

```{lab} unit
x = [1, 1]
w = [0.5, 0.25]
```

## Words

Words.
"""


async def test_a_question_of_the_page_itself_is_asked_anew_once_it_is_over(tutor: Tutor, tmp_path) -> None:
    recalling = parsed(OWN)
    async with tutor(recalling, tmp_path / "state").run_test(size=SIZE) as pilot:
        await settle(pilot)
        screen = lesson(pilot)
        assert "ask anew" not in shown(pilot)
        await answer(pilot, "0.75")
        assert said(pilot) == "✓ Right."
        await pilot.press("n")
        await settle(pilot)
        b = screen.panel.lab.settings["b"]
        assert f"The bias is {b:.0f}." in shown(pilot)
        assert screen.panel.locked
        assert said(pilot) == ""
        await answer(pilot, f"{0.75 + b}")
        assert said(pilot) == "✓ Right."
        assert not screen.panel.locked
        await pilot.press("n")
        await settle(pilot)
        assert screen.panel.lab.settings["b"] not in (0.0, b)
        # It is in nobody's way, and no mark: the page is as it was where it is turned back to.
        await pilot.press("right")
        await settle(pilot)
        assert screen.index == 1
        await turn(pilot, 0)
        assert said(pilot) == "✓ Right."
        assert screen.panel.lab.settings["b"] == 0.0
        assert [a.question for a in screen.progress.recalls("again")] == ["again/a-unit/1"]
        assert len(screen.progress.attempts("again", "a-unit/1")) == 1


@pytest.mark.parametrize(
    "one", [x for x in COURSE.lessons if any(p.recalls for p in x.pages)], ids=lambda x: x.id
)
@pytest.mark.usefixtures("walked")
async def test_at_80_by_24_every_recall_of_the_course_has_room_beside_its_lab(
    tutor: Tutor, one, tmp_path
) -> None:
    with open_progress(tmp_path / "state") as progress:
        for each in COURSE.lessons:
            progress.visit(each.id, each.pages[0].slug, 0, len(each.pages))
    async with tutor(one, tmp_path / "state").run_test(size=SIZE) as pilot:
        screen = lesson(pilot)
        await turn(pilot, next(i for i, page in enumerate(one.pages) if page.recalls))
        box = screen.query_one(QuestionBox)
        # Before it is answered, after a wrong number, and when it has been told.
        for _ in range(3):
            assert screen.query_one(PageScroll).max_scroll_y == 0
            if screen.panel is None:
                # A choice, of a page that has no lab.
                assert not isinstance(box, PredictBox)
                continue
            assert screen.panel.display
            assert screen.panel.region.height >= lab_rows(screen.panel.lab)
            if isinstance(box, PredictBox) and not box.over:
                assert screen.panel.locked
                await answer(pilot, "1234.5")
        assert box.over == isinstance(box, PredictBox)

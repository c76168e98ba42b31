"""The bar of knobs: thirty of them in five groups, on a page that their lab has to itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

import lessons.labs
from lessons.format.layout import knob_groups, lab_rows, page_rows
from lessons.format.parser import parse_text
from lessons.labs import REGISTRY
from lessons.labs.base import Knob, Lab
from lessons.rules import broken
from lessons.telling.show import show_lesson
from lessons.validate import read_lesson
from tests.lessons.support import PAGE, parsed
from tests.support.many_knobs import GROUPS, LESSON
from tests.support.pilot import caption, lesson, settle, shown, turn
from tests.tui.conftest import Tutor
from tui.drawing.layout import in_ascii, plain
from tui.screens.page.scroll import PageScroll
from tui.session.cursor import place
from tui.widgets.chrome import keys_now
from tui.widgets.figure_view import FigureView
from tui.widgets.knobs import KnobBar

Nntutor = Callable[..., Any]


@pytest.fixture(autouse=True)
def many_knobs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The lab, as if it had a file among the labs."""
    monkeypatch.setitem(lessons.labs._modules(), "many_knobs", "tests.support.many_knobs")


def test_the_lab_keeps_the_rules_and_its_page_fits() -> None:
    assert list(broken(REGISTRY["many_knobs"], (plain, in_ascii))) == []
    alone, with_words = parsed(LESSON).pages
    lab = REGISTRY["many_knobs"]()
    assert (alone.lab_alone, with_words.lab_alone) == (True, False)
    assert len(lab.knobs()) == 30
    # A rule, the figure, the caption; the names of the groups, and two rows for the knobs of one.
    assert lab_rows(lab) == 1 + 12 + 1 + 3
    assert page_rows(alone, lab) == 2 + 17


def test_a_lab_in_which_only_some_knobs_have_a_group_is_refused() -> None:
    with pytest.raises(TypeError, match="knob 'pace' has no group"):

        class Half(Lab):
            seed = Knob.integer("a seed", 0, group="data")
            pace = Knob.number("how fast", 0.1)


def test_check_tells_of_a_lab_that_is_too_tall_even_for_a_page_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "tall.md"
    path.write_text(LESSON, encoding="utf-8")
    assert list(read_lesson(path)[1]) == []
    monkeypatch.setattr(REGISTRY["many_knobs"], "caption_rows", 5)
    assert [(fault.line, fault.reason, fault.mend) for fault in read_lesson(path)[1]] == [
        (
            12,
            "page 'With words' takes 25 rows (words 2, lab 21, header and footer 2); a screen has 24",
            "take out all words and questions: a lab alone on a page has the whole screen",
        )
    ]
    monkeypatch.setattr(REGISTRY["many_knobs"], "caption_rows", 7)
    fault, _ = sorted(read_lesson(path)[1])
    assert fault.line == 7
    assert fault.reason == "page 'All of them' takes 25 rows (lab 23, header and footer 2); a screen has 24"
    assert fault.mend == "give the lab less to show: it has the page to itself already"


def test_told_as_text_every_group_has_its_name(nntutor: Nntutor) -> None:
    told = [*show_lesson(parsed(LESSON))]
    for name in GROUPS:
        assert f"Knobs, {name}: {name} size 0.50; {name} rate 0.1; {name} count 3;" in " ".join(told)
    assert "(group picture)" in nntutor("labs", "many_knobs").stdout


def opened(tutor: Tutor, **settings: Any):
    one, faults = parse_text(LESSON, Path("many.md"), "many.md")
    assert not faults
    return tutor(one, **settings)


def bar_rows(pilot: Pilot[None]) -> list[str]:
    region = lesson(pilot).query_one(KnobBar).region
    return shown(pilot).split("\n")[region.y : region.bottom]


async def chosen(pilot: Pilot[None]) -> str:
    """The knob that is chosen: it stands on the screen, marked and under the terminal's cursor."""
    await pilot.pause()
    knob = lesson(pilot).query_one(KnobBar).knob
    assert knob is not None
    assert f"[{knob.field.group}]" in bar_rows(pilot)[0]
    x, y = place(pilot.app.screen)
    assert shown(pilot).split("\n")[y][x:].startswith(f"{knob.shown()}›")
    return knob.id


async def test_any_knob_of_any_group_is_reached_turned_and_typed(tutor: Tutor) -> None:
    async with opened(tutor).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = lesson(pilot)
        bar, lab = screen.query_one(KnobBar), screen.panel.lab  # type: ignore[union-attr]
        knobs = lab.knobs()
        await pilot.press("tab")
        assert bar.has_focus
        assert "g next group" in shown(pilot).split("\n")[-1]
        assert "esc leave" in shown(pilot).split("\n")[-1]
        for knob in knobs:
            assert await chosen(pilot) == knob.id
            assert all(name in bar_rows(pilot)[0] for name in GROUPS)
            assert (bar.region.height, bar.region.bottom) == (3, 23)
            await pilot.press("right", "down")
        assert [k.value for k in lab.knobs()] == [k.turned(1) for k in knobs]
        # After the last comes the first, and before it the last.
        assert await chosen(pilot) == knobs[0].id
        # Back over the start of the last group, and a group after the other, round and round.
        await pilot.press(*["up"] * 7)
        assert await chosen(pilot) == "training_seed"
        for start in [24, *knob_groups(knobs).values()]:
            await pilot.press("g")
            assert await chosen(pilot) == knobs[start].id
        await pilot.press("g", "g", "down", "enter", *"2.5", "enter")
        await settle(pilot)
        assert lab.knob("network_rate").value == 2.5
        assert await chosen(pilot) == "network_rate"
        await pilot.press("enter", "7", "escape")
        await settle(pilot)
        assert (lab.knob("network_rate").value, bar.has_focus) == (2.5, True)
        await pilot.press("escape")
        assert isinstance(screen.focused, PageScroll)
        assert "[network]" in bar_rows(pilot)[0]


async def test_another_group_paints_the_bar_and_no_figure(
    tutor: Tutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(tutor).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("tab")
        await settle(pilot)
        painted: list[int] = []
        paint = FigureView.paint
        monkeypatch.setattr(FigureView, "paint", lambda self, *size: painted.append(1) or paint(self, *size))  # type: ignore[func-returns-value]
        before = shown(pilot).split("\n")
        for _ in GROUPS:
            await pilot.press("g")
            await settle(pilot)
        await pilot.press("g")
        await settle(pilot)
        after = shown(pilot).split("\n")
        changed = [y for y, row in enumerate(after) if row != before[y]]
        bar = lesson(pilot).query_one(KnobBar).region
        assert painted == []
        # The caption tells what the chosen knob is.
        assert set(changed) <= {bar.y - 1, *range(bar.y, bar.bottom)}
        assert caption(pilot).startswith("The size of the network")


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=str)
async def test_a_lab_alone_on_its_page_has_the_whole_screen(tutor: Tutor, size: tuple[int, int]) -> None:
    columns, rows = size
    async with opened(tutor).run_test(size=size) as pilot:
        await settle(pilot)
        screen = lesson(pilot)
        panel, figures = screen.panel, screen.query_one(FigureView)
        assert panel is not None
        assert panel.region == (2, 1, columns - 4, rows - 2)
        await pilot.press("tab", "g")
        assert await chosen(pilot) == "network_size"
        assert figures.region.height == rows - 2 - 1 - 1 - screen.query_one(KnobBar).region.height
        await turn(pilot, 1)
        panel = screen.panel
        assert panel is not None
        assert panel.region.height < rows - 2 or panel.region.width < columns - 4


async def test_in_ascii_the_shown_group_is_marked_too(tutor: Tutor) -> None:
    async with opened(tutor, ascii=True).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("tab", "g")
        await pilot.pause()
        assert "[network]" in bar_rows(pilot)[0]
        assert "g shows the next group of data, network" in lesson(pilot).query_one(KnobBar).help_text
        await pilot.press("f1")
        await settle(pilot)
        assert "g  next group" in shown(pilot)


async def test_what_holds_a_text_is_not_said_to_turn(tutor: Tutor) -> None:
    async with tutor(parsed(f"{PAGE}```{{lab}} graph\n```\n")).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        bar = lesson(pilot).query_one(KnobBar)
        bar.focus()
        kinds = {}
        for i, knob in enumerate(bar._knobs):
            bar.chosen = i
            await pilot.pause()
            kinds[knob.field.kind] = next(what for key, what in keys_now(lesson(pilot)) if key == "←→")
            before = lesson(pilot).panel.lab.knobs()[i].value  # type: ignore[union-attr]
            await pilot.press("right")
            assert lesson(pilot).panel.lab.knobs()[i].value != before  # type: ignore[union-attr]
        assert kinds == {"text": "examples", "number": "turn"}

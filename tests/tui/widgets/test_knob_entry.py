"""Typing a value at a knob: what begins it, what ends it, and what is said of a wrong one."""

from __future__ import annotations

import pytest
from textual import events
from textual.pilot import Pilot

from lessons.labs import REGISTRY
from lessons.model import Page
from tests.support.pilot import SIZE, caption, lesson, settle, shown
from tests.support.waiting import until
from tests.tui.conftest import Tutor
from tui.screens.page.scroll import PageScroll
from tui.widgets.entry import Entry, KnobEntry
from tui.widgets.knobs import KnobBar


async def at_knob(pilot: Pilot[None], page: int, knob: str) -> KnobBar:
    """Go to a page whose questions are done with, and to a knob of its lab."""
    screen = lesson(pilot)
    for question in screen.lesson.questions:
        screen.run_.settle(question)
    screen.index = page
    screen.on_respell()
    await until(lambda: screen._shown == page)
    await pilot.pause()
    bar = screen.query_one(KnobBar)
    screen.set_focus(bar)
    bar.chosen = next(i for i, each in enumerate(bar._knobs) if each.id == knob)
    await pilot.pause()
    return bar


@pytest.mark.parametrize("typed", ["7", ".7", "-0.7", "+0.7"])
async def test_what_can_begin_a_number_opens_the_line_with_it(tutor: Tutor, typed: str) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        bar = await at_knob(pilot, 2, "x[0]")
        await pilot.press(*typed)
        assert lesson(pilot).query_one(KnobEntry).query_one(Entry).value == typed
        await pilot.press("enter")
        await settle(pilot)
        panel = lesson(pilot).panel
        assert panel is not None
        assert (panel.lab.knob("x[0]").value, bar.has_focus) == (float(typed), True)
        assert not lesson(pilot).query_one(KnobEntry).display


async def test_keys_that_come_in_one_bunch_all_find_the_line(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        await at_knob(pilot, 2, "x[0]")
        panel = lesson(pilot).panel
        assert panel is not None
        for key in "0.8125":
            pilot.app.post_message(events.Key("full_stop" if key == "." else key, key))
        pilot.app.post_message(events.Key("enter", None))
        await until(lambda: panel.lab.knob("x[0]").value == 0.8125)
        # It is shown rounded, and kept as it was typed.
        assert "0.81" in shown(pilot).splitlines()[-2] + shown(pilot).splitlines()[-3]


async def test_esc_leads_out_a_level_at_a_time_and_tab_to_the_page_at_once(tutor: Tutor) -> None:
    async with tutor("forward-pass").run_test(size=SIZE) as pilot:
        bar = await at_knob(pilot, 2, "x[0]")
        screen = lesson(pilot)
        await pilot.press("7", "escape")
        assert bar.has_focus
        assert not screen.query_one(KnobEntry).display
        await pilot.press("escape")
        assert isinstance(screen.focused, PageScroll)
        await pilot.press("tab", "7", "tab")
        assert isinstance(screen.focused, PageScroll)
        assert not screen.query_one(KnobEntry).display
        await pilot.press("tab", "tab")
        assert (isinstance(screen.focused, PageScroll), screen.index) == (True, 2)


def has_knob(page: Page, knob: str) -> bool:
    if page.lab is None or not page.owns_lab:
        return False
    return any(each.id == knob for each in REGISTRY[page.lab.name](dict(page.lab.settings)).knobs())


@pytest.mark.parametrize(
    ("lesson_id", "knob", "typed"),
    [
        ("activations", "function", "foo"),
        ("training", "learning_rate", "300"),
        ("layer", "activation", "foo"),
    ],
)
async def test_what_is_wrong_with_a_value_stands_whole_at_80_columns_and_goes_with_the_line(
    tutor: Tutor, lesson_id: str, knob: str, typed: str
) -> None:
    async with tutor(lesson_id).run_test(size=SIZE) as pilot:
        pages = lesson(pilot).lesson.pages
        page = next(i for i, p in enumerate(pages) if has_knob(p, knob))
        await at_knob(pilot, page, knob)
        await pilot.press("enter", *typed, "enter")
        await settle(pilot)
        message = lesson(pilot).query_one(".entry-message")
        text = str(message.content)  # type: ignore[attr-defined]
        assert text.startswith("✗")
        region = message.region
        rows = shown(pilot).splitlines()[region.y : region.bottom]
        drawn = " ".join(row[region.x : region.right].strip() for row in rows)
        assert drawn.strip() == text
        await pilot.press("tab")
        assert not lesson(pilot).query_one(KnobEntry).display
        assert "✗" not in caption(pilot)


async def test_a_text_is_typed_over_and_what_is_wrong_with_it_is_said_under_the_place(tutor: Tutor) -> None:
    async with tutor("chain-rule").run_test(size=SIZE) as pilot:
        bar = await at_knob(pilot, 3, "expression")
        await pilot.press("enter", *"a*b + (b*", "enter")
        await settle(pilot)
        entry = lesson(pilot).query_one(KnobEntry)
        line = entry.query_one(Entry)
        assert (line.value, line.cursor_position) == ("a*b + (b*", 9)
        rows = shown(pilot).splitlines()
        typed = next(i for i, row in enumerate(rows) if "expression = a*b + (b*" in row)
        assert rows[typed + 1].index("^") == rows[typed].index("(b*") + 3
        assert "✗ it ends too soon" in rows[typed + 2]
        panel = lesson(pilot).panel
        assert panel is not None
        assert panel.lab.knob("expression").value == "x*x + x"
        await pilot.press(*"c)", "enter")
        await settle(pilot)
        assert (panel.lab.knob("expression").value, bar.has_focus) == ("a*b + (b*c)", True)
        assert not entry.display

"""A card on the screen: filled in cell by cell, checked, tried again, and followed by the next."""

from __future__ import annotations

from textual.pilot import Pilot

from tests.lessons.answers.test_fills import FILL
from tests.lessons.support import PAGE, parsed
from tests.support.pilot import lesson, settle, shown, turn
from tests.tui.conftest import Tutor
from tui.widgets.chrome import keys_now
from tui.widgets.questions.fill import FillBox, FillGrid

LESSON = parsed(PAGE + FILL + "\n## Another\n\nWords.\n")


def box(pilot: Pilot[None]) -> FillBox:
    """The card that is seen."""
    (seen,) = (each for each in lesson(pilot).query(FillBox) if each.display)
    return seen


async def fill(pilot: Pilot[None], *numbers: str) -> None:
    for number in numbers:
        await pilot.press(*number, "enter")
    await pilot.press("enter")
    await settle(pilot)


async def test_cards_follow_one_another_and_each_is_kept(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert isinstance(pilot.app.screen.focused, FillGrid)
        assert ("enter", "next blank") in keys_now(lesson(pilot))
        assert "Given: x [1 2], W₁ [1 −1; 0.5 1]" in shown(pilot)
        assert "h₁[0] = relu(z₁[0])" in shown(pilot)
        # Checked, a slip is marked and the cursor leads to it.
        await fill(pilot, "1", "1")
        assert str(box(pilot).feedback.content).startswith("h₁[0] is the first that does not follow.")
        assert box(pilot).grid.cell == 2
        assert ("enter", "next blank") in keys_now(lesson(pilot))
        assert "h₁[0]   [1     ]✗" in shown(pilot)
        assert "z₂      [1     ]~" in shown(pilot)
        for key in ("backspace", "0", "enter", "backspace", "-", "1", "enter", "enter"):
            await pilot.press(key)
        await settle(pilot)
        assert "✓ Right, every one of them." in str(box(pilot).feedback.content)
        assert ("enter", "next card") in keys_now(lesson(pilot))
        await pilot.press("enter")
        assert box(pilot).question.card == 1
        await fill(pilot, "1.5", "-1", "1.5", "0", "3/2")
        assert str(box(pilot).feedback.content).startswith("✓")
        kept = lesson(pilot).progress.outcomes("a-lesson")
        assert list(map(str, kept.values())) == ["right later", "right at first"]
        # Nothing more is taken back on a card that is over, and no page is turned for it: also on the last.
        assert box(pilot).grid.over
        await pilot.press("backspace")
        assert lesson(pilot).told == ""
        await turn(pilot, 1)
        await turn(pilot, 0)
        assert box(pilot).question.card == 2
        await fill(pilot, "-1", "1.5", "0", "1.5", "2")
        assert box(pilot).grid.over
        assert ("→", "next") in keys_now(lesson(pilot))
        await pilot.press("backspace", "backspace")
        await settle(pilot)
        assert (lesson(pilot).told, lesson(pilot).index) == ("", 0)
        await pilot.press("right")
        await settle(pilot)
        assert lesson(pilot).index == 1


async def test_arrows_move_letters_stay_keys_and_nothing_typed_is_lost(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("0", ".", "5", "down", "7", "up")
        grid = box(pilot).grid
        assert grid.typed == {2: "0.5", 4: "7"}
        await pilot.press("right", "right")
        await settle(pilot)
        assert lesson(pilot).index == 1
        await turn(pilot, 0)
        assert box(pilot).grid.typed == {2: "0.5", 4: "7"}
        await pilot.press("tab", "tab")
        assert isinstance(pilot.app.screen.focused, FillGrid)
        await pilot.press("escape")
        assert not isinstance(pilot.app.screen.focused, FillGrid)


async def test_what_is_given_is_told_from_what_is_to_be_filled_in(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "z₁[0]    −1 " in shown(pilot)
        assert "h₁[0]   [______]" in shown(pilot)
        assert "fill in each [______]; the rest is given" in shown(pilot)
        grid = box(pilot).grid
        given, own = (str(grid._cell(i).spans[0].style) for i in (0, 4))
        assert given == "dim"
        assert own != "dim"


async def test_a_sum_is_shown_as_what_it_comes_to_and_what_was_checked_is_replaced(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(*"0.-0.91")
        assert "h₁[0]   [0.-0.91]" in shown(pilot)
        assert "h₁[0] = relu(z₁[0])   yours: 0.-0.91 = −0.91" in shown(pilot)
        await fill(pilot, "", "7")
        assert "z₂      [7     ]" in shown(pilot)
        grid = box(pilot).grid
        assert grid.cell == 2
        await pilot.press("down")
        assert "h₁[0]   [=−0.91]" in shown(pilot)
        # Another number replaces it; what is taken back, or begins none, goes on with what is there.
        await pilot.press("-", "3", "*", "2", "up", "backspace", "5")
        assert grid.typed == {2: "0.-0.95", 4: "-3*2"}


async def test_what_is_no_number_is_said_and_stays(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await fill(pilot, "0", "1/0")
        assert str(box(pilot).feedback.content).startswith("z₂: That comes to no finite number.")
        assert box(pilot).grid.typed == {2: "0", 4: "1/0"}
        assert box(pilot).grid.cell == 4
        assert lesson(pilot).progress.attempts("a-lesson", "a-page/1") == []


async def test_a_card_without_an_entry_is_not_checked(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("enter", "enter", "enter")
        assert "Nothing is filled in yet." in str(box(pilot).feedback.content)


async def test_a_card_has_the_width_of_words_on_a_wide_screen(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert box(pilot).size.width == 72
        # A row of cells, and a blank one under it.
        assert box(pilot).grid.size.height == 2 * 5 + 1


async def test_tab_leads_to_no_card_that_is_not_seen_and_backspace_to_no_other_page(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await turn(pilot, 1)
        await turn(pilot, 0)
        seen = box(pilot).grid
        await pilot.press("tab", "tab", "7", "backspace", "backspace", "backspace", "0")
        await settle(pilot)
        assert lesson(pilot).index == 0
        assert seen.typed[2] == "0"
        assert all(
            not any(each.grid.typed.values()) for each in lesson(pilot).query(FillBox) if not each.display
        )


async def test_a_cell_that_is_open_is_no_wrong_try(tutor: Tutor) -> None:
    async with tutor(LESSON).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await fill(pilot, "0", "")
        assert str(box(pilot).feedback.content) == "z₂: this one is still open."
        assert lesson(pilot).progress.attempts("a-lesson", "a-page/1") == []

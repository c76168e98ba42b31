"""The first and the last row: what gives way where they are narrow."""

from __future__ import annotations

import pytest

from tests.lessons.support import HEAD, parsed
from tests.support.pilot import settle, shown
from tests.tui.conftest import Tutor
from tui.widgets.chrome import fitting

KEYS = [
    ("→", "next"),
    ("←", "back"),
    ("s", "step"),
    ("b", "undo"),
    ("p", "play"),
    ("r", "reset"),
    ("w", "save"),
    ("tab", "knobs"),
    ("q", "lessons"),
    ("?", "help"),
]


@pytest.mark.parametrize(
    ("width", "left"),
    [
        (200, "→ ← s b p r w tab q ?"),
        (78, "→ ← s b p r tab q ?"),
        (70, "→ ← s p r tab q ?"),
        (62, "→ ← s p tab q ?"),
        (52, "→ ← s tab q ?"),
        (46, "→ ← tab q ?"),
        (10, "→ tab q ?"),
    ],
)
def test_how_to_go_on_and_how_to_get_out_are_told_last_of_all(width: int, left: str) -> None:
    assert [key for key, _ in fitting(KEYS, width)] == left.split()


async def test_where_80_columns_have_room_the_way_to_the_playground_is_told(tutor: Tutor) -> None:
    async with tutor("training").run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "o playground" in shown(pilot).splitlines()[-1]


@pytest.mark.parametrize("columns", [60, 80])
@pytest.mark.parametrize(
    "title", ["Short", "Learning from many examples", "A title as long as" + " it may be" * 5]
)
async def test_the_name_of_the_lesson_is_cut_before_the_title_and_two_blanks_part_them(
    tutor: Tutor, title: str, columns: int
) -> None:
    text = (
        HEAD.replace("# A title", "# A lesson with a name that is not short at all")
        + f"## {title}\n\nWords.\n"
    )
    async with tutor(parsed(text)).run_test(size=(columns, 24)) as pilot:
        await settle(pilot)
        row = shown(pilot).splitlines()[0]
        assert row.rstrip().endswith("  1/1")
        kept = row.strip().removesuffix("1/1")
        said, gap, _ = kept.partition("  ")
        assert gap
        assert said == title or said.endswith("…")
        if len(title) < columns - 10:
            assert said == title

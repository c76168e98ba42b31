"""Pages that are taller than the screen: they scroll, and then they turn."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Static

from tests.support.command import run_here
from tests.support.pilot import lesson, settle
from tests.support.tutor import NEXT, open_tutor
from tests.support.waiting import until
from tests.tui.conftest import Tutor
from tui.screens.help import HelpScreen
from tui.screens.page.scroll import PageScroll

WORDS = "\n\n".join(f"Paragraph {i} of a page that goes on and on." for i in range(40))
TALL = f"""# Tall

```{{lesson}}
id = "tall"
```

## The first page

{WORDS}

## The second page

Only this.

## The third page

{WORDS}

```{{quiz}}
ask = "Was that long?"
choice = [{{text = "yes", right = true}}, {{text = "no"}}]
```
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "tall.md").write_text(TALL)
    return tmp_path


def scrolled(pilot: Pilot[None]) -> tuple[int, int]:
    """The page, and how far it has been scrolled."""
    screen = lesson(pilot)
    return screen.index, screen.query_one(PageScroll).scroll_offset.y


async def press(pilot: Pilot[None], key: str) -> tuple[int, int]:
    await pilot.press(key)
    await settle(pilot)
    return scrolled(pilot)


@pytest.mark.parametrize("size", [(80, 24), (60, 18), (120, 40)], ids=str)
async def test_a_tall_page_scrolls_to_its_end_and_then_turns(tutor: Tutor, folder: Path, size) -> None:
    key = "space" if size == (60, 18) else "pagedown"
    async with tutor("tall", folders=(folder,)).run_test(size=size) as pilot:
        await settle(pilot)
        end = lesson(pilot).query_one(PageScroll).max_scroll_y
        assert end > size[1]
        places = [scrolled(pilot)]
        while places[-1][0] == 0 and len(places) < 20:
            places.append(await press(pilot, key))
        *on_the_first, turned = places
        rows = [y for _, y in on_the_first]
        assert rows == sorted(set(rows))
        assert rows[-1] == end
        assert turned == (1, 0)
        # A page that fits turns at once; on the third one a question waits, which takes neither key.
        assert await press(pilot, key) == (2, 0)
        assert (await press(pilot, key))[1] > 0


async def test_page_up_scrolls_back_before_it_turns_back_and_the_arrows_turn_at_once(
    tutor: Tutor, folder: Path
) -> None:
    async with tutor("tall", folders=(folder,)).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert await press(pilot, "pagedown") == (0, 22)
        assert await press(pilot, "pageup") == (0, 0)
        # The arrows turn at once.
        await press(pilot, "pagedown")
        assert await press(pilot, "right") == (1, 0)
        assert await press(pilot, "pageup") == (0, 0)
        await press(pilot, "right")
        await press(pilot, "right")
        await press(pilot, "pagedown")
        assert await press(pilot, "left") == (1, 0)


def test_a_file_with_a_tall_page_is_taught_as_in_a_folder_and_reported_by_check(folder: Path) -> None:
    alone, beside = (
        run_here(folder, "show", "tall.md"),
        run_here(folder, "--lessons", str(folder), "show", "tall"),
    )
    assert alone.returncode == beside.returncode == 0
    assert alone.stdout == beside.stdout != ""
    done = run_here(folder, "check", "tall.md")
    assert done.returncode == 1
    assert "rows" in done.stdout


@pytest.mark.pty
def test_a_file_with_a_tall_page_opens_and_scrolls(folder: Path) -> None:
    with open_tutor(folder, "tall.md") as terminal:
        terminal.wait_for("Paragraph 0 of")
        terminal.send(NEXT)
        terminal.wait_for("Paragraph 11 of")
        for _ in range(6):
            terminal.send(NEXT)
            terminal.rest()
            if "Only this." in terminal.text:
                break
        assert "Only this." in terminal.text


@pytest.mark.parametrize("size", [(80, 24), (120, 60)])
@pytest.mark.parametrize("lesson", ["training", None])
async def test_help_says_that_it_scrolls_where_it_does(tutor: Tutor, lesson: str | None, size) -> None:
    async with tutor(lesson).run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("escape", "f1")
        await until(lambda: isinstance(pilot.app.screen, HelpScreen))
        await settle(pilot)
        screen = pilot.app.screen
        foot = str(screen.query_one(".help-foot", Static).content)
        assert ("↓ scrolls" in foot) is (screen.query_one("#help").max_scroll_y > 0) is (size == (80, 24))
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        assert "↓ scrolls" in str(screen.query_one(".help-foot", Static).content)

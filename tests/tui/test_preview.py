"""A lesson as its author writes it: read again when the file changes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.lessons.recall.support import lessons
from tests.support.command import run_command
from tests.support.pilot import turn
from tests.support.tutor import NEXT, open_tutor
from tests.support.waiting import until
from tui.host.config import Settings
from tui.preview import PreviewApp, stamp
from tui.screens.broken import BrokenScreen
from tui.screens.lesson import LessonScreen

LESSON = """# Mine

```{lesson}
id = "mine"
part = "Own"
minutes = 1
goals = ["see it"]
```

## The first page

The first words.

## The second page

%s
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.md"
    path.write_text(LESSON % "The second words.")
    return path


async def changed(pilot, app: PreviewApp, path: Path, text: str | None) -> None:
    """Write the file as an editor does, and wait until it has been read."""
    if text is None:
        path.unlink()
    else:
        fresh = path.with_suffix(".new")
        fresh.write_text(text)
        os.replace(fresh, path)
    now = stamp(path)
    await until(lambda: app._pending == now and now in (None, app._seen) and not app._reading)
    await app.workers.wait_for_complete()
    await pilot.pause()


def words(app: PreviewApp) -> str:
    return "\n".join(b.source for b in app.screen.page.blocks)


async def test_a_change_is_shown_on_the_page_that_is_open(file):
    app = PreviewApp(file, Settings())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("pagedown")
        await pilot.pause()
        assert "second words" in words(app)
        await changed(pilot, app, file, LESSON % "Better words.")
        assert isinstance(app.screen, LessonScreen)
        assert app.screen.index == 1
        assert "Better words" in words(app)
        # A page put in before it: still the same page.
        more = (LESSON % "Better words.").replace("## The second", "## Between\n\nNew.\n\n## The second")
        await changed(pilot, app, file, more)
        assert (app.screen.index, app.screen.page.title) == (2, "The second page")
        # Its own page taken out: the last one that is left.
        await changed(pilot, app, file, (LESSON % "x").split("## The second")[0])
        assert app.screen.index == 0


async def test_a_fault_is_shown_with_its_text_and_the_last_good_version_stays(file):
    app = PreviewApp(file, Settings())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("pagedown")
        await pilot.pause()
        await changed(pilot, app, file, LESSON % "```{lab} forwrd\n```")
        assert isinstance(app.screen, BrokenScreen)
        assert "lab 'forwrd' is unknown" in str(app.screen.broken.faults[0])
        await pilot.press("q")
        assert isinstance(app.screen, LessonScreen)
        assert "second words" in words(app)
        await changed(pilot, app, file, LESSON % "Mended.")
        assert isinstance(app.screen, LessonScreen)
        assert app.screen.index == 1
        assert "Mended" in words(app)


async def test_a_file_that_is_broken_from_the_start_opens_once_it_is_mended(file):
    file.write_text("# Nothing\n")
    app = PreviewApp(file, Settings())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert isinstance(app.screen, BrokenScreen)
        await changed(pilot, app, file, LESSON % "At last.")
        assert isinstance(app.screen, LessonScreen)


async def test_a_file_that_goes_away_and_comes_back_is_read_then(file):
    app = PreviewApp(file, Settings())
    async with app.run_test(size=(80, 24)) as pilot:
        await changed(pilot, app, file, None)
        assert isinstance(app.screen, LessonScreen)
        await changed(pilot, app, file, LESSON % "Back.")
        assert "Back." in app.course.lessons[0].pages[1].blocks[0].source


async def test_leaving_the_lesson_shows_a_course_of_one(file):
    app = PreviewApp(file, Settings())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("l")
        await pilot.pause()
        await changed(pilot, app, file, (LESSON % "x").replace("# Mine", "# Yours"))
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.lesson.title == "Yours"


@pytest.mark.pty
def test_in_a_terminal_and_nothing_is_saved(file):
    with open_tutor(file.parent, "preview", "mine.md") as terminal:
        terminal.wait_for("The first words")
        terminal.send(NEXT)
        terminal.wait_for("The second words")
        file.write_text(LESSON % "Other words.")
        terminal.wait_for("Other words")
        # Told for two seconds that it was read again; a file that stays the same costs nothing after.
        terminal.wait_for("Read again")
        terminal.until(lambda: "Read again" not in terminal.text)
        terminal.rest()
        before = terminal.bytes
        terminal.watch(1.0)
        assert terminal.bytes == before
        terminal.send("\x03")
        assert terminal.wait_exit() == 0
    assert not (file.parent / "state").exists()


@pytest.mark.parametrize(
    ("name", "said"), [("gone.md", "standard input is not a terminal")], ids=["no terminal"]
)
def test_without_a_terminal_it_points_to_check(tmp_path, name, said):
    done = run_command(tmp_path, "preview", name)
    assert done.returncode == 2
    assert said in done.stderr
    assert "nntutor check FILE" in done.stderr


@pytest.mark.pty
def test_a_file_that_is_not_there_is_said(tmp_path):
    with open_tutor(tmp_path, "preview", "gone.md") as terminal:
        assert terminal.wait_exit() == 2
        assert "gone.md: there is no such file" in terminal.text


async def test_what_a_lesson_recalls_is_shown_to_its_author_as_if_met(tmp_path):
    lessons(tmp_path)
    app = PreviewApp(tmp_path / "43-many-units.md", Settings())
    async with app.run_test(size=(80, 24)) as pilot:
        await turn(pilot, 1)
        assert str(app.screen.query(".recalled").last().render()) == "From lesson 41, One unit:"

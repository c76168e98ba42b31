"""The first start, on a terminal: a network learns at once, and is still at any key or after a while."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support import pty
from tests.support.tutor import WELCOME, open_tutor

pytestmark = pytest.mark.pty

LEARNING = r"After [1-9]\d* small steps"


def still(terminal: pty.Terminal) -> None:
    """Nothing more is sent."""
    terminal.rest()
    sent = terminal.bytes
    terminal.watch(1.0)
    assert terminal.bytes == sent


def test_it_learns_without_a_key_is_still_at_one_and_greets_once(tmp_path: Path) -> None:
    with open_tutor(tmp_path) as terminal:
        terminal.wait_for(WELCOME)
        terminal.wait_for(LEARNING)
        terminal.wait_for(r"playing ─")
        terminal.send("x")
        terminal.run(60.0, lambda: "playing" not in terminal.text)
        still(terminal)
        terminal.send("\x03")
        assert terminal.wait_exit() == 0
    with open_tutor(tmp_path) as terminal:
        terminal.wait_for(r"01 .* 1/\d+")
        assert WELCOME not in terminal.text


def test_it_is_still_after_ten_seconds(tmp_path: Path) -> None:
    with open_tutor(tmp_path, "0") as terminal:
        terminal.wait_for(r"playing ─")
        assert terminal.run(20.0, lambda: "playing" not in terminal.text)
        still(terminal)


@pytest.mark.parametrize("how", ["fps", "motion", "mute"])
def test_where_nothing_is_to_move_nothing_is_sent(tmp_path: Path, how: str) -> None:
    (tmp_path / "config" / "nntutor").mkdir(parents=True)
    if how == "motion":
        (tmp_path / "config" / "nntutor" / "config.toml").write_text("motion = false\n")
    options = ["--fps", "1"] if how == "fps" else []
    with open_tutor(tmp_path, *options, respond=pty.never if how == "mute" else pty.at_once) as terminal:
        terminal.wait_for(WELCOME)
        terminal.wait_for("It knows nothing yet")
        still(terminal)
        assert "It knows nothing yet" in terminal.text


@pytest.mark.parametrize("named", ["9", "mine.md", "--lessons"])
def test_who_has_named_a_lesson_is_not_greeted(tmp_path: Path, named: str) -> None:
    (tmp_path / "mine.md").write_text('# Mine\n\n```{lesson}\nid = "mine"\n```\n\n## A page\n\nWords.\n')
    (tmp_path / "more").mkdir()
    with open_tutor(tmp_path, *((named, "more") if named == "--lessons" else (named,))) as terminal:
        terminal.wait_for(r"1/\d+")
        assert WELCOME not in terminal.text

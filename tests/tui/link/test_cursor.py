"""The terminal's own cursor is shown where it belongs, but not while queries move it."""

from __future__ import annotations

import pytest

from tests.support import pty
from tests.support.tutor import NEXT, open_tutor, train

pytestmark = pytest.mark.pty


def under(terminal: pty.Terminal, length: int) -> str:
    """What the screen shows from the cursor on."""
    cursor = terminal.screen.cursor
    return terminal.screen.display[cursor.y][cursor.x :][:length]


def wait_under(terminal: pty.Terminal, text: str) -> None:
    shown = lambda: under(terminal, len(text)) == text and not terminal.screen.cursor.hidden  # noqa: E731
    terminal.until(shown, f"{text!r} under the cursor, where {under(terminal, 20)!r} is,")


def test_it_moves_alone_where_no_cell_changes_and_then_nothing_is_sent(tmp_path):
    with open_tutor(tmp_path, "forward-pass", respond=pty.never) as terminal:
        wait_under(terminal, "your prediction")
        terminal.send("0.25\x1b[D")
        wait_under(terminal, "5 ")
        terminal.rest()
        sent = terminal.bytes
        terminal.send("\x1b[D")
        wait_under(terminal, "25 ")
        terminal.rest()
        assert terminal.bytes - sent <= len("\x1b[99;99H")
        terminal.send("\x1b")
        wait_under(terminal, terminal.screen.display[1].strip()[:20])


def test_it_is_hidden_while_a_frame_is_written_and_a_query_is_out(tmp_path):
    hidden: list[bool] = []

    def respond(terminal: pty.Terminal, answer: bytes) -> None:
        hidden.append(terminal.screen.cursor.hidden)
        terminal.send(answer)

    with open_tutor(tmp_path, "training", respond=respond) as terminal:
        train(terminal)
        before = len(hidden)
        terminal.until(lambda: len(hidden) >= before + 5)
        terminal.send("p")
        terminal.until(lambda: "playing" not in terminal.text)
        terminal.until(lambda: not terminal.screen.cursor.hidden)
        terminal.send(NEXT)
        terminal.wait_for(r"3/\d+")
        terminal.rest()
        assert not terminal.screen.cursor.hidden
    assert all(hidden)

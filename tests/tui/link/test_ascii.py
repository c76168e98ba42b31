"""Where ASCII is all that can be shown, it says the same: formulas, words, charts and borders."""

from __future__ import annotations

import pytest

from tests.support import pty
from tests.support.tutor import NEXT, open_tutor
from tui.link.letters import QUESTION


@pytest.mark.pty
def test_only_ascii_is_sent_from_the_first_byte_to_the_last(tmp_path):
    with open_tutor(tmp_path, "--ascii", "forward-pass") as terminal:
        terminal.wait_for(r"What is its sum, z1\[0\]\?")
        terminal.wait_for(r"z1\[0\] = W1\[0,0\]\*x")
        terminal.send("-0.04\r")
        terminal.wait_for("Not yet")
        terminal.send("\r")
        terminal.wait_for("= 0.10")
        terminal.send("s" + NEXT)
        terminal.wait_for("2/8")
        terminal.send("\x1b")
        terminal.wait_for("right next")
        terminal.send("\t\t\r")
        terminal.rest()
        terminal.send("l")
        terminal.wait_for("A forward pass")
        terminal.send("\x03")
        assert terminal.wait_exit() == 0
        # Only the question how wide they are has others; its answer may not be believed.
        assert bytes(terminal.raw).replace(QUESTION.encode(), b"").isascii()


def answered_late(column: int) -> pty.Respond:
    """A terminal far away in which the question ended in this column."""

    def respond(terminal: pty.Terminal, _: bytes) -> None:
        terminal.send_later(2.0, b"\x1b[3;%dR" % column)

    return respond


@pytest.mark.pty
@pytest.mark.parametrize(
    ("locale", "column", "before", "after"),
    [
        ("C.UTF-8", 27, r"What is its sum, z₁\[0\]", r"What is its sum, z1\[0\]"),
        ("de_DE.ISO-8859-1", 10, r"What is its sum, z1\[0\]", r"What is its sum, z₁\[0\]"),
    ],
    ids=["UTF-8 said, Latin-1 shown", "Latin-1 said, UTF-8 shown"],
)
def test_what_the_terminal_says_later_is_taken_up_with_the_answer_half_typed(
    tmp_path, locale, column, before, after
):
    with open_tutor(tmp_path, "3", env={"LANG": locale}, respond=answered_late(column)) as terminal:
        terminal.wait_for(before)
        terminal.send("0.0")
        terminal.wait_for(after)
        terminal.wait_for(r"[>›]  0\.0")
        terminal.wait_for(r"z1\[0\] = W1\[0,0\]\*x" if column == 27 else r"z₁\[0\] = W₁\[0,0\]·x")
        assert terminal.text.isascii() == (column == 27)
        terminal.send("7\r")
        terminal.wait_for("0.07")

"""Whatever a terminal sends and however large it says it is: the tutor lives, answers, and can be left."""

from __future__ import annotations

import fcntl
import struct
import termios

import pytest

from lessons.format.layout import COLUMNS, ROWS
from tests.support.storms import run_session
from tests.support.tutor import NEXT, open_tutor
from tui.link.sizes import (
    LEAST_COLUMNS,
    LEAST_ROWS,
    MOST_COLUMNS,
    MOST_ROWS,
    drawn_for,
    too_small,
)


def say_size(fd: int, columns: int, rows: int) -> None:
    """Change the window without an emulated screen of that size."""
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))


@pytest.mark.pty
@pytest.mark.parametrize("seed", range(4))
def test_a_storm_leaves_it_alive_or_it_has_left_as_promised(tmp_path, seed):
    assert run_session(seed, tmp_path, kiosk=seed == 3) is None


@pytest.mark.pty
@pytest.mark.parametrize(
    "before", [NEXT * 10_000, "\x1b[", "\x1b]0;"], ids=["keys", "half a key", "a string"]
)
def test_ctrl_c_waits_for_nothing(tmp_path, before):
    with open_tutor(tmp_path, "training") as terminal:
        terminal.wait_for(r"\b1/\d+")
        terminal.send(before + "\x03")
        assert terminal.wait_exit() == 0


@pytest.mark.pty
@pytest.mark.parametrize("kiosk", [[], ["--kiosk"]], ids=["", "kiosk"])
def test_no_size_brings_it_down_or_takes_much_memory(tmp_path, kiosk):
    env = {"COLUMNS": "9999", "LINES": "9999", "NNTUTOR_LEARNER": "ada" if kiosk else None}
    with open_tutor(tmp_path, *kiosk, "3", env=env) as terminal:
        first = r"\b1/\d+\n"
        terminal.wait_for(first)
        terminal.rest()
        memory = terminal.pss()
        # What says that it reports its size is believed, within bounds.
        for report in (b"\x1b[48;9999;9999;0;0t", b"\x1b[?2048;2$y\x1b[48;9999;9999;0;0t"):
            terminal.send(report)
            terminal.rest()
        say_size(terminal.fd, 10_000, 10_000)
        terminal.rest()
        assert terminal.pss() <= 1.3 * memory
        terminal.resize(59, 18)
        terminal.wait_for("needs 60×18")
        terminal.resize(7, 1)
        terminal.wait_for("60×18")
        terminal.resize(1, 1)
        terminal.wait_for("6")
        terminal.screen.resize(24, 80)
        say_size(terminal.fd, 0, 0)
        terminal.wait_for(first)
        terminal.send("\x03")
        assert terminal.wait_exit() == 0


def test_what_is_drawn_for_is_bounded_and_nothing_is_the_size_that_is_meant():
    assert drawn_for(80, 24) == (80, 24)
    assert drawn_for(10**9, 10**9) == (MOST_COLUMNS, MOST_ROWS)
    assert drawn_for(0, 0) == drawn_for(0, 50) == drawn_for(50, 0) == (COLUMNS, ROWS)


def test_what_is_said_of_the_size_fits_every_window_that_is_too_small():
    for columns in range(1, LEAST_COLUMNS):
        for rows in range(1, LEAST_ROWS):
            lines = too_small(columns, rows).split("\n")
            assert len(lines) <= rows
            assert 0 < max(map(len, lines)) <= columns
            assert columns < 5 or f"{LEAST_COLUMNS}×{LEAST_ROWS}" in " ".join(lines)
    assert "The tutor needs 60×18." in too_small(LEAST_COLUMNS - 1, 1)

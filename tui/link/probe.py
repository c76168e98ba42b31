"""Asking the terminal itself: does it answer, how long does that take, and how does it draw UTF-8?"""

from __future__ import annotations

import os
import re
import select
import termios
import time
import tty
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from tui.host import signals
from tui.link.letters import QUESTION, Drawn, drawn

FIRST_WITHIN = 3.0
"""Seconds to wait for the first answer. A thin link has hardly anything before it in the queue."""

QUERIES = 4

# The line is wiped again.
_WIDTH_QUERY = f"\r{QUESTION}\x1b[6n".encode()
_QUERY = b"\x1b[6n"
_WIPE = b"\r\x1b[K"
_ANSWER = re.compile(rb"\x1b\[(\d{1,5});(\d{1,5})R")


class Probe(NamedTuple):
    """What the terminal said."""

    size: tuple[int, int] | None
    """Columns and rows."""
    answers: bool
    drawn: Drawn | None
    """How it draws UTF-8; None where it did not say."""
    columns: int | None
    """The columns in which it drew the question."""
    round_trip: float | None
    """Seconds: the least of a few."""


def probe(device: str = "/dev/tty", ask: bool = True) -> Probe | None:
    """Ask the controlling terminal; None where there is none. `ask=False`: only its size."""
    try:
        terminal = os.open(device, os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return None
    try:
        try:
            size = tuple(os.get_terminal_size(terminal))
        except OSError:
            size = (0, 0)
        known = (size[0], size[1]) if all(size) else None
        if not ask or os.tcgetpgrp(terminal) != os.getpgrp():
            # In the background a read would stop this process.
            return Probe(known, False, None, None, None)
        with _raw(terminal):
            return _asked(terminal, known)
    finally:
        os.close(terminal)


def _asked(terminal: int, size: tuple[int, int] | None) -> Probe:
    times: list[float] = []
    start = time.monotonic()
    os.write(terminal, _WIDTH_QUERY)
    column = _answer(terminal, FIRST_WITHIN)
    first = time.monotonic() - start
    if column is not None:
        times.append(first)
        for _ in range(QUERIES - 1):
            start = time.monotonic()
            os.write(terminal, _QUERY)
            if _answer(terminal, max(1.0, 3 * first)) is None:
                break
            times.append(time.monotonic() - start)
    os.write(terminal, _WIPE)
    columns = None if column is None else column - 1
    kind = None if columns is None else drawn(columns)
    return Probe(size, column is not None, kind, columns, min(times, default=None))


def _answer(terminal: int, seconds: float) -> int | None:
    """The column of the next answer, or None. Keys that were typed meanwhile are dropped."""
    end = time.monotonic() + seconds
    read = b""
    while (left := end - time.monotonic()) > 0:
        if not select.select([terminal], [], [], left)[0]:
            return None
        data = os.read(terminal, 1024)
        if not data:
            return None
        read = (read + data)[-4096:]
        found = _ANSWER.search(read)
        if found:
            return int(found[2])
    return None


@contextmanager
def _raw(terminal: int) -> Iterator[None]:
    """No echo and no waiting for enter; everything as it was afterwards, also after a signal."""
    held = _Held(terminal, termios.tcgetattr(terminal))
    way_out = signals.guard(held)
    try:
        tty.setcbreak(terminal, termios.TCSADRAIN)
        yield
    finally:
        held.put_back()
        signals.guard(way_out)


class _Held(signals.WayOut):
    """A terminal as it was."""

    def __init__(self, terminal: int, before: list[Any]) -> None:
        self._terminal = terminal
        self._before = before

    def put_back(self) -> None:
        # An answer that comes late is not for the shell. A terminal that takes nothing is not waited for.
        termios.tcflush(self._terminal, termios.TCIFLUSH)
        termios.tcsetattr(self._terminal, termios.TCSANOW, self._before)

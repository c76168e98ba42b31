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

    there: bool = True
    """Whether there is one."""
    size: tuple[int, int] | None = None
    """Columns and rows."""
    columns: int | None = None
    """The columns in which it drew the question; None where it did not answer."""
    round_trip: float | None = None
    """Seconds: the least of a few."""

    @property
    def answers(self) -> bool:
        return self.columns is not None

    @property
    def drawn(self) -> Drawn | None:
        """How it draws UTF-8; None where it did not say."""
        return None if self.columns is None else drawn(self.columns)


def probe(ask: bool = True) -> Probe:
    """Ask the controlling terminal. `ask=False`: only its size."""
    try:
        terminal = os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY)
    except OSError:
        return Probe(there=False)
    try:
        try:
            columns, rows = os.get_terminal_size(terminal)
        except OSError:
            columns = rows = 0
        size = (columns, rows) if columns and rows else None
        # In the background a read would stop this process.
        if not ask or os.tcgetpgrp(terminal) != os.getpgrp():
            return Probe(size=size)
        with raw(terminal):
            return Probe(True, size, *_asked(terminal))
    finally:
        os.close(terminal)


def _asked(terminal: int) -> tuple[int | None, float | None]:
    """The columns of the question, and the shortest time of an answer."""
    times: list[float] = []
    column = None
    for query in (_WIDTH_QUERY, *[_QUERY] * (QUERIES - 1)):
        start = time.monotonic()
        os.write(terminal, query)
        found = _answer(terminal, max(1.0, 3 * times[0]) if times else FIRST_WITHIN)
        if found is None:
            break
        times.append(time.monotonic() - start)
        column = column or found
    os.write(terminal, _WIPE)
    return column and column - 1, min(times, default=None)


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
def raw(terminal: int) -> Iterator[None]:
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

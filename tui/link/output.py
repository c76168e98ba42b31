"""Writing to the terminal without ever holding up the event loop."""

from __future__ import annotations

import os
import select
import termios
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from lessons.text import cells_of
from tui.link.ascii import is_narrow, to_ascii
from tui.link.letters import Letters

# What becomes where only ASCII can be shown of what `to_ascii` spells in more columns, or as a sign of its
# own: the last resort behind widgets that choose ASCII themselves. One column each, so that nothing moves.
_ASCII = dict(zip("·•∙⋅→←σλ×✓…⁰¹²³⁴⁵⁶⁷⁸⁹", "....><slx*.0123456789", strict=True))


class _Written(dict[int, str]):
    """What is written for each character: itself where it may be, else ASCII in as many columns."""

    def __init__(self, may: Callable[[str], bool]) -> None:
        super().__init__()
        self._may = may

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if not self._may(char):
            columns = cells_of(char)
            spelt = _ASCII.get(char) or to_ascii(char)
            char = spelt if len(spelt) == columns else "?" * columns
        self[code] = char
        return char


WRITTEN: dict[Letters, _Written] = {"narrow": _Written(is_narrow), "ascii": _Written(str.isascii)}


class Output(threading.Thread):
    """A thread that writes to the terminal what it is given, in order.

    Unlike Textual's own it never makes the caller wait, so that a stalled link holds up
    neither keys nor signals; it does not die when the terminal is gone; and it can be
    stopped while a write is stuck.
    """

    def __init__(self, descriptor: int, letters: Letters = "all") -> None:
        super().__init__(name="terminal-output", daemon=True)
        self.letters = letters
        self.given = 0
        """Bytes it has been given."""
        self.broken = False
        """Whether the terminal is gone."""
        self._descriptor = descriptor
        self._chunks: deque[bytes] = deque()
        self._changed = threading.Condition()
        self._busy = False
        self._ending = False

    def write(self, text: str) -> None:
        """Queue text to be written."""
        if self.letters != "all":
            text = text.translate(WRITTEN[self.letters])
        self.write_bytes(text.encode("utf-8", "replace"))

    def write_bytes(self, data: bytes) -> None:
        """Queue bytes to be written as they are."""
        with self._changed:
            if self.broken or self._ending:
                return
            self.given += len(data)
            self._chunks.append(data)
            self._changed.notify_all()

    @property
    def backlog(self) -> int:
        """Bytes not yet handed to the system."""
        with self._changed:
            return sum(map(len, self._chunks)) + self._busy

    def drain(self, seconds: float) -> bool:
        """Wait until everything has been handed to the system; False where it takes longer."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._chunks and not self._busy, seconds)

    def stop(self, seconds: float = 1.0) -> bool:
        """Write what is left and end, in bounded time; whether the terminal has taken it all.

        Where it has not, `give_up` has to follow.
        """
        done = self.drain(seconds)
        with self._changed:
            self._ending = True
            self._chunks.clear()
            self._changed.notify_all()
        if done:
            self.join(seconds)
        return done

    def give_up(self, seconds: float = 0.2) -> None:
        """Write nothing more, and drop what a stalled terminal has not taken. Takes no lock."""
        self._ending = True
        self._chunks.clear()
        end = time.monotonic() + seconds
        while True:
            try:
                # A write that is stuck goes on once there is room, and must not come after what follows.
                termios.tcflush(self._descriptor, termios.TCOFLUSH)
            except (termios.error, OSError):
                self.broken = True
            if not self._busy or self.broken or time.monotonic() > end:
                return
            time.sleep(0.005)

    def run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._chunks or self._ending)
                if not self._chunks:
                    return
                data = b"".join(self._chunks)
                self._chunks.clear()
                self._busy = True
            self._put(data)
            with self._changed:
                self._busy = False
                self._changed.notify_all()

    def _put(self, data: bytes) -> None:
        view = memoryview(data)
        while view and not self.broken and not self._ending:
            try:
                view = view[os.write(self._descriptor, view[:4096]) :]
            except BlockingIOError:
                # Another program on this terminal has left it non-blocking.
                select.select([], [self._descriptor], [], 0.5)
            except InterruptedError:
                continue
            except OSError:
                self.broken = True


# Putting the terminal back by hand, where there is no time left for the orderly way

BELOW_EVERYTHING = "\x1b[999;1H\x1b[K"
"""Where the shell goes on in a terminal that has no other screen to go back to, as GNU screen and mosh."""

# Colours; a half-drawn frame, the mouse, pastes, sizes and keys as reports; line wrap, the other screen,
# the cursor, the focus as a report.
_SEQUENCES = (
    f"\x1b[0m\x1b[?2026l{BELOW_EVERYTHING}\x1b[?1000l\x1b[?1003l\x1b[?1015l\x1b[?1006l\x1b[?2004l"
    "\x1b[?2048l\x1b[?7h\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
).encode()


def restore(descriptor: int, attributes: list[Any] | None, seconds: float = 0.2) -> None:
    """Put a terminal back, with the attributes it had; does not wait for one that is stuck."""
    # One that is not the controlling terminal nobody else writes on.
    with suppress(OSError):
        if os.tcgetpgrp(descriptor) != os.getpgrp():
            # It is somebody else's just now.
            return
    # Where the terminal is gone, there is nothing to put back.
    with suppress(termios.error, OSError):
        termios.tcflush(descriptor, termios.TCIOFLUSH)
        if attributes is not None:
            termios.tcsetattr(descriptor, termios.TCSANOW, attributes)
        os.set_blocking(descriptor, False)
        try:
            end = time.monotonic() + seconds
            while _put(descriptor) < len(_SEQUENCES) and time.monotonic() < end:
                time.sleep(0.01)
                termios.tcflush(descriptor, termios.TCOFLUSH)
        finally:
            os.set_blocking(descriptor, True)


def _put(descriptor: int) -> int:
    try:
        return os.write(descriptor, _SEQUENCES)
    except BlockingIOError:
        return 0

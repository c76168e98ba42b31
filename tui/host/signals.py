"""Signals to leave, obeyed whatever the program is doing.

Python calls a handler on the main thread, once that comes back to it from NumPy, from an import or
from a terminal that takes nothing more; an event loop, once it comes round. So a thread of its own
hears of signals here, by the pipe that Python's C handler writes to at once. It asks the app to leave
the orderly way; where that takes too long, or there is no app, it puts the terminal back and ends the
process itself. No signal is blocked or ignored for it: child processes would inherit that.

Imports next to nothing: it has to be there before everything that takes its time to be imported.
"""

from __future__ import annotations

import os
import select
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress

STATUS = {
    signal.SIGHUP: 129,
    signal.SIGINT: 130,
    signal.SIGTERM: 143,
    # The limit of processor time has been reached: as if somebody had asked it to end.
    signal.SIGXCPU: 143,
}
"""The signals that end the program, and the exit status after each."""

LEAVE_WITHIN = 1.4
"""Seconds that leaving the orderly way may take."""


class WayOut:
    """How what has the terminal just now is left. Every call comes from the thread of this module."""

    def leave(self, number: int) -> float | None:
        """Begin to leave because of a signal: seconds that this may take, None where it need not be."""
        return 0.0

    def put_back(self) -> None:
        """Put the terminal back by hand, without waiting for anything."""

    def wake(self) -> None:
        """Look after other signals, whose handlers run on the main thread."""


class _Watch(threading.Thread):
    def __init__(self) -> None:
        super().__init__(name="signals", daemon=True)
        self.way_out: WayOut | None = None
        self._read, self.heard = os.pipe()
        os.set_blocking(self.heard, False)
        self._due: float | None = None
        self._code = 0
        self._last_words: Callable[[], None] | None = None

    def end_by(self, code: int, seconds: float, last_words: Callable[[], None] | None) -> None:
        """End in so many seconds, unless the end comes before; the status that was given first counts."""
        due = time.monotonic() + seconds
        if self._due is None:
            self._code, self._last_words = code, last_words
        self._due = due if self._due is None else min(self._due, due)

    def run(self) -> None:
        # For this thread alone, which starts no other program: it may put back the terminal from the
        # background too, without being stopped for it.
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTTOU])
        while True:
            left = None if self._due is None else max(0.0, self._due - time.monotonic())
            if not select.select([self._read], [], [], left)[0]:
                self._end(self._code)
            for number in os.read(self._read, 512):
                with suppress(Exception):
                    self._hear(number)

    def _hear(self, number: int) -> None:
        if number not in STATUS:
            if self.way_out:
                self.way_out.wake()
            return
        within: float | None = 0.0
        try:
            if self.way_out:
                within = self.way_out.leave(number)
        finally:
            # Whatever is wrong with the orderly way, a signal is obeyed.
            if within is not None:
                self.end_by(STATUS[signal.Signals(number)], within, None)

    def _end(self, code: int) -> None:
        with suppress(Exception):
            if self.way_out:
                self.way_out.put_back()
        with suppress(Exception):
            if self._last_words:
                self._last_words()
        os._exit(code)


_watch: _Watch | None = None


def _noticed(number: int, frame: object) -> None:
    """Do nothing on the main thread: the other one has been told already."""


def watch() -> None:
    """Obey signals from now on. To be called on the main thread, as early as can be; again does nothing.

    What was inherited as ignored stays so, as `nohup nntutor show 3 > file` and a shell's `&` want it.
    """
    global _watch
    if _watch is not None:
        return
    _watch = _Watch()
    _watch.start()
    signal.set_wakeup_fd(_watch.heard, warn_on_full_buffer=False)
    for number in STATUS:
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _noticed)


def guard(way_out: WayOut | None) -> WayOut | None:
    """Take a way out for the one that counts from now on; the one before it.

    Without `watch`, as in a test, nothing is done.
    """
    if _watch is None:
        return None
    before, _watch.way_out = _watch.way_out, way_out
    return before


def obey_ignored() -> None:
    """Obey what was inherited as ignored too: nohup must not leave a tutor without a terminal."""
    if _watch is not None:
        for number in STATUS:
            signal.signal(number, _noticed)


def end_by(code: int, seconds: float = LEAVE_WITHIN, last_words: Callable[[], None] | None = None) -> None:
    """End with a status in so many seconds, whatever else happens until then; from any thread.

    `last_words` is called before that, with the terminal put back. Without `watch` nothing is done.
    """
    if _watch is not None:
        _watch.end_by(code, seconds, last_words)
        hear(0)


def hear(number: int) -> None:
    """Do as if a signal had come; from any thread. Without `watch` nothing is done."""
    if _watch is not None:
        # Where the pipe is full, the thread will look in any case.
        with suppress(BlockingIOError):
            os.write(_watch.heard, bytes([number]))

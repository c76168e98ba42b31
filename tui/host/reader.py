"""Ending with whoever reads: a command that computes leaves soon after its output has nobody to go to.

With a terminal the signal HUP says so. A pipe or a socket says nothing before it is written to, and a lab
may compute for minutes between two lines; so a thread of its own looks after standard output.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
from types import FrameType

EVERY = 0.5
"""Seconds between looks."""
PATIENCE = 1.0
"""Seconds in which the command may end by itself, saving and clearing up as it does."""


class ReaderGone(BaseException):
    """Nobody reads standard output any more. No error of the work that it ends, so none that this catches."""


def gone(descriptor: int) -> bool:
    """Whether the far end of a pipe or a socket has been closed.

    A socket of which the far end only writes no more is still read: sshd leaves one so after `< /dev/null`.
    """
    look = select.poll()
    # Asking to write is what makes macOS tell; elsewhere both are told unasked.
    look.register(descriptor, select.POLLOUT)
    return any(event & (select.POLLERR | select.POLLHUP) for _, event in look.poll(0))


class Watch:
    """A look at standard output every now and then, until `end`."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._ended = threading.Event()
        self._gone = False
        threading.Thread(target=self._run, name="watch of the reader", daemon=True).start()
        self._before = signal.signal(signal.SIGPIPE, self._tell)

    def end(self) -> None:
        """Look no more."""
        self._ended.set()
        signal.signal(signal.SIGPIPE, self._before)

    def _run(self) -> None:
        while not self._ended.wait(EVERY):
            if gone(self._descriptor):
                break
        else:
            return
        self._gone = True
        # A signal, since it also wakes a main thread that waits: for a line, or for a child process.
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGPIPE)
        if not self._ended.wait(PATIENCE):
            os._exit(0)

    def _tell(self, _number: int, _frame: FrameType | None) -> None:
        """Raise where the command is. SIGPIPE comes with a write too, which raises what it raises itself."""
        if self._gone and not self._ended.is_set():
            self._gone = False
            raise ReaderGone


def watch() -> Watch | None:
    """Watch who reads standard output; None where that is a terminal or nothing, or no thread can be had."""
    try:
        descriptor = sys.stdout.fileno()
        if os.isatty(descriptor) or threading.current_thread() is not threading.main_thread():
            return None
        return Watch(descriptor)
    except (OSError, ValueError, AttributeError, RuntimeError):
        return None

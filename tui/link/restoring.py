"""Putting a terminal back by hand, where there is no time left for the orderly way."""

from __future__ import annotations

import os
import termios
import time
from typing import Any

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
    if not _in_foreground(descriptor):
        # It is somebody else's just now.
        return
    try:
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
    except (termios.error, OSError):
        # The terminal is gone; there is nothing to put back.
        return


def _put(descriptor: int) -> int:
    try:
        return os.write(descriptor, _SEQUENCES)
    except BlockingIOError:
        return 0


def _in_foreground(descriptor: int) -> bool:
    try:
        return os.tcgetpgrp(descriptor) == os.getpgrp()
    except OSError:
        # Not the controlling terminal, which nobody else writes on.
        return True

"""A host that others use too: `busy_host`, and sessions of keys that come faster than pages: `page_storm`."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.support.pty import Terminal
from tests.support.tutor import NEXT, open_tutor

# Ends with whoever started it, however that ends.
_SPIN = "import os\nparent = os.getppid()\nwhile os.getppid() == parent: pass"

BACK, HOME, END, BACKTAB = "\x1b[5~", "\x1b[H", "\x1b[F", "\x1b[Z"
UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
PAGES = [NEXT, BACK, RIGHT, LEFT, HOME, END, " ", "\x7f"]
SCREENS = ["l", "?", "\x10", "\x1b", "\r", "l\r", "l" + DOWN + "\r", "?\x1b", "\x10\x1b", "?q", "\x1b?"]
KNOBS = ["\t", "\t\r", "\t\r1\r", "\t\r\x1b", RIGHT, LEFT, UP, DOWN, BACKTAB, "\r1\x1b"]
OTHERS = ["s", "b", "p", "r", "j", "k", "0.1\r", "\r\r", "2\r", "-", "x", "\x0c", "\x14", "\x1bOP"]
SIZES = [(80, 24), (120, 40), (60, 18), (50, 12), (200, 50), (110, 28), (79, 20)]

LEAVES_WITHIN = 2.0
"""Seconds from a hang-up to the end."""


@contextmanager
def busy_host(processes: int = 2) -> Iterator[None]:
    """A host on which so many other processes use all of the processor they can get."""
    others = [subprocess.Popen([sys.executable, "-c", _SPIN]) for _ in range(processes)]
    try:
        yield
    finally:
        for other in others:
            other.kill()
            other.wait()


def page_storm(
    home: Path, seed: int, bursts: int = 40, leaves_within: float = LEAVES_WITHIN, others: int = 0
) -> str | None:
    """Turn pages, open screens, turn knobs and resize faster than it can follow, then hang up.

    What went wrong, or None: it must be there to the end, and have left within so many seconds of the
    hang-up, with 129. (The keys may have quit it before, and it may have been just about to go: then 0.)
    `others`: how many processes use the processor too, once the first page stands.
    """
    chance = random.Random(seed)
    lesson = str(1 + seed % 10)
    with ExitStack() as stack:
        terminal = stack.enter_context(open_tutor(home, lesson, columns=120, emulate=False))
        if not terminal.run(60.0, lambda: b"1/" in terminal.raw):
            return _told(seed, "it never showed a page", terminal)
        stack.enter_context(busy_host(others))
        for _ in range(bursts):
            keys = [*PAGES, *chance.choice([PAGES, SCREENS, KNOBS, OTHERS, SCREENS + KNOBS])]
            terminal.send("".join(chance.choices(keys, k=chance.randint(1, 12))))
            if chance.random() < 0.2:
                terminal.resize(*chance.choice(SIZES))
            terminal.run(chance.choice([0, 0, 0.02, 0.1, 0.3]))
            if terminal.ended():
                break
        if terminal.ended():
            return None if terminal.status == 0 else _told(seed, f"it ended with {terminal.status}", terminal)
        asked = time.monotonic()
        terminal.hang_up() if seed % 2 else terminal.kill(signal.SIGHUP)
        try:
            status = terminal.wait_exit(10 * leaves_within)
        except AssertionError:
            return _told(seed, "it did not leave", terminal)
        took = time.monotonic() - asked
        if status not in (129, 0):
            return _told(seed, f"it left with {status}", terminal)
        if took > leaves_within:
            return _told(seed, f"it left only after {took:.1f} s", terminal)
        if b"Traceback" in terminal.raw:
            return _told(seed, "it printed a traceback", terminal)
        return None


def _told(seed: int, what: str, terminal: Terminal) -> str:
    return f"seed {seed}: {what}; at the end it wrote:\n{terminal.raw[-6000:].decode(errors='replace')}"

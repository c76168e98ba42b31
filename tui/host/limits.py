"""What a command may take of a host that others use: processor time, memory, and places at once."""

from __future__ import annotations

import fcntl
import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

SHOWN = 60.0
"""Seconds of processor time to print one lesson: ten times what the work that a page may ask for takes."""
COMMAND = 120
"""Seconds of processor time of one text command in a kiosk."""
MEMORY = 400
"""MB of data that a kiosk session may have, unless the key's line says otherwise."""
LEAST_MEMORY = 300
"""Python, NumPy, Textual and scikit-learn take 280 of it, most of which is never touched."""
SESSIONS, COMMANDS = 4, 2
"""Of one learner at a time."""


class TooLong(BaseException):
    """The processor time is used up. No error of the work that it ends, so none that this catches."""


@contextmanager
def processor_time(seconds: float) -> Iterator[None]:
    """Raise `TooLong` after so many seconds of processor time, which pass no faster on a busy host."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise TooLong

    before = signal.signal(signal.SIGPROF, end)
    # Again after a second, should the first have been raised where Python ignores it.
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def limit_command(seconds: int = COMMAND) -> None:
    """End this process as TERM does after so many seconds of processor time, and a child after as many."""
    signal.signal(signal.SIGXCPU, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    # The kernel ends whoever pays no heed.
    _lower(resource.RLIMIT_CPU, seconds, seconds + 10)


def limit_memory(megabytes: int) -> None:
    """Let this process and its children have so many MB of data each.

    Data, not addresses: NumPy has ten times as many of those as it uses.
    """
    size = megabytes * 1_000_000
    _lower(resource.RLIMIT_DATA, size, size)


def _lower(what: int, soft: int, hard: int) -> None:
    """Set a limit, or keep one that is lower."""
    for_soft, for_hard = (
        wanted if now == resource.RLIM_INFINITY else min(wanted, now)
        for wanted, now in zip((soft, hard), resource.getrlimit(what), strict=True)
    )
    with suppress(ValueError, OSError):
        resource.setrlimit(what, (for_soft, for_hard))


def memory_is_limited(system: str = sys.platform) -> bool:
    """Whether the system holds a process to a limit of its data. macOS takes the limit and forgets it."""
    return system.startswith("linux")


def memory_here() -> int | None:
    """The MB of data that this process may have; None without a limit."""
    soft, _ = resource.getrlimit(resource.RLIMIT_DATA)
    return None if soft == resource.RLIM_INFINITY else soft // 1_000_000


def take_place(folder: Path, kind: str, places: int) -> bool:
    """Take one of the places of a kind, until the process ends, however it ends; False where all are taken.

    Each is a locked file in the folder, which the system frees with the process. Where nothing can be
    locked, or written, there is no limit: nobody is kept out for a full disk.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for number in range(1, places + 1):
            descriptor = os.open(
                folder / f"{kind}-{number}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
            )
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
                continue
            return True
    except OSError:
        return True
    return False

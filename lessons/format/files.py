"""Reading a file that somebody has named, whatever it is: nothing waits without end, and devices are left."""

from __future__ import annotations

import errno
import os
import select
import stat
from pathlib import Path

SILENCE = 10.0
"""Seconds that a pipe may say nothing."""
_GIVEN = ("/dev/fd/", "/proc/")
"""Where the pipes are that a shell hands over, as for `<(cat lesson.md)`."""
LONGEST_NAME = 200


class OddFileError(OSError):
    """What is named is no file that can be read; `strerror` says what it is."""

    def __init__(self, why: str) -> None:
        super().__init__(errno.EINVAL, why)


def read_at_most(path: Path | str, size: int) -> bytes:
    """What a file or a pipe holds, or its first `size` bytes. Raises `OSError`, whose `strerror` is set."""
    try:
        # Not to wait for who writes into a pipe, nor to become the session of a terminal.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except ValueError as error:
        raise OddFileError("this is no name of a file") from error
    try:
        mode = os.fstat(descriptor).st_mode
        _refuse(mode, path)
        if stat.S_ISFIFO(mode):
            return _from_pipe(descriptor, size)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(size)
    finally:
        os.close(descriptor)


def _from_pipe(descriptor: int, size: int) -> bytes:
    data = b""
    look = select.poll()
    look.register(descriptor, select.POLLIN)
    while len(data) < size:
        if not look.poll(1000 * SILENCE):
            raise OddFileError(f"nothing has come through this pipe for {SILENCE:g} s")
        part = os.read(descriptor, size - len(data))
        if not part:
            break
        data += part
    return data


def _refuse(mode: int, path: Path | str) -> None:
    """Raise for what is no file; a pipe that a shell has handed over is one."""
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "this is a folder")
    if stat.S_ISSOCK(mode):
        raise OddFileError("this is a socket")
    if stat.S_ISFIFO(mode) and not str(path).startswith(_GIVEN):
        raise OddFileError("this is a pipe")
    if not stat.S_ISREG(mode) and not stat.S_ISFIFO(mode):
        raise OddFileError("this is a device")


def obstacle(path: Path | str) -> str | None:
    """Why a file cannot be read, told without reading it; None where it can, or is a folder."""
    try:
        mode = os.stat(path).st_mode
        if not stat.S_ISDIR(mode):
            _refuse(mode, path)
    except ValueError:
        return "this is no name of a file"
    except OSError as error:
        return error.strerror or str(error)
    return None if os.access(path, os.R_OK) else os.strerror(errno.EACCES)


def named(path: Path | str) -> str:
    """A file's name as a message has it: of a very long one the beginning."""
    name = str(path)
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME]}…"

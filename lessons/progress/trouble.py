"""What can be wrong with a progress file, each as one line: what, where, and how to mend it."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from lessons.progress.records import printable


class TroubleError(Exception):
    """Progress cannot be saved or read; the text is one printable line."""


class RefusedError(TroubleError):
    """The file is not this program's to write, now or later in the session."""

    def __init__(self, path: Path, what: str, mend: str) -> None:
        super().__init__(f"Progress is not being saved: {said(path)} {what}. {mend}; it is left as it is.")
        self.what = what


class NoCopyError(TroubleError):
    """What a reset is to be undone from is no copy of progress."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(f"{said(path)} {what}; name the copy that `nntutor reset` has kept")


class LockedError(TroubleError):
    """Another connection holds the file, or nothing can be locked there.

    SQLite reports a file system without locks (ENOLCK, on NFS) just as it does a busy one.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Progress is not being saved: {said(path)} is locked by another program, or lies on a file "
            "system without locking. Close other tutors; this session's answers are kept and tried again."
        )


class DamagedError(TroubleError):
    """The file is no longer a sound database."""

    def __init__(self, path: Path, aside: Path | None = None, saved: bool = False) -> None:
        if aside is None:
            text = f"Progress cannot be read: {said(path)} is damaged. Open the tutor to begin a new one."
        else:
            text = f"The progress file {said(path)} was damaged. It is kept as {printable(aside.name)}; " + (
                "what this session knew of it is saved in a new one." if saved else "a new one is begun."
            )
        super().__init__(text)


class UnwritableError(TroubleError):
    """The system does not let the file be read or written."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            f"Progress is not being saved at {said(path)}: {printable(why)}. "
            "Make it readable and writable for you; this session's answers are kept and tried again."
        )


NO_LOCKS = (sqlite3.SQLITE_IOERR_LOCK, sqlite3.SQLITE_IOERR_RDLOCK, sqlite3.SQLITE_IOERR_CHECKRESERVEDLOCK)


def explain(error: sqlite3.Error | UnicodeDecodeError | OSError, path: Path) -> TroubleError:
    """The trouble that an error of SQLite or of the system means."""
    full = TroubleError(
        f"Progress is not being saved: no room is left on the disk of {said(path)}. "
        "Free some space; this session's answers are kept and tried again."
    )
    if isinstance(error, OSError):
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return full
        return UnwritableError(path, error.strerror or str(error))
    if isinstance(error, UnicodeDecodeError):
        return DamagedError(path)
    code: int = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code in NO_LOCKS:
        return LockedError(path)
    match code & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED | sqlite3.SQLITE_PROTOCOL | sqlite3.SQLITE_NOLFS:
            return LockedError(path)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return DamagedError(path)
        case sqlite3.SQLITE_FULL:
            return full
        case sqlite3.SQLITE_IOERR:
            # The disk took the request and failed. A used-up quota is reported in this way too.
            return TroubleError(
                f"Progress is not being saved: the disk of {said(path)} failed ({printable(str(error))}). "
                "Check its free space and your quota; this session's answers are kept and tried again."
            )
        case sqlite3.SQLITE_ERROR if "no such table" in str(error) or "column" in str(error):
            return DamagedError(path)
    return UnwritableError(path, str(error))


def said(path: Path) -> str:
    """A path fit for a line on a terminal."""
    return printable(str(path))

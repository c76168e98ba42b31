"""What becomes of a fault of the program's own: a report in a file, and one line for who was using it.

Nothing is imported before there is something to report.
"""

from __future__ import annotations

import os
import select
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType

REPORTS_KEPT = 5
LONGEST_REPORT = 100_000
"""Characters; of a longer one the middle is left out."""
LONGEST_VALUE = 200

_ENVIRONMENT = ("TERM", "COLORTERM", "NO_COLOR", "LANG", "LC_ALL", "LC_CTYPE", "TMUX", "STY", "SSH_TTY")

in_app: Callable[[Exception], None] | None = None
"""Takes an exception of another thread while an app runs, which has to give the terminal back first."""

_told = threading.Lock()


def install() -> None:
    """Have what nobody catches, on any thread, reported instead of printed as a traceback."""
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def tell(error: BaseException, kept: bool = True, events: Iterable[str] = ()) -> None:
    """Write a report and say so in one line on stderr; of the first fault alone, for others follow from it.

    `kept`: whether nothing was lost. `events`: what happened before, without what was typed.
    """
    if not _told.acquire(blocking=False):
        return
    path = write_report(error, events)
    words = "nntutor crashed; your place is kept." if kept else "nntutor crashed."
    if in_kiosk():
        words += " Please tell whoever runs this class."
    else:
        words += f" Details: {path}" if path else " No report could be written."
    with suppress(OSError, ValueError):
        # A terminal that takes nothing more is not waited for.
        if select.select([], [2], [], 1.0)[1]:
            os.write(2, f"{words}\n".encode("utf-8", "replace"))


def in_kiosk() -> bool:
    """Whether this is a class learner's, who sees no path; asked of the command line, whatever was read."""
    return "--kiosk" in sys.argv[1:]


def folder() -> Path:
    """Where reports are kept."""
    from tui.host import paths

    return paths.state_dir() / "crashes"


def reports() -> list[Path]:
    """The reports there are, the oldest first."""
    try:
        names = sorted(name for name in os.listdir(folder()) if name.endswith(".txt"))
    except OSError:
        return []
    return [folder() / name for name in names]


def write_report(error: BaseException, events: Iterable[str] = ()) -> Path | None:
    """Write a report, and keep the last few; None where it cannot be written. Never raises."""
    try:
        text = "\n".join(_lines(error, events))
        if len(text) > LONGEST_REPORT:
            half = LONGEST_REPORT // 2
            text = f"{text[:half]}\n…\n{text[-half:]}"
        os.makedirs(folder(), mode=0o700, exist_ok=True)
        path = folder() / time.strftime(f"%Y-%m-%dT%H-%M-%SZ-{os.getpid()}.txt", time.gmtime())
        path.touch(mode=0o600, exist_ok=False)
        try:
            path.write_text(f"{text}\n", encoding="utf-8", errors="backslashreplace")
        except OSError:
            path.unlink()
            raise
        for old in reports()[:-REPORTS_KEPT]:
            old.unlink(missing_ok=True)
    except Exception:
        # The one place where nothing can be said of what went wrong: this is what says so elsewhere.
        return None
    return path


def _lines(error: BaseException, events: Iterable[str]) -> Iterator[str]:
    from tui.host.versions import versions

    yield time.strftime("nntutor crashed at %Y-%m-%d %H:%M:%S UTC", time.gmtime())
    for title, part in (
        ("versions", lambda: (f"{name}: {value}" for name, value in versions().items())),
        ("terminal", _terminal),
        ("last events, with seconds before the end", lambda: events),
        ("traceback", lambda: _traceback(error)),
    ):
        yield f"\n{title}"
        try:
            yield from (f"  {line}" for line in part())
        except Exception as another:
            yield f"  cannot be told: {type(another).__name__}"


def _terminal() -> Iterator[str]:
    from lessons.format.faults import visible

    with suppress(OSError):
        columns, rows = os.get_terminal_size(2)
        yield f"size: {columns}×{rows}"
    for name in _ENVIRONMENT:
        if name in os.environ:
            yield f"{name}: {visible(os.environ[name][:LONGEST_VALUE])}"


def _traceback(error: BaseException) -> Iterator[str]:
    from traceback import TracebackException

    from lessons.format.faults import visible

    # Without the values of variables, some of which were typed.
    for part in TracebackException.from_exception(error, capture_locals=False).format():
        yield from map(visible, part.rstrip("\n").split("\n"))


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if isinstance(error, Exception):
        tell(error)
    else:
        sys.__excepthook__(kind, error, trace)


def _uncaught_in_thread(about: threading.ExceptHookArgs) -> None:
    error = about.exc_value
    if not isinstance(error, Exception):
        return
    if in_app:
        in_app(error)
    else:
        # Whatever waits for that thread would wait for ever.
        tell(error)
        os._exit(1)

"""Lines are evaluated in a child process of their own, which is polled and called off without waiting."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np

WALL = 12.0
"""Seconds after which a child is ended; it limits itself before, so this is for one that hangs."""

_START = "import sys; sys.path += sys.argv[1:]; from lessons.coding.child import main; main()"
_PATHS = (str(Path(__file__).parents[2]), str(Path(np.__file__).parents[1]))
_TOO_LONG = "It ran too long. Compute less at once, and try again."


class Unanswered(RuntimeError):
    """The child gave no answer: one line that says why, and that it can be tried again."""


class Attempt:
    """A request on its way through a child process: `start()` it, `poll()` now and then, take `answer()`.

    A thread talks with the child, so none of these waits but `wait`.
    """

    def __init__(self, request: dict[str, Any], wall: float = WALL) -> None:
        self._request = json.dumps(request, allow_nan=False).encode()
        self._wall = wall
        self._told: dict[str, Any] | None = None
        self._failed = "It was called off."
        self._process: subprocess.Popen[bytes] | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> Attempt:
        """Start the child; return this attempt."""
        self._thread = threading.Thread(target=self._talk, name="an attempt", daemon=True)
        try:
            self._process = subprocess.Popen(
                # Isolated, and with no more paths than it needs: nothing of the learner's home is imported.
                [sys.executable, "-I", "-S", "-B", "-c", _START, *_PATHS],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                close_fds=True,
                start_new_session=True,
                cwd="/",
                env={},
            )
            self._thread.start()
        except (OSError, RuntimeError) as error:
            if self._process is not None:
                self._process.kill()
                self._process.communicate()
                self._process = None
            self._failed = f"It cannot be tried now: {error}. Try again."
        return self

    def poll(self) -> bool:
        """Whether it has ended."""
        return self._process is None or (self._thread is not None and not self._thread.is_alive())

    def cancel(self) -> None:
        """End the child; an attempt that has ended stays as it is."""
        if self._process is not None:
            self._process.kill()

    def answer(self) -> dict[str, Any]:
        """The answer of an attempt that has ended; raises `Unanswered` if there is none."""
        if self._told is None:
            raise Unanswered(self._failed)
        return self._told

    def wait(self) -> dict[str, Any]:
        """Start it if need be, wait for its end and return the answer; raises `Unanswered`.

        Not for an event loop.
        """
        if self._thread is None:
            self.start()
        try:
            if self._process is not None and self._thread is not None:
                self._thread.join()
        finally:
            # Who is told to leave meanwhile leaves nothing behind.
            self.cancel()
        return self.answer()

    def _talk(self) -> None:
        assert self._process is not None
        try:
            out, errors = self._process.communicate(self._request, timeout=self._wall)
        except subprocess.TimeoutExpired:
            self._failed = _TOO_LONG
            self._process.kill()
            self._process.communicate()
            return
        except (OSError, ValueError, MemoryError) as error:
            self._failed = f"No answer could be read: {error}. Try again."
            self._process.kill()
            self._process.wait()
            return
        code = self._process.returncode
        try:
            told = json.loads(out)
            reason = told.get("error")
        except (ValueError, AttributeError, RecursionError):
            reason = f"the child ended with {_ending(code)}{_last(errors)}"
        if -code in (signal.SIGXCPU, signal.SIGALRM):
            self._failed = _TOO_LONG
        elif reason:
            self._failed = f"It came to no answer, for {reason}. Try again."
        else:
            self._told = told


def _ending(code: int) -> str:
    try:
        return signal.Signals(-code).name if code < 0 else f"code {code}"
    except ValueError:
        return f"code {code}"


def _last(errors: bytes) -> str:
    lines = errors.decode(errors="replace").strip().splitlines()
    text = "".join(c for c in lines[-1] if c.isprintable())[:120] if lines else ""
    return f": {text}" if text else ""

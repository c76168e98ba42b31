"""A program in a real pseudo-terminal with an emulated screen: `Terminal`."""

from __future__ import annotations

import fcntl
import itertools
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyte

from tests.support.drawing import Screen
from tests.support.waiting import let_pass
from tests.support.warm import Warm

QUERY = b"\x1b[6n"
Respond = Callable[["Terminal", bytes], None]

# What pyte would print instead of ignoring: private modes other than '?', and requests for a mode.
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1b\[\?[0-9;]*\$p")
_PLACE = re.compile(rb"\x1b\[(\d+);(\d+)H")
_CUT = re.compile(rb"\x1b(?:\[[0-9;<>=?$]*)?\Z")

BASE_ENVIRONMENT = {"TERM": "xterm-256color", "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}
_LEFT_OUT = ("COLORTERM", "COLUMNS", "LINES", "NO_COLOR", "LC_ALL", "LC_CTYPE", "TMUX", "STY")


def at_once(terminal: Terminal, answer: bytes) -> None:
    """Answer a query as soon as it has been read."""
    terminal.send(answer)


def never(terminal: Terminal, answer: bytes) -> None:
    """Be a terminal that answers no queries."""


def twice(terminal: Terminal, answer: bytes) -> None:
    """Give every answer twice."""
    terminal.send(answer + answer)


def late(seconds: float) -> Respond:
    """Answer so much later."""

    def respond(terminal: Terminal, answer: bytes) -> None:
        terminal.send_later(seconds, answer)

    return respond


def in_pieces(seconds: float, *cuts: int) -> Respond:
    """Answer in pieces, cut at these bytes, so much apart."""

    def respond(terminal: Terminal, answer: bytes) -> None:
        places = (0, *cuts, len(answer))
        for i, (start, end) in enumerate(itertools.pairwise(places)):
            terminal.send_later(i * seconds, answer[start:end])

    return respond


def always(answer: bytes) -> Respond:
    """Answer the same whatever is asked."""

    def respond(terminal: Terminal, _: bytes) -> None:
        terminal.send(answer)

    return respond


warm: Warm | None = None
"""What starts the tutor faster than from nothing, in tests."""


class Terminal:
    """A program, its pseudo-terminal, and what the far end of that shows.

    Reads only while one of `run`, `wait_for` or `wait_exit` runs, so a caller can be as
    slow a terminal as it likes.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        columns: int = 80,
        rows: int = 24,
        env: Mapping[str, str | None] | None = None,
        cwd: Path | str | None = None,
        respond: Respond = at_once,
        ignore_hang_up: bool = False,
        emulate: bool = True,
        screen: type[Screen] = Screen,
    ) -> None:
        """Run `argv`.

        `env` is added to a plain environment; None takes a variable away. Without `emulate`
        nothing is shown, only kept and answered: for measurements that leave no time for more.
        `screen` is one that draws otherwise than most, of `tests.support.drawing`.
        """
        self.screen = screen(columns, rows)
        self.raw = bytearray()
        """Everything the program has sent."""
        self.queries = 0
        self.status: int | None = None
        """Exit status once it has ended; negative for the signal that killed it."""
        self.respond = respond
        self.emulate = emulate
        self._stream = pyte.ByteStream(self.screen)
        if not screen.utf8:
            self._stream.select_other_charset("@")
        self._partial = b""
        self._later: list[tuple[float, bytes]] = []
        self._ended = False
        environment = {k: v for k, v in os.environ.items() if k not in _LEFT_OUT} | BASE_ENVIRONMENT
        for name, value in (env or {}).items():
            if value is None:
                environment.pop(name, None)
            else:
                environment[name] = value
        self._status: int | None = None
        self.started = time.perf_counter()
        size = struct.pack("HHHH", rows, columns, 0, 0)
        if warm is not None and warm.starts(argv, environment):
            self.fd, theirs = pty.openpty()
            fcntl.ioctl(theirs, termios.TIOCSWINSZ, size)
            self.line_at_start = termios.tcgetattr(theirs)
            started = warm.start(theirs, argv, environment, str(cwd or os.getcwd()), ignore_hang_up)
            self.pid, self._status = started
            os.close(theirs)
        else:
            self.pid, self.fd = pty.fork()
            if self.pid == 0:
                try:
                    fcntl.ioctl(0, termios.TIOCSWINSZ, size)
                    # Whatever the tests themselves were started by.
                    signal.signal(signal.SIGINT, signal.SIG_DFL)
                    signal.signal(signal.SIGHUP, signal.SIG_IGN if ignore_hang_up else signal.SIG_DFL)
                    if cwd is not None:
                        os.chdir(cwd)
                    os.execvpe(argv[0], list(argv), environment)
                finally:
                    os._exit(127)
            self.line_at_start = termios.tcgetattr(self.fd)
            """The settings of the terminal line before the program can have changed them."""
        os.set_blocking(self.fd, False)
        self.resize(columns, rows)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Reading

    @property
    def bytes(self) -> int:
        """How many bytes the program has sent."""
        return len(self.raw)

    @property
    def closed(self) -> bool:
        """Whether the program's end of the line is closed: it has ended, or is just about to."""
        return self._ended

    @property
    def answered(self) -> bool:
        """Whether everything that is to be typed later has been."""
        return not self._later

    @property
    def text(self) -> str:
        """What the screen shows, a line a row."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def run(self, seconds: float, until: Callable[[], object] | None = None) -> bool:
        """Be a terminal for so long, or until a condition holds; whether it held."""
        end = time.perf_counter() + seconds
        while True:
            if until is not None and until():
                return True
            now = time.perf_counter()
            if now >= end or self._ended:
                return False
            self._send_due(now)
            wait = min([end, now + 0.05, *(due for due, _ in self._later)]) - now
            if select.select([self.fd], [], [], max(0.0, wait))[0]:
                self.read_some()

    def until(self, condition: Callable[[], object], what: str = "what was waited for") -> None:
        """Wait until a condition holds, on however busy a machine. Raises `AssertionError`."""
        if not self.run(60.0, condition):
            raise AssertionError(f"{what} did not come; the screen is:\n{self.text}")

    def wait_for(self, pattern: str, seconds: float = 30.0) -> float:
        """Wait until the screen shows a pattern; the time when it did. Raises `AssertionError`."""
        found = re.compile(pattern)
        if not self.run(seconds, lambda: found.search(self.text)):
            raise AssertionError(f"'{pattern}' did not appear in {seconds} s; the screen is:\n{self.text}")
        return time.perf_counter()

    def more(self, sent: int = 1) -> None:
        """Wait until so many more bytes have been sent."""
        wanted = self.bytes + sent
        self.until(lambda: self.bytes >= wanted, f"{sent} more bytes")

    def rest(self) -> None:
        """Wait until the program in front rests: it sends nothing, and waits, with no work left to do.

        On a busy machine a program that has work to do is seen to want the processor, however long it
        has to wait for that. Raises `AssertionError` where it never rests.
        """
        end, since, before = time.perf_counter() + 60.0, time.perf_counter(), self._doing()
        while time.perf_counter() < since + 0.25:
            self.run(0.05)
            if (now := self._doing()) != before or now[1] not in ("", "S", "T"):
                since, before = time.perf_counter(), now
            if since > end:
                raise AssertionError(f"it came to no rest; the screen is:\n{self.text}")
            if self._ended:
                return

    def _doing(self) -> tuple[int, str, int]:
        """What it has sent; whether the program in front runs, and the ticks that it has had."""
        try:
            stat = Path(f"/proc/{os.tcgetpgrp(self.fd)}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            return self.bytes, "", 0
        return self.bytes, stat[0], int(stat[11]) + int(stat[12])

    def watch(self, seconds: float) -> None:
        """Be a terminal for a time that is itself what is tested: in which nothing happens, say."""
        self.run(seconds)

    def read_some(self) -> None:
        """Take what the program has sent, and answer what it has asked."""
        try:
            data = os.read(self.fd, 65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._ended = True
            return
        self.raw += data
        # A query may be cut by the end of a read.
        data = self._partial + data
        cut = _CUT.search(data)
        self._partial = data[cut.start() :] if cut else b""
        data = data[: len(data) - len(self._partial)]
        *before, last = data.split(QUERY)
        for part in before:
            row, column = self._feed(part)
            self.queries += 1
            self.respond(self, b"\x1b[%d;%dR" % (row, column))
        self._feed(last)

    def _feed(self, data: bytes) -> tuple[int, int]:
        """Show bytes; where the cursor is then."""
        if self.emulate:
            self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))
            return self.screen.cursor.y + 1, self.screen.cursor.x + 1
        places = _PLACE.findall(data[-200:])
        return (int(places[-1][0]), int(places[-1][1])) if places else (1, 1)

    # Writing

    def send(self, keys: str | bytes) -> None:
        """Type."""
        data = keys.encode() if isinstance(keys, str) else keys
        view = memoryview(data)
        while view and not self._ended:
            try:
                view = view[os.write(self.fd, view[:1024]) :]
            except BlockingIOError:
                self.run(0.01)
            except OSError:
                self._ended = True

    def send_later(self, seconds: float, data: bytes) -> None:
        """Type after so many seconds of `run`."""
        self._later.append((time.perf_counter() + seconds, data))

    def _send_due(self, now: float) -> None:
        due = sorted((item for item in self._later if item[0] <= now), key=lambda item: item[0])
        self._later = [item for item in self._later if item[0] > now]
        for _, data in due:
            self.send(data)

    def resize(self, columns: int, rows: int) -> None:
        """Change the size of the window."""
        self.screen.resize(rows, columns)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    @property
    def line(self) -> list[Any]:
        """The settings of the terminal line now."""
        return termios.tcgetattr(self.fd)

    def stty(self) -> str:
        """The settings of the terminal line, as `stty -a` prints them."""
        return subprocess.run(
            ["stty", "-a"], stdin=self.fd, capture_output=True, text=True, check=True
        ).stdout

    # The program

    def cpu(self, pid: int | None = None) -> float:
        """Seconds of processor time it has used."""
        stat = Path(f"/proc/{pid or self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")

    def pss(self, pid: int | None = None) -> int:
        """Its proportional share of memory, in bytes."""
        rollup = Path(f"/proc/{pid or self.pid}/smaps_rollup").read_text()
        return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) * 1024

    def kill(self, number: int = signal.SIGTERM) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def hang_up(self) -> None:
        """Close the far end, as when a connection is lost."""
        os.close(self.fd)
        self._ended = True

    def ended(self) -> bool:
        """Whether the program has ended."""
        if self.status is None:
            status = self._wait()
            if status is not None:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None

    def _wait(self) -> int | None:
        """Its status as the system tells it, once it has ended."""
        if self._status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            return status if pid else None
        try:
            told = os.read(self._status, 4)
        except BlockingIOError:
            return None
        os.close(self._status)
        return int.from_bytes(told, "big")

    def wait_exit(self, seconds: float = 10.0) -> int:
        """Wait for the program to end; its exit status. Raises `AssertionError`."""
        end = time.perf_counter() + seconds
        while not self.ended():
            if time.perf_counter() > end:
                raise AssertionError(f"it was still running after {seconds} s; the screen is:\n{self.text}")
            if self._ended:
                let_pass(0.01)
            else:
                self.run(0.05)
        if not self._ended:
            self.run(0.1)
        assert self.status is not None
        return self.status

    def close(self) -> None:
        """End the program, if need be by force, and close the terminal."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self.ended():
                break
            try:
                # A stopped program takes no notice of anything else.
                os.kill(self.pid, number)
                os.kill(self.pid, signal.SIGCONT)
            except ProcessLookupError:
                pass
            try:
                self.wait_exit(3.0)
            except AssertionError:
                continue
        try:
            os.close(self.fd)
        except OSError:
            return

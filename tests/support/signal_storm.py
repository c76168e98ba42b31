"""Signals at random moments, each chosen by a seed: `run_moment` for those to leave, `run_kill` for -9."""

from __future__ import annotations

import random
import re
import select
import signal
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from lessons.progress import read_progress
from tests.support.modes import left_on
from tests.support.pty import Respond, Terminal, at_once, never
from tests.support.tutor import NEXT, WELCOME, command, home_variables, open_tutor, train
from tests.support.waiting import let_pass, wait_until

STATUS = {signal.SIGHUP: 129, signal.SIGTERM: 143, signal.SIGINT: 130}
WITHIN = 2.0
"""Seconds from a signal to the end."""

GENEROUS = 30.0
"""Seconds that are waited for something on a machine with other things to do."""

_KEYS = (
    NEXT,
    "\x1b[5~",
    "\x1b[A",
    "\x1b[B",
    "\x1b[C",
    "\x1b[D",
    "\t",
    "\r",
    " ",
    "s",
    "b",
    "r",
    "?",
    "l",
    "1",
)

Scenario = Callable[[Path, random.Random], Terminal]


def listens(pid: int) -> bool:
    """Whether the program takes the signal TERM by now; until then Python itself is starting."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return True
    caught = int(re.search(r"SigCgt:\s*([0-9a-f]+)", status)[1], 16)
    return bool(caught >> (signal.SIGTERM - 1) & 1)


def _later(terminal: Terminal, chance: random.Random, most: float) -> Terminal:
    """The same at a random moment within so many seconds from now, or from the program's first."""
    terminal.run(GENEROUS, lambda: terminal.ended() or listens(terminal.pid))
    terminal.run(chance.uniform(0, most))
    return terminal


def _lesson(home: Path, name: str) -> Terminal:
    (home / "tmp").mkdir()
    terminal = open_tutor(home, name, env={"TMPDIR": str(home / "tmp")})
    terminal.wait_for(rf"\b\d+/\d+|{WELCOME}", GENEROUS)
    return terminal


def _command(home: Path, *arguments: str, respond: Respond = at_once) -> Terminal:
    return Terminal(command(*arguments), cwd=home, env=home_variables(home), respond=respond)


def _start(home: Path, chance: random.Random) -> Terminal:
    """It starts: NumPy and Textual are being imported, the first page is put up."""
    return _later(open_tutor(home, str(chance.randint(1, 10))), chance, 0.8)


def _page(home: Path, chance: random.Random) -> Terminal:
    """Pages are being put up."""
    terminal = _lesson(home, str(chance.randint(1, 10)))
    for _ in range(chance.randint(1, 6)):
        terminal.send(chance.choice((NEXT, NEXT, NEXT, "\x1b[5~", "l", "\r")))
        terminal.run(chance.uniform(0, 0.15))
    return terminal


def _training(home: Path, chance: random.Random) -> Terminal:
    """A network trains."""
    terminal = open_tutor(home, "training")
    train(terminal, GENEROUS)
    return _later(terminal, chance, 0.5)


def _fit(home: Path, chance: random.Random) -> Terminal:
    """scikit-learn fits a model in a child process."""
    terminal = _lesson(home, "machine-learning")
    for keys, page in (("420\r", "2/"), ("0.8\r", "3/")):
        terminal.wait_for("›  *your prediction", GENEROUS)
        terminal.send(keys)
        terminal.wait_for("✓|✗", GENEROUS)
        terminal.send(NEXT)
        terminal.wait_for(rf"\b{page}\d+", GENEROUS)
    terminal.send("sss")
    terminal.run(GENEROUS, lambda: _children(terminal.pid))
    return _later(terminal, chance, 2.0)


def _printing(home: Path, chance: random.Random) -> Terminal:
    """A command prints."""
    line = chance.choice(("show --all --answers", "show 1 --answers", "show 10 --answers", "list", "check"))
    return _later(_command(home, *line.split()), chance, 1.0)


def _quiz(home: Path, chance: random.Random) -> Terminal:
    """Questions are asked line by line."""
    terminal = _command(home, "quiz", "3")
    if chance.random() < 0.7:
        terminal.wait_for("Your answer", GENEROUS)
        terminal.send(chance.choice(("0.1\r", "\r", "", "?\r", "l\r")))
    return _later(terminal, chance, 0.4)


def _doctor(home: Path, chance: random.Random) -> Terminal:
    """A terminal is asked what it can do, and does not say."""
    return _later(_command(home, "doctor", respond=never), chance, 1.0)


def _flood(home: Path, chance: random.Random) -> Terminal:
    """More keys have come than can be served."""
    terminal = _lesson(home, str(chance.randint(1, 10)))
    for _ in range(40):
        terminal.send("".join(chance.choices(_KEYS, k=25)))
    return _later(terminal, chance, 0.5)


def _deaf(home: Path, chance: random.Random) -> Terminal:
    """The terminal no longer reads, and more is sent to it than the line holds."""
    terminal = open_tutor(home, "training")
    train(terminal, GENEROUS)
    terminal.resize(200, 60)
    for _ in range(chance.randint(2, 8)):
        terminal.send("".join(chance.choices(_KEYS, k=3)))
        let_pass(chance.uniform(0, 0.2))
    return terminal


SCENARIOS: dict[str, Scenario] = {
    "start": _start,
    "page": _page,
    "training": _training,
    "fit": _fit,
    "printing": _printing,
    "quiz": _quiz,
    "doctor": _doctor,
    "flood": _flood,
    "deaf": _deaf,
}


def run_moment(seed: int, scenario: str | None = None, within: float | None = WITHIN) -> str | None:
    """Send a signal in the moment that a seed stands for; what was wrong with how it left, or None.

    `within`: the seconds it may take, None where they are not measured.
    """
    chance = random.Random(seed)
    name = scenario or chance.choice(list(SCENARIOS))
    number = chance.choice(list(STATUS))
    where = f"seed {seed}, {name}, {number.name}"
    with tempfile.TemporaryDirectory() as folder, SCENARIOS[name](Path(folder), chance) as terminal:
        if terminal.ended():
            return None if terminal.status == 0 else f"{where}: ended with {terminal.status} by itself"
        children = _children(terminal.pid)
        terminal.kill(number)
        sent = time.monotonic()
        while not terminal.ended():
            if time.monotonic() > sent + GENEROUS:
                return f"{where}: still there after {GENEROUS:g} s"
            if name == "deaf":
                let_pass(0.01)
            else:
                terminal.watch(0.01)
        took = time.monotonic() - sent
        terminal.run(1.0, lambda: not select.select([terminal.fd], [], [], 0)[0])
        fault = (
            _fault(terminal, STATUS[number])
            or _reported(Path(folder))
            or _left_behind(children, Path(folder, "tmp"))
        )
        if fault is None and within is not None and took > within:
            fault = f"it took {took:.2f} s"
        return fault and f"{where}: {fault}"


def _fault(terminal: Terminal, status: int) -> str | None:
    raw = bytes(terminal.raw)
    # A command may have ended just then.
    if terminal.status != status and not (terminal.status == 0 and b"\x1b[?1049h" not in raw):
        return f"it left with {terminal.status}"
    if on := left_on(raw):
        return f"left on: {on}"
    if terminal.line != terminal.line_at_start:
        return "the settings of the line are not as before"
    return f"it said: {raw[-1000:]!r}" if b"Traceback" in raw else None


def _reported(home: Path) -> str | None:
    reports = sorted(home.glob("state/nntutor/crashes/*"))
    return f"it crashed:\n{reports[0].read_text(encoding='utf-8')}" if reports else None


def _left_behind(children: list[int], temporary: Path) -> str | None:
    def left() -> list[object]:
        return [*(c for c in children if Path(f"/proc/{c}").exists()), *temporary.glob("*")]

    try:
        wait_until(lambda: not left(), GENEROUS)
    except AssertionError:
        return f"left behind: {left()}"
    return None


def _children(pid: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[1]) == pid:
            found.append(int(stat.parent.name))
    return found


ANSWERS = ("0.1\r", "-0.11\r")
"""Of the first two pages of the lesson on the forward pass; both are right."""


def run_kill(seed: int) -> str | None:
    """Kill a session at a random moment; what was wrong with what it left behind, or None.

    What was acknowledged on the screen has to be there, and the next session has to open and to leave.
    """
    chance = random.Random(seed)
    moment = chance.uniform(0.0, 3.0)
    with tempfile.TemporaryDirectory() as folder:
        home, right = Path(folder), 0
        with open_tutor(home, "3") as terminal:
            end = time.monotonic() + moment
            for answer in ANSWERS:
                if not _until(terminal, end, "›  *your prediction"):
                    break
                terminal.send(answer)
                if not _until(terminal, end, "Right"):
                    break
                right += 1
                terminal.send(NEXT)
            terminal.run(max(0.0, end - time.monotonic()))
            terminal.kill(signal.SIGKILL)
            terminal.wait_exit(GENEROUS)
        progress = read_progress(home / "state" / "nntutor")
        kept = sum(tally.right for tally in progress.tallies())
        if progress.trouble or kept < right:
            return f"seed {seed}: of {right} answers {kept} were kept; {progress.trouble}"
        with open_tutor(home) as terminal:
            terminal.wait_for(rf"\b\d+/\d+|{WELCOME}", GENEROUS)
            terminal.send("\x03")
            status = terminal.wait_exit(GENEROUS)
        return None if status == 0 else f"seed {seed}: the next session left with {status}"


def _until(terminal: Terminal, end: float, pattern: str) -> bool:
    return terminal.run(max(0.0, end - time.monotonic()), lambda: re.search(pattern, terminal.text))

"""What the tutor costs on a terminal: time, memory, bytes, and how soon a key is seen.

python -m tests.bench terminal
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from tests.bench.frames import bytes_a_frame
from tests.bench.table import note, percentile, row
from tests.support.pty import Terminal
from tests.support.tutor import NEXT, PAUSED, PLAYING, ROOT, STILL_OPEN, WELCOME, open_tutor, train

ROUNDS = 7
KEYS = 120
SIZE_80 = {"columns": 80, "rows": 24}


def first_page() -> None:
    """Time and memory until the first page, the welcome and lessons 1 and 10, as ratios to the bare app."""
    lessons = {"the welcome": (), "lesson 1": ("1",), "lesson 10": ("10",)}

    def bare(_: Path) -> Terminal:
        return Terminal([sys.executable, "-m", "tests.bench.bare"], cwd=ROOT, **SIZE_80)

    def tutor(*lesson: str) -> Callable[[Path], Terminal]:
        return lambda home: open_tutor(home, *lesson, **SIZE_80)

    def once(start: Callable[[Path], Terminal], pattern: str) -> tuple[float, float]:
        with tempfile.TemporaryDirectory() as home, start(Path(home)) as terminal:
            painted = terminal.wait_for(pattern) - terminal.started
            terminal.run(1.0)
            return painted, terminal.pss() / 1e6

    # In turns; the first of each, to fill the caches of bytecode and files, is not counted.
    apps = [
        (bare, "bare page painted"),
        *((tutor(*lesson), rf"1/\d+|{WELCOME}") for lesson in lessons.values()),
    ]
    measured = [[once(start, pattern) for start, pattern in apps] for _ in range(ROUNDS + 1)][1:]
    times, sizes = ([median(turn[app][what] for turn in measured) for app in range(4)] for what in (0, 1))
    note(f"first page: bare app {times[0]:.3f} s and {sizes[0]:.1f} MB")
    for name, seconds, size in zip(lessons, times[1:], sizes[1:], strict=True):
        row(f"first page painted, {name}, beside a bare Textual app", seconds / times[0], "×", 1.25)
        row(f"memory at the first page, {name}, beside the same", size / sizes[0], "×", 1.2)


def frames() -> None:
    """Bytes of an animated frame, the figures alone and in a lesson."""
    row("a frame of a growing loss curve, 100×30", bytes_a_frame("curve"), "bytes", 300)
    row("a frame of a moving field and its curve", bytes_a_frame("field"), "bytes", 5000)
    row("a frame of what 16 units answer, an epoch on", bytes_a_frame("units"), "bytes", 5000)
    with (
        tempfile.TemporaryDirectory() as home,
        open_tutor(Path(home), "training", columns=100, rows=30) as tutor,
    ):
        train(tutor)
        tutor.run(0.5)
        sent, drawn, cpu, began = tutor.bytes, tutor.queries, tutor.cpu(), time.perf_counter()
        tutor.run(5.0)
        seconds = time.perf_counter() - began
        drawn = max(1, tutor.queries - drawn)
        row("a frame in the lesson on training", (tutor.bytes - sent) / drawn, "bytes", 5000)
        note(f"   {drawn / seconds:.1f} frames/s, {100 * (tutor.cpu() - cpu) / seconds:.0f} % of a processor")


def page_turns() -> None:
    """The most bytes that a page turn takes, in lessons with curves and with a field."""
    for lesson, what, budget in (
        ("gradient-descent", "a page turn, words and curves, 80×24, at most", 7000),
        ("backpropagation", "a page turn, words and a graph, 80×24, at most", 7000),
        ("training", "a page turn, words and a field, 80×24, at most", 16000),
    ):
        with tempfile.TemporaryDirectory() as home, open_tutor(Path(home), lesson, **SIZE_80) as tutor:
            tutor.wait_for(r"1/\d+")
            tutor.run(0.7)
            pages = int(tutor.text.splitlines()[0].rpartition("/")[2])
            turns = []
            for page in range(2, pages + 1):
                turned = rf"\b{page}/{pages}"
                for wanted in (f"{turned}|{STILL_OPEN}", turned):
                    before = tutor.bytes
                    tutor.send(NEXT)
                    tutor.wait_for(wanted)
                    tutor.run(0.5)
                    if re.search(turned, tutor.text):
                        break
                turns.append(tutor.bytes - before)
        row(what, max(turns), "bytes", budget)
        note(f"   median {median(turns):.0f} over {len(turns)} turns")


def keys() -> None:
    """From a key to its repaint while the lab trains: pausing, which changes the rule above the lab."""
    with (
        tempfile.TemporaryDirectory() as home,
        open_tutor(Path(home), "training", columns=100, rows=30) as tutor,
    ):
        train(tutor)
        waits = []
        for i in range(KEYS):
            # Not in step with the frames.
            tutor.run(0.2 + 0.013 * (i % 7))
            began = time.perf_counter()
            tutor.send("p")
            waits.append(tutor.wait_for(PAUSED) - began)
            tutor.send("p")
            tutor.wait_for(PLAYING)
    row("key to repaint while training, median", 1e3 * median(waits), "ms", 50)
    row("key to repaint while training, 99th percentile", 1e3 * percentile(waits, 99), "ms", 50)


def idle() -> None:
    """What an idle page sends and computes."""
    with tempfile.TemporaryDirectory() as home, open_tutor(Path(home), "training", **SIZE_80) as tutor:
        # Its first page plays by itself; a key stops it.
        tutor.wait_for(PLAYING)
        tutor.send("p")
        tutor.wait_for(PAUSED)
        tutor.run(2.0)
        sent, cpu = tutor.bytes, tutor.cpu()
        tutor.run(10.0)
        row("idle page, bytes sent in 10 s", tutor.bytes - sent, "bytes", 0)
        row("idle page, processor", 100 * (tutor.cpu() - cpu) / 10, "%", 0.5)


def main(argv: list[str]) -> None:
    """Print the terminal's part of the benchmark; with names, only those: first_page frames ..."""
    parts = {f.__name__: f for f in (first_page, frames, page_turns, keys, idle)}
    for name in argv or parts:
        parts[name]()


if __name__ == "__main__":
    main(sys.argv[1:])

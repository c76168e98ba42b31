"""Many learners on one host who have lines of NumPy run at the same moment: how long each waits.

python -m tests.bench coding            # 20 learners, 5 times, beside two busy processes
python -m tests.bench coding 8 10       # 8 learners, 10 times
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import ExitStack
from statistics import median

from lessons.coding.attempts import Attempt
from lessons.coding.cases import hidden
from lessons.coding.exercise import Exercise, Slip
from lessons.coding.grading import attempt, judged
from tests.bench.table import note, percentile, row

MOST_LEARNERS, MOST_TIMES, BUSY = 40, 100, 2
APART = 0.01
"""Seconds between two looks at the attempts."""
STEP = Exercise(
    (*("for step in range(20):", "    z = X @ W + b", "    p = ___", "    dz = ___"), "    ___", "    ___"),
    hidden(
        {
            "given": {
                "X": {"shape": "n,3"},
                "W": {"shape": "3,1"},
                "b": {},
                "y": {"shape": "n,1"},
                "rate": {"low": 0.1, "high": 1},
            }
        }
    ),
    ("W", "b"),
    ("1 / (1 + np.exp(-z))", "p - y", "W = W - rate * X.T @ dz / len(X)", "b = b - rate * dz.mean()"),
    (
        Slip(("", "y - p", "", ""), "Turned round."),
        Slip(("", "", "W = W - rate * X.T @ dz", ""), "The mean is forgotten."),
        Slip(("", "", "W = W + rate * X.T @ dz / len(X)", ""), "Uphill."),
    ),
)


def waits(learners: int, lines: tuple[str, ...] = STEP.solution) -> list[float]:
    """Seconds until each of so many learners who begin at once has an answer."""
    begun = time.perf_counter()
    running: list[Attempt] = [attempt(STEP, lines).start() for _ in range(learners)]
    found: list[float] = []
    while running:
        for one in [one for one in running if one.poll()]:
            running.remove(one)
            assert judged(STEP, lines, one.answer()).counted
            found.append(time.perf_counter() - begun)
        time.sleep(APART)
    return found


def main(argv: list[str]) -> None:
    """Print how long the slowest waits, alone and among others."""
    learners = min(int(argv[0]) if argv else 20, MOST_LEARNERS)
    times = min(int(argv[1]) if len(argv) > 1 else 5, MOST_TIMES)
    note(f"lines of NumPy run {times} times on {os.cpu_count()} processors")
    alone = [wait for _ in range(times) for wait in waits(1)]
    with ExitStack() as stack:
        for _ in range(BUSY):
            busy = stack.enter_context(subprocess.Popen([sys.executable, "-c", "while True: pass"]))
            stack.callback(busy.kill)
        together = [wait for _ in range(times) for wait in waits(learners)]
    note(f"   alone: median {median(alone):.2f} s; {learners} at once: {median(together):.2f} s")
    row("until the answer, alone, at most", max(alone), "s", 2)
    row(f"until the last of {learners} answers, beside {BUSY} busy processes", max(together), "s", 5)
    row("   95th percentile", percentile(together, 95), "s", 5)


if __name__ == "__main__":
    main(sys.argv[1:])

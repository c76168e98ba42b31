"""Many learners on one host, each training: how soon every one of them sees a key, and what they cost.

python -m tests.bench load              # 20 learners for 20 seconds
python -m tests.bench load 8 10         # 8 learners for 10 seconds
python -m tests.bench load 20 20 play   # in the playground, not in the lesson on training
"""

from __future__ import annotations

import os
import random
import select
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from tests.bench.table import note, percentile, row
from tests.support.tutor import PLAYING as PLAYS
from tests.support.tutor import open_tutor, train

# Drawn over "playing" when the lab pauses, and not otherwise while it plays.
PAUSED, PLAYING = "─────────".encode(), b"playing"
MOST_LEARNERS, MOST_SECONDS = 40, 120


class Learner:
    """One session. Measured without an emulated screen, which would take more processor than the tutor."""

    def __init__(self, home: Path, chance: random.Random, lesson: str) -> None:
        self.terminal = open_tutor(home, lesson, columns=100, rows=30)
        self.waits: list[float] = []
        self._chance = chance
        self._lesson = lesson
        self._playing = True
        self._key_at: float | None = None
        self._mark = 0
        self.next_key = 0.0

    def begin(self) -> None:
        """Go to where the lab plays, and play; from then on nothing is emulated."""
        if self._lesson == "play":
            self.terminal.wait_for("Epoch 0", 60.0)
            self.terminal.send("p")
            self.terminal.wait_for(PLAYS.replace("train", "playground"), 60.0)
        else:
            train(self.terminal, 60.0)
        self.terminal.emulate = False

    def press(self, now: float) -> None:
        """Pause or play, if it is time and the last key has been seen."""
        if self._key_at is None and now >= self.next_key:
            self._mark = self.terminal.bytes
            self._key_at = now
            self.terminal.send("p")

    def look(self, now: float) -> None:
        """Note whether the key has been seen."""
        if self._key_at is None:
            return
        if (PAUSED if self._playing else PLAYING) in self.terminal.raw[self._mark :]:
            self.waits.append(now - self._key_at)
            self._key_at = None
            self._playing = not self._playing
            # Mostly playing: a short pause, then a long time until the next.
            pause = self._chance.uniform(1.0, 2.5) if self._playing else 0.3
            self.next_key = now + pause


def serve(learners: list[Learner], seconds: float) -> None:
    """Be the terminals of all of them for so long."""
    by_fd = {learner.terminal.fd: learner for learner in learners}
    end = time.perf_counter() + seconds
    while (now := time.perf_counter()) < end:
        for learner in learners:
            learner.press(now)
        ready, _, _ = select.select(list(by_fd), [], [], 0.02)
        for fd in ready:
            by_fd[fd].terminal.read_some()
            by_fd[fd].look(time.perf_counter())


def main(argv: list[str]) -> None:
    """Print what the slowest of the learners sees, and what they cost."""
    count = min(int(argv[0]) if argv else 20, MOST_LEARNERS)
    seconds = min(float(argv[1]) if len(argv) > 1 else 20.0, MOST_SECONDS)
    lesson = argv[2] if len(argv) > 2 else "training"
    chance = random.Random(0)
    with tempfile.TemporaryDirectory() as folder:
        homes = [Path(folder) / str(i) for i in range(count)]
        for home in homes:
            home.mkdir()
        learners: list[Learner] = []
        try:
            for home in homes:
                learners.append(Learner(home, chance, lesson))
                learners[-1].begin()
            for learner in learners:
                learner.next_key = time.perf_counter() + chance.uniform(1, 4)
            serve(learners, 3.0)
            for learner in learners:
                learner.waits.clear()
            cpu = [learner.terminal.cpu() for learner in learners]
            queries = sum(learner.terminal.queries for learner in learners)
            serve(learners, seconds)
            used = sum(learner.terminal.cpu() - c for learner, c in zip(learners, cpu, strict=True))
            frames = sum(learner.terminal.queries for learner in learners) - queries
            memory = [learner.terminal.pss() / 1e6 for learner in learners]
            report(learners, seconds, used, frames, memory)
        finally:
            for learner in learners:
                learner.terminal.close()


def report(learners: list[Learner], seconds: float, used: float, frames: int, memory: list[float]) -> None:
    """Print the rows."""
    everyone = [wait for learner in learners for wait in learner.waits]
    worst = max(percentile(learner.waits, 95) for learner in learners if learner.waits)
    note(f"{len(learners)} learners training for {seconds:.0f} s on {os.cpu_count()} processors")
    share, rate = 100 * used / seconds, frames / seconds / len(learners)
    note(f"   {share:.0f} % of a processor in all, {rate:.1f} frames/s each, {len(everyone)} keys")
    note(f"   key to repaint: median {1e3 * median(everyone):.0f} ms, longest {1e3 * max(everyone):.0f} ms")
    row("95th percentile of the slowest learner", 1e3 * worst, "ms", 100)
    row("memory of the largest session (PSS)", max(memory), "MB", 45)


if __name__ == "__main__":
    main(sys.argv[1:])

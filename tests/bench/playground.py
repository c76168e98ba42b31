"""How fast the playground is: epochs and frames a second through a pty, and bytes a frame.

python -m tests.bench playground
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from engine import Dataset, Split, Trainer
from engine.playground import FEATURES, Play, Setting
from lessons.labs.playground._readings import SLOW_EPOCHS
from tests.bench.table import note, row
from tests.support.busy import busy_host
from tests.support.tutor import open_tutor

SECONDS = 6.0
EPOCH = re.compile(r"Epoch ([0-9,]+)")
LARGEST = "#networkShape=8,8,8,8,8,8&" + "&".join(f"{name}=true" for name in FEATURES)
DEFAULT = "#seed=0.66230"


def epoch_on(screen: str) -> int:
    """The epoch that a screen tells."""
    found = EPOCH.search(screen)
    return int(found[1].replace(",", "")) if found else 0


@contextmanager
def half_a_processor() -> Iterator[None]:
    """What is started meanwhile has one processor, which another program keeps busy."""
    every = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, every[:1])
    try:
        with busy_host(1):
            yield
    finally:
        os.sched_setaffinity(0, every)


def playing(what: str, link: str, budget: float, half: bool = False) -> None:
    """Epochs a second, frames a second and bytes a frame of a network that plays at 100×30."""
    with (
        tempfile.TemporaryDirectory() as home,
        half_a_processor() if half else nullcontext(),
        open_tutor(Path(home), "play", link, columns=100, rows=30) as tutor,
    ):
        if half:
            os.sched_setaffinity(0, sorted(os.sched_getaffinity(tutor.pid) ^ set(range(os.cpu_count() or 1))))
        tutor.wait_for("Epoch 0")
        tutor.send("p")
        # It begins slowly.
        while epoch_on(tutor.text) < SLOW_EPOCHS:
            tutor.run(0.5)
        first, sent, drawn, cpu, began = (
            epoch_on(tutor.text), tutor.bytes, tutor.queries, tutor.cpu(), time.perf_counter(),
        )  # fmt: skip
        tutor.run(SECONDS)
        seconds = time.perf_counter() - began
        frames = max(1, tutor.queries - drawn)
        row(
            f"epochs a second, {what}, playing at 100×30",
            (epoch_on(tutor.text) - first) / seconds,
            "",
            budget,
            True,
        )
        row(f"frames a second, {what}", frames / seconds, "", 10, True)
        row(f"bytes a frame, {what}", (tutor.bytes - sent) / frames, "bytes", 5000)
        note(f"   {100 * (tutor.cpu() - cpu) / seconds:.0f} % of a processor")


def epochs() -> None:
    """An epoch beside one of `Trainer`, on the same points with the same network and batches."""
    play = Play(Setting(seed="0.66230"))
    data, n = play.data, play.data.training
    parts = [
        Dataset("points", data.inputs[rows], data.targets[rows], "regression")
        for rows in (slice(n), slice(n, None))
    ]
    trainer = Trainer(
        Play(Setting(seed="0.66230")).net,
        Split(parts[0], test=parts[1]),
        loss="mse",
        optimizer="sgd",
        batch_size=10,
        shuffle=False,
    )

    def ours() -> None:
        play.run(100)

    def theirs() -> None:
        for _ in range(100):
            trainer.epoch()
            trainer.evaluate("train")
            trainer.evaluate("test")

    times = []
    for run in (ours, theirs):
        run()
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    row("an epoch and both losses, beside Trainer's", times[1] / times[0], "×", 2.5, True)
    note(f"   {100 / times[0]:.0f} epochs a second without a screen")


def main(argv: list[str]) -> None:
    """Measure, and print beside the budgets."""
    epochs()
    playing("the default network", DEFAULT, 600)
    playing("the same on half a processor", DEFAULT, 300, half=True)
    playing("the largest of the browser, 7-8×6-1", LARGEST, 180)

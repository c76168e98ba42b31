"""The same setting with other seeds: what one run shows may be luck."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from engine import Dataset
from engine.playground import Setting
from engine.playground.play import Points
from engine.playground.run import Branch, Run
from lessons.figures import Beside, Curves, Floats, Panes, Series, Surface
from lessons.playground.training import seeds_of

MOST = 20


class Crowd:
    """Runs of one setting with other seeds, which go where the first run goes."""

    def __init__(self, setting: Setting, count: int, own: Dataset | Points | None) -> None:
        self.runs = [Run(replace(setting, seed=seed), own) for seed in seeds_of(setting.seed, count)[1:]]
        self._ways: dict[Branch, list[Branch]] = {}

    def note(self, future: Branch) -> None:
        """Take down where these runs go while the first one goes to that future."""
        self._ways[future] = [run.branch for run in self.runs]

    def follow(self, first: Run) -> None:
        """Go where the first run has gone, in the future that belongs to its own."""
        for run, way in zip(self.runs, self._ways.get(first.branch, ()), strict=False):
            run.switch(way)
            run.seek(min(first.epoch, way.end))

    def change(self, setting: Setting) -> None:
        """Go on with another rate, optimizer, schedule or penalty."""
        for run in self.runs:
            run.change(replace(setting, seed=run.play.setting.seed))

    def begin_again(self, setting: Setting) -> None:
        """Go to the start, and on from there with this setting alone."""
        for run in self.runs:
            run.begin_again(replace(setting, seed=run.play.setting.seed))

    def seek(self, epoch: int, known: bool = False) -> None:
        """Go to an epoch, or, `known`, only as far as each has been; what has diverged stays where it did."""
        for run in self.runs:
            run.seek(min(epoch, run.branch.end) if known else epoch)

    def catch_up(self, epoch: int, ends: float, at_once: int) -> bool:
        """Learn towards an epoch until the clock says `ends`, the last one first; whether all are there."""
        while late := self.late(epoch):
            min(late, key=lambda run: run.epoch).learn(at_once)
            if time.perf_counter() >= ends:
                return False
        return True

    def late(self, epoch: int) -> list[Run]:
        """Return the runs that have still to come to an epoch."""
        return [run for run in self.runs if run.epoch < epoch and not run.failed]


def test_losses(runs: list[Run], epochs: Floats) -> Floats:
    """Return the test losses of runs at these epochs, (runs, epochs)."""
    courses = [run.course() for run in runs]
    return np.stack([np.interp(epochs, course[:, 0], course[:, 2]) for course in courses])


def wall(
    runs: list[Run], grid_of: Callable[[Run], Floats], extent: tuple[float, ...], below: float, rows: int
) -> Beside:
    """Small fields of all runs, and the band of their test losses."""
    x0, x1, y0, y1 = extent
    panes = []
    for k, run in enumerate(runs):
        title = f"{k} {'✗' if run.failed else '✓' if run.losses[1] < below else ''}"
        values, reach = np.nan_to_num(grid_of(run)), (x0, x1, y0, y1)
        if values.ndim == 3:
            panes.append(Surface(title, values, reach, names=tuple(map(str, range(values.shape[2])))))
        else:
            panes.append(Surface(title, values, reach, names=(), span=(-1.0, 1.0), signed=True))
    course = runs[0].course()
    epochs = course[:, 0] if len(course) > 1 else np.array([0.0, 1.0])
    losses = test_losses(runs, epochs)
    series = (
        Series("middle", epochs, np.median(losses, axis=0)),
        Series("best", epochs, losses.min(axis=0), "positive"),
        Series("worst", epochs, losses.max(axis=0), "negative"),
    )
    return Beside(
        (
            Panes(f"the output with {len(runs)} seeds", tuple(panes), rows),
            Curves("test loss", series, "epoch", "loss", rows),
        ),
        (3, 2),
    )

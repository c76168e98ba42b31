"""The playground without a screen: a setting is trained, and told as text or as one JSON object."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from engine.datasets import Dataset
from engine.errors import short
from engine.playground import Play
from engine.playground.play import Points
from engine.playground.run import Run
from engine.playground.stream import Stream
from lessons.playground.goals import Goal
from lessons.playground.links import Opened, link
from lessons.playground.rows import Table, points_of
from lessons.text import plural


class Trained:
    """One run with its futures, `tree`: its `play`, its `losses` (training, test) from epoch 0 to now, the
    `weights` that its first unit began with, and where it `diverged`.

    That is the first epoch after which a weight, or a loss that has points, was no number. `data`: samples
    of one's own, as for `Play`. `tree`: a run that has begun; of a long one not all losses are known.
    """

    def __init__(self, state: Opened, data: Dataset | Points | None = None, tree: Run | None = None) -> None:
        self.state, self.tree = state, tree or Run(state.setting, data)
        self.play: Play = self.tree.play
        self.weights: list[float] = []
        self.note_start()
        known = self.tree.course()
        losses = np.full((self.play.epoch + 1, 2), np.nan)
        losses[known[:, 0].astype(int)] = known[:, 1:]
        self.losses = [(float(train), float(test)) for train, test in losses]
        self.diverged: int | None = None
        self.stopped = ""
        """Why the last `run` ended before its time."""
        self._note()

    def note_start(self) -> None:
        """Take the weights of the first unit from the tree's start, where that is kept."""
        layer, rows = self.play.net.layers[0], self.tree.branch.line[0].rows
        if rows.origin == 0:
            self.weights = rows.rows[0, : layer.W.size : layer.units].tolist()

    def _note(self) -> None:
        if self.diverged is None and not self.play.finite(self.losses[-1]):
            self.diverged = self.play.epoch

    def reached(self, goal: Goal) -> int | None:
        """Return the first epoch whose losses reach a goal."""
        return next((epoch for epoch, both in enumerate(self.losses) if goal.reached(epoch, *both)), None)

    def run(self, epochs: int, until: float | None = None, patience: int | None = None) -> Iterator[int]:
        """Learn for at most so many epochs, and yield each that has ended.

        It ends early where the test loss is below `until`, or has not been better for `patience` epochs.
        """
        best, since, self.stopped = math.inf, 0, ""
        for epoch in range(1, epochs + 1):
            self.tree.learn_epoch()
            self.losses.append(self.tree.losses)
            self._note()
            yield epoch
            test = self.losses[-1][1]
            best, since = (test, 0) if test < best else (best, since + 1)
            if until is not None and test < until:
                self.stopped = f"the test loss is below {until:g}"
            elif patience is not None and since >= patience:
                self.stopped = f"the test loss has not been better since epoch {self.play.epoch - since}"
            if self.stopped:
                return


def seeds_of(first: str, count: int) -> list[str]:
    """Return `count` seed texts: the first one, and others that follow from it."""
    stream = Stream(first)
    return [first, *(f"{stream.draw():.5f}" for _ in range(count - 1))]


def runs(state: Opened, seeds: int, data: Dataset | None = None) -> Iterator[Trained]:
    """Yield runs of one setting, each with its own seed, to be run."""
    for seed in seeds_of(state.setting.seed, seeds):
        run = Trained(replace(state, setting=replace(state.setting, seed=seed)), data)
        if seeds > 1:
            # One run alone can be saved: of many nobody asks for an earlier epoch.
            run.tree.branch.rows.go_on_at(sys.maxsize)
        yield run


def as_json(run: Trained) -> dict[str, Any]:
    """Return everything about a run as JSON takes it; a loss that is no finite number is None."""
    play, data = run.play, run.play.data
    two, features = min(2, data.training), play.setting.features
    if isinstance(play.own, Dataset) and not play.planar:
        features = play.own.features
    return {
        "link": link(run.state),
        "seed": play.setting.seed,
        "features": list(features),
        "shape": list(play.shape),
        "parameters": int(play.net.params.size),
        "train": data.training,
        "test": play.test_points,
        "first": np.column_stack([data.plane[:two, :2], data.labels[:two]]).tolist(),
        "weights": run.weights,
        "losses": [[i, *map(_finite, pair)] for i, pair in enumerate(run.losses)],
        "right": [_finite(share) for share in play.right()],
        "dead": play.training.dead,
        "unknown": list(run.state.unknown),
        "goals": [_goal(goal, run.reached(goal)) for goal in run.state.goals],
        "diverged": run.diverged,
    }


def _finite(loss: float) -> float | None:
    return float(loss) if math.isfinite(loss) else None


def _goal(goal: Goal, reached: int | None) -> dict[str, Any]:
    side = "below" if goal.below else "above"
    return {"key": goal.key, "what": goal.what, side: goal.value, "reached": reached}


def dumped(found: dict[str, Any]) -> str:
    """Return a JSON object on one line, in ASCII: nothing that a link holds reaches a terminal as it is."""
    return json.dumps(found, allow_nan=False)


def told_first(run: Trained, seed: str = "") -> Iterator[str]:
    """Return the points and the network in lines; `seed`: what there is to say of it."""
    play, own = run.play, run.play.own
    shape = "-".join(map(str, play.shape))
    yield f"{points_of(play)}{seed}: {shape}, {plural(play.net.params.size, 'parameter')}"
    if isinstance(own, Table):
        yield f"learns {own.says}"
    yield f"{plural(play.data.training, 'training point')}, {plural(play.test_points, 'test point')}"
    if not play.training.batches:
        count = plural(play.data.training, "training point")
        yield f"nothing is learnt: there is no batch of {play.setting.batch} in {count}"


def told(run: Trained) -> Iterator[str]:
    """Return a run in lines: the network, a table of losses, goals, and what became of it."""
    play = run.play
    yield from told_first(run, f", seed {short(play.setting.seed, 40)}")
    yield f"{'epoch':>8}  {'training':>12}  {'test':>12}"
    for epoch in _rows(play.epoch):
        yield f"{epoch:>8}  {_both(play, run.losses[epoch])}"
    if run.stopped:
        yield f"stopped at epoch {play.epoch}: {run.stopped}"
    if shares := play.right():
        parts = zip(("training", "test"), shares, strict=True)
        yield f"right: {', '.join(f'{part} {100 * s:.4g} %' for part, s in parts if math.isfinite(s))}"
    if play.training.dead:
        yield f"{plural(play.training.dead, 'link')} killed by L1"
    for goal in run.state.goals:
        when = run.reached(goal)
        yield f"{goal}: " + ("not reached" if when is None else f"reached at epoch {when}")
    if run.diverged is not None:
        yield f"diverged at epoch {run.diverged}: numbers grew past what a float holds; lower the rate"


def _both(play: Play, losses: tuple[float, float]) -> str:
    parts = zip(losses, (play.data.training, play.test_points), strict=True)
    words = ((loss, "no number" if points else "no points") for loss, points in parts)
    return "  ".join(f"{loss:12.6g}" if math.isfinite(loss) else f"{word:>12}" for loss, word in words)


def _rows(last: int) -> list[int]:
    """The epochs that have a row: 0, 1, 10, 100 … and the last."""
    return [0, *(10**power for power in range(len(str(last))) if 10**power < last), *([last] if last else [])]


def together(all_: list[Trained], below: float) -> dict[str, Any]:
    """Return what several runs have come to: how many end below a test loss, their mean and its spread.

    Those that have diverged, and count as not below, are in neither.
    """
    ends = np.array([run.losses[-1][1] for run in all_])
    found = {"seeds": len(all_), "below": below, "reached": int((ends < below).sum())}
    ends = ends[np.isfinite(ends)]
    with np.errstate(over="ignore"):
        both = (ends.mean(), ends.std()) if ends.size else (math.nan, math.nan)
    return found | {"mean": _finite(both[0]), "spread": _finite(both[1])}


def told_together(all_: list[Trained], found: dict[str, Any]) -> Iterator[str]:
    """Return what several runs have come to in lines: a row each, goals, how many are below a loss."""
    yield from told_first(all_[0])
    yield f"{'seed':>10}  {'epochs':>7}  {'training':>12}  {'test':>12}"
    for run in all_:
        seed, grown = short(run.play.setting.seed, 10), run.diverged
        end = "" if grown is None else f"  diverged at epoch {grown}"
        yield f"{seed:>10}  {run.play.epoch:>7}  {_both(run.play, run.losses[-1])}{end}"
    for goal in all_[0].state.goals:
        count = sum(run.reached(goal) is not None for run in all_)
        yield f"{goal}: reached by {count} of {found['seeds']}"
    said = f"{found['reached']} of {plural(found['seeds'], 'seed')} below a test loss of {found['below']:g}"
    spread = found["spread"]
    yield said if spread is None else f"{said}; mean {found['mean']:.4g}, spread {spread:.4g}"

"""Small batches against all points, and sorted against shuffled ones, counted over seeds."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from lessons.figures import Beside, Curves, Floats, Series
from lessons.labs._count import Count, Trial, across, train
from lessons.labs.base import Figures, Knob, See, each, plotted, readout, work
from lessons.labs.batches._runs import EPOCHS, RATE, TRAINED, UPDATES, loss_of, right_of, trainer
from lessons.text import number, plural

CHART_ROWS = 8
LOST = 9.99
"""What is told as the loss of a run that has diverged."""


class Came(NamedTuple):
    """Where a run has come to: its training loss, and the share of the test points that it gets right."""

    loss: float
    right: float


class Outcome(NamedTuple):
    """What came out with one seed, after 20 epochs and after 200 updates."""

    small_epochs: Came
    small_updates: Came
    all_epochs: Came
    all_updates: Came
    in_order: Came
    """With small batches, sorted by class, after the epochs."""


class BatchCount(Count[Outcome]):
    """Small batches against all points, at equal epochs and at equal updates; and in order of class."""

    does = "trains three runs"
    quick = {"seeds": 2, "batch": 100}
    caption_rows = 2

    batch = Knob.integer("points in a small batch", 10, scale="log", low=1, high=100)
    learning_rate = Knob.number("how far each step goes", RATE, scale="log", low=1e-3, high=1)
    step_work = work(lambda lab: (2 * EPOCHS * -(-TRAINED // lab.batch) + UPDATES) * 80_000)
    """Twenty epochs with small batches, twice, and what is made of all points."""

    def trial(self, seed: int) -> Trial[Outcome]:
        """Three runs: with small batches, shuffled and sorted, and with all points in one."""
        small = yield from self._run(self.batch, seed)
        whole = yield from self._run(TRAINED, seed)
        in_order = yield from self._run(self.batch, seed, ordered=True)
        return Outcome(*small, *whole, in_order[0])

    def _run(self, size: int, seed: int, ordered: bool = False) -> Trial[tuple[Came, Came]]:
        """Where a run is after the epochs, and after the updates."""
        run = trainer(size, seed, self.learning_rate, ordered=ordered)
        epochs, lost, came = EPOCHS * run.batches.per_epoch, None, {}
        for end in sorted({epochs, UPDATES}):
            lost = lost or (yield from train(run, end - run.steps))
            came[end] = Came(LOST, 0.0) if lost else Came(loss_of(run), right_of(run))
        return came[epochs], came[UPDATES]

    @readout(
        "seeds with which the small batches have the lower loss at equal epochs: epochs.count, epochs.done"
    )
    def epochs(self) -> dict[str, int]:
        return self._counted(lambda one: one.small_epochs.loss < one.all_epochs.loss)

    @readout("seeds with which all points in one have it at equal updates: updates.count, of updates.done")
    def updates(self) -> dict[str, int]:
        return self._counted(lambda one: one.all_updates.loss < one.small_updates.loss)

    @readout(
        "seeds with which sorted batches get fewer test points right than shuffled: order.count, order.done"
    )
    def order(self) -> dict[str, int]:
        return self._counted(lambda one: one.in_order.right < one.small_epochs.right)

    def _counted(self, holds: Callable[[Outcome], bool]) -> dict[str, int]:
        return {"count": sum(map(holds, self.results)), "done": self.position}

    @readout("what came of them on average so far: mean.small_epochs and so on; 0 before the first seed")
    def mean(self) -> dict[str, float]:
        losses = {
            name: float(np.mean([getattr(one, name).loss for one in self.results] or [0.0]))
            for name in Outcome._fields
        }
        rights = {
            "right": [one.small_epochs.right for one in self.results],
            "right_in_order": [one.in_order.right for one in self.results],
        }
        return losses | {name: float(np.mean(shares or [0.0])) for name, shares in rights.items()}

    @plotted()
    def outcomes(self) -> Floats:
        """Losses and shares by seed, (seeds, 6): two at equal epochs, two at equal updates, two by order."""
        rows = [
            (
                one.small_epochs.loss, one.all_epochs.loss, one.small_updates.loss, one.all_updates.loss,
                one.small_epochs.right, one.in_order.right,
            )
            for one in self.results
        ]  # fmt: skip
        return np.array(rows).reshape(-1, 6)

    @staticmethod
    def figures(see: See) -> Figures:
        small, whole = str(see.batch), str(TRAINED)
        yield Beside(
            (
                _chart(see, "loss lower by (epochs)", (small, whole), (1, 0)),
                _chart(see, "loss lower by (updates)", (whole, small), (2, 3)),
                _chart(see, "more right by", ("shuffled", "sorted"), (4, 5)),
            )
        )

    @staticmethod
    def caption(see: See) -> str:
        epochs, updates, order = (number(held["count"], 0) for held in (see.epochs, see.updates, see.order))
        return (
            f"Of {plural(see.position, 'seed')}: at equal epochs batches of {see.batch} are ahead in "
            f"{epochs}, at equal updates those of {TRAINED} in {updates}. "
            f"Sorted is worse than shuffled in {order}."
        )


def _chart(see: See, title: str, names: tuple[str, str], columns: tuple[int, int]) -> Curves:
    """By how much the first is ahead of the second, a dot a seed: above the line it is, below it is not."""
    seeds, ends = across(see)
    by = each(lambda more, less: more - less, *(see.outcomes[:, column] for column in columns))
    known = [v for v in by if not isinstance(v, str)]
    ahead = np.array([isinstance(v, str) or v > 0 for v in by], dtype=bool)
    series = (
        Series("", np.array(ends), np.zeros(2), "muted"),
        Series(names[0], seeds[ahead], by[ahead], "accent", "points"),
        Series(names[1], seeds[~ahead], by[~ahead], "text", "points"),
    )
    reach = 1.1 * max([0.01, *map(abs, known)])
    span = (max(-reach, 1.3 * min([-0.2 * reach, *known])), reach) if known else None
    return Curves(title, series, "seed", "by", CHART_ROWS, ends, span)

"""Small batches against all points, and sorted against shuffled ones, counted over seeds."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np

from lessons.figures import Beside, Curves, Series
from lessons.labs._count import Count, Trial, across, train
from lessons.labs.base import Figures, Knob, Plotted, See, each, readout, work
from lessons.labs.batches._runs import EPOCHS, RATE, TRAINED, UPDATES, loss_of, right_of, trainer
from lessons.text import number, plural

CHART_ROWS = 8
LOST = 9.99
"""What is told as the loss of a run that has diverged."""


Came: TypeAlias = tuple[float, float]
"""Where a run has come to: its training loss, and the share of the test points that it gets right."""


class Outcome(NamedTuple):
    """With one seed: the losses after 20 epochs and after 200 updates, and shares of test points right."""

    small_epochs: float
    small_updates: float
    all_epochs: float
    all_updates: float
    in_order: float
    """With small batches, sorted by class, after the epochs."""
    right: float
    right_in_order: float


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
        small, small_updates = yield from self._run(self.batch, seed)
        whole, whole_updates = yield from self._run(TRAINED, seed)
        in_order, _ = yield from self._run(self.batch, seed, ordered=True)
        losses = small[0], small_updates[0], whole[0], whole_updates[0], in_order[0]
        return Outcome(*losses, small[1], in_order[1])

    def _run(self, size: int, seed: int, ordered: bool = False) -> Trial[tuple[Came, Came]]:
        """Where a run is after the epochs, and after the updates."""
        run = trainer(size, seed, self.learning_rate, ordered=ordered)
        epochs, lost, came = EPOCHS * run.batches.per_epoch, None, {}
        for end in sorted({epochs, UPDATES}):
            lost = lost or (yield from train(run, end - run.steps))
            came[end] = (LOST, 0.0) if lost else (loss_of(run), right_of(run))
        return came[epochs], came[UPDATES]

    @readout(
        "seeds with which the small batches have the lower loss at equal epochs: epochs.count, epochs.done"
    )
    def epochs(self) -> dict[str, int]:
        return self._counted(lambda one: one.small_epochs < one.all_epochs)

    @readout("seeds with which all points in one have it at equal updates: updates.count, of updates.done")
    def updates(self) -> dict[str, int]:
        return self._counted(lambda one: one.all_updates < one.small_updates)

    @readout(
        "seeds with which sorted batches get fewer test points right than shuffled: order.count, order.done"
    )
    def order(self) -> dict[str, int]:
        return self._counted(lambda one: one.right_in_order < one.right)

    def _counted(self, holds: Callable[[Outcome], bool]) -> dict[str, int]:
        return {"count": sum(map(holds, self.results)), "done": self.position}

    @readout("what came of them on average so far: mean.small_epochs and so on; 0 before the first seed")
    def mean(self) -> dict[str, float]:
        columns = self.outcomes.T if self.position else np.zeros((len(Outcome._fields), 1))
        return {name: float(np.mean(of)) for name, of in zip(Outcome._fields, columns, strict=True)}

    outcomes = Plotted(lambda lab: np.array(lab.results).reshape(-1, len(Outcome._fields)))
    """What came out, by seed and in the order of an `Outcome`: (seeds, 7)."""

    @staticmethod
    def figures(see: See) -> Figures:
        small, whole = str(see.batch), str(TRAINED)
        yield Beside(
            (
                _chart(see, "loss lower by (epochs)", (small, whole), ("all_epochs", "small_epochs")),
                _chart(see, "loss lower by (updates)", (whole, small), ("small_updates", "all_updates")),
                _chart(see, "more right by", ("shuffled", "sorted"), ("right", "right_in_order")),
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


def _chart(see: See, title: str, names: tuple[str, str], of: tuple[str, str]) -> Curves:
    """By how much the first is ahead of the second, a dot a seed: above the line it is, below it is not."""
    seeds, ends = across(see)
    by = each(lambda more, less: more - less, *(see.outcomes[:, Outcome._fields.index(name)] for name in of))
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

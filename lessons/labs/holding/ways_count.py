"""Weight decay, dropout and early stopping, each mild and strong, counted over seeds."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from lessons.figures import Role, Spare, table
from lessons.labs._count import Trial, by_seed, last, of_seeds, train
from lessons.labs._few import Ends, aside, ended, few, run_work
from lessons.labs._nets import learner
from lessons.labs.base import Figures, Plotted, See, readout, work
from lessons.labs.holding._holding import ASIDE, NOISE, HeldCount
from lessons.text import BLANK, listed


class _Way(NamedTuple):
    """One way to hold a network back."""

    name: str
    decay: float = 0.0
    drop: float = 0.0
    patience: int | None = None


WAYS = (
    _Way("free"),
    _Way("λ 0.01, mild", decay=0.01),
    _Way("λ 0.1, strong", decay=0.1),
    _Way("dropout 0.5, mild", drop=0.5),
    _Way("dropout 0.8, strong", drop=0.8),
    _Way("patience 50, mild", patience=50),
    _Way("patience 3, strong", patience=3),
)
MILD, STRONG = (1, 3, 5), (2, 4, 6)
ROWS = 7
_SHOWN: tuple[tuple[int, Role], ...] = ((0, "text"), (1, "accent"), (3, "negative"))


class WaysCount(HeldCount[Ends]):
    """One network, free and held back in six ways: its losses and what it gets right, seed by seed."""

    does = "trains seven networks"
    step_work = work(lambda lab: len(WAYS) * run_work(lab.widths, lab.count, lab.length_of_run))

    def trial(self, seed: int) -> Trial[Ends]:
        data, found = few("moons", self.count, NOISE, seed), []
        watched = replace(data, validation=aside(ASIDE, NOISE, seed))
        for way in WAYS:
            given = data if way.patience is None else watched
            run = learner(given, self.widths, seed, way.decay, way.drop, way.patience)
            yield from train(run, self.length_of_run)
            found.append(ended(run))
        return found

    ends = Plotted(lambda lab: np.array(lab.results).reshape(-1, len(WAYS), 3))
    """Training loss, test loss, and what is right of fresh points: (seeds, ways, 3)."""
    higher = Plotted(lambda lab: (lab.ends[:, :, 0] > lab.ends[:, :1, 0]).sum(axis=0))
    """Seeds so far in which each way has a higher training loss than the free network."""
    lower = Plotted(lambda lab: (lab.ends[:, :, 1] < lab.ends[:, :1, 1]).sum(axis=0))
    """The same of a lower test loss."""
    more = Plotted(lambda lab: (lab.ends[:, :, 2] > lab.ends[:, :1, 2]).sum(axis=0))
    """The same of more fresh points right."""

    @readout("seeds so far, of raised.done, with a higher training loss than free in all six")
    def raised(self) -> dict[str, int]:
        raised = (self.ends[:, 1:, 0] > self.ends[:, :1, 0]).all(axis=1)
        return {"count": int(raised.sum()), "done": self.position}

    @readout("seeds so far in which each has a lower test loss than the free one: lowered.decay, .drop, "
             ".stop, and held back strongly, .much_decay, .much_drop, .early")  # fmt: skip
    def lowered(self) -> dict[str, int]:
        return _named(self.lower)

    @readout("seeds so far in which each gets more fresh points right: bettered.decay and so on")
    def bettered(self) -> dict[str, int]:
        return _named(self.more)

    @staticmethod
    def figures(see: See) -> Figures:
        columns = ("training loss", "test loss", "lower in", "right", "more in")
        yield table(_rows(see), (way.name for way in WAYS), columns)
        shown = ((WAYS[k].name.partition(",")[0], see.ends[:, k, 1], role) for k, role in _SHOWN)
        yield Spare(by_seed(see, "test loss", "loss", ROWS, shown))

    @staticmethod
    def caption(see: See) -> str:
        mild, strong = (listed([f"{see.more[k]}" for k in ways], "and") for ways in (MILD, STRONG))
        lowest = WAYS[int(np.argmin(see.ends[-1, :, 1]))].name.partition(",")[0]
        return (
            f"{last(see)} {lowest} has the lowest test loss. Mild holds get more points right than "
            f"none in {of_seeds(see, mild)}, strong ones in {strong}."
        )


def _named(counts: Any) -> dict[str, int]:
    names = ("decay", "much_decay", "drop", "much_drop", "stop", "early")
    return dict(zip(names, map(int, counts[1:]), strict=True))


def _rows(see: See) -> list[list[Any]]:
    if not see.position:
        return [[BLANK, BLANK, BLANK if k else "", BLANK, BLANK if k else ""] for k in range(len(WAYS))]
    means = see.ends.mean(axis=0)
    return [
        [loss, test, f"{see.lower[k]}" if k else "", right, f"{see.more[k]}" if k else ""]
        for k, (loss, test, right) in enumerate(means)
    ]

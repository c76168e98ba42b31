"""Two networks that learn the same few points, one free and one held back."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np

from lessons.figures import Beside, Surface
from lessons.figures.worked import Working, by_hand
from lessons.labs._few import GRID, LOOKED, Score, Side, few, learnt, plane, run_work
from lessons.labs._nets import learner
from lessons.labs.base import Figures, Learnt, Readout, See, of, plotted, readout, work
from lessons.labs.holding._holding import EVERY, NOISE, HeldRun
from lessons.text import number

ROWS = 7


@lru_cache(maxsize=8)
def _course(hidden: tuple[int, ...], points: int, seed: int, decay: float) -> Side:
    data = few("moons", points, NOISE, seed)
    return Side([learner(data, hidden, seed), learner(data, hidden, seed, decay)], EVERY)


class HeldBack(HeldRun):
    """Two networks that learn the same few points: one free, one held back by weight decay."""

    # Strongly, so that the numbers of one network do not tell those of the other.
    quick = HeldRun.quick | {"decay": "1"}
    step_work = work(lambda lab: 2 * run_work(lab.widths, lab.count + LOOKED // EVERY, EVERY))

    @property
    def course(self) -> Side:
        return _course(tuple(self.widths), self.count, self.seed, float(self.hold))

    @property
    def now(self) -> list[Score]:
        self.course.at(self.position)
        return self.course.scores[self.position]

    free = Readout("the network that is free: free.train and free.test, its losses, and free.right",
                   lambda lab: _told(lab.now[0]))  # fmt: skip
    held = Readout(
        "the one that is held back: held.train, held.test, held.right", lambda lab: _told(lab.now[1])
    )

    @readout("its largest weight, whatever its sign")
    def largest(self) -> float:
        net = self.course.at(self.position)[1]
        return max(float(np.abs(layer.W).max()) for layer in net.layers)

    @plotted()
    def maps(self) -> tuple[Any, ...]:
        """What both answer over the plane, how far that reaches, and the points with their classes."""
        nets, train = self.course.at(self.position), self.course.runs[0].split.train
        grid, reach = plane(train.X)
        free, held = (net.forward(grid)[:, 0].reshape(GRID) for net in nets)
        return free, held, reach, train.X, train.labels.astype(float)

    def working(self, path: str) -> Working | None:
        if path != "held.train":
            return None
        return by_hand("−log {}", {"p": 0.5}, float(np.log(2)), lambda p: -np.log(p))

    def mistakes(self, path: str) -> dict[str, float]:
        if path != "held.train":
            return {}
        return {
            "That is the probability. The loss is −log of it.": 0.5,
            "You left out the minus sign.": -float(np.log(2)),
            "Its answers are not wrong and sure, they are unsure.": 1.0,
            "You took the logarithm to base 10. Here log is the natural one.": float(np.log10(2)),
            "A loss of 0 needs sure answers, and those need weights.": 0.0,
        }

    @property
    def learnt_network(self) -> Learnt:
        net = self.course.at(self.position)[1]
        return learnt(
            net,
            self.course.runs[1],
            "Of the two networks this is the one that is held back.",
            penalty="L2",
            strength=float(self.hold),
        )

    @staticmethod
    def figures(see: See) -> Figures:
        free, held, reach, X, classes = see.maps
        yield Beside(
            tuple(
                Surface(title, grid, tuple(reach), X, classes, height=ROWS)
                for title, grid in (("free", free), (f"λ {see.hold}", held))
            )
        )

    @staticmethod
    def caption(see: See) -> str:
        told = [
            f"{name}: training loss {_three(part['train'])}, test loss {_three(part['test'])}, "
            f"{number(part['right'])} right."
            for name, part in ((f"Step {see.taken}, free", see.free), ("Held back", see.held))
        ]
        return " ".join(told)


def _three(loss: Any) -> Any:
    """A loss with three decimals, however small it is."""
    return of(lambda loss: f"{loss:.3f}", loss)


def _told(score: Score) -> dict[str, float]:
    return {"train": score.train, "test": score.test, "right": score.right}

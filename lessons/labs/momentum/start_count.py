"""Plain descent against momentum in a valley, from one random start after the other."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from engine import landscapes
from lessons.figures import Beside, Curves, Floats, Role, Series, Surface
from lessons.labs._count import Count, Trial, across, of_seeds
from lessons.labs.base import Figures, Knob, Readout, See, plotted, readout
from lessons.labs.momentum._racing import mu_knob, rule, walk
from lessons.text import number, short

REACH = 3.0
"""Starts lie so far to either side at most."""
MOST = 400
"""Who has not arrived after so many steps does not arrive."""
CELLS, ROWS = 31, 8
ROLES: dict[str, Role] = {"plain": "text", "momentum": "accent"}


class Run(NamedTuple):
    """A start, and the steps that each took from there; 0 where it did not arrive."""

    start: Floats
    plain: int
    momentum: int


class StartCount(Count[Run]):
    """Plain descent and momentum in a valley, from a random start for each seed: who needs fewer steps."""

    does = "draws a start"
    quick = {"seeds": 2}
    caption_rows = 2
    step_work = 2 * MOST * 20_000

    learning_rate = Knob.number(
        "how far a step goes, of both", 0.09, low=0.001, high=0.3, step=0.01, digits=3
    )
    mu = mu_knob(0.5)
    steepness = Knob.number("how many times as steep the valley is across", 20.0, low=1, high=100, step=1)

    def trial(self, seed: int) -> Trial[Run]:
        start = np.random.default_rng(seed).uniform(-REACH, REACH, 2)
        valley = landscapes.get("bowl", condition=self.steepness)
        heavy = rule("momentum", self.learning_rate, self.mu)
        plain = yield from walk(valley, start, rule("plain", self.learning_rate, 0), MOST)
        momentum = yield from walk(valley, start, heavy, MOST)
        return Run(start, plain, momentum)

    @readout("starts from which momentum takes fewer steps: ahead.count, of ahead.done")
    def ahead(self) -> dict[str, int]:
        return {"count": sum(_ahead(run) for run in self.results), "done": self.position}

    @readout("the middle one of the numbers of steps: median.plain, median.momentum; 0 before the first")
    def median(self) -> dict[str, float]:
        return {name: _middle(getattr(r, name) for r in self.results) for name in ("plain", "momentum")}

    most = Readout("the steps after which a run is given up", lambda lab: MOST)

    @plotted()
    def runs(self) -> dict[str, Any]:
        """What there is to draw: places, who was ahead, and steps where somebody arrived."""
        results = self.results
        return {
            "starts": np.array([run.start for run in results]).reshape(-1, 2),
            "ahead": np.array([_ahead(run) for run in results], dtype=bool),
            "plain": np.array([float(run.plain) for run in results]),
            "momentum": np.array([float(run.momentum) for run in results]),
        }

    @staticmethod
    def figures(see: See) -> Figures:
        yield Beside((_starts(see), _needed(see)), shares=(3, 4))

    @staticmethod
    def caption(see: See) -> str:
        plain, momentum = (_said(see.runs[name][-1]) for name in ("plain", "momentum"))
        so_far = of_seeds(see, see.ahead["count"])
        return f"Last start: plain {plain}, momentum {momentum}. Momentum is ahead in {so_far}."


def _ahead(run: Run) -> bool:
    return bool(run.momentum) and (not run.plain or run.momentum < run.plain)


def _middle(steps: Any) -> float:
    """The median, where none that never arrived is shorter than others."""
    numbers = [each or MOST for each in steps]
    return float(np.median(numbers)) if numbers else 0.0


def _said(steps: Any) -> str:
    return "never arrives" if steps == 0 else f"{number(steps, 0)} steps"


def _starts(see: See) -> Surface:
    ends = np.linspace(-REACH, REACH, CELLS)
    x, y = np.meshgrid(ends, ends)
    starts, ahead = see.runs["starts"], see.runs["ahead"]
    sides: tuple[tuple[str, Any, Role], ...]
    sides = (("momentum", ahead, "accent"), ("plain or level", ~ahead, "negative"))
    marks = tuple(Series(name, starts[who, 0], starts[who, 1], role, "points") for name, who, role in sides)
    heights = 0.5 * (x * x + see.steepness * y * y)
    return Surface(
        "ahead", heights, (-REACH, REACH) * 2, names=(), x_label="w[0]", y_label="w[1]", z_label="loss",
        height=ROWS, overlays=marks, keys=tuple(name for name, *_ in sides),
    )  # fmt: skip


def _needed(see: See) -> Curves:
    seeds, ends = across(see)
    series = []
    for name, role in ROLES.items():
        steps = see.runs[name]
        there = steps > 0
        middle = f"{name}, median {short(see.median[name])}" if see.position else name
        series.append(Series(middle, seeds[there], steps[there], role, "points"))
    return Curves("steps to 1/1000 of the loss", tuple(series), "seed", "steps", ROWS, ends, None)

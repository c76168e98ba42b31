"""Optimizers raced from one start, as paths on a map of the loss."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from engine import landscapes
from engine.landscapes import Landscape
from lessons.figures import Beside, Curves, Matrix, Role, Series, Spare, Surface, table
from lessons.figures.worked import Working, by_hand
from lessons.labs.base import Figures, Knob, Plotted, Readout, See, each, readout
from lessons.labs.momentum._bar import Barred
from lessons.labs.momentum._racing import RACERS, arrival, mu_knob, rule, told
from lessons.text import short

CELLS = 41
MAP_ROWS, CHART_ROWS = 8, 11
COUNTS = ("two", "three", "four")
KINDS = ("valley", "turned valley", "saddle", "two valleys")
ROLES: dict[str, Role] = {"plain": "text", "momentum": "accent", "nesterov": "positive", "adam": "negative"}
TURN = 45.0


class PathRace(Barred):
    """Up to four optimizers that walk down the same landscape from the same start."""

    begins = "All start at the same place. Along a dotted line the loss is the same."
    rate = 4.0
    quick = {"steps": 12}

    kind = Knob.choice("what they walk down", KINDS, name="landscape")
    steepness = Knob.number("how many times as steep a valley is across", 20.0, low=1, high=100, step=1)
    learning_rate = Knob.number("how far a step goes", 0.09, low=0, high=1, step=0.01, digits=3)
    mu = mu_knob()
    adam_rate = Knob.number("the learning rate of Adam", 0.05, low=0, high=1, step=0.01)
    begun = Knob.integer("where they start; 0: the usual place", 0,
                         name="start", low=0, high=99)  # fmt: skip
    who = Knob.choice("who runs: two, or Nesterov's momentum too, or Adam as well", COUNTS, name="racers")
    steps = Knob.integer("how many steps a run has", 60, low=1, high=400, turnable=False)

    def prepare(self, changed: str | None = None) -> None:
        super().prepare(changed)
        self.scape = self._scape()
        box = np.array(self.scape.box)
        drawn = np.random.default_rng(self.begun).uniform(*box.T)
        self.begin = drawn if self.begun else np.array(self.scape.start)
        rules = {name: rule(name, self.learning_rate, self.mu, self.adam_rate) for name in self.racing}
        self.whole = {
            name: landscapes.descend(self.scape, self.begin, self.steps, each) for name, each in rules.items()
        }
        with np.errstate(all="ignore"):
            self.heights = {name: self.scape.value(path) for name, path in self.whole.items()}

    def _scape(self) -> Landscape:
        if "valley" in self.kind.split():
            return landscapes.get("bowl", condition=self.steepness, degrees=TURN * (self.kind != "valley"))
        return landscapes.get("saddle" if self.kind == "saddle" else "basins")

    racing = Plotted(lambda lab: RACERS[: COUNTS.index(lab.who) + 2])
    paths = Plotted(lambda lab: {name: path[: lab.position + 1] for name, path in lab.whole.items()})
    falls = Plotted(lambda lab: {name: height[: lab.position + 1] for name, height in lab.heights.items()})
    losses = Readout(
        "the loss of each racer now: loss.plain, loss.momentum, …",
        lambda lab: {name: float(height[lab.position]) for name, height in lab.heights.items()},
        name="loss",
    )
    first_loss = Readout("the loss at the start", lambda lab: float(lab.scape.value(lab.begin)))
    arrived = Readout(
        "the step at which the loss of each racer was a thousandth of the first; 0: not yet",
        lambda lab: {name: arrival(h[: lab.position + 1]) for name, h in lab.heights.items()},
    )
    along = Readout("what a plain step multiplies w[0] by", lambda lab: 1 - lab.learning_rate)
    across = Readout(
        "what a plain step multiplies w[1] by", lambda lab: 1 - lab.steepness * lab.learning_rate
    )
    taken = Readout("steps taken", lambda lab: lab.position, name="step")
    map = Plotted(lambda lab: (lab.scape.box, lab.scape.value))

    @readout("the learning rate from which on they run away: edge.plain, edge.momentum")
    def edge(self) -> dict[str, float]:
        return {"plain": 2 / self.steepness, "momentum": 2 * (1 + self.mu) / self.steepness}

    def working(self, path: str) -> Working | None:
        numbers = {"learning rate": self.learning_rate}
        match path:
            case "along":
                return by_hand("1 − {}", numbers, self.along, lambda rate: 1 - rate)
            case "across":
                numbers = {"steepness": self.steepness} | numbers
                return by_hand("1 − {}·{}", numbers, self.across, lambda steep, rate: 1 - steep * rate)
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        one, other = {"along": ("w[0]", "across"), "across": ("w[1]", "along")}.get(path, ("", ""))
        if not one:
            return {}
        return {
            f"That is the factor of the other weight. {one} is asked for.": self.readout(other),
            "That is what a step takes away. What does it leave?": 1 - self.readout(path),
        }

    @staticmethod
    def figures(see: See) -> Figures:
        yield Beside((_map(see), _standing(see)), shares=(5, 3))
        yield Spare(_falling(see))

    @staticmethod
    def caption(see: See) -> str:
        there = [f"{name} {told(step)}" for name, step in see.arrived.items() if told(step) != "–"]
        if there:
            return f"Steps to 1/1000 of the loss: {', '.join(there)}."
        return f"Step {see.position} of {see.steps}: none is down to a thousandth of the first loss yet."


def _map(see: See) -> Surface:
    box, height = see.map
    (x0, x1), (y0, y1) = box
    grid = np.stack(np.meshgrid(np.linspace(x0, x1, CELLS), np.linspace(y0, y1, CELLS)), axis=-1)
    heights = height(grid)
    low, high = float(heights.min()), float(np.quantile(heights, 0.9))
    return Surface(
        "loss", heights, (x0, x1, y0, y1), names=(), x_label="w[0]", y_label="w[1]", z_label="loss",
        span=(low, high), contours=tuple(low + (high - low) * share for share in (0.02, 0.1, 0.3, 0.7)),
        height=MAP_ROWS, keys=tuple(see.racing), overlays=tuple(_path(see, name, box) for name in see.racing),
    )  # fmt: skip


def _path(see: See, name: str, box: Any) -> Series:
    path = see.paths[name]
    x, y = (each(partial(_within, low, high), path[:, i]) for i, (low, high) in enumerate(box))
    return Series(name, x, y, ROLES[name], "path")


def _within(low: float, high: float, value: float) -> float:
    """A place on the map; one that lies outside, at its edge, and what is no number, nowhere."""
    return value if value != value else min(max(value, low), high)


def _falling(see: See) -> Curves:
    at = np.arange(see.position + 1.0)
    series = tuple(Series(name, at, see.falls[name], ROLES[name]) for name in see.racing)
    return Curves("loss", series, "step", "loss", CHART_ROWS, (0.0, float(see.steps)), (0.0, see.first_loss))


def _standing(see: See) -> Matrix:
    rows = [(short(see.losses[name]), told(see.arrived[name])) for name in see.racing]
    return table(rows, see.racing, ("loss", "arrived"))

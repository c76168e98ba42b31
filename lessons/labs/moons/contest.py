"""A line against a network on ten data sets, each with points of its own."""

from __future__ import annotations

import time
from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np

from engine import MLP
from lessons.figures import Bars, Cell
from lessons.format.fields import FieldError
from lessons.labs._contest import JUDGES, SETS, TEST, Contests, Recipe
from lessons.labs.base import (
    NONE_KEPT,
    Figures,
    Knob,
    Lab,
    Plotted,
    Readout,
    See,
    plotted,
    readout,
    units_of_count,
    work,
)
from lessons.labs.moons.moons_network import EPOCHS, MOST_LAYERS
from lessons.text import BLANK, number

SLICE = 0.002
"""Seconds of training at each look."""
QUIET = 0.5
"""Seconds without a turned knob before training begins."""


class Contest(Lab):
    """A straight line against a network on ten sets of points: how often the network gets more right."""

    rate = 0.5
    shares = True
    steps = ("sets",)
    quick = {"points": 20, "hidden": (2,)}

    count = Knob.integer("points in a set; 7 in 10 are learned from", 600,
                         name="points", scale="log", low=20, high=1000)  # fmt: skip
    noise = Knob.number("how far points stray from their moon", 0.2, low=0, high=1, step=0.1)
    widths = Knob.sizes("units in each hidden layer of the network", (16, 16), name="hidden", low=1, high=64)
    offers = Knob.toggle("whether the page has the knobs", True, turnable=False)

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        self.known: dict[Hashable, Contests] = {}
        """What has been learnt, by what decided it; shared with copies."""
        self.live = False
        super().__init__(settings)

    offered = property(lambda lab: None if lab.offers else ())

    def prepare(self, changed: str | None = None) -> None:
        if len(self.widths) > MOST_LAYERS:
            raise FieldError(f"{len(self.widths)} hidden layers", f"it takes 1 to {MOST_LAYERS}")
        self.recipe = Recipe(self.count, self.noise, 0, tuple(self.widths), EPOCHS)
        self._not_before = time.monotonic() + (QUIET if changed else 0.0)

    step_work = work(lambda lab: SETS * lab.recipe.work)

    def copy(self) -> Lab:
        other = Contest(dict(self.settings))
        other.known, other.position = self.known, self.position
        return other

    # What goes on beside the learner

    def contests(self) -> Contests:
        """The data sets, as far as they are."""
        contests = self.known.setdefault(self.recipe, Contests(self.recipe))
        if not self.live and self.position:
            contests.finish()
        return contests

    @property
    def works(self) -> bool:
        return bool(self.position) and not self.contests().done

    @property
    def waiting(self) -> str:
        done = len(self.contests().results)
        return f"Data set {done + 1} of {SETS} is being learned." if self.live and self.works else ""

    @property
    def progress(self) -> str:
        return f"{len(self.contests().results)} of {SETS}" if self.position else ""

    def start(self) -> None:
        self.live = True

    def poll(self) -> bool:
        now = time.monotonic()
        if now < self._not_before or not self.works:
            return False
        before = len(self.contests().results)
        self.contests().work(now + SLICE)
        news = len(self.contests().results) > before
        if news:
            self.changed()
        return news

    def close(self) -> None:
        self.live = False

    # Reading

    results = Plotted(lambda lab: np.array(lab.contests().results if lab.position else []).reshape(-1, 2))
    """What line and network got right of new points: (data sets, 2)."""
    learned_from = Readout("how many points of each set are learned from", name="train",
                           compute=lambda lab: lab.count - round(lab.count * TEST))  # fmt: skip
    numbers = Readout("how many numbers the network learns", lambda lab: MLP([2, *lab.widths, 1]).params.size)
    judged = Readout("how many new points each is tested on", lambda lab: JUDGES, name="judges")

    @readout("over the sets so far: sets.done, sets.of, sets.wins (of the network), sets.line, sets.network",
             tells=("sets",))  # fmt: skip
    def sets(self) -> dict[str, Any]:
        line, network = self.results.mean(axis=0) if len(self.results) else (None, None)
        wins = int((self.results[:, 1] > self.results[:, 0]).sum())
        return {"done": len(self.results), "of": SETS, "wins": wins, "line": line, "network": network}

    @plotted(tells=("sets.wins",))
    def leads(self) -> list[float]:
        """By how much the network is ahead, in points of the new ones."""
        return [round((network - line) * JUDGES) for line, network in self.results]

    def units(self, path: str) -> dict[str, float]:
        return units_of_count(SETS) if path == "sets.wins" else {}

    no_network = NONE_KEPT

    @staticmethod
    def figures(see: See) -> Figures:
        done, wins = len(see.leads), see.sets["wins"]
        leads: tuple[Cell, ...] = (*see.leads, *(BLANK for _ in range(SETS - done)))
        names = tuple(f"set {k}" for k in range(1, SETS + 1))
        title = f"Network ahead: {number(wins, 0)} of {done}" if done else "Network ahead: none tried yet"
        yield Bars(f"{title} (bars: by how many points)", names, leads, digits=0)

    @staticmethod
    def caption(see: See) -> str:
        sets = see.sets
        if not sets["done"]:
            return f"Ten sets of points to learn from, and {JUDGES} new ones to test on. Press s."
        line, network = number(sets["line"]), number(sets["network"])
        return f"On average the line gets {line} of the new points right, the network {network}."

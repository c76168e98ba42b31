"""Networks that know nothing, one after the other, and what the best of them is worth."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.figures import Curves, Series
from lessons.labs.base import (
    NONE_KEPT,
    Figures,
    Knob,
    Lab,
    Plotted,
    See,
    of,
    plotted,
    readout,
    units_of_share,
)
from lessons.labs.runs._guesses import FRESH, spread, tries
from lessons.text import number

CHART_ROWS = 7


class FortuneTellers(Lab):
    """Untrained networks that guess coin tosses one after the other, and then guess fresh ones."""

    begins = "Each step asks the next network. Nobody can know a coin."
    rate = 2.0
    shares = True
    step_work = 2_000_000
    quick = {"networks": 3}

    networks = Knob.integer("how many networks there are, all untrained", 10, scale="log", low=1, high=50)
    count = Knob.integer("how many coins they guess", 20, name="points", scale="log", low=5, high=1000)
    seed = Knob.integer("for the tosses and the networks", 2, low=0, high=9999)

    def steps(self) -> int:
        """A network each, and the fresh tosses."""
        return int(self.networks) + 1

    heard = Plotted(lambda lab: min(lab.position, int(lab.networks)))
    asked_again = Plotted(lambda lab: lab.position > lab.networks)

    @plotted()
    def found(self) -> Any:
        """What those heard so far get right of the tosses, and of fresh ones: (n, 2)."""
        return np.array(tries(self.seed, int(self.networks), int(self.count))[: self.heard]).reshape(-1, 2)

    @readout("of those heard so far: best.right, the highest fraction right; best.fresh, of fresh tosses")
    def best(self) -> dict[str, float]:
        if not self.heard:
            return {"right": 0.5, "fresh": 0.5}
        right, fresh = max(self.found.tolist(), key=lambda one: one[0])
        return {"right": right, "fresh": fresh}

    winner = Plotted(lambda lab: int(np.argmax(lab.found[:, 0])) + 1 if lab.heard else 0)

    def units(self, path: str) -> dict[str, float]:
        return units_of_share(100) if path.startswith("best.") else {}

    no_network = NONE_KEPT

    @staticmethod
    def figures(see: See) -> Figures:
        at = np.arange(1.0, see.heard + 1)
        others = at != see.winner
        ends = (0.0, see.networks + 1.0)
        # Scores lie across the screen: there are far more columns than rows to tell them apart.
        series = [
            Series("half", np.full(2, 0.5), np.array(ends), "muted"),
            Series(f"of {see.count} coins", see.found[others, 0], at[others], "accent", "points"),
        ]
        if see.asked_again:
            series.append(Series("of fresh coins", see.found[:, 1], at, "negative", "points"))
        if see.heard:
            series.append(Series("the best", [see.best["right"]], [see.winner], "text", "points"))
        reach = min(0.5, 3.2 * spread(0.5, see.count))
        across = (0.5 - reach, 0.5 + reach)
        yield Curves("", tuple(series), "fraction right", "network", CHART_ROWS, across, ends)

    @staticmethod
    def caption(see: See) -> str:
        right = number(of(lambda share: share * see.count, see.best["right"]), 0)
        if not see.asked_again:
            last = number(of(lambda share: share * see.count, see.found[-1, 0]), 0)
            return f"Network {see.heard}: {last} of {see.count} right. The best so far: {right}."
        fresh = number(of(lambda share: 100 * share, see.best["fresh"]), 1)
        return f"The best, {right} of {see.count}: of {FRESH} fresh coins it gets {fresh} % right."

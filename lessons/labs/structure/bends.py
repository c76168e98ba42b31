"""What more units bring: bends."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.figures import Beside, Curves, Floats, Series
from lessons.labs.base import Figures, Plotted, Readout, See, plotted
from lessons.labs.structure._network import Network, diagram
from lessons.text import UNKNOWN, plural

HEIGHT = 9
SWEEP = np.linspace(-4.0, 4.0, 801)
"""The values of the first input for which the curve is computed."""
REACHES = (2.0, 4.0, 6.0, 10.0, 16.0)
"""How far the axis of the output goes: the first that holds the curve."""


class Bends(Network):
    """The output of a network over one of its inputs, with more and more units of its last hidden layer."""

    def steps(self) -> int:
        return int(self.width) if self.layers else 0

    def prepare(self, changed: str | None = None) -> None:
        super().prepare(changed)
        X = np.repeat(self.given[None, :], len(SWEEP), axis=0)
        X[:, 0] = SWEEP
        trace = self.net.trace(X)
        self.handed = trace.a[-2] if self.layers else X
        """What the output layer gets at each place, (places, units)."""
        self.switches = [np.diff(z > 0, axis=0) != 0 for z in trace.z[:-1]]
        """For each hidden layer, (places, units), whether a unit turns on or off before the next place."""

    def output(self, units: int) -> Floats:
        """The output at each place with the first units of the last hidden layer."""
        layer = self.net.layers[-1]
        used = units if self.layers else None
        return np.asarray(self.handed[:, :used] @ layer.W[:used, 0] + layer.b[0])

    curve = Plotted(lambda lab: lab.output(lab.position))

    @plotted()
    def places(self) -> Any:
        """Where a hidden unit that is in use turns on or off, and the slope of the curve changes."""
        if not self.layers:
            return np.zeros(0, dtype=int)
        slopes = np.diff(self.curve)
        switched = np.hstack([*self.switches[:-1], self.switches[-1][:, : self.position]])
        inner = np.flatnonzero(switched[1:-1].any(axis=1)) + 1
        return inner[np.abs(slopes[inner + 1] - slopes[inner - 1]) > 1e-9]

    @plotted()
    def reach(self) -> float | None:
        """How far the axis of the output goes; None: as far as the curve needs."""
        most = max(np.abs(self.output(self.length or 0)).max(), np.abs(self.curve).max())
        return next((r for r in REACHES if r >= most), None)

    bends = Readout("bends of the curve so far, between x[0] = −4 and 4", lambda lab: len(lab.places))

    def mistakes(self, path: str) -> dict[str, float]:
        if path != "bends":
            return {}
        return {
            "Did you give each unit two bends? It has one, where it turns on or off.": 2.0 * self.position,
            "You counted the straight pieces. The bends lie between them.": self.bends + 1.0,
        }

    @staticmethod
    def figures(see: See) -> Figures:
        at = [] if see.bends == UNKNOWN else see.places
        chart = Curves(
            "Output",
            (Series("output", SWEEP, see.curve), Series("bends", SWEEP[at], see.curve[at], "text", "points")),
            "x[0]",
            "output",
            HEIGHT,
            (-4.0, 4.0),
            None if see.reach is None else (-see.reach, see.reach),
        )
        yield Beside((diagram(see, HEIGHT), chart), shares=(4, 3))

    @staticmethod
    def caption(see: See) -> str:
        if not see.layers:
            return "Without a hidden layer the output is a straight line."
        if see.position == 0:
            return "No unit is in use yet: the output is its bias alone, a flat line."
        where = "hidden layer" if see.layers == 1 else "last hidden layer"
        text = f"{see.position} of {plural(see.width, 'unit')} of the {where} in use"
        return f"{text}." if see.bends == UNKNOWN else f"{text}: {plural(see.bends, 'bend')}."

"""Which nudge is best for a network's gradients, counted over seeds."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import MLP, datasets
from lessons.figures import Curves, Role, Series
from lessons.labs._count import Count, Trial, of_seeds
from lessons.labs.base import Figures, Knob, Plotted, Readout, See, readout
from lessons.labs.graph._graph import AXES
from lessons.text import short

POWERS = (-1, -2, -3, -5, -7, -9, -11, -13)
BEST = POWERS.index(-5)
NUDGED = 20
"""So many of the parameters are nudged."""
LAYERS = (2, 16, 16, 1)
FLOOR = 1e-17


class NudgeCount(Count[tuple[float, ...]]):
    """Networks of 337 parameters, 20 of them nudged: with which nudge the gradients come out best."""

    does = f"nudges {NUDGED} parameters of a network of its own by eight sizes of h"
    caption_rows = 2
    quick = {"seeds": 2, "points": 10}
    step_work = 30_000_000

    points = Knob.integer("points of the moons in the loss", 40, low=10, high=200, step=10)
    noise = Knob.number("how far the points lie off their moons", 0.2, low=0, high=1)

    def trial(self, seed: int) -> Trial[tuple[float, ...]]:
        """For each nudge, the farthest that a measured slope is from backpropagation's."""
        data = datasets.load("moons", n=self.points, noise=self.noise, seed=seed)
        net = MLP(list(LAYERS), hidden="tanh", output="sigmoid", seed=seed)
        net.loss_and_grad(data.X, data.Y, "bce")
        told, params = net.grads.copy(), net.params
        chosen = np.random.default_rng(seed).choice(len(params), NUDGED, replace=False)
        worst = []
        for power in POWERS:
            h, off = 10.0**power, 0.0
            for k in chosen:
                own, losses = params[k], []
                for side in (h, -h):
                    params[k] = own + side
                    losses.append(net.loss(data.X, data.Y, "bce"))
                    yield
                params[k] = own
                off = max(off, abs((losses[0] - losses[1]) / (2 * h) - told[k]))
            worst.append(float(off))
        return tuple(worst)

    parameters = Readout("the parameters of the network", lambda lab: MLP(list(LAYERS)).params.size)
    passes = Readout("the forward passes that nudging all of them takes", lambda lab: 2 * lab.parameters)

    @readout("seeds so far in which h = 1e-5 is best: best.count, of best.done")
    def best(self) -> dict[str, int]:
        firsts = [int(np.argmin(errors)) for errors in self.results]
        return {"count": firsts.count(BEST), "done": len(firsts)}

    middle = Plotted(lambda lab: np.median(lab.results, axis=0) if lab.results else np.zeros(0))
    """The median over the seeds so far, for each nudge: (8,)."""

    every = Plotted(lambda lab: np.array(lab.results).reshape(-1, len(POWERS)))

    @staticmethod
    def figures(see: See) -> Figures:
        powers = np.array(POWERS, dtype=float)
        lines: tuple[tuple[str, Any, Role], ...] = (
            ("median so far", see.middle, "muted"),
            ("this seed", see.every[-1:], "accent"),
        )
        drawn = tuple(
            Series(name, powers, np.log10(np.maximum(np.ravel(errors), FLOOR)), role)
            for name, errors, role in lines
            if np.size(errors)
        )
        yield Curves("", drawn, AXES[0], "exponent of the worst error", 9, (-13.0, -1.0), (-12.0, 0.0))

    @staticmethod
    def caption(see: See) -> str:
        errors = see.every[-1]
        at = int(np.argmin(errors))
        told = f"Seed {see.seed + see.position - 1}: best at h = 1e{POWERS[at]}, {short(errors[at])} off."
        told = told.replace("e-", "e−")
        return f"{told} h = 1e−5 is best in {of_seeds(see, see.best['count'])}."

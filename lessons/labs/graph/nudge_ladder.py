"""A gradient by nudging: how far off it is, over the size of the nudge."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.figures import Curves, Series
from lessons.figures.worked import Working, by_hand
from lessons.labs.base import Figures, Knob, Plotted, Readout, See, of, one_by_one, readout, split_path
from lessons.labs.graph._expression import NAMES, value_of
from lessons.labs.graph._graph import AXES, OnExpression
from lessons.text import number, short

SIZES = tuple(10.0**-k for k in range(1, 14))
LEAST = 1e-17
"""Where an error of exactly 0 is drawn."""


class NudgeLadder(OnExpression):
    """A number of an expression nudged by less and less: how far the slope is from that of the chain rule."""

    step_word = "nudge"
    rate = 2.0
    caption_rows = 2
    steps = len(SIZES)

    which = Knob.choice(
        "the number that is nudged, if it is used; else the first that is", NAMES, default="x", name="nudged"
    )
    sides = Knob.choice("up and down, or up alone", ("both", "one"))

    def prepare(self, changed: str | None = None) -> None:
        super().prepare(changed)
        self.name_nudged = self.which if self.which in self.named else self.named[0]
        before = {name: self.settings[name] for name in self.named}
        at = before[self.name_nudged]
        # What cannot be computed a nudge away is refused here.
        self.ends = [
            [value_of(self.typed, before | {self.name_nudged: at + way * h}) for way in (1, -1)]
            for h in SIZES
        ]

    own = Plotted(lambda lab: lab.name_nudged)
    latest = Plotted(lambda lab: max(lab.position, 1) - 1)
    chain = Readout("the gradient by the chain rule",
                    lambda lab: lab.traced.back[-1][lab.traced.leaf(lab.name_nudged)])  # fmt: skip
    result = Plotted(lambda lab: lab.traced.value(-1))

    @readout("the slope that each nudge measures, from the largest on", at=one_by_one)
    def measured(self) -> Any:
        up, down = np.transpose(self.ends)
        if self.sides == "one":
            return (up - self.traced.value(-1)) / SIZES
        return (up - down) / (2 * np.array(SIZES))

    @readout("how far that is from the chain rule's", at=one_by_one)
    def error(self) -> Any:
        return np.abs(self.measured - self.chain)

    @readout("how many times smaller the error is than with the nudge before", at=one_by_one)
    def factor(self) -> Any:
        errors = np.maximum(self.error, LEAST)
        return np.array([1.0, *errors[:-1] / errors[1:]])

    curve = Plotted(lambda lab: np.log10(np.maximum(lab.error[: lab.position], LEAST)))
    """log₁₀ of the errors so far."""

    @readout("the nudge with the least error so far: its power of ten, such as −5", name="best")
    def best_power(self) -> int:
        return -1 - int(np.argmin(self.error[: max(self.position, 1)]))

    def working(self, path: str) -> Working | None:
        match split_path(path):
            case ["factor", int(i)] if i:
                before, after = (f"error with {how} h" for how in ("the larger", "the smaller"))
                errors = {before: short(self.error[i - 1]), after: short(self.error[i])}
                ratio = self.factor[i]
                return by_hand("{} / {}", errors, ratio, lambda *_: ratio)
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        if not path.startswith("factor"):
            return {}
        return {
            "That is how much smaller h gets. The error goes like h², so square it.": 10.0,
            "You doubled it. h² is h times h.": 20.0,
            "That would be h³. The error goes like h².": 1000.0,
            "That is the new error as a part of the old one. Turn it round.": 0.01,
        }

    @staticmethod
    def figures(see: See) -> Figures:
        powers = np.arange(-1.0, -1.0 - len(see.curve), -1.0)
        line = Series("error", powers, see.curve, "accent", "path")
        yield Curves("", (line,), *AXES, 9, (-13.0, -1.0), (-12.0, 2.0))

    @staticmethod
    def caption(see: See) -> str:
        if not see.position:
            return f"{_slope(see)}. Each step, to the left, takes a tenth of h. The exponent of 1e−5 is −5."
        h, i = short(SIZES[see.latest]), see.latest
        told = f"h = {h}: the slope by the nudge is {number(see.measured[i], 4)}, by the chain rule"
        told += f" {number(see.chain, 4)}."
        best = f"1e{see.best_power}".replace("-", "−")
        return f"{told} They differ by {of(short, see.error[i])}. Best so far: h = {best}."


def _slope(see: See) -> str:
    name = see.own
    if see.sides == "one":
        return f"slope = (result with {name} + h − result with {name}) / h"
    return f"slope = (result with {name} + h − result with {name} − h) / (2h)"

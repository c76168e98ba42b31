"""Three sets that are drawn anew each day, under a network that goes on learning."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.figures import Curves, Formula, Line, Series
from lessons.figures.worked import Working, by_hand
from lessons.labs.base import Figures, Knob, Lab, Plotted, Readout, See, plotted
from lessons.text import number

DAYS = 20
PARTS = (0.6, 0.2, 0.2)
"""The shares of the points to train with, to choose by and to test with."""
CHART_ROWS = 6
WITH = ("g = torch.Generator().manual_seed(0)", ", generator=g")


class SplitAgain(Lab):
    """Points divided into three sets, and again on each day after: how many test points are known already."""

    rate = 5.0
    steps = DAYS
    step_word = "day"

    count = Knob.integer("how many points there are", 100, name="points", scale="log", low=20, high=1000)
    fixed = Knob.toggle(
        "whether random_split draws with a generator that has a seed", False, name="generator"
    )
    seed = Knob.integer("which lots are drawn", 0, low=0, high=9999)

    parts = Readout(
        "how many points there are: parts.train, parts.val, parts.test",
        lambda lab: dict(zip(("train", "val", "test"), lab.sizes, strict=True)),
    )
    expected = Readout(
        "how many test points of another day were learnt from today, on average, if drawn anew",
        lambda lab: PARTS[0] * lab.sizes[2],
    )

    @property
    def sizes(self) -> tuple[int, int, int]:
        train, val = (round(share * self.count) for share in PARTS[:2])
        return train, val, int(self.count) - train - val

    @plotted()
    def known(self) -> Any:
        """Of the test points of each day after the first, how many were learnt from on the first: (days,)."""
        train, _, test = self.sizes

        def lot(day: int) -> Any:
            return np.random.default_rng((self.seed, 0 if self.fixed else day)).permutation(int(self.count))

        learnt = lot(0)[:train]
        days = range(1, self.position + 1)
        return np.array([np.isin(lot(day)[-test:], learnt).sum() for day in days], dtype=float)

    mean = Readout(
        "how many that were, on average over the days so far",
        lambda lab: float(lab.known.mean()) if lab.position else 0.0,
    )
    days = Plotted(lambda lab: np.arange(1.0, lab.position + 1))

    def working(self, path: str) -> Working | None:
        if path != "expected":
            return None
        numbers = {"share to train with": PARTS[0], "test points": self.sizes[2]}
        return by_hand("{} · {}", numbers, self.expected, lambda share, points: share * points)

    def mistakes(self, path: str) -> dict[str, float]:
        if path != "expected":
            return {}
        train, _, test = self.sizes
        return {
            "That is none. But each may have been learnt from on day 0.": 0.0,
            "That is how many are test points on both days.": PARTS[2] * test,
            "Those are all of them. Some were not learnt from on day 0.": test,
            "You counted the validation points of day 0, too.": (PARTS[0] + PARTS[1]) * test,
            "Those are all that it learnt from. How many are test points now?": train,
        }

    @staticmethod
    def figures(see: See) -> Figures:
        first, given = WITH if see.fixed else ("# no generator", "")
        code = (
            first,
            f"train, val, test = random_split(data, [0.6, 0.2, 0.2]{given})",
            "print(score(model, test))             # model: saved on day 0",
        )
        yield Formula("", tuple(map(Line, code)), code=True)
        ends = (0.0, DAYS + 1.0)
        # Counts lie across the screen: there are far more columns than rows to tell them apart.
        series = [Series("a day", see.known, see.days, "negative", "points")]
        if see.position:
            series.append(Series("on average", [see.mean, see.mean], np.array(ends), "text"))
        across = "test points learnt from on day 0"
        yield Curves("", tuple(series), across, "day", CHART_ROWS, (0.0, PARTS[2] * see.count), ends)

    @staticmethod
    def caption(see: See) -> str:
        test = number(see.parts["test"], 0)
        if see.position == 0:
            return f"Each step divides all {see.count} points again."
        known, mean = number(see.known[-1], 0), number(see.mean, 1)
        day = f"Day {see.position}: {known} of the {test} test points were learnt from"
        if see.fixed:
            return f"{day}: the seed draws the same lots."
        return f"{day}. On average: {mean}."

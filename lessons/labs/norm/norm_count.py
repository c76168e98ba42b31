"""Whether starts that do not learn learn with batch normalisation, counted."""

from __future__ import annotations

from collections.abc import Mapping

from lessons.labs.base import Knob, work
from lessons.labs.starts._ten_layers import NORM_WORK, STEP_WORK, Way, spread_out
from lessons.labs.starts._ways import WaysCount

HE, WIDE = 0.25, 0.5


class NormCount(WaysCount):
    """Ten hidden layers of 32 ReLU units from three starts, each without and with batch normalisation.

    The ways, as readouts call them: small, he and wide, and normal_small, normal_he and normal_wide.
    """

    spread = Knob.number("the spread of the smallest start", 0.1, scale="log",
                         low=0.001, high=1)  # fmt: skip
    run = Knob.integer("steps of a run", 200, low=1, high=1000, turnable=False)

    @property
    def ways(self) -> Mapping[str, Way]:
        starts = {"small": self.spread, "he": HE, "wide": WIDE}
        plain = {name: Way(f"{s:g}", spread_out(s)) for name, s in starts.items()}
        return {
            each: way
            for name, way in plain.items()
            for each, way in (
                (name, way),
                (f"normal_{name}", way._replace(name=f"{way.name}, normalised", norm=True)),
            )
        }

    step_work = work(lambda lab: lab.run * 3 * (STEP_WORK + NORM_WORK))

"""Which of five starts learn, counted; and one of them with Adam."""

from __future__ import annotations

from collections.abc import Mapping

from lessons.labs.base import Knob
from lessons.labs.starts._ten_layers import RATE, Way, spread_out
from lessons.labs.starts._ways import WaysCount

SPREADS = {"zeros": 0.0, "small": 0.1, "near": 0.2, "he": 0.25, "wide": 0.5}
NAMES = {"zeros": "all 0", "he": "0.25 (He)"}
ADAM_RATE = 0.01


class FiveStarts(WaysCount):
    """Ten hidden layers of 32 units, begun in five ways: on how many seeds each learns.

    The ways, as readouts call them: zeros, small (a spread of 0.1), near (0.2), he (0.25), wide (0.5), all by
    gradient descent; and adam (0.1, by Adam).
    """

    activation = Knob.choice("the activation of the hidden layers", "relu tanh sigmoid")
    pace = Knob.number("how far each step goes, without Adam", RATE, name="learning_rate", scale="log",
                       low=1e-4, high=10)  # fmt: skip
    run = Knob.integer("steps of a run", 400, low=1, high=1000, turnable=False)

    @property
    def ways(self) -> Mapping[str, Way]:
        plain = {
            name: Way(NAMES.get(name, f"{spread:g}"), spread_out(spread), self.activation, rate=self.pace)
            for name, spread in SPREADS.items()
        }
        adam = Way("0.1, Adam", spread_out(SPREADS["small"]), self.activation, "adam", ADAM_RATE)
        return plain | {"adam": adam}

"""Features that are learned."""

from __future__ import annotations

from lessons.figures import Beside
from lessons.labs.base import Figures, Plotted, See
from lessons.labs.features._experiment import made_alone, plane, scatter, scored, surface
from lessons.labs.features._training import Training


class Learned(Training):
    """A feature made by hand beside a small network that learns its own, step by step."""

    made = scored("made")

    grid = Plotted(lambda lab: lab.run.at(lab.position, plane(lab.sample)[1]))

    @staticmethod
    def figures(see: See) -> Figures:
        known = not isinstance(see.accuracy, str)
        network = (
            surface(see, "network", see.accuracy, see.grid) if known else scatter(see, "network: ? right")
        )
        yield Beside((made_alone(see), network))

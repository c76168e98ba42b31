"""Features that are learned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lessons.figures import Beside, Figure, Floats
from lessons.labs.base import plotted
from lessons.labs.features._experiment import made_feature, plane, scatter, scored, surface
from lessons.labs.features._training import Training


class Learned(Training):
    """A feature made by hand beside a small network that learns its own, step by step."""

    made = scored("made")

    @plotted()
    def grid(self) -> Floats:
        return self.run.at(self.position, plane(self.sample)[1])

    @staticmethod
    def figures(see: Any) -> Iterator[Figure]:
        known = not isinstance(see.accuracy, str)
        network = (
            surface(see, "network", see.accuracy, see.grid) if known else scatter(see, "network: ? right")
        )
        yield Beside((made_feature(see), network))

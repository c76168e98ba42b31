"""What the hidden units of a network see."""

from __future__ import annotations

import numpy as np

from lessons.figures import Diagram, Surface, Unit
from lessons.labs.base import Figures, Plotted, See
from lessons.labs.features._experiment import GRID, plane
from lessons.labs.features._training import Training
from lessons.labs.looks._units import picture


class Units(Training):
    """A network in training, drawn with what each of its hidden units hands on: the features it learns."""

    maps = Plotted(lambda lab: lab.run.units_at(lab.position, plane(lab.sample)[1]))
    """What each unit gives over the plane: the hidden ones, and the output."""

    @staticmethod
    def figures(see: See) -> Figures:
        *hidden, output = (np.reshape(grid, GRID) for grid in see.maps)
        extent = plane(see.sample)[0]
        units = tuple(Unit(f"h[{j}]", picture=picture("", grid, extent)) for j, grid in enumerate(hidden))
        answer = Unit("answer", picture=Surface("", output, extent, names=("0", "1")))
        columns = ((Unit("x₀"), Unit("x₁")), units, (answer,))
        yield Diagram("", columns, ("given", "learned", "answer"), height=12)

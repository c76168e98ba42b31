"""What each unit of a network makes of two moons, layer after layer."""

from __future__ import annotations

from lessons.figures import Diagram, Surface, Unit
from lessons.labs.base import Figures, Plotted, See
from lessons.labs.looks._units import picture
from lessons.labs.moons._moons import GRID, NAMES
from lessons.labs.moons.moons_network import Network as Learning
from lessons.text import subscript

SHOWN = 2
"""Units of a layer that are drawn; more would leave no room for their pictures."""


class Layers(Learning):
    """A network that learns two moons, drawn with what each of its units answers over the plane."""

    quick = {"hidden": (2, 2)}

    fields_of_units = Plotted(lambda lab: [a.T.reshape(-1, *GRID) for a in lab.net.trace(lab.grid).a])
    """What the units of each layer answer over the plane: (units, rows, columns) a layer."""

    @staticmethod
    def figures(see: See) -> Figures:
        *hidden, output = (grids[:SHOWN] for grids in see.fields_of_units)
        columns = [
            tuple(
                Unit(f"h{subscript(k)}[{j}]", picture=picture("", grid, see.reach))
                for j, grid in enumerate(layer)
            )
            for k, layer in enumerate(hidden, 1)
        ]
        answer = Surface("", output[0], see.reach, names=NAMES)
        counts = (
            f"{len(layer)} of {len(full)}" for layer, full in zip(hidden, see.fields_of_units, strict=False)
        )
        names = ("input", *(f"layer {k}: {count}" for k, count in enumerate(counts, 1)), "answer")
        inputs = (Unit("x₀"), Unit("x₁"))
        yield Diagram("", (inputs, *columns, (Unit("answer", picture=answer),)), names, most=SHOWN, height=12)

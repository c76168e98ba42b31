"""A multilayer perceptron, and what its parts are called."""

from __future__ import annotations

from engine import MLP
from lessons.figures import Diagram, Floats, Unit
from lessons.labs.base import Figures, Knob, Lab, Learnt, Plotted, Readout, See
from lessons.labs.layer._dense import SEED

SIZES = (2, 3, 3, 1)
NAMES = ("x", "h₁", "h₂", "z₃")
LAYERS = ("input", "hidden layer 1", "hidden layer 2", "output layer")


class Perceptron(Lab):
    """Numbers go through a multilayer perceptron, a layer at a step."""

    steps = LAYERS
    captions = {
        "": "Each step goes one layer further.",
        "input": "One row of a table goes in: a number from each of its columns.",
        "hidden layer 1": "Fully connected: each unit takes every number of the layer before.",
        "hidden layer 2": "Feed-forward: numbers go on to the next layer, and never back.",
        "output layer": "Output: one unit for each number that you want. Here it is one.",
    }
    x = Knob.vector("the input", (1, -1), low=-10, high=10, step=0.5, shape=SIZES[:1])
    seed = SEED

    @Plotted
    def trace(self) -> list[Floats]:
        """What each layer hands on, the input first."""
        return [self.x, *(a[0] for a in self.net.trace(self.x[None, :]).a)]

    h1 = Readout("what the first hidden layer passes on", lambda lab: lab.trace[1], at=LAYERS[1])
    h2 = Readout("what the second hidden layer passes on", lambda lab: lab.trace[2], at=LAYERS[2])
    z3 = Readout("the sums of the output layer", lambda lab: lab.trace[3], at=LAYERS[3])
    weights = Plotted(lambda lab: [layer.W for layer in lab.net.layers])

    def prepare(self, changed: str | None = None) -> None:
        self.net = MLP(SIZES, seed=self.seed)
        for layer in self.net.layers:
            layer.W[...] = layer.W.round(1)

    @property
    def learnt_network(self) -> Learnt:
        return Learnt(self.net)

    @staticmethod
    def figures(see: See) -> Figures:
        values = (see.x, see.h1, see.h2, see.z3)
        columns = tuple(
            tuple(
                Unit(f"{name}[{i}]" if len(column) > 1 else name, value, see.state(layer))
                for i, value in enumerate(column)
            )
            for name, layer, column in zip(NAMES, LAYERS, values, strict=True)
        )
        yield Diagram("", columns, LAYERS, tuple(see.weights), height=11)

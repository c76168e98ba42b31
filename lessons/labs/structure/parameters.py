"""Counting the parameters of a network."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from lessons.figures import Floats, Matrix, table
from lessons.labs.base import Figures, See, of, one_by_one, readout
from lessons.labs.structure._network import Network, count, diagram, hidden_names, named


class Parameters(Network):
    """The parameters of a network, counted: weights a layer at a time, then biases, then both together."""

    def steps(self) -> int:
        return 2 * len(self.net.layers) + 1

    @readout("how many weights each layer that computes has", at=one_by_one,
             tells=("weights",))  # fmt: skip
    def weights_of(self) -> Floats:
        return np.array([layer.W.size for layer in self.net.layers], dtype=np.float64)

    @readout("how many biases each layer that computes has", tells=("biases", "parameters"),
             at=lambda lab, rest: len(lab.net.layers) + int(rest[0]) + 1)  # fmt: skip
    def biases_of(self) -> Floats:
        return np.array([layer.b.size for layer in self.net.layers], dtype=np.float64)

    @readout("how many weights there are, one for each line", at=lambda lab, rest: len(lab.net.layers),
             tells=("weights_of",))  # fmt: skip
    def weights(self) -> int:
        return count(self.shape)[0]

    @readout("how many biases there are, one for each unit that computes", tells=("biases_of", "parameters"),
             at=lambda lab, rest: 2 * len(lab.net.layers))  # fmt: skip
    def biases(self) -> int:
        return count(self.shape)[1]

    @readout("weights and biases together", tells=("weights", "weights_of", "biases", "biases_of"),
             at=lambda lab, rest: lab.length)  # fmt: skip
    def parameters(self) -> int:
        return int(self.net.params.size)

    @staticmethod
    def figures(see: See) -> Figures:
        yield diagram(see, 8, plain=True)
        yield _count(see)

    @staticmethod
    def caption(see: See) -> str:
        layers = len(see.lines)
        if see.position == 0:
            return "Nothing is counted yet. Each step counts one layer."
        if see.position > 2 * layers:
            return f"Weights and biases: {see.weights} + {see.biases} = {see.parameters} parameters."
        kind, i = divmod(see.position - 1, layers)
        fan_in, fan_out = see.shape[i : i + 2]
        if kind:
            each = "one bias for its one unit" if fan_out == 1 else f"a bias for each of its {fan_out} units"
            return f"{named(i, layers)}: {each}."
        return f"{named(i, layers)}: {fan_in}·{fan_out} lines, a weight on each."


def _count(see: See) -> Matrix:
    layers = len(see.lines)
    rows = [
        (of(f"{a}·{b} = {{:.0f}}".format, weights), of("{:.0f}".format, biases))
        for (a, b), weights, biases in zip(pairwise(see.shape), see.weights_of, see.biases_of, strict=True)
    ]
    if layers > 3:
        rows = [
            (of("{:.0f}".format, each), biases)
            for each, (_, biases) in zip(see.weights_of, rows, strict=True)
        ]
    cells = (*rows, (of(str, see.weights), of(str, see.biases)))
    kind, layer = divmod(see.position - 1, layers)
    return table(
        zip(*cells, strict=True),
        ("weights", "biases"),
        (*hidden_names(layers - 1), "output", "together"),
        {(kind, layer)} if 0 < see.position <= 2 * layers else (),
    )

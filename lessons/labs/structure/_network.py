"""A fully connected network with ReLU units and a raw output: its knobs, its count, and how it is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from engine import MLP
from lessons.figures import Diagram, Floats, Unit
from lessons.figures.worked import Working, counted
from lessons.labs.base import Knob, Lab, Learnt, Plotted, See, plotted, readout
from lessons.text import UNKNOWN, subscript

INPUTS = (1.0, -0.5, 2.0, 0.5, -1.0, 1.5, -2.0, -1.5)


class Network(Lab):
    inputs = Knob.integer("numbers that go in", 2, low=1, high=1000)
    layers = Knob.integer("how many hidden layers", 1, label="hidden layers", low=0, high=5)
    width = Knob.integer("units in each hidden layer", 4, name="units", label="units in each", low=1, high=64)
    outputs = Knob.integer("numbers that come out", 1, low=1, high=100)
    seed = Knob.integer("which random weights and biases are drawn", 4, low=0, high=9999)

    def prepare(self, changed: str | None = None) -> None:
        self.given = np.resize(INPUTS, self.inputs)
        self.net = MLP(self.shape, hidden="relu", output="identity", init="he_normal", seed=self.seed)
        rng = np.random.default_rng((self.seed, 1))
        for layer in self.net.layers:
            # Biases of a network that has learnt; all of them 0 would put every bend in one place.
            layer.b[...] = rng.normal(0.0, 1.0, layer.b.shape)

    @readout("the units of each layer, from the inputs to the output")
    def sizes(self) -> Floats:
        return np.array(self.shape, dtype=np.float64)

    shape = Plotted(lambda lab: [lab.inputs, *[lab.width] * lab.layers, lab.outputs])
    lines = Plotted(lambda lab: [layer.W for layer in lab.net.layers])

    @plotted(tells=("weights", "weights_of", "multiplications", "parameters"))
    def line_count(self) -> int:
        return count(self.shape)[0]

    @property
    def learnt_network(self) -> Learnt:
        return Learnt(self.net)

    def working(self, path: str) -> Working | None:
        weights, biases = count(self.shape)
        if path in ("weights", "multiplications"):
            return counted(self.shape, weights, biases=False)
        return counted(self.shape, weights + biases) if path == "parameters" else None

    def mistakes(self, path: str) -> dict[str, float]:
        sizes, hidden = self.shape, self.shape[1:-1]
        weights, biases = count(sizes)
        whole, nan = weights + biases, float("nan")
        if path in ("weights", "multiplications"):
            return {
                "You counted only the lines into the first layer.": sizes[0] * sizes[1],
                "You counted only the lines into the output.": sizes[-2] * sizes[-1],
                "You counted the units, not the lines.": sum(sizes),
                "You counted the biases too.": whole,
                "Did you give each unit one line only? Every unit of the layer before leads to it.": biases,
            }
        if path == "parameters":
            half = [sizes[0], *[n // 2 for n in hidden], sizes[-1]]
            doubled = 2 * sum(count(half)) if hidden and hidden[0] % 2 == 0 else nan
            return {
                "You left out the biases.": weights,
                "You gave the inputs biases too. They have none.": whole + sizes[0],
                "You left out the output's bias.": whole - sizes[-1],
                "You left out the hidden units' biases.": weights + sizes[-1],
                "You counted only the biases.": biases,
                "You counted the units, not the lines.": sum(sizes),
                "Did you double everything? The output still has one bias.": doubled,
                "You left out the weights between the hidden layers.": whole - count(hidden)[0],
                "You counted the biases of only one hidden layer.": whole - sum(hidden[1:]),
                "You left out the new layer.": sum(count([sizes[0], *sizes[2:]])) if hidden[1:] else nan,
            }
        return {}


def shorten(net: MLP) -> None:
    """Give weights and biases one decimal, so that a sum can be worked out by hand; no weight becomes 0."""
    for layer in net.layers:
        layer.W[...] = np.copysign(np.abs(layer.W).round(1).clip(0.1), layer.W)
        layer.b[...] = layer.b.round(1)


def count(sizes: Sequence[int]) -> tuple[int, int]:
    """How many weights and how many biases a fully connected network of these sizes has."""
    return sum(a * b for a, b in pairwise(sizes)), sum(sizes[1:])


def diagram(
    see: See, height: int, columns: Iterable[tuple[Unit, ...]] = (), lines: Sequence[Any] = (), **options: Any
) -> Diagram:
    """The network. `height`: the rows that it takes; `columns`: its units, by default with names alone.

    `lines`: the weights of another network, to be drawn in its place.
    """
    lines = lines or see.lines
    last, shape = len(lines), [*(len(W) for W in lines), lines[-1].shape[1]]
    letters = ["x", *(f"h{subscript(i)}" for i in range(1, last)), f"z{subscript(last)}"]
    names = [
        tuple(Unit(unit_name(letter, k, size)) for k in range(size))
        for letter, size in zip(letters, shape, strict=True)
    ]
    return Diagram(
        "-".join(map(str, shape)),
        tuple(columns) or tuple(names),
        ("input", *hidden_names(max(last, len(see.lines)) - 1), "output")[: last + 1],
        tuple(lines),
        most=16,
        height=height,
        counted=see.line_count != UNKNOWN,
        **options,
    )


def unit_name(letter: str, unit: int, units: int) -> str:
    """A unit by the letter of its layer; one that is alone there needs no number."""
    return f"{letter}[{unit}]" if units > 1 else letter


def hidden_names(layers: int) -> list[str]:
    return ["hidden"] if layers == 1 else [f"hidden {i}" for i in range(1, layers + 1)]


def named(layer: int, layers: int) -> str:
    """A layer that computes, one of so many, as a sentence begins with it."""
    if layer == layers - 1:
        return "The output layer"
    return "The hidden layer" if layers == 2 else f"Hidden layer {layer + 1}"

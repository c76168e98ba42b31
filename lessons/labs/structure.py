"""What a network is made of: units in layers, the weights between them, and what they cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from engine import MLP
from lessons.figures import (
    Beside,
    Cell,
    Curves,
    Diagram,
    Figure,
    Floats,
    Formula,
    Line,
    Matrix,
    Series,
    State,
    Unit,
)
from lessons.figures.worked import weighted_sum, worked
from lessons.format.fields import Field
from lessons.labs._structure_slips import parameter_count, slips
from lessons.labs.base import Lab
from lessons.text import plural, subscript

PASS, COUNT, COST, CURVE = "pass", "count", "cost", "curve"
HEIGHTS = {PASS: 6, COUNT: 9, COST: 7, CURVE: 9}
"""The rows of the diagram, so that a knob moves nothing on the page."""
WORKED = 4
"""The units of a layer whose sums are written out, and the products that are written out in a sum."""
INPUTS = (1.0, -0.5, 2.0, 0.5, -1.0, 1.5, -2.0, -1.5)
BLANK = "    ·"
"""Stands for a value to come, as wide as the value."""
SWEEP = np.linspace(-4.0, 4.0, 801)
"""The values of the first input for which the curve is computed."""
REACHES = (2.0, 4.0, 6.0, 10.0, 16.0)
"""How far the axis of the output goes: the first that holds the curve."""


class StructureLab(Lab):
    """A fully connected network with ReLU units and a raw output."""

    name = "structure"
    summary = "A network as units and lines: its layers, its parameters, what they cost and what they can do."
    step_word = "step"
    caption_rows = 1
    fields = (
        Field("inputs", "integer", "numbers that go in", 2, low=1, high=1000, step=1),
        Field("layers", "integer", "how many hidden layers", 1, label="hidden layers", low=0, high=5, step=1),
        Field(
            "units", "integer", "units in each hidden layer", 4, label="units in each", low=1, high=64, step=1
        ),
        Field("outputs", "integer", "numbers that come out", 1, low=1, high=100, step=1),
        Field("seed", "integer", "which random weights and biases are drawn", 4, low=0, high=9999, step=1),
        Field(
            "view",
            "choice",
            "what is shown and stepped through: a pass, a count, a comparison or a curve",
            PASS,
            choices=tuple(HEIGHTS),
            turnable=False,
        ),
    )  # fmt: skip
    readouts = {
        "sizes": "the units of each layer, from the inputs to the output",
        "inputs": "how many numbers go in",
        "units": "units in each hidden layer",
        "outputs": "how many numbers come out",
        "hidden_layers": "how many hidden layers there are",
        "weights": "how many weights there are, one a line",
        "biases": "how many biases there are, one a unit that computes",
        "parameters": "weights and biases together",
        "multiplications": "multiplications in one pass: one a weight",
        "layer": "each layer that computes: layer[0].weights, .biases, .parameters",
        "deeper": "the same with one hidden layer more: deeper.parameters, deeper.multiplications",
        "wider": "the same with twice the units in each: wider.parameters, wider.multiplications",
        "x": "the input",
        "z": "the sums of each layer: z[0][1] is unit 1 of the first hidden layer",
        "h": "what each hidden layer hands on",
        "output": "the first output",
        "bends": "bends of the curve so far, between x₀ = −4 and 4",
    }

    def prepare(self, changed: str | None = None) -> None:
        s = self.settings
        self.sizes = [s["inputs"], *[s["units"]] * s["layers"], s["outputs"]]
        net = MLP(self.sizes, hidden="relu", output="identity", init="he_normal", seed=s["seed"])
        rng = np.random.default_rng((s["seed"], 1))
        for layer in net.layers:
            # Biases of a network that has learnt; all of them 0 would put every bend in one place.
            layer.b[...] = rng.normal(0.0, 1.0, layer.b.shape)
            if s["view"] == PASS:
                # One decimal, so that a sum can be worked out by hand; no weight is 0, or its line would go.
                layer.W[...] = np.copysign(np.abs(layer.W).round(1).clip(0.1), layer.W)
                layer.b[...] = layer.b.round(1)
        self.net = net
        self.x = np.resize(INPUTS, s["inputs"])
        self.trace = net.trace(self.x[None, :])
        self._curves: dict[int, tuple[Floats, Any]] = {}

    @property
    def length(self) -> int:
        count = len(self.net.layers)
        match self.settings["view"]:
            case "count":
                return 2 * count + 1
            case "cost":
                return 3
            case "curve":
                return int(self.settings["units"]) if count > 1 else 0
            case _:
                # Each layer weighs and adds; all but the last activate.
                return 2 * count - 1

    def values(self) -> Mapping[str, Any]:
        s, t = self.settings, self.trace
        weights, biases = parameter_count(self.sizes)
        return {
            "sizes": np.array(self.sizes, dtype=np.float64),
            "inputs": s["inputs"],
            "units": s["units"],
            "outputs": s["outputs"],
            "hidden_layers": s["layers"],
            "weights": weights,
            "biases": biases,
            "parameters": int(self.net.params.size),
            "multiplications": weights,
            "layer": [
                {"weights": layer.W.size, "biases": layer.b.size, "parameters": layer.W.size + layer.b.size}
                for layer in self.net.layers
            ],
            "deeper": _cost(self._changed(deeper=True)),
            "wider": _cost(self._changed(wider=True)),
            "x": self.x,
            "z": [z[0] for z in t.z],
            "h": [a[0] for a in t.a[:-1]],
            "output": float(t.output[0, 0]),
            "bends": len(self._curve_of(self.position)[1]) if s["view"] == CURVE else 0,
        }

    def _changed(self, deeper: bool = False, wider: bool = False) -> list[int]:
        """The sizes with one hidden layer more, or with twice the units."""
        s = self.settings
        hidden = [s["units"] * (2 if wider else 1)] * (s["layers"] + (1 if deeper else 0))
        return [s["inputs"], *hidden, s["outputs"]]

    def _curve_of(self, units: int) -> tuple[Floats, Any]:
        """The output over the sweep with the first units of the last hidden layer, and where it bends."""
        units = min(units, self.length)
        if units not in self._curves:
            net = self.net.copy()
            net.layers[-1].W[units:] = 0.0
            if self.length == 0:
                net = self.net
            X = np.repeat(self.x[None, :], len(SWEEP), axis=0)
            X[:, 0] = SWEEP
            trace = net.trace(X)
            self._curves[units] = (trace.output[:, 0], _bends(trace.output[:, 0], trace.z[:-1]))
        return self._curves[units]

    def mistakes(self, path: str) -> dict[str, float]:
        return slips(path, self.sizes, self.values(), self.position)

    # Showing

    def draw(self) -> tuple[Figure, ...]:
        match self.settings["view"]:
            case "count":
                return (Beside((self._diagram(), self._count()), shares=(11, 9)),)
            case "cost":
                return (self._diagram(), self._comparison())
            case "curve":
                return (Beside((self._diagram(), self._chart())),)
            case _:
                return (self._diagram(), self._worked())

    def _diagram(self) -> Diagram:
        view = self.settings["view"]
        last = len(self.sizes) - 1
        columns = []
        for i, size in enumerate(self.sizes):
            letter, values, state = self._reached(i) if view == PASS else _named(i, last, size)
            columns.append(tuple(Unit(f"{letter}{subscript(k)}", values[k], state) for k in range(size)))
        hidden = [f"hidden {i}" for i in range(1, last)] if last > 2 else ["hidden"] * (last - 1)
        return Diagram(
            "-".join(map(str, self.sizes)),
            tuple(columns),
            ("input", *hidden, "output"),
            tuple(layer.W for layer in self.net.layers),
            most=16,
            height=HEIGHTS[view],
            counted=not any(map(self.is_hidden, ("weights", "multiplications", "parameters"))),
        )

    def _reached(self, column: int) -> tuple[str, Sequence[Cell], State]:
        """What the units of a column hold after this many steps: their letter, values and state."""
        if column == 0:
            return "x", self.shown("x").tolist(), "now" if self.position == 0 else "past"
        last = column == len(self.sizes) - 1
        added, activated = 2 * column - 1, 2 * column
        if self.position < added:
            return "z" if last else "h", (BLANK,) * self.sizes[column], "future"
        if last or self.position < activated:
            return "z", self.shown(f"z[{column - 1}]").tolist(), "now" if self.position == added else "past"
        return (
            "h",
            self.shown(f"h[{column - 1}]").tolist(),
            "now" if self.position == activated else "past",
        )

    def _worked(self) -> Formula:
        """The sums of the layer that is computed, with their biases, or what becomes of them."""
        layer = max(self.position - 1, 0) // 2
        z = self.shown(f"z[{layer}]")
        if self.position and self.position % 2 == 0:
            h = self.shown(f"h[{layer}]")
            relu = lambda z: max(0.0, z)  # noqa: E731
            texts = [
                f"h{subscript(k)} = {worked('max(0, {}) = {}', [z[k]], h[k], relu)}"
                for k in range(min(len(z), WORKED))
            ]
        else:
            texts = [self._sum(layer, k, z[k]) for k in range(min(len(z), WORKED))]
        if self.position == 0:
            texts = [text.rpartition(" = ")[0] for text in texts]
        if len(z) > WORKED:
            texts[-1] = f"and so on, for {len(z)} units"
        lines = [Line(text, "past" if self.position else "future") for text in texts]
        return Formula("", (*lines, *[Line("")] * (WORKED - len(lines))))

    def _sum(self, layer: int, unit: int, z: float | None) -> str:
        """The sum of a unit written out; where it has many products, from their sum on."""
        inputs = self.shown(f"h[{layer - 1}]" if layer else "x")
        weights, bias = self.net.layers[layer].W[:, unit], self.net.layers[layer].b[unit]
        name = f"z{subscript(unit)}"
        if len(inputs) <= WORKED:
            return f"{name} = {weighted_sum(weights, inputs, bias, z)}"
        products = None if any(x is None for x in inputs) else float(inputs @ weights)
        template = f"{name} = products + bias = {{}} + {{:()}} = {{}}"
        return worked(template, [products, bias], z, lambda products, bias: products + bias)

    def _count(self) -> Matrix:
        """Weights a layer a step, then biases a layer a step, then the sum."""
        hide_weights = self.is_hidden("weights") or self.is_hidden("multiplications")
        hide_biases = self.is_hidden("biases") or self.is_hidden("parameters")
        count = len(self.net.layers)
        rows: list[tuple[Cell, ...]] = []
        for i, (fan_in, fan_out) in enumerate(pairwise(self.sizes)):
            weights: Cell = f"{fan_in}·{fan_out} = {fan_in * fan_out}" if self.position > i else "·"
            biases: Cell = f"{fan_out}" if self.position > count + i else "·"
            rows.append((None if hide_weights else weights, None if hide_biases else biases))
        all_weights, all_biases = parameter_count(self.sizes)
        rows.append(
            (
                None if hide_weights else f"{all_weights}" if self.position >= count else "·",
                None if hide_biases else f"{all_biases}" if self.position >= 2 * count else "·",
            )
        )
        together = f"{all_weights + all_biases}" if self.position > 2 * count else "·"
        together = "?" if hide_weights or hide_biases else together
        return Matrix(
            f"Parameters: {together}",
            tuple(rows),
            row_labels=(*_hidden_names(count - 1), "output", "together"),
            column_labels=("weights", "biases"),
            highlight=self._counted(count),
            brackets=False,
        )

    def _counted(self, count: int) -> frozenset[tuple[int, int]]:
        """The cell that the last step filled."""
        if not 0 < self.position <= 2 * count:
            return frozenset()
        column, row = divmod(self.position - 1, count)
        return frozenset({(row, column)})

    def _comparison(self) -> Matrix:
        rows: list[tuple[Cell, ...]] = []
        names = ("", "deeper.", "wider.")
        for i, sizes in enumerate((self.sizes, self._changed(deeper=True), self._changed(wider=True))):
            numbers: list[Cell] = []
            for what, value in _cost(sizes).items():
                hidden = self.is_hidden(f"{names[i]}{what}") or (i == 0 and self.is_hidden("weights"))
                numbers.append(None if hidden else f"{value}" if self.position > i else "·")
            rows.append(("-".join(map(str, sizes)), *numbers))
        return Matrix(
            "",
            tuple(rows),
            row_labels=("as it is", "one hidden layer more", "twice the units"),
            column_labels=("sizes", "parameters", "multiplications"),
            highlight=frozenset({(self.position - 1, 1), (self.position - 1, 2)} if self.position else ()),
            brackets=False,
        )

    def _chart(self) -> Curves:
        y, bends = self._curve_of(self.position)
        bends = bends[:0] if self.is_hidden("bends") else bends
        whole, _ = self._curve_of(self.length)
        most = max(np.abs(whole).max(), np.abs(y).max())
        reach = next((r for r in REACHES if r >= most), None)
        return Curves(
            "Output",
            (Series("output", SWEEP, y), Series("bends", SWEEP[bends], y[bends], "text", "points")),
            x_label="x₀",
            y_label="output",
            height=HEIGHTS[CURVE],
            x_range=(float(SWEEP[0]), float(SWEEP[-1])),
            y_range=None if reach is None else (-reach, reach),
        )

    def says(self) -> str:
        match self.settings["view"]:
            case "count":
                return self._count_caption()
            case "cost":
                if self.position == 0:
                    return "Each step counts one of the three networks."
                what = ("As it is", "Deeper", "Wider")[self.position - 1]
                return f"{what}: one multiplication for each weight."
            case "curve":
                return self._curve_caption()
            case _:
                return self._pass_caption()

    def _count_caption(self) -> str:
        count = len(self.net.layers)
        if self.position == 0:
            return "Nothing is counted yet. Each step counts one layer."
        if self.position > 2 * count:
            return "Weights and biases together are the parameters."
        kind, i = divmod(self.position - 1, count)
        where = _where(i, count).capitalize()
        fan_in, fan_out = self.sizes[i : i + 2]
        if kind:
            return f"{where}: a bias for each of its {plural(fan_out, 'unit')}."
        return f"{where}: {fan_in}·{fan_out} lines."

    def _curve_caption(self) -> str:
        s = self.settings
        if not s["layers"]:
            return "Without a hidden layer the output is a straight line."
        where = "hidden layer" if s["layers"] == 1 else "last hidden layer"
        text = f"{self.position} of {plural(s['units'], 'unit')} of the {where} in use"
        if self.is_hidden("bends"):
            return f"{text}."
        return f"{text}: {plural(len(self._curve_of(self.position)[1]), 'bend')}."

    def _pass_caption(self) -> str:
        if self.position == 0:
            return "Nothing is computed yet. Each step is a layer's sums, or their activation."
        layer = (self.position - 1) // 2
        where = _where(layer, len(self.net.layers)).capitalize()
        if self.position % 2:
            return f"{where}: each unit sums {plural(self.sizes[layer], 'product')} and its bias."
        if self.is_hidden(f"h[{layer}]"):
            return f"{where}: ReLU on every sum."
        sums = self.trace.z[layer][0]
        return f"{where}: ReLU turns {int((sums <= 0).sum())} of {plural(len(sums), 'sum')} into 0."


def _named(column: int, last: int, size: int) -> tuple[str, Sequence[Cell], State]:
    """Units with names alone."""
    return "x" if column == 0 else "z" if column == last else "h", ("",) * size, "past"


def _hidden_names(count: int) -> list[str]:
    return ["hidden"] if count == 1 else [f"hidden {i}" for i in range(1, count + 1)]


def _where(layer: int, count: int) -> str:
    """A layer that computes, in words."""
    if layer == count - 1:
        return "the output layer"
    return "the hidden layer" if count == 2 else f"hidden layer {layer + 1}"


def _cost(sizes: Sequence[int]) -> dict[str, int]:
    weights, biases = parameter_count(sizes)
    return {"parameters": weights + biases, "multiplications": weights}


def _bends(y: Floats, sums: Sequence[Floats]) -> Any:
    """The places where a hidden unit turns on or off and the slope of y changes.

    `sums`: (places, units) a layer.
    """
    switched = np.zeros(len(y) - 1, dtype=bool)
    for z in sums:
        switched |= (np.diff(z > 0, axis=0) != 0).any(axis=1)
    slopes = np.diff(y)
    inner = np.flatnonzero(switched[1:-1]) + 1
    return inner[np.abs(slopes[inner + 1] - slopes[inner - 1]) > 1e-9]

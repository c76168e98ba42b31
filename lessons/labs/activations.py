"""Activation functions: their curves and slopes, and what many layers of them do to a gradient."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from engine import activations
from lessons.figures import Bars, Beside, Cell, Curves, Figure, Formula, Line, Matrix, Series
from lessons.figures.worked import worked
from lessons.format.fields import Field, FieldError, KnobState
from lessons.labs._activations_values import (
    FLAT,
    LAYERS,
    saturates,
    slope_of,
    stored_one,
    through_layers,
    value_of,
)
from lessons.labs.base import PER_CENT, Lab, split_path
from lessons.text import decimal, number, plural, short

CURVE, TABLE, COMPARE, DEPTH, SOFTMAX = "curve", "table", "compare", "depth", "softmax"
KNOBS = {
    CURVE: ("function", "z"),
    TABLE: ("digits",),
    COMPARE: ("z",),
    DEPTH: ("function", "z", "weight"),
    SOFTMAX: ("scores",),
}
"""What can be turned in each view."""
NAMES = {
    "relu": "ReLU",
    "leaky_relu": "LeakyReLU",
    "gelu": "GELU",
    "sigmoid": "sigmoid",
    "tanh": "tanh",
    "softmax": "softmax",
}
EACH = tuple(name for name in NAMES if name != "softmax")
"""The functions that take one number."""
RANGES = {"sigmoid": (0.0, 1.0), "softmax": (0.0, 1.0), "tanh": (-1.0, 1.0)}
REACH = 5.0
SWEEP = np.linspace(-REACH, REACH, 201)
STEPS = np.arange(-5.0, 6.0)
"""The rows of the table."""


class ActivationsLab(Lab):
    """Curves, slopes, a table, ten layers, and softmax: one of them at a time."""

    name = "activations"
    summary = "Activation functions: curve and slope, a table, a gradient through ten layers, softmax."
    step_word = "step"
    caption_rows = 1
    fields = (
        Field("function", "choice", "which activation", "sigmoid", choices=tuple(NAMES)),
        Field("z", "number", "where it is looked at: the unit's sum", 0.0, low=-REACH, high=REACH, step=0.5),
        Field("digits", "integer", "decimals that the table is rounded to", 3, low=1, high=6, step=1),
        Field("weight", "number", "the weight between each two layers", 1.0, low=-10, high=10, step=0.5),
        Field("scores", "vector", "a score a class", [2.0, 1.0, 0.0], low=-50, high=50, step=0.5, digits=1),
        Field("slope", "toggle", "whether the curve has its slope beside it", True, turnable=False),
        Field("view", "choice", "what is shown and stepped", CURVE, choices=tuple(KNOBS), turnable=False),
    )
    readouts = {
        "z": "where the curve is looked at now",
        "value": "the function at z",
        "slope": "its slope at z",
        "values": "every function at z: values.relu, values.tanh",
        "slopes": "every slope at z: slopes.relu, slopes.sigmoid",
        "table": "every function at z = −5 … 5: table.tanh[0]",
        "saturates": "the z from which the slope stays below 0.01: saturates.sigmoid, saturates.tanh",
        "gap": "how far sigmoid and tanh stay from 1 at z = 5: gap.sigmoid, gap.tanh",
        "stored_one": "the first whole z whose tanh is stored as exactly 1",
        "gradient": "what is left of a gradient of 1 after each of ten layers",
        "left": "what is left of it after the layers stepped through so far",
        "after_ten": "what ten layers of each function leave: after_ten.sigmoid, after_ten.relu",
        "exponentials": "e to the power of each score",
        "total": "the sum of the exponentials",
        "probabilities": "softmax of the scores",
        "sum": "the sum of the probabilities",
    }

    def prepare(self, changed: str | None = None) -> None:
        s = self.settings
        if s["view"] == DEPTH and s["function"] == "softmax":
            raise FieldError("softmax compares the units of a layer", "choose a function of one number here")
        if not 2 <= len(s["scores"]) <= 5:
            raise FieldError(f"'scores' has {len(s['scores'])} numbers", "give from 2 to 5")
        self.table = {name: value_of(name, STEPS) for name in EACH}
        self.gradient = through_layers(s["function"], s["z"], s["weight"])
        self.probabilities = activations.get("softmax")(s["scores"])

    @property
    def length(self) -> int:
        match self.settings["view"]:
            case "table":
                return len(EACH)
            case "depth":
                return LAYERS
            case "softmax":
                return 3
            case _:
                return int(REACH - self.settings["z"])

    @property
    def z(self) -> float:
        """The knob's z, and one more for each step where steps move it."""
        steps = self.position if self.settings["view"] in (CURVE, COMPARE) else 0
        return float(self.settings["z"]) + steps

    def knobs(self) -> tuple[KnobState, ...]:
        wanted = KNOBS[self.settings["view"]]
        return tuple(knob for knob in super().knobs() if knob.field.name in wanted)

    def values(self) -> Mapping[str, Any]:
        s, exponentials = self.settings, np.exp(self.settings["scores"])
        return {
            "z": self.z,
            "value": float(value_of(s["function"], self.z)),
            "slope": float(slope_of(s["function"], self.z)),
            "values": {name: float(value_of(name, self.z)) for name in NAMES},
            "slopes": {name: float(slope_of(name, self.z)) for name in NAMES},
            "table": self.table,
            "saturates": {name: saturates(name) for name in ("sigmoid", "tanh")},
            "gap": {name: 1.0 - float(value_of(name, REACH)) for name in ("sigmoid", "tanh")},
            "stored_one": stored_one(),
            "gradient": self.gradient,
            "left": float(self.gradient[self.position - 1]) if s["view"] == DEPTH and self.position else 1.0,
            "after_ten": {name: float(through_layers(name, self.z, s["weight"])[-1]) for name in EACH},
            "exponentials": exponentials,
            "total": float(exponentials.sum()),
            "probabilities": self.probabilities,
            "sum": round(float(self.probabilities.sum()), 12),
        }

    def mistakes(self, path: str) -> dict[str, float]:
        s, v = self.settings, self.values()
        mine = s["function"]
        parts = split_path(path)
        if path == "value":
            others = {f"{NAMES[n]} was used": v["values"][n] for n in EACH if n != mine}
            return {"the minus sign before z was dropped": float(value_of(mine, -self.z))} | others
        if path == "slope":
            others = {f"that is the slope of {NAMES[n]}": v["slopes"][n] for n in EACH if n != mine}
            return {
                "that is the value, not the slope": v["value"],
                "the value was multiplied with 1 + itself": v["value"] * (1 + v["value"]),
                "the value was not multiplied in": 1 - v["value"],
            } | others
        if parts[0] in ("left", "after_ten"):
            k, mine = (LAYERS, str(parts[-1])) if parts[0] == "after_ten" else (self.position, mine)
            factor = v["slopes"][mine] * s["weight"]
            return {
                "the slopes were added, not multiplied": k * factor,
                "only one layer was counted": factor,
                "one layer too few was counted": factor ** max(k - 1, 0),
                "one layer too many was counted": factor ** (k + 1),
                "the values were multiplied, not the slopes": (v["values"][mine] * s["weight"]) ** k,
            }
        if parts[0] == "probabilities" and len(parts) == 2:
            i, scores = int(parts[1]), s["scores"]
            share = float(scores[i] / scores.sum()) if scores.sum() else float("nan")
            return {
                "each score was divided by their sum, without e to its power": share,
                "the exponential was not divided by their sum": float(v["exponentials"][i]),
                "sigmoid of that score alone was taken": float(value_of("sigmoid", scores[i])),
                "one class was given everything": float(i == int(np.argmax(scores))),
            }
        return {}

    def units(self, path: str) -> dict[str, float]:
        return dict(PER_CENT) if path.startswith("probabilities[") else {}

    # Showing

    def draw(self) -> tuple[Figure, ...]:
        match self.settings["view"]:
            case "table":
                return (self._table(),)
            case "compare":
                return (self._comparison(),)
            case "depth":
                return (self._depth(),)
            case "softmax":
                return self._softmax()
            case _:
                return (self._curve(), self._formula())

    def _curve(self) -> Curves:
        name = self.settings["function"]
        marked = not (self.is_hidden("value") or self.is_hidden("slope"))
        bare = self.is_hidden("slope") or not self.settings["slope"]
        slope = () if bare else (Series("slope", SWEEP, slope_of(name, SWEEP), "muted"),)
        return Curves(
            NAMES[name] + (" of (z, 0, 0), first output" if name == "softmax" else ""),
            (Series(NAMES[name], SWEEP, value_of(name, SWEEP)), *slope),
            x_label="z",
            y_label=NAMES[name],
            height=9,
            x_range=(-REACH, REACH),
            y_range=RANGES.get(name, (-1.0, REACH)),
            marker=(self.z, float(value_of(name, self.z))) if marked else None,
        )

    def _formula(self) -> Formula:
        name, value, slope = self.settings["function"], self.shown("value"), self.shown("slope")
        function = activations.get(name)
        softmax = name == "softmax"
        formula = "e^z/(e^z + e^0 + e^0)" if softmax else function.formula
        lines = [
            Line(
                worked(f"value at {{}}: {formula} = {{}}", [self.z], value, partial(value_of, name), least=0)
            )
        ]
        if self.settings["slope"]:
            if softmax:
                template = f"slope at {decimal(self.z, 0)}: a(1 − a) = {{0}}(1 − {{0}}) = {{1}}"
                text = worked(template, [value], slope, lambda a: a * (1 - a))
            else:
                template = f"slope at {{}}: {function.derivative_formula} = {{}}"
                text = worked(template, [self.z], slope, partial(slope_of, name), least=0)
            lines.append(Line(text))
        return Formula("", tuple(lines))

    def _table(self) -> Matrix:
        digits = self.settings["digits"]
        rows: list[tuple[Cell, ...]] = []
        for i in range(len(STEPS)):
            cells = [
                (None if self.is_hidden(f"table.{name}[{i}]") else number(self.table[name][i], digits))
                if self.position > j
                else "·"
                for j, name in enumerate(EACH)
            ]
            rows.append(tuple(cells))
        return Matrix(
            "",
            tuple(rows),
            row_labels=tuple(f"z = {short(z):>2}" for z in STEPS),
            column_labels=tuple(f"{NAMES[name]:>10}" for name in EACH),
            highlight=frozenset((i, self.position - 1) for i in range(len(STEPS)) if self.position),
            brackets=False,
        )

    def _comparison(self) -> Matrix:
        v = self.values()
        rows = []
        for name in EACH:
            hidden = self.is_hidden(f"slopes.{name}") or self.is_hidden("slopes")
            slope = v["slopes"][name]
            rows.append(
                (
                    number(v["values"][name], 4),
                    None if hidden else number(slope, 4),
                    None if hidden else number(slope**2, 4),
                    None if hidden else number(slope**LAYERS, 4),
                )
            )
        return Matrix(
            f"At z = {short(self.z)}",
            tuple(rows),
            row_labels=tuple(NAMES[name] for name in EACH),
            column_labels=("value", "slope", "2 layers", f"{LAYERS} layers"),
            brackets=False,
        )

    def _depth(self) -> Bars:
        hide = any(split_path(path)[0] in ("left", "after_ten", "gradient") for path in self.hidden)
        cells: list[Cell] = []
        for k in range(LAYERS):
            reached = self.position > k
            cells.append((None if hide else float(self.gradient[k])) if reached else "·")
        most = float(np.abs(self.gradient).max())
        low = -max(1.0, most) if self.gradient.min() < 0 else 0.0
        return Bars(
            f"What is left of a gradient of 1: {NAMES[self.settings['function']]} at z = {short(self.z)}",
            tuple(f"after {plural(k + 1, 'layer')}" for k in range(LAYERS)),
            tuple(cells),
            span=(low, max(1.0, most)),
            digits=4,
            highlight=frozenset({self.position - 1} if self.position else ()),
        )

    def _softmax(self) -> tuple[Figure, ...]:
        v, at = self.values(), self.position
        probabilities, total = self.shown("probabilities"), self.shown("total")
        hide_sum = self.is_hidden("sum")
        # What is asked for could be worked out from what leads to it.
        secret = any(p is None for p in probabilities) or total is None
        names = tuple(f"class {i}" for i in range(len(v["probabilities"])))
        cells: list[tuple[Cell, ...]] = [
            (
                decimal(v_score, 1),
                ("·" if at < 1 else None if secret else number(exponential, 3)),
                "·" if at < 3 else None if p is None else number(p, 3),
            )
            for v_score, exponential, p in zip(
                self.settings["scores"], v["exponentials"], probabilities, strict=True
            )
        ]
        cells.append(
            (
                "",
                "·" if at < 2 else None if secret else number(v["total"], 3),
                "·" if at < 3 else None if hide_sum or secret else number(v["sum"], 3),
            )
        )
        table = Matrix(
            "",
            tuple(cells),
            row_labels=(*names, "sum"),
            column_labels=("score", "e^score", "softmax"),
            highlight=frozenset(
                {
                    1: ((i, 1) for i in range(len(names))),
                    2: [(len(names), 1)],
                    3: ((i, 2) for i in range(len(names) + 1)),
                }.get(at, ())
            ),
            brackets=False,
        )
        bars = Bars(
            "softmax",
            names,
            tuple("·" if at < 3 else None if p is None else float(p) for p in probabilities),
            span=(0.0, 1.0),
        )
        return (Beside((table, bars), shares=(1, 1)),)

    def says(self) -> str:
        at, name = self.position, NAMES[self.settings["function"]]
        match self.settings["view"]:
            case "table":
                return f"{NAMES[EACH[at - 1]] if at else 'Each step: one function'} at each z."
            case "compare":
                return f"A slope below {short(FLAT)} is as good as flat: the unit is saturated."
            case "depth":
                return self._depth_caption(name)
            case "softmax":
                return (
                    "Nothing is computed yet. Softmax takes three steps.",
                    "e to the power of each score: positive, and larger scores count for more.",
                    "The sum of them all.",
                    "Each divided by the sum: probabilities.",
                )[at]
        if self.is_hidden("value") or self.is_hidden("slope"):
            return f"{name}."
        if not self.settings["slope"]:
            return f"{name} at z = {short(self.z)} is {short(self.values()['value'])}."
        return f"{name} at z = {short(self.z)}. {_flatness(slope_of(self.settings['function'], self.z))}"

    def _depth_caption(self, name: str) -> str:
        factor = slope_of(self.settings["function"], self.z) * self.settings["weight"]
        if self.position == 0:
            return "A gradient of 1 comes back. Each step takes it through one layer."
        if any(split_path(path)[0] in ("left", "after_ten", "gradient") for path in self.hidden):
            return f"{plural(self.position, 'layer')} of {name}."
        left = self.gradient[self.position - 1]
        return (
            f"Each layer multiplies by slope × weight = {short(float(factor))}; {short(float(left))} is left."
        )


def _flatness(slope: Any) -> str:
    if slope == 0:
        return "The slope is 0: no gradient comes through."
    if abs(slope) < FLAT:
        return f"The slope is below {short(FLAT)}: saturated."
    return f"The slope is {short(float(slope))}."

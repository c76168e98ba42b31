"""What all labs on an expression share: the text, its numbers, and its graph."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from lessons.figures import Curves, Floats, Graph, Operation, Series, Spare, State
from lessons.format.fields import FieldError
from lessons.labs.base import Knob, Lab, Plotted, Readout, See, of, one_by_one, plotted, readout
from lessons.labs.base.paths import Parts
from lessons.labs.graph._expression import NAMES, names_in, trace, value_of

POINTS = 60
AXES = "exponent of h", "exponent of the error"
"""What the axes say where a nudge gets smaller."""
EXAMPLES = ("x*x + x", "w*x + b", "sigmoid(w*x + b)", "a*b + b*c", "x*x*x", "(sigmoid(w*x + b) - y)^2")


def _number(name: str, default: float) -> Knob:
    return Knob.number(f"the number {name}", default, low=-100, high=100, step=0.5)


class OnExpression(Lab):
    """An expression that can be typed, with a knob for each number that it names."""

    typed = Knob.text("the expression, which you may type", EXAMPLES, name="expression")
    a, b, c, v = (_number(name, value) for name, value in zip("abcv", (2, -1, 4, 2), strict=True))
    w, x, y, z = (_number(name, value) for name, value in zip("wxyz", (0.5, 3, 1, 2), strict=True))

    def prepare(self, changed: str | None = None) -> None:
        self.named = names_in(self.typed)
        self.traced = trace(self.typed, {name: self.settings[name] for name in self.named})
        if changed == "expression" and self.typed != self.traced_text:
            # Another graph is gone through from its start.
            self.position = 0
        self.traced_text = self.typed

    traced_text = ""
    """The expression that the graph is of."""

    offered = property(lambda lab: {f.name for f in lab.fields} - {*NAMES} | {*lab.named})
    """Of the numbers those that the expression names."""


def _slope_at(lab: Any, rest: Parts) -> int:
    return int(lab.traced.computed_at(lab.traced.edges[int(rest[0])][0]))


def _back_at(lab: Any, rest: Parts) -> int:
    return int(lab.traced.reached_at(lab.traced.operations[int(rest[0])]))


def _gradient_at(lab: Any, rest: Parts) -> int:
    leaf = lab.traced.leaf(str(rest[0]))
    return 0 if leaf is None else int(lab.traced.reached_at(leaf))


class OnGraph(OnExpression):
    """The graph of an expression, gone through forward and then back, a node a step."""

    step_word = "node"

    def steps(self) -> int:
        return 2 * len(self.traced.operations)

    @property
    def gradients(self) -> tuple[float, ...]:
        """What has come to each node by now."""
        return self.traced.back[max(0, self.position - len(self.traced.operations))]

    @readout("what the expression comes to", at=lambda lab, rest: len(lab.traced.operations))
    def result(self) -> float:
        return self.traced.value(-1)

    @readout("the value of each operation, in the order in which they are computed", at=one_by_one)
    def made(self) -> Any:
        return np.array([self.traced.value(i) for i in self.traced.operations])

    @readout("the local slope of each edge, operation by operation", at=_slope_at)
    def slope(self) -> Any:
        return np.array([self.traced.slope(edge) for edge in self.traced.edges])

    @readout("the gradient that has come to each operation", at=_back_at)
    def back_to(self) -> Any:
        return np.array([self.gradients[i] for i in self.traced.operations])

    @readout("the gradient that has come to each number: gradient.x; 0 for one not used", at=_gradient_at)
    def gradient(self) -> dict[str, float]:
        leaves = ((name, self.traced.leaf(name)) for name in NAMES)
        return {name: 0.0 if i is None else self.gradients[i] for name, i in leaves}

    nodes = Readout("how many nodes the graph has", lambda lab: len(lab.traced.nodes))

    @readout("how often each number is used: uses.x")
    def uses(self) -> dict[str, int]:
        leaves = ((name, self.traced.leaf(name)) for name in NAMES)
        return {name: 0 if i is None else len(self.traced.uses(i)) for name, i in leaves}

    @plotted()
    def places(self) -> Floats:
        """Places around where x is, or the first number there is, and what the expression comes to there."""
        name, values = self.over_name, {n: self.settings[n] for n in self.named}
        reach = max(2.0, abs(values[name]))
        # An even count: the number itself is none of them.
        places = values[name] + reach * np.linspace(-1, 1, POINTS)
        return np.array([places, [_or_nan(self.typed, values | {name: float(x)}) for x in places]])

    over_name = Plotted(lambda lab: "x" if "x" in lab.named else lab.named[0])
    here = Plotted(lambda lab: lab.settings[lab.over_name])
    shape = Plotted(lambda lab: lab.traced)


def at_work(see: See) -> int | None:
    """The operation that the last step was about, by its node; None at the start."""
    operations = see.shape.operations
    if not see.position:
        return None
    count = len(operations)
    return int(operations[see.position - 1 if see.position <= count else 2 * count - see.position])


def drawn(see: See, title: str = "") -> Graph:
    """The graph as far as the steps have come."""
    traced, now = see.shape, at_work(see)
    slopes = dict(zip(traced.edges, see.slope, strict=True))
    of_operations = zip(traced.operations, see.made, see.back_to, strict=True)
    cells = {i: (value, gradient) for i, value, gradient in of_operations}
    nodes = []
    for i, (node, parents) in enumerate(zip(traced.nodes, traced.parents, strict=True)):
        # What goes in is known: a knob's number, or one in the formula, which nothing can change.
        known = traced.value(i), see.gradient.get(node.sign, "")
        value, gradient = cells[i] if parents else known
        state: State = "now" if i == now else "past"
        along = tuple(slopes[i, k] for k in range(len(parents)))
        nodes.append(Operation(node.text, node.sign, value, gradient, parents, along, state))
    return Graph(title, tuple(nodes))


def over(see: See) -> Spare:
    """The result over one of the numbers, and, once it has come back, its gradient as a slope."""
    name = see.over_name
    series = [Series("the result", *see.places)]
    if see.position == 2 * len(see.shape.operations):
        step = np.array([-1.0, 1.0])
        rise = of(lambda y, slope: y + slope * step, see.result, see.gradient[name])
        if not isinstance(rise, str):
            series.append(Series(f"the gradient of {name} as a slope", see.here + step, rise, "positive"))
    span = (float(see.places[0][0]), float(see.places[0][-1]))
    return Spare(Curves("", tuple(series), name, "result", 8, span, marker=(see.here, see.result)))


def _or_nan(text: str, values: dict[str, float]) -> float:
    """What an expression comes to; nan where that is no number."""
    try:
        return value_of(text, values)
    except FieldError:
        return math.nan

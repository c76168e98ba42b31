"""How the passes are drawn: as a tape, as matrices, as the network with its numbers, and as a formula."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.figures import Curves, Diagram, Formula, Line, Matrix, Node, Series, State, Tape, Unit, table
from lessons.figures.worked import worked
from lessons.labs.backprop._network import named
from lessons.labs.base import See, each, of
from lessons.text import BLANK, decimal, number, vector

LOSSES = {0.0: "−log(1−p)", 1.0: "−log p"}
"""What the loss comes to where the target is a plain no or yes."""


def _put_in(template: str, operands: Any, result: Any, compute: Any) -> str:
    return worked(template, operands, result, compute, least=4)


def tape(see: See) -> Tape:
    """The operations, with their values on the way forward and their gradients on the way back."""
    rows = (
        ("z₁", "x W₁ + b₁", "z1", "dz1"),
        ("h₁", "ReLU(z₁)", "h1", "dh1"),
        ("z₂", "h₁ W₂ + b₂", "z2", "dz2"),
        ("p", "sigmoid(z₂)", "p", "dp"),
        ("L", LOSSES.get(see.y, "−y log p − (1−y) log(1−p)"), "loss", ""),
    )
    nodes = tuple(
        Node(
            name,
            operation,
            _cell(getattr(see, value)),
            (_cell(getattr(see, gradient)) if gradient else "1") if see.has("dp") else "",
            "now" if see.last and see.last in (value, gradient) else "past",
        )
        for name, operation, value, gradient in rows
    )
    return Tape("", nodes, headings=("", "operation", "value", "gradient ∂L/∂" if see.has("dp") else ""))


def _cell(value: Any) -> str:
    """A number or a vector as a cell of the tape; one that is to come is one dot."""
    if not np.ndim(value):
        return decimal(value)
    if all(isinstance(part, str) and part == BLANK for part in value):
        return BLANK
    return f"({', '.join(map(decimal, value))})"


def parameters(see: See) -> Matrix:
    """The parameters on the way forward, their gradients on the way back: a hidden unit a column."""
    back = see.has("dp")
    W1, b1, W2, b2 = (see.dW1, see.db1, see.dW2, see.db2) if back else (see.W1, see.b1, see.W2, see.b2)
    rows = ((W1[0]), (W1[1]), b1, W2, (b2, ""))
    names = ("W₁[0]", "W₁[1]", "b₁", "W₂", "b₂")
    cells = [[decimal(cell) for cell in row] for row in rows]
    labels = [f"∂{name}" if back else name for name in names]
    return table(cells, labels, ("unit 0", "unit 1"), digits=4)


def network(see: See) -> Diagram:
    """The units with their values, the weights on the lines, and each parameter's gradient under it."""
    inputs = tuple(Unit(f"x[{i}]", value) for i, value in enumerate(see.x))
    is_sum = not see.has("h1")
    hidden: list[Unit] = []
    for j in range(2):
        value = see.z1[j] if is_sum else see.h1[j]
        below = ((f"b₁[{j}]", see.b1[j]), ("∂", see.db1[j]) if see.has("dW1") else ("", ""))
        hidden.append(Unit(f"{'z' if is_sum else 'h'}₁[{j}]", value, _state(see, "z1", "h1"), below=below))
    below = (("b₂", see.b2), ("∂", see.db2) if see.has("dW2") else ("", ""))
    output = Unit("z₂", see.z2, _state(see, "z2"), below=below)
    none = np.full((2, 2), "", dtype=object)
    return Diagram(
        "",
        (inputs, tuple(hidden), (output,)),
        ("input", "hidden", "output"),
        (see.W1, see.W2[:, None]),
        height=9,
        numbered=True,
        gradients=(
            see.dW1 if see.has("dW1") else none,
            see.dW2[:, None] if see.has("dW2") else none[:, :1],
        ),
    )


def _state(see: See, *steps: str) -> State:
    return "now" if see.last in steps else "past" if see.has(steps[0]) else "future"


def loss_curve(losses: Any, first: int, last: int, noun: str) -> Curves:
    """The losses so far, the first of them that of round `first`, over an axis up to `last`."""
    top = max(0.1, *(float(each) for each in losses if not isinstance(each, str)), 0.0)
    curve = Series("loss", np.arange(first, first + len(losses)), losses, style="path")
    ends = (float(first), float(last)), (0.0, top * 1.05)
    return Curves(f"loss by {noun}", (curve,), noun, "loss", 8, *ends)


def loss_told(see: See) -> str:
    """What the last step did, where it is not always the same."""
    if see.stage == 0:
        if see.round == 0:
            return "Nothing is computed yet. Forward first, an operation a step."
        before, now = (number(loss, 4) for loss in see.around)
        return f"Update {see.round} done: the loss goes from {before} to {now}."
    who = named(see.dead)
    match see.last:
        case "h1":
            return f"ReLU puts 0 for {who}." if who else "ReLU lets both hidden units pass."
        case "dW2":
            zero = f" ({who} gave 0)" if who else ""
            return f"W₂ gets h₁ times ∂L/∂z₂{zero}; b₂ gets ∂L/∂z₂ itself."
        case "dz1":
            zero = f": 0 for {who}" if who else ""
            return f"Back through ReLU: times its slope, 1 or 0{zero}."
        case _:
            zeros = number(see.zeros, 0)
            return f"Each weight: its input times ∂L/∂z₁. {zeros} of {see.parameters} gradients are 0."


def formula(see: See) -> Formula:
    """The step just taken, with its numbers put in."""
    return Formula("", (_formula(see),))


def _formula(see: See) -> Line:
    match see.last:
        case "":
            if see.round:
                return Line("W ← W − learning rate · ∂L/∂W", "now")
            return Line("z₁ = x W₁ + b₁:  z₁[1] = x[0]·W₁[0,1] + x[1]·W₁[1,1] + b₁[1]", "future")
        case "z1":
            text = f"z₁ = x W₁ + b₁ = {_cell(see.z1)}"
        case "h1":
            text = f"h₁ = max(0, z₁) = {_cell(see.h1)}"
        case "z2":
            text = f"z₂ = h₁ W₂ + b₂ = {decimal(see.z2)}"
        case "p":
            minus = of(lambda z: -z, see.z2)
            text = _put_in("p = 1 / (1 + exp({})) = {}", [minus], see.p, lambda z: 1 / (1 + np.exp(z)))
        case "loss":
            text = _loss_formula(see)
        case "dp":
            text = f"∂L/∂p = −y/p + (1−y)/(1−p) = {number(see.dp, 4)}"
        case "dz2":
            operands = [see.p, decimal(see.y, 0)]
            template = "∂L/∂z₂ = ∂L/∂p · p(1−p) = p − y = {} − {} = {}"
            text = _put_in(template, operands, see.dz2, lambda p, y: p - y)
        case "dW2":
            template = "∂L/∂W₂ = h₁·∂L/∂z₂ = {}·{:()} = {}"
            text = _put_in(template, [see.h1, see.dz2], see.dW2, np.multiply)
        case "dh1":
            text = _put_in("∂L/∂h₁ = ∂L/∂z₂·W₂ = {}·{} = {}", [see.dz2, see.W2], see.dh1, np.multiply)
        case "dz1":
            slopes = each(lambda z: float(z > 0), see.z1)
            template = "∂L/∂z₁ = ∂L/∂h₁·ReLU′(z₁) = {}·{} = {}"
            text = _put_in(template, [see.dh1, vector(slopes, 0)], see.dz1, np.multiply)
        case _:
            template = "∂L/∂W₁[0,0] = x[0]·∂L/∂z₁[0] = {:()}·{:()} = {}"
            text = _put_in(template, [see.x[0], see.dz1[0]], see.dW1[0, 0], np.multiply)
    return Line(text, "now")


def _loss_formula(see: See) -> str:
    if see.y == 1:
        return _put_in("L = −log p = −log {} = {}", [see.p], see.loss, lambda p: -np.log(p))
    if see.y == 0:
        rest = of(lambda p: 1 - p, see.p)
        return _put_in("L = −log(1 − p) = −log {} = {}", [rest], see.loss, lambda q: -np.log(q))
    return f"L = −y log p − (1−y) log(1−p) = {number(see.loss, 4)}"

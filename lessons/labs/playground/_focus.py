"""What is looked at in the playground's network: a unit, and one of the numbers that make its sum."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from engine import Network
from engine.playground import FEATURES
from engine.playground.epoch import Penalty
from engine.playground.play import Play
from engine.playground.setting import MOST_LAYERS, MOST_UNITS
from lessons.figures import Floats
from lessons.format.fields import FieldError
from lessons.text import number, subscript

NO_BREAK, EQUALS = "\u00a0", "\u00a0=\u00a0"
"""Blanks at which no line is broken: a term of an equation stands whole."""
NUDGE = 1e-5
MOST_PULLED = 3
NEW_UNITS = 2
"""The units of a layer that is put in, as in the browser."""


class Focus(NamedTuple):
    """A unit of `column` 1 or later (the last is the output), and its input `source`; −1: its bias."""

    column: int
    unit: int
    source: int = -1

    def moved(self, key: str, shape: tuple[int, ...]) -> Focus:
        """Return where a key leads: to another column or unit, or (`[`, `]`) to another of its inputs."""
        column, unit, source = self
        match key:
            case "left" | "right":
                column = min(max(column + (1 if key == "right" else -1), 1), len(shape) - 1)
                return Focus(column, min(unit, shape[column] - 1))
            case "up" | "down":
                return Focus(column, min(max(unit + (1 if key == "down" else -1), 0), shape[column] - 1))
            case "[" | "]":
                count = shape[column - 1] + 1
                return Focus(column, unit, (source + 1 + (1 if key == "]" else -1)) % count - 1)
        column = min(column, len(shape) - 1)
        return Focus(column, min(unit, shape[column] - 1), min(source, shape[column - 1] - 1))

    @classmethod
    def at(cls, net: Network, index: int) -> Focus | None:
        """Return the focus whose number is `net.params[index]`; None for one of a normalisation."""
        parts = {id(layer): part for layer, part in net.parts()}
        for column, layer in enumerate(net.layers, start=1):
            part = parts[id(layer)]
            if part.start <= index < part.stop:
                source, unit = divmod(index - part.start, layer.units)
                return cls(column, unit, source if source < layer.fan_in else -1)
        return None


def reshaped(key: str, focus: Focus, sizes: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    """Return the hidden layer that a key is about, counted from 0, and the units of all layers after it.

    `+` and `-` give the layer in focus a unit more or less, `d` takes it away, and `i` puts one in after it;
    before the output, where that is in focus. Raises FieldError.
    """
    at = focus.column - 1
    if key == "i":
        if len(sizes) >= MOST_LAYERS:
            raise FieldError(f"there are {len(sizes)} hidden layers", "more are not taken")
        at = min(at + 1, len(sizes))
        return at, (*sizes[:at], NEW_UNITS, *sizes[at:])
    if at >= len(sizes):
        raise FieldError("the output stays as it is", "i puts a hidden layer before it")
    units = {"+": sizes[at] + 1, "-": sizes[at] - 1}.get(key)
    if units == 0:
        raise FieldError("this layer has only one unit", "d takes the layer away")
    if units and units > MOST_UNITS:
        raise FieldError(f"a layer has at most {MOST_UNITS} units", "i puts in another layer")
    return at, (*sizes[:at], *([units] if units else []), *sizes[at + 1 :])


def place(net: Network, focus: Focus) -> int:
    """Return where the number in focus stands in `net.params`."""
    layer = net.layers[focus.column - 1]
    row = focus.source if focus.source >= 0 else layer.fan_in
    start = next(part.start for one, part in net.parts() if one is layer)
    return int(start + row * layer.units + focus.unit)


def unit_names(play: Play) -> list[list[str]]:
    """Return the names of all units, column by column; features first, the output last."""
    names = [[FEATURES[name].label for name in play.setting.features]]
    names += [
        [f"h{subscript(k)}[{j}]" for j in range(units)] for k, units in enumerate(play.setting.shape, start=1)
    ]
    outputs = play.shape[-1]
    return [*names, ["out"] if outputs == 1 else [f"p[{k}]" for k in range(outputs)]]


def named(play: Play, focus: Focus) -> str:
    """Return what the number in focus is called."""
    names = unit_names(play)
    unit = names[focus.column][focus.unit]
    return (
        f"bias of {unit}" if focus.source < 0 else f"weight {names[focus.column - 1][focus.source]} → {unit}"
    )


def why(play: Play, focus: Focus, point: int) -> list[str]:
    """Return what there is to say of a unit and its number in focus: sum, gradient, update, and a nudge."""
    names, net = unit_names(play), play.net
    layer = net.layers[focus.column - 1]
    unit, before = names[focus.column][focus.unit], names[focus.column - 1]
    weights, bias = layer.W[:, focus.unit], layer.b[focus.unit]
    alive = [play.training.alive[place(net, focus._replace(source=k))] for k in range(len(weights))]
    terms = " ".join(
        (f"{_signed(w)}·{name}" if live else f"+ (killed by L1)·{name}").replace(" ", NO_BREAK)
        for w, name, live in zip(weights, before, alive, strict=True)
    )
    function = (
        play.setting.activation_of(focus.column - 1) if focus.column < len(names) - 1 else _output(play)
    )
    lines = [f"{unit}{EQUALS}{function}({terms} {_signed(bias)})"]
    data = play.data
    size = play.training.size if play.training.batches else data.training
    rows = np.arange(data.training)[play.training.at * size :][:size]
    if not len(rows):
        return [*lines, "There is no training point to learn from."]
    inputs, targets = data.inputs[rows], data.targets[rows]
    pulls = _pulls(play, inputs, targets, focus)
    one = slice(point, point + 1)
    first = net.trace(data.inputs[one])
    z, a = first.z[focus.column - 1][0, focus.unit], first.a[focus.column - 1][0, focus.unit]
    output = ", ".join(number(v, 4) for v in first.output[0])
    own = float(_pulls(play, data.inputs[one], data.targets[one], focus)[0])
    what = named(play, focus)
    values = f"z = {number(z, 4)}, {unit} = {number(a, 4)}".replace(" = ", EQUALS)
    lines += [
        f"At training point {point} {at(play, point)}: {values}.",
        f"The output of the network there is {output}. From this point alone the {what} has the gradient "
        f"{number(own, 6)}.",
    ]
    index = place(net, focus)
    value, gradient = float(net.params[index]), float(pulls.mean())
    lines += ["", f"The {what} is {number(value, 4)}."]
    if not play.training.alive[index]:
        return [*lines, "L1 has killed it: it stays 0 and learns no more, until you give it another value."]
    lines.append(f"Its gradient over the next batch of {len(rows)} points is {number(gradient, 6)}.")
    slope = number(_nudged(play, inputs, targets, index), 6)
    lines.append(f"Check: moved by {NUDGE:.5f} up and down, the loss of these points has the slope {slope}.")
    lines += _update(play, focus, value, gradient)
    lines += ["", "The points that pull it most, each with its own gradient:"]
    strongest = np.argsort(-np.abs(pulls))[:MOST_PULLED]
    return [*lines, *(f"  {at(play, rows[k])}: {number(float(pulls[k]), 6)}" for k in strongest)]


def at(play: Play, point: int) -> str:
    """Return where a point lies, and its label."""
    place_ = ", ".join(number(v) for v in play.data.plane[point][:2])
    return f"({place_}), label {number(float(play.data.labels[point]))}"


def _output(play: Play) -> str:
    if play.shape[-1] > 1:
        return "softmax"
    return "linear" if play.setting.regression else "tanh"


def _signed(value: float) -> str:
    return f"{'+' if value >= 0 else ''}{number(float(value))}"


def _pulls(play: Play, inputs: Floats, targets: Floats, focus: Focus) -> Floats:
    """Return each point's own gradient of the number in focus, (n,): their mean is the batch's."""
    loss, share = ("cce", 1.0) if targets.shape[1] > 1 else ("mse", 0.5)
    trace = play.net.trace(inputs, targets, loss)
    slopes = share * len(inputs) * trace.dz[focus.column - 1][:, focus.unit]
    if focus.source < 0:
        return np.asarray(slopes)
    before = inputs if focus.column == 1 else trace.a[focus.column - 2]
    return np.asarray(slopes * before[:, focus.source])


def _nudged(play: Play, inputs: Floats, targets: Floats, index: int) -> float:
    """Return the slope of the batch's loss by a nudge both ways."""
    loss, share = ("cce", 1.0) if targets.shape[1] > 1 else ("mse", 0.5)
    ends = []
    value = play.net.params[index]
    for nudge in (NUDGE, -NUDGE):
        play.net.params[index] = value + nudge
        ends.append(share * play.net.loss(inputs, targets, loss))
    play.net.params[index] = value
    return (ends[0] - ends[1]) / (2 * NUDGE)


def _update(play: Play, focus: Focus, value: float, gradient: float) -> list[str]:
    """Return the parts of the next update of the number in focus."""
    setting = play.setting
    penalty = Penalty(setting.regularization, setting.strength)
    training, net = play.training, play.net
    # Each number is moved by itself: the gradients of the others play no part.
    gradients, index = np.zeros(net.params.size), place(net, focus)
    gradients[index] = gradient
    parts = training.optimizer.parts(gradients, training.state, net.params, net.decayed)
    kept = {name: float(part[index]) for name, part in parts.items() if name not in ("gradient", "clipped")}
    step = kept.pop("step")
    told = ", ".join(f"{name} {number(value, 6)}" for name, value in kept.items())
    lines = [f"The next step of {setting.optimizer} ({told}) subtracts {number(step, 6)}"]
    if focus.source >= 0 and penalty.kind != "none":
        pull = np.sign(value) if penalty.kind == "L1" else value
        part = number(setting.rate * penalty.strength * float(pull), 6)
        lines[0] += (
            f", and {penalty.kind} takes rate · λ · {'sign w' if penalty.kind == 'L1' else 'w'} = {part}"
        )
    lines[0] += "."
    if training.waiting:
        lines.append(f"{training.waiting} points left over from the epoch before wait, and share in it.")
    return lines

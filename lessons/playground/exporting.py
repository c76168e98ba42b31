"""A playground's network as a program of its own: features, weights, points, and a loop that trains it on."""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import chain

import numpy as np

from engine import export
from engine.errors import InputError, lookup, printable
from engine.layers import Activation, Dense
from engine.network import Network
from engine.playground import Play
from engine.playground.play import REACH, extent
from lessons.playground import _loops
from lessons.playground.links import HOST, Opened, link
from lessons.playground.rows import Table, points_of

TARGETS = {"numpy": "numpy", "pytorch": "pytorch", "keras": "keras", "sklearn": "scikit-learn"}
"""What can be asked for, and what the engine calls it."""
_MADE = {
    "x": "x", "y": "y", "xSquared": "x * x", "ySquared": "y * y", "xTimesY": "x * y", "sinX": "np.sin(x)",
    "sinY": "np.sin(y)",
}  # fmt: skip
_FEATURES = '''

def features(points):
    """What the network is given of points (n, 2)."""
    x, y = np.asarray(points, dtype=float).T
    return np.column_stack([{made}])


def output(points):
    return {output}
'''
_NAMED = """

# What a row holds, and what is learnt of it.{words}
COLUMNS = {columns!a}
TARGET = {target!a}
{learnt}


def place(rows):
    {what}
    return np.asarray(rows, dtype=float) @ {axes} - {offset}


def answer(rows):
    {found}
"""
_WORDS = " A column such as 'place=a' is 1 where place is a, else 0."
_MAIN = """

# x, y and what is learnt of each point; the first {training} are learnt from.
POINTS = np.array(
    [
{rows}
    ]
)


if __name__ == "__main__":
{train}    outputs, learnt = output(POINTS[:, :2]), POINTS[:, 2:]
    losses = {losses}
    print("training loss", losses[:{training}].mean(), "test loss", losses[{training}:].mean())
"""
_TRAIN = """\
    # python FILE EPOCHS trains it on.
    train(features(POINTS[:{training}, :2]), POINTS[:{training}, 2:], int((sys.argv[1:] or [0])[0]))
"""


def source(state: Opened, play: Play, target: str) -> str:
    """Return a program for one of TARGETS: `features`, `predict`, `output`, and for the first two libraries
    `train`, which learns on by the rule of this setting; with the points, where they have an x and a y.

    Exported at epoch 0 and trained, PyTorch's gives the playground's losses. Raises `export.Unsupported`, or
    InputError for a network that is given nothing.
    """
    kind, data, net = lookup("export", target, TARGETS), play.data, play.net
    if not net.inputs:
        raise InputError("features", (), "at least one feature, to export a network")
    answer = "predict(features(points))"
    if target == "sklearn" and net.output_activation == "tanh" and not play.setting.batch_norm:
        # scikit-learn has no tanh at the end; tanh z = 2σ(2z) − 1.
        net, answer = _as_probability(net), f"2 * {answer} - 1"
    text = export.source(net, kind)
    loop = {"pytorch": _loops.pytorch, "keras": _loops.keras}.get(target)
    if loop:
        text = f"import sys\n\n{text}{loop(play)}"
    where = link(state)
    if play.own is not None:
        # A browser has not these points: what is set beside them is told, not where it opens.
        beside = re.sub("(dataset|regDataset)=[^&]*&|&classes=[0-9]+", "", where.removeprefix(HOST))
        columns = f", {play.own.says}" if isinstance(play.own, Table) else ""
        where = f"Points: {points_of(play)}{columns}.\nThe rest is set as in --link '{beside}'"
    head = f"A network of nntutor's playground after {play.epoch} epochs.\n\n{where}".split("\n")
    # A seed may hold quotes; what stands in a comment ends with its line.
    text = "".join(f"# {line}\n" if line else "#\n" for line in map(printable, head)) + "\n" + text
    if not play.planar:
        return text
    chosen = ", ".join(_MADE[name] for name in play.setting.features)
    text += _FEATURES.format(made=chosen, output=answer)
    if isinstance(play.own, Table):
        text += _named(play.own)
    classes = data.targets.shape[1] > 1
    learnt = data.labels if classes else data.targets[:, 0]
    rows = (f"        {row!r}," for row in np.column_stack([data.plane, learnt]).tolist())
    losses = "(outputs - learnt) ** 2 / 2"
    if classes:
        losses = "-np.log(outputs[np.arange(len(outputs)), learnt[:, 0].astype(int)])"
    train = _TRAIN.format(training=data.training) if loop else ""
    return text + _MAIN.format(training=data.training, rows="\n".join(rows), train=train, losses=losses)


def _named(own: Table) -> str:
    """What places rows of the file on the plane, and answers in its own words."""
    centre, reach = extent(own.X)
    axes = own.axes * (REACH / reach)
    offset = own.shift @ axes + centre * (REACH / reach)
    learnt, found = f"CLASSES = {list(own.classes)!a}", "return [CLASSES[k] for k in "
    found += (
        "output(place(rows)).argmax(axis=1)]"
        if len(own.classes) > 2
        else "(output(place(rows))[:, 0] >= 0) * 1]"
    )
    if own.task == "regression":
        learnt = "LOW, HIGH = {!r}, {!r}".format(*own.span)
        found = "return LOW + (HIGH - LOW) * (output(place(rows))[:, 0] + 1) / 2"
    made = (
        "two principal components of the columns" if len(own.columns) > 2 else "the columns, moved and scaled"
    )
    return _NAMED.format(
        words=_WORDS if any("=" in name for name in own.columns) else "",
        columns=list(own.columns),
        target=own.target,
        learnt=learnt,
        what=f'"""x and y of rows (n, {len(own.columns)}) of numbers: {made}."""',
        axes=f"np.array({axes.tolist()!r})",
        offset=f"np.array({offset.tolist()!r})",
        found=found,
    )


def sources(state: Opened, play: Play) -> dict[str, str]:
    """Return a program for each target that can express the network, by the name of its file."""
    found = {}
    for target in TARGETS:
        # What scikit-learn lacks, or no feature at all: then there is a program less.
        with suppress(InputError):
            found[f"playground_{target}.py"] = source(state, play, target)
    return found


def _as_probability(net: Network) -> Network:
    names = [layer.function.name for layer in net.stack if isinstance(layer, Activation)]
    layers = [(Dense(one.units), Activation(name)) for one, name in zip(net.layers, names, strict=True)]
    layers[-1] = Dense(1), Activation("sigmoid")
    twin = Network([*chain(*layers)], net.inputs, init="zeros")
    twin.params[:] = net.params
    last = twin.layers[-1]
    last.W = 2 * last.W
    last.b[:] = 2 * last.b
    return twin

"""How the layers of a network learn: gradients, how far a step moves them, units that do not answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from engine import Dataset, Network
from lessons.figures import Beside, Curves, Figure, Floats, Formula, Line, Series, Stack
from lessons.figures.base import Role
from lessons.labs.base import each, of
from lessons.text import BLANK, short

if TYPE_CHECKING:
    from lessons.figures import Matrix

FLAT = 0.05
"""A unit is saturated at a point where its slope is below this part of the largest that it can have."""
AT_ENDS = {"relu": "at 0", "tanh": "saturated", "sigmoid": "saturated", "identity": ""}
"""What is said of the answers that let hardly any gradient through."""
SHOWN = 6
"""So many layers have a row; of more, the first ones and the last. Three have a line."""
ROLES: tuple[Role, ...] = ("accent", "text", "positive")
LEAST = 1e-12
"""What is smaller is drawn as this."""


MEANINGS = (
    "gradient: how steep the loss is for it",
    "moved: by what part of it, per {by}",
    "dead: units that are 0 for every point",
    "{flat}: answers that hardly change",
)
"""What the columns of the table are, where there is room for it: lessons tell it in words."""


def layers_of(net: Network, train: Dataset, loss: str, activation: str | Sequence[str]) -> dict[str, Floats]:
    """How each layer stands now, on all training points. `activation`: that of all, or of each hidden layer.

    "gradient": the root of the mean square of the slopes of the loss with its weights. Of hidden layers, 0 of
    the last: "dead", its units that answer 0 to every point, of "units"; "flat", the share of its units'
    answers at which they let hardly any gradient through.
    """
    trace = net.trace(train.X)
    net.loss_and_grad(train.X, train.Y, loss)
    pairs = list(zip(trace.a, _kinds(activation, len(net.layers)), strict=False))
    off = [(a <= 0).all(axis=0).sum() * (kind == "relu") for a, kind in pairs]
    flat = [(_slope(a, kind) < FLAT).mean() for a, kind in pairs]
    return {
        "gradient": np.array([np.sqrt((layer.dW**2).sum() / max(layer.dW.size, 1)) for layer in net.layers]),
        "dead": np.array([*off, 0.0]),
        "units": np.array([a.shape[1] for a in trace.a], dtype=np.float64),
        "flat": np.array([*flat, 0.0]),
    }


def _kinds(activation: str | Sequence[str], layers: int) -> list[str]:
    """What each hidden layer applies."""
    return [activation] * (layers - 1) if isinstance(activation, str) else list(activation)


def _slope(a: Floats, activation: str) -> Floats:
    """The slope of each answer, as a part of the largest that there can be."""
    match activation:
        case "relu":
            return (a > 0).astype(np.float64)
        case "tanh":
            return 1 - a**2
        case "sigmoid":
            return 4 * a * (1 - a)
    return np.ones_like(a)


def weights_of(net: Network) -> list[Floats]:
    """A copy of each layer's weights."""
    return [layer.W.copy() for layer in net.layers]


def moved(before: Sequence[Floats], net: Network) -> Floats:
    """How far a step has moved each layer's weights, in parts of their own length: (layers,)."""
    steps = [float(np.linalg.norm(layer.W - W)) for W, layer in zip(before, net.layers, strict=True)]
    return np.array(
        [step / max(float(np.linalg.norm(W)), LEAST) for step, W in zip(steps, before, strict=True)]
    )


def layer_pictures(
    layers: Mapping[str, Floats],
    at: Floats,
    moves: Floats,
    by: str,
    activation: str | Sequence[str],
    rows: int,
) -> Beside:
    """A table of the layers, and by how much of themselves their weights have moved in a step.

    `layers`: as `layers_of` gives them. `at`: (n,) the places of the steps that were measured, in `by`
    (epochs or batches); `moves`: (n, layers).
    """
    count = len(layers["gradient"])
    shown = [*range(min(count, SHOWN) - 1), count - 1]
    kinds = [*_kinds(activation, count), ""]
    table_: Figure = _table(layers, shown, moves, kinds)
    if table_.rows + len(MEANINGS) < rows:
        meanings = tuple(Line(line.format(by=by, flat=_flat(kinds))) for line in MEANINGS)
        table_ = Stack((table_, Formula("", meanings)))
    return Beside((table_, _chart(shown, at, moves, by, rows)), shares=(5, 4))


def _table(layers: Mapping[str, Floats], shown: Sequence[int], moves: Floats, kinds: list[str]) -> Matrix:
    # Read where it is drawn: few who open a lesson look at its layers.
    from lessons.figures import table

    rows = []
    for i in shown:
        dead = of(lambda dead, units: f"{dead:.0f} of {units:.0f}", layers["dead"][i], layers["units"][i])
        flat = of(lambda flat: f"{round(100 * flat)} %", layers["flat"][i])
        rows.append(
            (
                of(_rough, layers["gradient"][i]),
                of(_rough, moves[-1, i]) if len(moves) else BLANK,
                dead if kinds[i] == "relu" else "–",
                flat if AT_ENDS.get(kinds[i]) else "–",
            )
        )
    return table(rows, [f"layer {i + 1}" for i in shown], ("gradient", "moved", "dead", _flat(kinds)))


def _flat(kinds: Sequence[str]) -> str:
    """What is said of answers at an end, where each layer applies one of these."""
    ends = {AT_ENDS.get(kind, "") for kind in kinds} - {""}
    return ends.pop() if len(ends) == 1 else "saturated"


def _rough(value: float) -> str:
    """A number to two digits."""
    return short(float(f"{value:.2g}"))


def _chart(shown: Sequence[int], at: Floats, moves: Floats, by: str, rows: int) -> Curves:
    """The powers of ten of what is moved: of the first layer, one in the middle, and the last."""
    lines = list(dict.fromkeys((shown[0], shown[len(shown) // 2], shown[-1])))
    powers = each(lambda part: np.log10(max(part, LEAST)), moves)
    series = tuple(Series(str(i + 1), at, powers[:, i], role) for i, role in zip(lines, ROLES, strict=False))
    ends = None if len(at) else (0.0, 20.0)
    return Curves("moved, in powers of ten", series, by, "", rows, ends, (-6.0, 0.0))

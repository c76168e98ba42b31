"""How the layers of a network learn, drawn: a table of them, and how far steps move them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lessons.figures import Beside, Curves, Figure, Floats, Formula, Line, Matrix, Series, Stack, table
from lessons.figures.base import Role
from lessons.labs.base import each, of
from lessons.labs.looks._layers import LEAST, kinds_of
from lessons.text import BLANK, short

AT_ENDS = {"relu": "at 0", "tanh": "saturated", "sigmoid": "saturated", "identity": ""}
"""What is said of the answers that let hardly any gradient through."""
SHOWN = 6
"""So many layers have a row; of more, the first ones and the last. Three have a line."""
ROLES: tuple[Role, ...] = ("accent", "text", "positive")
MEANINGS = (
    "gradient: how steep the loss is for it",
    "moved: by what part of it, per {by}",
    "dead: units that are 0 for every point",
    "{flat}: answers that hardly change",
)
"""What the columns of the table are, where there is room for it: lessons tell it in words."""


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
    kinds = [*kinds_of(activation, count), ""]
    table_: Figure = _table(layers, shown, moves, kinds)
    if table_.rows + len(MEANINGS) < rows:
        meanings = tuple(Line(line.format(by=by, flat=_flat(kinds))) for line in MEANINGS)
        table_ = Stack((table_, Formula("", meanings)))
    return Beside((table_, _chart(shown, at, moves, by, rows)), shares=(5, 4))


def _table(layers: Mapping[str, Floats], shown: Sequence[int], moves: Floats, kinds: list[str]) -> Matrix:
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

"""Labs that went by another name before each showed one thing."""

from __future__ import annotations

import re
from collections.abc import Mapping

_VIEW = re.compile(r'^view *= *"([^"\n]*)"', re.MULTILINE)

_FEATURES = ("learned", "answers", "course", "inside", "made", "rivals", "fresh", "draws")

RENAMED: Mapping[str, Mapping[str, str]] = {
    "features": {"": "features_learned"} | {view: f"features_{view}" for view in _FEATURES},
    "layer": {"layer": "layer", "ways": "row_or_column", "stack": "collapse"},
    "structure": {"pass": "structure", "count": "parameters", "cost": "cost", "curve": "bends"},
    "activations": {
        "": "activation",
        "curve": "activation",
        "table": "activation_table",
        "compare": "activation",
        "depth": "slope_depth",
        "softmax": "softmax",
    },
    "gradient_depth": {"": "slope_depth"},
    "losses": {
        "": "mse",
        "mse": "mse",
        "bce": "bce",
        "cce": "cce",
        "compare": "loss_table",
        "learn": "loss_race",
        "l2": "l2",
    },
}
"""Labs that showed more than one thing, by the `view` that chose it ("" where none did): which it is now."""


def renamed(lab: str, content: str) -> tuple[int, str, str] | None:
    """Where a call of a lab names what is another lab now, why that is a fault, and the mend.

    `content`: the settings of the call; the place is a line of it from 1, or 0 for the call itself.
    """
    view = _VIEW.search(content)
    now = RENAMED.get(lab, {}).get(view[1] if view else "")
    if now is None:
        return None
    if view is None:
        return 0, f"lab '{lab}' is now lab '{now}'", f"write ```{{lab}} {now}"
    line = 1 + content[: view.start()].count("\n")
    mend = f"write ```{{lab}} {now} and take this line out"
    return line, f"lab '{lab}' with {view[0]} is now lab '{now}'", mend

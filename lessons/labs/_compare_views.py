"""What lab `compare` shows: figures and captions."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import Dataset
from lessons.figures import Beside, Curves, Floats, Scatter, Series, Surface
from lessons.labs.base import Figures, See
from lessons.text import number

GRID = (30, 40)
CHART_ROWS = 7
NAMES = ("0", "1")


def figures(see: See) -> Figures:
    """What there is to see at the lab's position."""
    aside = _scatter("kept aside", see.data["test"])
    match see.last:
        case "parted" if not isinstance(see.points["train"], str):
            yield Beside((_scatter("to learn from", see.data["train"]), aside))
        case "line":
            yield Beside((_line(see), aside))
        case "networks":
            theirs = _surface(see, "sklearn", see.sklearn["network"], see.maps["sklearn"])
            ours = _surface(see, "tutor", see.network["test"], see.maps["tutor"])
            yield Beside((_line(see), theirs, ours))
        case "losses":
            yield _losses(see)
        case _:
            yield _scatter("all points", see.data["train"], see.data["test"])


def _scatter(title: str, *parts: Dataset) -> Scatter:
    X = np.vstack([p.X for p in parts])
    labels = np.concatenate([p.labels for p in parts]).astype(np.float64)
    return Scatter(f"{title}: {len(X)}", X, labels, NAMES, height=CHART_ROWS)


def _line(see: See) -> Surface:
    return _surface(see, "line", see.line["test"], see.line_map)


def _surface(see: See, name: str, share: Any, probability: Floats | None) -> Surface:
    """A decision surface with the points kept aside; all in between where nothing is known yet."""
    cells = np.full(GRID, 0.5) if probability is None else probability.reshape(GRID)
    test = see.data["test"]
    title, labels = f"{name} {_share(share, 2)}", test.labels.astype(np.float64)
    right = round(share * len(test)) if isinstance(share, float) else None
    return Surface(title, cells, see.reach, test.X, labels, NAMES, CHART_ROWS, right)


def _share(value: float | str | None, digits: int = 4) -> str:
    return "…" if value is None else number(value, digits)


def _losses(see: See) -> Curves:
    ours, theirs = see.courses["tutor"], see.courses["sklearn"]
    series = (
        Series("this tutor's network", np.arange(1.0, len(ours) + 1), ours, "text"),
        Series("scikit-learn's network", np.arange(1.0, len(theirs) + 1), theirs),
    )
    high = max([0.7, *(loss for loss in (*ours, *theirs) if not isinstance(loss, str))])
    return Curves("", series, "epoch", "loss", CHART_ROWS, (0, see.epochs), (0, high))


def caption(see: See) -> str:
    """What the last step brought, and what is still on its way."""
    sklearn = see.sklearn
    match see.last:
        case "line":
            theirs = see.child["line"] or f"scikit-learn's: {_share(sklearn['line'])}."
            return f"Straight line: {_share(see.line['test'])} of the test points right. {theirs}"
        case "networks":
            return see.child["network"] or (
                f"Right of the test points: straight line {_share(see.line['test'])}, scikit-learn's "
                f"network {_share(sklearn['network'])}, this tutor's network {_share(see.network['test'])}."
            )
        case "losses":
            if see.child["network"]:
                return str(see.child["network"])
            if sklearn["warning"] != "none":
                return f"scikit-learn warns: {sklearn['warning']}"
            epochs = number(sklearn["epochs"], 0)
            return f"scikit-learn stopped by itself after {epochs} epochs: no warning."
    return ""

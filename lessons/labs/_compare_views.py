"""What lab `compare` shows: figures and captions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine import Dataset
from lessons.figures import Beside, Curves, Figure, Floats, Role, Scatter, Series, Surface
from lessons.labs._contest import JUDGES, SETS, line
from lessons.text import number

if TYPE_CHECKING:
    from lessons.labs.compare import CompareLab

GRID = (30, 40)
CHART_ROWS = 10
NAMES = ("0", "1")
LONGEST_REASON = 60


def grid(extent: tuple[float, float, float, float]) -> Floats:
    """The middles of the cells that the plane is cut into, (cells, 2)."""
    x0, x1, y0, y1 = extent
    up, across = ((np.arange(n) + 0.5) / n for n in GRID)
    return np.stack([a.ravel() for a in np.meshgrid(x0 + across * (x1 - x0), y0 + up * (y1 - y0))], axis=1)


def figures(lab: CompareLab) -> tuple[Figure, ...]:
    """What there is to see at the lab's position."""
    match lab.reached:
        case 0:
            return (_scatter("all points", (lab.parts.train, lab.test)),)
        case 1:
            return (
                Beside((_scatter("to learn from", (lab.parts.train,)), _scatter("put aside", (lab.test,)))),
            )
        case 2:
            return (Beside((_line(lab), _scatter("put aside", (lab.test,)))),)
        case 3:
            return (Beside((_line(lab), _theirs(lab), _ours(lab))),)
        case 4:
            return (_losses(lab),)
        case _:
            return (_sets(lab),)


def _scatter(title: str, parts: tuple[Dataset, ...]) -> Scatter:
    X = np.vstack([p.X for p in parts])
    labels = np.concatenate([p.labels for p in parts]).astype(np.float64)
    return Scatter(f"{title}: {len(X)}", X, labels, NAMES, height=CHART_ROWS)


def _surface(lab: CompareLab, name: str, score: str, probability: Floats | None) -> Surface:
    """A decision surface with the points put aside; all in between where nothing is known yet."""
    cells = np.full(GRID, 0.5) if probability is None else probability.reshape(GRID)
    test, share = lab.test, lab.readout(score)
    return Surface(
        f"{name} {_share(share, 2)}",
        cells,
        lab.extent,
        test.X,
        test.labels.astype(np.float64),
        NAMES,
        height=CHART_ROWS,
        right=None if share is None else round(share * len(test)),
    )


def _share(value: float | None, digits: int = 4) -> str:
    return "…" if value is None else number(value, digits)


def _line(lab: CompareLab) -> Surface:
    net = line(*lab.recipe.of_line)
    return _surface(lab, "line", "line.test", net.forward(lab.grid)[:, 0])


def _theirs(lab: CompareLab) -> Surface:
    found = lab.sklearn("network")
    at = found.probability_at if found else None
    return _surface(lab, "sklearn", "sklearn.network", None if at is None else np.asarray(at[:, 1]))


def _ours(lab: CompareLab) -> Surface:
    return _surface(lab, "tutor", "network.test", lab.own().net.forward(lab.grid)[:, 0])


def _losses(lab: CompareLab) -> Curves:
    found = lab.sklearn("network")
    theirs = found.losses if found and found.losses is not None else np.zeros(0)
    ours = lab.own().losses
    series = (
        _curve("this tutor's network", ours, "text"),
        _curve("scikit-learn's network", theirs, "accent"),
    )
    high = max([0.7, *ours.tolist(), *theirs.tolist()])
    return Curves("", series, "pass", "loss", CHART_ROWS, (0, lab.settings["iterations"]), (0, high))


def _curve(name: str, losses: Floats, role: Role) -> Series:
    return Series(name, np.arange(1, len(losses) + 1, dtype=np.float64), losses, role)


def _sets(lab: CompareLab) -> Curves:
    results = np.array(lab.contests().results).reshape(-1, 2)
    x = np.arange(1, len(results) + 1, dtype=np.float64)
    series = (
        Series("straight line", x, results[:, 0], "text", "points"),
        Series("network", x, results[:, 1], "accent", "points"),
    )
    low = min(0.5, float(results.min())) if len(results) else 0.5
    return Curves(
        f"right of {JUDGES} new points", series, "data set", "share", CHART_ROWS, (0, SETS + 1), (low, 1.0)
    )


def caption(lab: CompareLab) -> str:
    """What the last step brought, and what is still on its way."""
    match lab.reached:
        case 0:
            return "Two classes of points, 0 and 1. Nothing has been learnt yet."
        case 1:
            return "The points put aside are for the test. What is fitted never sees them."
        case 2:
            said = f"Straight line: {_share(lab.readout('line.test'))} of the test points right."
            return f"{said} {_on_child(lab, 'line')}"
        case 3:
            return _of_networks(lab)
        case 4:
            return _of_warning(lab)
        case _:
            return _of_sets(lab)


def _on_child(lab: CompareLab, model: str) -> str:
    """What scikit-learn says of a model, or where it is with it."""
    failed = lab.failed.get(lab.key(model))
    if failed:
        reason = failed if len(failed) <= LONGEST_REASON else failed[: LONGEST_REASON - 1] + "…"
        return f"scikit-learn gave no answer: {reason}. s tries again."
    if lab.waiting:
        return f"{lab.waiting} b calls it off."
    if lab.sklearn(model) is None:
        return "scikit-learn has not been asked yet."
    return f"scikit-learn's: {_share(lab.readout(f'sklearn.{model}'))}."


def _of_networks(lab: CompareLab) -> str:
    if lab.sklearn("network") is None:
        return _on_child(lab, "network")
    return (
        f"Right of the test points: straight line {_share(lab.readout('line.test'))}, scikit-learn's "
        f"network {_share(lab.readout('sklearn.network'))}, this tutor's network "
        f"{_share(lab.readout('network.test'))}."
    )


def _of_warning(lab: CompareLab) -> str:
    found = lab.sklearn("network")
    if found is None:
        return _on_child(lab, "network")
    if found.warnings:
        return f"scikit-learn warns: {found.warnings[0]}"
    return f"scikit-learn stopped by itself after {found.iterations} times through the points: no warning."


def _of_sets(lab: CompareLab) -> str:
    v = lab.readout("sets")
    if not v["done"]:
        return "Ten other data sets, each with its own points to learn from."
    return (
        f"The network gets more right on {v['wins']} of {v['done']} data sets. "
        f"On average: line {_share(v['line'])}, network {_share(v['network'])}."
    )

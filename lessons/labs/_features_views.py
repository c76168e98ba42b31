"""What lab `features` shows: figures and captions, a view at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from lessons.figures import Bars, Beside, Cell, Curves, Figure, Floats, Matrix, Scatter, Series, Surface
from lessons.labs._draws import EARLY, FRESH_POINTS, LATE, POINTS, RULES, rule
from lessons.text import number

if TYPE_CHECKING:
    from lessons.labs.features import FeaturesLab

GRID = (30, 48)
MARGIN = 0.3
CHART_ROWS = 10
SHOWN_COURSE = 200
"""Points of a curve; more would not be seen."""
KNOWN = 3
"""The rules that a learner has met before the rivals come."""
NAMES = ("label 0", "label 1")
SHORT_NAMES = ("0", "1")
"""Where two pictures stand side by side, and their titles need the room."""


def figures(lab: FeaturesLab) -> tuple[Figure, ...]:
    """What to draw in the lab's view."""
    match lab.view:
        case "made":
            return (Beside((_made(lab), _counts(lab)), shares=(3, 2)),)
        case "learned":
            return (Beside((_made(lab), _network(lab))),)
        case "answers":
            return (_answers(lab), _bars(lab))
        case "course":
            return (_course(lab),)
        case "inside":
            return (_inside(lab),)
        case "rivals" | "fresh":
            return (_table(lab),)
        case _:
            return (_draws(lab),)


def _surface(lab: FeaturesLab, title: str, share: float, made: bool) -> Surface:
    """A decision surface. x₁ reaches as far down as up, so that 0 lies between two rows of the grid."""
    points = lab.run.points
    reach = np.abs(points.X).max(axis=0) + MARGIN
    across, up = (_centres(r, n) for r, n in zip(reach, reversed(GRID), strict=True))
    at = np.stack([a.ravel() for a in np.meshgrid(across, up)], axis=1)
    grid = (at[:, 1] > 0).astype(np.float64) if made else lab.run.at(lab.position, at)
    extent = (-float(reach[0]), float(reach[0]), -float(reach[1]), float(reach[1]))
    right = round(share * POINTS)
    title = f"{title}: {number(share)} right"
    return Surface(
        title, grid.reshape(GRID), extent, points.X, points.labels, SHORT_NAMES, CHART_ROWS, right, "label"
    )


def _centres(reach: float, n: int) -> Floats:
    """The middles of n cells from −reach to reach."""
    return np.asarray((np.arange(n) + 0.5) / n * 2 * reach - reach)


def _scatter(lab: FeaturesLab, title: str) -> Scatter:
    points = lab.run.points
    return Scatter(title, points.X, points.labels, NAMES, height=CHART_ROWS)


def _made_known(lab: FeaturesLab) -> bool:
    return not lab.is_hidden("made.accuracy") and (lab.view != "made" or lab.position > 0)


def _made(lab: FeaturesLab) -> Figure:
    if not _made_known(lab):
        return _scatter(lab, f"{POINTS} points")
    return _surface(lab, "made feature", lab.score("made").accuracy, made=True)


def _counts(lab: FeaturesLab) -> Matrix:
    """How many points of each label lie on each side, the right answers marked."""
    made, labels = lab.run.points.made, lab.run.points.labels
    cells: tuple[tuple[Cell, ...], ...] = (("·", "·"), ("·", "·"))
    right: frozenset[tuple[int, int]] = frozenset()
    if _made_known(lab):
        cells = tuple(tuple(float(((made == m) & (labels == k)).sum()) for k in (1, 0)) for m in (1, 0))
        right = frozenset({(0, 0), (1, 1)})
    return Matrix(
        "points, the right ones marked", cells, ("x₁ > 0", "x₁ ≤ 0"), ("label 1", "label 0"), right, 0, False
    )


def _network(lab: FeaturesLab) -> Figure:
    if lab.is_hidden("accuracy"):
        return _scatter(lab, "network: ? right")
    return _surface(lab, "network", lab.run.accuracy(lab.position), made=False)


def _answers(lab: FeaturesLab) -> Matrix:
    """What is answered how often, beside what would be right."""
    secret = lab.is_hidden("ones") or lab.is_hidden("always.accuracy")
    made, always = lab.score("made"), lab.score("always")
    ones = int(lab.run.points.labels.sum())
    now: Cell = None if lab.is_hidden("answered") else float(lab.run.answered(lab.position))
    right = None if now is None or lab.is_hidden("accuracy") else number(lab.run.accuracy(lab.position))
    rows: tuple[tuple[Cell, ...], ...] = (
        (None, None, "") if secret else (float(ones), float(POINTS - ones), ""),
        (float(made.answered), float(POINTS - made.answered), number(made.accuracy)),
        (now, POINTS - now if isinstance(now, float) else None, right),
        (float(POINTS), 0.0, None if secret else number(always.accuracy)),
    )
    labels = ("the labels themselves", "made feature", f"network, step {lab.position}", "always 1")
    marked = frozenset({(2, 0), (2, 1), (2, 2)})
    return Matrix("", rows, labels, ("ones", "zeros", "share right"), marked, digits=0, brackets=False)


def _bars(lab: FeaturesLab) -> Bars:
    secret = lab.is_hidden("always.accuracy") or lab.is_hidden("ones")
    hidden = lab.is_hidden("accuracy") or lab.is_hidden("answered")
    values: tuple[Cell, ...] = (
        lab.score("made").accuracy,
        None if hidden else lab.run.accuracy(lab.position),
        None if secret else lab.score("always").accuracy,
    )
    return Bars("share right", ("made feature", "network", "always 1"), values, (0, 1), 2)


def _end(lab: FeaturesLab) -> float:
    return float(lab.length if lab.end is None else lab.end)


def _walked(lab: FeaturesLab) -> list[int]:
    """The steps so far, thinned out where there are many."""
    every = max(1, -(-lab.position // SHOWN_COURSE))
    return sorted({*range(0, lab.position + 1, every), lab.position})


def _course(lab: FeaturesLab) -> Curves:
    steps = _walked(lab)
    x, end, base = np.array(steps, dtype=np.float64), _end(lab), lab.score("always").accuracy
    right = np.array([lab.run.accuracy(k) for k in steps])
    ones = np.array([lab.run.answered(k) / POINTS for k in steps])
    series = (
        Series("network: right", x, right, "accent"),
        Series("network: answered 1", x, ones, "text"),
        Series("always 1: right", np.array([0.0, end]), np.array([base, base]), "muted"),
    )
    low = min(0.5, float(right.min()), float(ones.min()), base)
    return Curves("", series, "step", "share", CHART_ROWS, (0.0, end), (low, 1.0))


def _inside(lab: FeaturesLab) -> Curves:
    steps = _walked(lab)
    x, end = np.array(steps, dtype=np.float64), _end(lab)
    losses = np.array([lab.run.loss(k) for k in steps])
    series = (
        Series("smallest probability", x, np.array([lab.run.smallest(k) for k in steps]), "accent"),
        Series("loss", x, losses, "text"),
        Series("one half", np.array([0.0, end]), np.array([0.5, 0.5]), "muted"),
    )
    high = max(0.7, float(losses.max()))
    return Curves("", series, "step", "value", CHART_ROWS, (0.0, end), (0.0, high))


def _table(lab: FeaturesLab) -> Matrix:
    with_fresh = lab.view == "fresh"
    shown = len(RULES) if with_fresh else KNOWN + lab.position
    rows = tuple(_row(lab, k, name, k < shown, with_fresh) for k, name in enumerate(RULES))
    headings = ("right of these", "answered 1", *(("right of fresh",) if with_fresh else ()))
    now = (lab.position - 1, 2) if with_fresh else (shown - 1, 0)
    marked = frozenset({now}) if lab.position else frozenset()
    return Matrix("", rows, tuple(RULES.values()), headings, marked, 0, False)


def _row(lab: FeaturesLab, k: int, name: str, shown: bool, with_fresh: bool) -> tuple[Cell, ...]:
    got = lab.score(name)
    row: list[Cell] = ["·", "·"]
    if shown:
        secret = lab.is_hidden(f"{name}.accuracy")
        row = [None, None] if secret else [number(got.accuracy), float(got.answered)]
    if with_fresh:
        secret = lab.is_hidden(f"{name}.fresh")
        row.append("·" if lab.position <= k else None if secret else number(got.fresh))
    return tuple(row)


def _draws(lab: FeaturesLab) -> Curves:
    draws = list(lab.draws)
    x, end = np.array(draws, dtype=np.float64), float(lab.settings["draws"]) + 1
    shares = (
        (f"network, step {EARLY}", "muted", [lab.other(k).fresh_accuracy(EARLY) for k in draws]),
        (f"step {LATE}", "text", [lab.other(k).fresh_accuracy(LATE) for k in draws]),
        ("x₀ and made, fitted", "accent", [rule("both", k, lab.settings["penalty"]).fresh for k in draws]),
    )
    series = tuple(Series(name, x, np.array(y), role, "points") for name, role, y in shares)  # type: ignore[arg-type]
    return Curves("", series, "draw", "fresh points right", CHART_ROWS, (0.0, end), (0.6, 1.0))


# Captions: at most 76 columns, a single row.


def caption(lab: FeaturesLab) -> str:
    """What the last step did."""
    match lab.view:
        case "made":
            return _made_caption(lab)
        case "rivals" | "fresh":
            return _table_caption(lab)
        case "draws":
            return _draws_caption(lab)
    k, answered = lab.position, lab.run.answered(lab.position)
    if lab.is_hidden("answered") or lab.is_hidden("accuracy"):
        return f"Step {k}."
    if k == 0:
        return f"Step 0: the weights are random. {answered} points are answered 1."
    if answered == POINTS:
        least = number(lab.run.smallest(k))
        return f"Step {k}: all {POINTS} points are answered 1, with a probability from {least} up."
    right = number(lab.run.accuracy(k))
    return f"Step {k}: {answered} points are answered 1, {POINTS - answered} are answered 0. Right: {right}."


def _made_caption(lab: FeaturesLab) -> str:
    if not _made_known(lab):
        return "The made feature asks one thing: is x₁ above 0?"
    right = round(lab.score("made").accuracy * POINTS)
    return f"1 where x₁ is above 0, else 0: right for {right} of the {POINTS} points."


def _table_caption(lab: FeaturesLab) -> str:
    fresh = lab.view == "fresh"
    if lab.position == 0:
        return "“Right of these” is the share right of the points that were learnt from."
    name = list(RULES)[lab.position - 1 if fresh else KNOWN + lab.position - 1]
    got = lab.score(name)
    if fresh:
        share = None if lab.is_hidden(f"{name}.fresh") else got.fresh
        return f"{RULES[name]}: {number(share)} of {FRESH_POINTS} fresh points right."
    if lab.is_hidden(f"{name}.accuracy"):
        return f"{RULES[name]}: ?"
    if got.answered == POINTS:
        return f"{RULES[name]}: it answers 1 for every point, like the lazy rule."
    return f"{RULES[name]}: {number(got.accuracy)} right, {got.answered} points answered 1."


def _draws_caption(lab: FeaturesLab) -> str:
    if lab.position == 0:
        return "Each step draws new points and new weights, and trains anew."
    v = lab.values()["draws"]
    one = None if lab.is_hidden("draws.one_answer") else v["one_answer"]
    wins = None if lab.is_hidden("draws.made_wins") else v["made_wins"]
    return (
        f"All answered 1 at step {EARLY}: {number(one, 0)} of {v['done']}. "
        f"Made feature ahead in the end: {number(wins, 0)} of {v['done']}."
    )

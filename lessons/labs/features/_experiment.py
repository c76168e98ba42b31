"""What the labs of the experiment share: its draw, how a rule does there, and how points are drawn."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import Dataset, Split
from lessons.figures import Bars, Cell, Figure, Floats, Matrix, Scatter, Spare, Surface, table
from lessons.labs.base import (
    Knob,
    Lab,
    Learnt,
    Plotted,
    Readout,
    See,
    readout,
    units_of_count,
    units_of_share,
)
from lessons.labs.base.declare import At
from lessons.labs.features._draws import (
    EARLY,
    FRESH_POINTS,
    LATE,
    POINTS,
    RULES,
    Points,
    Run,
    Score,
    rule,
    run,
)
from lessons.text import number

CHART_ROWS = 10
GRID = (30, 48)
MARGIN = 0.3
HERE = "right here"
"""What of the points that were learned from is right, as tables head it."""
STEPS = {"start": 0, "early": EARLY, "late": LATE}
"""When the network is scored."""
NAMES = RULES | {"start": "network, before its first step", "loose": "x₀ and made feature, hardly held down"}
RATE = Knob.number("how far a step of the network goes", 0.1,
                   name="learning_rate", label="learning rate", scale="log", low=0.001, high=2)  # fmt: skip
PENALTY = Knob.number("how strongly large weights are held down", 1e-4,
                      name="penalty", scale="log", low=1e-4, high=10)  # fmt: skip


class Experiment(Lab):
    shares = True
    start_work = 50_000_000
    """A run of the network, and the rules fitted."""
    step_work = 10_000
    learning_rate: Any = RATE.field.default
    penalty: Any = PENALTY.field.default
    drawn = Knob.integer("which random points and weights are drawn", 1, name="draw", low=1, high=9999)

    @property
    def run(self) -> Run:
        return run(self.drawn, self.learning_rate)

    points = Readout("how many points there are", lambda lab: POINTS)
    sample = Plotted(lambda lab: lab.run.points)

    def score(self, name: str) -> Score:
        """How a rule does, or the network at some time."""
        if name in STEPS:
            return self.run.score(STEPS[name])
        if name in ("loose", "feature"):
            # Alone, it answers what is more frequent on each side, whatever the penalty.
            return rule("both" if name == "loose" else name, self.drawn)
        return rule(name, self.drawn, self.penalty)

    def units(self, path: str) -> dict[str, float]:
        match path.split(".")[-1]:
            case "accuracy":
                return units_of_share(POINTS)
            case "fresh":
                return units_of_share(FRESH_POINTS)
            case "answered" | "ones" | "zeros":
                return units_of_count(POINTS)
        return {}


def learnt(run: Run, step: int, said: str = "") -> Learnt:
    """The network after so many steps, for the playground."""
    data = Dataset("points", run.points.X, run.points.labels[:, None])
    return Learnt(run.network(step), Split(data), {"learning_rate": run.learning_rate, "batch": POINTS}, said)


def scored(rule: str, at: At = None, tells: tuple[str, ...] = (), name: str = "") -> Any:
    """The readout of a rule's scores."""
    declare = readout(f"{NAMES[rule]}: .accuracy, .fresh, .answered", at=at, tells=tells, name=name)
    return declare(lambda lab: lab.score(rule)._asdict())


def plane(points: Points) -> tuple[tuple[float, float, float, float], Floats]:
    """What a surface shows: its extent, and its places (n, 2).

    x₁ reaches as far down as up, so that 0 lies between two rows of the grid.
    """
    reach = np.abs(points.X).max(axis=0) + MARGIN
    across, up = ((np.arange(n) + 0.5) / n * 2 * r - r for r, n in zip(reach, reversed(GRID), strict=True))
    x, y = map(float, reach)
    return (-x, x, -y, y), np.stack([a.ravel() for a in np.meshgrid(across, up)], axis=1)


def surface(see: See, title: str, share: float, values: Floats) -> Surface:
    """What a model answers over the plane. `values`: p at each of its places."""
    extent, _ = plane(see.sample)
    return Surface(
        f"{title}: {number(share)} right", values.reshape(GRID), extent, see.sample.X, see.sample.labels,
        ("0", "1"), CHART_ROWS, round(share * POINTS), "class",
    )  # fmt: skip


def scatter(see: See, title: str) -> Scatter:
    return Scatter(title, see.sample.X, see.sample.labels, ("class 0", "class 1"), height=CHART_ROWS)


def made_feature(see: See) -> Figure:
    """The made feature over the plane, with its score, where that is known."""
    share = see.made["accuracy"]
    if isinstance(share, str):
        return scatter(see, f"{POINTS} points")
    _, at = plane(see.sample)
    return surface(see, "made feature", share, (at[:, 1] > 0).astype(np.float64))


def made_alone(see: See) -> Surface:
    """The made feature over the plane, without its score."""
    extent, at = plane(see.sample)
    made = (at[:, 1] > 0).astype(np.float64).reshape(GRID)
    return Surface(
        "made feature", made, extent, see.sample.X, see.sample.labels, ("0", "1"), CHART_ROWS, None, "class"
    )


# Tables of rules: made, lazy, learned and fitted ones.


def _told(rule: str) -> Any:
    """The scores of a rule, which `comes` says the step of. What it answers may tell what share is right."""
    return scored(rule, at=lambda lab, rest: lab.comes(rule, rest), tells=(f"{rule}.accuracy",))


class Rules(Experiment):
    begins = f"“{HERE}”: the fraction right of the points that were learned from."
    penalty = PENALTY
    made = _told("made")
    always = _told("always")
    early = _told("early")
    feature = _told("feature")
    inputs = _told("inputs")
    both = _told("both")
    late = _told("late")
    no_network = ""

    @property
    def learnt_network(self) -> Learnt:
        return learnt(self.run, LATE, f"This is the network after {LATE} steps.")


def fractions(see: See, which: str, title: str) -> Spare:
    """A bar a rule: the fraction right, `which` of its scores that is."""
    values = tuple(getattr(see, rule)[which] for rule in RULES)
    return Spare(Bars(title, tuple(RULES.values()), values, (0.0, 1.0)))


def scores(see: See, *more: str, now: tuple[int, int]) -> Matrix:
    """A row a rule. `more`: scores beside those on the points learnt from; `now`: the cell of this step."""
    rows: list[tuple[Cell, ...]] = []
    for name in RULES:
        got = getattr(see, name)
        rows.append((number(got["accuracy"]), got["answered"], *(number(got[each]) for each in more)))
    headings = (HERE, "answered 1", *(f"right of {each}" for each in more))
    return table(rows, RULES.values(), headings, {now} if see.position else (), digits=0)

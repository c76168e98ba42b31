"""Why a weight of a small network moved: the parts of one update, taken apart."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import Split, optimizers
from lessons.figures import Beside, Curves, Formula, Line, Matrix, Series, table
from lessons.figures.worked import Working, by_hand, worked
from lessons.labs.base import Figures, Knob, Learnt, Plotted, Readout, See, each, of, plotted, readout
from lessons.labs.momentum._bar import Barred
from lessons.labs.momentum._racing import mu_knob
from lessons.labs.momentum._updates import BATCH, NAMES, Updates
from lessons.text import BLANK, decimal, short

RULES = ("plain", "momentum", "adam")
SHOWN = 20
"""So many of the last updates are on the chart."""
CHART_ROWS = 7


class WhyMoved(Barred):
    """One update of a small network after the other, with the parts that move a weight of your choice."""

    rate = 2.0
    quick = {"steps": 8}
    step_word = "update"
    caption_rows = 2

    which = Knob.choice("the parameter that is looked at", NAMES, name="weight")
    rule = Knob.choice("what turns gradients into steps", RULES, name="optimizer", default="momentum")
    learning_rate = Knob.number("how far a step goes", 0.1, scale="log", low=0.001, high=1)
    mu = mu_knob()
    seed = Knob.integer("for the points, the weights and the order", 1, low=0, high=9999)
    earlier = Knob.integer("updates made before the first one shown", 0, low=0, high=100, turnable=False)
    steps = Knob.integer("how many updates a run has", 40, low=1, high=200, turnable=False)

    def prepare(self, changed: str | None = None) -> None:
        super().prepare(changed)
        if changed == "weight":
            return
        rule = {"plain": "sgd"}.get(self.rule, self.rule)
        options = {"momentum": self.mu} if rule == "momentum" else {}
        self.course = Updates(optimizers.make(rule, self.learning_rate, **options), self.seed)

    place = Plotted(lambda lab: NAMES.index(lab.which))

    made = Plotted(lambda lab: lab.earlier + lab.position)
    all_made = Readout("all updates until now", lambda lab: lab.made, name="updates")

    def part(self, name: str, update: int) -> float:
        """A part of an update of the weight that is looked at; 0 where its rule has no such part."""
        parts = self.course.at(max(update, 0)).parts
        return float(parts[name][self.place]) if update >= 0 and name in parts else 0.0

    def _last(self, name: str) -> float:
        return self.part(name, self.made - 1)

    w = Readout("the weight now", lambda lab: float(lab.course.at(lab.made).before[lab.place]))
    next_gradient = Readout("the gradient of the weight for the next batch",
                            lambda lab: lab.part("gradient", lab.made))  # fmt: skip
    gradient = Readout("the gradient that the last update used", lambda lab: lab._last("gradient"))
    velocity = Readout("the velocity after the last update", lambda lab: lab._last("momentum"))
    m = Readout("Adam's mean of gradients, m", lambda lab: lab._last("m"))
    v = Readout("Adam's mean of squares, v", lambda lab: lab._last("v"))
    m_hat = Readout("m, corrected for its start at 0", lambda lab: lab._last("m corrected"))
    v_hat = Readout("v, corrected for its start at 0", lambda lab: lab._last("v corrected"))
    usual = Readout("the usual size of its gradient: the root of v, corrected", tells=("v_hat",),
                    compute=lambda lab: float(np.sqrt(lab.v_hat)))  # fmt: skip
    move = Readout("what the last update took from the weight", lambda lab: lab._last("step"), tells=("w",))
    taken = Readout("updates made here", lambda lab: lab.position, name="step")
    before = Plotted(lambda lab: lab.part("momentum", lab.made - 2))
    """The velocity before the last update."""
    kept = Readout("what is left of the velocity from before", tells=("velocity",),
                   compute=lambda lab: lab.mu * lab.before)  # fmt: skip

    @readout(
        "the velocity before the first update shown, and the gradient for it: first.velocity, first.gradient"
    )
    def first(self) -> dict[str, float]:
        return {
            "velocity": self.part("momentum", self.earlier - 1),
            "gradient": self.part("gradient", self.earlier),
        }

    @plotted(tells={-1: "gradient"})
    def asked(self) -> Any:
        """What each update shown would have been by its gradient alone."""
        return self.learning_rate * np.array([self.part("gradient", k) for k in self._shown])

    moves = Plotted(lambda lab: np.array([lab.part("step", k) for k in lab._shown]), tells={-1: "move"})

    @property
    def _shown(self) -> range:
        return range(max(0, self.made - SHOWN), self.made)

    def working(self, path: str) -> Working | None:
        numbers = self._of_last(path)
        if numbers is None:
            return None
        share, old, g = numbers
        if path == "m":
            parts = {"0.9": share, "m": old, "0.1": 1 - share, "gradient": g}
            return by_hand("{}·{:()} + {}·{:()}", parts, self.m, lambda b, m, c, g: b * m + c * g)
        parts = {"μ": share, "velocity": old, "gradient": g}
        return by_hand("{}·{:()} + {:()}", parts, self.velocity, lambda mu, u, g: mu * u + g)

    def _of_last(self, path: str) -> tuple[float, float, float] | None:
        """Of a mean: the share that was kept, what it was before, and the gradient that came in."""
        asked = {"momentum": "velocity", "adam": "m"}.get(self.rule)
        if path != asked or not self.made:
            return None
        share, name = (0.9, "m") if path == "m" else (float(self.mu), "momentum")
        return share, self.part(name, self.made - 2), self.gradient

    def mistakes(self, path: str) -> dict[str, float]:
        numbers = self._of_last(path)
        if numbers is None:
            return {}
        share, old, g = numbers
        if path == "m":
            return {
                "You added the whole gradient. Adam takes a tenth of it.": share * old + g,
                "You exchanged the two: nine tenths are of the old mean.": (1 - share) * old + share * g,
                "That is what is kept of the old mean. A tenth of the new gradient comes in.": share * old,
                "That is the old mean.": old,
                "That is the new gradient alone.": g,
            }
        return {
            "You took (1 − μ) times the gradient. Here the whole of it is added.": share * old
            + (1 - share) * g,
            "You kept all of the old velocity. Only μ of it is kept.": old + g,
            "You subtracted the gradient. The velocity adds it up.": share * old - g,
            "That is what is kept of the old velocity. Add the new gradient.": share * old,
            "That is the old velocity.": old,
            "That is the new gradient alone.": g,
            "That is the step. The velocity comes before the learning rate.": self.learning_rate
            * self.velocity,
        }

    @property
    def learnt_network(self) -> Learnt:
        net, data = self.course.learnt(self.made)
        used = {"learning_rate": self.learning_rate, "batch": BATCH}
        rule = {"plain": "sgd"}.get(self.rule, self.rule)
        return Learnt(net, Split(data), used | {"optimizer": rule})

    @staticmethod
    def figures(see: See) -> Figures:
        yield Beside((_chart(see), _table(see)), shares=(4, 3))
        yield Formula("", (_line(see),))

    @staticmethod
    def caption(see: See) -> str:
        name = see.which
        if see.made == 0:
            return (
                f"{name} is {decimal(see.w)}. The next batch has a gradient of {decimal(see.next_gradient)}."
            )
        moved = of(lambda move: -move, see.move)
        if see.rule == "plain":
            return f"{name} moved by {decimal(moved)}: against this batch's gradient, and nothing else."
        if see.rule == "momentum":
            now = of(lambda step: -step, see.asked[-1])
            kept = of(lambda u: -see.learning_rate * u, see.kept)
            parts = f"{decimal(now)} for this batch, {decimal(kept)} from before"
            return f"{name} moved by {decimal(moved)}: {parts}."
        return (
            f"{name} moved by {decimal(moved)}: against its mean gradient, {short(see.m_hat)}, "
            f"over its usual size, {short(see.usual)}, times the rate, {short(see.learning_rate)}."
        )


def _chart(see: See) -> Curves:
    first = see.made - len(see.asked)
    at = 1.0 + first + np.arange(len(see.asked))
    shown = (
        Series("by its gradient", at, each(lambda step: -step, see.asked), "text", "points"),
        Series("moved by", at, each(lambda step: -step, see.moves), "accent", "line"),
    )
    ends = (float(first), float(first + SHOWN + 1))
    return Curves(see.which, shown, "update", "moved by", CHART_ROWS, ends)


def _table(see: See) -> Matrix:
    rows: dict[str, Any] = {"gradient": see.gradient}
    if see.rule == "momentum":
        rows["velocity u"] = see.velocity
    if see.rule == "adam":
        rows |= {"m": see.m, "v": see.v, "m′": see.m_hat, "v′": see.v_hat}
    rows["moved by"] = of(lambda move: -move, see.move)
    rows[f"{see.which} now"] = see.w
    rows["next gradient"] = see.next_gradient
    known = [f"{see.which} now", "next gradient", *(rows if see.made else ())]
    texts = [(short(value) if name in known else BLANK,) for name, value in rows.items()]
    blank = 7 - len(texts)
    return table([*texts, *[("",)] * blank], [*rows, *[""] * blank], ())


def _line(see: See) -> Line:
    state: Any = "now" if see.made else "future"
    if see.rule == "plain":
        return Line("step = learning rate · gradient", state)
    if see.rule == "momentum":
        if not see.made:
            return Line("u ← μ·u + gradient     w ← w − learning rate · u", state)
        numbers = (see.mu, see.before, see.gradient)
        text = worked("u ← {}·{:()} + {:()} = {}", numbers, see.velocity, lambda mu, u, g: mu * u + g)
        return Line(f"{text}     w ← w − learning rate · u", state)
    return Line(f"t = {see.made}   m′ = m/(1 − β₁ᵗ)   v′ = v/(1 − β₂ᵗ)   step = rate·m′/√v′", state)

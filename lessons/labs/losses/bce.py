"""Binary cross-entropy, the price of a probability."""

from __future__ import annotations

import numpy as np

from engine import losses
from lessons.figures import Curves, Formula, Line, Series
from lessons.figures.worked import Working, by_hand, worked
from lessons.labs.base import Figures, Knob, Lab, Readout, See, of, readout
from lessons.text import number, short

SWEEP = np.linspace(0.005, 0.995, 199)


class BinaryCrossEntropy(Lab):
    """Binary cross-entropy of one probability, and its slope."""

    first = Knob.number(
        "the probability of yes", 0.9, name="p", low=0.001, high=0.999, step=0.05, digits=3, moves=True
    )
    y = Knob.integer("the right answer: 1 for yes, 0 for no", 1, low=0, high=1)
    plain = Knob.toggle(
        "the loss alone, without knobs: for who has met no name and no slope of it yet", False, turnable=False
    )

    offered = property(lambda lab: () if lab.plain else None)

    def steps(self) -> int:
        """A tenth further off each, as far as p goes."""
        room = self.first - 0.1 if self.y else 0.9 - self.first
        return max(0, int(room / 0.1 + 1e-6))

    @readout("the probability of yes now")
    def p(self) -> float:
        return float(round(self.first - self.position * 0.1 * (1 if self.y else -1), 10))

    bce = Readout("binary cross-entropy of p", lambda lab: loss_of(lab.p, lab.y))

    @readout("the slope of BCE with respect to p")
    def bce_gradient(self) -> float:
        return float(losses.get("bce").gradient([self.p], [self.y])[0, 0])

    @readout("before any step: start.p, start.bce", name="start")
    def before(self) -> dict[str, float]:
        return {"p": self.first, "bce": loss_of(self.first, self.y)}

    def working(self, path: str) -> Working | None:
        y, p = self.y, {"p": self.p}
        match path:
            case "bce":
                template = "−log({})" if y else "−log(1 − {})"
                return by_hand(template, p, self.bce, lambda p: -np.log(p if y else 1 - p))
            case "bce_gradient":
                template = "−1/{}" if y else "1/(1 − {})"
                return by_hand(template, p, self.bce_gradient, lambda p: -1 / p if y else 1 / (1 - p))
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        error, first_error = abs(self.p - self.y), abs(self.first - self.y)
        in_step = error / first_error * self.before["bce"]
        match path:
            case "bce":
                return {
                    "You took the logarithm to base 10. Here log is the natural one.": self.bce / np.log(10),
                    "Did you let the loss grow in step with the error? It grows faster.": in_step,
                    "That is the error itself, not its loss.": error,
                    "You squared the error, as MSE does.": error**2,
                    "You took the other answer for the right one.": loss_of(self.p, 1 - self.y),
                    "That is log p. The loss is −log p.": -self.bce,
                }
            case "bce_gradient":
                return {
                    "Its size is right. Which way does the loss go when p rises?": -self.bce_gradient,
                    "That is the loss. The slope is asked for.": self.bce,
                    "You took the other answer for the right one.": 1 / (1 - self.p)
                    if self.y
                    else -1 / self.p,
                    "That is −p. The slope is −1/p.": -self.p,
                }
        return {}

    @staticmethod
    def figures(see: See) -> Figures:
        curve = losses.get("bce").per_element(SWEEP, np.full(len(SWEEP), see.y))[:, 0]
        name = "loss" if see.plain else "BCE"
        title, series = f"{name} where the right answer is {see.y}", (Series(name, SWEEP, curve),)
        yield Curves(title, series, "p", name, 8, (0.0, 1.0), (0.0, 5.0), marker=(see.p, see.bce))
        right, q = ("p", see.p) if see.y else ("1 − p", of(lambda p: 1 - p, see.p))
        slope = "slope = −1/p = −1/{} = {}" if see.y else "slope = 1/(1 − p) = 1/{} = {}"
        sign = -1 if see.y else 1
        loss = worked(
            f"loss  = −log({right}) = −log({{}}) = {{}}", [q], see.bce, lambda q: -np.log(q), least=1, most=6
        )
        pull = worked(slope, [q], see.bce_gradient, lambda q: sign / q, least=1)
        if not see.plain:
            yield Formula("", (Line(loss), Line(pull)))

    @staticmethod
    def caption(see: See) -> str:
        if see.plain:
            now = f"At p = {of(short, see.p)} the loss is {number(see.bce, 3)}."
            return f"{now} Each step takes p further from {see.y}."
        if isinstance(see.bce_gradient, str):
            return "The loss of one probability, and its slope."
        way, other = ("up", "down") if see.bce_gradient < 0 else ("down", "up")
        return f"The slope says that p should go {way}. Steps take it {other}, where there is room."


def loss_of(p: float, y: float) -> float:
    """BCE of one probability."""
    return losses.get("bce").value([p], [y])

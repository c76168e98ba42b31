"""Gradient descent on a parabola: what a step does to the distance from its lowest point."""

from __future__ import annotations

from engine import landscapes
from engine.landscapes import Landscape
from lessons.figures.worked import Working, by_hand
from lessons.labs.base import Plotted, Readout, See, of
from lessons.labs.descent._downhill import Downhill
from lessons.text import decimal, short

CENTRE = 3.0


class Parabola(Downhill):
    """Gradient descent on steepness · (w − 3)². A subclass says how steep it is."""

    middle = CENTRE

    @property
    def bend(self) -> float:
        """How steep it is, as a factor of (w − 3)²."""
        return 1.0

    def scape(self) -> Landscape:
        return landscapes.get("quadratic", centre=CENTRE, steepness=self.bend)

    centre = Readout("where the lowest point is", lambda lab: CENTRE)
    distance = Readout("how far w is from the lowest point", lambda lab: float(abs(lab.w - CENTRE)))
    factor = Readout(
        "what a step multiplies the distance by", lambda lab: float(1 - 2 * lab.bend * lab.learning_rate)
    )
    share = Plotted(lambda lab: float(lab.learning_rate * lab.bend))
    """The learning rate as a share of the one from which on it diverges."""

    def working(self, path: str) -> Working | None:
        bend, centre = self.bend, decimal(CENTRE, 0)
        twice = "2" if bend == 1 else f"2·{short(bend)}"
        match path:
            case "gradient":
                slope = f"{twice}·({{}} − {centre})"
                return by_hand(slope, {"w": self.w}, self.gradient, lambda w: 2 * bend * (w - CENTRE))
            case "factor":
                rate = {"learning rate": self.learning_rate}
                return by_hand(f"1 − {twice}·{{}}", rate, self.factor, lambda rate: 1 - 2 * bend * rate)
            case "w" if self.position > 1:
                numbers = {
                    "lowest w": CENTRE,
                    "factor": self.factor,
                    "steps": self.position,
                    "start": self.begin,
                }
                left = "{0} + ({1})^{2}·({3} − {0})"
                return by_hand(left, numbers, self.w, lambda c, f, n, w: c + f**n * (w - c))
        return super().working(path)

    def mistakes(self, path: str) -> dict[str, float]:
        slope = 2 * self.bend * (self.begin - CENTRE)
        match path:
            case "gradient":
                found = {"You left out the factor 2.": self.gradient / 2}
            case "factor":
                found = {"You left out the factor 2.": 1 - self.bend * self.learning_rate}
            case "w" if self.position == 1:
                found = {
                    "You left out the factor 2 of the slope.": self.begin - self.learning_rate * slope / 2
                }
            case "w" if self.position > 1:
                straight = self.begin - self.position * self.learning_rate * slope
                one = f"That is one step. Each leaves {short(self.factor)} of the distance before it."
                found = {
                    one: self.whole[1],
                    "That is the distance that is left. Where is w?": self.w - CENTRE,
                    "You took every step as long as the first. The slope gets smaller.": straight,
                    "You left out the factor 2 of the slope.": CENTRE
                    + (1 - self.bend * self.learning_rate) ** self.position * (self.begin - CENTRE),
                }
            case _:
                found = {}
        return found | super().mistakes(path)

    @staticmethod
    def caption(see: See) -> str:
        if see.position == 0:
            return f"w starts at {decimal(see.w, 0)}. Each step goes against the slope."
        if see.begin == CENTRE:
            return "The slope is 0 at the lowest point: w has no reason to move."
        return f"Step {see.position} of {see.steps}. {_course(see)}"


def _course(see: See) -> str:
    """Where w goes at this learning rate."""
    share, factor = see.share, short(of(abs, see.factor))
    if share == 0:
        return "With a learning rate of 0, w never moves."
    if share > 1:
        return f"It diverges: each step lands {factor} times as far out."
    if share == 1:
        return "w swings from side to side for ever, always as far out."
    if share > 0.5:
        return f"w jumps across; each step leaves {factor} of the distance."
    if share == 0.5:
        return "At this rate, one step reaches the lowest point."
    return f"Each step leaves {factor} of the distance to the lowest point."

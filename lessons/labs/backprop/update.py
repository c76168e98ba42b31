"""The update: all nine parameters, each against its gradient."""

from __future__ import annotations

from lessons.figures import Bars, Beside, Formula, Line, Matrix, Spare, table
from lessons.figures.worked import Working, by_hand, worked
from lessons.labs.backprop._network import NAMES, Rounds, nine, step_slips
from lessons.labs.base import Figures, Plotted, Readout, See, split_path
from lessons.text import number

STEPS = ("update", "pass")
HIDDEN = 6
"""So many of the nine belong to the hidden layer."""


class Update(Rounds):
    """Every parameter of a 2-2-1 network before an update, its gradient, and what it is after it."""

    steps = STEPS

    def rounds_done(self) -> int:
        """An update is done when the new values stand, before the next pass."""
        return (self.position + 1) // len(STEPS)

    old = Readout("the nine parameters before the update", lambda lab: nine(lab.passed(lab.done_passes)[0]))
    gradients = Readout("their gradients", lambda lab: nine(lab.passed(lab.done_passes)[0], gradients=True))
    new = Readout(
        "the nine parameters after the update",
        lambda lab: nine(lab.passed(lab.done_passes + 1)[0]),
        at="update",
    )
    loss = Readout("the loss at the last pass", lambda lab: lab.loss_after(lab.done_passes))
    before = Readout(
        "the loss at the pass before that", lambda lab: lab.loss_after(max(0, lab.done_passes - 1))
    )
    done_passes = Plotted(lambda lab: lab.position // len(STEPS))

    def working(self, path: str) -> Working | None:
        if path != "b2" or not self.round:
            return None
        net = self.passed(self.round - 1)[0]
        gradient = float(nine(net, gradients=True)[-1])
        numbers = {"old": float(nine(net)[-1]), "learning rate": self.learning_rate, "gradient": gradient}
        return by_hand("{} − {} · {:()}", numbers, self.b2, lambda b, rate, slope: b - rate * slope)

    def mistakes(self, path: str) -> dict[str, float]:
        match split_path(path):
            case ["b2"]:
                k = len(NAMES) - 1
            case ["new", int(k)]:
                pass
            case _:
                return {}
        start = self.passed(max(0, self.round - 1))[0] if path == "b2" else self.passed(self.done_passes)[0]
        old, gradient = nine(start)[k], nine(start, gradients=True)[k]
        return step_slips(old, self.learning_rate, gradient)

    @staticmethod
    def figures(see: See) -> Figures:
        yield Beside((_table(see, range(HIDDEN)), _table(see, range(HIDDEN, len(NAMES)))))
        yield Formula("", (_formula(see),))
        yield Spare(
            Bars("gradient: each parameter goes the other way", NAMES, tuple(see.gradients), digits=4)
        )

    @staticmethod
    def caption(see: See) -> str:
        if see.last == "update":
            return "Each moved against its gradient, or stayed where that is 0. Now a new pass."
        if see.position == 0:
            return "Forward and backward are done: each parameter has its gradient."
        before, now = number(see.before, 4), number(see.loss, 4)
        return f"A new pass, with new gradients. The loss was {before} and is now {now}."


def _table(see: See, which: range) -> Matrix:
    rows = [(see.old[k], see.gradients[k], see.new[k]) for k in which]
    rows += [("", "", "")] * (HIDDEN - len(rows))
    names = [NAMES[k] for k in which] + [""] * (HIDDEN - len(which))
    now = {(i, 2) for i in range(len(which))} if see.last == "update" else ()
    return table(rows, names, ("old", "gradient", "new"), now, digits=4)


def _formula(see: See) -> Line:
    if see.last != "update":
        return Line("new = old − learning rate · gradient", "future")
    operands = [see.old[-1], see.learning_rate, see.gradients[-1]]
    text = worked("b₂ ← {} − {}·{:()} = {}", operands, see.new[-1], lambda b, rate, slope: b - rate * slope)
    return Line(text, "now")

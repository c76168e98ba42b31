"""A confident mistake, mended under two losses."""

from __future__ import annotations

import numpy as np

from engine import MLP, Dataset, Split, losses
from lessons.figures import Curves, Floats, Formula, Line, Series
from lessons.figures.worked import Working, by_hand, worked
from lessons.labs.base import Figures, Knob, Lab, Learnt, Plotted, Readout, See, readout, split_path
from lessons.text import number, short

MSE, BCE = "mse", "bce"
RUN = 40
"""Steps of gradient descent in a run."""


class LossRace(Lab):
    """One sigmoid unit that learns from one sample, under MSE and under BCE."""

    steps = RUN
    y = Knob.integer("the right answer: 1 for yes, 0 for no", 1, low=0, high=1)
    first_z = Knob.number(
        "where both sums start", -6.0, name="z", label="start z", low=-10, high=10, step=0.5, digits=1
    )
    learning_rate = Knob.number(
        "the learning rate", 1.0, name="rate", label="learning rate", low=0, high=10, step=0.5
    )

    def prepare(self, changed: str | None = None) -> None:
        self.runs = {name: descend(name, self.first_z, self.y, self.learning_rate) for name in (MSE, BCE)}

    def _now(self, part: int) -> dict[str, float]:
        return {name: float(run[self.position, part]) for name, run in self.runs.items()}

    z = Readout("where the sums stand now: z.mse, z.bce", lambda lab: lab._now(0))
    learnt = Readout("p after the steps so far: learnt.mse, learnt.bce", lambda lab: lab._now(1))

    @readout("the slope with respect to z now: pull.mse, pull.bce", tells=("learnt",))
    def pull(self) -> dict[str, float]:
        return self._now(2)

    @readout("before any step: start.z, .learnt, and the slopes .pull_mse, .pull_bce", name="start")
    def before(self) -> dict[str, float]:
        z, p, pull_mse = self.runs[MSE][0]
        return {"z": z, "learnt": p, "pull_mse": pull_mse, "pull_bce": self.runs[BCE][0, 2]}

    run_steps = Readout("the steps of gradient descent in a run", lambda lab: RUN, name="steps")
    under_mse = Plotted(lambda lab: lab.runs[MSE][: lab.position + 1, 1], tells={-1: "learnt.mse"})
    under_bce = Plotted(lambda lab: lab.runs[BCE][: lab.position + 1, 1], tells={-1: "learnt.bce"})

    def working(self, path: str) -> Working | None:
        numbers = {"p": self.learnt[BCE], "y": int(self.y)}
        if path != "pull.bce":
            return None
        return by_hand("{} − {}", numbers, self.pull[BCE], lambda p, y: p - y)

    def mistakes(self, path: str) -> dict[str, float]:
        match split_path(path):
            case ["pull", str(mine)]:
                p = self.learnt[mine]
                by_p = losses.get(mine).gradient([p], [self.y])[0, 0]
                return {
                    "You multiplied in the slope of the sigmoid. It cancels.": (p - self.y) * p * (1 - p),
                    "That is the slope under the other loss.": self.pull[_other(mine)],
                    "You did not take away y.": p,
                    "You computed y − p. The slope is p − y.": self.y - p,
                    "That is the slope with respect to p. The one with respect to z is asked for.": by_p,
                }
            case ["z", str(mine)]:
                moved, first_move = self.z[mine] - self.first_z, self.runs[mine][1, 0] - self.first_z
                return {
                    "z moves against the slope: the other way.": self.first_z - moved,
                    "That is z after one step.": self.first_z + first_move,
                    "That is how far z moves. Where is it then?": moved,
                    "Did you expect it to learn as fast as under the other loss?": self.z[_other(mine)],
                    "Did you expect it not to move at all?": self.first_z,
                }
            case ["learnt", str(mine)]:
                as_fast = "Did you expect it to learn as fast as under the other loss?"
                return {as_fast: self.learnt[_other(mine)], "Did you expect it to arrive?": self.y}
        return {}

    @property
    def learnt_network(self) -> Learnt:
        net = MLP([1, 1], output="sigmoid", init="zeros")
        net.layers[0].b[0] = self.z[MSE]
        sample = Dataset("sample", np.zeros((1, 1)), np.array([[float(self.y)]]), "regression")
        used = {"learning_rate": self.learning_rate, "batch": 1}
        return Learnt(net, Split(sample), used, "This is the unit that learns under MSE.")

    @staticmethod
    def figures(see: See) -> Figures:
        steps = np.arange(see.position + 1.0)
        series = (Series("MSE", steps, see.under_mse, "negative"), Series("BCE", steps, see.under_bce))
        yield Curves("p of one sample, step by step", series, "step", "p", 8, (0.0, float(RUN)), (0.0, 1.0))
        y = see.y
        slopes = (
            (MSE, f"2(p − {y})·p(1 − p)", lambda p: 2 * (p - y) * p * (1 - p)),
            (BCE, f"p − {y}", lambda p: p - y),
        )
        lines = []
        for name, formula, slope in slopes:
            template = f"slope at z under {name.upper()}: {formula} = {{1}}; p = {{0}}"
            lines.append(Line(worked(template, [see.learnt[name]], see.pull[name], slope, least=4)))
        yield Formula("", tuple(lines))

    @staticmethod
    def caption(see: See) -> str:
        if see.position == 0:
            return f"Both start at z = {short(see.first_z)}. Each step moves it against its slope."
        under = [f"{number(see.learnt[name], 4)} under {name.upper()}" for name in (MSE, BCE)]
        return f"Step {see.position} of {RUN}: p is {' and '.join(under)}."


def descend(loss: str, z: float, y: int, rate: float) -> Floats:
    """Gradient descent of one unit: at the start and after each step a row of z, p, the gradient at z."""
    net = MLP([1, 1], output="sigmoid", init="zeros")
    unit = net.layers[0]
    unit.b[0] = z
    states = []
    for _ in range(RUN + 1):
        # With the input 0 the bias alone is the sum.
        net.loss_and_grad([[0.0]], [[y]], loss)
        pull = unit.db[0]
        states.append((unit.b[0], net.forward([[0.0]])[0, 0], pull))
        unit.b[0] -= rate * pull
    return np.array(states)


def _other(name: str) -> str:
    return BCE if name == MSE else MSE

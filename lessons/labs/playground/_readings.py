"""What can be read of the playground, and what is drawn of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from engine import Dataset, metrics
from engine.playground import Play
from engine.playground.run import Branch, Run, course_of
from lessons.figures import Figure, Floats
from lessons.figures.base import Cell
from lessons.labs.base import Plotted, Readout, plotted, readout
from lessons.labs.looks._layers import layers_of
from lessons.labs.playground import _views
from lessons.labs.playground._crowd import Crowd, wall
from lessons.labs.playground._focus import Focus, unit_names
from lessons.labs.playground._knobs import FASTER, SPEEDS, Knobs
from lessons.playground.goals import Goal
from lessons.playground.links import Opened, link
from lessons.text import BLANK, cut, listed

LONGEST_AXIS = 8
"""So much of a column's name stands beside the plane."""
GRID = 24
"""So many samples of the plane along each side."""
REACH = 6.0


FIRST_RATE, SLOW_EPOCHS = 30.0, 1000
"""Epochs a second at first, where it goes faster and faster; from this epoch on, as fast as it goes."""
FEW_UNITS = 8
"""Of more units the epochs a second grow faster, by as much as there are more."""
LONG_WORK = 10_000_000
"""An epoch that takes more goes as fast as it can, in slices: it is slow enough."""


class Readings(Knobs):
    """The numbers of a run, and the data of its pictures."""

    grid: Floats
    """What the network is given at the places of the plane that are drawn, (GRID², features)."""
    ghost: Floats | None = None
    """The course of the run before, (rows, 3); it stays until another has learnt something."""
    focus: Focus | None = None
    point: int | None = None
    """The training point that is looked at."""
    against: Branch | None = None
    """The future that is held against this one."""
    run_: Run
    crowd: Crowd
    """The runs with other seeds."""
    met: dict[Goal, int]
    """The goals of the link that have been reached, and at which epoch."""
    moves: dict[int, Floats]
    """By how much of themselves the layers' weights moved in the epochs that were looked at."""
    best: tuple[float, int]
    """The lowest test loss so far, and its epoch."""
    state_: Opened

    @readout("whole epochs learnt", name="epoch")
    def learnt(self) -> int:
        return int(self.run_.epoch)

    @readout("the losses: loss.train, loss.test")
    def loss(self) -> dict[str, Cell]:
        return self._parts(*self.run_.losses)

    def _parts(self, train: float, test: float) -> dict[str, Cell]:
        """Two numbers, of training and test; a part without points has none."""
        play = self.run_.play
        return {
            "train": train if play.data.training else BLANK,
            "test": test if play.test_points else BLANK,
        }

    def _rate(self) -> float | None:
        """Epochs a second now: at first so few that one sees the output take shape."""
        if self.speed != FASTER:
            return SPEEDS[self.speed]
        slow = self.run_.epoch < SLOW_EPOCHS and self.seeds * self.step_work < LONG_WORK
        # Many pictures that all change at once are more than a thin link carries: past that sooner.
        growing = max(1.0, sum(self.shape[1:]) / FEW_UNITS)
        return FIRST_RATE + growing * self.run_.epoch if slow else None

    parameters = Readout("weights and biases", lambda lab: int(lab.run_.play.net.params.size))
    dead = Readout("weights that L1 has killed", lambda lab: lab.run_.play.training.dead)

    @readout("shares of points answered right: right.train, right.test")
    def right(self) -> dict[str, Cell]:
        play = self.run_.play
        answers, labels, n = play.scores.outputs(), play.data.labels, play.data.training
        hits = np.argmax(answers, axis=1) == labels
        if answers.shape[1] == 1:
            hits = (answers[:, 0] >= 0) == (play.data.targets[:, 0] >= 0)
        return self._parts(*(float(part.mean()) if len(part) else 0.0 for part in (hits[:n], hits[n:])))

    @property
    def state_now(self) -> Opened:
        """What a link of this would say."""
        return replace(
            self.state_,
            setting=self.run_.play.setting,
            test_shown=self.test_points,
            discretized=self.discrete,
        )

    @property
    def link_now(self) -> str:
        """The link that opens with what is set here."""
        return link(self.state_now)

    @property
    def link_lacks(self) -> str:
        """What of it a link cannot hold, in a sentence; empty where it opens with all of it."""
        own, start = self.run_.play.own, self.run_.branch.line[0]
        drawn = Play(start.setting, own).net.params
        begun = start.rows.origin or np.array_equal(start.rows.rows[0, : drawn.size], drawn)
        lacks = [
            *(["its points"] if own is not None else []),
            *([] if begun else ["the weights that it began with"]),
            *(["edited weights"] if any(b.edit for b in self.run_.branch.line) else []),
            *(["the futures of a run"] if len(self.run_.branches) > 1 else []),
        ]
        return f"A link cannot hold {listed(lacks, 'and')}." if lacks else ""

    shape = Plotted(lambda lab: lab.run_.play.shape)
    failed = Plotted(lambda lab: lab.run_.failed)
    halted = Plotted(lambda lab: lab.stopped)
    sought = Plotted(lambda lab: lab.goes_to)
    """The epoch that it computes towards, which was asked for; None where there is none."""
    course = Plotted(lambda lab: lab.run_.course())
    earlier = Plotted(lambda lab: lab.ghost)
    parts_with_points = Plotted(lambda lab: (lab.run_.play.data.training > 0, lab.run_.play.test_points > 0))
    """Whether there are training points, and test points."""
    goals = Plotted(lambda lab: [(str(goal), lab.met.get(goal)) for goal in lab.state_.goals])
    """The goals of the link, and the epoch at which each was reached, or None."""

    @plotted()
    def layers(self) -> Mapping[str, Floats] | None:
        """How each layer stands, where that is looked at."""
        play = self.run_.play
        if self.view != "layers" or not play.data.training:
            return None
        n, loss = play.data.training, "cce" if play.shape[-1] > 1 else "mse"
        task = "regression" if loss == "mse" else "multiclass"
        Y = play.data.targets[:n] if loss == "mse" else play.data.labels[:n].astype(int)
        data = Dataset("points", play.data.inputs[:n], Y, task)
        return layers_of(play.net, data, loss, self.unit_kinds)

    @plotted()
    def pace(self) -> tuple[Floats, Floats]:
        """The epochs that were looked at, and by how much of itself each layer moved in them."""
        moves = {epoch: each for epoch, each in self.moves.items() if epoch <= self.position}
        return np.array([*moves], dtype=float), np.array([*moves.values()]).reshape(
            len(moves), len(self.run_.play.net.layers)
        )

    @plotted()
    def confused(self) -> Any:
        """How often each class (row) is answered to be each (column), of the test points."""
        play = self.run_.play
        if self.view != "confusion" or play.setting.regression or not play.test_points:
            return None
        answers, n = play.scores.outputs()[play.data.training :], play.data.training
        if answers.shape[1] > 1:
            return metrics.confusion(
                play.data.labels[n:].astype(int), answers.argmax(axis=1), classes=answers.shape[1]
            )
        true, said = play.data.targets[n:, 0] >= 0, answers[:, 0] >= 0
        return metrics.confusion(true.astype(int), said.astype(int), classes=2)

    @plotted()
    def unit_kinds(self) -> list[str]:
        """What each hidden layer applies."""
        setting = self.run_.play.setting
        return [setting.activation_of(layer) for layer in range(len(setting.shape))]

    class_names = Plotted(lambda lab: getattr(lab.run_.play.own, "classes", ()))
    """Of points of one's own, where there are more than two classes, what these are called."""
    regression = Plotted(lambda lab: lab.run_.play.setting.regression)

    @plotted()
    def axes(self) -> tuple[str, str]:
        """What the plane's axes are called: of a file's points its columns, or principal components."""
        columns = [cut(name, LONGEST_AXIS) for name in getattr(self.run_.play.own, "columns", ())]
        if len(columns) > 2:
            return "PC1", "PC2"
        x, y = columns + ["x₁", "x₂"][len(columns) :]
        return x, y

    features = Plotted(lambda lab: lab.run_.play.setting.features)

    @plotted()
    def fields_of_units(self) -> list[Floats]:
        """What each column of the network answers over the plane: (units, GRID, GRID), features first."""
        net = self.run_.play.net
        with np.errstate(all="ignore"):
            trace = net.trace(self.grid)
        return [each.T.reshape(-1, GRID, GRID) for each in (self.grid, *trace.a)]

    pointed_at = Plotted(
        lambda lab: None if lab.point is None else tuple(map(float, lab.run_.play.data.plane[lab.point][:2]))
    )
    """The training point that is looked at."""
    focused = Plotted(lambda lab: None if lab.focus is None else (lab.focus.column, lab.focus.unit))
    """The column and the place in it of the unit that is looked at."""
    chosen_source = Plotted(
        lambda lab: None if lab.focus is None or lab.focus.source < 0 else lab.focus.source
    )
    """The place in the column before it of the unit whose link to it is looked at."""
    focused_name = Plotted(
        lambda lab: "" if lab.focus is None else unit_names(lab.run_.play)[lab.focus.column][lab.focus.unit]
    )
    link_weights = Plotted(lambda lab: [layer.W.copy() for layer in lab.run_.play.net.layers])

    @plotted()
    def drawn_points(self) -> tuple[Floats, Floats, int]:
        """The points that are drawn, their labels, and how many of them are the test's, the last ones."""
        data = self.run_.play.data
        last = len(data.plane) if self.test_points else data.training
        return data.plane[:last], data.labels[:last], last - data.training

    @plotted()
    def differs(self) -> Floats | None:
        """How far the output lies above the other future's, over the plane; 2 where many classes differ."""
        if self.against is None or self.against.tip is None:
            return None
        net = self.run_.play.net
        own = net.params.copy()
        here = net.forward(self.grid)
        net.params = self.against.tip
        there = net.forward(self.grid)
        net.params = own
        if here.shape[1] > 1:
            # Of many classes: where the two answer another one.
            return np.asarray(2.0 * (here.argmax(axis=1) != there.argmax(axis=1)).reshape(GRID, GRID))
        return np.asarray((here - there).reshape(GRID, GRID))

    held = Plotted(lambda lab: None if lab.against is None else course_of(lab.against, lab.against.end))
    """The losses of the future that is held against this one."""

    @readout("runs whose test loss is below the line: good.count, of good.all")
    def good(self) -> dict[str, int]:
        runs = [self.run_, *self.crowd.runs]
        return {"count": sum(run.losses[1] < self.below for run in runs), "all": len(runs)}

    late = Plotted(lambda lab: len(lab.crowd.late(lab.run_.epoch)))

    @plotted()
    def wall(self) -> Figure | None:
        """The outputs of all runs and the band of their losses; None where there is one run."""
        runs = [self.run_, *self.crowd.runs]
        return (
            None
            if len(runs) == 1
            else wall(runs, self._output_of, _views.EXTENT, self.below, _views.WALL_ROWS)
        )

    def _output_of(self, run: Run) -> Floats:
        answers = run.play.net.forward(self.grid)
        many = answers.shape[1] > 1
        return np.asarray(answers.reshape((GRID, GRID, -1) if many else (GRID, GRID)))

"""TensorFlow Playground: any of its links, with the same points and weights; and what it lacks."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from engine.playground import Setting
from engine.playground.features import derived
from engine.playground.run import CHANGING, Branch, Run, course_of
from lessons.figures import Figure, Floats
from lessons.figures.base import Cell
from lessons.format.fields import Field, FieldError, KnobState
from lessons.labs.base import Plotted, Readout, plotted, readout
from lessons.labs.playground import _views
from lessons.labs.playground._crowd import Crowd, wall
from lessons.labs.playground._focus import Focus, named, place, why
from lessons.labs.playground._futures import future_said
from lessons.labs.playground._knobs import SAME, SPEEDS, Knobs, opened_in_lab, setting_of, values_of
from lessons.playground.links import Opened, link, showing_all
from lessons.text import BLANK

GRID = 24
"""So many samples of the plane along each side."""
REACH = 6.0
SLICE = 0.001
"""Seconds of batches between two looks for a key."""
EDITED = "edited"
"""The knob that the number in focus is."""
MOST_RESTORED = 1000
"""The most epochs that are learnt again when the playground is taken up."""


class Playground(Knobs):
    """TensorFlow Playground: points, features, a network and its output, live; any link of it opens here."""

    step_word = "epoch"
    caption_rows = 2
    quick = {"epochs": 3, "hidden": (3, 2)}

    ghost: Floats | None = None
    """The course of the run before, (rows, 3); it stays until another has learnt something."""
    focus: Focus | None = None
    against: Branch | None = None
    """The future that is held against this one."""
    run_: Run
    crowd: Crowd
    """The runs with other seeds."""
    state_: Opened

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        given = dict(settings or {})
        self.state_ = opened_in_lab(given["link"]) if given.get("link") else Opened(Setting())
        super().__init__((values_of(self.state_) if given.get("link") else {}) | given)

    def prepare(self, changed: str | None = None) -> None:
        self.rate = SPEEDS[self.speed]
        if changed in ("speed", "test_points", "discrete", "below"):
            return
        setting = setting_of(self.settings)
        if changed and SAME.get(changed) in CHANGING:
            self.run_.change(setting)
            self.crowd.change(setting)
            return
        if changed == "seeds":
            self.crowd = Crowd(setting, self.seeds)
            return
        if changed and self.run_.epoch:
            self.ghost = self.run_.course()
        self.run_, self.against = Run(setting), None
        self.crowd = Crowd(setting, self.seeds)
        self.position = 0
        if self.focus:
            self.focus = self.focus.moved("", self.run_.play.shape)
        across = np.linspace(-REACH, REACH, 2 * GRID + 1)[1::2]
        plane = np.stack([each.ravel() for each in np.meshgrid(across, across)], axis=1)
        self.grid = derived(plane, setting.features)

    @property
    def step_work(self) -> int:
        return 20_000 * self.run_.play.batches + 500 * self.run_.play.net.params.size

    # Stepping. The position counts epochs.

    def steps(self) -> int | None:
        return None

    @property
    def run_length(self) -> int:
        return int(self.epochs)

    @property
    def done(self) -> bool:
        return self.run_.failed or super().done

    def step(self) -> bool:
        """Learn to the end of the epoch."""
        if self.done:
            return False
        self.run_.learn_epoch()
        self.crowd.seek(self.run_.epoch)
        self.position = self.run_.epoch
        return True

    def some(self) -> bool:
        """Learn for about a millisecond; a long epoch is begun in one and ended in another."""
        if self.done:
            return False
        ends = time.perf_counter() + SLICE
        if not self.crowd.catch_up(self.run_.epoch, ends, self._at_once):
            return True
        while not self.run_.learn(self._at_once) and time.perf_counter() < ends:
            pass
        self.position = self.run_.epoch
        return True

    @property
    def _at_once(self) -> int:
        # Batches that take some hundred microseconds.
        return max(1, 200_000 // (10_000 + 10 * self.run_.play.net.params.size))

    def back(self) -> bool:
        if self.position == 0:
            return False
        self.seek(self.position - 1)
        return True

    def reset(self) -> None:
        self.seek(0)

    def seek(self, position: int) -> None:
        self.run_.seek(position if self.end is None else min(position, self.end))
        self.crowd.seek(self.run_.epoch)
        self.position = self.run_.epoch

    def turn(self, knob_id: str, value: Any) -> None:
        if knob_id == "epoch":
            self.seek(int(self.knob(knob_id).field.read(value)))
        elif knob_id == EDITED and self.focus:
            self.run_.edit(place(self.run_.play.net, self.focus), float(value))
            self.changed()
        else:
            super().turn(knob_id, value)

    def state(self) -> dict[str, Any]:
        """The way to here too: what was changed in mid-run, and when."""
        names = [knob for knob, field in SAME.items() if field in CHANGING]
        line = [
            (b.begins, {n: getattr(b.setting, SAME[n]) for n in names}, b.edit) for b in self.run_.branch.line
        ]
        return super().state() | {"line": line}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up a saved state by learning again, as far as that takes about a second."""
        position = state.get("position")
        position = min(position, MOST_RESTORED) if isinstance(position, int) else 0
        super().restore({**state, "position": 0})
        # A line that somebody has spoilt is left, as knobs are.
        with contextlib.suppress(FieldError, KeyError, TypeError, ValueError):
            for begins, values, edit in state.get("line", ()):
                if begins <= position:
                    self.settings |= {f.name: f.read(values[f.name]) for f in self.fields if f.name in values}
                    self.run_.seek(begins)
                    self.run_.change(setting_of(self.settings))
                    if edit:
                        self.run_.edit(int(edit[0]) % self.run_.play.net.params.size, float(edit[1]))
        self.changed()
        self.seek(position)

    # The unit that is looked at, and the number of it that may be edited.

    points = True

    def look(self, key: str) -> None:
        """Look at another unit, or at another of its inputs."""
        shape = self.run_.play.shape
        self.focus = self.focus.moved(key, shape) if self.focus else Focus(1, 0)
        self.changed()

    def look_away(self) -> None:
        """Look at no unit."""
        self.focus = None
        self.changed()

    @property
    def edited(self) -> KnobState | None:
        """The number in focus, as a knob to type into; None where none is."""
        if self.focus is None:
            return None
        net, what = self.run_.play.net, named(self.run_.play, self.focus)
        field = Field(EDITED, "number", f"the {what}", label=what, digits=4)
        return KnobState(field, float(net.params[place(net, self.focus)]))

    # The futures of a run that was changed on its way.

    @property
    def futures(self) -> list[str]:
        """A line for each future: where it begins, what is set there, and where it has got to."""
        return [future_said(b, b is self.run_.branch) for b in self.run_.branches]

    def go_to(self, which: int) -> None:
        """Go to where a future has got to."""
        self.run_.switch(self.run_.branches[which])
        self.against = None
        setting = self.run_.branch.setting
        changing = {knob: field for knob, field in SAME.items() if field in CHANGING}
        self.settings |= {knob: getattr(setting, field) for knob, field in changing.items()}
        self.position = self.run_.epoch

    def hold_against(self, which: int) -> None:
        """Show where the output differs from another future's at its end; of the present one: no more."""
        branch = self.run_.branches[which]
        self.against = None if branch is self.run_.branch else branch
        self.changed()

    @plotted()
    def differs(self) -> Floats | None:
        """How far the output lies above the other future's, over the plane."""
        if self.against is None or self.against.tip is None:
            return None
        net = self.run_.play.net
        own = net.params.copy()
        here = net.forward(self.grid)[:, 0]
        net.params = self.against.tip
        there = net.forward(self.grid)[:, 0]
        net.params = own
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
        return np.asarray(run.play.net.forward(self.grid)[:, 0].reshape(GRID, GRID))

    def why(self) -> list[str]:
        """What there is to say of the unit in focus; of the output, where none is."""
        play = self.run_.play
        return why(play, self.focus or Focus(len(play.shape) - 1, 0))

    def knobs(self) -> tuple[KnobState, ...]:
        """The epoch is where the run stands; what a link hides is left out."""
        hidden = {knob for knob, key in _views.HIDES.items() if key in self.state_.hidden}
        shown = (k for k in super().knobs() if k.id not in hidden)
        return tuple(replace(k, value=self.position) if k.id == "epoch" else k for k in shown)

    def show_all(self) -> None:
        """Show what a link hides."""
        self.state_ = showing_all(self.state_)

    # Reading

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
            setting=self.run_.branch.setting,
            test_shown=self.test_points,
            discretized=self.discrete,
        )

    @property
    def link_now(self) -> str:
        """The link that opens with what is set here."""
        return link(self.state_now)

    shape = Plotted(lambda lab: lab.run_.play.shape)
    failed = Plotted(lambda lab: lab.run_.failed)
    course = Plotted(lambda lab: lab.run_.course())
    earlier = Plotted(lambda lab: lab.ghost)
    parts_with_points = Plotted(lambda lab: (lab.run_.play.data.training > 0, lab.run_.play.test_points > 0))
    """Whether there are training points, and test points."""
    goals = Plotted(lambda lab: lab.state_.goals)
    regression = Plotted(lambda lab: lab.run_.play.setting.regression)
    features = Plotted(lambda lab: lab.run_.play.setting.features)

    @plotted()
    def fields_of_units(self) -> list[Floats]:
        """What each column of the network answers over the plane: (units, GRID, GRID), features first."""
        net = self.run_.play.net
        with np.errstate(all="ignore"):
            trace = net.trace(self.grid)
        return [each.T.reshape(-1, GRID, GRID) for each in (self.grid, *trace.a)]

    looked_at = Plotted(lambda lab: lab.focus)
    link_weights = Plotted(lambda lab: [layer.W.copy() for layer in lab.run_.play.net.layers])

    @plotted()
    def drawn_points(self) -> tuple[Floats, Floats]:
        """The points that are drawn and their labels: of training, and of the test where they are shown."""
        data = self.run_.play.data
        last = len(data.plane) if self.test_points else data.training
        return data.plane[:last], data.labels[:last]

    def exports(self) -> dict[str, str]:
        return {"playground.txt": self.link_now + "\n"}

    figures = staticmethod(_views.figures)
    caption = staticmethod(_views.caption)

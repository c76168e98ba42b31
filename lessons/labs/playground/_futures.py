"""The futures of a run that is changed on its way, and where one stands among them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray

from engine.playground.run import CHANGING, Branch
from lessons.labs.base import plotted
from lessons.labs.playground._focus import Focus, named
from lessons.labs.playground._going_on import GoingOn
from lessons.labs.playground._knobs import SAME
from lessons.text import number, short

NAMES = {
    "rate": "rate",
    "optimizer": "optimizer",
    "schedule": "schedule",
    "regularization": "penalty",
    "strength": "λ",
}
KNOBS = {knob: field for knob, field in SAME.items() if field in CHANGING}
"""Knobs that may be turned while it learns, and the fields of a setting that they are."""


class Futures(GoingOn):
    """A run that is gone back in and changed there; its knobs say what is in force where it stands."""

    def _arrived(self, way: NDArray[np.float64] | None = None) -> None:
        """Note what is to be noted where an epoch has ended; `way`: the course to here, if it was sought."""
        run = self.run_
        way = np.array([[run.epoch, *run.losses]]) if way is None else way
        self.settings |= {knob: getattr(run.play.setting, field) for knob, field in KNOBS.items()}
        self.position = run.epoch
        for goal in self.state_.goals:
            reached = (int(row[0]) for row in way if goal.reached(*row))
            if goal not in self.met and (first := next(reached, None)) is not None:
                self.met[goal] = first
        if run.epoch == 0 or run.losses[1] < self.best[0]:
            self.best = run.losses[1], run.epoch

    def _sought(self) -> None:
        """Note what is to be noted of a course that has not been watched."""
        way = self.run_.course()
        best = way[way[:, 2].argmin()]
        self.best = float(best[2]), int(best[0])
        self._arrived(way)

    def seek(self, position: int) -> None:
        self.goes_to, self.behind = None, 0
        self.run_.seek(position if self.end is None else min(position, self.end))
        self.crowd.seek(self.run_.epoch, self.live)
        self._sought()

    @contextmanager
    def _forking(self) -> Iterator[None]:
        """While another future may be begun, by the runs with other seeds too."""
        self.crowd.note(self.run_.branch)
        yield
        self.crowd.note(self.run_.branch)

    @property
    def at_start(self) -> bool:
        return self.run_.at_start

    def reset(self) -> None:
        """Back to the start, and on from there with what the knobs say; what was learnt otherwise is kept."""
        self.goes_to, self.behind = None, 0
        setting, course, before = self.run_.play.setting, self.run_.course(), self.run_.branch
        with self._forking():
            self.run_.begin_again(setting)
            self.crowd.begin_again(setting)
        if self.run_.branch is not before:
            self.ghost, self.against = course, None
        self._sought()

    @property
    def futures(self) -> list[str]:
        """A line for each future: where it begins, what is set there, and where it has got to."""
        return [self._said_of(branch) for branch in self.run_.branches]

    @property
    def future(self) -> int:
        """Which of them is the present one."""
        return self.run_.branches.index(self.run_.branch)

    @property
    def future_now(self) -> Branch:
        """The present one itself."""
        return self.run_.branch

    @plotted()
    def other(self) -> str:
        """Which future it is that is held against this one, at its end."""
        other = self.against
        return f"epoch {other.end} of the future with {self.changes_of(other)}" if other else ""

    @property
    def forked(self) -> str:
        """What is said where another future begins."""
        begins = f"A new future begins at epoch {self.position}: {self.changes_of(self.run_.branch)}."
        return f"{begins} What was learnt before is kept: f lists it."

    def go_to(self, which: int) -> None:
        """Go to where a future has got to."""
        self.crowd.note(self.run_.branch)
        self.run_.switch(self.run_.branches[which])
        self.crowd.follow(self.run_)
        self.against, self.behind = None, 0
        self._arrived()

    def hold_against(self, which: int) -> None:
        """Show where the output differs from another future's at its end; of the present one: no more."""
        branch = self.run_.branches[which]
        self.against = None if branch is self.run_.branch else branch
        self.changed()

    def changes_of(self, branch: Branch) -> str:
        """Return what a future has that the one in which it begins has not."""
        if branch.parent is None:
            return f"rate {short(branch.setting.rate)}, {branch.setting.optimizer}"
        pairs = ((f, getattr(branch.setting, f), getattr(branch.parent.setting, f)) for f in CHANGING)
        changed = [
            f"{NAMES[f]} {short(new) if isinstance(new, float) else new}"
            for f, new, old in pairs
            if new != old
        ]
        if branch.edit:
            index, value = branch.edit
            where = Focus.at(self.run_.play.net, index)
            changed.append(f"{named(self.run_.play, where) if where else 'a weight'} {number(value, 4)}")
        return ", ".join(changed) or "the same"

    def _said_of(self, branch: Branch) -> str:
        test = branch.noted[-1] if branch.noted else float("nan")
        begins = f"from epoch {branch.begins}" if branch.begins else "from the start"
        text = f"{begins}: {self.changes_of(branch)} → epoch {branch.end}, test loss {number(test, 4)}"
        if branch is not self.run_.branch:
            return text
        if self.position == branch.end:
            return f"{text} (here)"
        return f"{text} ({'here' if self.position >= branch.begins else 'ahead'}, at epoch {self.position})"

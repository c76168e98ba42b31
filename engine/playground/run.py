"""A run that can be gone back in and changed there: a tree whose futures are all kept."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from engine.datasets import Dataset
from engine.errors import Array, InputError
from engine.timeline import Timeline

from .play import Play, Points
from .setting import Setting

_MOST_NOTED = 4096
_AGAIN, _FARTHEST = 0.03, 64
_CALLS, _NUMBERS = 1.5e-5, 5e-8
"""About how many seconds a batch takes: for its operations, and for each parameter."""
MOST_BRANCHES = 12
"""So many futures are kept; the one that has been left longest goes first."""


class Branch:
    """A future: from epoch `begins` of `parent` on, learnt with `setting` as far as epoch `end`."""

    def __init__(
        self, setting: Setting, parent: Branch | None, begins: int, numbers: int, apart: int
    ) -> None:
        self.setting, self.parent, self.begins = setting, parent, begins
        self.end = begins - 1
        self.edit: tuple[int, float] | None = None
        # The weights at its end, once it has been left there.
        self.tip: Array | None = None
        # Where it stood, at first `apart` epochs apart.
        self.rows, self._apart = Timeline(numbers), apart
        self.begin_anew(begins)
        # Losses of every `spacing`-th epoch: training and test, in turn.
        self.noted, self.spacing = array("d"), 1

    def begin_anew(self, epoch: int) -> None:
        """Keep nothing of where it stood before this epoch."""
        self.rows.clear(epoch)
        self.rows.spacing = self._apart

    @property
    def line(self) -> list[Branch]:
        """The branches that lead here, the first one first."""
        return [*(self.parent.line if self.parent else []), self]

    def note(self, epoch: int, losses: tuple[float, float]) -> None:
        """Take down the losses of an epoch that has not been reached before."""
        self.end = epoch
        if (epoch - self.begins) % self.spacing == 0:
            self.noted.extend(losses)
        if len(self.noted) > 2 * _MOST_NOTED:
            kept = np.array(self.noted).reshape(-1, 2)[::2]
            self.noted, self.spacing = array("d", kept.reshape(-1).tolist()), 2 * self.spacing

    def course(self, last: int) -> Array:
        """Return (epoch, training loss, test loss) of its own epochs up to `last`, (rows, 3)."""
        pairs = np.array(self.noted).reshape(-1, 2)
        epochs = self.begins + self.spacing * np.arange(len(pairs))
        return np.column_stack([epochs, pairs])[epochs <= last]


class Run:
    """A playground's run: it learns, goes to any epoch, and forks where a setting is changed.

    `losses` are those of now. `failed` is the first epoch at which some number was no longer finite: it goes
    no further.

    >>> run = Run(Setting(seed="0.66230"))
    >>> run.seek(3)
    >>> run.epoch, len(run.branches)
    (3, 1)
    """

    def __init__(self, setting: Setting, data: Dataset | Points | None = None) -> None:
        self.play = Play(setting, data)
        self.branch = self._at = self._branch(setting, None)
        self.branches = [self.branch]
        self.losses = self.play.losses[0]
        self._arrive()

    def begin_with(self, params: Array, buffers: Sequence[Array] = ()) -> None:
        """Begin with these weights (n_params,), and running statistics, in the place of those of the seed."""
        self.play.net.params = params
        for own, given in zip(self.play.net.buffers, buffers, strict=False):
            own[:] = given
        self.losses = self.play.scores.losses()
        self.branch = self._at = self._branch(self.play.setting, None)
        self.branches = [self.branch]
        self._arrive()

    def stand(self, memory: Array, losses: Sequence[tuple[float, float]]) -> None:
        """Stand where a saved run stood; its losses are known, but no earlier epoch can be gone back to."""
        self.play.training.remember(memory)
        self.losses = self.play.scores.losses()
        for epoch, pair in enumerate(losses):
            if epoch > self.branch.end:
                self.branch.note(epoch, pair)
        self.branch.begin_anew(self.epoch)
        self._arrive()

    def go_on(
        self, branches: list[Branch], here: Branch, at: Branch, memory: Array, losses: tuple[float, float]
    ) -> None:
        """Stand where another run of the same network stood, in branch `at` on the way to `here`."""
        self.branches, self.branch, self.losses = branches, here, losses
        self._stand(at)
        self.play.training.remember(memory)

    @property
    def epoch(self) -> int:
        """Whole epochs learnt."""
        return self.play.epoch

    @property
    def failed(self) -> bool:
        """Whether some number is no longer finite: then it learns no more."""
        return not self.play.finite(self.losses)

    def learn(self, batches: int) -> bool:
        """Learn from at most so many batches; True where that ends an epoch."""
        if not self.play.training.learn(batches):
            return False
        self.losses = self.play.scores.losses()
        self._arrive()
        return True

    def learn_epoch(self) -> None:
        """Learn to the end of the epoch."""
        while not self.learn(self.play.batches):
            pass

    def _arrive(self) -> None:
        # An epoch has ended. Where another branch begins its setting holds; keep what there is to keep.
        following = (b for b in self.branch.line if b.begins == self.epoch and b is not self._at)
        if (branch := next(following, None)) and self._at in branch.line:
            self._stand(branch)
            kept, row = branch.rows.before(branch.begins)
            if kept == branch.begins:
                # With an edited number, or from the middle of an epoch.
                self.play.training.remember(row)
                self.losses = self.play.scores.losses()
        branch, epoch = self._at, self.epoch
        if epoch == branch.rows.due:
            branch.rows.place()[:] = self.play.training.memory()
        if epoch > branch.end:
            branch.note(epoch, self.losses)

    def _stand(self, branch: Branch) -> None:
        self._at = branch
        self.play.change(branch.setting)

    def seek(self, epoch: int) -> None:
        """Go to an epoch of this future: back to the nearest that is kept, or on by learning."""
        self._leave()
        owner = next((b for b in reversed(self.branch.line) if b.begins <= epoch), self.branch.line[0])
        kept, row = owner.rows.before(epoch)
        training = self.play.training
        if self._at is not owner or not kept <= self.epoch <= epoch or training.at:
            self._stand(owner)
            training.remember(row)
        # What has been learnt before is learnt again, without its losses.
        while self.epoch < min(epoch, owner.end):
            training.learn(self.play.batches)
        self.losses = self.play.scores.losses()
        while self.epoch < epoch and not self.failed:
            self.learn_epoch()

    def change(self, setting: Setting) -> None:
        """Go on from here with another rate, optimizer, schedule or penalty; what was ahead is kept.

        Raises InputError for a change that needs another network.
        """
        if fixed(setting) != fixed(self.branch.setting):
            raise InputError("setting", setting, "one that differs in its rate, optimizer or penalty alone")
        if setting == self.play.setting:
            return
        if self._at is self.branch and self.branch.end == self.epoch == self.branch.begins:
            # Nothing has been learnt with what was set here before.
            self.branch.setting = setting
            self.branch.begin_anew(self.epoch)
        else:
            self._fork(setting)
        self._stand(self.branch)
        self._arrive()

    @property
    def at_start(self) -> bool:
        """Whether it stands where it began, and what is set and not edited here holds all the way from it."""
        return all(b.begins == self.epoch and not b.edit for b in self.branch.line)

    def begin_again(self, setting: Setting) -> None:
        """Go to the start, and on from there with this setting alone; other futures are kept.

        Raises InputError for a change that needs another network.
        """
        self._leave()
        left, self.branch = self.branch, self.branch.line[0]
        if left.parent and left.end == left.begins and all(left not in b.line[:-1] for b in self.branches):
            # Of what was only set otherwise, nothing is left.
            self.branches = [b for b in self.branches if b is not left or b.edit]
        self.seek(0)
        if self.play.setting == setting:
            return
        begun = (
            b for b in self.branches if b.parent is self.branch and b.begins == self.epoch and not b.edit
        )
        if (same := next((b for b in begun if b.setting == setting), None)) is None:
            self.change(setting)
        else:
            self.branch = same
            self.seek(self.epoch)

    def edit(self, place: int, value: float) -> None:
        """Go on from here with another value in `net.params[place]`; a dead link lives again."""
        self._fork(self._at.setting)
        self.branch.edit = place, value
        self._stand(self.branch)
        self.play.net.params[place] = value
        self.play.training.alive[place] = 1.0
        self.losses = self.play.scores.losses()
        self._arrive()

    @property
    def seconds(self) -> float:
        """About how many seconds an epoch takes."""
        batches = len(self.play.training.batches) + 1
        return batches * (_CALLS + _NUMBERS * self.play.net.params.size)

    def _branch(self, setting: Setting, parent: Branch | None) -> Branch:
        # What lies between two rows is learnt again in some hundredths of a second.
        apart = max(1, min(_FARTHEST, int(_AGAIN / self.seconds)))
        return Branch(setting, parent, self.epoch, self.play.training.memory_size, apart)

    def _leave(self) -> None:
        if self._at is self.branch and self.epoch == self.branch.end:
            self.branch.tip = self.play.net.params.copy()

    def _fork(self, setting: Setting) -> None:
        self._leave()
        parent = self._at
        if parent.begins == self.epoch and parent.parent and not parent.edit:
            # Of what was only set otherwise here, nothing is left.
            parent = parent.parent
        self.branch = self._branch(setting, parent)
        self.branches = [*self.branches, self.branch]
        self._forget()

    def _forget(self) -> None:
        # The oldest future that no other begins in, where there are too many.
        parents = {id(b) for branch in self.branches for b in branch.line[:-1]}
        loose = [b for b in self.branches if b is not self.branch and id(b) not in parents]
        if len(self.branches) > MOST_BRANCHES and loose:
            self.branches.remove(loose[0])

    def switch(self, branch: Branch) -> None:
        """Go to where another future has got to."""
        self._leave()
        self.branch = branch
        self.seek(branch.end)

    def course(self) -> Array:
        """Return (epoch, training loss, test loss) from the start to now, (rows, 3)."""
        return course_of(self.branch, self.epoch)


def course_of(branch: Branch, last: int) -> Array:
    """Return (epoch, training loss, test loss) along the way to a branch, up to epoch `last`, (rows, 3)."""
    line = branch.line
    ends = [later.begins - 1 for _, later in pairwise(line)] + [last]
    return np.concatenate([b.course(min(end, last)) for b, end in zip(line, ends, strict=True)])


def fixed(setting: Setting) -> dict[str, Any]:
    """Return what cannot be changed while it learns."""
    return {k: v for k, v in vars(setting).items() if k not in CHANGING}


CHANGING = ("rate", "optimizer", "schedule", "regularization", "strength")
"""What may be changed while it learns."""

"""Races: many networks of one shape trained at once, as stacked matrix products.

One run proves little. Sixteen runs with other seeds, rates, initialisations or optimizers cost little
more than one, because NumPy's overhead for each operation is paid once for all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np

from . import losses, optimizers
from .batches import Batches
from .datasets import Dataset, Split
from .errors import Array, InputError, count, number, seed_number, several
from .network import MLP, Network, Works
from .passes import check_output
from .training import Trainer, as_split

_MOST = 16


@dataclass(frozen=True)
class Runner:
    """One network of a race: its shape, where it begins (`init`, `seed`), and how it learns.

    `seed` also decides the order of its batches.

    >>> Runner((2, 3, 1), seed=1, optimizer="sgd", learning_rate=0.1).network().params.size
    13
    """

    sizes: tuple[int, ...]
    hidden: str = "relu"
    output: str = "identity"
    init: str = "he_normal"
    seed: int = 0
    optimizer: str | optimizers.Optimizer = "adam"
    learning_rate: float | None = None
    name: str = ""

    def __post_init__(self) -> None:
        sizes = several("sizes", self.sizes, "a list of at least two: inputs, hidden layers, outputs")
        object.__setattr__(self, "sizes", tuple(sizes))
        seed_number("seed", self.seed)

    def network(self) -> MLP:
        """Return the network at its start."""
        return MLP(self.sizes, self.hidden, self.output, self.init, self.seed)

    def rule(self) -> optimizers.Optimizer:
        """Return its optimizer."""
        return optimizers.make(self.optimizer, self.learning_rate)

    def trainer(self, data: Any, loss: str | losses.Loss, **settings: Any) -> Trainer:
        """Return a trainer of this network alone, which does what the race does."""
        return Trainer(self.network(), data, loss=loss, optimizer=self.rule(), seed=self.seed, **settings)


@dataclass
class _Team:
    """Runners whose optimizers are of one kind: their rows of the stack."""

    optimizer: optimizers.Optimizer
    rows: slice
    state: optimizers.State


class Race:
    """A race of up to 16 networks of one shape on the same data; every step is a step of each.

    data, loss, batch_size, l1, l2 as for Trainer. `losses` (runners, steps) holds each step's loss,
    `diverged` for each runner the step that left the finite numbers, or None.

    Not for several threads at once: where a second enters while a first is inside, it gets InUse.

    >>> runners = [Runner((2, 8, 1), output="sigmoid", seed=seed) for seed in range(4)]
    >>> Race(runners, datasets.load("moons"), loss="bce").run(10)
    Race(4 runners (2, 8, 1), loss 'bce', 10 steps)
    """

    def __init__(
        self,
        runners: Sequence[Runner],
        data: Dataset | Split | tuple[Any, Any],
        *,
        loss: str | losses.Loss,
        batch_size: int | None = 32,
        l1: float = 0.0,
        l2: float = 0.0,
    ) -> None:
        runners = several("runners", runners, "a list of Runners", Runner)
        if not 1 <= len(runners) <= _MOST:
            raise InputError("runners", len(runners), f"1 to {_MOST} of them")
        shapes = [(runner.sizes, runner.hidden, runner.output) for runner in runners]
        if shapes.count(shapes[0]) < len(shapes):
            raise InputError("runners", shapes, "networks of one shape")
        self.runners, self.split, self.loss = tuple(runners), as_split(data), losses.get(loss)
        self.l1, self.l2 = number("l1", l1, least=0), number("l2", l2, least=0)
        # Runners of one kind of optimizer lie next to each other, so that a slice holds them.
        kinds = [_kind(runner.rule()) for runner in runners]
        self._order = sorted(range(len(runners)), key=lambda i: kinds.index(kinds[i]))
        nets = [runners[i].network() for i in self._order]
        self.net: Network = runners[0].network()
        self.net.share(np.stack([net.params for net in nets]), np.zeros((len(nets), self.net.params.size)))
        self._back, self._ones = np.argsort(self._order), np.ones(len(nets))
        self._teams: list[_Team] = []
        for kind in dict.fromkeys(kinds[i] for i in self._order):
            places = [k for k, i in enumerate(self._order) if kinds[i] == kind]
            rows = slice(places[0], places[-1] + 1)
            rule = optimizers.stacked([runners[self._order[k]].rule() for k in places])
            self._teams.append(_Team(rule, rows, rule.init(self.net.params[rows])))
        check_output(self.net.stack, self.loss)
        part = self.split.train
        Y = self.loss.targets(part.Y, self.net.outputs, len(part))
        self._batches = Batches(part.X, Y, batch_size, [runners[i].seed for i in self._order])
        self._losses: list[Array] = []
        self._diverged: list[int | None] = [None] * len(runners)
        self._work = Works(self.net, self.loss)

    def __repr__(self) -> str:
        shape = self.runners[0].sizes
        return f"Race({len(self.runners)} runners {shape}, loss {self.loss.name!r}, {self.steps} steps)"

    @property
    def steps(self) -> int:
        """Steps taken so far."""
        return len(self._losses)

    @property
    def losses(self) -> Array:
        """The loss of each runner before each step, (runners, steps)."""
        if not self._losses:
            return np.empty((len(self.runners), 0))
        return np.array(self._losses).T[self._back]

    @property
    def diverged(self) -> list[int | None]:
        """For each runner the step (1 is the first) whose numbers were not finite any more, or None."""
        return [self._diverged[k] for k in self._back]

    def step(self) -> Array:
        """Take one step with every network; return their losses (runners,) before it."""
        self.run(1)
        return np.asarray(self._losses[-1][self._back])

    def run(self, steps: int) -> Race:
        """Take `steps` steps; return the race."""
        net, params = self.net, self.net.params.reshape(-1)
        teams = [(team, net.params[team.rows], net.grads[team.rows]) for team in self._teams]
        with net.alone, np.errstate(all="ignore"):
            for _ in range(count("steps", steps, least=0)):
                full, target = self._batches.deal(self.steps)
                work, loss = self._work[full.shape[-1]]
                values = work.loss_and_grad(loss, full, target, True)
                values = values + net.penalize(self.l1, self.l2)
                for team, weights, gradient in teams:
                    weights -= team.optimizer.advance(gradient, team.state, weights, net.decayed)
                self._losses.append(values)
                if not isfinite(params.dot(params) + values.dot(self._ones)):
                    self._note(values)
        return self

    def _note(self, values: Array) -> None:
        finite = np.isfinite(self.net.params).all(axis=1) & np.isfinite(values)
        for k in np.flatnonzero(~finite):
            self._diverged[k] = self._diverged[k] or self.steps

    def network(self, runner: int) -> MLP:
        """Return a copy of the network of runner number `runner`, from 0."""
        net: MLP = self.runners[count("runner", runner, least=0, most=len(self.runners) - 1)].network()
        net.params[...] = self.net.params[self._order.index(runner)]
        return net

    def evaluate(self, part: str = "test") -> list[dict[str, float]]:
        """Return loss and metrics of each runner on "train", "validation" or "test"."""
        nets = [self.network(i) for i in range(len(self.runners))]
        return [Trainer(net, self.split, loss=self.loss).evaluate(part) for net in nets]


def _kind(o: optimizers.Optimizer) -> tuple[Any, ...]:
    return o.name, o.schedule, o.clip_norm, o.clip_value, o.epsilon_form


def race(
    runners: Sequence[Runner], data: Dataset | Split | tuple[Any, Any], steps: int, **settings: Any
) -> Race:
    """Train `runners` for `steps` steps and return the race; settings as for Race (`loss` is needed)."""
    return Race(runners, data, **settings).run(steps)

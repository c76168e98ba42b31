"""The experiment of this family: 100 points, a made feature, and a small network that learns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from engine import MLP, Network
from lessons.figures import Floats
from lessons.labs._logistic import fit_logistic

POINTS = 100
FRESH_POINTS = 10_000
FRESH_SEED = 20_000
"""Beyond every draw that a learner can ask for."""
EARLY, LATE = 50, 1000
"""Steps after which the network is compared with others."""
RULES = {
    "made": "made feature, not fitted",
    "always": "always 1",
    "early": f"network, {EARLY} steps",
    "feature": "made feature, fitted",
    "inputs": "x₀ and x₁, fitted",
    "both": "x₀ and made feature, fitted",
    "late": f"network, {LATE} steps",
}
"""What is compared, in the order of the tables. "Fitted" is logistic regression."""
HIDDEN = 4
HARDLY_ANY = 1e-4
"""A penalty that only keeps the weights finite."""


@dataclass(frozen=True, eq=False)
class Points:
    """Points X (n, 2) and their labels (n,), 0 or 1."""

    X: Floats
    labels: Floats

    @property
    def made(self) -> Floats:
        """The feature made by hand: whether x₁ is positive, as 1 or 0."""
        return (self.X[:, 1] > 0).astype(np.float64)


def points(rng: np.random.RandomState, n: int) -> Points:
    """Points around 0, labelled by a rule with some noise in it."""
    X = rng.randn(n, 2)
    made = (X[:, 1] > 0).astype(np.float64)
    return Points(X, (0.7 * X[:, 0] + made + 0.2 * rng.randn(n) > 0).astype(np.float64))


@lru_cache(maxsize=1)
def fresh() -> Points:
    """New points by the same rule, which nothing has been fitted to."""
    return points(np.random.RandomState(FRESH_SEED), FRESH_POINTS)


class Score(NamedTuple):
    """How a rule does: shares of these points and of fresh ones that it gets right, and its answers."""

    accuracy: float
    fresh: float
    answered: int


class Told(NamedTuple):
    """What a network does with its points: how many it answers 1, what share is right, how sure it is."""

    answered: int
    accuracy: float
    smallest: float
    """The smallest probability of 1 that is given to a point."""
    loss: float
    """BCE over the points."""


class Run:
    """A 2-4-1 network that learns the points of one draw by gradient descent, all of them at each step."""

    def __init__(self, seed: int, learning_rate: float) -> None:
        rng = np.random.RandomState(seed)
        self.points = points(rng, POINTS)
        self.learning_rate = learning_rate
        self.net = MLP([2, HIDDEN, 1], hidden="relu", output="sigmoid", init="zeros")
        # Drawn after the points, from the same stream: the order decides which numbers come.
        self.net.layers[0].W[...] = rng.randn(2, HIDDEN) * 0.5
        self.net.layers[1].W[...] = rng.randn(HIDDEN, 1) * 0.5
        self._then = self.net.copy()
        self._params: list[Floats] = []
        self._losses: list[float] = []
        self._told: dict[int, Told] = {}
        self._fresh: dict[int, float] = {}

    def _after(self, step: int) -> Network:
        """The network as it is after so many steps."""
        while len(self._params) <= step:
            if self._params:
                self.net.params -= self.learning_rate * self.net.grads
            self._params.append(self.net.params.copy())
            self._losses.append(self.net.loss_and_grad(self.points.X, self.points.labels[:, None], "bce"))
        self._then.params[...] = self._params[step]
        return self._then

    def network(self, step: int) -> Network:
        """The network after so many steps."""
        return self._after(step).copy()

    def told(self, step: int) -> Told:
        """What the network does after so many steps."""
        if step not in self._told:
            p = self.at(step, self.points.X)
            right = float(((p > 0.5) == self.points.labels).mean())
            self._told[step] = Told(int((p > 0.5).sum()), right, float(p.min()), self._losses[step])
        return self._told[step]

    def at(self, step: int, X: Floats) -> Floats:
        """p for any points X (n, 2) after so many steps, (n,)."""
        return np.asarray(self._after(step).forward(X)[:, 0])

    def units_at(self, step: int, X: Floats) -> list[Floats]:
        """What each hidden unit, and then the output, gives for points X (n, 2) after so many steps."""
        hidden, output = self._after(step).trace(X).a
        return [*hidden.T, output[:, 0]]

    def score(self, step: int) -> Score:
        """How the network does after so many steps."""
        if step not in self._fresh:
            self._fresh[step] = float(((self.at(step, fresh().X) > 0.5) == fresh().labels).mean())
        return Score(self.told(step).accuracy, self._fresh[step], self.told(step).answered)

    def one_answer(self, steps: int) -> tuple[int, int] | None:
        """The first and the last step of the first stretch at which every point is answered 1."""
        first = next((k for k in range(steps + 1) if self.told(k).answered == POINTS), None)
        if first is None:
            return None
        after = next((k for k in range(first, steps + 1) if self.told(k).answered < POINTS), steps + 1)
        return first, after - 1


@lru_cache(maxsize=40)
def run(seed: int, learning_rate: float) -> Run:
    """The run of a draw; kept, so that a page turned back to does not learn again."""
    return Run(seed, learning_rate)


@lru_cache(maxsize=256)
def rule(name: str, seed: int, penalty: float = HARDLY_ANY) -> Score:
    """How one of the rules without a network does on a draw.

    "made": the made feature as it stands; "always": always 1; "feature", "both", "inputs": logistic
    regression on the made feature, on x₀ and the made feature, on x₀ and x₁.
    """
    here, new = run(seed, 0.1).points, fresh()
    if name in ("made", "always"):
        mine, theirs = (p.made > 0 if name == "made" else np.full(len(p.X), True) for p in (here, new))
    else:
        net = fit_logistic(_columns(name, here), here.labels, penalty)
        mine, theirs = (net.forward(_columns(name, p))[:, 0] > 0.5 for p in (here, new))
    accuracy, of_fresh = float((mine == here.labels).mean()), float((theirs == new.labels).mean())
    return Score(accuracy, of_fresh, int(mine.sum()))


def _columns(name: str, p: Points) -> Floats:
    """What a fitted rule goes by, (n, features)."""
    if name == "inputs":
        return p.X
    return p.made[:, None] if name == "feature" else np.column_stack([p.X[:, 0], p.made])

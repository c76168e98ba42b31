"""What the races share: who runs, and when they have arrived."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np

from engine import optimizers
from engine.landscapes import Landscape
from engine.optimizers import Optimizer
from lessons.figures import Floats
from lessons.labs.base import Knob
from lessons.text import BLANK, UNKNOWN

RACERS = ("plain", "momentum", "nesterov", "adam")
SLICE = 10
"""Steps between two chances for a key to be answered."""
SHARE = 1000
"""Who has come down to one part in so many of the loss at the start has arrived."""


def mu_knob(default: float = 0.9, high: float = 0.99) -> Knob:
    help = "the share of the velocity that is kept"
    return Knob.number(help, default, name="momentum", label="μ", low=0, high=high, step=0.1)


def rule(racer: str, learning_rate: float, momentum: float, adam_rate: float = 0.05) -> Optimizer:
    """How a racer makes its steps."""
    if racer in ("momentum", "nesterov"):
        return optimizers.make(racer, learning_rate, momentum=momentum)
    return optimizers.make("adam", adam_rate) if racer == "adam" else optimizers.make("sgd", learning_rate)


def arrival(losses: Floats) -> int:
    """The step after which a loss is first a thousandth of its first value or less; 0 where it never is."""
    with np.errstate(invalid="ignore"):
        there = np.flatnonzero(losses <= losses[0] / SHARE)
    return int(there[0]) if len(there) else 0


def walk(landscape: Landscape, start: Any, rule: Optimizer, most: int) -> Generator[None, None, int]:
    """Walk down in slices; return the steps to a thousandth of the first loss, 0 where `most` are too few."""
    w = np.array(start, dtype=np.float64)
    state, first = rule.init(w), landscape.value(w)
    for step in range(1, most + 1):
        with np.errstate(all="ignore"):
            change, state = rule.update(landscape.gradient(w), state)
            w = w - change
            if landscape.value(w) <= first / SHARE:
                return step
        if step % SLICE == 0:
            yield
    return 0


def told(steps: Any) -> str:
    """When somebody arrived, as a table says it."""
    if steps in (BLANK, UNKNOWN):
        return str(steps)
    return str(int(steps)) if steps else "–"

"""Learning-rate schedules: what the base rate is multiplied by at step 0, 1, 2, …"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, pi

from .errors import count, lookup, number

KINDS = ("constant", "step", "exponential", "cosine")


@dataclass(frozen=True)
class Schedule:
    """A schedule: `kind` "constant", "step", "exponential" or "cosine", after `warmup` rising steps.

    step: × `factor` every `every` steps. exponential: × `factor`^(t/`every`). cosine: from 1 down to
    `floor` over `every` steps, ½(1 + cos πt/every), then `floor` (Loshchilov & Hutter 2017, eq. 5). In
    the first `warmup` steps the rate rises in equal parts (Goyal et al. 2017, sec. 2.2).

    >>> halved = schedules.get("step", every=100)
    >>> halved(99), halved(100)
    (1.0, 0.5)
    """

    kind: str = "constant"
    every: int = 1000
    factor: float = 0.5
    floor: float = 0.0
    warmup: int = 0

    def __post_init__(self) -> None:
        lookup("schedule", self.kind, dict.fromkeys(KINDS, 0))
        count("every", self.every)
        number("factor", self.factor, above=0, most=1)
        number("floor", self.floor, least=0, most=1)
        count("warmup", self.warmup, least=0)

    def __call__(self, step: int) -> float:
        """Return the multiplier at `step`, counted from 0."""
        count("step", step, least=0)
        if step < self.warmup:
            return (step + 1) / self.warmup
        t = step - self.warmup
        if self.kind == "step":
            return float(self.factor ** (t // self.every))
        if self.kind == "exponential":
            return float(self.factor ** (t / self.every))
        if self.kind == "cosine":
            return self.floor + (1 - self.floor) * 0.5 * (1 + cos(pi * min(t / self.every, 1.0)))
        return 1.0


CONSTANT = Schedule()


def get(
    kind: str | Schedule, *, every: int = 1000, factor: float = 0.5, floor: float = 0.0, warmup: int = 0
) -> Schedule:
    """Return the schedule called `kind`; raises UnknownName, or InputError for a setting out of range."""
    return kind if isinstance(kind, Schedule) else Schedule(kind, every, factor, floor, warmup)

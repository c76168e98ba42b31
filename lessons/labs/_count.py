"""What every lab shares that counts: one claim, tried with one seed after another as a learner watches."""

from __future__ import annotations

import time
from collections.abc import Generator, Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeAlias, TypeVar

import numpy as np

from engine import Diverged, Trainer
from lessons.figures import Curves, Floats, Series
from lessons.labs.base import NONE_KEPT, Knob, Lab, See
from lessons.text import plural

if TYPE_CHECKING:
    # Imported by the few that race.
    from engine import Race

T = TypeVar("T")
Trial: TypeAlias = Generator[None, None, T]
"""What is tried with one seed, in slices of about a millisecond: what comes out is what it returns."""

SLICE = 0.001
"""Seconds of training between two chances for a key to be answered."""
MOST = 20


def train(run: Trainer | Race, steps: int) -> Trial[Diverged | None]:
    """Train for so many steps, in slices; return how it diverged, where it did."""
    left, at_once = steps, 1
    while left:
        began = time.perf_counter()
        taken = min(left, at_once)
        try:
            run.run(taken)
        except Diverged as diverged:
            return diverged
        left -= taken
        # However long a step takes here: the slices alone hang on it, never what comes out.
        took = time.perf_counter() - began
        at_once = max(1, int(taken * SLICE / took)) if took > SLICE else 2 * at_once
        yield
    return None


class Count(Lab, Generic[T]):
    """One claim, counted: each step is a run with the next seed, which draws points, weights and order."""

    counting: ClassVar[bool] = True
    shares = True
    no_network = NONE_KEPT
    rate = None
    step_word = "seed"

    does: Any = ""
    """What is said before the first seed of each of them, such as `trains both nets`."""

    steps = Knob.integer("how many seeds are tried", 10, name="seeds", low=1, high=MOST)
    seed = Knob.integer("the first seed; the next ones follow", 0, low=0, high=9999)

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        self._known: dict[tuple[Hashable, int], T] = {}
        """What has come out, by what decides it and the seed; shared with copies."""
        self._live = False
        self._trial: Trial[T] | None = None
        """The run that is under way."""
        super().__init__(settings)

    def trial(self, seed: int) -> Trial[T]:
        """Everything that is compared, with one seed."""
        raise NotImplementedError

    @property
    def recipe(self) -> Hashable:
        """What decides about the outcome of a trial, besides its seed."""
        own = {name: value for name, value in self.settings.items() if name not in ("seeds", "seed")}
        return tuple(sorted((name, _fixed(value)) for name, value in own.items()))

    @property
    def results(self) -> list[T]:
        """What has come out for the seeds so far."""
        return [self._known[self.recipe, self.seed + k] for k in range(self.position)]

    @property
    def there(self) -> int:
        """How many seeds from the first on have been tried with these settings."""
        recipe = self.recipe
        tried = (k for k in range(self.steps) if (recipe, self.seed + k) not in self._known)
        return next(tried, int(self.steps))

    @property
    def run_length(self) -> int:
        """Beside a learner, nothing is run that is not watched."""
        return self.there if self._live else int(self.steps)

    def prepare(self, changed: str | None = None) -> None:
        if changed != "seeds":
            self._trial = None
            self.position = min(self.position, self.there)

    # Stepping

    def step(self) -> bool:
        """Run the next seed: beside a learner a slice of it, elsewhere the whole."""
        if self.done:
            return False
        while not (self._slice() or self._live):
            pass
        return True

    def _slice(self) -> bool:
        """Do a slice of the run for the next seed; whether it has ended."""
        key = self.recipe, self.seed + self.position
        if key not in self._known:
            self._trial = self._trial or self.trial(self.seed + self.position)
            try:
                next(self._trial)
            except StopIteration as ended:
                self._known[key] = ended.value
        if key not in self._known:
            return False
        self._trial = None
        self.position += 1
        return True

    def back(self) -> bool:
        self._trial = None
        return super().back()

    def reset(self) -> None:
        self._trial = None
        super().reset()

    def seek(self, position: int) -> None:
        """Go to a number of seeds; beside a learner no further than has been run."""
        self._trial = None
        end = min(max(0, position), int(self.steps) if self.end is None else self.end)
        self.position = min(end, self.there)
        while not self._live and self.position < end:
            self._slice()

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up knobs; of the seeds, those that are still known."""
        position = state.get("position")
        super().restore({**state, "position": None})
        if isinstance(position, int):
            self.position = min(max(0, position), self.there)

    def copy(self) -> Lab:
        other = type(self)(dict(self.settings))
        other._known, other.position = self._known, self.position
        return other

    # Beside a learner

    def start(self) -> None:
        self._live = True

    def close(self) -> None:
        self._live, self._trial = False, None

    @property
    def works(self) -> bool:
        """A run that has begun is brought to its end."""
        return self._live and self._trial is not None

    @property
    def waiting(self) -> str:
        return f"Seed {self.seed + self.position} is being run." if self.works else ""

    @property
    def progress(self) -> str:
        return f"{self.position} of {self.steps}"

    def poll(self) -> bool:
        return self.works and self._slice()

    @property
    def begins(self) -> str:
        return f"Each of {plural(int(self.steps), 'seed')} {self.does}: p runs them, and p again stops."


def _fixed(value: Any) -> Hashable:
    return tuple(np.ravel(value).tolist()) if isinstance(value, (np.ndarray, list)) else value


def of_seeds(see: See, count: Any) -> str:
    """A count as it is told: `4 of 5 so far`, `9 of 10`."""
    return f"{count} of {see.position}{' so far' if see.position < see.steps else ''}"


def last(see: See) -> str:
    """What a caption says before numbers of the last seed alone, which are no means over seeds."""
    return f"Seed {see.seed + see.position - 1}:"


def across(see: See) -> tuple[Floats, tuple[float, float]]:
    """The seeds so far, and the ends of an axis with room for all."""
    return see.seed + np.arange(see.position, dtype=np.float64), (see.seed - 1.0, see.seed + float(see.steps))


def by_seed(
    see: See, title: str, y: str, rows: int, series: Iterable[tuple[str, Any, Any]], *,
    y_range: tuple[float, float] | None = None, level: tuple[str, Any] | None = None,
) -> Curves:  # fmt: skip
    """A dot for each seed. `series`: a name, what came out by seed, a role; `level`: a line beside them."""
    seeds, ends = across(see)
    line = () if level is None else (Series(level[0], np.array(ends), [level[1]] * 2, "muted"),)
    dots = (Series(name, seeds, values, role, "points") for name, values, role in series)
    return Curves(title, (*line, *dots), "seed", y, rows, ends, y_range)

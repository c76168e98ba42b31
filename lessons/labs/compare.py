"""A straight line and a network on the same points: scikit-learn's, in a child process, and the engine's."""

from __future__ import annotations

import time
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import Cancelled, Dataset
from engine.errors import JobError
from lessons.figures import Figure
from lessons.format.fields import Field, FieldError
from lessons.labs import _compare_views as compare_views
from lessons.labs._contest import SETS, Contests, Fit, Recipe, accuracy, job, line, split
from lessons.labs._lazy import Lazy
from lessons.labs.base import Lab, units_of_share

if TYPE_CHECKING:
    from engine.baselines import FitJob, Fitted

POINTS, PARTED, LINE, NETWORK, LOSSES, CONTESTS = range(6)
"""The positions, by what the last step has brought."""
MODELS = {"line": "logistic regression", "network": "network"}
SHARES = {f"{model}.test" for model in MODELS} | {f"sklearn.{model}" for model in MODELS}
"""The shares of the test points."""
MOST_LAYERS = 3
MARGIN = 0.4
SLICE = 0.002
"""Seconds of the engine's own training at each look."""
QUIET = 0.5
"""Seconds without a turned knob before a child process is started."""
REDRAW = 0.5
"""Seconds between pictures of a training that goes on."""


class CompareLab(Lab):
    """Logistic regression and a network of hidden layers, each fitted to two moons."""

    name = "compare"
    summary = "A straight line and a network on two moons: scikit-learn's own, and this tutor's beside them."
    rate = 0.5
    timeout = 60.0
    """Seconds that a child process may take."""
    fields = (
        Field("noise", "number", "how far points stray from their moon", 0.2, low=0, high=1, step=0.1),
        Field("hidden", "sizes", "units in each hidden layer of the network", (16, 16), low=1, high=64),
        Field("points", "integer", "how many points there are", 600, scale="log", low=20, high=1000),
        Field("iterations", "integer", "how often the network goes through its points", 500,
              scale="log", low=50, high=1000),
        Field("seed", "integer", "which random numbers are drawn", 45, low=0, high=9999, step=1),
    )  # fmt: skip
    readouts = {
        "points": "how many points: points.all, points.train, points.test",
        "line": "this tutor's straight line: line.train, line.test, the shares right",
        "network": "this tutor's network: network.train, network.test, the shares right",
        "sklearn": "scikit-learn's own, once its child process has answered: sklearn.line, sklearn.network "
        "(the shares right of the test points), sklearn.iterations, sklearn.loss, sklearn.warning",
        "guess": "what share of the test points is right for who always answers the more frequent class",
        "sets": "on other data sets: sets.done, sets.of, sets.wins (of the network), sets.line, sets.network",
        "noise": "how far points stray from their moon",
        "iterations": "how often the network goes through its points",
    }

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        self.known: dict[Hashable, Any] = {}
        """What has been fitted, by what decided it; shared with copies."""
        self.failed: dict[Hashable, str] = {}
        """What a child process has not brought, and why."""
        self.live = False
        self._job: FitJob | None = None
        self._job_key: Hashable = None
        self._told = 0.0
        super().__init__(settings)

    def prepare(self, changed: str | None = None) -> None:
        s = self.settings
        if len(s["hidden"]) > MOST_LAYERS:
            raise FieldError(f"{len(s['hidden'])} hidden layers", f"it takes 1 to {MOST_LAYERS}")
        self._call_off()
        self.recipe = Recipe(s["points"], s["noise"], s["seed"], tuple(s["hidden"]), s["iterations"])
        self.parts = split(*self.recipe.of_line)
        X = np.vstack([self.parts.train.X, self.test.X])
        low, high = X.min(axis=0) - MARGIN, X.max(axis=0) + MARGIN
        self.extent = (float(low[0]), float(high[0]), float(low[1]), float(high[1]))
        self.grid = compare_views.grid(self.extent)
        self._not_before = time.monotonic() + (QUIET if changed else 0.0)

    @property
    def test(self) -> Dataset:
        """The points put aside."""
        assert self.parts.test is not None
        return self.parts.test

    shares = True

    @property
    def start_work(self) -> int:
        """What the network gets right may be read before it is shown."""
        return super().start_work + self.recipe.work

    def run_work(self, position: int) -> int:
        return super().run_work(position) + (SETS * self.recipe.work if position >= CONTESTS else 0)

    # Stepping

    @property
    def length(self) -> int:
        return CONTESTS

    @property
    def reached(self) -> int:
        """The position as far as it may be shown: not past what stands to be predicted."""
        stages = {"points": PARTED, "line": LINE, "sklearn": LINE, "network": NETWORK, "sets": CONTESTS}
        ends = [stages.get(path.split(".")[0], POINTS) - 1 for path in self.hidden]
        return max(POINTS, min([self.position, *ends]))

    def step(self) -> bool:
        missing = [key for key in self._wanted() if key in self.failed]
        for key in missing:
            del self.failed[key]
        return super().step() or bool(missing)

    def back(self) -> bool:
        moved = super().back()
        self._keep_only_wanted()
        return moved

    def reset(self) -> None:
        super().reset()
        self.failed.clear()
        self._keep_only_wanted()

    def seek(self, position: int) -> None:
        super().seek(position)
        self._keep_only_wanted()

    def copy(self) -> Lab:
        other = CompareLab(dict(self.settings))
        other.known = self.known
        other.failed = dict(self.failed)
        other.position = self.position
        return other

    # What runs beside

    def key(self, model: str) -> Hashable:
        """What decides about a model of scikit-learn."""
        return (model, self.recipe.of_line if model == "line" else self.recipe)

    def _wanted(self) -> list[Hashable]:
        """What the child process has to fit for what is shown now, and has not."""
        stages = {"line": LINE, "network": NETWORK}
        return [
            self.key(m)
            for m, at in stages.items()
            if at <= self.position < CONTESTS and self.key(m) not in self.known
        ]

    def _keep_only_wanted(self) -> None:
        if self._job and self._job_key not in self._wanted():
            self._call_off()

    def _call_off(self) -> None:
        running, self._job = self._job, None
        if running:
            running.cancel()

    def own(self) -> Fit:
        """The engine's network, trained as far as it is."""
        key = ("own", self.recipe)
        if key not in self.known:
            r = self.recipe
            self.known[key] = Fit(self.parts, r.hidden, r.iterations, r.seed)
        fit: Fit = self.known[key]
        if not self.live and not fit.done:
            fit.finish()
        return fit

    def contests(self) -> Contests:
        """The other data sets, as far as they are."""
        key = ("sets", self.recipe)
        if key not in self.known:
            self.known[key] = Contests(self.recipe)
        contests: Contests = self.known[key]
        if not self.live and not contests.done and self.position >= CONTESTS:
            contests.finish()
        return contests

    @property
    def waiting(self) -> str:
        if not self.live:
            return ""
        if any(key not in self.failed for key in self._wanted()):
            model = next(k for k in self._wanted() if k not in self.failed)
            what = "the straight line" if model[0] == "line" else "the network"  # type: ignore[index]
            return f"scikit-learn is fitting {what} in a process of its own: {self._seconds} s."
        if not self.own().done:
            return f"This tutor's network has gone {self.own().epochs} times through its points."
        if self.position >= CONTESTS and not self.contests().done:
            return f"Data set {len(self.contests().results) + 1} of {SETS} is being learnt."
        return ""

    @property
    def _seconds(self) -> int:
        return int(time.monotonic() - self._began) if self._job else 0

    @property
    def works(self) -> bool:
        return not self.own().done or (self.position >= CONTESTS and not self.contests().done)

    def start(self) -> None:
        self.live = True

    def poll(self) -> bool:
        now = time.monotonic()
        if now < self._not_before:
            return False
        news = self._look_after_child(now)
        mine = self.own()
        if not mine.done:
            mine.work(now + SLICE)
            news |= mine.done and self.position >= NETWORK
        elif self.position >= CONTESTS and not self.contests().done:
            before = len(self.contests().results)
            self.contests().work(now + SLICE)
            news |= len(self.contests().results) > before
        if news or now >= self._told + REDRAW:
            self._told = now
            return news or self.position >= LINE
        return False

    def _look_after_child(self, now: float) -> bool:
        """Start, follow and end the child process; True where there is news of it."""
        if self._job is None:
            todo = [key for key in self._wanted() if key not in self.failed]
            if todo:
                self._start_child(todo[0], now)
            return bool(todo)
        if self._job.poll() == "running":
            return False
        self._take(self._job, self._job_key)
        self._job = None
        return True

    def _new_job(self, key: Hashable) -> FitJob:
        model = MODELS[key[0]]  # type: ignore[index]
        return job(self.recipe, model, self.grid, self.timeout)

    def _start_child(self, key: Hashable, now: float) -> None:
        try:
            self._job, self._job_key, self._began = self._new_job(key).start(), key, now
        except JobError as error:
            self._job, self.failed[key] = None, error.reason

    def _take(self, done: FitJob, key: Hashable) -> None:
        try:
            self.known[key] = done.result()
        except JobError as error:
            self.failed[key] = error.reason
        except Cancelled:
            self.failed[key] = "it was called off"

    def wait(self) -> None:
        for key in self._wanted():
            if key not in self.failed:
                begun = self._new_job(key)
                try:
                    self.known[key] = begun.wait()
                except JobError as error:
                    self.failed[key] = error.reason

    def close(self) -> None:
        self.live = False
        self._call_off()

    # Reading

    def sklearn(self, model: str) -> Fitted | None:
        """scikit-learn's fit of "line" or "network", once it is there."""
        found: Fitted | None = self.known.get(self.key(model))
        return found

    def values(self) -> Mapping[str, Any]:
        train, test = self.parts.train, self.test
        of = {"all": len(train) + len(test), "train": len(train), "test": len(test)}
        ones = float(test.labels.mean())
        return Lazy(
            {
                "points": lambda: of,
                "line": lambda: Lazy(
                    {"train": lambda: self._of_line(train), "test": lambda: self._of_line(test)}
                ),
                "network": lambda: Lazy(
                    {"train": lambda: self._of_own(train), "test": lambda: self._of_own(test)}
                ),
                "sklearn": self._of_sklearn,
                "guess": lambda: max(ones, 1 - ones),
                "sets": self._of_sets,
                "noise": lambda: self.settings["noise"],
                "iterations": lambda: self.settings["iterations"],
            }
        )

    def _of_line(self, part: Dataset) -> float:
        return accuracy(line(*self.recipe.of_line), part)

    def _of_own(self, part: Dataset) -> float | None:
        fit = self.own()
        return accuracy(fit.net, part) if fit.done else None

    def _of_sklearn(self) -> dict[str, Any]:
        straight, network = self.sklearn("line"), self.sklearn("network")
        warned = network.warnings if network else ()
        losses = network.losses if network else None
        return {
            "line": straight.test["accuracy"] if straight else None,
            "network": network.test["accuracy"] if network else None,
            "iterations": network.iterations if network else None,
            "loss": float(losses[-1]) if losses is not None else None,
            "warning": (warned[0] if warned else "none") if network else None,
        }

    def _of_sets(self) -> dict[str, Any]:
        results = self.contests().results
        means = np.mean(results, axis=0) if results else (None, None)
        return {
            "done": len(results),
            "of": SETS,
            "wins": self.contests().wins,
            "line": means[0],
            "network": means[1],
        }

    def mistakes(self, path: str) -> dict[str, float]:
        train, test = float(len(self.parts.train)), float(len(self.test))
        match path:
            case "points.train":
                return {
                    "those put aside were counted, not those left": test,
                    "the points put aside were counted as well": train + test,
                }
            case "points.test":
                return {"those left were counted, not those put aside": train}
            case "line.test":
                share = self.readout(path)
                return {
                    "that is the share it gets wrong": 1 - share,
                    "it can only guess": 0.5,
                    "that no point lies on the wrong side was taken for granted": 1.0,
                }
            case "network.test":
                share = self.readout(path)
                return {
                    "the network can do no more than the line": self.readout("line.test"),
                    "that is the share it gets wrong": 1 - share,
                    "a network is never wrong": 1.0,
                }
        return {}

    def units(self, path: str) -> dict[str, float]:
        return units_of_share(len(self.test)) if path in SHARES else {}

    # Showing

    def draw(self) -> tuple[Figure, ...]:
        return compare_views.figures(self)

    def says(self) -> str:
        return compare_views.caption(self)

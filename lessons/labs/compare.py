"""A straight line and a network on the same points: scikit-learn's, in a child process, and the engine's."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from engine import Cancelled, Dataset
from engine.errors import JobError
from lessons.figures.worked import Working, by_hand
from lessons.format.fields import FieldError
from lessons.labs import _compare_views as compare_views
from lessons.labs._contest import Fit, Recipe, accuracy, job, line, split
from lessons.labs._plane import extent, middles
from lessons.labs.base import Knob, Lab, Learnt, Plotted, plotted, readout, units_of_share

if TYPE_CHECKING:
    from engine.baselines import FitJob, Fitted

PARTED, LINE, NETWORKS, LOSSES = STEPS = ("parted", "line", "networks", "losses")
"""What each step brings."""
MODELS = {"line": "logistic regression", "network": "network"}
SHARES = {f"{model}.test" for model in MODELS} | {f"sklearn.{model}" for model in MODELS}
"""The shares of the test points."""
MOST_LAYERS = 3
LONGEST_REASON = 60
SLICE = 0.002
"""Seconds of the engine's own training at each look."""
QUIET = 0.5
"""Seconds without a turned knob before a child process is started."""
REDRAW = 0.5
"""Seconds between pictures of a training that goes on."""


class Compare(Lab):
    """A straight line and a network on two moons: scikit-learn's own, and this tutor's beside them."""

    caption_rows = 2
    rate = 0.5
    steps = STEPS
    captions = {
        "": "Two classes of points, 0 and 1. Nothing has been learned yet.",
        PARTED: "The points kept aside are for the test. No program sees them while it learns.",
    }
    timeout = 60.0
    """Seconds that a child process may take."""
    quick = {"points": 40, "hidden": (3,), "epochs": 50}

    noise = Knob.number("how far points stray from their moon", 0.2, low=0, high=1, step=0.1)
    widths = Knob.sizes("units in each hidden layer of the network", (16, 16), name="hidden", low=1, high=64)
    count = Knob.integer("how many points there are", 600, name="points", scale="log", low=20, high=1000)
    epochs = Knob.integer("how often the network goes through its points", 500,
                          scale="log", low=50, high=1000)  # fmt: skip
    seed = Knob.integer("which random numbers are drawn", 45, low=0, high=9999)

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
        if len(self.widths) > MOST_LAYERS:
            raise FieldError(f"{len(self.widths)} hidden layers", f"it takes 1 to {MOST_LAYERS}")
        self._call_off()
        self.recipe = Recipe(self.count, self.noise, self.seed, tuple(self.widths), self.epochs)
        self.parts = split(*self.recipe.of_line)
        self.extent = extent(np.vstack([self.parts.train.X, self.test.X]))
        self.grid = middles(self.extent, compare_views.GRID)
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

    # Stepping

    def step(self) -> bool:
        missing = [key for key in self._wanted() if key in self.failed]
        for key in missing:
            del self.failed[key]
        self.changed()
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
        other = Compare(dict(self.settings))
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
        at = {"line": self.step_number(LINE), "network": self.step_number(NETWORKS)}
        keys = [self.key(model) for model, first in at.items() if first <= self.position]
        return [key for key in keys if key not in self.known]

    @property
    def _left(self) -> list[Hashable]:
        """What of that it has not failed at."""
        return [key for key in self._wanted() if key not in self.failed]

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

    no_network = ""

    @property
    def learnt_network(self) -> Learnt:
        fit = self.own()
        return Learnt(
            fit.net,
            fit.parts,
            {"learning_rate": 0.001, "optimizer": "adam", "batch": fit.trainer.batches.size},
        )

    @property
    def waiting(self) -> str:
        if not self.live:
            return ""
        if self._left:
            what = "the straight line" if self.key("line") in self._left else "the network"
            return f"scikit-learn is working on {what} too ({self._seconds} s)."
        if not self.own().done:
            return f"This tutor's network has done {self.own().epochs} epochs."
        return ""

    @property
    def _seconds(self) -> int:
        return int(time.monotonic() - self._began) if self._job else 0

    @property
    def works(self) -> bool:
        return not self.own().done

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
            news |= mine.done and self.position >= self.step_number(NETWORKS)
        if news or now >= self._told + REDRAW:
            self._told = now
            self.changed()
            return news or self.position >= self.step_number(LINE)
        return False

    def _look_after_child(self, now: float) -> bool:
        """Start, follow and end the child process; True where there is news of it."""
        if self._job is None:
            left = self._left
            if left:
                self._start_child(left[0], now)
            return bool(left)
        if self._job.poll() == "running":
            return False
        self._keep(self._job_key, self._job.result)
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

    def _keep(self, key: Hashable, fitted: Callable[[], Fitted]) -> None:
        try:
            self.known[key] = fitted()
        except JobError as error:
            self.failed[key] = error.reason
        except Cancelled:
            self.failed[key] = "it was called off"

    def wait(self) -> None:
        for key in self._left:
            self._keep(key, self._new_job(key).wait)
        self.changed()

    def close(self) -> None:
        self.live = False
        self._call_off()

    # Reading

    def fitted(self, model: str) -> Fitted | None:
        """scikit-learn's fit of "line" or "network", once it is there."""
        found: Fitted | None = self.known.get(self.key(model))
        return found

    @readout("how many points: points.all, points.train, points.test")
    def points(self) -> dict[str, int]:
        train, test = len(self.parts.train), len(self.test)
        return {"all": train + test, "train": train, "test": test}

    @readout("this tutor's straight line: line.train, line.test, the shares right")
    def line(self) -> dict[str, float]:
        net = line(*self.recipe.of_line)
        return {"train": accuracy(net, self.parts.train), "test": accuracy(net, self.test)}

    @readout("this tutor's network: network.train, network.test, the shares right")
    def network(self) -> dict[str, float | None]:
        fit = self.own()
        parts = {"train": self.parts.train, "test": self.test}
        return {name: accuracy(fit.net, part) if fit.done else None for name, part in parts.items()}

    @readout(
        "scikit-learn's own, once its child process has answered: sklearn.line, sklearn.network (the shares "
        "right of the test points), sklearn.epochs, sklearn.loss, sklearn.warning"
    )
    def sklearn(self) -> dict[str, Any]:
        straight, network = self.fitted("line"), self.fitted("network")
        warned = network.warnings if network else ()
        losses = network.losses if network else None
        return {
            "line": straight.test["accuracy"] if straight else None,
            "network": network.test["accuracy"] if network else None,
            "epochs": network.iterations if network else None,
            "loss": float(losses[-1]) if losses is not None else None,
            "warning": (warned[0] if warned else "none") if network else None,
        }

    @readout("what share of the test points is right for who always answers the more frequent class")
    def guess(self) -> float:
        ones = float(self.test.labels.mean())
        return max(ones, 1 - ones)

    # For the figures

    data = Plotted(lambda lab: {"train": lab.parts.train, "test": lab.test})
    """The points and their labels: to learn from, and put aside."""
    reach = Plotted(lambda lab: lab.extent)

    @plotted()
    def maps(self) -> dict[str, Any]:
        """What each network answers over the plane, (cells,); None where nothing is known yet."""
        theirs = self.fitted("network")
        at = theirs.probability_at if theirs else None
        return {
            "sklearn": None if at is None else np.asarray(at[:, 1]),
            "tutor": self.own().net.forward(self.grid)[:, 0],
        }

    line_map = Plotted(lambda lab: line(*lab.recipe.of_line).forward(lab.grid)[:, 0])
    """What the line answers over the plane; no network need be trained for it."""
    child = Plotted(lambda lab: {model: lab.no_answer(model) for model in MODELS})
    """Why there is no answer of scikit-learn's for each model; empty where there is one."""

    @plotted()
    def courses(self) -> dict[str, Any]:
        """The loss of each epoch: this tutor's network, and scikit-learn's."""
        theirs = self.fitted("network")
        found = theirs.losses if theirs and theirs.losses is not None else np.zeros(0)
        return {"tutor": self.own().losses, "sklearn": found}

    def no_answer(self, model: str) -> str:
        failed = self.failed.get(self.key(model))
        if failed:
            reason = failed if len(failed) <= LONGEST_REASON else failed[: LONGEST_REASON - 1] + "…"
            return f"scikit-learn gave no answer: {reason}. s tries again."
        if self.waiting:
            return f"{self.waiting} b cancels."
        return "" if self.fitted(model) else "scikit-learn has not been asked yet."

    def working(self, path: str) -> Working | None:
        points = self.points
        whole, parts = points["all"], {"points.train": "0.7", "points.test": "0.3"}
        if path not in parts:
            return None
        left = points[path.removeprefix("points.")]
        share = "fraction left" if path == "points.train" else "fraction kept aside"
        return by_hand("{} · {}", {"points": whole, share: parts[path]}, left, lambda n, share: n * share)

    def mistakes(self, path: str) -> dict[str, float]:
        train, test = float(len(self.parts.train)), float(len(self.test))
        match path:
            case "points.train":
                return {
                    "You counted those put aside. How many are left?": test,
                    "You counted the points put aside as well.": train + test,
                }
            case "points.test":
                return {"You counted those left. How many are put aside?": train}
            case "line.test":
                share = self.line["test"]
                return {
                    "That is the share it gets wrong.": 1 - share,
                    "Did you think it only guesses?": 0.5,
                    "Did you expect no point on the wrong side?": 1.0,
                }
            case "network.test":
                share = self.readout(path)
                return {
                    "Did you expect the network to do no better than the line?": self.line["test"],
                    "That is the share it gets wrong.": 1 - share,
                    "Did you expect no mistakes? The two classes overlap.": 1.0,
                }
        return {}

    def units(self, path: str) -> dict[str, float]:
        return units_of_share(len(self.test)) if path in SHARES else {}

    figures = staticmethod(compare_views.figures)
    caption = staticmethod(compare_views.caption)

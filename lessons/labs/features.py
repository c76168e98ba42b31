"""A made feature against a learned one, and how to check the number that says which is better."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

from lessons.figures import Figure
from lessons.format.fields import Field, KnobState
from lessons.labs import _features_views as features_views
from lessons.labs._draws import EARLY, FRESH_POINTS, LATE, POINTS, RULES, Run, Score, rule, run
from lessons.labs._lazy import Lazy
from lessons.labs.base import Lab, units_of_count, units_of_share

TRAINING = ("learned", "answers", "course", "inside")
"""The views in which a step is a step of gradient descent."""
TABLES = ("made", "rivals", "fresh")
VIEWS = (*TRAINING, *TABLES, "draws")


class FeaturesLab(Lab):
    """One made feature, one small network, and what their scores are worth."""

    name = "features"
    summary = "A feature made by hand against a network that learns its own, and what their scores are worth."
    caption_rows = 1
    rate = 6.0
    fields = (
        Field("draw", "integer", "which random points and weights are drawn", 1, low=1, high=9999, step=1),
        Field(
            "learning_rate",
            "number",
            "how far a step of the network goes",
            0.1,
            label="learning rate",
            scale="log",
            low=0.001,
            high=2,
        ),
        Field("stride", "integer", "steps of the network that s takes", 10, label="steps at a time",
              scale="log", low=1, high=200),
        Field("penalty", "number", "how strongly large weights are held down", 1e-4,
              scale="log", low=1e-4, high=10),
        Field(
            "view",
            "choice",
            "what is shown and stepped through",
            "learned",
            choices=VIEWS,
            turnable=False,
        ),
        Field("draws", "integer", "how many draws the view draws makes", 20, low=1, high=30, turnable=False),
    )  # fmt: skip
    readouts = {
        "points": "how many points there are",
        "ones": "how many labels are 1",
        "zeros": "how many labels are 0",
        "step": "steps that the network has learnt",
        "accuracy": "the share of the points that the network gets right now",
        "answered": "how many points the network answers 1 now",
        "answered_0": "how many points the network answers 0 now",
        "smallest": "the smallest probability of label 1 that the network gives to a point now",
        "loss": "the loss of the network now",
        "made": "the made feature as it stands: .accuracy, .fresh, .answered",
        "always": "the rule that always answers 1: .accuracy, .fresh, .answered",
        "feature": "logistic regression on the made feature: .accuracy, .fresh, .answered",
        "inputs": "logistic regression on x₀ and x₁: .accuracy, .fresh, .answered",
        "both": "logistic regression on x₀ and the made feature: .accuracy, .fresh, .answered",
        "loose": "the same with hardly any penalty, whatever the knob says: .accuracy, .fresh, .answered",
        "early": f"the network after {EARLY} steps: .accuracy, .fresh, .answered",
        "late": f"the network after {LATE} steps: .accuracy, .fresh, .answered",
        "start": "the network before its first step: .accuracy, .fresh, .answered",
        "one_from": "the first step at which the network answers 1 for every point",
        "one_to": "the last step of that stretch",
        "learns_at": "the step at which it answers 0 again",
        "fresh_points": "how many fresh points there are",
        "draws": "over the draws so far: .done, .of, .one_answer, .made_wins",
        "penalty": "what holds large weights down where a rule is fitted",
        "learning_rate": "the learning rate",
    }

    def prepare(self, changed: str | None = None) -> None:
        s = self.settings
        self.view: str = s["view"]
        self.run: Run = run(s["draw"], s["learning_rate"])
        self.rate = 1.25 if self.view in TABLES else 6.0

    def knobs(self) -> tuple[KnobState, ...]:
        """Those that change something in this view."""
        useful = {"draw"} if self.view != "draws" else {"learning_rate"}
        if self.view in TRAINING:
            useful |= {"learning_rate", "stride"}
        if self.view in ("rivals", "fresh", "draws"):
            useful |= {"penalty"}
        return tuple(k for k in super().knobs() if k.field.name in useful)

    shares = True

    @property
    def start_work(self) -> int:
        """A run of the network, and the rules fitted."""
        return 50_000_000

    @property
    def step_work(self) -> int:
        """One run more, where a step is another draw."""
        return 55_000_000 if self.view == "draws" else 10_000

    # Stepping

    @property
    def length(self) -> int:
        known = features_views.KNOWN
        lengths = {
            "made": 1,
            "rivals": len(RULES) - known,
            "fresh": len(RULES),
            "draws": self.settings["draws"],
        }
        return int(lengths.get(self.view, LATE))

    @property
    def stride(self) -> int:
        return int(self.settings["stride"]) if self.view in TRAINING else 1

    def step(self) -> bool:
        if self.done:
            return False
        target = (self.position // self.stride + 1) * self.stride
        self.position = min(target, self.length if self.end is None else self.end)
        return True

    def back(self) -> bool:
        if self.position == 0:
            return False
        self.position = (self.position - 1) // self.stride * self.stride
        return True

    def seek(self, position: int) -> None:
        self.position = max(0, min(position, self.length if self.end is None else self.end))

    @property
    def steps(self) -> int:
        """Steps that the network has learnt: those taken on this page, or as many as its score needs."""
        if self.view in TRAINING:
            return self.position
        return EARLY

    # Reading

    def score(self, name: str) -> Score:
        """How one of `RULES` does."""
        if name in ("start", "early", "late"):
            at = {"start": 0, "early": EARLY, "late": LATE}[name]
            return Score(self.run.accuracy(at), self.run.fresh_accuracy(at), self.run.answered(at))
        return rule(name, self.settings["draw"], self.settings["penalty"])

    def values(self) -> Mapping[str, Any]:
        ones = int(self.run.points.labels.sum())
        at = self.steps
        return Lazy(
            {
                "points": lambda: POINTS,
                "ones": lambda: ones,
                "zeros": lambda: POINTS - ones,
                "step": lambda: at,
                "accuracy": lambda: self.run.accuracy(at),
                "answered": lambda: self.run.answered(at),
                "answered_0": lambda: POINTS - self.run.answered(at),
                "smallest": lambda: self.run.smallest(at),
                "loss": lambda: self.run.loss(at),
                **{name: partial(self._scored, name) for name in (*RULES, "start")},
                "loose": lambda: asdict(rule("both", self.settings["draw"])),
                "one_from": lambda: self._one_answer()[0],
                "one_to": lambda: self._one_answer()[1],
                "learns_at": lambda: self._one_answer()[2],
                "fresh_points": lambda: FRESH_POINTS,
                "draws": lambda: Lazy(
                    {
                        "done": lambda: self.drawn,
                        "of": lambda: self.settings["draws"],
                        "one_answer": lambda: sum(self._one_at_early(k) for k in self.draws),
                        "made_wins": lambda: sum(self._made_wins(k) for k in self.draws),
                    }
                ),
                "penalty": lambda: self.settings["penalty"],
                "learning_rate": lambda: self.settings["learning_rate"],
            }
        )

    def _scored(self, name: str) -> dict[str, float]:
        return asdict(self.score(name))

    def _one_answer(self) -> tuple[int | None, int | None, int | None]:
        """When it first answers 1 for all points, when last, and when 0 comes back; None: never."""
        found = self.run.one_answer(LATE)
        if found is None:
            return None, None, None
        first, last = found
        return first, last, last + 1 if last < LATE else None

    # Other draws

    @property
    def drawn(self) -> int:
        """How many draws have been made."""
        return self.position if self.view == "draws" else 0

    @property
    def draws(self) -> range:
        """The draws made so far."""
        return range(1, self.drawn + 1)

    def other(self, draw: int) -> Run:
        """The run of another draw, at the same learning rate."""
        return run(draw, self.settings["learning_rate"])

    def _one_at_early(self, draw: int) -> bool:
        return self.other(draw).answered(EARLY) == POINTS

    def _made_wins(self, draw: int) -> bool:
        made = rule("both", draw, self.settings["penalty"]).fresh
        return made > self.other(draw).fresh_accuracy(LATE)

    def mistakes(self, path: str) -> dict[str, float]:
        made, always, ones = self.score("made"), self.score("always"), self.values()["ones"]
        match path:
            case "made.accuracy":
                return {
                    "that is the share it gets wrong": 1 - made.accuracy,
                    "it does no better than a coin": 0.5,
                    "that is the share of points where the feature is 1": made.answered / POINTS,
                }
            case "accuracy" | "early.accuracy":
                now = self.values()["accuracy"]
                return {
                    "that is its score before the first step": self.run.accuracy(0),
                    "that is the score of the made feature": made.accuracy,
                    "that is the share it gets wrong": 1 - now,
                    "every point is right, which no rule here manages": 1.0,
                }
            case "always.accuracy":
                return {
                    "that is the share of labels that are 0": 1 - always.accuracy,
                    "the two labels were taken to be equally many": 0.5,
                    "that is the score of the made feature": made.accuracy,
                }
            case "answered":
                return {
                    "that is how many labels are 1": float(ones),
                    "that is how many it answered 1 before its first step": float(self.run.answered(0)),
                    "that is how many points it answers 0": float(self.values()["answered_0"]),
                }
            case "learns_at":
                first, last, _ = self._one_answer()
                return {
                    "that is when it first answers 1 for every point": float(first or 0),
                    "that is the last step at which every answer is 1": float(last or 0),
                    "that is where the comparison stopped": float(EARLY),
                }
            case "feature.accuracy":
                return {
                    "that is the made feature not fitted": made.accuracy,
                    "that is what is reached with x₀ beside it": self.score("both").accuracy,
                }
            case "both.accuracy":
                return {
                    "that is what the made feature reaches alone": self.score("feature").accuracy,
                    "that is what x₀ and x₁ reach as they are": self.score("inputs").accuracy,
                }
            case "early.fresh":
                return {
                    "that is its score on the points it learnt from": self.score("early").accuracy,
                    "that is the share it gets wrong": 1 - self.score("early").fresh,
                }
            case "draws.one_answer":
                of = float(self.drawn)
                return {
                    "those are the draws in which it does not": of - self.values()["draws"]["one_answer"],
                    "what happened in one draw was taken to happen in all": of,
                    "what happened in one draw was taken for a rare chance": 1.0,
                }
        return {}

    def units(self, path: str) -> dict[str, float]:
        match path.split(".")[-1]:
            case "accuracy":
                return units_of_share(POINTS)
            case "fresh":
                return units_of_share(FRESH_POINTS)
            case "answered" | "ones" | "zeros":
                return units_of_count(POINTS)
            case "one_answer" | "made_wins" if self.drawn:
                return units_of_count(self.drawn)
        return {}

    # Showing

    def draw(self) -> tuple[Figure, ...]:
        return features_views.figures(self)

    def says(self) -> str:
        return features_views.caption(self)

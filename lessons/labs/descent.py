"""Gradient descent on a parabola."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine import landscapes
from lessons.figures import Beside, Curves, Figure, Formula, Line, Matrix, Series
from lessons.figures.worked import worked
from lessons.format.fields import Field
from lessons.labs.base import Lab, split_path
from lessons.text import decimal, short

CHART_ROWS = 9
SHOWN_ROWS = 8


class DescentLab(Lab):
    """f(w) = (w − 3)², and the path of w on it."""

    name = "descent"
    summary = "Gradient descent on f(w) = (w − 3)²: the path of w, step by step."
    step_word = "step"
    fields = (
        Field(
            "learning_rate",
            "number",
            "how far a step goes along the gradient",
            default=0.3,
            low=0,
            high=10,
            step=0.05,
        ),
        Field("start", "number", "where w starts", default=0.0, low=-100, high=100, step=0.5),
        Field("steps", "integer", "how many steps a run has", default=10, low=1, high=50, step=1),
        Field("centre", "number", "where the lowest point is", default=3.0, low=-10, high=10, turnable=False),
    )
    readouts = {
        "w": "the parameter now",
        "f": "the loss at w",
        "gradient": "the slope at w",
        "next": "w after one more step",
        "path": "w at the start and after every step so far",
        "losses": "f at each w of the path",
        "slopes": "the slope at each w of the path",
        "centre": "where the lowest point is",
        "distance": "how far w is from the lowest point",
        "factor": "what a step multiplies the distance by",
        "learning_rate": "the learning rate",
        "step": "steps taken",
    }

    def prepare(self, changed: str | None = None) -> None:
        s = self.settings
        self.landscape = landscapes.get("quadratic", centre=s["centre"])
        path = landscapes.descend(self.landscape, [s["start"]], s["steps"] + 1, "sgd", s["learning_rate"])
        self.whole = path[:, 0]
        """w at the start and after each step, and one more for `next`."""

    @property
    def length(self) -> int:
        return int(self.settings["steps"])

    @property
    def path(self) -> Any:
        return self.whole[: self.position + 1]

    def _slope(self, w: float) -> float:
        return float(self.landscape.gradient([w])[0])

    def f(self, w: Any) -> Any:
        return self.landscape.value(np.asarray(w, dtype=np.float64)[..., None])

    def values(self) -> Mapping[str, Any]:
        w = float(self.whole[self.position])
        return {
            "w": w,
            "f": float(self.f(w)),
            "gradient": self._slope(w),
            "next": float(self.whole[self.position + 1]),
            "path": self.path,
            "losses": self.f(self.path),
            "slopes": np.array([self._slope(w) for w in self.path]),
            "centre": self.settings["centre"],
            "distance": abs(w - self.settings["centre"]),
            "factor": 1 - 2 * self.settings["learning_rate"],
            "learning_rate": self.settings["learning_rate"],
            "step": self.position,
        }

    def mistakes(self, path: str) -> dict[str, float]:
        v = self.values()
        rate = self.settings["learning_rate"]
        if path == "gradient":
            return {
                "the factor 2 was left out": v["gradient"] / 2,
                "that is the loss, not its slope": v["f"],
            }
        if path in ("w", "next") or path.startswith("path["):
            step = self._step_of(path)
            if step < 1:
                return {}
            before, after = self.whole[step - 1], self.whole[step]
            slope = self._slope(before)
            return {
                "the gradient was added, not taken away": float(before + rate * slope),
                "the learning rate was left out": float(before - slope),
                "the old w was forgotten": float(after - before),
                "the factor 2 of the slope was left out": float(before - rate * slope / 2),
                "w had not moved yet": float(before),
            }
        if path == "factor":
            return {"the factor 2 was left out": 1 - rate}
        return {}

    def _step_of(self, path: str) -> int:
        """The step that leads to the w that `w`, `next` or `path[k]` names."""
        match split_path(path):
            case [_, int(k)]:
                return k % len(self.path)
            case ["next"]:
                return self.position + 1
            case _:
                return self.position

    # Showing

    def figures(self) -> tuple[Figure, ...]:
        return (Beside((self._chart(), self._table()), shares=(4, 3)), Formula("", (self._formula(),)))

    def _chart(self) -> Curves:
        centre = self.settings["centre"]
        secret = self.is_hidden("w") or self.is_hidden("f")
        path = self.path[:-1] if secret else self.path
        reach = float(max(4.0, np.abs(self.whole[: self.position + 1] - centre).max() * 1.1))
        w = np.linspace(centre - reach, centre + reach, 121)
        return Curves(
            "loss f(w)",
            (
                Series("f(w)", w, self.f(w), role="muted"),
                Series("path", path, self.f(path), role="accent", style="path"),
            ),
            x_label="w",
            y_label="f(w)",
            height=CHART_ROWS,
            marker=None if secret else (float(path[-1]), float(self.f(path[-1]))),
        )

    def _table(self) -> Matrix:
        first = max(0, len(self.path) - SHOWN_ROWS)
        steps = range(first, len(self.path))
        hides = {path: self.is_hidden(path) for path in ("w", "f", "gradient")}
        rows = tuple(
            (
                None if hides["w"] and k == self.position else float(self.path[k]),
                None if hides["f"] and k == self.position else float(self.f(self.path[k])),
                short(None if hides["gradient"] and k == self.position else self._slope(self.path[k])),
            )
            for k in steps
        )
        blank = tuple(("", "", "") for _ in range(SHOWN_ROWS - len(rows)))
        return Matrix(
            "",
            rows + blank,
            row_labels=tuple(str(k) for k in steps) + ("",) * len(blank),
            column_labels=("w", "f(w)", "slope"),
            highlight=frozenset({(len(rows) - 1, 0)}),
            digits=4,
            brackets=False,
        )

    def _formula(self) -> Line:
        if self.position == 0:
            return Line("w ← w − learning rate · slope", "future")
        before, after = self.whole[self.position - 1], self.shown("w")
        operands = (before, self.settings["learning_rate"], self._slope(before))
        text = worked("w ← {} − {}·{:()} = {}", operands, after, lambda w, rate, slope: w - rate * slope)
        return Line(text, "now")

    def caption(self) -> str:
        rate, factor = self.settings["learning_rate"], 1 - 2 * self.settings["learning_rate"]
        if self.position == 0:
            return f"w starts at {decimal(self.shown('w'), 0)}. Each step goes against the slope."
        if self.whole[0] == self.settings["centre"]:
            return "The slope is 0 at the lowest point: w has no reason to move."
        at = f"Step {self.position} of {self.length}."
        if rate == 0:
            return f"{at} With a learning rate of 0, w never moves."
        if rate > 1:
            return (
                f"{at} It diverges: each step jumps over the lowest point and lands "
                f"{short(abs(factor))} times as far from it, up the slope."
            )
        if rate == 1:
            return f"{at} Each step lands just as far away on the other side: w swings for ever."
        if factor < 0:
            return f"{at} w jumps from side to side; the distance shrinks to {short(-factor)} of itself."
        if factor == 0:
            return f"{at} On this curve a learning rate of 0.5 reaches the lowest point in one step."
        return f"{at} The distance to the lowest point shrinks to {short(factor)} of itself at each step."

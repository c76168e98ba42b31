"""Loss functions: how wrong a prediction is, and which way it is told to move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from engine import activations, losses
from lessons.figures import Cell, Curves, Figure, Floats, Formula, Line, Matrix, Series
from lessons.figures.worked import worked
from lessons.format.fields import Field, FieldError, KnobState
from lessons.labs._losses_nets import RUN, descend, regularised
from lessons.labs._losses_slips import slips
from lessons.labs.base import Lab, split_path
from lessons.text import decimal, number, short

MSE, BCE, CCE, COMPARE, LEARN, L2 = "mse", "bce", "cce", "compare", "learn", "l2"
KNOBS = {
    MSE: ("predictions", "targets"),
    BCE: ("p", "y"),
    CCE: ("scores", "true_class"),
    COMPARE: ("y",),
    LEARN: ("z", "rate", "y"),
    L2: ("weights", "penalty_rate"),
}
"""What can be turned in each view."""
ERRORS = (0.1, 0.5, 0.9, 0.99, 0.999)
"""How far off the predictions are that the losses are compared on."""
SWEEP = np.linspace(0.005, 0.995, 199)
BLANK = "     ·"
"""Stands for a number to come, as wide as the number."""


class LossesLab(Lab):
    """MSE, BCE, CCE and the L2 penalty: one of them at a time, or side by side."""

    name = "losses"
    summary = "Loss functions: MSE, BCE, CCE and the L2 penalty, their gradients, and how they learn."
    step_word = "step"
    caption_rows = 1
    fields = (
        Field("predictions", "vector", "what was predicted", [2.7, -0.1, 2.0], low=-100, high=100, digits=1),
        Field("targets", "vector", "what was right", [2.5, 0.0, 2.1], low=-100, high=100, digits=1),
        Field("p", "number", "the probability of yes", 0.9, low=0.001, high=0.999, step=0.05, digits=3),
        Field("y", "integer", "the right answer: 1 for yes, 0 for no", 1, low=0, high=1, step=1),
        Field("scores", "vector", "a score a class", [2.0, 1.0, 0.0], low=-50, high=50, step=0.5, digits=1),
        Field("true_class", "integer", "which class is right", 1, label="true class", low=0, high=4, step=1),
        Field("z", "number", "where both sums start", -6.0, low=-10, high=10, step=0.5, digits=1),
        Field("rate", "number", "the learning rate", 1.0, label="learning rate", low=0, high=10, step=0.5),
        Field("weights", "vector", "the weights", [1.0, -2.0, 0.5], low=-100, high=100, step=0.5, digits=1),
        Field("penalty_rate", "number", "its factor", 0.1, label="λ", scale="log", low=1e-3, high=10),
        Field("view", "choice", "what is shown and stepped", MSE, choices=tuple(KNOBS), turnable=False),
    )  # fmt: skip
    readouts = {
        "differences": "predictions minus targets",
        "squares": "the squares of the differences",
        "mse": "mean squared error: the mean of the squares",
        "mse_gradient": "the slope of MSE by each prediction",
        "p": "the probability of yes now",
        "y": "the right answer",
        "bce": "binary cross-entropy of p",
        "bce_gradient": "the slope of BCE by p",
        "probabilities": "softmax of the scores",
        "cce": "categorical cross-entropy: −log of the true class's probability",
        "score_gradient": "the slope of CCE by each score",
        "squared": "MSE of predictions 0.1, 0.5, 0.9, 0.99 and 0.999 off",
        "crossed": "BCE of the same predictions",
        "z": "where the sums stand now: z.mse, z.bce",
        "learnt": "p after the steps so far: learnt.mse, learnt.bce",
        "pull": "the gradient that reaches z now: pull.mse, pull.bce",
        "start": "before any step: start.p, .bce; .z, .learnt, and the gradients .pull_mse, .pull_bce",
        "steps": "the steps of gradient descent in a run",
        "penalty": "the L2 penalty ½λΣw²",
        "penalty_gradient": "what it adds to the gradient of each weight",
        "total": "MSE plus the penalty",
    }

    def prepare(self, changed: str | None = None) -> None:
        s = self.settings
        if len(s["predictions"]) != len(s["targets"]) or not 1 <= len(s["targets"]) <= 4:
            raise FieldError(
                "predictions and targets do not pair up", "give as many of one as of the other, up to 4"
            )
        if not 2 <= len(s["scores"]) <= 4:
            raise FieldError(f"'scores' has {len(s['scores'])} numbers", "give from 2 to 4")
        if s["true_class"] >= len(s["scores"]):
            raise FieldError(
                f"there is no class {s['true_class']}", f"the last one is {len(s['scores']) - 1}"
            )
        if not 1 <= len(s["weights"]) <= 6:
            raise FieldError(f"'weights' has {len(s['weights'])} numbers", "give from 1 to 6")
        self.paths = {name: descend(name, s["z"], s["y"], s["rate"]) for name in (MSE, BCE)}
        wrong = np.array(ERRORS)
        self.compared = 1 - wrong if s["y"] else wrong

    @property
    def length(self) -> int:
        s = self.settings
        match s["view"]:
            case "mse" | "cce":
                return 4
            case "compare":
                return len(ERRORS)
            case "learn":
                return RUN
            case "l2":
                return 3
            case _:
                room = s["p"] - 0.1 if s["y"] else 0.9 - s["p"]
                return max(0, int(room / 0.1 + 1e-6))

    @property
    def p(self) -> float:
        """The knob's p, and a tenth further off for each step."""
        s = self.settings
        steps = self.position if s["view"] == BCE else 0
        return float(round(s["p"] - steps * 0.1 * (1 if s["y"] else -1), 10))

    def knobs(self) -> tuple[KnobState, ...]:
        wanted = KNOBS[self.settings["view"]]
        return tuple(knob for knob in super().knobs() if knob.field.name in wanted)

    def values(self) -> Mapping[str, Any]:
        s, y = self.settings, [self.settings["y"]]
        mse, bce = losses.get("mse"), losses.get("bce")
        scores = s["scores"][None, :]
        at = self.position if s["view"] == LEARN else 0
        path = {name: states[at] for name, states in self.paths.items()}
        net = regularised(s["weights"])
        penalty = float(net.penalize(0.0, s["penalty_rate"]))
        loss = mse.value(s["predictions"], s["targets"])
        cce, true = losses.get("cce", from_logits=True), np.array([s["true_class"]])
        return {
            "differences": s["predictions"] - s["targets"],
            "squares": mse.per_element(s["predictions"], s["targets"])[:, 0],
            "mse": loss,
            "mse_gradient": mse.gradient(s["predictions"], s["targets"])[:, 0],
            "p": self.p,
            "y": s["y"],
            "bce": bce.value([self.p], y),
            "bce_gradient": float(bce.gradient([self.p], y)[0, 0]),
            "probabilities": activations.get("softmax")(s["scores"]),
            "cce": cce.value(scores, true),
            "score_gradient": cce.gradient(scores, true)[0],
            "squared": mse.per_element(self.compared, y * len(ERRORS))[:, 0],
            "crossed": bce.per_element(self.compared, y * len(ERRORS))[:, 0],
            "z": {name: state[0] for name, state in path.items()},
            "learnt": {name: state[1] for name, state in path.items()},
            "pull": {name: state[2] for name, state in path.items()},
            "start": {
                "p": s["p"],
                "bce": bce.value([s["p"]], y),
                "z": s["z"],
                "learnt": self.paths[BCE][0][1],
                "pull_mse": self.paths[MSE][0][2],
                "pull_bce": self.paths[BCE][0][2],
            },
            "steps": RUN,
            "penalty": penalty,
            "penalty_gradient": net.layers[0].dW[:, 0].copy(),
            "total": loss + penalty,
        }

    def mistakes(self, path: str) -> dict[str, float]:
        return slips(path, self.settings, self.values())

    # Showing

    def draw(self) -> tuple[Figure, ...]:
        return getattr(self, f"_{self.settings['view']}")()  # type: ignore[no-any-return]

    def _cells(self, values: Iterable[Any], at: int, digits: int) -> list[Cell]:
        """Numbers that a step computes: blank before it, `?` where they stand to be predicted."""
        if self.position < at:
            return [BLANK for _ in values]
        return [None if value is None else decimal(value, digits) for value in values]

    def _asked(self, *names: str) -> bool:
        """Whether one of these readouts, or a part of one, stands to be predicted."""
        return any(split_path(path)[0] in names for path in self.hidden)

    def _masked(self, values: Floats, *names: str) -> list[float | None]:
        """The values, or nothing where they would tell what is asked."""
        return [None if self._asked(*names) else float(value) for value in values]

    def _mse(self) -> tuple[Figure, ...]:
        v = self.values()
        columns = (
            [decimal(x) for x in self.settings["predictions"]],
            [decimal(x) for x in self.settings["targets"]],
            self._cells(v["differences"], 1, 2),
            self._cells(self._masked(v["squares"], "mse"), 2, 4),
            self._cells(v["mse_gradient"], 4, 4),
        )
        mean = ["", "", "", *self._cells(self._masked(np.array([v["mse"]]), "mse"), 3, 4), ""]
        n = len(self.settings["targets"])
        shade = {
            1: [(i, 2) for i in range(n)],
            2: [(i, 3) for i in range(n)],
            3: [(n, 3)],
            4: [(i, 4) for i in range(n)],
        }
        table = Matrix(
            "",
            (*zip(*columns, strict=True), tuple(mean)),
            row_labels=(*(f"sample {i}" for i in range(n)), "mean"),
            column_labels=("predicted", "target", "difference", "square", "gradient"),
            highlight=frozenset(shade.get(self.position, ())),
            brackets=False,
        )
        return (table,)

    def _bce(self) -> tuple[Figure, ...]:
        v, y, bce = self.values(), self.settings["y"], losses.get("bce")
        asked = self._asked("bce", "bce_gradient")
        q = "p" if y else "1 − p"
        inner = self.p if y else 1 - self.p
        chart = Curves(
            f"BCE where the right answer is {y}",
            (Series("BCE", SWEEP, bce.per_element(SWEEP, np.full(len(SWEEP), y))[:, 0]),),
            x_label="p",
            y_label="BCE",
            height=8,
            x_range=(0.0, 1.0),
            y_range=(0.0, 5.0),
            marker=None if asked else (self.p, v["bce"]),
        )
        gradient = None if asked else v["bce_gradient"]
        first = f"loss     = −log({q}) = −log({{}}) = {{}}"
        second = "gradient = −1/p = −1/{} = {}" if y else "gradient = 1/(1 − p) = 1/{} = {}"
        lines = (
            Line(worked(first, [inner], self.shown("bce"), lambda q: -np.log(q), least=1, most=6)),
            Line(worked(second, [inner], gradient, lambda q: (-1 if y else 1) / q, least=1)),
        )
        return (chart, Formula("", lines))

    def _cce(self) -> tuple[Figure, ...]:
        s, v, at = self.settings, self.values(), self.position
        true, n = s["true_class"], len(s["scores"])
        asked = self._asked("score_gradient")
        target = [float(i == true) for i in range(n)]
        loss = self._cells([None if self._asked("cce") else v["cce"]], 3, 4)[0]
        columns = (
            [decimal(x, 1) for x in s["scores"]],
            self._cells(v["probabilities"], 1, 4),
            self._cells(target, 2, 0),
            [loss if i == true else "" for i in range(n)],
            self._cells([None if asked else g for g in v["score_gradient"]], 4, 4),
        )
        table = Matrix(
            "",
            tuple(zip(*columns, strict=True)),
            row_labels=tuple(f"class {i}" for i in range(n)),
            column_labels=("score", "p", "target y", "−log p", "p − y"),
            highlight=frozenset((i, at) for i in range(n)) if at else frozenset(),
            brackets=False,
        )
        return (table,)

    def _compare(self) -> tuple[Figure, ...]:
        v, y = self.values(), self.settings["y"]
        mse, bce, cce = losses.get("mse"), losses.get("bce"), losses.get("cce")
        rows: list[tuple[Cell, ...]] = []
        for i, p in enumerate(self.compared):
            two = cce.value([[1 - p, p]], np.array([y]))
            slopes = [float(loss.gradient([p], [y])[0, 0]) for loss in (mse, bce)]
            numbers = self._cells([v["squared"][i], v["crossed"][i], two, *slopes], i + 1, 4)
            hidden = [self.is_hidden(f"{name}[{i}]") for name in ("squared", "crossed")]
            if any(hidden):
                numbers = [None] * len(numbers)
            rows.append((number(p, 3), *numbers))
        table = Matrix(
            f"The right answer is {y}",
            tuple(rows),
            column_labels=("p", "MSE", "BCE", "CCE", "MSE slope", "BCE slope"),
            row_labels=tuple(f"off by {short(e)}" for e in ERRORS),
            highlight=frozenset((self.position - 1, j) for j in range(6)) if self.position else frozenset(),
            brackets=False,
        )
        return (table,)

    def _learn(self) -> tuple[Figure, ...]:
        at = self.position
        series = tuple(
            Series(
                name.upper(),
                np.arange(at + 1.0),
                np.array([state[1] for state in path[: at + 1]]),
                "negative" if name == MSE else "accent",
            )
            for name, path in self.paths.items()
        )
        chart = Curves("p, learning from one sample", series, "step", "p", 9, (0.0, float(RUN)), (0.0, 1.0))
        y = self.settings["y"]
        lines = tuple(
            Line(
                worked(
                    f"gradient at z under {name.upper()}: {formula} = {{1}}; p = {{0}}",
                    [self.paths[name][at][1]],
                    None if self.is_hidden(f"pull.{name}") else self.paths[name][at][2],
                    slope,
                    least=4,
                )
            )
            for name, formula, slope in (
                (MSE, f"2(p − {y})·p(1 − p)", lambda p: 2 * (p - y) * p * (1 - p)),
                (BCE, f"p − {y}", lambda p: p - y),
            )
        )
        return (chart, Formula("", lines))

    def _l2(self) -> tuple[Figure, ...]:
        s, v, at = self.settings, self.values(), self.position
        n, asked = len(s["weights"]), self._asked("penalty", "total")
        rows = (
            tuple(decimal(w) for w in s["weights"]),
            tuple(self._cells(self._masked(s["weights"] ** 2, "penalty"), 1, 4)),
            tuple(self._cells(v["penalty_gradient"], 3, 4)),
        )
        table = Matrix(
            "",
            rows,
            row_labels=("weight", "square", "gradient λw"),
            column_labels=tuple(f"w[{i}]" for i in range(n)),
            highlight=frozenset(({1: 1, 3: 2}[at], j) for j in range(n)) if at in (1, 3) else frozenset(),
            brackets=False,
        )
        squares = None if asked else float((s["weights"] ** 2).sum())
        penalty, total = (None if asked else v[k] for k in ("penalty", "total"))
        first, second = "penalty = ½ · λ · sum of squares", "total   = MSE + penalty"
        if at >= 2:
            operands = [s["penalty_rate"], squares]
            first = worked(
                "penalty = ½ · {} · {} = {}", operands, penalty, lambda rate, sum_: rate * sum_ / 2
            )
            second = worked(
                "total   = {} + {} = {}", [v["mse"], penalty], total, lambda mse, more: mse + more
            )
        lines = (Line(first, "now" if at == 2 else "past"), Line(second))
        return (table, Formula("", lines))

    def says(self) -> str:
        at, v, s = self.position, self.values(), self.settings
        match s["view"]:
            case "bce":
                if self._asked("bce", "bce_gradient"):
                    return "The loss of one probability, and its slope."
                way = "up" if v["bce_gradient"] < 0 else "down"
                return f"The slope tells p to go {way}. Each step moves p further off instead."
            case "compare":
                return "Each step takes a prediction that is further off."
            case "learn":
                if at == 0:
                    return f"Both start at z = {short(s['z'])}. Each step is one step of gradient descent."
                if self._asked("learnt"):
                    return f"Step {at} of {RUN}."
                under = [f"{number(v['learnt'][name], 4)} under {name.upper()}" for name in (MSE, BCE)]
                return f"Step {at} of {RUN}: p is {' and '.join(under)}."
        return _STEPS[s["view"]][at]


_STEPS: Mapping[str, tuple[str, ...]] = {
    MSE: (
        "Nothing is computed yet.",
        "Predicted minus target.",
        "Squared: no minus sign is left, and large errors count for more.",
        "The mean of the squares is the loss.",
        "The slope by each prediction: twice the difference, over how many there are.",
    ),
    CCE: (
        "Nothing is computed yet.",
        "Softmax turns the scores into probabilities.",
        "The target: 1 for the true class, 0 for the others.",
        "The loss is −log of the true class's probability. The others do not enter.",
        "The slope by each score: p − y.",
    ),
    L2: (
        "Nothing is computed yet.",
        "Each weight squared. Biases take no part.",
        "Half of λ times their sum is the penalty.",
        "The penalty adds λ·w to each gradient: it pulls towards 0.",
    ),
}
"""What each step says, where it needs no number."""

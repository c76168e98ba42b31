"""One figure of every kind, and a few that are hard to draw."""

from __future__ import annotations

import numpy as np

from lessons.figures import (
    Beside,
    Curves,
    Diagram,
    Equation,
    Figure,
    Graph,
    Matrix,
    Operation,
    Series,
    Surface,
    Unit,
    matrix,
)
from lessons.figures.gallery import (
    arrows,
    bars,
    confusion,
    correlations,
    equation,
    formula,
    graph,
    network,
    panes,
    pictured,
    regions,
    scatter,
    spiked,
    table,
    tape,
    two_moons,
    valley,
)


def loss(steps: int = 60, height: int = 10) -> Curves:
    x = np.arange(steps, dtype=float)
    train = 0.69 * np.exp(-x / 25) + 0.05 + 0.012 * np.sin(1.7 * x)
    test = 0.69 * np.exp(-x / 28) + 0.11 + 0.0008 * x
    return Curves(
        "Loss",
        (Series("training", x, train, "accent"), Series("test", x, test, "negative")),
        x_label="step",
        y_label="loss",
        height=height,
        x_range=(0, 100),
        y_range=(0, 0.8),
    )


def activation() -> Curves:
    x = np.linspace(-4, 4, 161)
    return Curves(
        "tanh and its slope",
        (Series("tanh z", x, np.tanh(x)), Series("slope", x, 1 - np.tanh(x) ** 2, "positive")),
        x_label="z",
        y_label="a",
        marker=(1.0, float(np.tanh(1.0))),
    )


def descent() -> Curves:
    w = np.linspace(-2, 4, 121)
    at = np.array([3.6, 2.3, 1.65, 1.3, 1.15])
    return Curves(
        "Gradient descent",
        (
            Series("L(w)", w, (w - 1) ** 2 + 0.5, "muted"),
            Series("steps", at, (at - 1) ** 2 + 0.5, style="path"),
        ),
        x_label="w",
        y_label="loss",
        marker=(1.15, 0.5225),
    )


def field(phase: float = 0.0, height: int = 12) -> Surface:
    points, classes = two_moons()
    x, y = np.meshgrid(np.linspace(-1.5, 2.5, 60), np.linspace(-1.2, 1.7, 40))
    z = 3 * (np.sin(1.9 * x - 0.7 + phase) * -0.55 + 0.25 - y)
    return Surface(
        "What the network answers",
        1 / (1 + np.exp(-3 * z)),
        (-1.5, 2.5, -1.2, 1.7),
        points,
        classes,
        ("upper", "lower"),
        height,
    )


def weights() -> Matrix:
    return matrix("W₁ (2×2)", [[0.3, -0.1], [0.25, 0.4]], highlight=frozenset({(1, 0), (1, 1)}))


def batch_equation() -> Equation:
    rows = [[0.2, -0.4], [1.0, 0.5], [-0.3, 0.8]]
    return Equation(
        "A batch of three",
        (
            matrix("X (3×2)", rows),
            "·",
            matrix("W (2×2)", [[0.3, 0.25], [-0.1, 0.4]]),
            "+",
            matrix("b", [[0.0, 0.05]]),
            "=",
            matrix("Z (3×2)", [[0.1, -0.11], [0.25, None], [-0.17, 0.245]]),
        ),
    )


def small_network() -> Diagram:
    return Diagram(
        "A network of 2-2-1",
        (
            (Unit("x₀", 0.2), Unit("x₁", -0.4)),
            (Unit("h₀", 0.1), Unit("h₁", None, "now")),
            (Unit("ŷ", "", "future"),),
        ),
        ("input", "hidden", "output"),
        (np.array([[0.3, 0.25], [-0.1, 0.4]]), np.array([[0.7], [-0.5]])),
    )


def training() -> Beside:
    return Beside((field(), loss(height=12)))


def deep_graph() -> Graph:
    """A computation that goes so deep that its edges pass other columns."""
    ops = [Operation("x", "x", 0.5, 1.8), Operation("b", "b", 0.25, 1.3)]
    names = ("x·x", "x·x + b", "(x·x + b)·x", "the sum")
    for k, (name, of) in enumerate(zip(names, ((0, 0), (2, 1), (3, 0), (4, 0)), strict=True)):
        state = "now" if k == 2 else "future" if k == 3 else "past"
        ops.append(Operation(name, "+" if k % 2 else "×", 0.25 * (k + 1), 1.0, of, (0.5, 1.0), state))
    return Graph("", tuple(ops))


def every() -> dict[str, Figure]:
    """All of them by name."""
    return {
        "loss": loss(),
        "activation": activation(),
        "descent": descent(),
        "spiked": spiked(),
        "arrows": arrows(),
        "bars": bars(),
        "scatter": scatter(),
        "field": field(),
        "regions": regions(),
        "valley": valley(),
        "matrix": weights(),
        "table": table(),
        "confusion": confusion(),
        "correlations": correlations(),
        "equation": equation(),
        "batch equation": batch_equation(),
        "formula": formula(),
        "tape": tape(),
        "graph": graph(),
        "deep graph": deep_graph(),
        "2-2-1": small_network(),
        "2-4-1": network(2, 4, 1),
        "2-16-16-1": network(2, 16, 16, 1),
        "3-4": network(3, 4),
        "pictured": pictured(),
        "panes": panes(),
        "training": training(),
    }

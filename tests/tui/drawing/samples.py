"""One figure of every kind, and a few that are hard to draw."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from lessons.figures import (
    Bars,
    Beside,
    Curves,
    Diagram,
    Equation,
    Figure,
    Formula,
    Line,
    Matrix,
    Node,
    Scatter,
    Series,
    Surface,
    Tape,
    Unit,
    matrix,
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


def spiked() -> Curves:
    """A loss with one spike, the same for both sets at first, beside the run before."""
    x = np.arange(40.0)
    train = 0.6 * np.exp(-x / 12) + 0.1
    train[22] = 12.5
    test = np.where(x < 20, train, train + 0.1)
    before = Series("before", x, 0.7 - 0.01 * x)
    return Curves(
        "Loss",
        (Series("training", x, train), Series("test", x, test, "negative")),
        "batch",
        "loss",
        earlier=(before,),
    )


def bars() -> Bars:
    return Bars("Scores", ("cat", "dog", "horse", "owl"), (2.1, -1.4, None, 0.02), highlight=frozenset({1}))


def two_moons(n: int = 60) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    t = np.linspace(0, np.pi, n // 2)
    outer = np.c_[np.cos(t), np.sin(t)]
    inner = np.c_[1 - np.cos(t), 0.5 - np.sin(t)]
    return np.r_[outer, inner] + rng.normal(0, 0.08, (n, 2)), np.repeat([0.0, 1.0], n // 2)


def scatter() -> Scatter:
    points, classes = two_moons()
    return Scatter("Two moons", points, classes, ("upper", "lower"))


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


def regions() -> Surface:
    """The answers of three classes."""
    centres = np.array([[-0.7, -0.5], [0.8, -0.3], [0.0, 0.8]])
    x, y = np.meshgrid(np.linspace(-1.5, 1.5, 30), np.linspace(-1.2, 1.2, 20))
    scores = np.stack([-4 * ((x - a) ** 2 + (y - b) ** 2) for a, b in centres], axis=-1)
    exp = np.exp(scores)
    points = np.concatenate(
        [c + np.random.default_rng(k).normal(0, 0.2, (8, 2)) for k, c in enumerate(centres)]
    )
    names = ("iris", "lily", "rose")
    probabilities = exp / exp.sum(axis=-1, keepdims=True)
    return Surface(
        "Three classes", probabilities, (-1.5, 1.5, -1.2, 1.2), points, np.repeat([0.0, 1, 2], 8), names
    )


def valley() -> Surface:
    """A loss over two weights, with the way of gradient descent upon it."""
    w, b = np.meshgrid(np.linspace(-2, 2, 41), np.linspace(-1, 1, 31))
    way = [np.array([-1.7, 0.9])]
    for _ in range(8):
        way.append(way[-1] - np.array([0.15, 0.3]) * way[-1] * np.array([1.0, 5.0]))
    path = Series("steps", np.array(way)[:, 0], np.array(way)[:, 1], style="path")
    return Surface(
        "The loss over w and b",
        0.5 * w**2 + 2.5 * b**2 + 0.1,
        (-2.0, 2.0, -1.0, 1.0),
        names=(),
        x_label="w",
        y_label="b",
        z_label="loss",
        contours=(0.25, 0.5, 1.0, 2.0, 3.0),
        overlays=(path,),
        marker=(float(way[-1][0]), float(way[-1][1])),
    )


def weights() -> Matrix:
    return matrix("W₁ (2×2)", [[0.3, -0.1], [0.25, 0.4]], highlight=frozenset({(1, 0), (1, 1)}))


def table() -> Matrix:
    return Matrix(
        "Truth table",
        ((0.0, 0.0, 0.0), (0.0, 1.0, 1.0), (1.0, 0.0, None)),
        row_labels=("a", "b", "c"),
        column_labels=("x₀", "x₁", "y"),
        digits=0,
        brackets=False,
    )


def confusion() -> Matrix:
    """Counts in shades, with the names of both axes."""
    return Matrix(
        "Answers",
        ((41.0, 3.0, 0.0), (5.0, 38.0, "?"), ("·", 6.0, 44.0)),
        ("cat", "dog", "owl"),
        ("cat", "dog", "owl"),
        digits=0,
        brackets=False,
        shaded="rising",
        across="answered",
        down="true",
    )


def correlations() -> Matrix:
    """Weights of either sign in shades, between brackets."""
    cells = [[0.9, -0.4, 0.1], [-0.8, 0.3, -0.1]]
    return matrix("W", cells, shaded="signed", highlight=frozenset({(0, 1)}))


def equation() -> Equation:
    return Equation(
        "",
        (
            weights(),
            "·",
            matrix("x (2)", [0.2, -0.4], highlight=frozenset({(0, 0), (1, 0)})),
            "+",
            matrix("b (2)", [0.0, 0.05]),
            "=",
            matrix("z (2)", [0.1, None], highlight=frozenset({(1, 0)})),
        ),
    )


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


def formula() -> Formula:
    return Formula(
        "The first hidden unit",
        (
            Line("z₁[0] = W₁[0,0]·x₀ + W₁[0,1]·x₁ + b₁[0]"),
            Line("      = 0.30·0.20 + (−0.10)·(−0.40) + 0.00 = 0.10", "now"),
            Line("a₁[0] = σ(z₁[0]) = ?", "future"),
        ),
    )


def tape() -> Tape:
    return Tape(
        "Backwards through one neuron",
        (
            Node("x", "input", 2.0, -0.5),
            Node("w", "weight", -3.0, 0.3333),
            Node("n", "x·w", -6.0, 0.1666, "now"),
            Node("o", "σ(n)", 0.0025, 1.0),
            Node("L", "(o − y)²", None, "", "future"),
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


def network(*sizes: int) -> Diagram:
    rng = np.random.default_rng(1)
    letters = ["x", *["h"] * (len(sizes) - 2), "y"]
    return Diagram(
        "-".join(map(str, sizes)),
        tuple(
            tuple(Unit(f"{letter}{i}", float(rng.normal())) for i in range(n))
            for letter, n in zip(letters, sizes, strict=True)
        ),
        ("input", *[f"hidden {i + 1}" for i in range(len(sizes) - 2)], "output"),
        tuple(rng.normal(size=pair) for pair in pairwise(sizes)),
    )


def pictured() -> Diagram:
    """A network in which each unit shows what it answers."""
    net = network(2, 3, 1)
    x, y = np.meshgrid(np.linspace(-1, 1, 12), np.linspace(-1, 1, 12))
    grids = [np.tanh(3 * (a * x + b * y)) for a, b in ((1, 0), (0, 1), (0.7, 0.7), (-0.7, 0.7))]
    shown = iter(
        Surface("", grid, (-1, 1, -1, 1), names=(), span=(-1, 1), z_label="answer") for grid in grids
    )
    columns = (net.columns[0], *(tuple(replace(u, picture=next(shown)) for u in c) for c in net.columns[1:]))
    return replace(net, title="What each unit answers", columns=columns, height=14)


def training() -> Beside:
    return Beside((field(), loss(height=12)))


def every() -> dict[str, Figure]:
    """All of them by name."""
    return {
        "loss": loss(),
        "activation": activation(),
        "descent": descent(),
        "spiked": spiked(),
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
        "2-2-1": small_network(),
        "2-4-1": network(2, 4, 1),
        "2-16-16-1": network(2, 16, 16, 1),
        "3-4": network(3, 4),
        "pictured": pictured(),
        "training": training(),
    }

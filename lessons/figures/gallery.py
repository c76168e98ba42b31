"""A figure of every kind, for who writes a lab to look at: what `nntutor labs --figures` prints."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np

from lessons.figures import (
    Bars,
    Curves,
    Diagram,
    Equation,
    Fields,
    Floats,
    Formula,
    Graph,
    Line,
    Matrix,
    Node,
    Operation,
    Panes,
    Scatter,
    Series,
    Surface,
    Tape,
    Unit,
    matrix,
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


def arrows() -> Curves:
    """Arrows round one that is their mean."""
    tips = np.random.default_rng(1).normal((1.0, 0.5), 0.4, (12, 2))
    (x, y), (u, v) = (np.vstack([np.zeros(2), ends]).T for ends in (tips, tips.mean(axis=0)))
    series = (Series("of a batch", x, y, "muted", "arrows"), Series("of all", u, v, style="arrows"))
    return Curves("Gradients", series, "w[0]", "w[1]")


def fields() -> Fields:
    """A network of which every unit is a picture of what it answers."""
    x, y = np.meshgrid(np.linspace(-1, 1, 24), np.linspace(-1, 1, 24))
    first = [np.tanh(4 * (np.cos(a) * x + np.sin(a) * y)) for a in (0.4, 1.5, 2.6)]

    def unit(name: str, grid: Floats) -> Unit:
        plane = Surface(name, grid, (-1, 1, -1, 1), names=(), span=(-1.0, 1.0), signed=True)
        return Unit(name, picture=plane)

    columns = (
        (unit("x₁", x), unit("x₂", y)),
        tuple(unit(f"h₁[{j}]", grid) for j, grid in enumerate(first)),
        (Unit("output"),),
    )
    weights = (np.array([[0.9, 0.1, -0.8], [0.4, 1.0, 0.5]]), np.array([[1.2], [-0.7], [0.5]]))
    return Fields("", columns, ("features", "hidden 1", "output"), weights, height=9, focus=(1, 1))


def bars() -> Bars:
    """Named numbers, each with a bar from zero; one is asked for."""
    return Bars("Scores", ("cat", "dog", "horse", "owl"), (2.1, -1.4, None, 0.02), highlight=frozenset({1}))


def two_moons(n: int = 60) -> tuple[Floats, Floats]:
    """Points in two crescents, and the class of each."""
    rng = np.random.default_rng(3)
    t = np.linspace(0, np.pi, n // 2)
    outer = np.c_[np.cos(t), np.sin(t)]
    inner = np.c_[1 - np.cos(t), 0.5 - np.sin(t)]
    return np.r_[outer, inner] + rng.normal(0, 0.08, (n, 2)), np.repeat([0.0, 1.0], n // 2)


def scatter() -> Scatter:
    """Points of two classes."""
    points, classes = two_moons()
    return Scatter("Two moons", points, classes, ("upper", "lower"))


def decision() -> Surface:
    """What a network of two classes answers, with the points it learnt from."""
    points, classes = two_moons()
    x, y = np.meshgrid(np.linspace(-1.5, 2.5, 48), np.linspace(-1.2, 1.7, 24))
    z = 9 * (np.sin(1.9 * x - 0.7) * -0.55 + 0.25 - y)
    return Surface(
        "Decision", 1 / (1 + np.exp(-z)), (-1.5, 2.5, -1.2, 1.7), points, classes, ("upper", "lower")
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


def panes() -> Panes:
    """What six units answer, each over the plane."""
    x, y = np.meshgrid(np.linspace(-1, 1, 16), np.linspace(-1, 1, 12))
    turned = (k * np.pi / 3 for k in range(6))
    grids = [np.maximum(np.cos(a) * x + np.sin(a) * y, 0.0) for a in turned]
    shown = (
        Surface(f"h₁[{j}]", grid, (-1, 1, -1, 1), names=(), span=(0.0, 1.0), z_label="answer")
        for j, grid in enumerate(grids)
    )
    return Panes("What each unit answers", tuple(shown))


def confusion() -> Matrix:
    """Counts in shades, with the names of both axes."""
    return Matrix(
        "Answers",
        ((41.0, 3.0, 0.0), (5.0, 38.0, "?"), ("_", 6.0, 44.0)),
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


def table() -> Matrix:
    """A plain table with a number that is asked for."""
    return Matrix(
        "Truth table",
        ((0.0, 0.0, 0.0), (0.0, 1.0, 1.0), (1.0, 0.0, None)),
        row_labels=("a", "b", "c"),
        column_labels=("x₀", "x₁", "y"),
        digits=0,
        brackets=False,
    )


def equation() -> Equation:
    """Matrices and the signs between them; a number is asked for, the present step is marked."""
    return Equation(
        "",
        (
            matrix("W₁ (2×2)", [[0.3, -0.1], [0.25, 0.4]], highlight=frozenset({(1, 0), (1, 1)})),
            "·",
            matrix("x (2)", [0.2, -0.4], highlight=frozenset({(0, 0), (1, 0)})),
            "+",
            matrix("b (2)", [0.0, 0.05]),
            "=",
            matrix("z (2)", [0.1, None], highlight=frozenset({(1, 0)})),
        ),
    )


def formula() -> Formula:
    """A derivation, a line a step."""
    return Formula(
        "The first hidden unit",
        (
            Line("z₁[0] = W₁[0,0]·x₀ + W₁[0,1]·x₁ + b₁[0]"),
            Line("      = 0.30·0.20 + (−0.10)·(−0.40) + 0.00 = 0.10", "now"),
            Line("a₁[0] = σ(z₁[0]) = ?", "future"),
        ),
    )


def tape() -> Tape:
    """A computation in the order it ran, with values and gradients."""
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


def graph() -> Graph:
    """A computation with a number that goes two ways: a gradient is asked for, the present step is marked."""
    return Graph(
        "a·b + b·c",
        (
            Operation("a", "a", 2.0, "_"),
            Operation("b", "b", -1.0, None),
            Operation("a·b", "×", -2.0, 1.0, (0, 1), (-1.0, 2.0)),
            Operation("c", "c", 4.0, -1.0),
            Operation("b·c", "×", -4.0, 1.0, (1, 3), (4.0, -1.0), "now"),
            Operation("a·b + b·c", "+", -6.0, 1.0, (2, 4), (1.0, 1.0)),
        ),
    )


def network(*sizes: int) -> Diagram:
    """A network of so many units a column, with random values and weights."""
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
        Surface("", grid, (-1, 1, -1, 1), names=(), span=(-1.0, 1.0), z_label="answer", signed=True)
        for grid in grids
    )
    columns = (net.columns[0], *(tuple(u._replace(picture=next(shown)) for u in c) for c in net.columns[1:]))
    return replace(net, title="What each unit answers", columns=columns, height=14)


FIGURES = (
    fields,
    spiked,
    arrows,
    panes,
    bars,
    scatter,
    decision,
    regions,
    valley,
    table,
    confusion,
    correlations,
    equation,
    pictured,
    tape,
    graph,
    formula,
)

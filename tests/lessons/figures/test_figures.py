"""Every kind of figure in words."""

from __future__ import annotations

import numpy as np
import pytest

from lessons.figures import (
    Bars,
    Beside,
    Curves,
    Diagram,
    Equation,
    Figure,
    Formula,
    Graph,
    Line,
    Matrix,
    Node,
    Operation,
    Scatter,
    Series,
    Surface,
    Tape,
    Unit,
    matrix,
)

X = np.arange(5.0)
POINTS = np.array([[0.0, 0.0], [1.0, 1.0], [0.1, 0.9]])
CLASSES = np.array([0.0, 1.0, 1.0])


@pytest.mark.parametrize(
    ("figure", "rows", "said"),
    [
        pytest.param(
            Curves("Loss", (Series("test", X, np.array([5.0, 3, 1, 2, 4])),), "step", "loss", marker=(2, 1)),
            10,
            "Loss\n"
            "test: loss falls from 5 at step 0 to its lowest, 1 at step 2, then rises to 4 at step 4.\n"
            "Marked: step 2, loss 1.",
            id="curves",
        ),
        pytest.param(
            Curves("", (Series("up", X, np.array([0.0, 9, 1, 1, 1])), Series("flat", X, X * 0))),
            10,
            "up: y rises from 0 at x 0 to its highest, 9 at x 1, then falls to 1 at x 4.\n"
            "flat: y stays at 0 from x 0 to x 4.",
            id="curves that rise and stay",
        ),
        pytest.param(
            Curves(
                "",
                (
                    Series("each", [0, 1, 3, "?"], [0, 2, 4, 1], style="arrows"),
                    Series("all", [0, 2], [0, 3], style="arrows"),
                    Series("none", X[:1], X[:1], style="arrows"),
                ),
            ),
            10,
            "each: 3 arrows from x 0 and y 0, on average to x 2 and y 3; "
            "their ends lie between x 1 and y 2, and x 3 and y 4. 1 point: ?\n"
            "all: 1 arrow from x 0 and y 0 to x 2 and y 3.\n"
            "none: 0 arrows.",
            id="arrows",
        ),
        pytest.param(
            Curves(
                "",
                (
                    Series("none", X[:0], X[:0]),
                    Series("one", X[1:2], X[1:2]),
                    Series("broken", X, np.array([1, np.nan, np.inf, np.nan, np.nan])),
                    Series("path", np.arange(10.0), -np.arange(10.0), style="path"),
                ),
            ),
            10,
            "none: nothing yet.\n"
            "one: y is 1 at x 1.\n"
            "broken: y is 1 at x 0.\n"
            "path: 10 points, at x 0, 1, 2, 3, 4, 5 and so on to 9; y goes from 0 to −9.",
            id="curves of few points",
        ),
        pytest.param(
            Curves(
                "",
                (
                    Series("line", X[1:4], np.array([0.5, 0.75, 0.25]), style="points"),
                    Series("bends", np.array([-1, 2.5]), np.array([0.0, 1.0]), style="points"),
                    Series("many", np.arange(40.0), np.arange(40.0), style="points"),
                ),
                "set",
                "share",
            ),
            10,
            "line, at set 1 to 3: share 0.5, 0.75, 0.25.\n"
            "bends, at set −1, 2.5: share 0, 1.\n"
            f"many, at set 0 to 39: share {', '.join(map(str, range(28)))} and so on to 39.",
            id="points that no line joins",
        ),
        pytest.param(
            Curves("", (Series("tanh", X, X), Series("slope", X, -X)), "z", "tanh"),
            10,
            "tanh rises from 0 at z 0 to 4 at z 4.\nslope falls from 0 at z 0 to −4 at z 4.",
            id="a line beside the one that the axis is named after",
        ),
        pytest.param(
            Surface("", np.array([[0.2, 0.9]] * 2), (0, 1, 0, 1), POINTS, CLASSES, ("0", "1"), noun="label"),
            12,
            "Over x₀ from 0 to 1 and x₁ from 0 to 1, label 1 is answered on 50 % of the area; "
            "the probability runs from 0.20 to 0.90.\n"
            "At x₁ = 1: label 0 from 0 to 0.5, label 1 from 0.5 to 1.\n"
            "At x₁ = 0.5: label 0 from 0 to 0.5, label 1 from 0.5 to 1.\n"
            "At x₁ = 0: label 0 from 0 to 0.5, label 1 from 0.5 to 1.",
            id="field of classes that are bare numbers",
        ),
        pytest.param(
            Diagram(
                "",
                ((Unit("x₀"), Unit("x₁")), tuple(Unit(f"h{i}") for i in range(3)), (Unit("z"),)),
                ("in", "hidden", "out"),
                (np.array([[1.0, -0.5, 0.0], [2.0, 3.0, 4.0]]), np.array([[1.0], [2.0], [-3.0]])),
            ),
            6,
            "in, 2 units: x₀, x₁\nhidden, 3 units: h0, h1, h2\nout, 1 unit: z\n"
            "in to hidden: 6 weights\n"
            "from x₀ to each of h0 to h2: 1.00, −0.50, 0.00\n"
            "from x₁ to each of h0 to h2: 2.00, 3.00, 4.00\n"
            "hidden to out: 3 weights\n"
            "from each of h0 to h2 to z: 1.00, 2.00, −3.00",
            id="diagram of few weights",
        ),
        pytest.param(
            Matrix("", ((1.0, 2.0),), ("sum",), ("unit 0", "unit 1"), digits=0),
            2,
            "sum: unit 0: 1, unit 1: 2",
            id="table whose headings end in a number",
        ),
        pytest.param(
            Formula("file.py", (Line("def f(x):"), Line("    return  x")), code=True),
            3,
            "file.py\n    def f(x):\n        return  x",
            id="code",
        ),
        pytest.param(
            Bars("p", ("a", "b", "c"), (0.25, None, "none"), highlight=frozenset({0})),
            4,
            "p\na: 0.250 (now)\nb: ?\nc: none",
            id="bars",
        ),
        pytest.param(
            Scatter("", POINTS, CLASSES, names=("up", "down")),
            12,
            "up: 1 point, around x₀ 0.00 and x₁ 0.00.\ndown: 2 points, around x₀ 0.55 and x₁ 0.95.",
            id="scatter",
        ),
        pytest.param(
            Scatter("Moons", POINTS, CLASSES * 0),
            12,
            "Moons\nclass 0: 3 points, around x₀ 0.37 and x₁ 0.63.\nclass 1: no points.",
            id="scatter of one class",
        ),
        pytest.param(
            Surface(
                "decision", np.array([[0.2, 0.2], [0.9, 0.9]]), (0, 1, 0, 1), POINTS, 1 - CLASSES, right=2
            ),
            12,
            "decision\n"
            "Over x₀ from 0 to 1 and x₁ from 0 to 1, class 1 is answered on 50 % of the area; "
            "the probability runs from 0.20 to 0.90.\n"
            "At x₁ = 1: class 1 from 0 to 1.\n"
            "At x₁ = 0.5: class 1 from 0 to 1.\n"
            "At x₁ = 0: class 0 from 0 to 1.\n"
            "2 of the 3 points drawn lie on the side of their own class.",
            id="field",
        ),
        pytest.param(
            Diagram(
                "net",
                ((Unit("x₀", 0.5), Unit("x₁", None)), tuple(Unit(f"h{i}") for i in range(10))),
                ("inputs", "hidden"),
                (np.linspace(-1, 1, 20).reshape(2, 10),),
            ),
            17,
            "net\n"
            "inputs, 2 units: x₀ = 0.50, x₁ = ?\n"
            "hidden, 10 units: h0 to h9\n"
            "inputs to hidden: 20 weights, 10 positive and 10 negative, from −1 to 1",
            id="diagram",
        ),
        pytest.param(
            Tape("", (Node("z", "w·x", 0.5, None), Node("L", "z²", 0.25, 1.0, "now"))),
            3,
            "z = w·x, value 0.5000, gradient ?\nL = z², value 0.2500, gradient 1.0000 (now)",
            id="tape",
        ),
        pytest.param(
            Graph(
                "",
                (
                    Operation("x", "x", 3.0, 6.0),
                    Operation("2", "2", 2.0),
                    Operation("2·x", "×", None, 1.0, (1, 0), (3.0, 2.0)),
                    Operation("2·x + x", "+", "_", "_", (2, 0), ("_", "_"), "now"),
                ),
            ),
            5,
            "x = 3.00, gradient 6.00\n"
            "2 = 2.00\n"
            "2·x = ?, local slopes 3.00 from 2 and 2.00 from x, gradient 1.00\n"
            "2·x + x = not yet (now)",
            id="graph",
        ),
        pytest.param(
            matrix("W", [[1.0, None], [-0.5, 2.0]]),
            3,
            "W, 2 rows of 2:\nrow 0: 1.00, ?\nrow 1: −0.50, 2.00",
            id="matrix",
        ),
        pytest.param(matrix("x", [1.0, 2.0]), 3, "x: 1.00, 2.00", id="column"),
        pytest.param(matrix("x", [[1.0, 2.0]]), 2, "x: 1.00, 2.00", id="row"),
        pytest.param(
            Matrix("", ((1.0, "_"), ("", "")), ("0", ""), ("w", "f(w)"), digits=4, brackets=False),
            3,
            "0: w 1.0000, f(w) not yet",
            id="table",
        ),
        pytest.param(
            Equation("sum", (matrix("W", [[1.0, 2.0]]), "·", matrix("x", [3.0, 4.0]))),
            4,
            "sum\nW times x\nW: 1.00, 2.00\nx: 3.00, 4.00",
            id="equation",
        ),
        pytest.param(
            Formula("", (Line("z = 1"), Line("h = 2", "now"), Line("y = 3", "future"))),
            3,
            "z = 1\nh = 2 (now)\ny = 3",
            id="formula",
        ),
        pytest.param(
            Beside((matrix("x", [1.0, 2.0]), Formula("", (Line("a"),)))), 3, "x: 1.00, 2.00\n\na", id="beside"
        ),
    ],
)
def test_a_figure_says_what_a_sighted_reader_sees(figure: Figure, rows: int, said: str):
    assert figure.describe() == said
    assert figure.rows == rows


def test_charts_gain_from_more_room_and_tables_do_not():
    chart = Curves("", (Series("a", X, X),))
    assert chart.grows
    assert Beside((matrix("x", [1.0]), chart)).grows
    assert not matrix("x", [1.0]).grows


@pytest.mark.parametrize(("known", "said"), [(np.nan, []), (1.0, [("training", "test")])])
def test_lines_that_are_still_to_come_do_not_coincide(known, said):
    at, y = np.arange(3.0), np.full(3, known)
    lines = (Series("training", at, y), Series("test", at, y, "text"))
    assert list(Curves("loss", lines, "step", "loss").coinciding()) == said

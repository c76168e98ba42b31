"""What is shown can be computed from: read off the drawn cells, at every size, whatever the knobs.

The lines of a `Formula` are true as they are written; every number of a table stands there with all
its digits; and whoever works out the answer to a question from them is right.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest

from lessons.figures import Diagram, Equation, Figure, Formula, Matrix, Tape
from lessons.figures.base import flat
from lessons.figures.graphs import NODE_DIGITS
from lessons.figures.worked import worked
from lessons.format.fields import FieldError
from lessons.labs import REGISTRY, Lab
from lessons.model import Page, Predict
from lessons.run import LessonRun
from lessons.text import number
from tests.lessons.support import answer_lab, expected, graded
from tests.support import arithmetic
from tests.support.course import COURSE
from tui.drawing import Pen, arrange, content_rows, paint
from tui.drawing.layout import plain

WIDTHS = {"60×18": 55, "80×24": 75, "120×40": 68}
"""The columns of a lab on screens of these sizes, a scrollbar beside it."""
SEEDS = range(5)
POWERED = 1e5
"""From here on numbers are written with a power of ten: no run that diverges is asked for to a hundredth."""
MOST_STEPS = 26
"""So many steps of a lab are looked at: two rounds of the longest."""


def placed(lab: Lab, width: int) -> Iterator[tuple[Figure, str]]:
    """Each figure and how it is drawn where the lab has the rows that it asks for."""
    figures = lab.draw()
    for figure, region in arrange(figures, width, content_rows(figures, width)):
        if isinstance(figure, (Formula, Matrix, Equation, Tape, Diagram)):
            yield figure, paint(figure, region.width, region.height, Pen()).text()


def lines_of(figure: Formula, drawn: str) -> list[str]:
    """The lines of a derivation off its cells, those put together again that take several rows."""
    lines: list[str] = []
    for row in drawn.split("\n")[1 if figure.title else 0 :]:
        if row[2:6].strip():
            lines.append(row[2:])
        elif row.strip():
            lines[-1] += " " + row.strip()
    written = [line.text for line in figure.lines if line.text.strip()]
    assert [" ".join(line.split()) for line in lines] == [" ".join(line.split()) for line in written]
    return lines


def derives(lab: Lab) -> bool:
    """Whether it writes formulas with its numbers put in."""
    return any(isinstance(f, Formula) and not f.code for f in flat(lab.draw()))


@cache
def pages() -> tuple[tuple[str, LessonRun, Page, Lab], ...]:
    """Every page with a lab that needs no process beside it, all its questions settled."""
    found = []
    for lesson in COURSE.lessons:
        run = LessonRun(lesson, frozenset(q.id for q in lesson.questions))
        for i, page in enumerate(lesson.pages, 1):
            lab = run.lab(page)
            if lab is not None and page.owns_lab and type(lab).start is Lab.start:
                found.append((f"{lesson.id}, page {i}", run, page, lab))
    return tuple(found)


def turned(lab: Lab, rng: random.Random) -> Lab:
    """A lab with knobs turned to values that somebody might type."""
    other = type(lab)(dict(lab.settings))
    for knob in other.knobs():
        f = knob.field
        if rng.random() < 0.3 or f.kind not in ("number", "vector", "matrix", "choice", "integer"):
            continue
        if f.kind in ("choice", "integer"):
            value = knob.turned(rng.randint(-3, 3))
        else:
            size = 10.0 ** rng.uniform(-3, 2)
            typed = round(rng.choice((-1, 1)) * size, rng.randint(0, 6))
            value = min(max(typed, f.low if f.low is not None else typed), f.high or typed)
        try:
            other.turn(knob.id, value)
        except FieldError:
            continue
    return other


def check_lines(lab: Lab, where: str) -> int:
    """Compute with every line of every derivation, at every size; how many sides there were."""
    count = 0
    for size, width in WIDTHS.items():
        for figure, drawn in placed(lab, width):
            if isinstance(figure, Formula) and not figure.code:
                for line in lines_of(figure, drawn):
                    try:
                        count += arithmetic.check(line)
                    except (ValueError, AssertionError) as error:
                        pytest.fail(f"{where}, step {lab.position}, {size}: {error}")
    return count


def test_every_formula_of_the_course_is_true_as_it_is_written():
    count = 0
    for where, _, _, lab in pages():
        lab = type(lab)(dict(lab.settings))
        if derives(lab):
            for position in range(min(lab.length or 0, MOST_STEPS) + 1):
                lab.seek(position)
                count += check_lines(lab, where)
    assert count > 300


@pytest.mark.parametrize("seed", SEEDS)
def test_every_formula_is_true_whatever_the_knobs(seed):
    rng = random.Random(seed)
    labs = {(lab.name, str(lab.settings.get("view"))): (where, lab) for where, _, _, lab in pages()}
    labs |= {(name, ""): (name, kind()) for name, kind in REGISTRY.items() if kind.start is Lab.start}
    for where, lab in labs.values():
        if not derives(lab):
            continue
        other = turned(lab, rng)
        end = min(other.length or 0, MOST_STEPS)
        for position in {0, end, *(rng.randint(0, end) for _ in range(4))}:
            other.seek(position)
            check_lines(other, f"{where}, {other.state()}")


def numbers(text: str) -> Counter[str]:
    return Counter(re.findall(r"−?\d+\.\d+(?:e−?\d+)?", text))


def test_every_number_of_a_table_is_drawn_with_all_its_digits_at_every_size():
    for where, _, _, lab in pages():
        lab.seek(min(lab.run_length, lab.limit or lab.run_length, MOST_STEPS))
        for size, width in WIDTHS.items():
            for figure, drawn in placed(lab, width):
                tables = figure.parts if isinstance(figure, Equation) else (figure,)
                written = [
                    m.text(i, j)
                    for m in tables
                    if isinstance(m, Matrix)
                    for i, row in enumerate(m.cells)
                    for j in range(len(row))
                ]
                if isinstance(figure, Tape):
                    written = [number(c, NODE_DIGITS) for n in figure.nodes for c in (n.value, n.gradient)]
                missing = numbers(" ".join(written)) - numbers(drawn)
                assert not missing, f"{where}, {size}: {missing} in\n{drawn}"
                # A listing says that it goes on.
                if not isinstance(figure, Diagram) and not (isinstance(figure, Formula) and figure.code):
                    assert "…" not in drawn, f"{where}, {size}\n{drawn}"
        # No title is cut, and no name of a legend; the mark of points that share a cell is named.
        drawn = "" if any(isinstance(f, Formula) and f.code for f in flat(lab.draw())) else plain(lab.draw())
        assert "…" not in drawn, f"{where}\n{drawn}"
        assert "◉" not in drawn or re.search("◉ (both|two|three|several)", drawn), f"{where}\n{drawn}"


NAMES = {"L": "loss", "loss": "bce", "value": "value", "slope": "slope"} | {
    f"gradient at z under {loss}": f"pull.{loss.lower()}" for loss in ("MSE", "BCE")
}
"""What a line of a derivation is called, where that is not the name of its readout."""


def answers_in(lab: Lab) -> dict[str, float]:
    """What a learner gets from the lines of the lab, by the readouts that they work out."""
    found: dict[str, float] = {}
    for figure, drawn in placed(lab, WIDTHS["60×18"]):
        if isinstance(figure, Formula) and not figure.code:
            for line in lines_of(figure, drawn):
                for called, value in arithmetic.computed(line).items():
                    plain = called.replace("∂L/∂", "d").translate(str.maketrans("₀₁₂", "012"))
                    name = NAMES.get(called, plain)
                    if np.ndim(value):
                        found |= {f"{name}[{i}]": float(v) for i, v in enumerate(np.ravel(value))}
                    else:
                        found[name] = float(value)
    return found


def asked() -> Iterator[tuple[str, Predict, Lab]]:
    for where, _, page, lab in pages():
        for question in page.questions:
            if isinstance(question, Predict) and not question.choices:
                yield where, question, lab


@pytest.mark.parametrize("seed", [None, *SEEDS[:3]])
def test_whoever_computes_from_the_lines_of_a_lab_is_right(seed):
    count = 0
    for where, predict, lab in asked():
        start = type(lab)(dict(lab.settings)) if seed is None else turned(lab, random.Random(seed))
        start.limit = lab.limit
        if not derives(start):
            continue
        try:
            right = expected(predict, start)
        except ValueError:
            continue
        if abs(right) >= POWERED:
            continue
        given = answers_in(answer_lab(predict, start))
        got = given.get(predict.answer, given.get(predict.answer.rpartition(".")[2]))
        if got is not None:
            count += 1
            assert graded(predict, start, repr(got)).right, (where, got, right, start.state())
    assert count >= 10


def cells(lab: Lab, *titles: str) -> list[np.ndarray]:
    """The matrices of these titles, as their numbers are written."""
    tables: dict[str, Matrix] = {}
    for figure in flat(lab.draw()):
        for part in figure.parts if isinstance(figure, Equation) else ():
            if isinstance(part, Matrix):
                tables.setdefault(part.title, part)
    return [
        np.array(
            [[arithmetic.number(m.text(i, j)) for j in range(len(row))] for i, row in enumerate(m.cells)]
        )
        for m in (tables[title] for title in titles)
    ]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_sums_of_a_layer_come_out_of_the_matrices_beside_them(seed):
    rng = np.random.default_rng(seed)
    x, W1, b1 = (rng.uniform(-100, 100, shape).round(4) for shape in ((2,), (2, 2), (2,)))
    forward = REGISTRY["forward"]({"x": x, "W1": W1, "b1": b1})
    W, inputs, bias = cells(forward, "W₁", "x", "b₁")
    assert (W @ inputs + bias)[:, 0] == pytest.approx(forward.readout("z1"), abs=0.005)

    layer = REGISTRY["layer"]({"X": rng.uniform(-100, 100, (2, 3)).round(3), "seed": seed})
    X, W = cells(layer, "X (2×3)", "W (3×4)")
    assert pytest.approx(layer.readout("z"), abs=0.005) == X @ W

    backprop = REGISTRY["backprop"]()
    for round_ in range(3):
        backprop.seek(12 * round_)
        table = backprop.draw()[0].figures[1]
        *W, b = ([arithmetic.number(table.text(i, j)) for j in range(2)] for i in range(3))
        z1 = backprop.readout("x") @ np.array(W) + b
        assert z1 == pytest.approx(backprop.readout("z1"), abs=0.0005)


def test_a_pass_shows_the_bias_of_each_unit():
    lab = REGISTRY["structure"]()
    for position in (0, 1, 3):
        lab.seek(position)
        (formula,) = (f for f in lab.draw() if isinstance(f, Formula))
        for unit, bias in enumerate(lab.net.layers[position // 2].b):
            text = formula.lines[unit].text.partition(" = ")[2]
            assert arithmetic.evaluate(text.partition(" = ")[0].rpartition(" + ")[2]) == pytest.approx(bias)


def test_operands_get_the_digits_that_the_result_needs():
    assert worked("{}·{:()} = {}", [2.0, -0.25], -0.5, lambda a, b: a * b) == "2.00·(−0.25) = −0.50"
    text = worked("{}·{} = {}", [99.99996, 99.99996], 99.99996**2, lambda a, b: a * b)
    assert text == "99.99996·99.99996 = 9999.992"
    text = worked("L = −log p = −log {} = {}", [1.0], 1.13e-35, lambda p: -np.log(p))
    assert text == "L = −log p = 1.13e−35"
    assert worked("{} + {} = {}", [None, 1.0], None, lambda a, b: a + b) == "? + 1.00 = ?"


@pytest.mark.parametrize(
    "line",
    [
        "z = 2.35 × 3.46 = 8.14",
        "w ← 1.00 − 0.10·(−2.00) = 1.30",
        "d = (1.00, 2.00)·(−0.50) = (−0.50, −1.20)",
        "value at 1: max(z, 0) = 2.00",
        "g = 2(p − 1)·p(1 − p) = −0.0061; p = 0.5",
        "s = √16.00 · 2.00² = 16.10",
    ],
)
def test_what_is_not_true_is_found(line):
    with pytest.raises(AssertionError, match="not true as written"):
        arithmetic.check(line)


def test_what_cannot_be_read_is_no_formula():
    for line in ("z = 0.50·things = 1.00", "z = 0.50 % 2.00 = 1.00"):
        with pytest.raises(arithmetic.UnreadableError):
            arithmetic.check(line)

"""Any number of any figure may be secret or not computed yet: the rest is drawn and told as before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np
import pytest

from lessons.figures import Curves, Diagram, Equation, Figure, Series, Unit, matrix
from lessons.figures.worked import weighted_sum
from tests.tui.drawing import samples
from tui.drawing import Pen, paint

WORDS = ("?", "_", None)
SIZES = ((76, 14), (30, 7))
PENS = (Pen(), Pen(letters="ascii"))
RANGES = ("x_range", "y_range", "span", "extent")
"""What these say is only drawn."""
LEFT_OUT = ("2-16-16-1",)
"""Of these not every number is told."""


def with_each(value: Any, word: object, ranges: bool = False) -> Iterator[Any]:
    """The value with one of the numbers in it replaced by a word, for each of them; of an array for three.

    `ranges`: whether only numbers in fields that are ranges, instead of all others.
    """
    if isinstance(value, float) and not ranges:
        yield word
    elif isinstance(value, np.ndarray) and not ranges:
        for i in {0, value.size // 2, value.size - 1} if value.size else ():
            cells = value.astype(object)
            cells.flat[i] = word
            yield cells
    elif isinstance(value, tuple):
        for i, each in enumerate(value):
            for new in with_each(each, word, ranges):
                yield _with(value, i, new)
    elif is_dataclass(value) and not isinstance(value, type):
        for name in (f.name for f in fields(value) if f.init):
            inner = ranges and name not in RANGES
            if ranges or name not in RANGES:
                for new in with_each(getattr(value, name), word, inner):
                    yield replace(value, **{name: new})


def _with(cells: tuple[Any, ...], i: int, new: Any) -> tuple[Any, ...]:
    """A tuple, plain or with names, with another cell."""
    changed = (*cells[:i], new, *cells[i + 1 :])
    return cells._make(changed) if hasattr(cells, "_make") else changed


@pytest.mark.parametrize("name", samples.every())
def test_a_figure_is_drawn_and_told_whichever_of_its_numbers_is_not_known(name: str) -> None:
    figure = samples.every()[name]
    for word in WORDS:
        for i, changed in enumerate(with_each(figure, word)):
            said = changed.describe()
            assert "nan" not in said
            assert word == "_" or "?" in said or name in LEFT_OUT, said
            for size in SIZES[i % 2 :: 2]:
                assert "nan" not in paint(changed, *size, PENS[i // 2 % 2]).text()
        for changed in with_each(figure, word, ranges=True):
            assert "nan" not in changed.describe() + paint(changed, *SIZES[0], PENS[0]).text()


def test_nothing_moves_aside_for_a_number_that_comes() -> None:
    def drawn(*cells: Any) -> list[str]:
        figures: tuple[Figure, ...] = (
            Equation("", (matrix("Z", [cells]), "→", matrix("H", [[1.0]]))),
            Diagram("", tuple((Unit("h", cell),) for cell in (*cells, 1.0)), ("a", "b", "c"), (None, None)),
        )
        return [paint(figure, 60, 5, Pen()).text() for figure in figures]

    for before, after in zip(drawn("_", "_"), drawn("_", 0.25), strict=True):
        assert before == after.replace("0.25", "   _")


@pytest.mark.parametrize("word", WORDS)
def test_the_axes_are_those_of_the_numbers_that_are_known(word: object) -> None:
    def axes(*y: object, **options: Any) -> list[str]:
        x = [float(i) for i, v in enumerate(y) if v != "left out"]
        series = Series("a", x, [v for v in y if v != "left out"], style="points")
        rows = paint(Curves("c", (series,), **options), 60, 12, Pen()).text().split("\n")[1:]
        return [*(re.split("[│┤]", row)[0] for row in rows[:-2]), rows[-1]]

    assert axes(1.0, word, 3.0) == axes(1.0, "left out", 3.0)
    assert axes(1.0, word, 3.0, y_range=(0, word)) == axes(1.0, 2.0, 3.0, y_range=(0, 3.0))
    assert axes(1.0, 2.0, 3.0, marker=(word, word)) == axes(1.0, 2.0, 3.0)
    assert axes(1.0, 2.0, 3.0, marker=(900.0, word)) == axes(1.0, 2.0, 3.0)


@pytest.mark.parametrize("style", ["line", "path", "points"])
@pytest.mark.parametrize("letters", ["all", "ascii"])
def test_every_known_point_is_drawn_between_those_that_are_not(style: Any, letters: Any) -> None:
    y = [1.0, "?", 1.0, "_", 1.0, 1.0]
    figure = Curves("c", (Series("a", list(range(6)), y, style=style),), y_range=(0, 2), x_range=(0, 5))
    canvas = paint(figure, 60, 9, Pen(letters=letters))
    columns = [x for row in canvas.chars[1:-2] for x, c in enumerate(row[2:]) if c in "●O*" or c >= "⠀"]
    # The first, the third, and the last two.
    for at in (0, 2 / 5, 4 / 5, 1):
        assert any(abs(x - 1 - at * 56) <= 1 for x in columns), columns


def test_points_that_are_not_known_are_told_where_they_stand() -> None:
    line = Series("loss", np.arange(4.0), np.array([4.0, 3.0, "?", "_"], dtype=object))
    assert (
        line.describe("step", "value")
        == "loss falls from 4 at step 0 to 3 at step 1. loss: value ? at step 2."
    )
    points = Series("loss", np.arange(4.0), np.array([4.0, 3.0, "?", "_"], dtype=object), style="points")
    assert points.describe("step", "value") == "loss, at step 0 to 2: value 4, 3, ?."


def test_a_formula_takes_words_in_the_place_of_numbers() -> None:
    assert weighted_sum([0.3, "?"], [0.2, 1.0], "_", "?") == "0.30·0.20 + ?·1.00 + _ = ?"

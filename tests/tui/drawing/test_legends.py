"""What stands at the edge of a chart and in its legend: where a line goes on, which marks are whose."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from lessons.figures import Curves, Series, Surface
from tui.drawing import Pen, paint

PENS = [Pen(), Pen(letters="narrow"), Pen(letters="ascii")]
X = np.linspace(0.0, 1.0, 60)


def rows(figure: Curves, pen: Pen, height: int = 10) -> list[str]:
    """The rows of the plane, from above, right of the axis."""
    drawn = paint(figure, 60, height, pen).text().split("\n")[1:-2]
    left = len(paint(figure, 60, height, Pen(letters="ascii")).text().split("\n")[-2].split("+")[0])
    return [row.ljust(60)[left + 1 :] for row in drawn]


def marked(row: str, mark: str) -> list[int]:
    return [i for i, char in enumerate(row) if char == mark]


@pytest.mark.parametrize("pen", PENS)
def test_where_a_line_leaves_the_chart_its_edge_is_marked(pen: Pen) -> None:
    up, down = pen.write("▲"), pen.write("▼")
    figure = Curves("a", (Series("a", X, 4 * X - 1),), y_range=(0.0, 2.0))
    top, *_, bottom = rows(figure, pen)
    # It comes in at a quarter of the width, and goes out at three.
    assert marked(top, up) == pytest.approx([0.75 * len(top)], abs=4)
    assert marked(bottom, down) == pytest.approx([0.25 * len(top)], abs=4)
    # What goes up for ever does so at the edge; a lone point beyond it, in its own place.
    with np.errstate(divide="ignore"):
        figure = Curves("a", (Series("a", X, -np.log(X)),), y_range=(0.0, 2.0))
    assert marked(rows(figure, pen)[0], up) == pytest.approx([0.13 * len(top)], abs=4)
    figure = Curves("a", (Series("a", [0.5], [9.0]),), x_range=(0.0, 1.0), y_range=(0.0, 2.0))
    assert marked(rows(figure, pen)[0], up) == pytest.approx([0.5 * len(top)], abs=1)


@pytest.mark.parametrize("pen", PENS)
def test_a_line_that_stays_within_the_chart_has_no_mark_at_its_edge(pen: Pen) -> None:
    for y, marker in ((2 * X, None), (X * 0, None), (np.full(60, 1e300), (1.0, 2.0))):
        figure = Curves("a", (Series("a", X, y),), y_range=(0.0, 2.0), marker=marker)
        top, *_, bottom = rows(figure, pen)
        there = [pen.write("▲") in top, pen.write("▼") in bottom]
        # The place where one is is seen all the same.
        assert there == [bool(marker), False]
        assert marker is None or pen.glyphs.here in top


@pytest.mark.parametrize("pen", PENS)
@pytest.mark.parametrize(("count", "word"), [(2, "both"), (3, "three"), (4, "several")])
def test_the_mark_of_points_that_share_a_cell_is_named_wherever_there_is_room(
    pen: Pen, count: int, word: str
) -> None:
    for name in ("one", "a name that leaves the legend no room"):
        series = tuple(
            Series(f"{name[: 38 // count]}{i}", [0.5], [0.5], style="points") for i in range(count)
        )
        drawn = paint(Curves("points", series), 60, 10, pen).text()
        assert f"{pen.glyphs.both} {word}" in drawn
    # Of three kinds, two may share one.
    series = tuple(Series("abc"[i], [0.5], [0.5 * (i > 0)], style="points") for i in range(3))
    assert f"{pen.glyphs.both} two" in paint(Curves("points", series), 60, 10, pen).text()


@pytest.mark.parametrize("pen", PENS)
def test_what_lies_upon_heights_is_named_a_mark_and_a_line_of_one_name_together(pen: Pen) -> None:
    at = np.array([0.2, 0.8])
    overlays = (
        Series("plain ahead", at[:1], at[:1], style="points"),
        Series("momentum ahead", at[1:], at[1:], style="points"),
        Series("plain", at, at),
        Series("momentum", at, at[::-1]),
    )
    figure = Surface("f", np.zeros((4, 4)), (0, 1, 0, 1), names=(), overlays=overlays)
    legend, *plane = paint(replace(figure, keys=("plain", "momentum") * 2), 60, 10, pen).text().split("\n")
    first, second, *_ = pen.glyphs.points
    third, fourth = (line.strip() for line in pen.glyphs.lines[2:4])
    assert legend.endswith(f"{first}{third} plain  {second}{fourth} momentum")
    # Marks lie upon lines.
    assert all(any(mark in row for row in plane) for mark in (first, second))


def test_a_legend_that_is_a_little_too_long_stands_closer() -> None:
    series = tuple(Series(name, X, X * i) for i, name in enumerate(("first", "second", "third")))
    whole = "⠤⠤ first  ⠤ ⠤ second  ⠄⠠ third"
    for width, legend in ((31, whole), (29, whole.replace("  ", " "))):
        assert legend in paint(Curves("a title of its own", series), width, 10, Pen()).text()

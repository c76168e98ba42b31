"""Every figure fills exactly the cells that it is given, and figures share a screen without overlapping."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.strip import Strip

from lessons.figures import Bars, Beside, Curves, Equation, Figure, Scatter, Series, Spare, matrix
from tests.tui.drawing import samples
from tui.drawing import Pen, arrange, content_rows, most_rows, paint, paint_all
from tui.drawing.scale import limits, ticks
from tui.link.letters import Letters, spell


def draw(figure: Figure, width: int, height: int, pen: Pen) -> list[Strip]:
    return paint(figure, width, height, pen).strips()


SIZES = [(1, 1), (20, 3), (24, 6), (37, 9), (60, 12), (80, 21), (113, 17), (200, 40)]


@pytest.mark.parametrize("name", samples.every())
@pytest.mark.parametrize("letters", ["all", "narrow", "ascii"])
def test_a_figure_fills_its_rows_and_columns(name: str, letters: Letters) -> None:
    figure = samples.every()[name]
    for width, height in SIZES:
        strips = draw(figure, width, height, Pen(letters=letters))
        assert len(strips) == height
        assert {strip.cell_length for strip in strips} == {width}
        assert {sum(s.cell_length for s in strip) for strip in strips} == {width}
        drawn = "".join(strip.text for strip in strips)
        assert drawn == spell(drawn, letters)


EDGES = (
    0.0,
    5e-324,
    2e-323,
    1e-310,
    2.3e-308,
    1e-300,
    1e-290,
    1.0,
    1 + 1e-15,
    1 + 1e-11,
    1e299,
    1e300,
    1.7e308,
)
"""Numbers that are hard to tell apart, or to subtract and divide."""
ANY_NUMBERS = st.lists(
    st.one_of(st.floats(), st.sampled_from([*EDGES, *(-v for v in EDGES)])), max_size=30
) | st.floats(allow_nan=False).flatmap(lambda v: st.integers(1, 5).map(lambda n: [v] * n))


@settings(max_examples=60, deadline=None)
@given(
    ANY_NUMBERS,
    st.integers(20, 120),
    st.integers(1, 20),
)
def test_curves_of_any_numbers_are_drawn(values: list[float], width: int, height: int) -> None:
    y = np.array(values)
    x = np.arange(float(len(y)))
    for style in ("line", "points", "path"):
        figure = Curves("Any", (Series("a", x, y, style=style), Series("b", y, x, style=style)))
        assert len(draw(figure, width, height, Pen())) == height


SIGNALLING_NAN = np.array([0x7FF0000000000001], np.uint64).view(float)[0]


@pytest.mark.parametrize("end", [np.inf, -np.inf, 1.7e308, SIGNALLING_NAN])
@pytest.mark.parametrize("style", ["line", "path"])
def test_a_line_that_runs_off_at_any_place_is_drawn(end: float, style: Literal["line", "path"]) -> None:
    x = np.array([*range(30), end])
    y = np.array([*[1.0, 2.0] * 15, 1e9])
    figure = Curves("Off", (Series("a", x, y, style=style),))
    assert len(draw(figure, 60, 12, Pen())) == 12


@pytest.mark.parametrize("low", [v for e in EDGES for v in (e, -e)])
def test_an_axis_over_any_two_numbers_has_ends_and_ticks(low: float) -> None:
    for high in EDGES:
        for zero in (False, True):
            start, end = limits(np.array([low, high]), zero=zero)
            assert np.isfinite([start, end]).all()
            assert start < end
            for most in (2, 3, 5):
                assert 1 <= len(ticks(start, end, most)) <= most


@pytest.mark.parametrize("value", [0.0, 5e-324, 1e-300, 1e200, -3.5])
def test_a_curve_that_never_moves_is_drawn(value: float) -> None:
    figure = Curves("Flat", (Series("a", np.arange(3.0), np.full(3, value)),), height=8)
    assert any(char >= "\u2801" for s in draw(figure, 40, 8, Pen())[1:] for char in s.text)


@pytest.mark.parametrize(
    "figure",
    [
        Curves("Nothing yet", (Series("loss", np.empty(0), np.empty(0)),)),
        Scatter("No points", np.empty((0, 2)), np.empty(0)),
        Bars("No bars", (), ()),
        matrix("Empty", np.empty((0, 0))),
        Curves("No series", ()),
    ],
)
def test_a_figure_with_nothing_in_it_is_drawn(figure: Figure) -> None:
    assert len(draw(figure, 40, 8, Pen())) == 8


def test_names_in_wide_characters_keep_the_columns_straight() -> None:
    figure = Bars("評点", ("猫", "dog"), (1.0, 2.0))
    for width in range(20, 40):
        assert {s.cell_length for s in draw(figure, width, 3, Pen())} == {width}
        assert {sum(seg.cell_length for seg in s) for s in draw(figure, width, 3, Pen())} == {width}


def test_control_characters_never_reach_the_screen() -> None:
    figure = Bars("a\x1b[2Jb", ("c\nd", "\u202ee"), (1.0, 2.0))
    text = "".join(s.text for s in draw(figure, 40, 3, Pen()))
    assert text.isprintable()


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from(sorted(samples.every())), min_size=1, max_size=4),
    st.integers(20, 160),
    st.integers(1, 60),
)
def test_figures_never_overlap(names: list[str], width: int, height: int) -> None:
    figures = [samples.every()[n] for n in names]
    regions = [region for _, region in arrange(figures, width, height)]
    for i, region in enumerate(regions):
        assert region.x >= 0
        assert region.y >= 0
        assert region.right <= width
        assert region.bottom <= height
        assert all(not region.overlaps(other) for other in regions[:i])


def test_figures_that_say_so_stand_side_by_side_on_a_wide_screen_only() -> None:
    pair = samples.training()
    assert content_rows([pair], 80) == 12
    assert content_rows([pair], 69) == 24
    assert {region.y for _, region in arrange([pair], 80, 12)} == {0}
    assert [region.y for _, region in arrange([pair], 69, 24)] == [0, 12]


def test_the_width_is_shared_out_as_the_figure_asks() -> None:
    pair = Beside((samples.loss(), samples.bars()), (2, 1))
    widths = [region.width for _, region in arrange([pair], 93, 12)]
    assert widths == [60, 30]


def test_spare_rows_go_to_the_figures_that_grow() -> None:
    rows = [r.height for _, r in arrange([samples.loss(height=10), samples.bars()], 80, 30)]
    assert rows == [24, 5]


def test_rows_stand_apart_in_all_equations_or_in_none() -> None:
    high, low = (Equation("", (matrix("W", np.eye(rows)), "=", "?")) for rows in (4, 3))
    together = [[r.height for _, r in arrange([high, low], 80, rows)] for rows in range(10, 16)]
    assert together == [[5, 4]] * 5 + [[8, 6]]


def test_a_picture_is_not_drawn_out_of_shape_where_there_are_rows_to_spare() -> None:
    """A cell is twice as high as wide: 0.75 rows a column make a plane somewhat higher than wide."""
    pair = samples.training()
    regions = [r for _, r in arrange([pair], 71, 32)]
    assert [r.height for r in regions] == [int(0.75 * 34)] * 2
    assert most_rows([pair], 71) == int(0.75 * 34)


def test_figures_side_by_side_stand_one_under_the_other_where_that_fills_the_height_better() -> None:
    pair = samples.training()
    assert {region.y for _, region in arrange([pair], 71, 33)} == {0}
    assert [region.width for _, region in arrange([pair], 71, 60)] == [71, 71]
    assert most_rows([pair], 71, height=60) > most_rows([pair], 71)


@pytest.mark.parametrize("name", ["matrix", "table", "equation", "formula", "tape"])
def test_rows_of_tables_and_lines_stand_apart_where_there_is_room(name: str) -> None:
    figure = samples.every()[name]
    least, most = content_rows([figure], 71), most_rows([figure], 71)
    assert least < most
    close, wide = (paint_all([figure], 71, rows, Pen()).text().split("\n") for rows in (least, most))
    assert wide[-1].strip()
    marks = str.maketrans("", "", " ⎡⎢⎣⎤⎥⎦│─")
    assert sorted("".join(wide).translate(marks)) == sorted("".join(close).translate(marks))


def test_bars_are_thicker_where_there_is_room() -> None:
    text = paint_all([samples.bars()], 71, most_rows([samples.bars()], 71), Pen()).text()
    # They fill their two rows: lines would read as two bars.
    assert sum("█" in row for row in text.split("\n")) == 2 * 2
    assert "━" not in text


def test_a_network_grows_until_all_its_units_are_seen() -> None:
    figure = replace(samples.network(2, 8, 1), height=9)
    ((_, region),) = arrange([figure], 71, 40)
    assert region.height == 35
    assert "h7" in paint_all([figure], 71, 40, Pen()).text()


def test_few_units_with_numbers_on_their_lines_use_the_rows_there_are_on_a_wide_screen() -> None:
    """Their lines go from the first row of the units to the last; pictures grow as far as they fit across."""
    figure = replace(samples.network(2, 2, 1), numbered=True, height=9)
    assert most_rows([figure], 76) == 17
    assert len(paint_all([figure], 116, 28, Pen()).text().rstrip().split("\n")) == 28
    pictured = samples.pictured()
    assert most_rows([pictured], 76) < most_rows([pictured], 160)


def test_where_rows_are_short_the_growing_figures_give_way_down_to_six() -> None:
    figures = [samples.loss(height=12), samples.tape()]
    assert [r.height for _, r in arrange(figures, 80, 15)] == [8, 7]
    assert [r.height for _, r in arrange(figures, 80, 10)] == [6, 4]


def test_figures_on_one_canvas_stand_where_they_were_placed() -> None:
    canvas = paint_all([samples.weights(), samples.formula()], 60, 8, Pen())
    lines = canvas.text().split("\n")
    assert lines[0].startswith("W₁")
    assert lines[4].startswith("The first hidden unit")


def test_a_spare_picture_is_drawn_where_its_rows_are_left_over_and_nowhere_else() -> None:
    figures = (matrix("table", [[1.0]]), Spare(Bars("picture", ("a", "b"), (1.0, 2.0))))
    rows = content_rows(figures, 76)
    assert "picture" not in paint_all(figures, 76, rows, Pen()).text()
    whole = paint_all(figures, 76, rows + 4, Pen()).text()
    assert whole.index("table") < whole.index("picture") < whole.index("2.000")
    assert "picture" not in paint_all(figures, 76, rows + 3, Pen()).text()


def test_of_several_spare_pictures_the_first_are_drawn_for_which_there_are_rows() -> None:
    figures = (matrix("table", [[1.0]]), *(Spare(Bars(name, ("a",), (1.0,))) for name in ("first", "second")))
    rows = content_rows(figures, 76)
    for more, drawn in ((2, 0), (3, 1), (5, 1), (6, 2)):
        text = paint_all(figures, 76, rows + more, Pen()).text()
        assert [name in text for name in ("first", "second")] == [drawn > 0, drawn > 1]

"""What a figure says is in its characters: colour only says it again. And what is hidden stays hidden."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise, product

import numpy as np
import pytest

from lessons.figures import Bars, Curves, Diagram, Matrix, Scatter, Series, Surface, Unit
from tests.tui.drawing import samples
from tui.drawing import Pen, paint
from tui.theme import DARK, pen_for

HIDING = (samples.bars, samples.equation, samples.tape, samples.graph, samples.small_network, samples.table)
STEPPING = (
    samples.weights, samples.formula, samples.tape, samples.graph, samples.deep_graph, samples.bars,
    samples.small_network,
)  # fmt: skip
PLAIN = [Pen(), Pen(letters="narrow"), Pen(letters="ascii")]


@pytest.mark.parametrize("pen", PLAIN)
def test_the_two_classes_have_different_marks_and_the_legend_says_which(pen: Pen) -> None:
    zero, one = pen.glyphs.classes[:2]
    for figure in (samples.scatter(), samples.field()):
        title, *rest = paint(figure, 70, 14, pen).text().split("\n")
        assert title.index(zero) < title.index("upper") < title.rindex(one) < title.index("lower")
        assert zero in "".join(rest)
        assert one in "".join(rest)


@pytest.mark.parametrize("mode", ["16", "none"])
def test_without_backgrounds_a_field_tells_its_sides_apart_by_texture(mode: str) -> None:
    grid = np.tile(np.linspace(0, 1, 40), (20, 1))
    figure = Surface("f", grid, (0, 1, 0, 1), np.empty((0, 2)), np.empty(0), height=8)
    row = paint(figure, 25, 8, pen_for(DARK, mode)).text().split("\n")[4].ljust(25)
    assert row[:12] == " " * 12
    assert set(row[13:]) == {"·", ":"}


def test_with_backgrounds_the_boundary_is_marked_as_well() -> None:
    row = paint(samples.field(), 60, 12, pen_for(DARK, "256")).text()
    assert "·" in row


@pytest.mark.parametrize("pen", PLAIN)
def test_arrows_lead_from_one_point_to_each_of_the_others_and_not_between_these(pen: Pen) -> None:
    arrows = Series("", [0.0, 1.0, 1.0], [0.0, 0.0, 1.0], style="arrows")
    plane = Surface("", (), (0, 1, 0, 1), names=(), height=9, overlays=(arrows,))
    for figure in (Curves("", (arrows,)), plane):
        rows = paint(figure, 30, 9, pen).text().split("\n")
        marked = [y for y, row in enumerate(rows) if pen.glyphs.points[0] in row]
        assert len(marked) == 2
        between = rows[marked[0] + 1 : marked[1] - 1]
        assert all(not row[25:].strip() for row in between[1:]), rows


def test_of_many_arrows_the_last_is_drawn_whole_and_of_the_others_the_ends() -> None:
    pen = Pen()
    # One up, one along: only the line along is drawn.
    two = Series("", [1.0, 1.0, 3.0], [1.0, 3.0, 1.0], style="arrows")
    rows = paint(Curves("", (two,), x_range=(0, 4), y_range=(0, 4)), 60, 14, pen).text().split("\n")[1:]
    (top, column), (bottom, _) = [(y, row.find(pen.glyphs.points[0])) for y, row in enumerate(rows)
                                  if pen.glyphs.points[0] in row]  # fmt: skip
    assert bottom - top > 2
    assert all(not row[column - 1 : column + 2].strip() for row in rows[top + 1 : bottom])


def test_where_arrows_start_is_marked_and_a_single_arrow_ends_above_those_of_many() -> None:
    pen = Pen()
    many = Series("many", [0.0, 1.0, 2.0], [0.0, 1.0, 2.0], style="arrows")
    one = Series("all", [0.0, 1.0], [0.0, 1.0], style="arrows")
    for series in ((many, one), (one, many)):
        rows = paint(Curves("", series, x_range=(-1, 3), y_range=(-1, 3)), 60, 12, pen).text().split("\n")
        drawn = "".join(rows[1:])
        assert drawn.count("+") == 1
        assert pen.glyphs.points[series.index(one)] in drawn
        assert pen.glyphs.both not in drawn


@pytest.mark.parametrize("levels", [5, 9])
def test_a_field_has_as_many_shades_as_the_link_allows(levels: int) -> None:
    grid = np.tile(np.linspace(0, 1, 90), (20, 1))
    figure = Surface("f", grid, (0, 1, 0, 1), np.empty((0, 2)), np.empty(0), height=30)
    canvas = paint(figure, 95, 30, pen_for(DARK, "truecolor")._replace(levels=levels))
    assert len({style.bgcolor for style in canvas.styles[10][5:]}) == levels


def test_a_field_is_the_right_way_up() -> None:
    grid = np.zeros((20, 40))
    grid[15:] = 1.0
    figure = Surface("f", grid, (0, 1, 0, 1), np.array([[0.99, 0.99]]), np.array([0.0]), height=8)
    lines = paint(figure, 25, 8, Pen()).text().split("\n")
    assert lines[1].rstrip().endswith("○")
    assert ":" in lines[1]
    assert ":" not in lines[6]


@pytest.mark.parametrize("pen", PLAIN)
def test_the_lines_of_a_chart_differ_in_style_and_the_legend_shows_it(pen: Pen) -> None:
    x = np.linspace(0, 1, 50)
    one = Curves("c", (Series("a", x, x), Series("b", x, 0 * x)), height=10)
    rows = paint(one, 60, 10, pen).text().split("\n")
    samples_ = rows[0].split()
    assert samples_[1] != samples_[3]
    flat = rows[7].split("┤" if pen.letters == "all" else "+", 1)[1]
    if pen.ascii:
        assert "o" in flat
    else:
        assert " " in flat.strip()


@pytest.mark.parametrize("pen", PLAIN)
def test_the_place_marked_on_a_curve_has_a_mark_of_its_own(pen: Pen) -> None:
    legend, *chart = paint(samples.activation(), 60, 10, pen).text().split("\n")
    assert legend.endswith(f"{pen.glyphs.here} here")
    assert "".join(chart).count(pen.glyphs.here) == 1


@pytest.mark.parametrize("pen", PLAIN)
def test_a_mark_lies_on_the_curve_that_it_belongs_to(pen: Pen) -> None:
    x = np.linspace(0, 10, 200)
    for at in (0.3, 2.2, 5.0, 7.9, 9.6):
        bare = Curves("c", (Series("a", x, x**2),), height=14)
        marked = Curves("c", (Series("a", x, x**2),), height=14, marker=(at, at**2))
        before, after = paint(bare, 70, 14, pen), paint(marked, 70, 14, pen)
        at_mark = [
            old
            for old_row, new_row in zip(before.chars[1:], after.chars[1:], strict=True)
            for old, new in zip(old_row, new_row, strict=True)
            if old != new
        ]
        assert len(at_mark) == 1
        assert at_mark[0] not in (" ", "─", "-")


@pytest.mark.parametrize("pen", PLAIN)
def test_the_cells_of_this_step_carry_a_mark(pen: Pen) -> None:
    for figure in (make() for make in STEPPING):
        assert pen.glyphs.now in paint(figure, 76, figure.rows, pen).text()


@pytest.mark.parametrize("height", [3, 4, 5, 6])
def test_the_row_of_this_step_is_shown_where_not_all_are(height: int) -> None:
    for figure in (samples.formula(), samples.tape()):
        text = paint(figure, 60, height, Pen()).text()
        assert "▸" in text
        assert ("⋮" in text) == (height < figure.rows)


def test_negative_weights_are_dashed() -> None:
    def edge(weight: float) -> str:
        figure = Diagram("", ((Unit("a"),), (Unit("b"),)), ("in", "out"), (np.array([[weight]]),))
        return paint(figure, 60, 2, Pen()).text().split("\n")[1].split(")")[1].split("(")[0]

    assert " " not in edge(1.0).strip()
    assert " " in edge(-1.0).strip()


def test_bars_of_either_sign_leave_zero_in_their_own_direction() -> None:
    _, up, down = paint(Bars("b", ("x", "y"), (1.0, -1.0)), 60, 3, Pen()).text().split("\n")
    assert up.index("│") < up.index("━")
    assert down.index("━") < down.index("│")
    assert "−1" in down


def test_a_column_of_many_units_is_shortened_with_its_count() -> None:
    text = paint(samples.network(2, 16, 16, 1), 76, 17, Pen()).text()
    assert text.count("⋮ 16") == 2
    assert "h6" in text
    assert "h7" not in text


@pytest.mark.parametrize("pen", PLAIN)
def test_a_value_that_is_to_be_predicted_is_a_question_mark(pen: Pen) -> None:
    for figure in (make() for make in HIDING):
        assert "?" in paint(figure, 76, figure.rows, pen).text()


def test_a_hidden_value_does_not_show_in_the_length_of_a_bar() -> None:
    hidden = paint(Bars("b", ("x", "y"), (1.0, None)), 60, 3, Pen()).text().split("\n")
    assert "━" not in hidden[2]


def test_points_far_outside_the_range_leave_the_rest_in_place() -> None:
    x = np.arange(50.0)
    y = np.where(x == 30, 1e6, np.sin(x / 5))
    figure = Curves("c", (Series("a", x, y),), y_range=(-1, 1), height=10)
    rows = paint(figure, 60, 10, Pen()).text().split("\n")
    assert len(rows) == 10


def test_scatter_keeps_every_point_inside() -> None:
    points = np.array([[-1.0, -1.0], [1.0, 1.0], [1.0, -1.0], [-1.0, 1.0]])
    text = paint(Scatter("s", points, np.array([0, 1, 0, 1])), 60, 12, Pen()).text()
    assert text.count("○") == 2 + 1
    assert text.count("●") == 2 + 1


@pytest.mark.parametrize("pen", [*PLAIN, pen_for(DARK, "256")])
def test_a_legend_without_room_beside_the_title_has_a_row_of_its_own(pen: Pen) -> None:
    x = np.arange(10.0)
    names = ("training loss", "test loss", "before")
    figure = Curves("loss of the network", tuple(Series(n, x, x) for n in names), height=10)
    title, legend, *_ = paint(figure, 44, 10, pen).text().split("\n")
    assert title == "loss of the network"
    assert all(name in legend for name in names)
    surface = Surface("what the network answers", np.eye(4), (0, 1, 0, 1), np.empty((0, 2)), np.empty(0))
    assert "class 1" in paint(surface, 36, 10, pen).text().split("\n")[1]


@pytest.mark.parametrize("pen", PLAIN)
def test_lines_of_a_single_point_differ_in_their_marks(pen: Pen) -> None:
    one = np.zeros(1)
    figure = Curves("c", (Series("a", one, one + 1), Series("b", one, one)), height=10)
    title, *rest = paint(figure, 60, 10, pen).text().split("\n")
    _, first, _, second, _ = title.split()
    assert first != second
    assert first in "".join(rest)
    assert second in "".join(rest)


def test_what_is_muted_lies_under_what_is_not() -> None:
    x = np.linspace(0, 1, 50)
    pen = pen_for(DARK, "256")
    figure = Curves("c", (Series("now", x, x), Series("then", x, x, "muted")), height=10)
    canvas = paint(figure, 60, 10, pen)
    drawn = {
        style.color.name
        for styles, chars in zip(canvas.styles[1:], canvas.chars[1:], strict=True)
        for style, char in zip(styles, chars, strict=True)
        if char > "\u2800" and style.color
    }
    assert drawn == {pen.accent}


@pytest.mark.parametrize("pen", PLAIN)
def test_one_spike_does_not_rule_the_axis_and_is_said_at_its_edge(pen: Pen) -> None:
    x = np.arange(60.0)
    y = np.sin(x / 5)
    y[30] = 1e6
    chart = Curves("c", (Series("a", x, y),), height=10)
    rows = paint(chart, 60, 10, pen).text().split("\n")
    assert f"{pen.write('↑')}1e6" in rows[1]
    assert rows[1].index("1e6") == pytest.approx(32, abs=3)
    calm = paint(Curves("c", (Series("a", x, np.sin(x / 5)),)), 60, 10, pen).text().split("\n")
    assert [row[:4] for row in rows[2:]] == [row[:4] for row in calm[2:]]
    assert "1e6 at x 30" in chart.describe()


def test_a_curve_that_falls_from_far_up_is_shown_whole() -> None:
    x = np.arange(40.0)
    text = paint(Curves("c", (Series("a", x, 10 * np.exp(-x / 3)),)), 60, 10, Pen()).text()
    assert "↑" not in text.split("\n", 1)[1]


@pytest.mark.parametrize("pen", [*PLAIN, pen_for(DARK, "256")])
@pytest.mark.parametrize("apart", [0.0, 1e-6])
def test_of_two_lines_in_one_place_both_are_seen(pen: Pen, apart: float) -> None:
    x = np.linspace(0, 1, 50)
    figure = Curves("c", (Series("a", x, x), Series("b", x, x + apart, "negative")), y_range=(0, 1.2))
    both = paint(figure, 60, 12, pen)
    a, b = figure.series
    pairs = ((a, replace(b, x=[], y=[])), (replace(a, x=[], y=[]), b))
    alone = [paint(replace(figure, series=pair), 60, 12, pen) for pair in pairs]
    for one, other in (alone, alone[::-1]):
        seen = [
            (x, y)
            for y in range(1, 10)
            for x in range(60)
            if (both.chars[y][x], both.styles[y][x]) == (one.chars[y][x], one.styles[y][x])
            and (one.chars[y][x], one.styles[y][x]) != (other.chars[y][x], other.styles[y][x])
        ]
        assert len(seen) > 5
    assert ("a and b coincide" in both.text()) == (apart == 0)


@pytest.mark.parametrize("pen", PLAIN)
def test_two_points_in_one_place_have_a_mark_for_both(pen: Pen) -> None:
    one = np.zeros(1)
    chart = paint(Curves("c", (Series("a", one, one), Series("b", one, one))), 60, 10, pen).text()
    assert pen.glyphs.both in chart.split("\n", 1)[1]


def test_an_earlier_run_stays_under_the_present_one() -> None:
    pen = pen_for(DARK, "256")
    x = np.arange(30.0)
    now = Series("now", x[:3], x[:3])
    figure = Curves("c", (now,), earlier=(Series("before", x, 29 - x),), height=12)
    canvas = paint(figure, 60, 12, pen)
    muted = {s.color.name for row in canvas.styles[1:10] for s in row[6:] if s.color}
    assert {pen.muted, pen.accent} <= muted
    assert "before" in canvas.text()
    assert "Earlier: before: y falls from 29" in figure.describe()


def test_a_count_of_steps_is_written_in_full() -> None:
    x = np.array([0.0, 75_000.0])
    assert "75000" in paint(Curves("c", (Series("a", x, x),), height=10), 60, 10, Pen()).text()


@pytest.mark.parametrize("pen", [*PLAIN, pen_for(DARK, "256")])
def test_every_link_of_a_small_network_meets_its_unit_at_a_place_of_its_own(pen: Pen) -> None:
    weights = np.ones((1, 4))
    figure = Diagram("n", ((Unit("a"),), tuple(map(Unit, "bcde"))), ("in", "out"), (weights,))
    canvas = paint(figure, 60, 24, pen)
    beside = next(x for x in range(1, 59) if any(row[x] in ")⎠" for row in canvas.chars[2:])) + 1
    assert sum(row[beside] != " " for row in canvas.chars) == 4
    assert "lines drawn" not in canvas.text()


@pytest.mark.parametrize("pen", PLAIN)
def test_a_network_says_how_many_of_its_links_are_drawn(pen: Pen) -> None:
    figure = samples.network(2, 16, 16, 1)
    said = re.search(r"(\d+) of 304 lines drawn", paint(figure, 76, 17, pen).text())
    assert said
    assert 12 <= int(said[1]) < 304
    untold = paint(replace(figure, counted=False), 76, 17, pen).text()
    assert "304 lines" not in untold
    assert "not all lines are drawn" in untold
    some = paint(replace(samples.small_network(), title="n"), 76, 9, pen).text()
    assert "drawn" not in some


def test_each_unit_is_drawn_whole_and_they_stand_evenly() -> None:
    for units, rows in product((2, 3, 4), range(6, 31)):
        canvas = paint(samples.network(1, units, 1), 60, rows, Pen())
        assert canvas.text().count("⎛") == canvas.text().count("⎝")
        at = [y for y, row in enumerate(canvas.chars) if re.search(r"h\d", "".join(row))]
        steps = [below - above for above, below in pairwise(at)]
        assert max(steps) - min(steps) <= 1
        assert steps == steps[::-1] or units == 3 or rows > 12


def test_a_link_tells_its_sign_by_colour_and_by_stroke() -> None:
    pen = pen_for(DARK, "256")
    for weight, role in ((1.0, pen.positive), (-1.0, pen.negative)):
        figure = Diagram("", ((Unit("a"),), (Unit("b"),)), ("in", "out"), (np.array([[weight]]),))
        canvas = paint(figure, 60, 2, pen)
        dots = [(c, s) for c, s in zip(canvas.chars[1], canvas.styles[1], strict=True) if c > "\u2800"]
        assert {s.color.name for _, s in dots if s.color} == {role}
        assert (len({c for c, _ in dots}) > 1 or len(dots) < 20) == (weight < 0)


def test_each_unit_shows_its_picture_where_there_is_room() -> None:
    figure = samples.pictured()
    large, small = (paint(figure, width, height, Pen()).text() for width, height in ((76, 14), (40, 6)))
    assert large.count("#") > 20
    assert "#" not in small
    assert figure.describe().count("its picture") == 4


@pytest.mark.parametrize("pen", PLAIN)
def test_the_strongest_weights_have_the_thickest_lines(pen: Pen) -> None:
    def ink(weight: float) -> int:
        columns = ((Unit("a"), Unit("b")), (Unit("c"), Unit("d")))
        weights = np.array([[weight, 0.0], [0.0, 1.0]])
        row = paint(Diagram("", columns, ("in", "out"), (weights,)), 60, 4, pen).chars[1]
        if pen.ascii:
            return row.count("=")
        return sum((ord(char) - 0x2800).bit_count() for char in row if char > "\u2800")

    assert ink(0.9) > ink(0.5)


def test_a_number_to_come_is_no_product_in_ascii() -> None:
    figure = Bars("b", ("x", "2·y"), ("_", 1.0))
    _, blank, product = paint(figure, 40, 3, Pen(letters="ascii")).text().split("\n")
    assert blank.split() == ["x", "_"]
    assert "2*y" in product


def test_half_blocks_show_twice_as_many_rows_where_there_are_shades() -> None:
    grid = np.tile(np.linspace(0, 1, 90)[:, None], (1, 20))
    figure = Surface("f", grid, (0, 1, 0, 1), names=(), z_label="loss")
    for letters, halves in (("all", 2), ("narrow", 1), ("ascii", 1)):
        canvas = paint(figure, 25, 5, pen_for(DARK, "256", letters=letters))
        column = [(c[10], s[10]) for c, s in zip(canvas.chars[1:], canvas.styles[1:], strict=True)]
        shades = [s.color if c == "▀" else s.bgcolor for c, s in column] + [s.bgcolor for _, s in column]
        assert len({shade.name for shade in shades if shade}) == 4 * halves


def test_a_point_where_two_planes_meet_lies_upon_one_of_them() -> None:
    grid = np.repeat([0.0, 1.0], 15)[:, None] * np.ones(40)
    points = np.column_stack([np.linspace(0.1, 0.9, 9), np.full(9, 0.5)])
    pen = pen_for(DARK, "256")
    for height in range(6, 16):
        canvas = paint(Surface("f", grid, (0, 1, 0, 1), points, np.zeros(9), height=height), 40, height, pen)
        cells = [zip(*rows, strict=True) for rows in zip(canvas.chars[1:], canvas.styles[1:], strict=True)]
        grounds = {
            style.bgcolor.name for row in cells for mark, style in row if mark == "○" and style.bgcolor
        }
        assert grounds <= {pen.ramp[0], pen.ramp[-1]}


@pytest.mark.parametrize("pen", [*PLAIN, pen_for(DARK, "256")])
def test_each_of_many_classes_has_a_mark_and_a_plane_of_its_own(pen: Pen) -> None:
    count = 6
    grid = np.repeat(np.eye(count)[None], 4, axis=0)
    points = np.column_stack([np.arange(count) + 0.5, np.full(count, 2.0)])
    names = tuple("abcdef")
    figure = Surface("f", grid, (0, count, 0, 4), points, np.arange(count), names)
    canvas = paint(figure, 60, 14, pen)
    planes = [(canvas.chars[3][x], canvas.styles[3][x].bgcolor) for x in range(8, 60, 10)]
    assert len(set(planes)) == count
    assert all(pen.glyphs.class_mark(k) in canvas.text().split("\n", 1)[1] for k in range(count))


def test_points_of_many_classes_have_the_colours_of_the_legend_before_anything_is_answered() -> None:
    pen, count = pen_for(DARK, "256"), 5
    points = np.column_stack([np.arange(count) + 0.5, np.full(count, 2.0)])
    grid = np.full((4, count, count), np.nan)
    figure = Surface("f", grid, (0, count, 0, 4), points, np.arange(count), tuple("abcde"))
    canvas = paint(figure, 60, 14, pen)
    legend, *plane = [list(zip(*rows, strict=True)) for rows in zip(canvas.chars, canvas.styles, strict=True)]
    for k in range(count):
        mark = pen.glyphs.class_mark(k)
        (shade,) = {style.bgcolor for char, style in legend if char == mark}
        assert {style.color for row in plane for char, style in row if char == mark} == {shade}


@pytest.mark.parametrize("pen", [*PLAIN, pen_for(DARK, "256")])
def test_a_keyed_map_names_its_paths_by_their_marks(pen: Pen) -> None:
    grid, at = np.tile(np.linspace(0, 1, 12), (8, 1)), np.array([0.2, 0.5, 0.8])
    paths = tuple(
        Series(name, at, at * part, style="path") for name, part in (("plain", 1.0), ("heavy", 0.5))
    )
    figure = Surface("loss", grid, (0, 1, 0, 1), names=(), overlays=paths, keys=("plain", "heavy"))
    legend, *plane = paint(figure, 50, 10, pen).text().split("\n")
    for name, mark in zip(("plain", "heavy"), pen.glyphs.points, strict=False):
        assert f"{mark} {name}" in legend
        assert any(mark in row for row in plane)
    line = replace(figure, overlays=(Series("way", at, at),), keys=("way",))
    assert f"{pen.glyphs.lines[0].strip()} way" in paint(line, 50, 10, pen).text()


def test_a_chart_of_which_nothing_is_known_has_no_numbers_up_its_side() -> None:
    figure = Curves("steps", (Series("a", [], [], style="points"),), "seed", "steps", 8, (0, 20))
    assert not re.search(r"\d", "".join(paint(figure, 40, 8, Pen()).text().split("\n")[:-1]))
    assert "0" in paint(replace(figure, y_range=(0, 1)), 40, 8, Pen()).text().split("\n")[-3]


def test_lines_of_equal_height_part_the_values_below_from_those_above() -> None:
    grid = np.tile(np.linspace(0, 1, 40), (20, 1))
    figure = Surface("f", grid, (0, 1, 0, 1), names=(), contours=(0.25, "?", 0.75))
    for pen in (Pen(), pen_for(DARK, "256")):
        row = paint(figure, 28, 8, pen).chars[4]
        lines = [x for x, char in enumerate(row) if "⠀" < char <= "⣿"]
        assert lines == pytest.approx([7, 21], abs=1)
    row = paint(figure, 28, 8, Pen(letters="ascii")).chars[4]
    assert [row.count(mark) for mark in dict.fromkeys(row)] == pytest.approx([7, 14, 7], abs=1)


@pytest.mark.parametrize("pen", [*PLAIN, pen_for(DARK, "256")])
def test_only_what_is_asked_for_is_a_question_mark_on_a_map(pen: Pen) -> None:
    grid = np.full((4, 4), np.nan)
    plane = paint(Surface("f", grid, (0, 1, 0, 1)), 28, 8, pen).text().split("\n", 1)[1]
    assert not plane.strip()


def test_a_point_whose_class_is_asked_for_is_a_question_mark() -> None:
    points = np.array([[0.5, 0.5]])
    figure = Surface("f", np.zeros((2, 2)), (0, 1, 0, 1), points, ["?"])
    assert "?" in paint(figure, 30, 8, Pen()).text().split("\n", 1)[1]
    assert "●" not in paint(figure, 30, 8, Pen()).text().split("\n", 1)[1]


@pytest.mark.parametrize("levels", [5, 9])
def test_the_shade_of_a_cell_says_how_large_its_number_is(levels: int) -> None:
    pen = pen_for(DARK, "256")._replace(levels=levels)

    def shade(figure: Matrix, text: str) -> str | None:
        canvas = paint(figure, 60, figure.rows, pen)
        for chars, styles in zip(canvas.chars, canvas.styles, strict=True):
            at = "".join(chars).find(text)
            if at >= 0:
                return styles[at].bgcolor.name if styles[at].bgcolor else None
        raise AssertionError(text)

    counts = Matrix("", ((0.0, 44.0, 22.0, "?", "_"),), digits=0, shaded="rising")
    shades = pen.heights()
    assert [shade(counts, t) for t in (" 0", "44", "22")] == [shades[0], shades[-1], shades[levels // 2]]
    assert shade(counts, "?") == shade(counts, "_") == pen.background
    weights = Matrix("", ((-0.9, 0.0, 0.9),), shaded="signed")
    shades = pen.shades()
    assert [shade(weights, t) for t in ("−0.90", " 0.00", " 0.90")] == [
        shades[0],
        shades[levels // 2],
        shades[-1],
    ]


@pytest.mark.parametrize("brackets", [False, True])
def test_the_last_column_is_shaded_as_widely_as_any(brackets: bool) -> None:
    figure = Matrix("", ((10.0, 20.0, 30.0),), digits=0, shaded="rising", brackets=brackets)
    grounds = [s.bgcolor.name for s in paint(figure, 60, 1, pen_for(DARK, "256")).styles[0] if s.bgcolor]
    wide = [grounds.count(ground) for ground in dict.fromkeys(grounds) if ground != DARK.background]
    assert len(wide) == 3
    assert max(wide) - min(wide) <= brackets


@pytest.mark.parametrize("pen", PLAIN)
def test_the_axes_of_a_table_are_named(pen: Pen) -> None:
    figure = samples.confusion()
    _title, axes, columns, *rows = paint(figure, 60, figure.rows, pen).text().split("\n")
    assert axes.split() == pen.write("true ↓ answered →").split()
    assert axes.index("answered") <= columns.index("cat")
    assert len(rows) == 3
    assert figure.describe().endswith("Columns: answered, rows: true.")


@pytest.mark.parametrize("pen", [*PLAIN, pen_for(DARK, "256")])
def test_on_few_rows_the_marks_of_a_legend_move_closer_before_its_names_are_cut(pen: Pen) -> None:
    figure = Surface("by index", np.zeros((2, 2, 5)), (0, 1, 0, 1), names=tuple("01234"))
    legend = paint(figure, 36, 7, pen).text().split("\n")[0]
    assert re.findall(r"[0-4]", legend) == list("01234")


def test_the_legend_of_a_plane_ends_where_the_plane_does() -> None:
    legend, *_ = paint(samples.field(), 100, 10, Pen()).text().split("\n")
    assert len(legend.rstrip()) <= 50


def test_a_line_without_a_name_looks_like_the_one_before_it() -> None:
    x = [0.0, 1.0]
    figure = Curves(
        "", (Series("± 2", x, [2, 2]), Series("", x, [-2, -2])), "unit", "sum", 10, (0, 1), (-4, 4)
    )
    rows = [re.sub("[^⠀-⣿]", "", row) for row in paint(figure, 40, 10, Pen()).text().split("\n")[1:]]
    above, below = [len(row) for row in rows if row]
    assert above == below > 30


@pytest.mark.parametrize("width", range(54, 90, 6))
def test_an_axis_has_fewer_numbers_rather_than_no_name(width: int) -> None:
    figure = Curves("", (Series("f", [0.13, 0.87], [0, 1]),), "fraction right", "seed")
    assert "fraction right →" in paint(figure, width, 10, Pen()).text()


def test_a_high_chart_has_the_name_of_its_height_beside_a_long_legend() -> None:
    series = tuple(Series(f"what network {k} makes", [0, 1], [k, k + 1]) for k in range(2))
    figure = Curves("", series, "seed", "right")
    assert "right ↑" in paint(figure, 50, 20, Pen()).text()
    # What has no room anyway moves no legend.
    title, row, *_ = (
        paint(replace(figure, title="t", y_label="right " * 12), 60, 20, Pen()).text().split("\n")
    )
    assert "network 1" in title
    assert "network" not in row


@pytest.mark.parametrize("pen", PLAIN)
def test_an_axis_of_x_is_named_like_any_other(pen: Pen) -> None:
    assert pen.write("x →") in paint(Curves("", (Series("f", [0, 1], [0, 1]),)), 40, 10, pen).text()


def test_a_curve_that_comes_to_nought_does_not_seem_to_go_below_it():
    x = np.linspace(0.0, 1.0, 40)
    flat = Curves("flat", [Series("low", x, 0 * x), Series("high", x, 0 * x + 1)])
    rows = paint(flat, 60, 12, Pen()).text()
    drawn = {row[: row.index("┤")].strip(): row for row in rows.split("\n") if "┤" in row}
    # Dots in the two middle rows of a cell; ⣀ and ⠉ are its edges.
    for name in ("0", "1"):
        assert set(drawn[name][drawn[name].index("┤") + 1 :].strip()) & set("⠤⠒")
        assert not set(drawn[name]) & set("⣀⠉")


def test_the_mark_of_points_that_share_a_cell_is_told_where_it_stands() -> None:
    def title(*points: tuple[float, float]) -> str:
        figure = Scatter("points", np.array(points), np.array([0.0, 1.0]), ("0", "1"))
        return paint(figure, 60, 9, Pen()).text().split("\n")[0]

    assert "◉ both" in title((0.0, 0.0), (0.0, 0.0))
    assert "both" not in title((0.0, 0.0), (1.0, 1.0))

"""What the playground's pictures tell: each unit's over the marks of the points, and all that fits a page."""

from __future__ import annotations

import re

import numpy as np
import pytest

from engine import Dataset
from lessons.figures import Beside, Curves, Series, Surface
from lessons.labs.playground._given import Given
from lessons.labs.playground._knobs import DATA
from lessons.labs.playground.playground import Playground
from lessons.playground.samples import table
from tui.drawing.layout import arrange, content_rows, paint, paint_all
from tui.drawing.pen import Pen
from tui.theme import DARK, pen_for

PAGE = 76, 15
"""What a page of 80×24 leaves for figures, with two rows of caption and two of knobs."""
PENS = [Pen(), Pen(letters="ascii")]
NAMES = ("buttercup", "daisy", "rose", *(f"kind {k}" for k in range(7)))


def own(classes: int, n: int = 400) -> Playground:
    """A playground with points of one's own, of so many classes."""
    rng = np.random.default_rng(0)
    labels = np.arange(n) % classes
    data = Dataset("own", rng.normal(size=(n, 2)), labels, "multiclass", classes=NAMES[:classes])
    return Playground({"data": "own", "samples": Given(data)})


def drawn(lab: Playground, pen: Pen = PENS[0]) -> str:
    return paint_all(lab.draw(), *PAGE, pen).text()


def output(lab: Playground) -> Surface:
    """The large picture."""
    figure = lab.draw()[0]
    parts = figure.figures if isinstance(figure, Beside) else (figure,)
    flat = [each for part in parts for each in getattr(part, "figures", (part,))]
    return next(each for each in flat if isinstance(each, Surface))


@pytest.mark.parametrize("view", ["network", "confusion", "layers"])
@pytest.mark.parametrize("data", [*DATA, 3, 10])
def test_every_view_of_every_data_set_fits_a_page_of_80_by_24(data, view):
    lab = Playground({"data": data, "classes": 10}) if isinstance(data, str) else own(data)
    lab.step()
    lab.turn("view", view)
    for looked_at in (False, True):
        if looked_at:
            lab.look("right")
        figures = lab.draw()
        assert content_rows(figures, PAGE[0]) <= PAGE[1] + 1
        assert all(part.rows <= PAGE[1] + 1 for part in figures)
    if view == "confusion" and not lab.regression:
        table = drawn(lab)
        assert "test points" in table
        assert data == 10 or "output" in table
        if isinstance(data, int):
            assert all(re.search(rf"{name[:2]}\S* +\d", table) for name in NAMES[:data])


@pytest.mark.parametrize("pen", PENS)
@pytest.mark.parametrize("classes", [3, 10])
def test_the_picture_of_a_unit_has_the_marks_and_the_legend_of_all_classes(classes, pen):
    lab = own(classes)
    lab.look("right")
    figure = output(lab)
    assert figure.title == "unit h₁[0], not output"
    rows = paint(figure, 24, 11, pen).text().splitlines()
    legend, plane = "".join(rows[:2]), rows[2:]
    for k, mark in enumerate(pen.glyphs.classes[:classes]):
        assert mark in legend
        assert NAMES[k][0] in legend or classes == 10
        assert any(mark in row for row in plane)
    assert set("".join(plane)) <= {*pen.glyphs.classes[:classes], *" .:·"}


def test_the_marks_of_ten_classes_differ():
    for pen in PENS:
        assert len(set(pen.glyphs.classes)) == len(set(pen.glyphs.textures)) == len(pen.glyphs.classes) == 10


def test_confusion_shows_the_output_whatever_unit_is_looked_at():
    lab = own(3)
    lab.turn("view", "confusion")
    before = drawn(lab)
    lab.look("right")
    assert drawn(lab) == before


@pytest.mark.parametrize("pen", PENS)
def test_points_of_a_regression_have_marks_by_their_target_and_leave_the_answer_to_be_seen(pen):
    lab = Playground({"link": "#problem=regression&regDataset=reg-plane&seed=0.1&showTestData=true"})
    figure = output(lab)
    rows = paint(figure, 24, 9, pen).text().splitlines()
    legend, plane = "".join(rows[:2]), "".join(rows[2:])
    for marks in (pen.glyphs.grades, pen.glyphs.held_grades):
        assert len(set(marks) & set(plane)) >= 3
        assert marks[0] in legend
        assert marks[-1] in legend
    held = sum(mark in pen.glyphs.grades + pen.glyphs.held_grades for mark in plane)
    assert 15 < held < 0.25 * 24 * 7


def test_where_test_points_are_drawn_the_legend_names_their_marks():
    lab = Playground({"link": "#seed=0.1"})
    assert "test" not in paint(output(lab), 24, 11, PENS[0]).text()
    lab.turn("test_points", True)
    assert "□■  test" in paint(output(lab), 36, 18, PENS[0]).text()
    assert "□■" in paint(output(lab), 24, 11, PENS[0]).text()


@pytest.mark.parametrize(("low", "high"), [(1.0949, 1.0951), (0.3, 0.30001), (1e-9, 1.1e-9)])
def test_no_two_ticks_of_an_axis_are_written_alike(low, high):
    series = (Series("train", [0, 20], [low, low]), Series("test", [0, 20], [high, high]))
    for height in (5, 12, 20):
        rows = paint(Curves("loss", series, "epoch", "loss"), 40, height, Pen()).text().splitlines()
        ticks = [row.split("┤")[0].strip() for row in rows if "┤" in row]
        assert len(set(ticks)) == len(ticks) > 0


def test_the_loss_of_the_run_before_says_which_loss_it_is():
    lab = Playground({"link": "#seed=0.1"})
    lab.seek(5)
    lab.turn("seed", "0.2")
    lab.seek(5)
    text = drawn(lab)
    assert "⠤⠤train ⠤ ⠤test ⠄⠠old t" in text
    assert "old test" in paint_all(lab.draw(), 116, 30, Pen()).text()


def network(lab: Playground, width: int = 49, height: int = 16, pen: Pen = PENS[0]) -> list[str]:
    figure = lab.draw()[0]
    assert isinstance(figure, Beside)
    return paint(figure.figures[0], width, height, pen).text().splitlines()


@pytest.mark.parametrize("pen", PENS)
@pytest.mark.parametrize("units", [9, 16, 64])
def test_of_more_units_than_have_a_row_of_their_own_fewer_are_drawn_and_the_rest_is_counted(units, pen):
    lab = Playground({"hidden": (units, units), "seed": "0.1"})
    for last in (0, units - 1):
        for _ in range(last + 1):
            lab.look("down" if lab.focus else "here")
        rows = network(lab, pen=pen)
        assert all(name in rows[0] for name in ("features", "hidden 1", "hidden 2"))
        assert sum("x₁" in row or "x1" in row for row in rows) == 1
        assert "".join(rows[-2:]).count(f"{units - 6} more") == 2
        # The unit that is looked at is among them.
        assert any(pen.glyphs.now in row for row in rows)


@pytest.mark.parametrize("pen", PENS)
def test_the_unit_that_is_looked_at_has_a_frame(pen):
    lab = Playground({"seed": "0.1"})
    left, right = pen.glyphs.sides
    assert not any(left in row for row in network(lab, pen=pen))
    lab.look("here")
    lab.look("down")
    assert sum(left in row for row in network(lab, pen=pen)) == 2
    assert sum(right in row for row in network(lab, pen=pen)) == 3


@pytest.mark.parametrize("pen", PENS)
def test_the_last_links_lead_to_a_mark_for_each_output(pen):
    ends = [row[48:] for row in network(Playground({"seed": "0.1"}), pen=pen)]
    assert [end for end in ends if end] == [pen.glyphs.into]
    for classes in (3, 10):
        lab = Playground({"data": "blobs", "classes": classes, "seed": "0.1"})
        ends = [row[48:].strip() for row in network(lab, pen=pen)]
        assert [end for end in ends if end] == list(pen.glyphs.classes[:classes])


def test_heads_stay_where_smaller_pictures_leave_them_a_row():
    for height in (12, 15, 16, 20, 30):
        assert "hidden 2" in network(Playground({"seed": "0.1"}), height=height)[0]


@pytest.mark.parametrize("columns", [("length",), ("length", "width of it"), ("a", "b", "c")])
def test_the_axes_of_a_files_points_are_called_as_its_columns(tmp_path, columns):
    file = tmp_path / "mine.csv"
    rows = [[*(k * (i + 1) % 7 for i in range(len(columns))), "yn"[k % 2]] for k in range(12)]
    file.write_text("\n".join(",".join(map(str, row)) for row in ([*columns, "kind"], *rows)))
    lab = Playground({"data": "own", "samples": Given(table(str(file), None)[0]), "y": len(columns) > 1})
    named = {1: ("length", "x₂"), 2: ("length", "width o…"), 3: ("PC1", "PC2")}[len(columns)]
    assert (output(lab).x_label, output(lab).y_label) == named
    assert output(lab).names == ("n", "y")
    assert named[0] in paint(output(lab), 36, 18, Pen()).text()


def test_beside_words_on_a_large_screen_the_output_is_large_and_the_losses_stand_beside_it():
    figures = Playground({"low": True, "hidden": (0,), "seed": "0.1"}).draw()
    places = {figure.title: region for figure, region in arrange(figures, 72, 30)}
    assert places["output"].width >= 36
    assert places["output"].height >= 13
    assert places["output"].y == places["loss"].y >= places[""].bottom
    assert len({region.y for _, region in arrange(figures, 76, 12)}) == 1
    # Eight units a layer stand under their heads.
    figures = Playground({"low": True, "hidden": (8,), "seed": "0.1"}).draw()
    assert "hidden 1" in paint_all(figures, 72, 30, Pen()).text()


def test_the_pictures_of_squares_are_pale_where_they_are_small_and_differ():
    link = "#seed=0.1&xSquared=true&ySquared=true&networkShape=8,8,8"
    figure = Playground({"link": link}).draw()[0].figures[0]
    pen = pen_for(DARK, "256")
    canvas = paint(figure, 49, 16, pen)
    rows = [y for y, row in enumerate(map("".join, canvas.chars)) if row.strip().startswith(("x₁²", "x₂²"))]
    assert len(rows) == 2
    seen = [[style.bgcolor for style in canvas.styles[y]] for y in rows]
    assert seen[0] != seen[1]
    assert all(len(set(filter(None, row))) > 2 for row in seen[:1])


def test_no_dots_lie_between_the_points_of_an_output_in_shades():
    figure = output(Playground({"seed": "0.1"}))
    assert len(figure.points)
    assert "·" not in paint(figure, 36, 18, pen_for(DARK, "256")).text()


def test_the_way_down_from_the_first_losses_is_drawn_however_long_it_has_learnt():
    lab = Playground({"seed": "0.1", "learning_rate": 0.3})
    lab.seek(400)
    assert lab.loss["train"] < 0.01
    for size in ((76, 16), (116, 30)):
        text = paint_all(lab.draw(), *size, Pen()).text()
        assert "↑" not in text
        assert re.search("0\\.[4-6]┤", text)

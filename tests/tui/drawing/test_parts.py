"""The parts that drawings are made of: cells, scales, ASCII."""

from __future__ import annotations

import re

import numpy as np
import pytest
from rich.style import Style

from lessons.labs import REGISTRY
from tests.tui.drawing import samples
from tui.drawing import paint
from tui.drawing.canvas import Canvas, fit, wide
from tui.drawing.pen import ASCII, UNICODE, Pen
from tui.drawing.scale import limits, thinned, ticks
from tui.link.ascii import to_ascii
from tui.theme import DARK, pen_for


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("z₁ = W₁·x + b₁", "z1 = W1*x + b1"),
        ("σ′(z) ≤ ¼", "sigma'(z) <= 1/4"),
        ("x² + e⁻¹", "x^2 + e^-1"),
        ("∂L/∂w → −0.5", "dL/dw -> -0.5"),
        ("ŷ", "yhat"),
        ("−1/√fan_in, √(2/n)", "-1/sqrt(fan_in), sqrt(2/n)"),
        ("W₁ (2×16×1)", "W1 (2x16x1)"),
        ("0.3×0.2", "0.3*0.2"),
        ("“naïve” – é…", '"naive" - e...'),
        ("Wᵀ δ ⊙ η", "W^T delta (*) eta"),
        ("√n, √v′ and √(p/n)", "sqrt(n), sqrt(v') and sqrt(p/n)"),
        ("1 − β₁ᵗ", "1 - beta1^t"),
        (UNICODE.classes[:5], ASCII.classes[:5]),
        ("猫", "??"),
        ("√4 and √n, √(n)", "sqrt(4) and sqrt(n), sqrt(n)"),
    ],
)
def test_text_has_a_spelling_in_ascii(text: str, spelt: str) -> None:
    assert to_ascii(text) == spelt


def test_every_glyph_of_the_ascii_set_is_ascii() -> None:
    glyphs = Pen(letters="ascii").glyphs
    for value in glyphs:
        assert "".join(value).isascii()


def test_text_too_long_for_its_place_ends_in_a_mark() -> None:
    assert fit("gradient", 8, Pen()) == "gradient"
    assert fit("gradient", 5, Pen()) == "grad…"
    assert fit("gradient", 5, Pen(letters="ascii")) == "grad~"
    assert wide(fit("猫猫猫", 4, Pen())) <= 4
    assert fit("gradient", 0, Pen()) == ""


def test_a_row_is_a_run_for_each_change_of_style() -> None:
    pen = Pen()
    canvas = Canvas(6, 1, pen)
    canvas.put(1, 0, "ab", Style(color="red"))
    assert [s.text for s in canvas.strip(0)] == [" ", "ab", "   "]
    assert Canvas(0, 1, pen).strip(0).cell_length == 0


def test_axes_are_rounded_outwards_and_keep_exact_ends() -> None:
    assert limits(np.array([-5.0, 5.0])) == (-5.0, 5.0)
    low, high = limits(np.array([0.03, 0.97]))
    assert low <= 0.03 < 0.97 <= high
    assert limits(np.array([0.1, 0.69]), zero=True)[0] == 0.0
    assert limits(np.array([np.nan, np.inf])) == (0.0, 1.0)


@pytest.mark.parametrize("most", range(2, 8))
def test_what_is_counted_has_ticks_at_whole_numbers(most: int) -> None:
    for low in (-13, -1, 0, 11):
        for size in (1, 2, 3, 5, 8, 11, 12, 40, 1000):
            found = ticks(low, low + size, most, whole=True)
            assert 1 <= len(found) <= most
            assert all(tick % 1 == 0 and low <= tick <= low + size for tick in found)


@pytest.mark.parametrize("most", [2, 3, 5, 7])
@pytest.mark.parametrize("span", [(0.0, 1.0), (-4.0, 4.0), (0.0, 137.0), (0.013, 0.027), (-1e-9, 1e9)])
def test_ticks_are_few_round_and_inside(span: tuple[float, float], most: int) -> None:
    found = ticks(*span, most)
    assert 1 <= len(found) <= most
    assert all(span[0] - 1e-9 <= t <= span[1] * (1 + 1e-9) for t in found)


def test_thinning_keeps_the_lowest_and_the_highest_of_each_column() -> None:
    rng = np.random.default_rng(0)
    x, y = np.arange(5000.0), rng.normal(size=5000)
    tx, ty = thinned(x, y, 100)
    assert len(tx) <= 200
    assert ty.min() == y.min()
    assert ty.max() == y.max()
    assert (np.diff(tx) > 0).all()


def test_a_canvas_is_printed_in_the_colours_that_a_terminal_has() -> None:
    for mode, marks in (("256", "38;5;"), ("16", "33"), ("truecolor", "38;2;")):
        canvas = paint(samples.field(), 60, 12, pen_for(DARK, mode))
        printed = canvas.coloured(mode)
        assert "\x1b[" in printed
        assert marks in printed
        plain = re.sub(r"\x1b\[[0-9;]*m", "", printed)
        assert [row.rstrip() for row in plain.split("\n")] == canvas.text().split("\n")


def test_lines_that_run_side_by_side_through_a_graph_are_no_single_band():
    lab = REGISTRY["graph"]({"expression": "x*x + x"})
    lab.seek(1)  # The product, whose two lines from x are those of this step.
    drawn = paint(lab.draw()[0], 76, 6, Pen()).text()
    assert "▸×" in drawn
    assert not set("⣿⠿⠶") & set(drawn)


@pytest.mark.parametrize("name", ["nudge_ladder", "nudge_count"])
def test_axes_of_exponents_are_named_on_the_smallest_screen(name: str):
    lab = REGISTRY[name]()
    drawn = paint(lab.draw()[0], 76, 9, Pen()).text()
    assert "exponent of h →" in drawn
    assert "error ↑" in drawn

"""Every figure fills exactly the cells that it is given."""

from __future__ import annotations

import pytest

from tests.drawing import samples
from tui.drawing import Pen, draw

SIZES = [(20, 3), (24, 6), (37, 9), (60, 12), (80, 21), (113, 17), (200, 40)]


@pytest.mark.parametrize("name", samples.every())
@pytest.mark.parametrize("ascii", [False, True])
def test_a_figure_fills_its_rows_and_columns(name: str, ascii: bool) -> None:
    figure = samples.every()[name]
    for width, height in SIZES:
        strips = draw(figure, width, height, Pen(ascii=ascii))
        assert len(strips) == height
        assert {strip.cell_length for strip in strips} == {width}
        assert {sum(s.cell_length for s in strip) for strip in strips} == {width}
        if ascii:
            assert "".join(strip.text for strip in strips).isascii()

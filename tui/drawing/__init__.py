"""Figures drawn as rows of cells: pure functions of a figure, a size and a pen.

`paint` gives a `Canvas` of exactly that size, and `arrange` says where several figures stand.
"""

from tui.drawing.canvas import Canvas
from tui.drawing.layout import arrange, content_rows, fills, most_rows, paint, paint_all
from tui.drawing.pen import Pen

__all__ = ["Canvas", "Pen", "arrange", "content_rows", "fills", "most_rows", "paint", "paint_all"]

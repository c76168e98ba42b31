"""What a lab shows, as plain data.

A figure says what is to be seen and nothing of how: `tui` draws it on a screen,
`describe()` puts it in words for a pipe, a screen reader or a test. Each figure
knows how many rows it needs on an 80-column screen.

Colours are roles, not colours: `accent`, `positive` and `negative` (sign and
class), `muted`, `text`. A role is never the only carrier of a meaning.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lessons.figures.base import Beside, Cell, Figure, Floats, Role, Spare, Stack, State

if TYPE_CHECKING:
    from lessons.figures.charts import Bars, Curves, Scatter, Series
    from lessons.figures.computed import Graph, Operation
    from lessons.figures.graphs import Diagram, Fields, Node, Tape, Unit, network
    from lessons.figures.planes import Panes, Surface
    from lessons.figures.tables import Equation, Formula, Line, Matrix, matrix, table

# Imported when a lab first shows one.
_LATE = {
    "charts": ("Bars", "Curves", "Scatter", "Series"),
    "computed": ("Graph", "Operation"),
    "graphs": ("Diagram", "Fields", "Node", "Tape", "Unit", "network"),
    "planes": ("Panes", "Surface"),
    "tables": ("Equation", "Formula", "Line", "Matrix", "matrix", "table"),
}


def __getattr__(name: str) -> Any:
    for module, names in _LATE.items():
        if name in names:
            found = globals()[name] = getattr(import_module(f"lessons.figures.{module}"), name)
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "Bars",
    "Beside",
    "Cell",
    "Curves",
    "Diagram",
    "Equation",
    "Fields",
    "Figure",
    "Floats",
    "Formula",
    "Graph",
    "Line",
    "Matrix",
    "Node",
    "Operation",
    "Panes",
    "Role",
    "Scatter",
    "Series",
    "Spare",
    "Stack",
    "State",
    "Surface",
    "Tape",
    "Unit",
    "matrix",
    "network",
    "table",
]

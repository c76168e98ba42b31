"""What a lab shows, as plain data.

A figure says what is to be seen and nothing of how: `tui` draws it on a screen,
`describe()` puts it in words for a pipe, a screen reader or a test. Each figure
knows how many rows it needs on an 80-column screen.

Colours are roles, not colours: `accent`, `positive` and `negative` (sign and
class), `muted`, `text`. A role is never the only carrier of a meaning.
"""

from lessons.figures.base import Beside, Cell, Figure, Floats, Role, State
from lessons.figures.charts import Bars, Curves, Field, Scatter, Series
from lessons.figures.graphs import Diagram, Node, Tape, Unit
from lessons.figures.tables import Equation, Formula, Line, Matrix, matrix

__all__ = [
    "Bars",
    "Beside",
    "Cell",
    "Curves",
    "Diagram",
    "Equation",
    "Field",
    "Figure",
    "Floats",
    "Formula",
    "Line",
    "Matrix",
    "Node",
    "Role",
    "Scatter",
    "Series",
    "State",
    "Tape",
    "Unit",
    "matrix",
]

"""A row of W for each unit, or a column."""

from __future__ import annotations

from lessons.figures import Equation, Spare, matrix, network
from lessons.labs.base import Figures, See
from lessons.labs.layer._dense import DIGITS, FAN_IN, FAN_OUT, SEED, WEIGHT_DIGITS, Summing, column, weights


class RowOrColumn(Summing):
    """The sums of one layer for one sample, written both ways: a row of W for each unit, or a column."""

    steps = FAN_OUT
    seed = SEED

    @staticmethod
    def figures(see: See) -> Figures:
        unit, x, z = see.unit, see.X[0], see.z[:1]
        row = frozenset((j, i) for i, j in column(unit, FAN_IN))
        title = f"a row for each unit: W.T ({FAN_OUT}×{FAN_IN})"
        by_row = matrix(title, see.W.T, digits=1, most=WEIGHT_DIGITS, highlight=row)
        spot = frozenset((j, i) for i, j in column(unit, 1))
        sums = matrix("z", z.T, digits=1, most=DIGITS, highlight=spot)
        yield Equation("", (by_row, "@", matrix("x", x, most=4), "+ b =", sums))
        sums = matrix("z", z, digits=1, most=DIGITS, highlight=column(unit, 1))
        by_column = weights(see, "a column for each unit: ")
        yield Equation("", (matrix("x", x[None, :], digits=1, most=4), "@", by_column, "+ b =", sums))
        yield Spare(network((x, see.z[0]), ("x", "z"), (see.W,)))

    @staticmethod
    def caption(see: See) -> str:
        unit = see.unit
        if unit is None:
            return "Nothing is computed yet. Each step computes one unit."
        return f"Unit {unit}: row {unit} of W.T, column {unit} of W: the same numbers."

"""Rows of a benchmark: what, measured, and the budget beside it."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import quantiles


def row(what: str, measured: float, unit: str, budget: float, at_least: bool = False) -> None:
    """Print what was measured, its budget, and whether it is kept."""
    kept = measured >= budget if at_least else measured <= budget
    sign = "≥" if at_least else "≤"
    figure = f"{measured:,.0f}" if measured >= 1000 else f"{measured:.3g}"
    print(f"{what:<58}{figure:>9} {unit:<8}{sign} {budget:<7g}{'ok' if kept else 'over'}", flush=True)


def note(text: str) -> None:
    """Print a line without a budget."""
    print(text, flush=True)


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many per cent of the values do not exceed."""
    if len(values) < 2:
        return max(values)
    return quantiles(values, n=100, method="inclusive")[percent - 1]

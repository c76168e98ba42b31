"""Other units that a share or a count is given in by mistake."""

from __future__ import annotations

from collections.abc import Mapping

PER_CENT = {"That is in per cent. A share from 0 to 1 is asked for.": 100.0}


def asked_for(units: Mapping[str, float]) -> str:
    """What a question asks for that could be given in these units instead."""
    return "" if not units else "0 to 1" if 100.0 in units.values() else "how many"


def units_of_share(of: int) -> dict[str, float]:
    """The units that a share of so many points is given in by mistake, where it is to be from 0 to 1."""
    return PER_CENT | (
        {} if of == 100 else {f"That is how many of {of}. A share from 0 to 1 is asked for.": float(of)}
    )


def units_of_count(of: int) -> dict[str, float]:
    """The units that a count, one of so many, is given in by mistake."""
    percent = {} if of == 100 else {"That is in per cent. How many is asked for.": 100.0 / of}
    return {"That is a share from 0 to 1. How many is asked for.": 1.0 / of} | percent

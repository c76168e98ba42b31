"""Other units that a share or a count is given in by mistake."""

from __future__ import annotations

PER_CENT = {"that is in per cent, not a share from 0 to 1": 100.0}


def units_of_share(of: int) -> dict[str, float]:
    """The units that a share of so many points is given in by mistake, where it is to be from 0 to 1."""
    return PER_CENT | ({} if of == 100 else {f"that is how many of {of}, not a share from 0 to 1": float(of)})


def units_of_count(of: int) -> dict[str, float]:
    """The units that a count, one of so many, is given in by mistake."""
    percent = {} if of == 100 else {"that is in per cent, not how many": 100.0 / of}
    return {"that is a share from 0 to 1, not how many": 1.0 / of} | percent

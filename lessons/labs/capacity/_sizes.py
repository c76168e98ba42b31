"""The networks of six sizes that are compared, from one hidden unit to two layers of 64."""

from __future__ import annotations

SIZES: tuple[tuple[int, ...], ...] = ((1,), (2,), (4,), (16,), (64,), (64, 64))
NAMES = tuple("-".join(map(str, hidden)) for hidden in SIZES)
FAR = 1.2
"""A test loss has turned where it ends more than so many times its lowest."""

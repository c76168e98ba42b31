"""What the labs of holding back share: the network that is held back, and its points."""

from __future__ import annotations

from lessons.labs.base import Knob

HIDDEN, NOISE, STEPS = (32, 32), 0.3, 800
ASIDE = 30
"""Points kept aside to choose by."""
LAMBDAS = ("0", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1")


def points_knob() -> Knob:
    return Knob.integer("how many points it learns", 60, name="points", scale="log", low=20, high=240)

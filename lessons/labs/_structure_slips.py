"""Counts of parameters, the slips that learners make when they count, and the numbers that these give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any


def parameter_count(sizes: Sequence[int]) -> tuple[int, int]:
    """How many weights and how many biases a fully connected network of these sizes has."""
    return sum(a * b for a, b in pairwise(sizes)), sum(sizes[1:])


def slips(path: str, sizes: Sequence[int], v: Mapping[str, Any], position: int) -> dict[str, float]:
    """What known slips would give for a readout of lab `structure`, by the sizes and the readouts."""
    weights, biases, layers = v["weights"], v["biases"], v["layer"]
    found: dict[str, float] = {}
    if path in ("weights", "multiplications"):
        found = {
            "only the lines into the first layer were counted": layers[0]["weights"],
            "only the lines into the output were counted": layers[-1]["weights"],
            "the units were counted, not the lines": sum(sizes),
            "the biases were counted too": weights + biases,
            "each unit was given one line only": biases,
        }
    if path == "parameters":
        between = layers[1:-1]
        found = {
            "the biases were left out": weights,
            "the inputs were given biases too": weights + biases + sizes[0],
            "the output was given no bias": weights + biases - sizes[-1],
            "the hidden units were given no biases": weights + sizes[-1],
            "only the biases were counted": biases,
            "the units were counted, not the lines": sum(sizes),
            "everything was doubled with the units, the output's bias too": _doubled(sizes),
            "the weights between the hidden layers were left out": weights
            + biases
            - sum(layer["weights"] for layer in between),
            "the biases of one hidden layer only were counted": weights
            + biases
            - sum(layer["biases"] for layer in between),
            "the new layer was left out": sum(parameter_count([sizes[0], *sizes[2:]]))
            if between
            else float("nan"),
        }
    if path == "bends":
        found = {
            "each unit was given two bends, one on either side": 2.0 * position,
            "the straight pieces were counted, not the bends between them": v["bends"] + 1,
        }
    return {slip: float(value) for slip, value in found.items()}


def _doubled(sizes: Sequence[int]) -> float:
    """Twice the parameters of the network with half the hidden units; nan where there is no half."""
    if len(sizes) < 3 or sizes[1] % 2:
        return float("nan")
    return 2.0 * sum(parameter_count([sizes[0], *[n // 2 for n in sizes[1:-1]], sizes[-1]]))

"""Slips that learners make when they compute a loss, and the numbers that these give."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine import losses
from lessons.labs.base import split_path

MSE, BCE = "mse", "bce"


def slips(path: str, s: Mapping[str, Any], v: Mapping[str, Any]) -> dict[str, float]:
    """What known slips would give for a readout of lab `losses`, by its settings and its values."""
    name = split_path(path)[0]
    p, y = v["p"], s["y"]
    if name == "mse":
        return {
            "the squares were added up, but not divided by how many there are": float(v["squares"].sum()),
            "the differences were not squared": float(np.abs(v["differences"]).mean()),
            "the mean was squared, not the differences": float(v["differences"].mean() ** 2),
            "the root was taken": float(np.sqrt(v["mse"])),
            "a half was put before it": v["mse"] / 2,
        }
    if name == "bce":
        return {
            "the logarithm to base 10 was taken": v["bce"] / float(np.log(10)),
            "the loss was taken to grow in step with the error": (1 - p if y else p)
            / (1 - s["p"] if y else s["p"])
            * v["start"]["bce"],
            "that is the error itself, not its loss": 1 - p if y else p,
            "the error was squared, as MSE does": (p - y) ** 2,
            "the other answer was taken for the right one": float(losses.get("bce").value([p], [1 - y])),
        }
    if name == "score_gradient":
        i = int(split_path(path)[1])
        probability = float(v["probabilities"][i])
        return {
            "the target was not taken away": probability,
            "the probability was taken from the target, not the target from it": -v["score_gradient"][i],
            "1 was taken away, though this is not the true class": probability - 1,
            "that is the loss, not its slope": v["cce"],
        }
    if name == "cce":
        return {
            f"class {i} was taken for the true one": float(-np.log(q))
            for i, q in enumerate(v["probabilities"])
            if i != s["true_class"]
        } | {"the probability itself was taken": float(v["probabilities"][s["true_class"]])}
    if name == "pull":
        mine = str(split_path(path)[1])
        q = v["learnt"][mine]
        return {
            "the slope of the sigmoid was multiplied in": (q - y) * q * (1 - q),
            "that is the gradient under the other loss": v["pull"][BCE if mine == MSE else MSE],
            "that is p itself": q,
            "that is the slope by p, not by z": float(losses.get(mine).gradient([q], [y])[0, 0]),
        }
    if name == "learnt":
        mine = str(split_path(path)[1])
        return {
            "it was taken to learn as fast as under the other loss": v["learnt"][BCE if mine == MSE else MSE],
            "it was taken to arrive": float(y),
        }
    if name == "penalty":
        squares = float((s["weights"] ** 2).sum())
        return {
            "the half was left out": s["penalty_rate"] * squares,
            "the weights were not squared": s["penalty_rate"] / 2 * float(np.abs(s["weights"]).sum()),
            "λ was left out": squares / 2,
            "a negative weight was given a negative square": s["penalty_rate"]
            / 2
            * float((s["weights"] * np.abs(s["weights"])).sum()),
        }
    return {}

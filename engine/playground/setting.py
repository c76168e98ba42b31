"""All that can be set in the playground: what the browser's has, and what it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from itertools import pairwise
from typing import Any

from engine import activations, initializers, optimizers, schedules
from engine.errors import InputError, count, flag, lookup, number, several

from .features import FEATURES
from .points import CLASSIFICATION, REGRESSION

ACTIVATIONS = {"relu": "relu", "tanh": "tanh", "sigmoid": "sigmoid", "linear": "identity"}
"""What links call the activations, and what the engine does."""
ELEMENTWISE = {name: each for name, each in activations.REGISTRY.items() if each.elementwise}
"""What a layer of its own may apply."""
PENALTIES = ("none", "L1", "L2")
PROBLEMS = ("classification", "regression")
MOST_LAYERS, MOST_UNITS = 10, 64
MOST_CLASSES = 10
MOST_DRAWINGS = 999
_MOST_DRAWN = 2_000_000
"""The most weights of drawings that are passed by: some seconds."""
WIDEST_NOISE = 80.0
"""A noise above it, in per cent, is 50: so does the original."""
OWN = ("moons", "circles", "checkerboard", "blobs", "spiral")
"""Data sets of the engine, by their names there; its spiral has an arm for each class."""


@dataclass(frozen=True)
class Setting:
    """A setting of the playground; without arguments, that of an empty link, but for its seed.

    `noise` and `train_share` are per cent, `features` names of FEATURES, `shape` the units of each hidden
    layer. `seed` is a text, never a number. `drawing` counts the weights drawn from the seed's stream: 0
    are those that the link has. What the browser lacks: `data` (a set of our own instead of `dataset`),
    `classes`, `optimizer`, `schedule`, `dropout`, `batch_norm`, `init` ("playground": from the stream) and
    `layer_activations`. Raises InputError, whose argument is the field's name.

    >>> Setting(shape=(3,)).features
    ('x', 'y')
    """

    problem: str = "classification"
    dataset: str = "circle"
    reg_dataset: str = "reg-plane"
    noise: float = 0.0
    train_share: float = 50.0
    batch: int = 10
    features: tuple[str, ...] = ("x", "y")
    shape: tuple[int, ...] = (4, 2)
    activation: str = "tanh"
    rate: float = 0.03
    regularization: str = "none"
    strength: float = 0.0
    seed: str = "0.50000"
    init_zero: bool = False
    drawing: int = 0
    data: str = ""
    classes: int = 2
    optimizer: str = "sgd"
    schedule: str = "constant"
    dropout: float = 0.0
    batch_norm: bool = False
    init: str = "playground"
    layer_activations: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        put = object.__setattr__
        for name, known in {
            "problem": PROBLEMS,
            "dataset": CLASSIFICATION,
            "reg_dataset": REGRESSION,
            "activation": ACTIVATIONS,
            "regularization": PENALTIES,
            "optimizer": optimizers.RULES,
            "schedule": schedules.KINDS,
            "init": ("playground", *initializers.NAMES),
        }.items():
            lookup(name, getattr(self, name), dict.fromkeys(known))
        if self.data:
            lookup("data", self.data, dict.fromkeys((*OWN, "digits", "csv")))
        noise = number("noise", self.noise)
        put(self, "noise", 0.0 if noise < 0 else 50.0 if noise > WIDEST_NOISE else noise)
        put(self, "train_share", number("train_share", self.train_share, least=0, most=100))
        put(self, "batch", count("batch", self.batch, least=0))
        put(self, "rate", number("rate", self.rate))
        put(self, "strength", number("strength", self.strength))
        chosen = several("features", self.features, f"names from {', '.join(FEATURES)}")
        for name in chosen:
            lookup("features", name, FEATURES)
        put(self, "features", tuple(name for name in FEATURES if name in chosen))
        shape = several("shape", self.shape, "the units of each hidden layer")
        if len(shape) > MOST_LAYERS:
            raise InputError("shape", list(shape), f"at most {MOST_LAYERS} hidden layers")
        put(self, "shape", tuple(count("shape", units, most=MOST_UNITS) for units in shape))
        put(self, "classes", count("classes", self.classes, least=2, most=MOST_CLASSES))
        put(self, "dropout", number("dropout", self.dropout, least=0, below=1))
        for name in ("init_zero", "batch_norm"):
            put(self, name, flag(name, getattr(self, name)))
        layers = tuple(several("layer_activations", self.layer_activations, "names of activations"))
        for name in layers:
            lookup("layer_activations", name, ELEMENTWISE)
        put(self, "layer_activations", layers)
        most = most_drawings(len(self.features), self.shape)
        count("drawing", self.drawing, least=0, most=most)

    @property
    def regression(self) -> bool:
        """Whether a number is learnt, not a class."""
        return self.problem == "regression" and self.data in ("", "csv")

    @property
    def points(self) -> str:
        """The name of the data set in use."""
        return self.data or (self.reg_dataset if self.regression else self.dataset)

    def activation_of(self, layer: int) -> str:
        """Return the engine's name of what hidden layer `layer`, counted from 0, applies."""
        if layer < len(self.layer_activations):
            return self.layer_activations[layer]
        return ACTIVATIONS[self.activation]

    @property
    def extras(self) -> dict[str, Any]:
        """What is set that the browser lacks, by field."""
        own = [f for f in fields(self) if f.name in _EXTRAS]
        return {f.name: getattr(self, f.name) for f in own if getattr(self, f.name) != f.default}


def most_drawings(features: int, shape: Sequence[int]) -> int:
    """Return how many drawings of its weights a network of one output may pass by."""
    weights = sum(before * units for before, units in pairwise((features, *shape, 1)))
    return min(MOST_DRAWINGS, _MOST_DRAWN // max(weights, 1))


_EXTRAS = (
    "drawing", "data", "classes", "optimizer", "schedule", "dropout", "batch_norm", "init",
    "layer_activations",
)  # fmt: skip
"""The fields that the browser has no key for."""

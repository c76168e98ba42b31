"""What the playground's knobs stand for: the engine's setting, and a link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import InputError
from engine.playground import FEATURES, Setting
from lessons.format.fields import FieldError
from lessons.playground.links import LinkError, Opened, opened

DATA = {
    "circle": {"dataset": "circle"},
    "xor": {"dataset": "xor"},
    "gauss": {"dataset": "gauss"},
    "spiral": {"dataset": "spiral"},
    "plane": {"problem": "regression", "reg_dataset": "reg-plane"},
    "hills": {"problem": "regression", "reg_dataset": "reg-gauss"},
    "moons": {"data": "moons"},
    "rings": {"data": "circles"},
    "checkerboard": {"data": "checkerboard"},
    "blobs": {"data": "blobs"},
    "arms": {"data": "spiral"},
}
"""The data sets by the names of the knob, and what of a setting each is. From moons on they are ours."""
KINDS = ("relu", "tanh", "sigmoid", "linear")
SAME = {
    "noise": "noise",
    "train": "train_share",
    "batch": "batch",
    "hidden": "shape",
    "activation": "activation",
    "learning_rate": "rate",
    "penalty": "regularization",
    "strength": "strength",
    "seed": "seed",
    "weights": "drawing",
    "classes": "classes",
    "optimizer": "optimizer",
    "schedule": "schedule",
    "dropout": "dropout",
    "batch_norm": "batch_norm",
    "init": "init",
    "zeros": "init_zero",
}
"""Knobs and the fields of a setting that they are."""


def setting_of(values: Mapping[str, Any]) -> Setting:
    """Return the setting that the knobs stand for. Raises FieldError."""
    features = tuple(name for name in FEATURES if values[name])
    shape = tuple(values["hidden"])
    given = {field: values[knob] for knob, field in SAME.items()} | DATA[values["data"]]
    # No layer is a list with a single 0.
    given |= {"features": features, "shape": () if shape == (0,) else shape}
    try:
        return Setting(**given)
    except InputError as error:
        raise FieldError(f"{error.argument} is {error.value}", f"it takes {error.accepted}") from None


def values_of(state: Opened) -> dict[str, Any]:
    """Return the knobs' values for what a link opens as."""
    setting = state.setting
    data = {"data": setting.data} if setting.data else {"dataset": setting.dataset}
    if setting.regression:
        data = {"problem": "regression", "reg_dataset": setting.reg_dataset}
    values = {knob: getattr(setting, field) for knob, field in SAME.items()}
    values |= {name: name in setting.features for name in FEATURES}
    values |= {"data": next(name for name, which in DATA.items() if which == data)}
    values |= {
        "hidden": setting.shape or (0,),
        "test_points": state.test_shown,
        "discrete": state.discretized,
    }
    return values


def opened_in_lab(link: str) -> Opened:
    """Return what a link of a lesson opens as. Raises FieldError."""
    try:
        return opened(link, lambda: Setting().seed)
    except LinkError as error:
        raise FieldError(str(error), "write a link of the playground") from None

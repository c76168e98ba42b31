"""What options make of a setting: data by name, layers, activations, and the rest by the field's own name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from engine.errors import InputError, lookup, number
from engine.playground import Setting
from engine.playground.points import CLASSIFICATION, REGRESSION
from engine.playground.setting import ACTIVATIONS, ELEMENTWISE, OWN, WIDEST_NOISE
from lessons.playground.links import LinkError, Opened, link, opened

DATA: dict[str, dict[str, str]] = {
    **{name: {"dataset": name} for name in CLASSIFICATION},
    **{name: {"problem": "regression", "reg_dataset": name} for name in REGRESSION},
    **{name: {"data": name} for name in OWN if name not in CLASSIFICATION},
    "plane": {"problem": "regression", "reg_dataset": "reg-plane"},
    "hills": {"problem": "regression", "reg_dataset": "reg-gauss"},
    "rings": {"data": "circles"},
    "arms": {"data": "spiral"},
    "digits": {"data": "digits"},
}
"""The data sets by name, and what of a setting each is. `arms` is a spiral of as many arms as classes."""
_USUAL_CLASSES = 3


def default_state() -> Opened:
    """Return what an empty link opens as, with a seed that is always the same."""
    return Opened(Setting())


def chosen(state: Opened, given: dict[str, Any]) -> Opened:
    """Return the state as options change it; None among `given` changes nothing.

    `hidden`, `features` and `activation` are texts with commas, `data` a name of DATA or "csv"; the others
    are fields of `Setting`. Raises InputError, whose argument is the option's name.
    """
    found = {name: value for name, value in given.items() if value is not None}
    setting = state.setting
    if "data" in found:
        name = found.pop("data")
        data = {"problem": given["problem"], "data": "csv"} if name == "csv" else lookup("data", name, DATA)
        setting = _with(setting, "data", **{"problem": "classification", "data": "", **data})
    if "classes" in found:
        if setting.points == "spiral":
            setting = replace(setting, data="spiral")
        if setting.data not in ("blobs", "spiral"):
            raise InputError("classes", found["classes"], "points that have so many: --data blobs or arms")
    elif given.get("data") in ("blobs", "arms"):
        found["classes"] = _USUAL_CLASSES
    if "hidden" in found:
        text = found.pop("hidden")
        parts = [] if text in ("", "none") else text.split(",")
        if not all(part.strip().isdecimal() and len(part) < 10 for part in parts):
            raise InputError("hidden", text, "the units of each layer, such as 16,16; or none")
        setting = _with(setting, "hidden", shape=tuple(map(int, parts)))
    if "features" in found:
        text = found.pop("features")
        setting = _with(setting, "features", features=_words(text))
    if "activation" in found:
        setting = _activated(setting, _words(found.pop("activation")))
    if "noise" in found:
        # A link's is mended as in the browser; what is asked for here is done, or refused.
        number("noise", found["noise"], least=0, most=WIDEST_NOISE)
    for name, value in found.items():
        setting = _with(setting, name.replace("_", "-"), **{name: value})
    if not _can_be_written(state := replace(state, setting=setting)):
        raise InputError(
            "seed", setting.seed, "a text that a link can hold: no & = # \\, no blank at its end"
        )
    return state


def idle(setting: Setting, given: dict[str, Any]) -> list[str]:
    """Return a line for each option that plays no part in a setting."""
    own = setting.data in ("csv", "digits")
    reasons = {
        "noise": "these points are given, not made" if own else "",
        "features": "digits are learnt from as they are" if setting.data == "digits" else "",
        "strength": "nothing is pulled without --regularization" if setting.regularization == "none" else "",
        "init": "all weights begin at 0" if setting.init_zero else "",
    }
    return [f"--{name} plays no part: {why}" for name, why in reasons.items() if why and given.get(name)]


def _words(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip() not in ("", "none"))


def _with(setting: Setting, option: str, **changes: Any) -> Setting:
    try:
        return replace(setting, **changes)
    except InputError as error:
        error.argument = option
        raise


def _activated(setting: Setting, names: tuple[str, ...]) -> Setting:
    # One for all, or one for each layer. The browser's four have a key of their own.
    if len(names) == 1 and names[0] in ACTIVATIONS:
        return replace(setting, activation=names[0], layer_activations=())
    layers = len(setting.shape)
    for name in names:
        lookup("activation", name, dict.fromkeys((*ACTIVATIONS, *ELEMENTWISE)))
    if len(names) not in (1, layers):
        raise InputError("activation", ",".join(names), f"one for all, or one for each of {layers} layers")
    each = names * layers if len(names) == 1 else names
    return _with(setting, "activation", layer_activations=tuple(ACTIVATIONS.get(name, name) for name in each))


def _can_be_written(state: Opened) -> bool:
    try:
        return opened(link(state), lambda: "made").setting == state.setting
    except LinkError:
        return False

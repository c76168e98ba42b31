"""Links of TensorFlow Playground: what one opens as, and the link of what is set here.

What a link says is honoured; what is unknown or impossible in it is told by its key, and the rest opens.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from engine.errors import InputError, short, shown
from engine.playground import FEATURES, Setting
from engine.playground.points import CLASSIFICATION, REGRESSION
from engine.playground.setting import ACTIVATIONS, PENALTIES, PROBLEMS, WIDEST_NOISE, most_drawings
from lessons.playground.goals import A_GOAL, GOAL, Goal, goals_of

HOST = "https://playground.tensorflow.org/"
MOST_SAID = 12
"""So many remarks on one link are told one by one."""


class LinkError(ValueError):
    """A text that is no link of the playground; told in one line."""


@dataclass(frozen=True)
class Opened:
    """What a link opens as: the `setting`, what is shown, what is hidden, and what there is to say of it.

    `hidden` are keys of controls and features, `unknown` the keys that were not understood, `said` a line for
    each of them and for what was opened otherwise than it was written. `kept` are keys that play no part here
    and are written back as they came.
    """

    setting: Setting
    test_shown: bool = False
    discretized: bool = False
    hidden: frozenset[str] = frozenset()
    goals: tuple[Goal, ...] = ()
    kept: dict[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    said: tuple[str, ...] = ()


_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?", re.ASCII)


def _number(text: str) -> float:
    if not _NUMBER.fullmatch(text):
        raise ValueError("a number, such as 0.03")
    return float(text)


def _whole(text: str) -> int:
    number = _number(text)
    if abs(number) == float("inf") or number != int(number):
        raise ValueError("a whole number")
    return int(number)


def _sizes(text: str) -> tuple[int, ...]:
    parts = re.sub("%2c", ",", text, flags=re.IGNORECASE).split(",")
    if not all(re.fullmatch(r"[0-9]{1,9}", part, re.ASCII) for part in parts):
        raise ValueError("whole numbers with commas, such as 4,2")
    return tuple(map(int, parts))


def _flag(text: str) -> bool:
    return text != "false"


def _names(text: str) -> tuple[str, ...]:
    return tuple(re.sub("%2c", ",", text, flags=re.IGNORECASE).split(","))


def _one_of(names: Any) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in names:
            raise ValueError(f"one of {', '.join(names)}")
        return text

    return read


def _js(number: float) -> str:
    """Write a number as JavaScript does: the shortest form, without an exponent from 1e−6 up."""
    if number == int(number) and abs(number) < 1e21:
        return str(int(number))
    text = repr(number)
    digits, _, exponent = text.partition("e")
    if not exponent:
        return text
    power = int(exponent)
    if power < -6 or power > 0:
        return f"{digits}e{'+' if power > 0 else ''}{power}"
    return f"{number:.{len(digits.replace('-', '').replace('.', '')) - 1 - power}f}"


@dataclass(frozen=True)
class _Key:
    # A key of a link: the setting's field, how its text is read, and how its value is written.
    field: str
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str


_TRUTH = {True: "true", False: "false"}
_LIST = ",".join
_KEYS: dict[str, _Key] = {
    "activation": _Key("activation", _one_of(ACTIVATIONS)),
    "regularization": _Key("regularization", _one_of(PENALTIES)),
    "batchSize": _Key("batch", _whole),
    "dataset": _Key("dataset", _one_of(CLASSIFICATION)),
    "regDataset": _Key("reg_dataset", _one_of(REGRESSION)),
    "learningRate": _Key("rate", _number, _js),
    "regularizationRate": _Key("strength", _number, _js),
    "noise": _Key("noise", _number, _js),
    "networkShape": _Key("shape", _sizes, lambda sizes: _LIST(map(str, sizes))),
    "seed": _Key("seed", str),
    "percTrainData": _Key("train_share", _number, _js),
    "problem": _Key("problem", _one_of(PROBLEMS)),
    "initZero": _Key("init_zero", _flag, _TRUTH.__getitem__),
}
_OURS: dict[str, _Key] = {
    "drawing": _Key("drawing", _whole),
    "ownData": _Key("data", str),
    "classes": _Key("classes", _whole),
    "optimizer": _Key("optimizer", str),
    "schedule": _Key("schedule", str),
    "dropout": _Key("dropout", _number, _js),
    "batchNorm": _Key("batch_norm", _flag, _TRUTH.__getitem__),
    "init": _Key("init", str),
    "layerActivations": _Key("layer_activations", _names, _LIST),
}
"""What the browser lacks: it drops keys that it does not know."""
_KEPT = ("collectStats", "tutorial", "hideText")
_ORDER = (
    "activation", "regularization", "batchSize", "dataset", "regDataset", "learningRate",
    "regularizationRate", "noise", "networkShape", "seed", "showTestData", "discretize", "percTrainData",
    "x", "y", "xTimesY", "xSquared", "ySquared", "cosX", "sinX", "cosY", "sinY", "collectStats", "tutorial",
    "problem", "initZero", "hideText",
)  # fmt: skip
"""The order in which the original writes its keys."""
_NO_FEATURES = ("cosX", "cosY")
CONTROLS = (
    "showTestData", "discretize", "playButton", "stepButton", "resetButton", "learningRate", "activation",
    "regularization", "regularizationRate", "problem", "dataset", "percTrainData", "noise", "batchSize",
    "numHiddenLayers",
)  # fmt: skip
"""What a link may hide beside features."""
HIDABLE = (*CONTROLS, *FEATURES, *_NO_FEATURES, *(key for key in _ORDER if key not in CONTROLS))
KNOWN = (*_ORDER, *_OURS)


def hash_of(text: str) -> str:
    """Return what stands after the first # of a link, mended where pages and chats spoil links.

    Raises LinkError for a text that is no link.
    """
    text = text.strip().replace("&amp;", "&").replace("\\", "").rstrip(')"')
    before, mark, after = text.partition("#")
    if mark:
        return after
    if before.partition("=")[0] in KNOWN and "=" in before:
        return before
    raise LinkError(f"{shown(text)} is no link of the playground; one has a # and keys, such as #noise=10")


def _pairs(hashed: str) -> Iterator[tuple[str, str]]:
    for part in hashed.split("&"):
        if "=" in part:
            key, value, *_ = part.split("=")
            yield key, value


def opened(text: str, new_seed: Callable[[], str]) -> Opened:
    """Return what a link opens as; `new_seed` gives a seed text where it has none. Raises LinkError."""
    given = dict(_pairs(hash_of(text)))
    values: dict[str, Any] = {}
    unknown: list[str] = []
    said: list[str] = []
    kept = {key: given[key] for key in _KEPT if given.get(key, "false") not in ("", "false")}
    hidden, goals = set(), goals_of(given)
    names = {name: given.get(name, "") for name in FEATURES}
    features = {name: value != "false" if value else name in ("x", "y") for name, value in names.items()}
    for key, value in given.items():
        named, _, hide = key.rpartition("_")
        if key in _KEYS or key in _OURS:
            # An empty value keeps the default, but for the shape: then there is no hidden layer.
            if value or key == "networkShape":
                _read(key, value, values, unknown, said)
        elif hide == "hide" and named in HIDABLE:
            if value == "true":
                hidden.add(named)
        elif key not in _ORDER and key not in goals:
            unknown.append(short(key, 40))
            why = f"{shown(key)} is no key of the playground:"
            if GOAL.fullmatch(key):
                why = f"{key}={short(value, 40)}: expected a number;"
            elif key.startswith("goal"):
                why = f"{shown(key)} is no goal; one is {A_GOAL}:"
            said.append(f"{why} it is left out")
    values["features"] = tuple(name for name, on in features.items() if on and name not in hidden)
    if "seed" not in values:
        values["seed"] = new_seed()
    default = Setting()
    most = most_drawings(len(values["features"]), values.get("shape", default.shape))
    if values.get("drawing", 0) > most:
        said.append(
            f"drawing={values['drawing']}: a network of this size has {most} at most; it opens with 0"
        )
        del values["drawing"]
    setting = Setting(**values)
    if given.get("noise") and "noise" in values and values["noise"] != setting.noise:
        reason = "less than 0" if values["noise"] < 0 else f"more than {WIDEST_NOISE:g}"
        said.append(f"noise={short(given['noise'], 40)} is {reason}: it opens with {setting.noise:g}")
    return Opened(
        setting,
        _given_flag(given, "showTestData"),
        _given_flag(given, "discretize"),
        frozenset(hidden),
        tuple(goals.values()),
        kept,
        tuple(unknown),
        _few(said),
    )


def _given_flag(given: dict[str, str], key: str) -> bool:
    return _flag(given[key]) if given.get(key) else False


def _read(key: str, value: str, values: dict[str, Any], unknown: list[str], said: list[str]) -> None:
    # Put what a key says among the setting's values, or say what is wrong with it.
    known = {**_KEYS, **_OURS}[key]
    try:
        if key == "networkShape" and not value:
            found: Any = ()
        else:
            found = known.read(value)
        Setting(**{known.field: found})
    except InputError as error:
        accepted = error.accepted
    except ValueError as error:
        accepted = str(error)
    else:
        values[known.field] = found
        return
    unknown.append(key)
    default = known.write(getattr(Setting(), known.field))
    said.append(f"{key}={short(value, 40)}: expected {accepted}; it opens with {default or 'none'}")


def _few(said: list[str]) -> tuple[str, ...]:
    if len(said) <= MOST_SAID:
        return tuple(said)
    return (*said[:MOST_SAID], f"and {len(said) - MOST_SAID} more of its keys")


def link(state: Opened) -> str:
    """Return the link of a state, every key in the original's order, then what the browser lacks."""
    setting = state.setting
    view = {"showTestData": state.test_shown, "discretize": state.discretized}
    parts = []
    for key in _ORDER:
        if key in _KEYS:
            text = _KEYS[key].write(getattr(setting, _KEYS[key].field))
        elif key in view:
            text = _TRUTH[view[key]]
        elif key in FEATURES:
            text = _TRUTH[key in setting.features]
        elif key in _KEPT and key != "tutorial":
            text = _TRUTH[_given_flag(state.kept, key)]
        else:
            text = state.kept.get(key, "") if key == "tutorial" else "false"
        if (key, text) not in (("regularization", "none"), ("tutorial", "")):
            parts.append(f"{key}={text}")
    parts += [f"{name}_hide=true" for name in sorted(state.hidden)]
    parts += [f"{goal.key}={_js(goal.value)}" for goal in state.goals]
    extras = setting.extras
    parts += [f"{key}={one.write(extras[one.field])}" for key, one in _OURS.items() if one.field in extras]
    return f"{HOST}#{'&'.join(parts)}"


def showing_all(state: Opened) -> Opened:
    """Return the state with nothing hidden; its features stay as they are."""
    return replace(state, hidden=frozenset())

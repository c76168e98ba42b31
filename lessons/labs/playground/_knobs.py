"""What the playground's knobs stand for: the engine's setting, and a link."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.errors import InputError, shown
from engine.playground import FEATURES, Setting
from engine.playground.setting import ACTIVATIONS, MOST_DRAWINGS
from lessons.format.fields import FieldError
from lessons.labs.base import Knob, Lab
from lessons.labs.playground._crowd import MOST
from lessons.playground.links import LinkError, Opened, link, opened

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
OWN = {
    "own": {"data": "csv"},
    "own numbers": {"problem": "regression", "data": "csv"},
    "digits": {"data": "digits"},
}
"""What comes with the settings, under SAMPLES."""
SAMPLES = "samples"
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
    given = {field: values[knob] for knob, field in SAME.items()} | {**DATA, **OWN}[values["data"]]
    if given.get("data") not in ("blobs", "spiral"):
        # The others have the classes that they have.
        given["classes"] = Setting().classes
    # No layer is a list with a single 0.
    layers = values["by_layer"].replace(" ", "")
    names = [] if layers == "same" else layers.split(",")
    given["layer_activations"] = tuple(ACTIVATIONS.get(name, name) for name in names)
    given |= {"features": features, "shape": () if shape == (0,) else shape}
    try:
        setting = Setting(**given)
    except InputError as error:
        knob = {"layer_activations": "by_layer", **{field: knob for knob, field in SAME.items()}}
        name = knob.get(error.argument, error.argument).replace("_", " ")
        raise FieldError(f"{name} is {shown(error.value)}", f"it takes {error.accepted}") from None
    if opened(link(Opened(setting)), str).setting.seed != setting.seed:
        raise FieldError(
            f"seed is {shown(setting.seed)}", "it takes a text that a link can hold, without & and ="
        )
    return setting


def values_of(state: Opened) -> dict[str, Any]:
    """Return the knobs' values for what a link opens as."""
    setting = state.setting
    data = {"data": setting.data} if setting.data else {"dataset": setting.dataset}
    if setting.regression:
        own = {"data": setting.data} if setting.data else {"reg_dataset": setting.reg_dataset}
        data = {"problem": "regression", **own}
    values = {knob: getattr(setting, field) for knob, field in SAME.items()}
    values |= {name: name in setting.features for name in FEATURES}
    values |= {"data": next(name for name, which in {**DATA, **OWN}.items() if which == data)}
    values |= {
        "hidden": setting.shape or (0,),
        "by_layer": ",".join(setting.layer_activations) or "same",
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


FASTER = "faster and faster"
SPEEDS = {FASTER: None, "10 a second": 10.0, "60 a second": 60.0, "as fast as it goes": None}
DATA_GROUP, NET, LEARN, STOP, LOOK = "data", "network", "learning", "stop", "look"


def _feature(name: str) -> Knob:
    help_ = f"whether the network is given {FEATURES[name].label}"
    return Knob.toggle(help_, name in ("x", "y"), label=FEATURES[name].label, group="features")


class Knobs(Lab):
    """All that can be turned in the playground."""

    epoch = Knob.integer("the epoch; turn it to go back and forth", 0, low=0, high=10_000_000, group=LEARN)
    learning_rate = Knob.number("how far each step goes", 0.03, scale="log", low=1e-6, high=1000, group=LEARN)
    penalty = Knob.choice("what pulls weights towards 0", "none L1 L2", group=LEARN)
    strength = Knob.number(
        "how strongly it pulls", 0.0, label="λ", scale="log", low=0, high=10, digits=3, group=LEARN
    )
    batch = Knob.integer("points before each step", 10, low=0, high=5000, group=LEARN)
    optimizer = Knob.choice(
        "what turns gradients into steps", "sgd momentum nesterov rmsprop adam adamw", group=LEARN
    )
    schedule = Knob.choice("how the rate changes", "constant step exponential cosine", group=LEARN)
    speed = Knob.choice("epochs while it plays", SPEEDS, default=FASTER, group=LEARN)

    stop_at = Knob.integer(
        "the epoch at which it stops, or 0 for none", 0, low=0, high=10_000_000, group=STOP
    )
    stop_below = Knob.number(
        "it stops once the test loss is below this, which is never at 0",
        0,
        low=0,
        high=10,
        step=0.05,
        group=STOP,
    )
    patience = Knob.integer(
        "it stops after so many epochs without a lower test loss, or 0 for never",
        0,
        low=0,
        high=100_000,
        group=STOP,
    )

    data = Knob.choice(
        "the points: plane and hills are regression problems, from moons on they are not the browser's",
        DATA,
        group=DATA_GROUP,
    )
    noise = Knob.number("noise in per cent", 0, low=0, high=80, step=5, digits=0, group=DATA_GROUP)
    train = Knob.number(
        "the ratio of points that are learnt from, in per cent",
        50,
        low=1,
        high=99,
        step=10,
        digits=0,
        label="training %",
        group=DATA_GROUP,
    )
    classes = Knob.integer("how many blobs or arms", 3, low=2, high=10, group=DATA_GROUP)
    seed = Knob.text(
        "the text that points and weights are drawn from; another one regenerates both",
        ("0.50000",),
        group=DATA_GROUP,
    )

    x = _feature("x")
    y = _feature("y")
    xSquared = _feature("xSquared")
    ySquared = _feature("ySquared")
    xTimesY = _feature("xTimesY")
    sinX = _feature("sinX")
    sinY = _feature("sinY")

    widths = Knob.sizes(
        "the units, or neurons, of each hidden layer, as in 4-2, or none; arrows change all",
        (4, 2),
        name="hidden",
        low=0,
        high=64,
        group=NET,
    )
    activation = Knob.choice("what hidden units apply", KINDS, default="tanh", group=NET)
    by_layer = Knob.text(
        "activations of the first layers, with commas, or `same` for that of all",
        ("same", "relu,tanh"),
        group=NET,
    )
    weights = Knob.integer(
        "which drawing of the weights, of which 0 is the link's", 0, low=0, high=MOST_DRAWINGS, group=NET
    )
    zeros = Knob.toggle("whether all weights begin at 0", False, group=NET)
    init = Knob.choice(
        "where weights begin", "playground glorot_uniform he_normal lecun_normal zeros", group=NET
    )
    dropout = Knob.number("the share of units left out of each step", 0, low=0, high=0.9, group=NET)
    batch_norm = Knob.toggle("whether each layer is normalised over the batch", False, group=NET)

    test_points = Knob.toggle(
        "whether test points are drawn too, with marks of their own", False, label="test points", group=LOOK
    )
    discrete = Knob.toggle("whether the output is drawn as one of two", False, group=LOOK)

    view = Knob.choice(
        "what is drawn: the network; of its layers how steep the loss is, how far they move, what is stuck; "
        "or which class is taken for which",
        "network layers confusion",
        group=LOOK,
    )
    seeds = Knob.integer(
        "so many runs, each with its own seed, whose outputs are then drawn", 1, low=1, high=MOST, group=LOOK
    )
    below = Knob.number("the test loss by which they are counted", 0.1, low=0, high=10, step=0.05, group=LOOK)

    bar = Knob("names", "the knobs that stand on the page; all, where none is named", (), turnable=False)
    low = Knob.toggle("whether its pictures leave room for words", False, turnable=False)
    small = Knob.toggle(
        "whether two low pictures are all that a small screen has room for", False, turnable=False
    )
    epochs = Knob.integer("where a run ends in `show`", 100, low=1, high=10_000, turnable=False)
    link = Knob("text", "a link of the playground to begin with", "", name="link", turnable=False)

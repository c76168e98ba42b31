"""Networks on disk: architecture, parameters, optimizer and history in one `.npz` without pickles."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from operator import attrgetter
from typing import Any

import numpy as np

from . import archives, optimizers, schedules
from .archives import StorageError
from .errors import Array, InputError, count, instance, lookup
from .errors import path as as_path
from .layers import Activation, BatchNorm, Dense, Dropout, Layer
from .network import Network
from .timeline import Snapshot
from .training import Trainer

_KIND, _VERSION = "network", 1


@dataclass(frozen=True)
class Saved:
    """What a file holds: the network, and where it was saved with a trainer, `optimizer`, `loss_history`
    (steps,), `epochs` (by name) and `snapshot`, for `Trainer.restore`.

    >>> import os, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = os.path.join(folder, "net.npz")
    ...     storage.save(path, MLP([2, 3, 1]))
    ...     storage.load(path).net.params.size
    13
    """

    net: Network
    optimizer: optimizers.Optimizer | None = None
    loss_history: Array = field(default_factory=lambda: np.empty(0))
    epochs: dict[str, Array] = field(default_factory=dict)
    snapshot: Snapshot | None = None

    def __repr__(self) -> str:
        return f"Saved({self.net!r}, {self.snapshot!r}, {len(self.loss_history)} steps of history)"


# Each kind of layer, and what it is built from: the argument's name, and where the layer has it.
_KINDS: dict[str, tuple[Callable[..., Layer], dict[str, str]]] = {
    "dense": (Dense, {"units": "units"}),
    "activation": (Activation, {"name": "function.name", "alpha": "function.alpha"}),
    "dropout": (Dropout, {"rate": "rate"}),
    "batch norm": (BatchNorm, {"momentum": "momentum", "epsilon": "epsilon"}),
}


def describe(net: Network) -> list[dict[str, Any]]:
    """Return the layers of a network as plain data, enough to build it again."""
    instance("net", net, Network, "a Network")
    return [
        {"kind": kind} | {argument: attrgetter(place)(layer) for argument, place in arguments.items()}
        for layer in net.stack
        for kind, (made_by, arguments) in _KINDS.items()
        if type(layer) is made_by
    ]


def save(path: str | os.PathLike[str], net: Network | Trainer) -> None:
    """Write a network, or a trainer with all it has, to `path`.

    What was there stays until the new file is whole. Raises OSError where that cannot be done, InputError
    for numbers that are not finite, which `load` would not take back.
    """
    if not isinstance(net, (Network, Trainer)):
        raise InputError("net", net, "a Network or a Trainer")
    trainer = net if isinstance(net, Trainer) else None
    net, path = net.net if isinstance(net, Trainer) else net, as_path("path", path)
    with net.alone:
        about, arrays = _described(net, trainer)
        archives.write(path, _KIND, _VERSION, about, **arrays)


def _described(net: Network, trainer: Trainer | None) -> tuple[dict[str, Any], dict[str, Array]]:
    about: dict[str, Any] = {"inputs": net.inputs}
    about |= {
        "layers": describe(net),
        "seed": None if net.seed is None else int(net.seed),
        "init": net.init.name,
    }
    arrays = {"params": net.params} | {f"buffer_{i}": b for i, b in enumerate(net.buffers)}
    if trainer is not None:
        snapshot, epochs = trainer.snapshot(), trainer.history.epochs
        about |= {"step": snapshot.step, "optimizer": asdict(trainer.optimizer), "epochs": list(epochs)}
        arrays |= {"memory": snapshot.memory, "loss_history": trainer.history.loss}
        arrays |= {f"epochs_{i}": values for i, values in enumerate(epochs.values())}
    for name in ("params", "memory", *(name for name in arrays if name.startswith("buffer_"))):
        if name in arrays and not np.isfinite(arrays[name]).all():
            raise InputError(name, "not finite everywhere", "a network of finite numbers")
    return about, arrays


def load(path: str | os.PathLike[str]) -> Saved:
    """Read what `save` wrote.

    Raises StorageError for a damaged, foreign or newer file, for one that unpacks to over 200 MB, and for
    numbers or settings that no network has; OSError, with the path, for one that cannot be read.
    """
    path = as_path("path", path)
    about, arrays = archives.read(path, _KIND, _VERSION)
    try:
        return _built(about, arrays)
    except Exception as error:
        reason = "what it describes is no network"
        if isinstance(error, (KeyError, ValueError)):
            reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise StorageError(path, f"damaged: {reason[:200]}") from None


def _built(about: dict[str, Any], arrays: dict[str, Any]) -> Saved:
    params = arrays["params"]
    seed = None if about["seed"] is None else count("seed", about["seed"], least=0)
    units = count("inputs", about["inputs"], most=params.size)
    left, layers = params.size, []
    for spec in about["layers"]:
        layer = lookup("layer", spec["kind"], _KINDS)[0](**{k: v for k, v in spec.items() if k != "kind"})
        layers.append(layer)
        # Before there is room for them: sizes that the parameters do not bear out could be any.
        left -= layer.place(units)
        units = layer.units
        if left < 0:
            raise ValueError(f"{params.size} parameters are too few for these layers")
    net = Network(layers, about["inputs"], seed=seed, init="zeros")
    _fill(net.params, params, "params")
    for i, buffer in enumerate(net.buffers):
        _fill(buffer, arrays[f"buffer_{i}"], f"buffer_{i}")
    if any(variance.min() < 0 for variance in net.buffers[1::2]):
        raise ValueError("a variance is negative")
    if "step" not in about:
        return Saved(net)
    optimizer, step = _optimizer(about["optimizer"]), count("step", about["step"], least=0)
    memory = np.empty(3 * net.params.size + sum(b.size for b in net.buffers) + 1)
    _fill(memory, arrays["memory"], "memory")
    _check_memory(net, optimizer, memory)
    history = _numbers(arrays["loss_history"], "loss_history")
    if len(history) != step:
        raise ValueError(f"{len(history)} losses of {step} steps")
    names = about["epochs"]
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError("epochs are no names")
    epochs = {name: _numbers(arrays[f"epochs_{i}"], f"epochs_{i}") for i, name in enumerate(names)}
    return Saved(net, optimizer, history, epochs, Snapshot(step, memory, optimizer, ()))


def _optimizer(saved: dict[str, Any]) -> optimizers.Optimizer:
    settings = dict(saved)
    settings["schedule"] = schedules.get(**settings["schedule"])
    options = set(lookup("optimizer", settings["name"], optimizers.RULES).options)
    return optimizers.make(settings["name"], **{k: v for k, v in settings.items() if k in options})


def _check_memory(net: Network, optimizer: optimizers.Optimizer, memory: Array) -> None:
    # As `Trainer` lays it out: parameters, buffers (mean, variance, …), averages, the optimizer's step.
    size = net.params.size
    ends = np.cumsum([size, *(buffer.size for buffer in net.buffers)])
    variances = [memory[start:stop] for start, stop in pairwise(ends)][1::2]
    squares = [
        memory[ends[-1] + i * size : ends[-1] + (i + 1) * size]
        for i, name in enumerate(optimizer.rule.slots)
        if name in ("v", "square")
    ]
    if any(part.min() < 0 for part in (*variances, *squares)):
        raise ValueError("a mean of squares is negative")
    if memory[-1] < 0 or memory[-1] != int(memory[-1]):
        raise ValueError("the optimizer's step is no whole number")


def _numbers(values: Array, name: str) -> Array:
    if values.ndim != 1 or values.dtype != np.float64:
        raise ValueError(f"{name} is no row of numbers")
    # Of its own: what was read is shared, and cannot be written to.
    return values.copy()


def _fill(array: Array, values: Array, name: str) -> None:
    if values.shape != array.shape or values.dtype != np.float64:
        found, wanted = (f"{a.dtype} of shape {a.shape}" for a in (values, array))
        raise ValueError(f"{name} has {found} where {wanted} belongs")
    if not np.isfinite(values).all():
        raise ValueError(f"{name} is not finite everywhere")
    array[...] = values

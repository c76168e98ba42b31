"""Networks on disk: architecture, parameters, optimizer and history in one `.npz` without pickles."""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from operator import attrgetter
from typing import Any

import numpy as np

from . import optimizers, schedules
from .errors import Array, InputError, instance
from .errors import path as as_path
from .layers import Activation, BatchNorm, Dense, Dropout, Layer
from .network import Network
from .timeline import Snapshot
from .training import Trainer

_FORMAT, _VERSION = "nntutor network", 1


class StorageError(InputError):
    """A file cannot be read as a network: `path` and `reason`.

    >>> print(StorageError("net.npz", "damaged"))
    net.npz: damaged
    """

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        self.argument, self.value, self.accepted = "path", path, f"a file of version {_VERSION} or older"
        ValueError.__init__(self, f"{path}: {reason}")


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

    What was there stays until the new file is whole. Raises OSError where that cannot be done.
    """
    if not isinstance(net, (Network, Trainer)):
        raise InputError("net", net, "a Network or a Trainer")
    trainer = net if isinstance(net, Trainer) else None
    net = net.net if isinstance(net, Trainer) else net
    about: dict[str, Any] = {"format": _FORMAT, "version": _VERSION, "inputs": net.inputs}
    about |= {"layers": describe(net), "seed": net.seed, "init": net.init.name}
    arrays = {"params": net.params} | {f"buffer_{i}": b for i, b in enumerate(net.buffers)}
    if trainer is not None:
        snapshot, epochs = trainer.snapshot(), trainer.history.epochs
        about |= {"step": snapshot.step, "optimizer": asdict(trainer.optimizer), "epochs": list(epochs)}
        arrays |= {"memory": snapshot.memory, "loss_history": trainer.history.loss}
        arrays |= {f"epochs_{i}": values for i, values in enumerate(epochs.values())}
    path = as_path("path", path)
    handle, part = tempfile.mkstemp(dir=os.path.dirname(path) or ".", prefix=".network-", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, about=np.array(json.dumps(about)), **arrays)  # type: ignore[arg-type]
        os.replace(part, path)
    except BaseException:
        os.unlink(part)
        raise


def load(path: str | os.PathLike[str]) -> Saved:
    """Read what `save` wrote; raises StorageError for a damaged, foreign or newer file, or OSError."""
    path = as_path("path", path)
    with open(path, "rb") as file:
        try:
            with np.load(file, allow_pickle=False) as found:
                arrays = dict(found)
            about = json.loads(str(arrays["about"]))
            known = about["format"] == _FORMAT
        except (ValueError, EOFError, zipfile.BadZipFile, KeyError, TypeError, NotImplementedError) as error:
            what = "not a saved network" if isinstance(error, KeyError) else "damaged, or not a saved network"
            raise StorageError(path, what) from None
    if not known:
        raise StorageError(path, f"a file of another kind, {str(about['format'])[:40]!r}")
    if about.get("version", 0) > _VERSION:
        raise StorageError(
            path, f"written by a newer version ({about['version']}; this one reads {_VERSION})"
        )
    try:
        return _built(about, arrays)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StorageError(path, f"damaged: {error}") from None


def _built(about: dict[str, Any], arrays: dict[str, Any]) -> Saved:
    layers = [
        _KINDS[spec["kind"]][0](**{k: v for k, v in spec.items() if k != "kind"}) for spec in about["layers"]
    ]
    net = Network(layers, about["inputs"], seed=about["seed"], init="zeros")
    _fill(net.params, arrays["params"])
    for i, buffer in enumerate(net.buffers):
        _fill(buffer, arrays[f"buffer_{i}"])
    if "step" not in about:
        return Saved(net)
    settings = dict(about["optimizer"])
    settings["schedule"] = schedules.Schedule(**settings["schedule"])
    kept = set(optimizers.RULES[settings["name"]].options)
    optimizer = optimizers.make(settings["name"], **{k: v for k, v in settings.items() if k in kept})
    memory = np.empty(3 * net.params.size + sum(b.size for b in net.buffers) + 1)
    _fill(memory, arrays["memory"])
    epochs = {name: arrays[f"epochs_{i}"] for i, name in enumerate(about["epochs"])}
    snapshot = Snapshot(int(about["step"]), memory, optimizer, ())
    return Saved(net, optimizer, arrays["loss_history"], epochs, snapshot)


def _fill(array: Array, values: Array) -> None:
    if values.shape != array.shape or values.dtype.kind != "f":
        raise ValueError(f"an array of shape {values.shape} where {array.shape} belongs")
    array[...] = values

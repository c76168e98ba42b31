"""Networks on disk: architecture, parameters, optimizer and history in one `.npz` without pickles."""

from __future__ import annotations

import errno
import io
import json
import os
import stat
import tempfile
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from operator import attrgetter
from typing import Any

import numpy as np

from . import optimizers, schedules
from .errors import Array, InputError, count, ending, instance, lookup, short
from .errors import path as as_path
from .layers import Activation, BatchNorm, Dense, Dropout, Layer
from .network import Network
from .timeline import Snapshot
from .training import Trainer

_FORMAT, _VERSION = "nntutor network", 1
# What a file may unpack to, and how it may be packed: others can unpack to any size, whatever they say.
_MOST = 200_000_000
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class StorageError(InputError):
    """A file cannot be read as a network: `path` and `reason`.

    >>> print(StorageError("net.npz", "damaged"))
    net.npz: damaged
    """

    def __init__(self, path: str, reason: str) -> None:
        self.path, self.reason = path, reason
        self.argument, self.value, self.accepted = "path", path, f"a file of version {_VERSION} or older"
        ValueError.__init__(self, f"{ending(path)}: {short(reason, 180)}")


class _TooBig(Exception):
    pass


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
        _write(path, about=np.array(json.dumps(about)), **arrays)


def _described(net: Network, trainer: Trainer | None) -> tuple[dict[str, Any], dict[str, Array]]:
    about: dict[str, Any] = {"format": _FORMAT, "version": _VERSION, "inputs": net.inputs}
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


def _write(path: str, **arrays: Any) -> None:
    handle, part = tempfile.mkstemp(dir=os.path.dirname(path) or ".", prefix=".network-", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **arrays)
        os.replace(part, path)
    except BaseException:
        os.unlink(part)
        raise


def load(path: str | os.PathLike[str]) -> Saved:
    """Read what `save` wrote.

    Raises StorageError for a damaged, foreign or newer file, for one that unpacks to over 200 MB, and for
    numbers or settings that no network has; OSError, with the path, for one that cannot be read.
    """
    path = as_path("path", path)
    content = io.BytesIO(_read(path))
    about: Any = None
    try:
        with warnings.catch_warnings():
            # What NumPy has to say about an old or odd header.
            warnings.simplefilter("ignore")
            arrays = _unpacked(content)
        about = json.loads(str(arrays["about"]))
        found, version = about["format"], about["version"]
    except _TooBig:
        raise StorageError(path, f"unpacks to more than {_MOST // 10**6} MB") from None
    # These bytes can be anything, and zip, NumPy and JSON each have several ways to say that they are wrong.
    except Exception as error:
        what = "not a saved network" if isinstance(error, KeyError) else "damaged, or not a saved network"
        raise StorageError(path, what) from None
    if found != _FORMAT:
        raise StorageError(path, f"a file of another kind, {str(found)[:40]!r}")
    try:
        if count("version", version) > _VERSION:
            raise StorageError(path, f"written by a newer version ({version}; this one reads {_VERSION})")
        return _built(about, arrays)
    except StorageError:
        raise
    except Exception as error:
        reason = "what it describes is no network"
        if isinstance(error, (KeyError, ValueError)):
            reason = f"{error} is missing" if isinstance(error, KeyError) else str(error)
        raise StorageError(path, f"damaged: {reason[:200]}") from None


def _read(path: str) -> bytes:
    # A pipe without a writer would be waited for, and a device has no end.
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except ValueError:
        raise StorageError(path, "no path that can be opened") from None
    try:
        about = os.fstat(handle)
        if stat.S_ISDIR(about.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
        if not stat.S_ISREG(about.st_mode):
            raise StorageError(path, "no file, but a pipe, a socket or a device")
        if about.st_size > _MOST:
            raise StorageError(path, f"larger than {_MOST // 10**6} MB")
        with open(handle, "rb", closefd=False) as file:
            return file.read(about.st_size)
    except OSError as error:
        error.filename = path
        raise
    finally:
        os.close(handle)


def _unpacked(content: io.BytesIO) -> dict[str, Any]:
    with zipfile.ZipFile(content) as archive:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > _MOST:
            raise _TooBig
        if any(part.compress_type not in _PACKED or not part.filename.endswith(".npy") for part in parts):
            raise ValueError
        return {part.filename.removesuffix(".npy"): _array(archive.read(part)) for part in parts}


def _array(packed: bytes) -> Any:
    # NumPy's own reader makes room for what the header claims before it looks whether it is there.
    file = io.BytesIO(packed)
    version = np.lib.format.read_magic(file)
    header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
    shape, by_columns, dtype = header(file)
    if dtype.kind not in "fU":
        raise ValueError
    values = np.frombuffer(packed, dtype, offset=file.tell())
    return values.reshape(shape, order="F" if by_columns else "C")


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

"""The mathematics of the tutor: networks, their training, and what they are taught on, in NumPy.

Conventions, everywhere:

- A sample is a row: X (n, features), Y (n, n_out). Class indices (n,) stand for one-hot rows only with
  the loss "cce".
- W is (fan_in, fan_out) and z = X @ W + b; `net.layers[i]` is the i-th weight layer.
- MSE, MAE, Huber and BCE are means over every element, CCE over rows; there is no ½.
- The L2 penalty is ½λ‖W‖² and skips biases.
- Adam is Kingma & Ba's Algorithm 1, as in PyTorch; `epsilon_form="uncorrected"` gives scikit-learn's.
- Numbers are float64. Randomness comes from a seed that is passed in, never from global state.
- What cannot be used raises a ValueError that names the argument, its value and what is accepted.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from . import activations, datasets, initializers, losses, metrics, optimizers, schedules
from .datasets import Dataset, Split
from .errors import Cancelled, DataError, Diverged, InputError, InUse, ShapeError, UnknownName
from .layers import Activation, BatchNorm, Dense, Dropout
from .network import MLP, Network, Trace
from .timeline import Snapshot
from .training import Trainer

# Imported when first used: they are seldom needed, and some cost time to import.
_LATE_NAMES = {"Job": "jobs", "Race": "race", "Runner": "race", "Tensor": "autograd"}
_LATE = ("autograd", "baselines", "csvdata", "export", "gradcheck", "jobs", "landscapes", "race", "storage")


def __getattr__(name: str) -> Any:
    if name not in _LATE and name not in _LATE_NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f".{_LATE_NAMES.get(name, name)}", __name__)
    return getattr(module, name) if name in _LATE_NAMES else module


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


if TYPE_CHECKING:
    from . import autograd, baselines, csvdata, export, gradcheck, jobs, landscapes, race, storage
    from .autograd import Tensor
    from .jobs import Job
    from .race import Race, Runner

# fmt: off
__all__ = [
    "MLP", "Activation", "BatchNorm", "Cancelled", "DataError", "Dataset", "Dense", "Diverged", "Dropout",
    "InUse", "InputError", "Job", "Network", "Race", "Runner", "ShapeError", "Snapshot", "Split", "Tensor",
    "Trace", "Trainer", "UnknownName", "activations", "autograd", "baselines", "csvdata", "datasets",
    "export", "gradcheck", "initializers", "jobs", "landscapes", "losses", "metrics", "optimizers", "race",
    "schedules", "storage",
]
# fmt: on

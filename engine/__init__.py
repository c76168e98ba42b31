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

from . import activations, datasets, initializers, landscapes, losses, metrics, optimizers, schedules
from .datasets import Dataset, Split
from .errors import Cancelled, DataError, Diverged, InputError, ShapeError, UnknownName
from .layers import Activation, BatchNorm, Dense, Dropout
from .network import MLP, Network, Trace
from .timeline import Snapshot
from .training import Trainer

__all__ = [
    "MLP",
    "Activation",
    "BatchNorm",
    "Cancelled",
    "DataError",
    "Dataset",
    "Dense",
    "Diverged",
    "Dropout",
    "InputError",
    "Network",
    "ShapeError",
    "Snapshot",
    "Split",
    "Trace",
    "Trainer",
    "UnknownName",
    "activations",
    "datasets",
    "initializers",
    "landscapes",
    "losses",
    "metrics",
    "optimizers",
    "schedules",
]

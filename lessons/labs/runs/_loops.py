"""The training loop as programs: what is shown of them, and what runs on its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import Split
from lessons.figures import Floats

NUMPY = """\
def one_epoch(X, Y, W1, b1, W2, b2, rate, size, rng):
    order = rng.permutation(len(X))
    for at in range(0, len(X), size):
        x, y = X[order[at : at + size]], Y[order[at : at + size]]
        h = np.maximum(x @ W1 + b1, 0)              # forward
        p = 1 / (1 + np.exp(-(h @ W2 + b2)))
        dz2 = (p - y) / len(x)                      # backward: dL/dz2
        dW2, db2 = h.T @ dz2, dz2.sum(axis=0)
        dz1 = dz2 @ W2.T * (h > 0)
        dW1, db1 = x.T @ dz1, dz1.sum(axis=0)
        for param, grad in (W1, dW1), (b1, db1), (W2, dW2), (b2, db2):
            param -= rate * grad                    # update
"""
PYTORCH = """\
def one_epoch(X, Y, model, optimizer, size, rng):
    order = torch.from_numpy(rng.permutation(len(X)))
    for at in range(0, len(X), size):
        x, y = X[order[at : at + size]], Y[order[at : at + size]]
        optimizer.zero_grad()                       # clear gradients
        loss = F.binary_cross_entropy_with_logits(model(x), y)  # forward
        loss.backward()                             # backward
        optimizer.step()                            # update
"""
LOOPS = {"numpy": NUMPY, "pytorch": PYTORCH}
FILES = {"numpy": "train_numpy.py", "pytorch": "train_pytorch.py"}

_HEAD = '''"""The training loop in {name}: two moons, a 2-{hidden}-1 network. Run: python {file}"""

import numpy as np
{imports}
X = np.array({X})
Y = np.array({Y})
W1 = np.array({W1})
b1 = np.zeros({hidden})
W2 = np.array({W2})
b2 = np.zeros(1)
rate, size, rng = {rate}, {size}, np.random.default_rng({seed})
{model}

'''
_IMPORTS = {"numpy": "", "pytorch": "import torch\nimport torch.nn.functional as F\nfrom torch import nn\n"}
_MODEL = {
    "numpy": "",
    "pytorch": """\
X, Y = torch.from_numpy(X), torch.from_numpy(Y)
model = nn.Sequential(nn.Linear(2, {hidden}), nn.ReLU(), nn.Linear({hidden}, 1)).double()
with torch.no_grad():
    for parameter, values in zip(model.parameters(), (W1.T, b1, W2.T, b2)):
        parameter.copy_(torch.from_numpy(values.copy()))  # PyTorch keeps a row for each unit
optimizer = torch.optim.SGD(model.parameters(), lr=rate)
""",
}
_MAIN = {
    "numpy": """

for epoch in range({epochs}):
    one_epoch(X, Y, W1, b1, W2, b2, rate, size, rng)
    z = np.maximum(X @ W1 + b1, 0) @ W2 + b2
    loss = (np.logaddexp(0, z) - Y * z).mean()
    print(f"epoch {{epoch + 1}}  training loss {{loss:.6f}}")
""",
    "pytorch": """

for epoch in range({epochs}):
    one_epoch(X, Y, model, optimizer, size, rng)
    with torch.no_grad():
        loss = F.binary_cross_entropy_with_logits(model(X), Y)
    print(f"epoch {{epoch + 1}}  training loss {{loss.item():.6f}}")
""",
}


def numpy_loop() -> Callable[..., None]:
    """The function that `NUMPY` defines: what is shown is what runs."""
    found: dict[str, Any] = {"np": np}
    exec(compile(NUMPY, "<the training loop>", "exec"), found)
    made: Callable[..., None] = found["one_epoch"]
    return made


def program(target: str, data: Split, W1: Floats, W2: Floats, **given: Any) -> str:
    """A program that trains on its own. `given`: rate, size, seed and epochs."""
    given |= {"name": target, "file": FILES[target], "hidden": W1.shape[1], "imports": _IMPORTS[target]}
    given |= {"X": data.train.X.tolist(), "Y": data.train.Y.tolist(), "W1": W1.tolist(), "W2": W2.tolist()}
    head = _HEAD.format(**given, model=_MODEL[target].format(**given))
    return head + LOOPS[target] + _MAIN[target].format(**given)

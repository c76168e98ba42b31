"""How fast training is, beside scikit-learn's and PyTorch's, as ratios in one run on one BLAS thread.

Run `python -m tests.bench.training`; `--help` says what else it measures.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from engine import MLP, Trainer, datasets
from engine.race import Race, Runner

ROUNDS = 7
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def row(what: str, measured: float, budget: float, at_least: bool, unit: str = "×") -> None:
    """Print one line: what, measured, budget, and whether it is kept."""
    kept = measured >= budget if at_least else measured <= budget
    sign = "≥" if at_least else "≤"
    print(f"{what:<58}{measured:>9.2f} {unit:<3}{sign} {budget:<7g}{'ok' if kept else 'over'}", flush=True)


def seconds(f: Callable[[], Any]) -> float:
    """Return how much processor time one call takes, one thread: what else runs has no part in it."""
    began = time.process_time()
    f()
    return time.process_time() - began


def interleaved(*timed: Callable[[], float]) -> list[float]:
    """Return the median of each timing, taken in turns so that a busy machine slows all alike."""
    rounds = [[f() for f in timed] for _ in range(ROUNDS)]
    return [median(column) for column in zip(*rounds, strict=True)]


def moons() -> datasets.Dataset:
    return datasets.load("moons", n=600, noise=0.2, seed=45).split(seed=45).train


def trainer(sizes: tuple[int, ...], data: datasets.Dataset, batch: int = 32, loss: str = "bce") -> Trainer:
    """Return a trainer that has warmed up."""
    output = {"bce": "sigmoid", "cce": "softmax", "mse": "identity"}[loss]
    made = Trainer(MLP(sizes, output=output, seed=0), data, loss=loss, optimizer="adam", batch_size=batch)
    made.run(made.batches.per_epoch + 1)
    return made


def ours(made: Trainer, steps: int) -> Callable[[], float]:
    return lambda: seconds(lambda: made.run(steps)) / steps


def plain_numpy(
    data: datasets.Dataset, sizes: tuple[int, ...], batch: int, steps: int
) -> Callable[[], float]:
    """Return a timing of one step as it is usually written: a flat vector, views of it, plain formulas."""
    rng = np.random.default_rng(0)
    shapes = [shape for pair in pairwise(sizes) for shape in (pair, pair[1:])]
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])

    def views(flat: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
        parts = [p.reshape(s) for p, s in zip(np.split(flat, ends[:-1]), shapes, strict=True)]
        return list(zip(parts[::2], parts[1::2], strict=True))

    params, gradient, m, v = np.zeros((4, ends[-1]))
    layers, gradients = views(params), views(gradient)
    for W, _ in layers:
        W[:] = rng.normal(0.0, np.sqrt(2 / len(W)), W.shape)
    rate, beta1, beta2, epsilon = 1e-3, 0.9, 0.999, 1e-8
    history: list[float] = []

    def step(x: np.ndarray, y: np.ndarray) -> None:
        nonlocal params, m, v
        inputs = []
        for i, (W, b) in enumerate(layers):
            inputs.append(x)
            z = x @ W + b
            x = np.maximum(z, 0.0) if i < len(layers) - 1 else z
        loss = np.mean(np.logaddexp(0.0, z) - y * z)
        if not np.isfinite(loss):
            raise FloatingPointError("the loss is not finite")
        history.append(float(loss))
        dz = (1.0 / (1.0 + np.exp(-z)) - y) / y.size
        for i in range(len(layers) - 1, -1, -1):
            dW, db = gradients[i]
            dW[:] = inputs[i].T @ dz
            db[:] = dz.sum(axis=0)
            if i:
                dz = (dz @ layers[i][0].T) * (inputs[i] > 0.0)
        t = len(history)
        m = beta1 * m + (1 - beta1) * gradient
        v = beta2 * v + (1 - beta2) * gradient**2
        params -= rate * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + epsilon)

    def run() -> None:
        taken = 0
        while taken < steps:
            order = rng.permutation(len(data))
            for first in range(0, len(data), batch)[: steps - taken]:
                chosen = order[first : first + batch]
                step(data.X[chosen], data.Y[chosen])
                taken += 1

    run()
    return lambda: seconds(run) / steps


def scikit_learn(
    data: datasets.Dataset, hidden: tuple[int, ...], batch: int, epochs: int
) -> Callable[[], float]:
    """Return a timing of one step of MLPClassifier.fit."""
    from sklearn.neural_network import MLPClassifier

    def timed() -> float:
        model = MLPClassifier(hidden, batch_size=batch, max_iter=epochs, tol=0.0, n_iter_no_change=10**6)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            taken = seconds(lambda: model.fit(data.X, data.labels))
        return taken / (epochs * -(-len(data) // batch))

    return timed


def pytorch(data: datasets.Dataset, sizes: tuple[int, ...], batch: int, steps: int) -> Callable[[], float]:
    """Return a timing of one eager step, as it is usually written, with float32 and a shuffle each epoch."""
    import torch
    from torch import nn

    torch.set_num_threads(1)
    stack: list[Any] = []
    for fan_in, units in pairwise(sizes):
        stack += [nn.Linear(fan_in, units), nn.ReLU()]
    model = nn.Sequential(*stack[:-1])
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)
    several = sizes[-1] > 1
    criterion = nn.CrossEntropyLoss() if several else nn.BCEWithLogitsLoss()
    X = torch.tensor(data.X, dtype=torch.float32)
    Y = torch.tensor(data.labels) if several else torch.tensor(data.Y, dtype=torch.float32)
    history: list[float] = []

    def run() -> None:
        taken = 0
        while taken < steps:
            order = torch.randperm(len(X))
            for chosen in order.split(batch)[: steps - taken]:
                optimizer.zero_grad()
                loss = criterion(model(X[chosen]), Y[chosen])
                loss.backward()
                optimizer.step()
                history.append(loss.item())
                taken += 1

    run()
    return lambda: seconds(run) / steps


def products(sizes: tuple[int, ...], batch: int) -> Callable[[], float]:
    """Return a timing of the bare matrix products of one step: forward, weight and input gradients."""
    rng = np.random.default_rng(0)
    jobs = []
    for i, (fan_in, units) in enumerate(pairwise(sizes)):
        x, W, dz = (rng.normal(size=s) for s in ((batch, fan_in), (fan_in, units), (batch, units)))
        jobs += [(x, W, np.empty((batch, units))), (x.T, dz, np.empty((fan_in, units)))]
        if i:
            jobs.append((dz, W.T, np.empty((batch, fan_in))))

    def run() -> None:
        for a, b, out in jobs:
            np.dot(a, b, out=out)

    return lambda: median(seconds(run) for _ in range(5))


def budgets() -> None:
    """Print the rows that have a budget."""
    data, sizes = moons(), (2, 16, 16, 1)
    small = ours(trainer(sizes, data), 2000)
    a, b = interleaved(small, scikit_learn(data, (16, 16), 32, 60))
    print(f"2-16-16-1, batch 32, Adam: {a * 1e6:.1f} µs a step, scikit-learn {b * 1e6:.1f} µs")
    row("Trainer.step beside MLPClassifier.fit", b / a, 5, True)
    a, b = interleaved(small, plain_numpy(data, sizes, 32, 2000))
    row("Trainer.step as a part of a plain NumPy loop's", a / b, 0.85, False)
    if importlib.util.find_spec("torch"):
        a, b = interleaved(small, pytorch(data, sizes, 32, 500))
        row("Trainer.step beside PyTorch eager", b / a, 10, True)
    else:
        print("PyTorch is not installed: not compared")
    rng = np.random.default_rng(0)
    X, labels = rng.normal(size=(2560, 64)), np.arange(2560) % 10
    wide = datasets.Dataset("noise", X, labels, "multiclass", (), tuple("0123456789"))
    shape = (64, 512, 512, 10)
    a, b = interleaved(ours(trainer(shape, wide, 256, "cce"), 10), products(shape, 256))
    row("64-512-512-10, batch 256: share of matrix products", 100 * b / a, 70, True, "%")
    runners = [Runner(sizes, output="sigmoid", seed=seed) for seed in range(16)]
    race = Race(runners, data, loss="bce").run(20)
    a, b = interleaved(small, lambda: seconds(lambda: race.run(300)) / 300)
    row("a race of 16 beside one network", b / a, 4, False)
    long = trainer(sizes, data)
    long.run(100_000)
    far = [int(s) for s in rng.integers(0, 100_000, 20)]
    slowest = max(seconds(lambda s=s: long.seek(s)) for s in far)
    row("seeking in a run of 100,000 steps, slowest of 20", slowest * 1e3, 100, False, "ms")
    kept = long._timeline.rows.nbytes + 8 * len(long.history._loss)
    row("memory of that history", kept / 2**20, 32, False, "MB")


def scaling() -> None:
    """Print how long a step takes over width, batch and depth, and an epoch of digits."""

    def line(what: str, data: datasets.Dataset, sizes: tuple[int, ...], batch: int) -> None:
        big = max(sizes) * batch > 2**16
        timed = [ours(trainer(sizes, data, batch), 5 if big else 200), products(sizes, batch)]
        if importlib.util.find_spec("torch"):
            timed.append(pytorch(data, sizes, batch, 5 if big else 50))
        step, bare, *other = interleaved(*timed)
        beside = f"{other[0] / step:>9.1f} ×" if other else "        –"
        print(f"{what:<16}{step * 1e6:>12.1f} µs{100 * bare / step:>9.0f} %{beside}", flush=True)

    print(f"{'':<16}{'a step':>15}{'products':>11}{'PyTorch':>11}")
    data = datasets.load("moons", n=8192, seed=0)
    for width in (4, 16, 64, 256, 1024):
        line(f"width {width}", data, (2, width, width, 1), 32)
    for batch in (1, 8, 64, 512, 4096):
        line(f"batch {batch}", data, (2, 16, 16, 1), batch)
    for depth in (1, 2, 4, 8, 16):
        line(f"depth {depth}", data, (2, *([16] * depth), 1), 32)
    from sklearn.datasets import load_digits

    found = load_digits()
    digits = datasets.classified("digits", found.data / 16, found.target, ())
    made = trainer((64, 128, 10), digits, 32, "cce")
    timed = [ours(made, made.batches.per_epoch), scikit_learn(digits, (128,), 32, 5)]
    if importlib.util.find_spec("torch"):
        timed.append(pytorch(digits, (64, 128, 10), 32, made.batches.per_epoch))
    epoch, *others = (t * made.batches.per_epoch * 1e3 for t in interleaved(*timed))
    print(f"digits, 64-128-10, an epoch: {epoch:.1f} ms; scikit-learn {others[0]:.1f} ms", end="")
    print(f"; PyTorch {others[1]:.1f} ms" if len(others) > 1 else "")


READ_CSV = """
import resource, sys, time
from engine import csvdata
began = time.perf_counter()
found = csvdata.load(sys.argv[1])
assert found.dataset.X.shape == (1_000_000, 19)
print(time.perf_counter() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def csv() -> None:
    """Print how long a table of 1,000,000 × 20 numbers takes to read, and how much memory its process."""
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "table.csv")
        with path.open("w") as file:
            file.write(",".join(f"x{i}" for i in range(20)) + "\n")
            for _ in range(100):
                rows = rng.normal(size=(10_000, 20)).tolist()
                file.writelines(",".join(f"{value:.6g}" for value in row) + "\n" for row in rows)
        read = [sys.executable, "-c", READ_CSV, str(path)]
        out = subprocess.run(read, capture_output=True, text=True, check=True).stdout
    taken, peak = map(float, out.split())
    row("a CSV of 1,000,000 × 20 numbers", taken, 20, False, "s")
    row("memory of the process that read it, at its peak", peak, 500, False, "MB")


def main(argv: list[str]) -> None:
    """Print the engine's part of the benchmark."""
    parser = argparse.ArgumentParser("python -m tests.bench.training", description=__doc__)
    parser.add_argument(
        "--scaling", action="store_true", help="also tables over width, batch and depth, digits"
    )
    parser.add_argument("--csv", action="store_true", help="also a CSV of 1,000,000 × 20: seconds and MB")
    asked = parser.parse_args(argv)
    if any(os.environ.get(name) != "1" for name in THREADS):
        # NumPy's BLAS reads these once, when it is imported: begin again with them set.
        environment = os.environ | dict.fromkeys(THREADS, "1")
        subprocess.run([sys.executable, "-m", "tests.bench.training", *argv], env=environment, check=True)
        return
    budgets()
    if asked.scaling:
        scaling()
    if asked.csv:
        csv()


if __name__ == "__main__":
    main(sys.argv[1:])

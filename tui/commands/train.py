"""`nntutor train`: the playground without a screen, for scripts."""

from __future__ import annotations

import sys
from collections import deque
from typing import Any

import click

from tui.host.exits import Exit, fail

DATA = [
    "circle",
    "xor",
    "gauss",
    "spiral",
    "reg-plane",
    "reg-gauss",
    "moons",
    "rings",
    "checkerboard",
    "blobs",
    "arms",
]


@click.command()
@click.option(
    "--link", metavar="LINK", help="A link of TensorFlow Playground; the options after it change it."
)
@click.option("--data", type=click.Choice(DATA), help="The points.")
@click.option("--hidden", metavar="N,N", help="The units of each hidden layer; `none` for no such layer.")
@click.option("--features", metavar="NAME,NAME", help="x, y, xSquared, ySquared, xTimesY, sinX, sinY.")
@click.option("--activation", help="relu, tanh, sigmoid or linear.")
@click.option("--optimizer", help="sgd, momentum, nesterov, rmsprop, adam or adamw.")
@click.option("--rate", type=float, help="The learning rate.")
@click.option("--batch", type=int, help="Points before each step.")
@click.option("--noise", type=float, help="In per cent.")
@click.option("--train-share", type=float, help="How much of the points is learnt from, in per cent.")
@click.option("--regularization", help="none, L1 or L2.")
@click.option("--strength", type=float, help="How strongly it pulls (λ).")
@click.option("--classes", type=int, help="How many blobs or arms.")
@click.option("--dropout", type=float, help="The share of units left out of each step.")
@click.option("--batch-norm", is_flag=True, default=None, help="Normalise each layer over the batch.")
@click.option("--init", help="Where weights begin.")
@click.option("--schedule", help="How the rate changes: constant, step, exponential or cosine.")
@click.option("--seed", metavar="TEXT", help="What points and weights are drawn from.")
@click.option("--seeds", type=click.IntRange(1, 20), default=1, help="So many runs, each with its own seed.")
@click.option("--epochs", type=click.IntRange(0, 100_000), default=100, show_default=True, help="How long.")
@click.option("--until", type=float, metavar="LOSS", help="Stop once the test loss is below it.")
@click.option("--patience", type=click.IntRange(1), help="Stop after so many epochs without a better one.")
@click.option("--below", type=float, default=0.1, show_default=True, help="What seeds are counted by.")
@click.option("--json", "as_json_", is_flag=True, help="Print one JSON object.")
def train(
    link: str | None,
    seeds: int,
    epochs: int,
    until: float | None,
    patience: int | None,
    below: float,
    as_json_: bool,
    **given: Any,
) -> None:
    """Train a network as the playground does, and tell its losses.

    The same arguments print the same bytes. Where training diverges, the exit status is 1.
    """
    from engine.errors import InputError
    from lessons.playground import links, training

    try:
        state = training.default_state()
        state = links.opened(link, lambda: state.setting.seed) if link is not None else state
        state = training.new_setting(state, changes(given))
    except links.LinkError as problem:
        fail(f"nntutor: {problem}")
    except InputError as problem:
        option = "hidden" if problem.argument == "shape" else problem.argument.replace("_", "-")
        fail(f"nntutor: --{option}: {problem}")
    for line in state.said:
        click.echo(f"nntutor: {line}", err=True)
    all_ = []
    for run in training.runs(state, seeds):
        steps = run.run(epochs, until, patience)
        if sys.stderr.isatty():
            label = f"seed {run.play.setting.seed}"
            with click.progressbar(steps, length=epochs, label=label, file=sys.stderr) as bar:
                deque(bar, maxlen=0)
        else:
            deque(steps, maxlen=0)
        all_.append(run)
        if not as_json_:
            for line in training.told(run):
                click.echo(line)
    if as_json_:
        found = training.as_json(all_[0])
        if seeds > 1:
            found["runs"] = [training.as_json(run) for run in all_]
        click.echo(training.dumped(found))
    elif seeds > 1:
        click.echo(training.told_together(all_, below))
    if any(run.diverged is not None for run in all_):
        sys.exit(Exit.FAILED)


def changes(given: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a setting that options change."""
    from lessons.labs.playground._knobs import DATA as OURS

    found = {name: value for name, value in given.items() if value is not None}
    if "hidden" in found:
        hidden = found.pop("hidden")
        found["shape"] = () if hidden in ("none", "") else tuple(map(_whole, hidden.split(",")))
    if "features" in found:
        found["features"] = tuple(name.strip() for name in found["features"].split(",") if name.strip())
    if "data" in found:
        name = found.pop("data")
        name = {"reg-plane": "plane", "reg-gauss": "hills"}.get(name, name)
        found |= {"problem": "classification", "data": ""} | OURS[name]
    return found


def _whole(text: str) -> Any:
    return int(text) if text.strip().isdecimal() else text

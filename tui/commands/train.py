"""`nntutor train`: the playground without a screen, for scripts."""

from __future__ import annotations

import errno
import math
import os
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from lessons.format.files import named, obstacle
from tui.commands.shared import SOON, patiently, printer
from tui.host.config import Settings
from tui.host.exits import Exit, fail
from tui.host.kiosk import ONLY

if TYPE_CHECKING:
    from engine.datasets import Dataset
    from lessons.playground.links import Opened
    from lessons.playground.training import Trained

USUAL_LOSS = 0.1
"""The test loss that seeds are counted by."""
GOES_ON = ("rate", "optimizer", "schedule", "regularization", "strength")
"""The options that a saved run can go on with."""
OTHERS = ("target", "export", "until", "below", "patience")
"""Options that say nothing of the setting."""


class OneOf(click.ParamType):
    """One of some names, which a shell completes. What is not is told where it is used."""

    def __init__(self, names: str, or_file: bool = False) -> None:
        self.names, self.or_file, self.name = names.split(), or_file, "name"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        found = [CompletionItem(name) for name in self.names if name.startswith(incomplete)]
        return found or ([CompletionItem(incomplete, type="file")] if self.or_file else [])


DATA = OneOf(
    "circle xor gauss spiral plane hills reg-plane reg-gauss moons circles rings checkerboard blobs arms "
    "digits",
    True,
)
FILE = click.Path(dir_okay=False)


@click.command()
@click.option("--link", metavar="LINK", help="A link of TensorFlow Playground; other options change it.")
@click.option("--data", type=DATA, help=f"{', '.join(DATA.names)}; or a CSV file.")
@click.option("--target", metavar="COLUMN", help="Of a CSV file, the column to learn.  [default: the last]")
@click.option("--classes", type=int, help="How many blobs, or arms of a spiral.")
@click.option("--noise", type=float, help="In per cent.")
@click.option("--train-share", type=float, help="How much of the points is learnt from, in per cent.")
@click.option("--features", metavar="NAME,…", help="x, y, xSquared, ySquared, xTimesY, sinX, sinY.")
@click.option("--hidden", metavar="N,N", help="The units of each hidden layer; `none` for no such layer.")
@click.option(
    "--activation",
    type=OneOf("relu tanh sigmoid linear leaky_relu gelu silu softplus"),
    help="relu, tanh, sigmoid, linear, gelu …; or one for each layer.",
)
@click.option("--init", type=OneOf("playground glorot_uniform he_normal zeros"), help="Where weights begin.")
@click.option("--dropout", type=float, help="The share of units left out of each step.")
@click.option("--batch-norm", is_flag=True, default=None, help="Normalise each layer over the batch.")
@click.option(
    "--optimizer",
    type=OneOf("sgd momentum nesterov rmsprop adam adamw"),
    help="sgd, momentum, nesterov, rmsprop, adam or adamw.",
)
@click.option("--rate", type=float, help="The learning rate.")
@click.option(
    "--schedule",
    type=OneOf("constant step exponential cosine"),
    help="How the rate changes: constant, step, exponential or cosine.",
)
@click.option("--batch", type=int, help="Points before each step.")
@click.option("--regularization", type=OneOf("none L1 L2"), help="none, L1 or L2.")
@click.option("--strength", type=float, help="How strongly it pulls (λ).")
@click.option("--seed", metavar="TEXT", help="What points and weights are drawn from.")
@click.option("--seeds", type=click.IntRange(1, 20), default=1, help="So many runs, each with its own seed.")
@click.option("--below", type=float, help="The test loss that seeds are counted by.  [default: 0.1]")
@click.option("--epochs", type=click.IntRange(0, 100_000), default=100, show_default=True, help="How long.")
@click.option("--until", type=float, metavar="LOSS", help="Stop once the test loss is below it.")
@click.option("--patience", type=click.IntRange(1), help="Stop after so many epochs without a better one.")
@click.option("--open", "open_", type=FILE, metavar="FILE", help="Go on from a saved run.")
@click.option("--save", type=FILE, metavar="FILE", help="Save the run, to go on from: run.npz.")
@click.option("--force", is_flag=True, help="Save over a file that is there.")
@click.option(
    "--export",
    type=OneOf("numpy pytorch keras sklearn"),
    help="Print the network as source instead: numpy, pytorch, keras or sklearn.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def train(
    settings: Settings,
    link: str | None,
    target: str | None,
    seeds: int,
    below: float | None,
    epochs: int,
    until: float | None,
    patience: int | None,
    open_: str | None,
    save: str | None,
    force: bool,
    export: str | None,
    as_json: bool,
    **given: Any,
) -> None:
    """Train a network as the playground does, and tell its losses.

    The same arguments print the same bytes. Where training diverges, the exit status is 1. With --export the
    source alone goes to stdout, the results to stderr; --epochs 0 exports the first weights.
    """
    from engine.errors import InputError, number
    from lessons.playground import exporting, keeping, training

    _refuse(settings, given["data"], open_, save, force)
    if seeds > 1 and (save or export or open_):
        fail("nntutor: --seeds compares runs: leave it out to open, save or export one")
    with faults_told(given):
        for name, loss in ("until", until), ("below", below):
            if loss is not None:
                number(name, loss)
        if open_:
            all_, said = [_gone_on(keeping.load(open_), link, given)], []
        else:
            state, own, said = _chosen(link, target, given)
            all_ = list(training.runs(state, seeds, own))
        first = all_[0]
        for name, value in ("until", until), ("patience", patience):
            if value is not None and not first.play.test_points:
                raise InputError(name, value, "test points to go by, and all points are learnt from")
        if export:
            # What cannot be exported is not learnt first.
            exporting.source(first.state, first.play, export)
    warn = printer(settings, err=True)
    for line in (*first.state.said, *said):
        warn(f"nntutor: {line}")
    _learn(all_, epochs, until, patience)
    if below is None:
        wanted = [g.value for g in first.state.goals if g.what == "test loss" and g.below]
        below = until if until is not None else wanted[0] if wanted else USUAL_LOSS
    found = training.together(all_, below) if seeds > 1 else {}
    if as_json:
        more = found | {"runs": [training.as_json(run) for run in all_]} if found else {}
        lines = [training.dumped(training.as_json(first) | more)]
    else:
        lines = [*(training.told_together(all_, found) if found else training.told(first))]
    say = printer(settings, err=bool(export))
    for line in lines:
        say(line)
    if export:
        click.echo(exporting.source(first.state, first.play, export), nl=False)
    if save:
        try:
            keeping.save(save, first, force)
        except OSError as error:
            fail(f"nntutor: {named(save)}: cannot be saved: {error.strerror}", Exit.FAILED)
    if any(run.diverged is not None for run in all_):
        sys.exit(Exit.FAILED)


def _refuse(settings: Settings, data: str | None, open_: str | None, save: str | None, force: bool) -> None:
    """Leave, before anything is learnt, where a file is asked for that cannot be had."""
    if settings.kiosk:
        for option, file in ("--open", open_), ("--save", save), ("--data", data if is_file(data) else None):
            if file is not None:
                fail(f"nntutor: {ONLY}: {option} takes no file here")
    if save and os.path.lexists(save) and not force:
        fail(f"nntutor: {named(save)}: this is there already; name another file, or give --force")
    if save and not os.path.isdir(folder := os.path.dirname(save) or "."):
        fail(f"nntutor: {named(save)}: there is no such folder")
    if save and not os.access(folder, os.W_OK):
        fail(f"nntutor: {named(save)}: nothing can be written into this folder")
    # A device would be replaced by a file, and some names are none.
    if save and (why := obstacle(save)) not in (None, os.strerror(errno.ENOENT)):
        fail(f"nntutor: {named(save)}: cannot be saved: {why}")


def is_file(data: str | None) -> bool:
    """Whether what is given as data is meant as a file."""
    return data is not None and data not in DATA.names and ("." in data or os.path.lexists(data))


@contextmanager
def faults_told(given: dict[str, Any]) -> Iterator[None]:
    """Leave with a line for whatever options, links and files can have wrong with them."""
    from engine.errors import DataError, InputError, JobError, shown
    from lessons.playground.links import LinkError

    try:
        yield
    except (LinkError, JobError, DataError) as problem:
        fail(f"nntutor: {problem}")
    except InputError as problem:
        option = problem.argument.replace("_", "-")
        known = option.replace("-", "_") in given or option in OTHERS
        what = f"--{option} is {shown(problem.value)}; expected {problem.accepted}" if known else problem
        if option == "data":
            what = f"{what}; a CSV file is named with its ending, such as my.csv"
        fail(f"nntutor: {what}")
    except OSError as problem:
        fail(f"nntutor: {named(problem.filename or given['data'])}: {problem.strerror}")


def _chosen(
    link: str | None, target: str | None, given: dict[str, Any]
) -> tuple[Opened, Dataset | None, list[str]]:
    """What is to be trained, samples of its own, and what there is to say of them."""
    from lessons.playground import choosing, links, samples

    data, own, said = given["data"], None, []
    if target is not None and not is_file(data):
        fail("nntutor: --target: it names a column of a CSV file; give --data FILE")
    state = choosing.default_state()
    if link is not None:
        state = links.opened(link, lambda: state.setting.seed)
    if is_file(data):
        if why := obstacle(data):
            fail(f"nntutor: {named(data)}: {why}; name a CSV file")
        with patiently("reading the file"):
            own, line = samples.table(data, target)
        said.append(line)
        problem = "regression" if own.task == "regression" else "classification"
        given = given | {"data": "csv", "problem": problem}
    state = choosing.chosen(state, given)
    said += choosing.idle(state.setting, given)
    if state.setting.data == "digits":
        with patiently("reading the digits"):
            own = samples.digits()
    elif state.setting.data == "csv" and own is None:
        fail("nntutor: --data: the points of this link are a file's; name the file")
    return state, own, said


def _gone_on(run: Trained, link: str | None, given: dict[str, Any]) -> Trained:
    """A saved run, with what may be changed of it."""
    from lessons.playground import choosing

    others = [name for name, value in given.items() if value is not None and name not in GOES_ON]
    for name in ["link"] * (link is not None) + others:
        option = name.replace("_", "-")
        fail(f"nntutor: --{option}: a saved run keeps its points and its network; leave it out with --open")
    before, run.state = run.state, choosing.chosen(run.state, given)
    if run.state != before:
        run.tree.change(run.state.setting)
    return run


def _learn(all_: list[Trained], epochs: int, until: float | None, patience: int | None) -> None:
    """Train the runs; a bar on a terminal's stderr shows how far they are, where that takes a while."""
    steps = (epoch for run in all_ for epoch in run.run(epochs, until, patience))
    soon = time.monotonic() + (SOON if sys.stderr.isatty() else math.inf)
    done = 0
    while time.monotonic() < soon:
        if next(steps, None) is None:
            return
        done += 1
    with click.progressbar(steps, length=len(all_) * epochs - done, file=sys.stderr) as bar:
        deque(bar, maxlen=0)

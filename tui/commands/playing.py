"""Playing: the playground, any link of it, or any lab, on a page of its own."""

from __future__ import annotations

import os
import sys
from random import random
from typing import TYPE_CHECKING, Any

import click

from tui.commands.opening import prepare_screen, start
from tui.commands.shared import patiently, printer, with_look
from tui.commands.train import DATA, faults_told, is_file
from tui.host.config import Settings
from tui.host.environment import refusal_here
from tui.host.exits import fail
from tui.host.kiosk import refusal_of_kiosk

if TYPE_CHECKING:
    from lessons.model import Lesson

FILE = click.Path(dir_okay=False)
LABS = "`nntutor play descent` opens a lab, `nntutor labs` lists all"


@click.command()
@click.argument("what", required=False, metavar="[LINK|LAB]")
@click.option("--data", type=DATA, metavar="FILE|NAME", help="A CSV file of points, or a data set by name.")
@click.option("--target", metavar="COLUMN", help="Its column to learn.  [default: the last]")
@click.option(
    "--open", "open_", type=FILE, metavar="FILE", help="A run that `w` or `nntutor train --save` has saved."
)
@click.option("--describe", is_flag=True, help="Tell in words what it opens as, what comes of it, and leave.")
@click.pass_obj
@with_look
def play(
    settings: Settings,
    what: str | None,
    data: str | None,
    target: str | None,
    open_: str | None,
    describe: bool,
) -> None:
    """Open the playground, a LINK of TensorFlow Playground, or any LAB.

    A link opens with the same points and the same first weights as in the browser. Put it in quotes: the
    shell would take its & for itself.
    """
    from lessons.course import lesson_alone, lesson_of_lab
    from lessons.labs import REGISTRY
    from lessons.playground.links import LinkError, hash_of, opened

    given: dict[str, Any] = {}
    if open_ is not None and (what is not None or data is not None):
        fail("nntutor: --open: a saved run has a setting and points of its own; open it alone")
    if data is not None and what in REGISTRY:
        fail("nntutor: --data: points of one's own are for the playground alone; name no lab")
    if target is not None and (data is None or data in DATA.names):
        fail("nntutor: --target: it names a column of a CSV file; give --data FILE")
    # In a kiosk it is not said whether there is such a file.
    own = data == "digits" or is_file(data) or (settings.kiosk and data not in DATA.names)
    if data is not None and not own:
        with faults_told({"data": data}):
            given = _named(data)
    elif data is not None:
        given = _samples(settings, data, target)
    elif open_ is not None:
        what, given = _saved(settings, open_)
    if what in REGISTRY:
        lesson = lesson_of_lab(what, {})
    elif what is None and not given and not describe:
        lesson = lesson_alone("playground") or lesson_of_lab("playground", {})
    else:
        made: list[str] = []
        try:
            link = f"#{hash_of(what or '#')}"
            points = opened(link, lambda: _made(made)).setting.data
        except LinkError as problem:
            fail(f"nntutor: {_instead(settings, str(what)) or problem}")
        if points in ("csv", "digits") and not given:
            fail("nntutor: the points of this link are not in it; give their file with --data")
        if made and not describe:
            # As in the browser, a seed is made where there is none; what is told in words stays the same.
            link = f"{link}&seed={made[0]}"
        lesson = lesson_of_lab("playground", {"link": link, **given})
    if describe:
        _describe(settings, lesson)
        return
    if refused := refusal_here():
        instead = f"{refused.partition(';')[0]}; `nntutor play --describe` tells it in words"
        fail(refusal_of_kiosk(refused) if settings.kiosk else instead)
    prepare_screen(settings)
    sys.exit(start(settings, lesson))


def _instead(settings: Settings, what: str) -> str:
    """What may have been meant by what is no link, in a line; empty for a link that is none."""
    from difflib import get_close_matches

    from engine.errors import shown
    from lessons.course import lesson_alone
    from lessons.labs import REGISTRY

    if lesson := lesson_alone(what):
        return f"{shown(what)} is a lesson; `nntutor {lesson.id}` opens it, and o there its networks"
    if what in DATA.names:
        return f"{shown(what)} is a data set; `nntutor play --data {what}` opens it"
    if not settings.kiosk and os.path.isfile(what):
        option = "--open" if what.endswith(".npz") else "--data"
        return f"{shown(what)} is a file; {option} opens it"
    if meant := get_close_matches(what, list(REGISTRY), n=1):
        return f"there is no lab {shown(what)}; did you mean {meant[0]!r}?"
    others = (
        "alone `nntutor play` opens the playground, `nntutor labs` lists labs, --data and --open take files"
    )
    return "" if "#" in what else f"{shown(what)} is no link of the playground, and no lab; {others}"


def _named(data: str) -> dict[str, Any]:
    """The settings of a playground with the data set of that name."""
    from lessons.labs.playground._knobs import values_of
    from lessons.playground.choosing import chosen, default_state

    values = values_of(chosen(default_state(), {"data": data}))
    return {knob: values[knob] for knob in ("data", "classes")}


def _made(seeds: list[str]) -> str:
    """A new seed text, which is noted."""
    seeds.append(f"{random():.5f}")
    return seeds[-1]


def _describe(settings: Settings, lesson: Lesson) -> None:
    """Print what a lab of a page of its own shows, and what there is to say of its link."""
    from itertools import dropwhile

    from lessons.labs import REGISTRY
    from lessons.labs.playground.playground import Playground
    from lessons.telling.show import Telling

    say, call = printer(settings), lesson.pages[0].lab
    if call is not None and isinstance(lab := REGISTRY[call.name](dict(call.settings)), Playground):
        for line in lab.told:
            say(line)
        say(f"{lab.says()}\n")
    telling = Telling(lesson, frozenset())
    # Not a step on: what opens is told, not what a run would come to.
    for line in dropwhile(lambda line: not line.startswith("Lab: "), telling.page(lesson.pages[0], steps=0)):
        say(line)
    telling.run.close()


def _samples(settings: Settings, data: str, target: str | None) -> dict[str, Any]:
    """The settings of a playground whose points are a file's."""
    from engine.errors import DataError, InputError, JobError, lookup
    from lessons.labs.playground._given import SAMPLES, Given
    from lessons.playground import samples

    if settings.kiosk:
        fail("nntutor: --data: no files are read on this host; choose a data set in the playground")
    try:
        if not is_file(data):
            lookup("data", data, dict.fromkeys(DATA.names))
        with patiently("reading the digits" if data == "digits" else "reading the file"):
            own, said = samples.digits_in_a_plane() if data == "digits" else samples.table(data, target)
    except (DataError, JobError) as problem:
        fail(f"nntutor: {problem}")
    except InputError as problem:
        fail(f"nntutor: --{problem}")
    except OSError as problem:
        fail(f"nntutor: {problem.filename or data}: {problem.strerror}")
    kind = "own numbers" if own.task == "regression" else "own"
    return {"data": kind, SAMPLES: Given(own, said=(f"{own.name}: {said}.",))}


def _saved(settings: Settings, path: str) -> tuple[str, dict[str, Any]]:
    """The link of a saved run, and the settings with which a playground goes on from it."""
    from engine.archives import StorageError
    from engine.errors import ending
    from engine.playground import tree
    from lessons.labs.playground._given import SAMPLES, Given
    from lessons.playground import keeping
    from lessons.playground.links import link

    if settings.kiosk:
        fail("nntutor: --open: no files are read on this host; open a link")
    try:
        with patiently("reading the run"):
            run = keeping.load(path)
    except StorageError as problem:
        fail(f"nntutor: {problem}")
    except OSError as problem:
        fail(f"nntutor: {problem.filename or path}: {problem.strerror}")
    if not run.play.planar:
        inputs = f"is given {run.play.shape[0]} numbers of a point, and two can be drawn"
        fail(f"nntutor: {ending(path)}: its network {inputs}; go on with `nntutor train --open`")
    return link(run.state), {SAMPLES: Given(run.play.own, saved=tree.packed(run.tree))}

"""For who writes lessons."""

from __future__ import annotations

import inspect
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import NoReturn

import click

from lessons.format.fields import nearest
from lessons.format.files import named, obstacle
from lessons.text import plural
from tui.commands.opening import prepare_screen
from tui.commands.shared import printer, with_look
from tui.host.config import Settings
from tui.host.environment import ascii_here, colour_mode, refusal_here
from tui.host.exits import Exit, fail


@click.command()
@click.argument("paths_", metavar="[PATH]…", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--labs",
    "of_labs",
    is_flag=True,
    help="Check labs instead, all or those named: the rules that each keeps.",
)
def check(paths_: tuple[Path, ...], of_labs: bool) -> None:
    """Check lessons: files or folders; the built-in course by default."""
    if of_labs:
        check_labs([str(path) for path in paths_])
    from lessons.validate import check_paths

    whys = [(path, obstacle(path)) for path in paths_]
    if paths_ and all(why for _, why in whys):
        mend = "name a Markdown file, or a folder of them"
        fail("\n".join(f"nntutor: {named(path)}: cannot be read: {why}; {mend}" for path, why in whys))
    faults, files = check_paths(paths_)
    for fault in faults:
        click.echo(str(fault))
    click.echo(f"{plural(len(faults), 'fault')} in {plural(files, 'file')}", err=True)
    sys.exit(Exit.FAILED if faults else Exit.FINE)


def check_labs(names: list[str]) -> NoReturn:
    """Try the rules of every lab on each of these, or on all."""
    from lessons.labs import REGISTRY

    for name in names:
        if name not in REGISTRY:
            fail(f"nntutor: there is no lab '{name}'; {nearest(name, REGISTRY)}")
    names = names or list(REGISTRY)
    count = 0
    for i, name in enumerate(names, 1):
        if sys.stderr.isatty():
            click.echo(f"\r{i} of {len(names)}: {name:<30}", err=True, nl=i == len(names))
        for reason in _broken_rules(name):
            click.echo(reason)
            count += 1
    click.echo(f"{plural(count, 'fault')} in {plural(len(names), 'lab')}", err=True)
    sys.exit(Exit.FAILED if count else Exit.FINE)


def _broken_rules(name: str) -> Iterator[str]:
    from lessons.labs import REGISTRY
    from lessons.rules import broken
    from tui.drawing.layout import in_ascii, plain

    try:
        yield from broken(REGISTRY[name], (plain, in_ascii))
    except Exception as error:  # whatever a lab that is being written may raise
        frames = traceback.extract_tb(error.__traceback__)
        place = next((f for f in reversed(frames) if Path(f.filename).stem == name), frames[-1])
        yield f"{os.path.relpath(place.filename)}:{place.lineno}: {type(error).__name__}: {error}"


@click.command()
@click.argument("name", required=False)
@click.option("--figures", is_flag=True, help="Every kind of figure: drawn, in words, and its code.")
@click.option("--width", type=click.IntRange(20, 200), default=76, metavar="N", help="The columns of these.")
@click.pass_obj
def labs(settings: Settings, name: str | None, figures: bool, width: int) -> None:
    """Show every directive and lab, or the one of that NAME: fields, readouts, an example."""
    from lessons.format.docs import describe, names, overview

    if figures:
        _show_figures(settings, width)
        return
    if name is None:
        click.echo(overview())
        return
    text = describe(name)
    if text is None:
        fail(f"nntutor: there is no directive or lab '{name}'; {nearest(name, names())}")
    click.echo(text)


def _show_figures(settings: Settings, width: int) -> None:
    """Print the gallery: in colour where this is a terminal that has some."""
    from lessons.figures.gallery import FIGURES
    from lessons.format.layout import wrap
    from tui.drawing import content_rows, paint
    from tui.theme import DARK, LIGHT, pen_for

    say = printer(settings)
    coloured = sys.stdout.isatty() and settings.color
    mode = colour_mode(os.environ)[0] if coloured else "none"
    letters = "ascii" if settings.ascii or ascii_here() else "all"
    pen = pen_for(LIGHT if settings.theme == LIGHT.name else DARK, mode, letters)
    for make in FIGURES:
        figure = make()
        for part in wrap(f"{type(figure).__name__}: {make.__doc__}", width):
            say(part)
        canvas = paint(figure, width, content_rows([figure], width, pen), pen)
        click.echo(f"\n{canvas.text() if mode == 'none' else canvas.coloured(mode)}\n")
        for line in figure.describe().split("\n"):
            for part in wrap(line, width):
                say(part)
        # The code that makes it, without its head: how each argument is given.
        say("\n" + dedent(inspect.getsource(make).partition('"""\n')[2]) + "\n")


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--lab", metavar="NAME", help="Write a lab and its test instead, in a checkout.")
def new(file: Path | None, lab: str | None) -> None:
    """Write a lesson to start from to FILE."""
    from lessons.format.docs import starter

    if lab is not None and file is None:
        new_lab(lab)
        return
    if file is None or lab is not None:
        raise click.UsageError("give a FILE for a lesson, or --lab NAME for a lab")
    if file.suffix != ".md":
        fail(f"nntutor: {file}: a lesson is a file that ends in .md; name it {file.stem or 'lesson'}.md")
    _write(file, starter(file))
    click.echo(f"Wrote {file}. Next: nntutor check {file}, then nntutor {file}", err=True)


def _write(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(text)
    except FileExistsError:
        fail(f"nntutor: {file} is there already; nothing was written; give another name")
    except OSError as error:
        fail(f"nntutor: {named(file)}: cannot be written: {error.strerror}; choose another place")


def new_lab(name: str) -> None:
    """Write a lab and its test to start from, in the checkout that this runs from."""
    import lessons
    from lessons.labs import REGISTRY
    from lessons.labs.base.starter import starter

    root = Path(lessons.__file__).parents[1]
    tests = root / "tests/lessons/labs"
    if not tests.is_dir():
        fail("nntutor: a lab is written in a checkout; clone the repository and `pip install -e .` it")
    try:
        lab, test = starter(name)
    except ValueError as error:
        fail(f"nntutor: {error}")
    if name in REGISTRY:
        fail(f"nntutor: there is a lab '{name}' already; give another name")
    written = {root / f"lessons/labs/{name}.py": lab, tests / f"test_{name}.py": test}
    for path, text in written.items():
        _write(path, text)
    where = " and ".join(str(path.relative_to(root)) for path in written)
    click.echo(f"Wrote {where}. Next: nntutor labs {name}, then nntutor check --labs", err=True)


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
@with_look
def preview(settings: Settings, file: Path) -> None:
    """Open a lesson FILE and read it again when it changes.

    No answer is saved.
    """
    refused = refusal_here()
    if refused:
        fail(refused.replace("show LESSON", "check FILE").replace("for the lesson as plain text", "instead"))
    if not os.path.isfile(file):
        if os.path.lexists(file):
            fail(f"nntutor: {named(file)}: this is no file; name a Markdown file")
        fail(f"nntutor: {named(file)}: there is no such file; `nntutor new FILE` writes one to start from")
    prepare_screen(settings)
    from tui.preview import PreviewApp
    from tui.session.leaving import run

    sys.exit(run(PreviewApp(file, settings, ascii_here())))

"""What several commands need: the course, a lesson by name, progress, and a line on stdout."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import reduce, wraps
from pathlib import Path
from threading import Timer
from typing import Any

import click

from lessons.format.files import obstacle
from lessons.text import plural, whole
from tui.host import paths
from tui.host.config import THEMES, Settings
from tui.host.environment import ascii_here
from tui.host.exits import fail
from tui.host.kiosk import ONLY
from tui.link.ascii import to_ascii

SOON = 1.0
"""Seconds before what takes its time says so."""
CONFIG_PROBLEM = "tui.config_problem"
"""Where `doctor`, alone, finds what is wrong with the configuration."""

_LOOK = (
    click.option("--theme", type=click.Choice(THEMES), help="Colours.  [default: auto]"),
    click.option("--ascii", is_flag=True, default=None, help="Draw with ASCII only."),
    click.option(
        "--no-color",
        "color",
        is_flag=True,
        default=None,
        callback=lambda _ctx, _parameter, given: False if given else None,
        help="Use no colour.",
    ),
    click.option("--mouse", is_flag=True, default=None, help="Take mouse clicks too."),
    click.option("--fps", type=click.FloatRange(1, 60), help="The most frames a second.  [default: 15]"),
)
LOOK = ("theme", "ascii", "color", "mouse", "fps")
"""The settings that they change."""


def look_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Take the options of how a screen looks."""
    return reduce(lambda taken, option: option(taken), reversed(_LOOK), command)


def with_look(command: Callable[..., None]) -> Callable[..., Any]:
    """Take them for a command with a screen, behind its name: they change the settings that it is given."""

    @look_options
    @wraps(command)
    def looking(settings: Settings, **given: Any) -> None:
        look = {name: given.pop(name) for name in LOOK}
        command(settings.changed(**look), **given)

    return looking


def course_of(settings: Settings) -> Any:
    """The course with the learner's own lessons, and those of other folders."""
    from lessons.course import load_course

    own = paths.own_lessons_dir()
    return load_course([*([own] if own.is_dir() else []), *map(Path, settings.lessons)])


def open_store(settings: Settings) -> Any:
    """The learner's progress, to write to."""
    from lessons.progress import open_progress

    return open_progress(paths.state_dir(), settings.learner)


def progress_now(settings: Settings) -> Any:
    """Progress to read: creates nothing, and says on stderr what is wrong with it."""
    from lessons.progress import read_progress

    progress = read_progress(paths.state_dir(), settings.learner)
    if progress.trouble:
        click.echo(progress.trouble, err=True)
    return progress


def resolve(settings: Settings, name: str, commands: Collection[str] = ()) -> Any:
    """The lesson of that name; leaves with what is wrong where there is none that can be taught.

    `commands`: what may have been meant as well.
    """
    from lessons.course import LessonNotFoundError, find_lesson, lesson_alone

    if alone := lesson_alone(name):
        return alone
    course, is_path = course_of(settings), name.endswith(".md") or os.sep in name
    if settings.kiosk and is_path:
        fail(f"nntutor: {ONLY}: a file is no part of it; name a lesson by its id or its number")
    try:
        return find_lesson(course, name)
    except LessonNotFoundError as error:
        if settings.kiosk:
            fail(f"nntutor: {error}")
        path, number = Path(name), whole(name)
        if os.path.lexists(name) and (is_path or os.path.isfile(name)):
            from lessons.validate import read_lesson

            if why := obstacle(name):
                fail(f"nntutor: {name}: {why}; name a Markdown file")
            lesson, faults = read_lesson(path, fits=False)
            if lesson and not faults:
                return lesson
            fail("\n".join(map(str, faults)))
        for one in course.broken:
            named = path.name == one.path.name or name == one.path.stem
            if named or (number is not None and number == one.number):
                fail("\n".join(map(str, one.faults)))
        from difflib import get_close_matches

        meant = get_close_matches(name, [*(x.id for x in course.lessons), *commands], n=1)
        if meant and meant[0] in commands:
            fail(f"nntutor: there is no lesson or command '{name}'; did you mean `nntutor {meant[0]}`?")
        fail(f"nntutor: {error}")


def summary_line(status: Any) -> str:
    """A learner's way through one lesson, in a few words."""
    if not status.started:
        return f"{plural(len(status.pages), 'page')}, {plural(len(status.questions), 'question')}"
    if not status.outcomes:
        return "read" if status.read else f"{len(status.visited)} of {len(status.pages)} pages"
    return str(status.tellings()[0])


def say_json(found: Any) -> None:
    """Print what was found as JSON."""
    import json

    click.echo(json.dumps(found, indent=2, ensure_ascii=False))


def printer(settings: Settings, err: bool = False) -> Callable[[str], None]:
    """Prints a line on stdout, or on stderr, in ASCII where the settings or the locale ask for it."""
    ascii_only = settings.ascii or ascii_here()

    def say(line: str) -> None:
        click.echo(to_ascii(line) if ascii_only else line, err=err)

    return say


@contextmanager
def patiently(said: str) -> Iterator[None]:
    """Say on a terminal what takes its time, where it takes longer than SOON; what is typed is not echoed."""
    from tui.link.probe import raw

    terminal = 0
    try:
        # In the background a terminal is not to be changed.
        there = os.isatty(2) and os.tcgetpgrp(terminal) == os.getpgrp()
    except OSError:
        there = False
    if not there:
        yield
        return
    timer = Timer(SOON, click.echo, (f"nntutor: {said} ...",), {"err": True})
    timer.daemon = True
    with raw(terminal):
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

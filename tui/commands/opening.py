"""Opening the tutor: the only way from the command line into Textual."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from tui.commands.completion import LESSON
from tui.commands.shared import course_of, open_store, resolve
from tui.host.config import Settings
from tui.host.environment import ascii_here, leave_out_openssl, prepare, refusal_here
from tui.host.exits import fail
from tui.host.kiosk import prepare_kiosk, refusal_of_kiosk

if TYPE_CHECKING:
    from lessons.model import Lesson


@click.command("open", hidden=True)
@click.argument("lesson", required=False, type=LESSON)
@click.pass_context
def open_(ctx: click.Context, lesson: str | None) -> None:
    """Open the tutor."""
    settings: Settings = ctx.obj
    first = None
    if lesson is not None:
        group = ctx.find_root().command
        assert isinstance(group, click.Group)
        # A first word that is neither may be meant as either.
        commands = set() if settings.kiosk else {*group.list_commands(ctx)} - {ctx.command.name}
        first = resolve(settings, lesson, commands)
    refused = refusal_here()
    if refused:
        fail(refusal_of_kiosk(refused) if settings.kiosk else refused)
    prepare_screen(settings)
    sys.exit(start(settings, first))


def prepare_screen(settings: Settings) -> None:
    """Put the environment right for Textual, before it is imported."""
    if not settings.color:
        os.environ["NO_COLOR"] = "1"
    if settings.kiosk:
        prepare_kiosk(os.environ)
    prepare(os.environ)
    leave_out_openssl(sys.modules)


def start(settings: Settings, lesson: Lesson | None) -> int:
    """Run the tutor at a lesson, or where the learner left off, until it is left; the exit status."""
    from lessons.course import WELCOME, lesson_alone
    from tui.session.leaving import run

    if settings.kiosk:
        from tui.kiosk_app import KioskApp as App
    else:
        from tui.app import TutorApp as App

    progress = open_store(settings)
    if lesson is None:
        place = progress.place()
        new = place is None and not settings.lessons and progress.draft_of(WELCOME, "seen") is None
        lesson = lesson_alone(place.lesson if place else WELCOME if new else None)
    app = App(partial(course_of, settings), progress, settings, lesson, ascii_here())

    def keep() -> bool:
        saved = progress.close()
        if not saved and progress.trouble:
            print(progress.trouble, file=sys.stderr)
        return bool(saved)

    code = run(app, keep)
    if app.link_shown:
        print(app.link_shown)
    return code

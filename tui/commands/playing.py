"""Playing: the playground, any link of it, or any lab, on a page of its own."""

from __future__ import annotations

import sys

import click

from tui.commands.opening import prepare_screen, start
from tui.host.config import Settings
from tui.host.environment import refusal_here
from tui.host.exits import fail
from tui.host.kiosk import refusal_of_kiosk


@click.command()
@click.argument("what", required=False, metavar="[LINK|LAB]")
@click.option("--describe", is_flag=True, help="Tell in words what it opens as, and leave.")
@click.pass_obj
def play(settings: Settings, what: str | None, describe: bool) -> None:
    """Open the playground, a LINK of TensorFlow Playground, or any LAB.

    A link opens with the same points and the same first weights as in the browser. Put it in quotes: the
    shell would take its & for itself.
    """
    from lessons.course import lesson_alone, lesson_of_lab
    from lessons.labs import REGISTRY
    from lessons.playground.links import LinkError, hash_of

    if what is None:
        lesson = None if describe else lesson_alone("playground")
        lesson = lesson or lesson_of_lab("playground", {})
    elif what in REGISTRY:
        lesson = lesson_of_lab(what, {})
    else:
        try:
            hash_of(what)
        except LinkError as problem:
            fail(f"nntutor: {problem}; labs are listed by `nntutor labs`")
        lesson = lesson_of_lab("playground", {"link": what})
    if describe:
        from lessons.telling.show import show_lesson

        for line in show_lesson(lesson, frozenset()):
            click.echo(line)
        return
    refused = refusal_here()
    if refused:
        fail(refusal_of_kiosk(refused) if settings.kiosk else refused)
    prepare_screen(settings)
    sys.exit(start(settings, lesson))

"""What is kept of a learner: to see it, and to forget it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from lessons.format.files import named, obstacle
from tui.commands.completion import LESSON
from tui.commands.exits import Exit, fail
from tui.commands.shared import course_of, open_store, printer, progress_now, resolve, summary_line
from tui.host.config import Settings


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def progress(settings: Settings, as_json: bool) -> None:
    """Show what is done, right and wrong."""
    course, store = course_of(settings), progress_now(settings)
    if as_json:
        click.echo(json.dumps(store.summary().as_json(), indent=2, ensure_ascii=False))
        return
    place = store.place()
    if not store.summary().lessons:
        click.echo("Nothing yet. Run `nntutor` to begin.")
        return
    say = printer(settings)
    for lesson in course.lessons:
        status = store.status(lesson.id, [p.slug for p in lesson.pages], [q.id for q in lesson.questions])
        if not status.started:
            continue
        say(f"{lesson.label}: {summary_line(status)}")
        for question in lesson.questions:
            attempts = store.attempts(lesson.id, question.id)
            if attempts:
                last = attempts[-1]
                mark = "right" if last.right else "wrong"
                slip = f" ({last.slip})" if last.slip and not last.right else ""
                say(f"  {mark:<7} {question.id}: {last.given}{slip}")
            elif question.id in status.skipped:
                say(f"  skipped {question.id}")
    if place:
        say(f"\nYou left off in {place.lesson}, page {place.index + 1} of {place.pages}.")


@click.command()
@click.argument("lesson", required=False, type=LESSON)
@click.option("--all", "all_", is_flag=True, help="Forget all progress.")
@click.option("--undo", type=click.Path(path_type=Path), metavar="COPY", help="Put back what a reset kept.")
@click.pass_obj
def reset(settings: Settings, lesson: str | None, all_: bool, undo: Path | None) -> None:
    """Forget your progress in a LESSON, or all of it. A copy is kept."""
    from lessons.progress import TroubleError

    if sum(map(bool, (lesson, all_, undo))) != 1:
        fail("nntutor: name a lesson, or give --all, or --undo COPY")
    if undo and not os.path.isfile(undo):
        why = obstacle(undo) or "this is a folder"
        fail(f"nntutor: {named(undo)}: {why}; name the copy that `nntutor reset` has kept")
    one = resolve(settings, lesson).id if lesson else None
    with open_store(settings) as store:
        if store.trouble and not store.saving:
            fail(store.trouble, Exit.FAILED)
        try:
            if undo:
                store.restore(undo)
                click.echo("Your progress is back.", err=True)
                return
            copy = store.reset(one)
        except TroubleError as error:
            fail(f"nntutor: {error}", Exit.FAILED)
    if copy is None:
        click.echo("There was no progress to forget.", err=True)
        return
    click.echo(f"Forgotten. To undo it: nntutor reset --undo {copy}", err=True)

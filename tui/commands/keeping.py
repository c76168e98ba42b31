"""What is kept of a learner: to see it, and to forget it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from lessons.format.files import named, obstacle
from tui.commands.completion import LESSON
from tui.commands.shared import course_of, open_store, printer, progress_now, resolve, say_json, summary_line
from tui.host.config import Settings
from tui.host.exits import Exit, fail


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def progress(settings: Settings, as_json: bool) -> None:
    """Show what is done, right at first or later, and wrong.

    A question is done once it is over, right or wrong; one that you skipped is not. What was wrong at first
    stays so, and what can only be guessed is no mark.
    """
    from lessons.course import TO_PLAY, in_parts, is_played, part_told

    course, store = course_of(settings), progress_now(settings)
    store.know(*course.lessons)
    if as_json:
        say_json(store.summary().as_json())
        return
    place = store.place()
    if not store.summary().lessons:
        click.echo("Nothing yet. Run `nntutor` to begin.")
        return
    say = printer(settings)
    for part, lessons in in_parts(course.lessons):
        statuses = [store.status_of(lesson) for lesson in lessons]
        if any(status.started for status in statuses):
            say(f"{part}: {part_told(part, statuses)}")
        for lesson, status in zip(lessons, statuses, strict=True):
            if not status.started:
                continue
            say(f"  {lesson.label}: {TO_PLAY if is_played(lesson) else summary_line(status)}")
            for question in lesson.questions:
                if question.id in status.outcomes:
                    given = _given(store.attempts(lesson.id, question.id))
                    say(f"    {status.outcomes[question.id]:<17} {question.id}{given}")
    if place:
        say(f"\nYou left off in {place.lesson}, page {place.index + 1} of {place.pages}.")


def _given(attempts: list[Any]) -> str:
    """What was answered: the right one, or else the last; and what was wrong at first."""
    if not attempts:
        return ""
    first = attempts[0]
    counts = next((one for one in attempts if one.right), attempts[-1])
    told = [f"{one.given}{f' ({one.slip})' if one.slip else ''}" for one in (counts, first)]
    return f": {told[0]}" if first is counts else f": {told[0]}; at first {told[1]}"


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

"""The commands that print: no screen, no Textual. Data goes to stdout, narration to stderr."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from tui import paths
from tui.cli import Exit, cli, fail
from tui.config import Settings


def folders(settings: Settings) -> list[Path]:
    """The folders of lessons besides the course."""
    own = paths.own_lessons_dir()
    return [*([own] if own.is_dir() else []), *map(Path, settings.lessons)]


def course_of(settings: Settings) -> Any:
    """The course with the learner's own lessons."""
    from lessons.course import load_course

    return load_course(folders(settings))


def progress_now() -> Any:
    """Progress to read: creates nothing, and says on stderr what is wrong with it."""
    from lessons.progress import read_progress

    progress = read_progress(paths.state_dir())
    if progress.trouble:
        click.echo(progress.trouble, err=True)
    return progress


def resolve(settings: Settings, name: str) -> Any:
    """The lesson of that name; leaves with what is wrong where there is none that can be taught."""
    from lessons.course import LessonNotFoundError, find_lesson
    from lessons.validate import check_file

    course = course_of(settings)
    try:
        return find_lesson(course, name)
    except LessonNotFoundError as error:
        path = Path(name)
        broken = [
            b
            for b in course.broken
            if b.path.name == path.name or (name.isdecimal() and b.number == int(name)) or b.path.stem == name
        ]
        if path.is_file() or (path.exists() and name.endswith(".md")):
            from lessons.parser import parse_file

            lesson, faults = parse_file(path)
            if lesson and not faults:
                faults = check_file(path)
                if not faults:
                    return lesson
            fail("\n".join(map(str, faults)))
        if broken:
            fail("\n".join(str(f) for f in broken[0].faults))
        fail(f"nntutor: {error}")


@cli.command("list")
@click.pass_obj
def list_(settings: Settings) -> None:
    """Show the course and your progress."""
    course, progress = course_of(settings), progress_now()
    place = progress.place()
    part = None
    for lesson in course.lessons:
        if lesson.part != part:
            click.echo(("" if part is None else "\n") + lesson.part)
            part = lesson.part
        status = progress.status(lesson.id, [p.slug for p in lesson.pages], [q.id for q in lesson.questions])
        here = "  ← you are here" if place and place.lesson == lesson.id else ""
        number = f"{lesson.number:02d}" if lesson.number is not None else "  "
        click.echo(f"  {number}  {lesson.title:<34} {summary_line(status)}{here}".rstrip())
    for broken in course.broken:
        click.echo(f"\nnot shown: {broken.faults[0]}")


def summary_line(status: Any) -> str:
    """A learner's way through one lesson, in a few words."""
    if not status.started:
        return f"{len(status.pages)} pages, {len(status.questions)} questions"
    pages = "read" if status.read else f"{len(status.visited)} of {len(status.pages)} pages"
    if status.mastered:
        return f"{pages}, mastered"
    return f"{pages}, {len(status.right)} of {len(status.questions)} right"


@cli.command()
@click.argument("lesson", required=False)
@click.option("--all", "all_", is_flag=True, help="The whole course.")
@click.option("--answers", is_flag=True, help="Tell every answer in its place.")
@click.pass_obj
def show(settings: Settings, lesson: str | None, all_: bool, answers: bool) -> None:
    """Print a whole LESSON with its labs' output as plain text."""
    from lessons.show import show_lesson

    if not lesson and not all_:
        fail("nntutor: which lesson? Name one, or give --all; see `nntutor list`")
    wanted = course_of(settings).lessons if all_ else [resolve(settings, lesson or "")]
    progress = progress_now()
    for one in wanted:
        ids = [q.id for q in one.questions]
        settled = frozenset(q for q in ids if answers or progress.settled(one.id, q))
        for line in show_lesson(one, settled):
            click.echo(line)
        click.echo("")


@cli.command()
@click.argument("paths_", metavar="[PATH]…", nargs=-1, type=click.Path(path_type=Path))
def check(paths_: tuple[Path, ...]) -> None:
    """Check lessons: files or folders; the built-in course by default."""
    from lessons.text import plural
    from lessons.validate import check_paths

    faults, files = check_paths(paths_)
    for fault in faults:
        click.echo(str(fault))
    click.echo(f"{plural(len(faults), 'fault')} in {plural(files, 'file')}", err=True)
    sys.exit(Exit.FAILED if faults else Exit.FINE)


@cli.command()
@click.argument("name", required=False)
def labs(name: str | None) -> None:
    """Show every directive and lab, or the one of that NAME: fields, readouts, an example."""
    from lessons.docs import describe, overview
    from lessons.fields import nearest

    if name is None:
        click.echo(overview())
        return
    text = describe(name)
    if text is None:
        from lessons.docs import names

        fail(f"nntutor: there is no directive or lab '{name}'; {nearest(name, names())}")
    click.echo(text)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
def new(file: Path) -> None:
    """Write a lesson to start from to FILE."""
    from lessons.docs import starter

    if file.suffix != ".md":
        fail(f"nntutor: {file}: a lesson is a file that ends in .md; name it {file.stem or 'lesson'}.md")
    try:
        with file.open("x", encoding="utf-8") as out:
            out.write(starter(file))
    except FileExistsError:
        fail(f"nntutor: {file} is there already; nothing was written; give another name")
    except OSError as error:
        fail(f"nntutor: {file}: cannot be written: {error.strerror}; choose another place")
    click.echo(f"Wrote {file}. Next: nntutor check {file}, then nntutor {file}", err=True)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_obj
def progress(settings: Settings, as_json: bool) -> None:
    """Show what is done, right and wrong."""
    course, store = course_of(settings), progress_now()
    if as_json:
        click.echo(json.dumps(store.summary().as_json(), indent=2, ensure_ascii=False))
        return
    place = store.place()
    if place is None:
        click.echo("Nothing yet. Run `nntutor` to begin.")
        return
    for lesson in course.lessons:
        status = store.status(lesson.id, [p.slug for p in lesson.pages], [q.id for q in lesson.questions])
        if not status.started:
            continue
        click.echo(f"{lesson.label}: {summary_line(status)}")
        for question in lesson.questions:
            attempts = store.attempts(lesson.id, question.id)
            if attempts:
                last = attempts[-1]
                mark = "right" if last.right else "wrong"
                slip = f" ({last.slip})" if last.slip and not last.right else ""
                click.echo(f"  {mark:<7} {question.id}: {last.given}{slip}")
            elif question.id in status.skipped:
                click.echo(f"  skipped {question.id}")
    click.echo(f"\nYou left off in {place.lesson}, page {place.index + 1} of {place.pages}.")


@cli.command()
@click.argument("lesson", required=False)
@click.option("--all", "all_", is_flag=True, help="Forget all progress.")
@click.option("--undo", type=click.Path(path_type=Path), metavar="COPY", help="Put back what a reset kept.")
@click.pass_obj
def reset(settings: Settings, lesson: str | None, all_: bool, undo: Path | None) -> None:
    """Forget your progress in a LESSON, or all of it. A copy is kept."""
    from lessons.progress import ProgressError, open_progress

    if sum(map(bool, (lesson, all_, undo))) != 1:
        fail("nntutor: name a lesson, or give --all, or --undo COPY")
    one = resolve(settings, lesson).id if lesson else None
    with open_progress(paths.state_dir()) as store:
        if store.trouble and not store.saving:
            fail(store.trouble, Exit.FAILED)
        try:
            if undo:
                store.restore(undo)
                click.echo("Your progress is back.", err=True)
                return
            copy = store.reset(one)
        except ProgressError as error:
            fail(f"nntutor: {error}", Exit.FAILED)
    if copy is None:
        click.echo("There was no progress to forget.", err=True)
        return
    click.echo(f"Forgotten. To undo it: nntutor reset --undo {copy}", err=True)

"""The course without a screen: what there is, a lesson as text, a lesson's questions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui.commands.completion import LESSON
from tui.commands.shared import course_of, open_store, printer, progress_now, resolve, summary_line
from tui.host import limits
from tui.host.config import Settings
from tui.host.exits import Exit, fail

if TYPE_CHECKING:
    from lessons.model import Lesson
    from lessons.telling.page import Wish


@click.command("list")
@click.pass_obj
def list_(settings: Settings) -> None:
    """Show the course and your progress.

    A question is done once it is over, right or wrong; one that you skipped is not.
    """
    from lessons.course import TO_PLAY, in_parts, is_played, part_told

    course, progress, say = course_of(settings), progress_now(settings), printer(settings)
    place = progress.place()
    width = max((len(lesson.title) for lesson in course.lessons), default=0)
    for i, (part, lessons) in enumerate(in_parts(course.lessons)):
        statuses = [progress.status_of(lesson) for lesson in lessons]
        say(("\n" if i else "") + f"{part}: {part_told(part, statuses)}")
        for lesson, status in zip(lessons, statuses, strict=True):
            here = "  ← here" if place and place.lesson == lesson.id else ""
            number = f"{lesson.number:02d}" if lesson.number is not None else "  "
            told = TO_PLAY if is_played(lesson) else summary_line(status)
            say(f"  {number}  {lesson.title:<{width}}  {told}{here}".rstrip())
    for broken in course.broken:
        say(f"\nnot shown: {broken.faults[0]}")


@click.command()
@click.argument("lesson", required=False, type=LESSON)
@click.option("--all", "all_", is_flag=True, help="The whole course.")
@click.option("--answers", is_flag=True, help="Tell every answer in its place.")
@click.option("--page", type=click.IntRange(1, 999), metavar="N", help="One page alone.")
@click.option(
    "--set",
    "turns",
    multiple=True,
    metavar="KNOB=VALUE",
    help="Turn a knob of that page's lab; may be given again.",
)
@click.option(
    "--steps", type=click.IntRange(0, 100_000), metavar="N", help="Stop that lab N steps from its start."
)
@click.option("--save", is_flag=True, help="Write the files that this lab makes here.")
@click.pass_obj
def show(
    settings: Settings,
    lesson: str | None,
    all_: bool,
    answers: bool,
    page: int | None,
    turns: tuple[str, ...],
    steps: int | None,
    save: bool,
) -> None:
    """Print a LESSON with its labs as text, to be read out."""
    from lessons.course import lesson_after
    from lessons.ends import standing
    from lessons.telling.page import Wish
    from lessons.telling.show import show_lesson

    if not lesson and not all_:
        fail("nntutor: which lesson? Name one, or give --all; see `nntutor list`")
    if page is not None and (all_ or not lesson):
        fail("nntutor: --page is for one lesson; leave --all out")
    if page is None and (turns or steps is not None or save):
        fail("nntutor: --set, --steps and --save are for one page; add --page N")
    course = course_of(settings)
    wanted = course.lessons if all_ else [resolve(settings, lesson or "")]
    progress, say = progress_now(settings), printer(settings)
    progress.know(*wanted)
    for one in wanted:
        settled = frozenset(q.id for q in one.questions) if answers else progress.settled(one.id)
        with _in_time():
            if page is not None:
                _show_page(one, settled, Wish(page, turns, steps, save), say)
                return
            after = lesson_after(course, one)
            following = "" if after.id == one.id else after.label
            for line in show_lesson(one, settled, following, standing(progress, one)):
                say(line)
        say("")


@contextmanager
def _in_time() -> Iterator[None]:
    """Leave where a lesson takes more processor time than it may."""
    try:
        with limits.processor_time(limits.SHOWN):
            yield
    except limits.TooLong:
        ended = f"nntutor: ended after {limits.SHOWN:g} s of processor time, the most there is"
        fail(f"{ended}; take fewer steps, or turn its knobs to what takes less", Exit.FAILED)


def _show_page(lesson: Lesson, settled: frozenset[str], wish: Wish, say: Callable[[str], None]) -> None:
    """Print one page, and keep what its lab makes."""
    from lessons.telling.page import PageTold, WishError
    from tui.host.saving import folder_here, save_new

    try:
        with closing(PageTold(lesson, settled, wish)) as told:
            for line in told.lines():
                say(line)
            saved = save_new(told.files(), folder_here()) if wish.save else []
    except WishError as error:
        fail(f"nntutor: {error}")
    except OSError as error:
        if error.filename is None:
            raise
        fail(f"nntutor: {error.filename}: cannot be written: {error.strerror}; go to another folder")
    for path in saved:
        click.echo(f"Saved {path}", err=True)


@click.command()
@click.argument("lesson", type=LESSON)
@click.option(
    "--answers",
    "file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Take the answers from FILE, one a line; - is standard input.",
)
@click.option("--read", is_flag=True, help="Read every page in full before its questions.")
@click.option("--again", is_flag=True, help="Ask too what you had right before.")
@click.pass_obj
def quiz(settings: Settings, lesson: str, file: Path | None, read: bool, again: bool) -> None:
    """Answer the questions of a LESSON line by line.

    An empty line skips a question. While you answer, `?` gives a hint, `l` tells what the lab shows,
    `w` reads the words of the page, and `q` leaves. In a file of answers `#` begins a comment, and every
    question has its line, also those that you had right before: the blanks of a card are parted by spaces,
    `_` for an open one, those of lines of code by `;`.
    """
    from tui.commands.quiz.quizzer import Quizzer
    from tui.commands.quiz.source import answers_of

    one = resolve(settings, lesson)
    # A kiosk has no files: what comes without a terminal is typed too, by who asked ssh for none.
    source = answers_of(file, len(one.questions), typed=settings.kiosk)
    with open_store(settings) as store:
        if store.trouble:
            click.echo(store.trouble, err=True)
        with closing(Quizzer(one, store, source, printer(settings), read_pages=read, again=again)) as quizzer:
            quizzer.run()
        saved = store.save_now()
        if not saved and store.trouble:
            click.echo(store.trouble, err=True)
    if not saved:
        sys.exit(Exit.FAILED)

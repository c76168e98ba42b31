"""The command `nntutor`. Textual is imported only where the tutor opens."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.commands.completion import lesson_items
from tui.commands.opening import open_
from tui.commands.shared import CONFIG_PROBLEM, look_options
from tui.host import limits, paths, reader
from tui.host.config import Settings, learner_of, read_config
from tui.host.exits import Exit, Refused, fail
from tui.host.kiosk import refuse_in_kiosk, request_in_kiosk
from tui.host.versions import version
from tui.session import garbage

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

LAZY = {
    "check": "authoring.check", "labs": "authoring.labs", "new": "authoring.new",
    "preview": "authoring.preview", "class": "classes.class_", "progress": "keeping.progress",
    "reset": "keeping.reset", "list": "reading.list_", "show": "reading.show", "quiz": "reading.quiz",
    "completion": "completion.completion", "doctor": "doctor.doctor", "play": "playing.play",
    "train": "train.train",
}  # fmt: skip
"""Where in `tui.commands` each command is. It is imported when the command is called."""


class _LessonOrCommand(click.Group):
    """The lazy group of Click's documentation; a first word that is no command is a lesson to open."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*super().list_commands(ctx), *LAZY])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in LAZY:
            return super().get_command(ctx, cmd_name)
        module, name = LAZY[cmd_name].split(".")
        command: click.Command = getattr(import_module(f"tui.commands.{module}"), name)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        _, words, _ = self.make_parser(ctx).parse_args(list(args))
        if words and words[0] not in self.list_commands(ctx):
            # Options may stand after a LESSON too; after a command they are the command's.
            ctx.allow_interspersed_args = True
        return super().parse_args(ctx, args)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self.list_commands(ctx) and not args[0].startswith("-"):
            return "open", open_, args
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # `nntutor show 3 | head`: what reads has seen enough.
            _abandon_stdout()
            sys.exit(Exit.FINE)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
                raise
            _abandon_stdout()
            fail(f"nntutor: cannot be written: {error.strerror}", Exit.FAILED)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        return [*super().shell_complete(ctx, incomplete), *lesson_items(ctx, incomplete)]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage("nntutor", "[OPTIONS] [LESSON | COMMAND …]")


def _print_version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"nntutor {version()}")
        ctx.exit()


@click.group(
    cls=_LessonOrCommand,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="LESSON is an id, a number such as 3 or 03, or a file. See `nntutor list`.",
)
@click.option(
    "--lessons",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder of more lessons; may be given again.",
)
@look_options
@click.option("--kiosk", is_flag=True, help="The tutor and nothing else: no files, no shell. For a class.")
@click.option(
    "--memory",
    type=click.IntRange(limits.LEAST_MEMORY),
    metavar="MB",
    default=limits.MEMORY,
    show_default=True,
    help="The most memory that a kiosk takes.",
)
@click.option(
    "-V",
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and leave.",
)
@click.pass_context
def cli(ctx: click.Context, lessons: tuple[Path, ...], kiosk: bool, memory: int, **look: Any) -> None:
    """Learn how neural networks work, in a terminal, with a live network under every page.

    Without a command the tutor opens where you left off, or at LESSON.
    """
    learner, settings = learner_of(os.environ), Settings()
    try:
        settings = settings if kiosk else read_config(paths.config_file())
    except Refused as problem:
        if ctx.invoked_subcommand != "doctor":
            raise
        ctx.meta[CONFIG_PROBLEM] = problem.message
    if kiosk:
        refused = refuse_in_kiosk(os.environ, ctx.invoked_subcommand, files_given=bool(lessons))
        if refused:
            fail(refused)
    for folder in lessons:
        if not os.path.isdir(folder):
            fail(f"nntutor: --lessons {folder}: this is no folder; name one that holds lessons")
    ctx.obj = settings.changed(
        lessons=(*settings.lessons, *map(str, lessons)), **look, kiosk=kiosk, learner=learner
    )
    asked = request_in_kiosk(os.environ) if kiosk else None
    if asked and asked.look:
        with cli.make_context("nntutor", list(asked.look)) as given:
            ctx.obj = ctx.obj.changed(**{name: given.params[name] for name in look})
    screen = asked is None or asked.command[:1] in ((), ("play",))
    if kiosk:
        _hold_kiosk(learner, memory, printing=not screen)
    if asked and asked.command:
        if not screen:
            _print_only(ctx)
        name, *words = asked.command
        command = cli.get_command(ctx, name)
        assert command is not None
        with command.make_context(name, words, parent=ctx) as called:
            command.invoke(called)
        ctx.exit()
    if ctx.invoked_subcommand is None:
        ctx.invoke(open_, lesson=None)
    elif ctx.invoked_subcommand == "preview":
        garbage.release()
    elif ctx.invoked_subcommand not in ("open", "play"):
        _print_only(ctx)


def _hold_kiosk(learner: str | None, memory: int, printing: bool) -> None:
    """Hold a kiosk to its share of the host; leaves where the learner has as much of it as there is."""
    limits.limit_memory(memory)
    if learner is not None:
        from lessons.progress import progress_path

        folder = progress_path(paths.state_dir(), learner).parent
        kind, places = ("command", limits.COMMANDS) if printing else ("session", limits.SESSIONS)
        if not limits.take_place(folder, kind, places):
            taken = f"{places} {kind}s of {learner} are open, the most at a time"
            fail(f"nntutor: {taken}; end one, or wait a minute for one whose link is lost")
    if printing:
        limits.limit_command()


def _print_only(ctx: click.Context) -> None:
    """Get ready for a command without a screen."""
    garbage.release()
    watch = reader.watch()
    if watch:
        ctx.call_on_close(watch.end)


cli.add_command(open_)


def run() -> None:
    """Do what the command line says, and leave."""
    try:
        cli.main(prog_name="nntutor", standalone_mode=True)
    except reader.ReaderGone:
        _abandon_stdout()
        sys.exit(Exit.FINE)
    except MemoryError:
        click.echo("nntutor: no memory is left for that; ask for less, or see `nntutor doctor`", err=True)
        sys.exit(Exit.FAILED)


def _abandon_stdout() -> None:
    """Send what is left of the output nowhere; Python would complain at exit that it cannot write it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

"""Shell completion: click's own, which also knows the lessons."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tui.commands.shared import course_of
from tui.host import paths
from tui.host.config import Settings, read_config
from tui.host.exits import Refused

if TYPE_CHECKING:
    # Only a shell that completes needs it.
    from click.shell_completion import CompletionItem

INSTALL = {
    "bash": "nntutor completion bash > ~/.local/share/bash-completion/completions/nntutor",
    "zsh": 'nntutor completion zsh > "${fpath[1]}/_nntutor"   # a folder of yours in $fpath; then: compinit',
    "fish": "nntutor completion fish > ~/.config/fish/completions/nntutor.fish",
}
"""How the script of each shell is installed."""

MENDS = {
    # Called by the file's own name every time, and not only the first: the second tab did nothing.
    "zsh": ("$zsh_eval_context[-1] == loadautofunc", "$funcstack[1] == _nntutor"),
    # Titles may have commas in them.
    "fish": ('string split ","', 'string split --max 1 ","'),
}
"""What click's script of a shell does wrong, and what it should do."""


@click.command(
    help="Print a completion script for SHELL, lessons included.\n\n\b\n" + "\n".join(INSTALL.values())
)
@click.argument("shell", type=click.Choice(list(INSTALL)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    click.echo(script(shell, ctx.find_root().command))
    click.echo(f"To install: {INSTALL[shell]}", err=True)


def script(shell: str, command: click.Command) -> str:
    """What a shell reads to complete `nntutor`."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise LookupError(f"click completes nothing for {shell}")
    completer = kind(command, {}, "nntutor", "_NNTUTOR_COMPLETE")
    # Not `source()`: for bash that starts one, to warn of versions before 4.4.
    source = completer.source_template % completer.source_vars()
    return source.replace(*MENDS[shell]) if shell in MENDS else source


class LessonName(click.ParamType):
    """A lesson by its id, its number or its file. What it names is looked up later."""

    name = "lesson"

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return lesson_items(ctx, incomplete) or [CompletionItem(incomplete, type="file")]


LESSON = LessonName()


def lesson_items(ctx: click.Context, incomplete: str) -> list[CompletionItem]:
    """The ids that begin so, each with its title. Says nothing where the settings are broken."""
    from click.shell_completion import CompletionItem

    try:
        settings = read_config(paths.config_file())
    except Refused:
        settings = Settings()
    given = ctx.find_root().params.get("lessons") or ()
    settings = settings.changed(lessons=(*settings.lessons, *map(str, given)))
    return [
        CompletionItem(lesson.id, help=lesson.title)
        for lesson in course_of(settings).lessons
        if lesson.id.startswith(incomplete)
    ]

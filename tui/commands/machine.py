"""What this machine and this terminal can do, and what to change."""

from __future__ import annotations

import json

import click

from lessons.format.faults import visible
from tui.commands.completion import INSTALL, script
from tui.commands.shared import CONFIG_PROBLEM, printer
from tui.host.config import Settings


@click.command()
@click.argument("shell", type=click.Choice(list(INSTALL)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print a completion script for SHELL, lessons included.

    \b
    bash  nntutor completion bash > ~/.local/share/bash-completion/completions/nntutor
    zsh   nntutor completion zsh > "${fpath[1]}/_nntutor"   (a folder of yours in $fpath)
    fish  nntutor completion fish > ~/.config/fish/completions/nntutor.fish
    """
    click.echo(script(shell, ctx.find_root().command))
    click.echo(f"To install: {INSTALL[shell]}", err=True)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Say what works on this terminal, and what to change."""
    from tui.commands.doctor import examine

    settings: Settings = ctx.obj
    report = examine(settings.learner, ctx.meta.get(CONFIG_PROBLEM))
    if as_json:
        click.echo(json.dumps(report.as_json(), indent=2, ensure_ascii=False))
        return
    say = printer(settings)
    for line in report.lines():
        say(visible(line))

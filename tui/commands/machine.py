"""What this machine and this terminal can do, and what to change."""

from __future__ import annotations

import json

import click

from tui.commands.cli import CONFIG_PROBLEM, cli
from tui.commands.completion import INSTALL, script
from tui.host.config import Settings


@cli.command()
@click.argument("shell", type=click.Choice(list(INSTALL)))
def completion(shell: str) -> None:
    """Print a completion script for SHELL, lessons included.

    \b
    bash  nntutor completion bash > ~/.local/share/bash-completion/completions/nntutor
    zsh   nntutor completion zsh > "${fpath[1]}/_nntutor"   (a folder of yours in $fpath)
    fish  nntutor completion fish > ~/.config/fish/completions/nntutor.fish
    """
    click.echo(script(shell, cli))
    click.echo(f"To install: {INSTALL[shell]}", err=True)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Say what works on this terminal, and what to change."""
    from lessons.format.faults import visible
    from tui.commands.shared import printer
    from tui.host.doctor import examine

    settings: Settings = ctx.obj
    report = examine(settings.learner, ctx.meta.get(CONFIG_PROBLEM))
    if as_json:
        click.echo(json.dumps(report.as_json(), indent=2, ensure_ascii=False))
        return
    say = printer(settings)
    for line in report.lines():
        say(visible(line))

"""For a teacher with a class on one host."""

from __future__ import annotations

import csv
import sys
from dataclasses import asdict, fields
from pathlib import Path

import click

from tui.commands.shared import course_of, printer, say_json
from tui.host import paths
from tui.host.config import Settings


@click.group("class")
def class_() -> None:
    """Teach a class on one SSH host.

    One account for all, a key for each learner.
    """


@class_.command()
@click.argument("name")
@click.argument("keyfile", type=click.Path(path_type=Path))
def add(name: str, keyfile: Path) -> None:
    """Print the line of authorized_keys for a learner of that NAME with the public key in KEYFILE."""
    from tui.host.classroom import authorized_line

    click.echo(authorized_line(name, keyfile))
    click.echo(f"To add {name}: append that line to ~/.ssh/authorized_keys of the class's account.", err=True)


@class_.command()
@click.argument("directory", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="The questions as CSV, one a line.")
@click.pass_obj
def report(settings: Settings, directory: Path | None, as_json: bool, as_csv: bool) -> None:
    """Show who is where, who is stuck or away, and which questions are hard, by first tries.

    DIR is where the class's progress is kept, this account's own by default.
    """
    from tui.commands.report import ClassReport, QuestionReport, class_report, table

    course = course_of(settings)
    begun = directory or (paths.state_dir() / "learners").is_dir()
    found = class_report(directory or paths.state_dir(), course) if begun else ClassReport((), ())
    for one in found.learners:
        if one.trouble:
            click.echo(f"{one.name}: {one.trouble}", err=True)
    if as_json:
        say_json(asdict(found))
        return
    if as_csv:
        # What a question is comes first, then how it ended.
        own = [name for name in QuestionReport.__annotations__ if name not in ("wrong", "slip", "slips")]
        names = [field.name for field in fields(QuestionReport)]
        rows = csv.DictWriter(sys.stdout, [*own, *(name for name in names if name not in own)])
        rows.writeheader()
        rows.writerows(map(asdict, found.questions))
        return
    say = printer(settings)
    for line in table(found, course):
        say(line)

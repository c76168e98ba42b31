"""The command without a terminal, run to its end: `run_command`, and in this process `run_here`."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from unittest import mock

from click.testing import CliRunner

from tests.support.pty import BASE_ENVIRONMENT
from tests.support.tutor import command, home_variables
from tui.commands.cli import cli


def run_command(
    home: Path,
    *arguments: str,
    stdin: str | bytes = "",
    env: Mapping[str, str] | None = None,
    program: Callable[..., list[str]] = command,
) -> subprocess.CompletedProcess[str]:
    """Run `nntutor` for the learner whose files are in `home`."""
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        program(*arguments),
        input=data,
        capture_output=True,
        cwd=home,
        env={"PATH": os.environ["PATH"]} | BASE_ENVIRONMENT | home_variables(home) | dict(env or {}),
        timeout=60,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def run_here(
    home: Path, *arguments: str, stdin: str | bytes = "", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `nntutor` in the same way, but in this process: where one of its own adds nothing to a test."""
    variables = {"PATH": os.environ["PATH"]} | BASE_ENVIRONMENT | home_variables(home) | dict(env or {})
    with mock.patch.dict(os.environ, variables, clear=True), contextlib.chdir(home):
        done = CliRunner().invoke(cli, arguments, input=stdin, prog_name="nntutor")
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return subprocess.CompletedProcess(arguments, done.exit_code, done.stdout, done.stderr)

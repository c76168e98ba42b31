"""The command without a terminal: run to its end, its output kept apart."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.support.pty import BASE_ENVIRONMENT
from tests.support.tutor import command, home_variables


def run_command(
    home: Path, *arguments: str, stdin: str | bytes = "", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `nntutor` for the learner whose files are in `home`."""
    data = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        command(*arguments),
        input=data,
        capture_output=True,
        cwd=home,
        env={"PATH": os.environ["PATH"]} | BASE_ENVIRONMENT | home_variables(home) | dict(env or {}),
        timeout=60,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

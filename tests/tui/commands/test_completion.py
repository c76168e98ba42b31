"""Shell completion: click's, with the lessons."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.command import run_here
from tests.support.programs import skip_without
from tests.support.pty import Terminal
from tests.support.tutor import command, home_variables


def offered(home, words: str, count: int, shell: str = "fish") -> str:
    """What is offered for the last of the words."""
    env = {"_NNTUTOR_COMPLETE": f"{shell}_complete", "COMP_WORDS": words, "COMP_CWORD": str(count)}
    if shell == "fish":
        env["COMP_CWORD"] = words.split(" ")[-1]
    done = run_here(home, env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_lessons_are_offered_where_a_lesson_is_meant(tmp_path):
    for words in ("nntutor forw", "nntutor show forw", "nntutor quiz forw", "nntutor reset forw"):
        assert "forward-pass" in offered(tmp_path, words, 2)
    assert "A forward pass" in offered(tmp_path, "nntutor show forw", 2)
    for shell in ("bash", "zsh", "fish"):
        for words, whole in (
            ("doc", "doctor"),
            ("quiz --ag", "--again"),
            ("--theme ansi-d", "ansi-dark"),
            ("forw", "forward-pass"),
        ):
            said = offered(tmp_path, f"nntutor {words}", len(words.split()), shell)
            assert whole in re.split(r"[\s,]", said), (shell, words)
    assert list(tmp_path.iterdir()) == []


def test_a_path_is_left_to_the_shell(tmp_path):
    assert offered(tmp_path, "nntutor show ./les", 2, "bash").strip() == "file,./les"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_is_printed_with_how_to_install_it(tmp_path, shell):
    done = run_here(tmp_path, "completion", shell)
    assert done.returncode == 0
    assert f"_NNTUTOR_COMPLETE={shell}_complete" in done.stdout
    assert f"nntutor completion {shell} >" in done.stderr
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=done.stdout.encode(), check=True)


def installed(home: Path, shell: str) -> tuple[list[str], str]:
    """How to start a shell that completes `nntutor`, and what to type into it first."""
    program = home / "bin" / "nntutor"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {" ".join(command())} "$@"\n')
    program.chmod(0o755)
    argv, folder, name, first = {
        "bash": (["--norc", "--noprofile"], home, "nntutor", f". {home}/nntutor"),
        "zsh": (["-f"], home / "functions", "_nntutor", f"fpath=({home}/functions $fpath)"),
        "fish": ([], home / "config" / "fish" / "completions", "nntutor.fish", ""),
    }[shell]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(run_here(home, "completion", shell).stdout)
    if shell == "zsh":
        first += "; autoload -U compinit; compinit -u -D; PROMPT='$ '"
    return [shell, *argv, "-i"], first


@pytest.mark.pty
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_real_shell_completes_lessons_options_and_files(tmp_path, shell):
    skip_without(shell)
    argv, first = installed(tmp_path, shell)
    work = tmp_path / "work"
    work.mkdir()
    (work / "letter.md").touch()
    env = home_variables(tmp_path) | {"PATH": f"{tmp_path}/bin:/usr/bin:/bin", "PS1": "$ "}
    with Terminal(argv, env=env, cwd=work, columns=120) as terminal:
        terminal.wait_for(r"[$%#>]\s*\Z")
        terminal.send(f"{first}; echo it is re''ady\r")
        terminal.wait_for("it is ready")
        # A word of each kind that the shell's own script has to deal with: the others come as these do.
        for words, whole in (
            ("forw", "forward-pass"),
            ("quiz --ag", "quiz --again"),
            ("show let", "show letter.md"),
        ):
            terminal.send(f"nntutor {words}\t")
            terminal.wait_for(rf"nntutor {whole}\s*\Z")
            terminal.send("\x15\x0c")  # ctrl+u, ctrl+l: an empty line on an empty screen
            terminal.run(10.0, lambda: "nntutor" not in terminal.text)
        terminal.send("nntutor show \t\t")
        terminal.wait_for("gradient-descent")
        if shell != "bash":
            # With its title, comma and all.
            terminal.wait_for("Made features, learned features")

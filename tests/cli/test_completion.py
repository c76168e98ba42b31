"""Shell completion: click's, with the lessons."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.support.command import run_command


def offered(home, words: str, count: int, shell: str = "fish") -> str:
    """What is offered for the last of the words."""
    env = {"_NNTUTOR_COMPLETE": f"{shell}_complete", "COMP_WORDS": words, "COMP_CWORD": str(count)}
    if shell == "fish":
        env["COMP_CWORD"] = words.split(" ")[-1]
    done = run_command(home, env=env)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_lessons_are_offered_where_a_lesson_is_meant(tmp_path):
    for words in ("nntutor forw", "nntutor show forw", "nntutor quiz forw", "nntutor reset forw"):
        assert "forward-pass" in offered(tmp_path, words, 2)
    assert "A forward pass" in offered(tmp_path, "nntutor show forw", 2)
    assert "doctor" in offered(tmp_path, "nntutor doc", 1)
    assert list(tmp_path.iterdir()) == []


def test_a_path_is_left_to_the_shell(tmp_path):
    assert offered(tmp_path, "nntutor show ./les", 2, "bash").strip() == "file,./les"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_is_printed_with_how_to_install_it(tmp_path, shell):
    done = run_command(tmp_path, "completion", shell)
    assert done.returncode == 0
    assert f"_NNTUTOR_COMPLETE={shell}_complete" in done.stdout
    assert f"nntutor completion {shell} >" in done.stderr
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=done.stdout.encode(), check=True)

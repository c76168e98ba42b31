"""Text from outside holds nobody up: what cannot be interrupted is not done with it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.lessons.support import PAGE
from tests.support.tutor import ROOT

MANY = "9" * 5000
"""More digits than Python reads."""


def test_no_regular_expression_goes_back_and_forth():
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.patterns"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    names = done.stdout.split()
    assert (done.returncode, names[-1:]) == (0, ["all"]), f"{names[-1:]} did not end: {done.stderr}"


def test_a_fence_of_many_spaces_is_checked(process, home):
    (home / "work" / "x.md").write_text(PAGE + "\n```{" + " " * 50_000 + "x\n```\n")
    assert process("check", "x.md").returncode in (0, 1)


@pytest.mark.parametrize(
    "words",
    [
        ("show", MANY), ("show", "3", "--page", MANY), ("show", "8", "--page", "2", "--steps", MANY),
        ("show", "8", "--page", "2", "--answers", "--set", f"w={MANY}"), ("--fps", MANY, "list"),
        ("new", MANY),
    ],
    ids=["lesson", "page", "steps", "knob", "fps", "file"],
)  # fmt: skip
def test_a_number_of_thousands_of_digits_is_refused_in_words(nntutor, words):
    done = nntutor(*words)
    assert done.returncode == 2
    assert done.stderr


def test_so_it_is_in_the_configuration(nntutor, home):
    (home / "config" / "nntutor").mkdir(parents=True)
    (home / "config" / "nntutor" / "config.toml").write_text(f"fps = {MANY}\n")
    done = nntutor("list")
    assert done.returncode == 2
    assert "thousands of digits" in done.stderr

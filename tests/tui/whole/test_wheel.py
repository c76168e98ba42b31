"""What is installed far from the checkout."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.tui.conftest import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_three_packages_with_the_course_and_the_styles_and_no_tests(wheel):
    built = zipfile.ZipFile(wheel)
    names = set(built.namelist())
    for file in (ROOT / "lessons" / "course").glob("*.md"):
        assert built.read(f"lessons/course/{file.name}") == file.read_bytes()
    sheets = {str(sheet.relative_to(ROOT)) for sheet in (ROOT / "tui").rglob("*.tcss")}
    assert "tui/tutor.tcss" in sheets <= names
    tops = {name.split("/")[0] for name in names}
    assert {"engine", "lessons", "tui"} == {top for top in tops if not top.endswith(".dist-info")}


def test_an_installed_wheel_lists_its_course_and_checks_a_lesson_without_the_checkout(
    wheel, environment, home
):
    target = home / "installed"
    zipfile.ZipFile(wheel).extractall(target)
    # One with lines of code, which a child process tries.
    lesson = target / "lessons" / "course" / "03-forward-pass.md"
    assert "```{code}" in lesson.read_text()
    for arguments, expected in ((("list",), "03  A forward pass"), (("check", str(lesson)), "")):
        done = subprocess.run(
            [sys.executable, "-m", "tui", *arguments],
            cwd=home, env=environment | {"PYTHONPATH": str(target)}, capture_output=True, text=True,
            timeout=60, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert expected in done.stdout

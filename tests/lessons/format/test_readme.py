"""What the README shows to authors of lessons is right as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lessons.format.docs import describe
from tests.lessons.support import PAGE, said_of

README = Path(__file__).parents[3] / "README.md"
EXAMPLES = re.findall(
    r"^````markdown\n(.*?)^````", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
)
LAB = "\n```{lab} descent\n```\n"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split("}")[0])
def test_an_example_is_a_page_without_a_fault(tmp_path, example):
    lab = LAB if example.startswith("```{say}") else ""
    assert said_of(tmp_path / "lesson.md", PAGE + "Words.\n\n" + example + lab) == ""


def test_what_is_a_directive_and_a_lab_is_told_as_both():
    told = describe("code")
    assert told is not None
    assert told.index("{code}") < told.index("lab code: ")

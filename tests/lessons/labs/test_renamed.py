"""Lessons that call a lab by the name it had before each showed one thing."""

from __future__ import annotations

import pytest

from lessons.labs import REGISTRY
from lessons.labs.base.renamed import RENAMED
from lessons.validate import read_lesson
from tests.lessons.support import PAGE


def faults_of(tmp_path, fence):
    file = tmp_path / "old.md"
    file.write_text(f"{PAGE}Words.\n\n{fence}", encoding="utf-8")
    return [str(fault) for fault in read_lesson(file)[1]]


@pytest.mark.parametrize(("lab", "view"), [(lab, view) for lab, views in RENAMED.items() for view in views])
def test_an_old_view_is_told_with_the_lab_that_shows_it_now(tmp_path, lab, view):
    now = RENAMED[lab][view]
    assert now in REGISTRY
    (told,) = faults_of(
        tmp_path,
        f'```{{lab}} {lab}\nseed = 3\nview = "{view}"\n```\n' if view else f"```{{lab}} {lab}\n```\n",
    )
    was = f"lab '{lab}' with view = \"{view}\"" if view else f"lab '{lab}'"
    assert f"{was} is now lab '{now}'" in told
    assert told.count("\n") == 2, "one fault, with its line and a caret"

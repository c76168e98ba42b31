"""The registry of labs: found by the names of their files."""

from __future__ import annotations

from pathlib import Path

import pytest

import lessons.labs


def test_two_labs_of_one_name_are_told_apart_by_nobody(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for family in ("one", "other"):
        (tmp_path / family).mkdir()
        (tmp_path / family / "__init__.py").touch()
        (tmp_path / family / "same.py").touch()
    monkeypatch.setattr(lessons.labs, "__path__", [str(tmp_path)])
    with pytest.raises(TypeError, match=r"other\.same and .*one\.same are labs of one name"):
        lessons.labs._modules.__wrapped__()

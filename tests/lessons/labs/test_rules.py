"""Every lab keeps the rules of labs; and a lab that breaks one is found out."""

from __future__ import annotations

import pytest

from lessons.labs import REGISTRY
from lessons.rules import broken
from tui.drawing.layout import in_ascii, plain


@pytest.mark.parametrize("name", list(REGISTRY))
def test_a_lab_keeps_the_rules(name: str) -> None:
    assert list(broken(REGISTRY[name], (plain, in_ascii))) == []

"""Each kind of figure, as text, is what it was when somebody last looked at it and found it good."""

from __future__ import annotations

import pytest

from tests.tui.drawing import golden, samples


@pytest.mark.parametrize("ascii", [False, True], ids=["unicode", "ascii"])
@pytest.mark.parametrize("name", samples.every())
def test_a_figure_looks_as_it_did(name: str, ascii: bool) -> None:
    kept = golden.file(name, ascii=ascii).read_text(encoding="utf-8")
    assert golden.drawn(name, ascii=ascii) == kept

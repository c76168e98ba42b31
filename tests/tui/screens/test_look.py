"""Pictures of a few screens. `pytest --snapshot-update` takes them anew, after a look at what changed."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from tests.support.pilot import answer, lesson, settle
from tests.tui.conftest import Tutor


@pytest.fixture(autouse=True)
def truecolor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)


def test_a_prediction_answered_wrongly(tutor: Tutor, snap_compare: Any) -> None:
    async def go(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await answer(pilot, "-0.04")

    assert snap_compare(tutor("forward-pass"), terminal_size=(80, 24), run_before=go)


def test_a_run_that_diverges_beside_its_words(tutor: Tutor, snap_compare: Any) -> None:
    async def go(pilot: Pilot[None]) -> None:
        await settle(pilot)
        lesson(pilot).go(5)
        await settle(pilot)
        await answer(pilot, "6.6")
        await pilot.press(*"sssss")
        await settle(pilot)

    assert snap_compare(tutor("gradient-descent"), terminal_size=(120, 40), run_before=go)


def test_the_course(tutor: Tutor, snap_compare: Any) -> None:
    async def go(pilot: Pilot[None]) -> None:
        await settle(pilot)
        await pilot.press("escape", "l")
        await settle(pilot)

    assert snap_compare(tutor("forward-pass"), terminal_size=(80, 24), run_before=go)

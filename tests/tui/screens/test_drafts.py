"""What is half done is kept: soon after it has come to rest, and not at every frame before."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from lessons.progress import read_progress
from lessons.run import LessonRun
from tests.support.pilot import SIZE, lesson, settle, until
from tests.tui.conftest import Tutor
from tui.screens import lesson as lesson_screen


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Mapping[str, Any]]:
    """The states of labs that have been asked for."""
    told: list[Mapping[str, Any]] = []
    states = LessonRun.states
    monkeypatch.setattr(LessonRun, "states", lambda run: told.append(states(run)) or told[-1])
    return told


async def test_the_state_of_a_lab_is_not_asked_for_at_every_frame(
    tutor: Tutor, told: list[Mapping[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lesson_screen, "KEPT_WITHIN", 600)
    app = tutor("gradient-descent", tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        panel = lesson(pilot).panel
        assert panel is not None
        panel.unlock()
        for _ in range(20):
            panel.step()
            await pilot.pause()
        assert not told
        await app.save_everything()
        assert len(told) == 1
    assert read_progress(tmp_path, None).draft_of("gradient-descent", "labs") == told[-1]


async def test_a_lab_that_has_come_to_rest_is_kept(
    tutor: Tutor, told: list[Mapping[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lesson_screen, "KEPT_WITHIN", 0.01)
    app = tutor("gradient-descent", tmp_path)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        panel = lesson(pilot).panel
        assert panel is not None
        panel.unlock()
        panel.step()
        await until(lambda: read_progress(tmp_path, None).draft_of("gradient-descent", "labs"))
    assert read_progress(tmp_path, None).draft_of("gradient-descent", "labs") == told[-1]

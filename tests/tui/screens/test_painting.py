"""A page is laid out and painted as often as it takes to show it, and its figures once."""

from __future__ import annotations

import pytest
from textual._compositor import Compositor

from lessons.model import Lesson
from tests.support.course import TAUGHT
from tests.support.pilot import lesson, settle, turn
from tests.tui.conftest import Tutor
from tui.screens.lesson import LessonScreen
from tui.widgets import lab_panel
from tui.widgets.figure_view import FigureView

LAYOUTS = 3
"""Textual lays out what is new before it shows it, looks once more whether that has changed anything, and
once more where a page is now longer or shorter than the screen."""


class Work:
    """How often the screen has been laid out, and figures painted, since the last time that it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.layouts = self.paints = 0
        reflow, paint = Compositor.reflow, FigureView.paint

        def counted_reflow(*given):
            self.layouts += 1
            return reflow(*given)

        def counted_paint(*given):
            self.paints += 1
            return paint(*given)

        monkeypatch.setattr(Compositor, "reflow", counted_reflow)
        monkeypatch.setattr(FigureView, "paint", counted_paint)

    def was_done_once(self, screen: LessonScreen) -> None:
        done, self.layouts, self.paints = (self.layouts, self.paints), 0, 0
        panel = screen.panel
        assert done[0] <= LAYOUTS, screen.page.title
        assert done[1] == int(panel is not None and panel.display), screen.page.title


@pytest.mark.parametrize(
    ("size", "one"),
    [((80, 24), one) for one in TAUGHT[::2]] + [((132, 43), one) for one in TAUGHT[1::4]],
    ids=lambda given: getattr(given, "id", str(given)),
)
async def test_a_first_page_and_a_page_turned_to_are_painted_once(
    tutor: Tutor, one: Lesson, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    # What a lab goes on with by itself is another picture.
    monkeypatch.setattr(lab_panel, "POLL", 3600.0)
    work = Work(monkeypatch)
    async with tutor(one).run_test(size=size) as pilot:
        await settle(pilot)
        work.was_done_once(lesson(pilot))
        # The playground is a page to itself.
        if len(one.pages) > 2:
            await turn(pilot, 2)
            work.was_done_once(lesson(pilot))

"""The page that greets who comes for the first time: a lesson of one page, which is kept out of progress."""

from __future__ import annotations

from concurrent.futures import Future
from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.screens.lesson import LessonScreen


class WelcomeScreen(LessonScreen):
    """Shows what a network does, and leads into the course."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("right", "next", "Begin", key_display="→")]

    def titles(self) -> tuple[str, str]:
        return self.page.title, "neural networks, from the beginning"

    def _note_visit(self) -> Future[bool]:
        # It is seen once it has been painted, and not before.
        self.call_after_refresh(self.progress.draft, self.lesson.id, "seen", {})
        done: Future[bool] = Future()
        done.set_result(True)
        return done

    def save_lab(self) -> None:
        """It begins anew each time."""
        self._stop_keeping()

    def finish(self) -> None:
        self.leave()
        self.app.begin()  # type: ignore[attr-defined]

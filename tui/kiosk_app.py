"""The tutor without a way out of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tui.app import TutorApp

OFF = frozenset({"suspend_process", "screenshot", "open_url"})
"""Actions that would reach a shell, a file or another program, whatever asks for them."""


class KioskApp(TutorApp):
    """For an account that a class shares: no suspending, no file written but progress, no other program."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return False if action in OFF else super().check_action(action, parameters)

    def action_suspend_process(self) -> None:
        """There is no shell to go back to."""

    @contextmanager
    def suspend(self) -> Iterator[None]:
        raise NotOfferedError("a kiosk does not offer suspending")
        yield

    def open_url(self, url: str, *, new_tab: bool = True) -> None:
        """A link is not followed: a browser in a terminal has a shell in it."""

    def action_screenshot(self, filename: str | None = None, path: str | None = None) -> None:
        """No file is written."""

    def save_screenshot(self, *_: Any, **__: Any) -> str:
        raise NotOfferedError("a kiosk does not offer a screenshot")

    def deliver_screenshot(self, *_: Any, **__: Any) -> str | None:
        return None

    deliver_text = deliver_binary = deliver_screenshot


class NotOfferedError(RuntimeError):
    """Something was called that a kiosk does not have; no key leads here."""

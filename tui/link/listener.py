"""Who is told of what comes from the terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from textual.geometry import Size
from textual.message import Message

from tui.link.attention import Attention


class Listener(Protocol):
    """What the driver asks of the app that it drives, and tells it.

    Only `call_from_driver`, `interrupted`, `hang_up` and `fail_from_thread` are called from other threads
    than the event loop's.
    """

    mouse: bool
    """Whether to ask for mouse reports."""
    attention: Attention

    @property
    def size(self) -> Size:
        """The columns and rows that are drawn."""

    def post_message(self, message: Message) -> bool:
        """Take a message, to be handled in its turn."""

    def call_from_driver(self, callback: Callable[..., object], *arguments: object) -> None:
        """Have the event loop call something soon."""

    def terminal_started(self) -> None:
        """The terminal is the app's, and nothing has been painted yet."""

    def terminal_answered(self, row: int, column: int, at: float) -> None:
        """A cursor-position query has been answered, at a time of `time.monotonic`."""

    def paste_cut(self) -> None:
        """A paste has no end, or is too long."""

    def interrupted(self) -> None:
        """The key ctrl+c has come."""

    def hang_up(self) -> None:
        """The terminal is gone."""

    def fail_from_thread(self, error: Exception) -> None:
        """The thread that reads has failed."""

    def listen_for_signals(self) -> None:
        """The terminal is about to be taken: signals must put it back from now on."""

    def suspending(self) -> None:
        """The terminal is about to be given to the shell."""

    def could_not_suspend(self) -> None:
        """There is no shell that could wake the app again."""

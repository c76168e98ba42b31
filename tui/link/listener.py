"""Who is told of what comes from the terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from textual.geometry import Size
from textual.message import Message

from tui.link.attention import Attention


class Listener(Protocol):
    """What the driver asks of the app that it drives, and tells it; nothing else of the app is known to it.

    `call_from_driver`, `interrupted`, `hang_up` and `fail_from_thread` are called from any thread, the
    others from the event loop's.
    """

    mouse: bool
    attention: Attention

    @property
    def size(self) -> Size: ...

    # What has come
    def post_message(self, message: Message) -> bool: ...
    def terminal_answered(self, row: int, column: int, at: float) -> None: ...
    def paste_cut(self) -> None: ...
    def interrupted(self) -> None: ...
    def hang_up(self) -> None: ...
    def fail_from_thread(self, error: Exception) -> None: ...
    def call_from_driver(self, callback: Callable[..., object], *arguments: object) -> None: ...

    # Whose the terminal is
    def listen_for_signals(self) -> None: ...
    def terminal_started(self) -> None: ...
    def suspending(self) -> None: ...
    def could_not_suspend(self) -> None: ...

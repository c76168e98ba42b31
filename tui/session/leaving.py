"""The base of the tutor's app that has every way out of it: keys, signals, the shell, a crash."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections import deque
from collections.abc import Callable
from contextvars import copy_context
from typing import Any, ClassVar

from rich.console import RenderableType
from textual import events
from textual.actions import ActionParseResult
from textual.binding import Binding, BindingType
from textual.worker import WorkerFailed

from tui import private
from tui.host import crash, signals
from tui.session.linked import LinkedApp

SAVE_WITHIN = 1.0
"""Seconds that saving may take once a signal has asked the tutor to leave."""

CRASH_WITHIN = 5.0
"""Seconds after which a crashed tutor leaves without ceremony. Nobody waits for it, and it has to save."""

EVENTS_KEPT = 50

_TOLD = (events.InputEvent, events.Paste, events.Resize, events.AppFocus, events.AppBlur)


class LeavingApp(LinkedApp, signals.WayOut):
    """An app that leaves in bounded time, whatever happens, with the terminal as it found it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "quit", "Quit", show=False),
        Binding("ctrl+l", "redraw", "Draw again", show=False),
        Binding("ctrl+z", "suspend_process", "Suspend", show=False),
    ]

    def __init__(self, **rest: Any) -> None:
        self.crash: Exception | None = None
        """What it has crashed of."""
        self.left_with: int | None = None
        """The exit status of the signal for which it leaves."""
        self.playing: set[Callable[[], None]] = set()
        """How each thing that plays just now is stopped, as it must be when the terminal is given away."""
        self._event_loop: asyncio.AbstractEventLoop | None = None
        self._last_events: deque[tuple[float, str]] = deque(maxlen=EVENTS_KEPT)
        super().__init__(**rest)

    async def save_everything(self) -> None:
        """Save what is not yet saved, within `SAVE_WITHIN`; the tutor leaves all the same."""

    def call_from_driver(self, callback: Callable[..., object], *arguments: object) -> None:
        """Have the event loop call something soon. For other threads and for signal handlers."""
        loop = self._event_loop
        if loop is not None and not loop.is_closed():
            # In the context of the app: timers that are set there ask it which app is theirs.
            loop.call_soon_threadsafe(callback, *arguments, context=self._app_context.copy())

    # Signals

    def listen_for_signals(self) -> None:
        """Have the event loop leave when a signal asks for it, so that all is saved and put right."""
        if self._event_loop is not None:
            return
        self._event_loop, self._app_context = asyncio.get_running_loop(), copy_context()
        self._event_loop.set_exception_handler(self._failed_in_loop)
        signals.guard(self)
        signals.obey_ignored()

    def hang_up(self) -> None:
        """Leave because the terminal is gone; from any thread."""
        signals.hear(signal.SIGHUP)

    def leave(self, number: int) -> float | None:
        if number == signal.SIGINT and self.is_leaving:
            # ctrl+c once more, when the terminal is the shell's again.
            return None
        self.call_from_driver(self._leave_for, number)
        return signals.LEAVE_WITHIN

    def wake(self) -> None:
        self.call_from_driver(lambda: None)

    def put_back(self) -> None:
        if self.far_end:
            self.far_end.put_back()

    def _leave_for(self, number: int) -> None:
        """Save, restore the terminal and exit with the status of the signal."""
        if self.left_with is None and self.crash is None:
            self.left_with = signals.STATUS[signal.Signals(number)]
            self._saving = asyncio.ensure_future(self._save_and_exit(self.left_with))

    @property
    def is_leaving(self) -> bool:
        """Whether it is on its way out already."""
        return self.return_code is not None or self.left_with is not None or self.crash is not None

    def interrupted(self) -> None:
        """Save and leave with 0, ahead of every key that waits. Called by the input thread at ctrl+c."""
        if not self.is_leaving:
            signals.end_by(0)
            self.call_from_driver(self._leave_interrupted)

    def _leave_interrupted(self) -> None:
        if not self.is_leaving:
            self.left_with = 0
            private.drop_input(self)
            self._saving = asyncio.ensure_future(self._save_and_exit(0))

    async def _save_and_exit(self, code: int) -> None:
        message = None
        try:
            await asyncio.wait_for(self.save_everything(), SAVE_WITHIN)
        except TimeoutError:
            message = f"nntutor: saving took more than {SAVE_WITHIN:g} s; the last change may be lost"
        except Exception as error:  # the tutor must leave whatever happens, and say what did
            message = f"nntutor: not everything was saved: {error}"
        self.exit(return_code=code, message=message)

    # The shell, and back again

    def suspending(self) -> None:
        """Note that the terminal is about to be given to the shell."""
        for stop in list(self.playing):
            stop()
        self.app_suspend_signal.publish(self)

    def could_not_suspend(self) -> None:
        """Say that there is no shell to come back from."""
        self.notify("There is no shell here to suspend to.")

    def action_suspend_process(self) -> None:
        """Give the terminal back to the shell until `fg`."""
        if self.far_end and self.far_end.can_suspend:
            os.kill(os.getpid(), signal.SIGTSTP)

    def _on_driver_signal_resume(self) -> None:
        self.refresh(layout=True)

    # Crashes

    def _handle_exception(self, error: Exception) -> None:
        if self.crash is None:
            self.crash = error
            signals.end_by(1, CRASH_WITHIN, self.tell_crash)
        super()._handle_exception(error)

    # Textual's own print a traceback, with what was typed in it.

    def _fatal_error(self, *_: RenderableType) -> None:
        private.end_without_words(self)

    panic = _fatal_error

    def fail_from_thread(self, error: Exception) -> None:
        """Crash of what another thread has raised."""
        self.call_from_driver(self._handle_exception, error)

    def _failed_in_loop(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        # What is torn down may complain, and nobody needs to hear of it.
        if isinstance(error, Exception) and not self.is_leaving:
            self._handle_exception(error)

    def tell_crash(self, kept: bool = True) -> None:
        """Report the crash, and say so on the terminal, which has to be put back by then."""
        error: BaseException | None = self.crash
        assert error is not None
        if isinstance(error, WorkerFailed):
            # What it wraps knows where it was raised.
            error = error.error
        now = time.monotonic()
        crash.tell(error, kept, [f"{at - now:.2f} {what}" for at, what in self._last_events])

    def _note(self, what: str) -> None:
        place = type(self.screen_stack[-1]).__name__ if self.screen_stack else "no screen"
        if self.focused is not None:
            place += f", {type(self.focused).__name__}"
        self._last_events.append((time.monotonic(), f"{what} ({place})"))

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, _TOLD) and not isinstance(event, events.MouseMove) and not event.is_forwarded:
            # Not which key, nor what was pasted.
            self._note(type(event).__name__)
        await super().on_event(event)

    async def run_action(self, action: str | ActionParseResult, *rest: Any, **more: Any) -> bool:
        self._note(f"action {action.partition('(')[0] if isinstance(action, str) else action[1]}")
        return await super().run_action(action, *rest, **more)


def run(app: LeavingApp, keep: Callable[[], bool] = lambda: True) -> int:
    """Run an app to its end; the exit status for the shell.

    `keep` is called after that, and saves what is not yet saved; whether it could.
    """
    signals.watch()
    crash.in_app = app.fail_from_thread
    try:
        app.run(mouse=app.mouse)
    except Exception as error:
        app.crash = app.crash or error
    crash.in_app = None
    # A second ctrl+c, typed when the terminal is the shell's again, is not for what is still being saved.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    app.put_back()
    kept = keep()
    if app.crash is None:
        return app.return_code or 0
    app.tell_crash(kept)
    return app.left_with or 1

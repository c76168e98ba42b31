"""Textual's driver for Unix terminals, made to keep its manners on bad links and in bad moments."""

from __future__ import annotations

import os
import selectors
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from textual import events, messages
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from tui import private
from tui.link.grammar import Answer, Focus, Interrupt, Item, Key, Mode, Mouse, Pasted, WindowSize
from tui.link.incoming import Incoming
from tui.link.listener import Listener
from tui.link.output import BELOW_EVERYTHING, Output, restore
from tui.link.sizes import drawn_for

LAST_ANSWER = 1.0
"""Seconds to wait for an answer that is out before the terminal is given back."""

START_TRIES = 5
"""How often to start again after `bg` has continued the tutor where it may not draw."""

STOP_DELAY = 0.05
"""Seconds within which a stop signal to oneself takes hold."""

TICK = 0.05
"""Seconds between looks at half a key sequence."""

SYNCHRONIZED, RESIZE_REPORTS = 2026, 2048
"""Modes that Textual asks about: whole frames at once, and reports of the window's size."""


class TerminalDriver(LinuxDriver):
    """Reads and writes the terminal for an app that is a `Listener`.

    Beside what Textual's own does: it never blocks the event loop on a slow terminal, takes
    any bytes at all as input, sends queries and waits for the last answer before it gives
    the terminal back, notices when the terminal is gone, and stops for ctrl+z only where a
    shell can continue it.
    """

    def __init__(
        self, app: Listener, *, debug: bool = False, mouse: bool = True, size: object = None
    ) -> None:
        """`size` is Textual's guess."""
        assert sys.__stderr__ is not None
        self._descriptor = sys.__stderr__.fileno()
        self._takes_mouse = mouse and app.mouse
        super().__init__(app, debug=debug, mouse=self._takes_mouse, size=size_of(self._descriptor))
        self._listener = app
        self.output = Output(self._descriptor)
        self._incoming = Incoming(self._takes_mouse)
        self._mouse_reader = private.XTermParser()
        self._interrupted = False
        self._out = 0
        self._asked_at = 0.0
        self._answer_came = threading.Condition()
        self._ever_answered = False
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        self._suspended = False
        self._given_back = True
        self._putting_back = threading.Lock()

    # Writing

    def write(self, data: str) -> None:
        self.output.write(data)

    def ask_position(self, before: str = "", after: str = "") -> None:
        """Send a cursor-position query, between two pieces of text."""
        with self._answer_came:
            self._out += 1
            self._asked_at = time.monotonic()
            self._incoming.expecting = True
        self.write(f"{before}\x1b[6n{after}")

    def ask_width(self, row: int, text: str) -> None:
        """Send a text as UTF-8, whatever may be written else, and ask how wide it is; wipe it out."""
        self.output.write_bytes(f"\x1b[{row};1H{text}".encode())
        self.ask_position(after=f"\x1b[{row};1H\x1b[K")

    def _soon(self, callback: Callable[..., object], *arguments: object) -> None:
        """Have the event loop call something."""
        self._listener.call_from_driver(callback, *arguments)

    # Starting and stopping

    def start_application_mode(self) -> None:
        self._listener.listen_for_signals()
        self._given_back = False
        for _ in range(START_TRIES):
            if not self.output.is_alive():
                self.output = Output(self._descriptor, self.output.letters)
                self.output.start()
            super().start_application_mode()
            # In the background nothing may touch the terminal: Textual's start has stopped the
            # process there, and comes back here, undone, when it is continued.
            if private.reads_keys(self):
                signal.signal(signal.SIGWINCH, lambda *_: self._window_changed())
                self._listener.terminal_started()
                return
        self._listener.hang_up()

    def stop_application_mode(self) -> None:
        self.await_answers(LAST_ANSWER)
        self.write(BELOW_EVERYTHING)
        super().stop_application_mode()

    def close(self) -> None:
        super().close()
        if self.output.stop():
            self._given_back = True
        else:
            self.put_back()

    def put_back(self) -> None:
        """Put the terminal back by hand, where there is no time left for the orderly way; once."""
        # One thread at a time: what the one has written the other would flush. The wait has an end.
        with_lock = self._putting_back.acquire(timeout=0.6)
        if not self._given_back:
            self.output.give_up()
            restore(self._descriptor, self.attrs_before)
            self._given_back = True
        if with_lock:
            self._putting_back.release()

    def disable_input(self) -> None:
        os.write(self._wake_write, b"x")
        super().disable_input()
        with suppress(BlockingIOError):
            os.read(self._wake_read, 64)

    def await_answers(self, seconds: float) -> bool:
        """Wait until no answer is out, so that none is typed into whatever reads the terminal next."""

        def answered() -> bool:
            return self._out <= 0 or self.output.broken

        with self._answer_came:
            if not self._ever_answered and time.monotonic() - self._asked_at > 2 * seconds:
                return answered()
            return self._answer_came.wait_for(answered, seconds)

    # The size

    def _get_terminal_size(self) -> tuple[int, int]:
        return size_of(self._descriptor)

    def _window_changed(self) -> None:
        """Take the size from the system, also where the terminal reports it: what it reports may be old."""
        self._soon(self.process_message, _resized(self._get_terminal_size()))

    # Reading; what follows runs in the input thread, but for `_deliver`

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:
            self._listener.fail_from_thread(error)

    def run_input_thread(self) -> None:
        """Read until told to stop, or until the terminal is gone."""
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            selector.register(self._wake_read, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                ready = selector.select(TICK if self._incoming.holding else None)
                if any(key.fd == self.fileno for key, _ in ready) and not self._read():
                    self._listener.hang_up()
                    return
                self._dispatch(self._incoming.tick(time.monotonic()))

    def _read(self) -> bool:
        try:
            data = os.read(self.fileno, 65536)
        except (BlockingIOError, InterruptedError):
            return True
        except OSError:
            data = b""
        if not data:
            return False
        items = self._incoming.feed(data, time.monotonic())
        if any(not isinstance(item, Answer) for item in items):
            arrival = self._listener.attention.arrived(time.monotonic())
            self._dispatch(items)
            self._soon(self._listener.attention.delivered, arrival)
        else:
            self._dispatch(items)
        return True

    def _dispatch(self, items: list[Item]) -> None:
        if not items:
            return
        for item in items:
            if isinstance(item, Answer):
                self._note_answer(item)
            elif isinstance(item, Interrupt):
                self._interrupted = True
                self._listener.interrupted()
            elif isinstance(item, Mode):
                self._note_mode(item)
        if self._interrupted:
            return
        self._soon(self._deliver, [message for item in items if (message := self._message(item))])
        if any(isinstance(item, Pasted) and not item.whole for item in items):
            self._soon(self._listener.paste_cut)

    def send_message(self, message: Message) -> None:
        # Textual's own costs a task for each.
        self._listener.post_message(message)

    def _deliver(self, messages: list[Message]) -> None:
        """Give the app what has come, all at once: a turn of the event loop for each would cost more."""
        for message in messages:
            self.process_message(message)

    def _message(self, item: Item) -> Message | None:
        match item:
            case Key(name, character):
                return events.Key(name, character)
            case Pasted(text):
                return events.Paste(text)
            case Focus(gained):
                return events.AppFocus() if gained else events.AppBlur()
            case WindowSize(columns, rows) if private.has_size_reports(self):
                return _resized(drawn_for(columns, rows))
            case Mouse(sequence, column, row):
                width, height = self._listener.size
                # Whatever Textual's parser makes of it: what it cannot read says nothing.
                with suppress(Exception):
                    if 1 <= column <= width and 1 <= row <= height:
                        return self._mouse_reader.parse_mouse_code(sequence)
        return None

    def _note_answer(self, answer: Answer) -> None:
        with self._answer_came:
            self._ever_answered = True
            self._out = max(0, self._out - 1)
            self._incoming.expecting = self._out > 0
            self._answer_came.notify_all()
        self._soon(self._listener.terminal_answered, answer.row, answer.column, time.monotonic())

    def _note_mode(self, mode: Mode) -> None:
        if mode.number == SYNCHRONIZED and mode.setting:
            self._soon(self._listener.post_message, messages.TerminalSupportsSynchronizedOutput())
        elif mode.number == RESIZE_REPORTS and mode.setting in (1, 2, 3):
            private.set_size_reports(self, True)

    # ctrl+z and fg

    def _sigtstp_application(self, *_: Any) -> None:
        """Stop as the terminal's own ctrl+z would: the whole job, and only if a shell can continue it.

        Textual stops itself with SIGSTOP, which works without a shell too, and then nothing can
        wake it: `ssh -t host nntutor` would hang for ever.
        """
        # A handler runs in the middle of whatever is under way: half a frame, half a step of a lab.
        if private.obeys_stops(self):
            self._soon(self._stop_job)

    def _stop_job(self) -> None:
        if self._suspended:
            return
        self._suspended = True
        self._listener.suspending()
        self.suspend_application_mode()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        before = time.monotonic()
        os.killpg(os.getpgrp(), signal.SIGTSTP)
        time.sleep(STOP_DELAY)
        stopped = time.monotonic() - before > 2 * STOP_DELAY
        signal.signal(signal.SIGTSTP, self._sigtstp_application)
        private.tell_resumed(self)
        self.resume_application_mode()
        self._suspended = False
        if not stopped:
            self._soon(self._listener.could_not_suspend)

    def _sigcont_application(self, *_: Any) -> None:
        """Take the terminal up again after a SIGSTOP from outside: a shell may have changed it since."""
        if private.obeys_stops(self) and not self._suspended:
            self._soon(self._take_up_again)

    def _take_up_again(self) -> None:
        attributes = self.attrs_before
        # Where it may not draw, the start stops the process, and tries again when that is continued.
        self._suspended = True
        self.disable_input()
        private.tell_resumed(self)
        self.start_application_mode()
        self.attrs_before = attributes
        self._suspended = False

    def resume_application_mode(self) -> None:
        with self._answer_came:
            self._out = 0
        self._incoming = Incoming(self._takes_mouse)
        private.set_size_reports(self, False)
        super().resume_application_mode()


def size_of(descriptor: int) -> tuple[int, int]:
    """The size to draw for: the terminal's own. COLUMNS and LINES are only what a shell once thought."""
    try:
        return drawn_for(*os.get_terminal_size(descriptor))
    except OSError:
        return drawn_for(0, 0)


def _resized(size: tuple[int, int]) -> events.Resize:
    return events.Resize.from_dimensions(size, None)

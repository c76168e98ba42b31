"""The base of the tutor's app that has the link: what is sent when, and what the terminal answers."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rich.console import Console, RenderableType
from textual import events
from textual.app import App
from textual.driver import Driver
from textual.geometry import Offset, Size
from textual.message import Message
from textual.reactive import reactive, var
from textual.screen import Screen

from tui import private
from tui.host.environment import answered_here
from tui.link.attention import Attention
from tui.link.driver import TerminalDriver
from tui.link.letters import QUESTION, Letters, drawn
from tui.link.pacing import MARKS, FramePacer
from tui.link.shown import Shown
from tui.session.cursor import HIDE, SHOW, move, place

PAINT_WITHIN = 0.15
"""Seconds after which a frame that painted nothing has changed nothing."""

# Queries are sent from rows and columns of their own, so that an answer shows which it belongs to.
# Not from the first row: CSI 1;2R is also what some terminals send for shift+F3.
_ROW = 2
_FIRST_COLUMN = 5
_WIDTH_ROW = 3


@dataclass
class _Sequence(private.CompositorUpdate):
    """An update that is known as what is to be sent."""

    sequence: str

    def render_segments(self, console: Console) -> str:
        return self.sequence


class Respell(Message, bubble=False):
    """Sent to every screen: the terminal has said which characters it can be given."""


class LinkedApp(App[None]):
    """An app that paces its animation. A subclass draws what moves by `frame` or `try_frame`."""

    letters: reactive[Letters] = reactive("all", init=False)
    """Which characters may be shown. May change once, when the terminal has answered."""

    link_note: var[str] = var("", init=False)
    """What to say of the link: nothing, unless it is slow."""

    def __init__(
        self,
        *,
        fps: float = 15.0,
        ascii_only: bool = False,
        ascii_locale: bool = False,
        mouse: bool = False,
        motion: bool = True,
        **rest: Any,
    ) -> None:
        """`ascii_only`: whatever the terminal says; `ascii_locale`: what counts where it says nothing.

        `motion`: whether anything may move by itself; at a frame a second nothing does.
        """
        self.mouse = mouse
        self.motion = motion and fps > 1
        self.pacer = FramePacer(fps)
        self.attention = Attention()
        self._ascii_forced = ascii_only
        self._tells_link = not answered_here(os.environ)
        self._shown = Shown()
        self._frame: tuple[float, int] | None = None
        """When a frame was drawn that has not been sent yet, and how many bytes had been before it."""
        self._cursor: Offset | None = None
        """Where the terminal shows its cursor; None while that is hidden."""
        self._terminal_size: Size | None = None
        self._width_mark: int | None = None
        super().__init__(**rest)
        self.animation_level = "none"
        self.set_reactive(LinkedApp.letters, "ascii" if ascii_only or ascii_locale else "all")

    def get_driver_class(self) -> type[Driver]:
        return TerminalDriver

    @property
    def far_end(self) -> TerminalDriver | None:
        """The terminal; None in a test without one."""
        driver = private.driver_of(self)
        return driver if isinstance(driver, TerminalDriver) else None

    # Frames

    def try_frame(self, draw: Callable[[], None]) -> bool:
        """Draw an animated frame if one is due and the far end has seen the last; whether it was drawn."""
        now = time.monotonic()
        if self._frame is not None and now - self._frame[0] < PAINT_WITHIN:
            return False
        if not (private.displays(self) and self.pacer.may_draw(now)):
            return False
        self._frame = now, self.bytes_written
        draw()
        return True

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        # Textual sends everything that was painted again; send what has come to look different, with the
        # cursor hidden. Where nothing has, the cursor moves alone.
        driver = self.far_end
        if not (isinstance(renderable, private.CompositorUpdate) and driver and private.displays(self)):
            super()._display(screen, renderable)
            return
        sequence = self._shown.sequence(renderable, self.size, self.console)
        self.cursor_position = place(self.screen)
        hidden, moved = self._cursor is None, self._cursor != self.cursor_position
        if sequence:
            self._cursor = None
            super()._display(screen, _Sequence(sequence if hidden else HIDE + sequence))
            driver.write(SHOW)
        else:
            if moved:
                driver.write(move(self.cursor_position) + (SHOW if hidden else ""))
            super()._display(screen, None)
        self._cursor = self.cursor_position

    def _on_resize(self, event: events.Resize) -> None:
        # What a terminal makes of its cells when it changes size is its own affair.
        if self._terminal_size not in (None, event.size):
            self._shown.forget()
        self._terminal_size = event.size

    def action_redraw(self) -> None:
        """Send the whole screen again: another program may have written on it."""
        self._shown.forget()
        self.refresh()

    async def frame(self, draw: Callable[[], None]) -> None:
        """Wait until an animated frame may be drawn, then draw it. `draw` shows the latest state."""
        while not self.try_frame(draw):
            await asyncio.sleep(min(max(self.pacer.wait(time.monotonic()), 0.005), 0.05))

    def post_display_hook(self) -> None:
        if self._frame is None or not private.displays(self) or self.return_code is not None:
            return
        written = self.bytes_written - self._frame[1]
        if self.far_end and not written:
            return
        began, self._frame = self._frame[0], None
        mark = self.pacer.drawn(time.monotonic(), written, began)
        self._ask(mark)

    def measure_link(self) -> None:
        """Ask how long the link takes, ahead of what is about to be sent. For when nothing moves."""
        if self.pacer.has_answered:
            self._ask(self.pacer.ask(time.monotonic()))

    def _ask(self, mark: int | None) -> None:
        if mark is not None and self.far_end:
            hide, show = ("", "") if self._cursor is None else (HIDE, SHOW)
            away, back = move(Offset(_FIRST_COLUMN + mark - 1, _ROW - 1)), move(self.cursor_position)
            self.far_end.ask_position(hide + away, back + show)

    @property
    def bytes_written(self) -> int:
        """Bytes sent to the terminal so far."""
        return self.far_end.output.given if self.far_end else 0

    @property
    def at_rest(self) -> bool:
        """Whether every key that has come has been painted, so that other work may go on."""
        if not self.attention.pending:
            return True
        backlog = self.far_end.output.backlog if self.far_end else 0
        return not self.attention.wanted(time.monotonic(), not backlog and private.is_quiet(self))

    # What the driver calls

    def terminal_started(self) -> None:
        """Ask the first question, before anything is painted: how is UTF-8 drawn, and does it answer?"""
        self.pacer.forget()
        self._shown.forget()
        self._frame = self._cursor = None
        self._width_mark = self.pacer.ask(time.monotonic())
        if self._width_mark is not None and self.far_end:
            self.far_end.output.letters = self.letters
            self.far_end.ask_width(_WIDTH_ROW, QUESTION)

    def terminal_answered(self, row: int, column: int, at: float) -> None:
        """Take an answer to a cursor-position query."""
        mark: int | None = None
        if row == _WIDTH_ROW and self._width_mark is not None and (kind := drawn(column - 1)):
            mark, self._width_mark = self._width_mark, None
            self._use_letters("ascii" if self._ascii_forced else kind.letters)
        elif row == _ROW and 0 <= column - _FIRST_COLUMN < MARKS:
            # Answers come in the order of the questions: the first one was lost, and will not come now.
            mark, self._width_mark = column - _FIRST_COLUMN, None
        self.pacer.answered(at, mark)
        if self._tells_link:
            self.link_note = self.pacer.note()

    def _use_letters(self, letters: Letters) -> None:
        if self.far_end:
            self.far_end.output.letters = letters
        if letters != self.letters:
            self.letters = letters
            # Cells that stay the same are written with other bytes now.
            self._shown.forget()
            for screen in self.screen_stack:
                screen.post_message(Respell())
            self.refresh(layout=True)

    def paste_cut(self) -> None:
        """Say that a paste has no end, or is too long."""
        self.notify("The end of what was pasted did not come, or it was too long; the beginning is kept.")

"""Training beside the learner: slices too short to be felt, fewer of them when the host is busy."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.session.leaving import LeavingApp

if TYPE_CHECKING:
    # Labs bring NumPy with them.
    from lessons.labs.base import Lab

SLICE = 0.002
"""Seconds of steps between two turns of the event loop."""

SWITCH = SLICE / 4
"""Seconds after which a thread that wants the interpreter takes it from one that computes.

Python's own 5 ms would be longer than a slice: the event loop lets go of the interpreter
between slices, too briefly for another thread to catch it, and each time the other's 5 ms
start again. The threads that read and write the terminal then stood still for seconds.
"""

ONE_BY_ONE = 4.0
"""Steps a second up to which each is waited for until it has been drawn: they are there to be watched."""

CATCH_UP = 0.1
"""Seconds of steps that are made up for when the loop comes late."""

KEY_POLL = 0.001
"""Seconds between looks whether a key has been painted."""


class Strain:
    """How much to hold back, from how much of the processor the last slices got.

    A slice that took clearly more wall time than processor time was made to wait by
    somebody else. Who has half a processor, and rests, gets more of it than `CROWDED`, and
    short rests are enough; where there is less, the rest after a slice doubles while it goes
    on. It shrinks when that is over.
    """

    CLEARLY_LESS = 0.8
    CROWDED = 0.55
    FIRST_REST, SHORT_REST, LONGEST_REST = 0.002, 0.004, 0.12
    WINDOW = 0.06

    def __init__(self) -> None:
        self.rest = 0.0
        """Seconds to sleep after a slice."""
        self._wall = self._cpu = 0.0

    def note(self, wall: float, cpu: float) -> None:
        """Note what a slice took, in seconds."""
        self._wall += wall
        self._cpu += cpu
        if self._wall < self.WINDOW:
            return
        share = self._cpu / self._wall
        if share < self.CLEARLY_LESS:
            most = self.LONGEST_REST if share < self.CROWDED else max(self.rest, self.SHORT_REST)
            self.rest = min(max(2 * self.rest, self.FIRST_REST), most)
        else:
            self.rest = 0.8 * self.rest if self.rest > self.FIRST_REST / 2 else 0.0
        self._wall = self._cpu = 0.0

    @property
    def longer(self) -> float:
        """How many times longer than usual a slice is: beside long rests some milliseconds are not felt."""
        return 1.0 + self.rest / 0.025

    @property
    def stretch(self) -> float:
        """How many times longer than usual to leave between frames."""
        return 1.0 + max(0.0, self.rest - self.SHORT_REST) / 0.02


class TrainingLoop:
    """Plays a lab: steps it in slices, and has it drawn as often as the link allows.

    No slice runs from the arrival of a key until its repaint has been written.
    """

    def __init__(
        self, app: LeavingApp, lab: Lab, draw: Callable[[], None], on_stop: Callable[[], None] | None = None
    ) -> None:
        """`draw` shows the lab's present state; `on_stop` is called whenever playing has ended."""
        self.lab = lab
        self.strain = Strain()
        self._app = app
        self._draw = draw
        self._on_stop = on_stop
        self._task: asyncio.Task[None] | None = None
        self._unseen = False

    @property
    def playing(self) -> bool:
        """Whether it is under way."""
        return self._task is not None

    def start(self) -> None:
        """Play from here. Does nothing where it plays already, or where there is no step left."""
        if self._task is None and not self.lab.done:
            sys.setswitchinterval(SWITCH)
            self._app.playing.add(self.stop)
            self._task = asyncio.create_task(self._play(), name="training")

    def stop(self) -> None:
        """Pause. Also what to call when the page is left."""
        task, self._task = self._task, None
        if task is None:
            return
        if task is not asyncio.current_task():
            task.cancel()
        self._app.playing.discard(self.stop)
        self._app.pacer.stretch = 1.0
        if self._on_stop is not None:
            self._on_stop()

    async def _play(self) -> None:
        try:
            await self._steps()
        except Exception as error:
            self._app.fail_from_thread(error)
        self.stop()

    async def _steps(self) -> None:
        due = time.monotonic()
        while not self.lab.done:
            while not self._app.at_rest:
                await asyncio.sleep(KEY_POLL)
            now = time.monotonic()
            # The rate may be changed while it plays.
            rate = self.lab.rate
            if rate is None:
                due = now
                self._unseen |= self._slice(None)
            else:
                wanted = 1 + int((now - due) * rate)
                self._unseen |= self._slice(wanted)
                # What a busy host or a long pause has cost is not made up for.
                due = max(due + wanted / rate, now - CATCH_UP)
            if rate is not None and rate <= ONE_BY_ONE:
                await self._show_last()
            elif self._unseen:
                self._app.try_frame(self._draw_noted)
            await asyncio.sleep(max(due - time.monotonic(), self.strain.rest))
        await self._show_last()

    def _slice(self, most: int | None) -> bool:
        """Take steps for about `SLICE` seconds, at most so many; whether there were any."""
        began = time.perf_counter(), time.thread_time()
        ends = began[0] + SLICE * self.strain.longer
        steps = 0
        while steps != most and (self.lab.step() if most else self.lab.some()):
            steps += 1
            if time.perf_counter() >= ends:
                break
        self._note(*began)
        return steps > 0

    def _note(self, wall: float, cpu: float) -> None:
        """Note what has been computed since these times."""
        self.strain.note(time.perf_counter() - wall, time.thread_time() - cpu)
        self._app.pacer.stretch = self.strain.stretch

    def _draw_noted(self) -> None:
        began = time.perf_counter(), time.thread_time()
        self._draw()
        self._unseen = False
        self._note(*began)

    async def _show_last(self) -> None:
        if self._unseen:
            await self._app.frame(self._draw_noted)

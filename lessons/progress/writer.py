"""The thread that writes: a slow disk holds up nothing but the answer that waits for it."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress

from lessons.progress.changes import Change
from lessons.progress.disk import Disk
from lessons.progress.mirror import Mirror
from lessons.progress.records import Clock, utc_now
from lessons.progress.trouble import DamagedError, LockedError, RefusedError, TroubleError

PATIENCE = 2.0
"""Seconds that a write waits for a locked file before that is reported. Later tries wait for one busy
timeout only, so that every answer after the first is acknowledged at once."""
QUIET = 1.0
"""Seconds without a change after which what can wait is written."""
LONGEST_WAIT = 10.0
"""Seconds after which it is written though changes keep coming, as they do while a lab plays."""


class Writer:
    """Changes on their way to the disk, with the thread that takes them there.

    What cannot be written is kept, and tried again with the next change and at the end. Changes of one
    key replace each other, so that what is kept stays small.
    """

    def __init__(self, disk: Disk | None, mirror: Mirror, clock: Clock = utc_now) -> None:
        self.trouble: TroubleError | None = None
        """Why changes are not reaching the disk."""
        self.notice: TroubleError | None = None
        """What happened to the file and is mended."""
        self.on_trouble: Callable[[str], None] | None = None
        self.on_mended: Callable[[], None] | None = None
        self._disk = disk
        self._mirror = mirror
        self._clock = clock
        self._changed = threading.Condition(mirror.lock)
        self._pending: dict[tuple[str, ...], Change] = {}
        self._waiting: list[Future[bool]] = []
        self._due: float | None = None
        self._oldest: float | None = None
        """Since when something waits for quiet."""
        self._thread: threading.Thread | None = None
        self._closed = False

    @property
    def saving(self) -> bool:
        return self._disk is not None and self.trouble is None and not self._closed

    def write(self, *changes: Change) -> Future[bool]:
        """Make changes, in memory now and on the disk as soon as can be.

        The future never fails: True once they are on the disk, False if they are in memory only.
        """
        done: Future[bool] = Future()
        with self._changed:
            for change in changes:
                self._take(change)
            if self._disk is None or self._closed:
                done.set_result(False)
            elif not self._pending:
                done.set_result(True)
            else:
                self._waiting.append(done)
                self._due = 0.0
                self._wake()
        return done

    def write_soon(self, change: Change) -> None:
        """Make a change, in memory now and on the disk after a second of quiet."""
        with self._changed:
            self._take(change)
            if self._disk is None or self._closed:
                return
            now = time.monotonic()
            self._oldest = self._oldest or now
            if self._due != 0.0:
                self._due = min(now + QUIET, self._oldest + LONGEST_WAIT)
            self._wake()

    def _take(self, change: Change) -> None:
        self._mirror.apply(change)
        if self._disk is not None and not self._closed:
            # Taken out first, so that it comes last: places are told apart by their order.
            self._pending.pop(change.key, None)
            self._pending[change.key] = change

    def flush(self, timeout: float) -> bool:
        """Write everything; whether all is on the disk in time."""
        try:
            return self.write().result(timeout)
        except TimeoutError:
            return False

    def close(self, timeout: float) -> bool:
        """Write everything and end the thread; whether all is saved."""
        saved = self.flush(timeout)
        with self._changed:
            self._closed = True
            self._changed.notify()
        if self._thread is not None and saved:
            self._thread.join(timeout)
        return saved

    def _wake(self) -> None:
        if self._thread is None:
            # A daemon: a disk that hangs must not keep the program from ending.
            self._thread = threading.Thread(target=self._run, name="progress", daemon=True)
            self._thread.start()
        self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._closed and (self._due is None or time.monotonic() < self._due):
                    self._changed.wait(None if self._due is None else self._due - time.monotonic())
                # From here on a future can no longer be cancelled, only answered.
                waiting = [f for f in self._waiting if f.set_running_or_notify_cancel()]
                self._waiting = []
                if self._closed:
                    self._settle(waiting, False)
                    return
                batch = dict(self._pending)
                self._due = self._oldest = None
            try:
                trouble = self._save(list(batch.values()))
            except Exception as error:
                # An answer waits for this thread: whatever happens here is said, and the answer let go.
                trouble = TroubleError(f"Progress is not being saved: {type(error).__name__}: {error}.")
            with self._changed:
                if trouble is None:
                    for key, change in batch.items():
                        if self._pending.get(key) is change:
                            del self._pending[key]
                elif isinstance(trouble, RefusedError):
                    self._disk = None
                    self._pending.clear()
            self._report(trouble)
            self._settle(waiting, trouble is None)

    def _settle(self, waiting: list[Future[bool]], saved: bool) -> None:
        for future in waiting:
            future.set_result(saved)

    def _save(self, changes: list[Change]) -> TroubleError | None:
        """Write one batch, with patience for a lock and a new file for a damaged one."""
        assert self._disk is not None
        deadline = time.monotonic() + (PATIENCE if self.trouble is None else 0.0)
        mended = False
        while True:
            try:
                if self._disk.save(changes, self._mirror.copy):
                    self.learn()
                return None
            except LockedError as trouble:
                if time.monotonic() >= deadline or self._closed:
                    return trouble
                # Not all in step: two sessions that back off alike meet again.
                time.sleep(random.uniform(0.005, 0.05))
            except DamagedError as trouble:
                if mended:
                    return trouble
                mended = True
                try:
                    aside = self._disk.set_aside(self._clock())
                except TroubleError as another:
                    return another
                self.notice = DamagedError(self._disk.path, aside, saved=True)
                self._tell(self.notice)
            except TroubleError as trouble:
                return trouble

    def learn(self) -> None:
        """Take into memory what the file holds."""
        if self._disk is None:
            return
        # Saved it is: should the file be locked again by now, only another session's rows are missing here.
        with suppress(TroubleError):
            loaded = self._disk.load()
            with self._changed:
                self._mirror.replace(loaded, self._pending.values())

    def _report(self, trouble: TroubleError | None) -> None:
        before, self.trouble = self.trouble, trouble
        if trouble is not None and str(trouble) != str(before):
            self._tell(trouble)
        if trouble is None and before is not None and self.on_mended is not None:
            with suppress(RuntimeError):
                self.on_mended()

    def _tell(self, trouble: TroubleError) -> None:
        if self.on_trouble is not None:
            # The event loop that would hear of it may have been closed in the meantime.
            with suppress(RuntimeError):
                self.on_trouble(str(trouble))

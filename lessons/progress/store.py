"""A learner's progress: the one object that the rest of the program sees."""

from __future__ import annotations

import os
import re
import sqlite3
import time
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any

from lessons.progress import changes
from lessons.progress.disk import FILE_NAME, Disk, empty
from lessons.progress.mirror import Mirror
from lessons.progress.records import Attempt, Clock, printable, utc_now
from lessons.progress.trouble import DamagedError, LockedError, RefusedError, TroubleError
from lessons.progress.writer import Writer

LEARNER = re.compile(r"[a-z0-9_-]{1,32}")
OPENING_PATIENCE = 1.0
"""Seconds that opening waits for a locked file before it goes on without."""


def open_progress(directory: Path | None, learner: str | None = None, clock: Clock = utc_now) -> Progress:
    """Open a learner's progress to read and write; nothing is created before the first write.

    `directory` holds `progress.sqlite3`, or `learners/<learner>/progress.sqlite3` for one of a class.
    None keeps everything in memory.

    Never raises for trouble with the disk: the result then works in memory, and its `trouble` says why.
    """
    return _open(directory, learner, clock, writing=True)


def read_progress(directory: Path | None, learner: str | None = None) -> Progress:
    """Read a learner's progress as it is now. Creates, moves and saves nothing, nor will it ever.

    Only what a killed session left half written is taken back, as by any reader of such a file.
    """
    return _open(directory, learner, utc_now, writing=False)


def learners(directory: Path) -> list[str]:
    """The learners of a class whose progress is kept in a directory, by name."""
    kept = directory / "learners"
    if not os.path.isdir(kept):
        return []
    return sorted(
        p.name for p in kept.iterdir() if LEARNER.fullmatch(p.name) and os.path.isfile(p / FILE_NAME)
    )


def progress_path(directory: Path, learner: str | None = None) -> Path:
    """Where a learner's progress is kept.

    Raises `ValueError` for a learner's name that is not 1 to 32 of a-z, 0-9, _ and -.
    """
    if learner is None:
        return directory / FILE_NAME
    if not LEARNER.fullmatch(learner):
        raise ValueError(
            f"'{printable(learner[:40])}' is no learner's name: use 1 to 32 of a-z, 0-9, _ and -"
        )
    return directory / "learners" / learner / FILE_NAME


def _open(directory: Path | None, learner: str | None, clock: Clock, writing: bool) -> Progress:
    if directory is None:
        return Progress(None, empty(), clock)
    try:
        disk = Disk(progress_path(directory, learner))
    except ValueError as error:
        return Progress(None, empty(), clock, TroubleError(f"Progress is not being saved: {error}."))
    try:
        known = _loaded(disk)
        trouble = disk.obstacle() if writing else None
    except RefusedError as refused:
        return Progress(None, empty(), clock, refused)
    except DamagedError as damage:
        known, trouble = empty(), damage
        if writing:
            try:
                notice = DamagedError(disk.path, disk.set_aside(clock()))
                return Progress(disk, known, clock, notice=notice)
            except TroubleError as another:
                trouble = another
    except TroubleError as other:
        known, trouble = empty(), other
    return Progress(disk if writing else None, known, clock, trouble)


def _loaded(disk: Disk) -> sqlite3.Connection:
    deadline = time.monotonic() + OPENING_PATIENCE
    while True:
        try:
            return disk.load()
        except LockedError:
            if time.monotonic() >= deadline:
                raise
            time.sleep(0.02)


class Progress(Mirror):
    """What a learner has seen, answered and left half done.

    Reads are answered from memory, by `Mirror`, and hold this session's own writes at once; what another
    session of the same learner writes meanwhile is seen when it is next opened. Writes go to the disk on a
    thread of their own. Each returns a future that never fails: True once it is on the disk, False if it
    is kept in memory only; `trouble` then says why.

    Every method may be called from any thread.
    """

    def __init__(
        self,
        disk: Disk | None,
        known: sqlite3.Connection,
        clock: Clock,
        trouble: TroubleError | None = None,
        notice: TroubleError | None = None,
    ) -> None:
        super().__init__(known)
        self._disk = disk
        self._clock = clock
        self._writer = Writer(disk, self, clock)
        self._writer.trouble = trouble
        self._writer.notice = notice
        self._session = os.urandom(6).hex()
        self._attempts = 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    # How the store itself is.

    @property
    def path(self) -> Path | None:
        """Where progress is kept; None if it is kept in memory only."""
        return self._disk.path if self._disk else None

    @property
    def saving(self) -> bool:
        """Whether what is written reaches the disk, as far as is known."""
        return self._writer.saving

    @property
    def trouble(self) -> str | None:
        """One line for the learner: what is or was wrong, where, and what to do; None if all is well."""
        trouble = self._writer.trouble or self._writer.notice
        return None if trouble is None else str(trouble)

    def listen(
        self, on_trouble: Callable[[str], None] | None, on_mended: Callable[[], None] | None = None
    ) -> None:
        """Be told of new trouble, and when saving works again. Both are called on the writer's thread."""
        self._writer.on_trouble, self._writer.on_mended = on_trouble, on_mended

    # Writing.

    def visit(self, lesson: str, page: str, index: int, pages: int) -> Future[bool]:
        """Turn to a page, by its slug and its position from 0; it becomes the place to resume at."""
        return self._writer.write(changes.visit(lesson, page, index, pages, self._at()))

    def answer(
        self,
        lesson: str,
        question: str,
        given: str,
        right: bool,
        slip: str | None = None,
        *,
        again: bool = False,
        shown: bool = False,
        hints: int = 0,
        tries: int = 1,
        kind: str = "",
    ) -> Future[bool]:
        """Record an answer, with the known slip it looks like. A later answer does not replace an earlier.

        A wrong one ends the question, unless it may be tried `again`; `shown`: the answer is shown with it.
        `hints`: how many steps of a hint were asked for until now. `tries`: how many tries this stands for,
        0 where only the answer is shown. `kind`: what was asked; a `guess` is no mark.
        """
        outcome = "right" if right else "shown" if shown else "tried" if again else "wrong"
        at = self._at()
        return self._attempt(Attempt(lesson, question, kind, outcome, given, slip, hints, tries, at))

    def skip(self, lesson: str, question: str) -> Future[bool]:
        """Record that a question was passed over."""
        return self._attempt(Attempt(lesson, question, "", "skipped", "", None, 0, 0, self._at()))

    def draft(self, lesson: str, key: str, data: dict[str, Any]) -> Future[bool]:
        """Keep what is half done, such as `{"typed": "0.3"}`, in place of what was kept under that key.

        NumPy's numbers and arrays become plain ones.
        Raises `ValueError` if it is larger than 64,000 characters of JSON, `TypeError` if it is no JSON.
        """
        return self._writer.write(changes.draft(lesson, key, data, self._at()))

    def draft_soon(self, lesson: str, key: str, data: dict[str, Any]) -> None:
        """As `draft`, but on the disk after a second of quiet (ten at most), or with another write."""
        self._writer.write_soon(changes.draft(lesson, key, data, self._at()))

    def save_now(self, timeout: float = 1.0) -> bool:
        """Write what is waiting, drafts too; whether all was saved within so many seconds."""
        return self._writer.flush(timeout)

    def close(self, timeout: float = 3.0) -> bool:
        """Write what is waiting and end; whether all was saved. Reading still works afterwards."""
        return self._writer.close(timeout)

    def reset(self, lesson: str | None) -> Path | None:
        """Forget one lesson, or all; returns the copy that was kept beside, None if nothing was saved.

        Waits for the disk. Raises `TroubleError`, with nothing changed.
        """
        copy = self._ready().reset(lesson, self._clock())
        self.apply(changes.erase(lesson))
        return copy

    def restore(self, copy: Path) -> None:
        """Undo a reset from the copy it kept. What was done since is kept too.

        Waits for the disk. Raises `TroubleError`, with nothing changed.
        """
        try:
            self._ready().restore(copy)
        except DamagedError as damage:
            raise TroubleError(f"{printable(str(copy))} is no sound copy of progress.") from damage
        self._writer.learn()

    def _attempt(self, done: Attempt) -> Future[bool]:
        self._attempts += 1
        return self._writer.write(changes.attempt(f"{self._session}-{self._attempts}", done))

    def _ready(self) -> Disk:
        """The file, with everything written to it. Raises `TroubleError`."""
        if self._disk is None or not self.save_now(timeout=3.0):
            raise TroubleError(self.trouble or "Progress is kept in memory only.")
        return self._disk

    def _at(self) -> str:
        return f"{self._clock():%Y-%m-%dT%H:%M:%SZ}"

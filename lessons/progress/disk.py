"""The progress file: read whole, written in single transactions, never left open in between.

A connection for each transaction costs a fraction of a millisecond, and it means that a file which was
moved, deleted or replaced since the last one is noticed rather than written to in vain.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from lessons.progress import schema
from lessons.progress.changes import Change, erase
from lessons.progress.records import printable
from lessons.progress.trouble import (
    DamagedError,
    NoCopyError,
    RefusedError,
    TroubleError,
    UnwritableError,
    explain,
    said,
)

FILE_NAME = "progress.sqlite3"
BUSY_SECONDS = 0.25
ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite raises; the second where its message quotes a damaged name, which Python cannot decode."""


def empty() -> sqlite3.Connection:
    """A store in memory with nothing in it."""
    db = _memory()
    schema.upgrade(db)
    return db


def copied(source: sqlite3.Connection) -> sqlite3.Connection:
    """A store in memory with the same contents."""
    db = _memory()
    source.backup(db)
    return db


def _memory() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    # Rot in the file must neither raise here nor reach a terminal.
    db.text_factory = lambda raw: printable(raw.decode("utf-8", "replace"))
    return db


def _put_types_right(memory: sqlite3.Connection, table: str) -> None:
    """Make every value one of its column's type: SQLite itself takes whatever it is given."""
    for _, column, kind, *_ in memory.execute(f"PRAGMA table_info({table})").fetchall():
        memory.execute(
            f"UPDATE OR REPLACE {table} SET {column} = CAST({column} AS {kind}) "
            f"WHERE typeof({column}) NOT IN ('{kind.lower()}', 'null')"
        )


class Disk:
    """One learner's progress file. Every method may be called from any thread, and raises `TroubleError`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._known: tuple[int, int] | None = None
        """The file whose contents are known: those of any other are still to be read."""

    def load(self) -> sqlite3.Connection:
        """Read the whole file into memory, in the present version. Creates and writes nothing.

        Without a file, the result is empty.
        """
        self._known = None
        if not os.path.lexists(self.path):
            return empty()
        if not os.path.isfile(self.path):
            raise UnwritableError(self.path, "it is not a file")
        try:
            with closing(_memory()) as memory:
                with self._connection() as db:
                    # Holding a read lock first: `backup` would wait for one without end.
                    db.execute("BEGIN")
                    schema.version(db)
                    known = self._identity()
                    db.backup(memory)
                if memory.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
                    raise DamagedError(self.path)
                schema.upgrade(memory)
                for table, columns in schema.COLUMNS.items():
                    memory.execute(f"SELECT {', '.join(columns)} FROM {table} LIMIT 0")
                    _put_types_right(memory, table)
                # Row by row into tables of our own: a damaged page that no check has looked at is met here,
                # and not when the learner's answers are asked for.
                sound = empty()
                schema.merge(memory, sound)
        except (*ERRORS, OSError) as error:
            raise explain(error, self.path) from error
        self._known = known
        return sound

    def obstacle(self) -> TroubleError | None:
        """What would stop a write, as far as can be told without writing."""
        place = self.path.parent
        while not os.path.lexists(place) and place != place.parent:
            place = place.parent
        if not os.path.isdir(place):
            return UnwritableError(self.path, f"{said(place)} is not a directory")
        if not os.access(place, os.W_OK | os.X_OK):
            return UnwritableError(self.path, f"the directory {said(place)} is not writable")
        if os.path.exists(self.path) and not os.access(self.path, os.W_OK):
            return UnwritableError(self.path, "the file is read-only")
        return None

    def save(self, changes: Iterable[Change], everything: Callable[[], sqlite3.Connection]) -> bool:
        """Write changes in one transaction, durably; returns whether the file held anything unknown.

        A file that is not the one known, because it is new, was replaced, or was emptied, is also given
        whatever it lacks of `everything()`.
        """
        with self._transaction() as (db, former):
            found = self._identity()
            stranger = former == 0 or found != self._known
            if stranger:
                with closing(everything()) as known:
                    schema.merge(known, db)
            for change in changes:
                change.apply(db)
        self._known = found
        return stranger and former > 0

    def reset(self, lesson: str | None, now: datetime) -> Path | None:
        """Erase a lesson, or all; returns the copy that was kept, or None if there was no file."""
        if not os.path.lexists(self.path):
            return None
        copy = self._beside("before-reset", now)
        try:
            with self._transaction() as (db, _):
                # Within the transaction, so that nothing another session writes falls between copy and
                # erasure; row by row, since SQLite's backup waits without end for a transaction to finish.
                _create(copy)
                with _opened(copy) as kept:
                    kept.execute("BEGIN")
                    schema.upgrade(kept)
                    schema.merge(db, kept)
                    kept.execute("COMMIT")
                erase(lesson).apply(db)
        except TroubleError:
            copy.unlink(missing_ok=True)
            raise
        return copy

    def restore(self, copy: Path) -> None:
        """Put back what `copy` holds. What was done since stays; its answers count as the later ones."""
        if not os.path.isfile(copy):
            raise NoCopyError(copy, "is no file" if os.path.lexists(copy) else "is not there")
        try:
            kept = Disk(copy).load()
        except RefusedError as refused:
            raise NoCopyError(copy, refused.what) from refused
        with closing(kept) as old, closing(empty()) as new, self._transaction() as (db, _):
            schema.merge(db, new)
            erase(None).apply(db)
            for table in schema.COLUMNS:
                for source in (old, new) if table == "attempts" else (new, old):
                    schema.merge(source, db, (table,))

    def set_aside(self, now: datetime) -> Path:
        """Rename a damaged file, so that a new one can be begun; returns where it is kept."""
        aside = self._beside("damaged", now)
        try:
            # The journal first: left beside a new file, it would be rolled back into that.
            for suffix in ("-journal", "-wal", "-shm", ""):
                part = Path(f"{self.path}{suffix}")
                if os.path.lexists(part):
                    part.rename(f"{aside}{suffix}")
        except OSError as error:
            raise UnwritableError(
                self.path, f"it is damaged and cannot be moved: {error.strerror}"
            ) from error
        return aside

    @contextmanager
    def _transaction(self) -> Iterator[tuple[sqlite3.Connection, int]]:
        """The file, created if need be, open for writing and up to date; with the version it had."""
        try:
            if not os.path.lexists(self.path):
                _create(self.path)
            with self._connection() as db:
                schema.version(db)
                db.execute("PRAGMA journal_mode = DELETE")
                db.execute("PRAGMA synchronous = FULL")
                db.execute("BEGIN IMMEDIATE")
                former = schema.upgrade(db)
                yield db, former
                db.execute("COMMIT")
        except (*ERRORS, OSError) as error:
            raise explain(error, self.path) from error

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        with _opened(self.path) as db:
            try:
                yield db
            except schema.NotOursError as error:
                raise RefusedError(self.path, *error.args) from error

    def _identity(self) -> tuple[int, int]:
        status = self.path.stat()
        return status.st_dev, status.st_ino

    def _beside(self, what: str, now: datetime) -> Path:
        """A free name in the same directory."""
        stem = f"{self.path.stem}.{what}-{now:%Y%m%d-%H%M%S}"
        names = (f"{stem}{n}{self.path.suffix}" for n in ("", *(f"-{n}" for n in range(2, 10_000))))
        return next(path for name in names if not os.path.lexists(path := self.path.with_name(name)))


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """An existing database. Leaving closes it, which takes back whatever was not committed."""
    # mode=rw: never creates, and takes what it can get where writing is not allowed.
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS, isolation_level=None
    )
    try:
        yield db
    finally:
        db.close()


def _create(path: Path) -> None:
    """Make an empty file, and the directories above it, for this user only."""
    # Another session may be quicker.
    for directory in reversed([p for p in path.parents if not os.path.lexists(p)]):
        with suppress(FileExistsError):
            directory.mkdir(mode=0o700)
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600))

"""The tables of a progress file, and how an older file is brought up to date."""

from __future__ import annotations

import sqlite3

APPLICATION_ID = 0x6E6E7475
"""`nntu`: tells `file`, and this program, whose database it is."""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE visits (
            lesson TEXT NOT NULL, page TEXT NOT NULL,
            first_at TEXT NOT NULL, last_at TEXT NOT NULL,
            PRIMARY KEY (lesson, page)) WITHOUT ROWID""",
        # One row a lesson. `turn` counts page turns over all lessons: it says which place is the newest
        # without asking a clock.
        """CREATE TABLE places (
            lesson TEXT NOT NULL PRIMARY KEY, page TEXT NOT NULL,
            position INTEGER NOT NULL, pages INTEGER NOT NULL,
            turn INTEGER NOT NULL, at TEXT NOT NULL) WITHOUT ROWID""",
        # `id` orders attempts without asking a clock; `mark` is unique to the attempt everywhere, so that
        # writing it a second time does nothing.
        """CREATE TABLE attempts (
            id INTEGER PRIMARY KEY, mark TEXT NOT NULL UNIQUE,
            lesson TEXT NOT NULL, question TEXT NOT NULL,
            outcome TEXT NOT NULL CHECK (outcome IN ('right', 'wrong', 'skipped')),
            given TEXT NOT NULL, slip TEXT, at TEXT NOT NULL)""",
        "CREATE INDEX attempts_by_question ON attempts (lesson, question)",
        """CREATE TABLE drafts (
            lesson TEXT NOT NULL, key TEXT NOT NULL, data TEXT NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (lesson, key)) WITHOUT ROWID""",
    ),
    # Any outcome of any kind of question: what the words mean is said in one place, where they are read.
    # Nothing that was answered before told more than it does here.
    (
        "ALTER TABLE attempts RENAME TO attempts_before",
        """CREATE TABLE attempts (
            id INTEGER PRIMARY KEY, mark TEXT NOT NULL UNIQUE,
            lesson TEXT NOT NULL, question TEXT NOT NULL, kind TEXT NOT NULL,
            outcome TEXT NOT NULL, given TEXT NOT NULL, slip TEXT,
            hints INTEGER NOT NULL, tries INTEGER NOT NULL, at TEXT NOT NULL)""",
        # OR IGNORE: rot in one answer is no reason to lose the others.
        """INSERT OR IGNORE INTO attempts
            SELECT id, mark, lesson, question, '', outcome, given, slip, 0, outcome != 'skipped', at
            FROM attempts_before""",
        "DROP TABLE attempts_before",
        "CREATE INDEX attempts_by_question ON attempts (lesson, question)",
    ),
)
"""Entry n brings a file from version n to n + 1. Only ever append."""

ANEW = (*MIGRATIONS[0][:2], MIGRATIONS[1][1], MIGRATIONS[1][4], MIGRATIONS[0][4])
"""What an empty file is given: the tables as migrations leave them. To rename one takes half a megabyte."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "visits": ("lesson", "page", "first_at", "last_at"),
    "places": ("lesson", "page", "position", "pages", "turn", "at"),
    "attempts": ("mark", "lesson", "question", "kind", "outcome", "given", "slip", "hints", "tries", "at"),
    "drafts": ("lesson", "key", "data", "at"),
}
"""What there is to copy from one store to another. `attempts.id` is each store's own."""


class NotOursError(Exception):
    """The file is a database that this version may not write: what it is, and how to save again."""

    def __init__(self, what: str, mend: str = "Move it elsewhere to save again") -> None:
        super().__init__(what, mend)


def version(db: sqlite3.Connection) -> int:
    """The version of the file; 0 if it is empty. Writes nothing. Raises `NotOursError`."""
    (application,) = db.execute("PRAGMA application_id").fetchone()
    (found,) = db.execute("PRAGMA user_version").fetchone()
    if application == 0 and not db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
        return 0
    if application != APPLICATION_ID:
        raise NotOursError("is another program's database")
    if found < 1:
        raise NotOursError(f"was changed by something else: its version is {found}")
    if found > len(MIGRATIONS):
        known = f"format {found}; this nntutor knows up to {len(MIGRATIONS)}"
        raise NotOursError(f"was written by a newer version ({known})", "Update nntutor to save again")
    return int(found)


def upgrade(db: sqlite3.Connection) -> int:
    """Bring an open database to the present version; returns the version it had.

    The caller's transaction makes that all or nothing. Raises `NotOursError`.
    """
    found = version(db)
    for statement in (s for each in MIGRATIONS[found:] for s in each) if found else ANEW:
        db.execute(statement)
    if found < len(MIGRATIONS):
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
    return found


def merge(source: sqlite3.Connection, target: sqlite3.Connection, tables: tuple[str, ...] = ()) -> None:
    """Add the rows of `source` that `target` lacks, in the order they were written."""
    for table in tables or tuple(COLUMNS):
        columns = COLUMNS[table]
        names, marks = ", ".join(columns), ", ".join("?" * len(columns))
        order = "ORDER BY id" if table == "attempts" else ""
        rows = source.execute(f"SELECT {names} FROM {table} {order}")
        target.executemany(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", rows)

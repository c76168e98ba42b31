"""Changes to a progress store: each one is a few SQL statements, and can be written twice without harm.

The same change goes into the copy in memory and into the file.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any, NamedTuple, TypeAlias

from lessons.progress.names import Names
from lessons.progress.records import Attempt, cleaned
from lessons.progress.schema import COLUMNS

Value: TypeAlias = str | int | None

LARGEST_DRAFT = 64_000
"""The most characters of JSON that a draft may take."""

DRAFTS_OF_A_QUESTION = ("said", "typed", "tried")
"""What the keys of drafts begin with that belong to one question; its id follows after a blank."""

KEEP_PLACE_FRESH = "UPDATE places SET at = ? WHERE lesson = ?"


class Change(NamedTuple):
    """Something to write."""

    key: tuple[str, ...]
    """A later change of the same key makes an earlier one needless."""
    statements: tuple[tuple[str, tuple[Value, ...]], ...]

    def apply(self, db: sqlite3.Connection) -> None:
        for statement, values in self.statements:
            db.execute(statement, values)


def visit(lesson: str, page: str, index: int, pages: int, at: str) -> Change:
    """A page was turned to; it is now the place to resume at."""
    lesson, page = cleaned(lesson), cleaned(page)
    return Change(
        ("visit", lesson, page),
        (
            (
                "INSERT INTO visits (lesson, page, first_at, last_at) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (lesson, page) DO UPDATE SET last_at = excluded.last_at",
                (lesson, page, at, at),
            ),
            (
                "INSERT OR REPLACE INTO places (lesson, page, position, pages, turn, at) "
                "VALUES (?, ?, ?, ?, (SELECT coalesce(max(turn), 0) + 1 FROM places), ?)",
                (lesson, page, index, pages, at),
            ),
        ),
    )


def attempt(mark: str, done: Attempt) -> Change:
    """A question was answered, or skipped. `mark` is unique to this attempt."""
    kept = {
        name: cleaned(value) if isinstance(value, str) else value for name, value in done._asdict().items()
    } | {"mark": mark}
    columns = COLUMNS["attempts"]
    return Change(
        ("attempt", mark),
        (
            (
                f"INSERT OR IGNORE INTO attempts ({', '.join(columns)}) "
                f"VALUES ({', '.join('?' * len(columns))})",
                tuple(kept[column] for column in columns),
            ),
            (KEEP_PLACE_FRESH, (done.at, kept["lesson"])),
        ),
    )


def draft(lesson: str, key: str, data: dict[str, Any], at: str) -> Change:
    """What is half done: typed but not committed, turned, stepped.

    Raises `ValueError` if it is too large, `TypeError` if it is no JSON.
    """
    lesson, key = cleaned(lesson), cleaned(key)
    text = json.dumps(_cleaned_data(data), separators=(",", ":"))
    if len(text) > LARGEST_DRAFT:
        raise ValueError(f"a draft of {len(text)} characters; {LARGEST_DRAFT} fit")
    return Change(
        ("draft", lesson, key),
        (
            (
                "INSERT OR REPLACE INTO drafts (lesson, key, data, at) VALUES (?, ?, ?, ?)",
                (lesson, key, text, at),
            ),
        ),
    )


def rename(lesson: str, names: Names) -> Change:
    """What is kept under the old names of a lesson's pages and questions is kept under the new ones."""
    statements: list[tuple[str, tuple[Value, ...]]] = []

    def move(table: str, column: str, old: str, new: str) -> None:
        # Where there is something of the new name too, that is the later.
        where = f"WHERE lesson = ? AND {column} = ?"
        statements.append((f"UPDATE OR IGNORE {table} SET {column} = ? {where}", (new, lesson, old)))
        statements.append((f"DELETE FROM {table} {where}", (lesson, old)))

    for old, new in names.pages.items():
        move("visits", "page", old, new)
        move("places", "page", old, new)
    for old, new in names.questions.items():
        move("attempts", "question", old, new)
        for what in DRAFTS_OF_A_QUESTION:
            move("drafts", "key", f"{what} {old}", f"{what} {new}")
    return Change(("rename", lesson), tuple(statements))


def erase(lesson: str | None) -> Change:
    """All of one lesson, or of all of them."""
    if lesson is None:
        return Change(("erase",), tuple((f"DELETE FROM {table}", ()) for table in COLUMNS))
    return Change(
        ("erase", lesson),
        tuple((f"DELETE FROM {table} WHERE lesson = ?", (cleaned(lesson),)) for table in COLUMNS),
    )


def _cleaned_data(data: Any) -> Any:
    """`data` with its texts cleaned and NumPy's scalars and arrays as plain numbers and lists."""
    match data:
        case str():
            return cleaned(data)
        case dict():
            return {cleaned(str(key)): _cleaned_data(value) for key, value in data.items()}
        case list() | tuple():
            return [_cleaned_data(value) for value in data]
        case _:
            return _cleaned_data(data.tolist()) if hasattr(data, "tolist") else data

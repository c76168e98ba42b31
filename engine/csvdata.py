"""Data from a CSV file: columns of numbers and of words, read block by block."""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from math import isfinite, isnan, nan
from typing import Any, TextIO

import numpy as np
from numpy.typing import NDArray

from .datasets import Dataset, classified
from .errors import Array, Cancelled, DataError, InputError, UnknownName

MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "?", "-"})
# C0 and C1 controls but tab and line ends, and what reorders text: a terminal would obey them.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BLOCK_ROWS = 8192
_BLOCK_BYTES = 2**20
_MOST_CATEGORIES = 50
_MOST_REPORTED = 1000

Progress = Callable[[float], object]


@dataclass(frozen=True)
class CsvData:
    """What was read: `dataset`, and what had to be done to get it.

    `missing` lists (row, column) of the first 1,000 missing values, `missing_count` counts them all,
    `dropped` counts the rows left out, `categories` lists the words of each column of words.
    """

    dataset: Dataset
    missing: tuple[tuple[int, str], ...]
    missing_count: int
    dropped: int
    categories: dict[str, tuple[str, ...]]


def load(
    source: str | os.PathLike[str] | TextIO | io.BufferedIOBase,
    target: str | int = -1,
    *,
    header: bool | None = None,
    categorical: Sequence[str] = (),
    task: str | None = None,
    missing: str = "drop",
    delimiter: str = ",",
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> CsvData:
    """Read a table of samples, a row each, from a path or an open stream (text, or bytes in UTF-8).

    `target` names the column to predict (or gives its index). `header`: whether the first row holds
    names; None looks. A column is numeric if at least half of its first values are numbers, unless it is
    named in `categorical`; words become one feature for each category. `task` "binary", "multiclass" or
    "regression"; None takes words, and up to 10 different whole numbers, for classes. `missing` "drop"
    leaves out rows with missing values, "mean" puts the column's mean in their place (the target's row is
    left out all the same), "error" refuses them. `progress` is called with the share read (0 to 1),
    `cancelled` asked now and then. Raises DataError with file, row (1 is the first line), column and reason;
    Cancelled; InputError for an argument out of range; OSError where the file cannot be opened.
    """
    for name, value, known in (("missing", missing, ("drop", "mean", "error")), ("task", task, _TASKS)):
        if value not in known:
            raise UnknownName(name, value, [k for k in known if k])
    file = os.fspath(source) if isinstance(source, (str, os.PathLike)) else None
    path = file or str(getattr(source, "name", "stream"))
    stream: Any
    with open(file, "rb") if file is not None else nullcontext(source) as stream:
        size = os.fstat(stream.fileno()).st_size if file is not None else 0
        reader = _Reader(path, _lines(stream, path, size, progress, cancelled))
        table = reader.read(header, set(categorical), delimiter)
    return _assemble(table, target, task, missing)


_TASKS = (None, "binary", "multiclass", "regression")


def _lines(
    stream: Any, path: str, size: int, progress: Progress | None, cancelled: Callable[[], bool] | None
) -> Iterator[str]:
    row = read = 0
    while chunk := stream.readlines(_BLOCK_BYTES):
        if cancelled is not None and cancelled():
            raise Cancelled(f"reading {path} was called off after {row} rows")
        lines: list[str] = chunk
        if isinstance(chunk[0], bytes):
            read += sum(map(len, chunk))
            lines = _decoded(chunk, path, row)
        if _CONTROL.search("".join(lines)):
            where = next(i for i, line in enumerate(lines) if _CONTROL.search(line))
            found = _CONTROL.search(lines[where])
            assert found
            raise DataError(path, f"a control character, U+{ord(found[0]):04X}", row + where + 1)
        if not row:
            lines[0] = lines[0].removeprefix("\ufeff")
        row += len(lines)
        yield from lines
        if progress is not None:
            progress(min(1.0, read / size) if size else 0.0)
    if progress is not None:
        progress(1.0)


def _decoded(chunk: list[bytes], path: str, row: int) -> list[str]:
    try:
        return [line.decode("utf-8") for line in chunk]
    except UnicodeDecodeError:
        for i, line in enumerate(chunk):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as error:
                reason = f"not UTF-8: byte 0x{line[error.start]:02x} at place {error.start + 1} of the line"
                raise DataError(path, reason, row + i + 1) from None
        raise


@dataclass
class _Table:
    """Columns as read: numbers, or codes of words; nan where a value is missing."""

    path: str
    names: list[str]
    numeric: list[bool]
    codes: list[dict[str, int]]
    values: Array
    rows: NDArray[np.int64]
    missing: list[tuple[int, str]] = field(default_factory=list)
    missing_count: int = 0


class _Reader:
    def __init__(self, path: str, lines: Iterator[str]) -> None:
        self.path, self.lines = path, lines

    def read(self, header: bool | None, categorical: set[str], delimiter: str) -> _Table:
        try:
            records = csv.reader(self.lines, delimiter=delimiter, strict=True)
        except TypeError:
            raise InputError("delimiter", delimiter, "one character") from None
        blocks = self._blocks(records)
        first, rows = next(blocks, ([], []))
        if not first:
            raise DataError(self.path, "the file is empty")
        if header is None:
            header = not any(_is_number(cell) for cell in first[0])
        names = [f"column {i + 1}" for i in range(len(first[0]))]
        if header:
            names, first, rows = [cell.strip() for cell in first[0]], first[1:], rows[1:]
            if len(set(names)) < len(names) or "" in names:
                name = next(n for n in names if names.count(n) > 1 or not n)
                raise DataError(self.path, "every column needs a name of its own", 1, name)
        if not first:
            raise DataError(self.path, "there is a header and no row below it", 1)
        if unknown := categorical - set(names):
            raise UnknownName("categorical", sorted(unknown)[0], names)
        self._same_width(first, rows, names)
        numeric = [
            name not in categorical and _looks_numeric(column)
            for name, column in zip(names, zip(*first[:1000], strict=True), strict=True)
        ]
        self.table = table = _Table(
            self.path, names, numeric, [{} for _ in names], np.empty((0, 0)), np.empty(0, np.int64)
        )
        parts, places = [self._convert(first, rows)], [np.array(rows)]
        del first
        for block, rows in blocks:
            self._same_width(block, rows, names)
            parts.append(self._convert(block, rows))
            places.append(np.array(rows))
        table.rows = np.concatenate(places)
        table.values = np.empty((len(table.rows), len(names)))
        # From the back, giving each block up as it is copied: never two copies of the whole table.
        end = len(table.values)
        while parts:
            part = parts.pop()
            table.values[end - len(part) : end] = part
            end -= len(part)
        return table

    def _blocks(self, records: Any) -> Iterator[tuple[list[list[str]], list[int]]]:
        block: list[list[str]] = []
        rows: list[int] = []
        try:
            for record in records:
                if record:
                    block.append(record)
                    rows.append(records.line_num)
                if len(block) == _BLOCK_ROWS:
                    yield block, rows
                    block, rows = [], []
        except csv.Error as error:
            raise DataError(self.path, f"not CSV: {error}", records.line_num) from None
        if block:
            yield block, rows

    def _same_width(self, block: list[list[str]], rows: list[int], names: list[str]) -> None:
        for record, row in zip(block, rows, strict=True):
            if len(record) != len(names):
                raise DataError(self.path, f"{len(record)} values in a table of {len(names)} columns", row)

    def _convert(self, block: list[list[str]], rows: list[int]) -> Array:
        table, values = self.table, np.empty((len(block), len(self.table.names)))
        for j, column in enumerate(zip(*block, strict=True)):
            if not table.numeric[j]:
                values[:, j] = self._words(j, column, rows)
                continue
            try:
                values[:, j] = numbers = np.fromiter(map(float, column), np.float64, len(column))
            except ValueError:
                numbers = None
            # float() also takes "nan", "inf" and "1_000": one by one then, to say what is wrong where.
            if numbers is None or not np.isfinite(numbers).all() or "_" in "".join(column):
                pairs = zip(column, rows, strict=True)
                values[:, j] = [self._number(cell, row, table.names[j]) for cell, row in pairs]
        return values

    def _number(self, cell: str, row: int, column: str) -> float:
        text = cell.strip()
        if text.lower() in MISSING:
            return self._missed(row, column)
        if not _is_number(text):
            raise DataError(self.path, f"{_short(text)} is no number, in a column of numbers", row, column)
        if not isfinite(float(text)):
            raise DataError(self.path, f"{_short(text)} is not finite", row, column)
        return float(text)

    def _words(self, j: int, column: Sequence[str], rows: list[int]) -> list[float]:
        codes, found = self.table.codes[j], []
        for cell, row in zip(column, rows, strict=True):
            word = cell.strip()
            if word.lower() in MISSING:
                found.append(self._missed(row, self.table.names[j]))
            else:
                found.append(codes.setdefault(word, len(codes)))
        return found

    def _missed(self, row: int, column: str) -> float:
        self.table.missing_count += 1
        if len(self.table.missing) < _MOST_REPORTED:
            self.table.missing.append((row, column))
        return nan


def _is_number(text: str) -> bool:
    try:
        return "_" not in text and not isnan(float(text))
    except ValueError:
        return False


def _looks_numeric(column: Sequence[str]) -> bool:
    present = [cell for cell in column if cell.strip().lower() not in MISSING]
    return bool(present) and sum(map(_is_number, present)) * 2 >= len(present)


def _short(text: str) -> str:
    return repr(text if len(text) <= 30 else text[:29] + "…")


def _assemble(table: _Table, target: str | int, task: str | None, missing: str) -> CsvData:
    names, values, path = table.names, table.values, table.path
    if isinstance(target, str) and target not in names:
        raise UnknownName("target", target, names)
    if not isinstance(target, str) and not -len(names) <= target < len(names):
        raise InputError("target", target, f"a column's name, or its index below {len(names)}")
    t = names.index(target) if isinstance(target, str) else target % len(names)
    if len(names) < 2:
        raise DataError(path, "one column alone: there must be a feature and a target", None, names[0])
    if table.missing and missing == "error":
        raise DataError(path, "a missing value", *table.missing[0])
    dropped = 0
    if table.missing_count:
        if missing == "mean":
            for j in (j for j in range(len(names)) if j != t and table.numeric[j]):
                holes = np.isnan(values[:, j])
                if holes.all():
                    raise DataError(path, "no value at all", None, names[j])
                if holes.any():
                    values[holes, j] = values[~holes, j].mean()
        whole = ~np.isnan(values).any(axis=1)
        dropped = int(len(values) - whole.sum())
        values, table.values = values[whole], np.empty((0, 0))
        if not len(values):
            raise DataError(path, "every row has a missing value")
    features: list[str] = []
    columns: list[Array] = []
    one_hot = False
    for j, name in enumerate(names):
        if j == t:
            continue
        if values[:, j].min() == values[:, j].max():
            raise DataError(path, "the same value in every row: nothing to learn from", None, name)
        if table.numeric[j]:
            features.append(name)
            columns.append(values[:, j])
            continue
        one_hot = True
        if len(table.codes[j]) > _MOST_CATEGORIES:
            reason = f"{len(table.codes[j])} different words; at most {_MOST_CATEGORIES} can be told apart"
            raise DataError(path, reason, None, name)
        for word, code in sorted(table.codes[j].items()):
            features.append(f"{name}={word}")
            columns.append((values[:, j] == code).astype(np.float64))
    y = values[:, t].copy()
    # Moving the columns within the table costs no second table; features of words need one.
    if one_hot:
        X = np.stack(columns, axis=1)
    else:
        values[:, t:-1] = values[:, t + 1 :]
        X = values[:, :-1]
    categories = {names[j]: tuple(sorted(table.codes[j])) for j in range(len(names)) if not table.numeric[j]}
    data = _targets(table, t, X, y, tuple(features), task)
    return CsvData(data, tuple(table.missing), table.missing_count, dropped, categories)


def _targets(
    table: _Table, t: int, X: Array, y: Array, features: tuple[str, ...], task: str | None
) -> Dataset:
    path, column, codes = table.path, table.names[t], table.codes[t]
    found = np.unique(y)
    name = os.path.splitext(os.path.basename(path))[0]
    if codes:
        words = sorted(codes)
        if task == "regression":
            raise DataError(path, "words cannot be the target of a regression", None, column)
        place = np.empty(len(codes))
        place[[codes[word] for word in words]] = np.arange(len(words))
        y, classes = place[y.astype(int)], tuple(words)
    else:
        whole = bool((found == np.floor(found)).all())
        if task == "regression" or (task is None and not (whole and len(found) <= 10)):
            if len(found) < 2:
                raise DataError(path, "the same value in every row: nothing to predict", None, column)
            return Dataset(name, X, y[:, None], "regression", features)
        if len(found) > 1000:
            raise DataError(path, f"{len(found)} different values are too many classes", None, column)
        y = np.searchsorted(found, y).astype(np.float64)
        classes = tuple(f"{v:g}" for v in found)
    present = len(np.unique(y))
    if present < 2:
        raise DataError(path, f"all rows are of one class, {classes[int(y[0])]}", None, column)
    if task == "binary" and len(classes) != 2:
        raise DataError(path, f"{len(classes)} classes where two were expected", None, column)
    return classified(name, X, y.astype(int), features, classes)

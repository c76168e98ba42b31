"""Data from a CSV file: columns of numbers and of words, read block by block."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Any, TextIO

import numpy as np

from .csvtable import INDEX_NAMES, Progress, Reader, Table, lines_of
from .datasets import TASKS, Dataset, classified
from .errors import Array, DataError, InputError, UnknownName, count, function, lookup, several, short
from .errors import path as as_path

_MOST_CATEGORIES = 50


@dataclass(frozen=True)
class CsvData:
    """What was read: `dataset`, and what had to be done to get it.

    `missing` lists (row, column) of the first 1,000 missing values, `missing_count` counts them all,
    `dropped` counts the rows left out, `categories` lists the words of each column of words. `ignored` says
    of each column that was left out why, `read_as` of each column whose numbers are written in a form of
    their own what they were read as. `target` names the column to predict.

    >>> import io
    >>> csvdata.load(io.StringIO("age,place,ill\\n30,a,no\\n50,a,yes\\n"))
    CsvData('stream': 2 samples of 1 features, binary; ignored: place)
    """

    dataset: Dataset
    missing: tuple[tuple[int, str], ...]
    missing_count: int
    dropped: int
    categories: dict[str, tuple[str, ...]]
    ignored: dict[str, str] = field(default_factory=dict)
    read_as: dict[str, str] = field(default_factory=dict)
    target: str = ""

    def __repr__(self) -> str:
        told = {"ignored": self.ignored, "read in a form of their own": self.read_as}
        notes = [f"; {what}: {short(', '.join(names), 80)}" for what, names in told.items() if names]
        notes += [f"; {self.missing_count} values missing"] if self.missing_count else []
        notes += [f"; {self.dropped} rows left out"] if self.dropped else []
        return repr(self.dataset).replace("Dataset(", "CsvData(", 1)[:-1] + "".join(notes) + ")"


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
    named in `categorical`: `10%` and `$10` are read as 10, `1,000` as 1000, `3,5` as 3.5, 2024-01-31 as
    days since 1970; other dates, and commas that may be either, are refused. Words become one feature for
    each category. Columns of a single value, and an index without a name as pandas writes it, are left
    out. `task` "binary", "multiclass" or "regression"; None takes words, and up to 10 different whole
    numbers, for classes. `missing` "drop" leaves out rows with missing values, "mean" puts the column's
    mean in their place (the target's row is left out all the same), "error" refuses them. `progress` is
    called with the share read (0 to 1), `cancelled` asked now and then. Raises DataError with file, row (1
    is the first line), column and reason; Cancelled; InputError for an argument out of range; OSError where
    the file cannot be opened.
    """
    lookup("missing", missing, dict.fromkeys(("drop", "mean", "error")))
    if task is not None:
        lookup("task", task, dict.fromkeys(TASKS))
    if not (isinstance(delimiter, str) and len(delimiter) == 1 and delimiter not in '"\r\n'):
        raise InputError("delimiter", delimiter, "one character, such as ',' or ';', no quote or line end")
    if header is not None and not isinstance(header, bool):
        raise InputError("header", header, "True, False, or None to look")
    if not isinstance(target, str):
        target = count("target", target, least=-(2**31), most=2**31)
    words = several("categorical", categorical, "a list of names of columns", str)
    for name, called in (("progress", progress), ("cancelled", cancelled)):
        if called is not None:
            function(name, called)
    if not isinstance(source, (str, os.PathLike)) and not hasattr(source, "readlines"):
        raise InputError("source", source, "a path, or a stream that is open for reading")
    file = None if hasattr(source, "readlines") else as_path("source", source)
    path = file or str(getattr(source, "name", "stream"))
    stream: Any
    with open(file, "rb") if file is not None else nullcontext(source) as stream:
        size = os.fstat(stream.fileno()).st_size if file is not None else 0
        lines = lines_of(stream, path, size, progress, cancelled)
        table = Reader(path, lines, delimiter).read(header, set(words))
    return _assemble(table, target, task, missing)


def _assemble(table: Table, target: str | int, task: str | None, missing: str) -> CsvData:
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
    ignored = {name: why for j, name in enumerate(names) if j != t and (why := _useless(table, values, j))}
    if "" in names[:1] and "" not in ignored:
        raise DataError(path, "every column needs a name of its own", 1, "")
    kept = [j for j, name in enumerate(names) if j != t and name not in ignored]
    if not kept:
        raise DataError(path, f"no feature is left: {', '.join(f'{k!r}: {v}' for k, v in ignored.items())}")
    features: list[str] = []
    columns: list[Array] = []
    for j in kept:
        if table.numeric[j]:
            features.append(names[j])
            columns.append(values[:, j])
            continue
        if len(table.codes[j]) > _MOST_CATEGORIES:
            reason = f"{len(table.codes[j])} different words; at most {_MOST_CATEGORIES} can be told apart"
            raise DataError(path, reason, None, names[j])
        for word, code in sorted(table.codes[j].items()):
            features.append(f"{names[j]}={word}")
            columns.append((values[:, j] == code).astype(np.float64))
    y = values[:, t].copy()
    # Moving the columns within the table costs no second table; features of words need one.
    if len(columns) != len(kept) or not all(table.numeric[j] for j in kept):
        X = np.stack(columns, axis=1)
    else:
        _close_gaps(values, kept)
        X = values[:, : len(kept)]
    categories = {names[j]: tuple(sorted(table.codes[j])) for j in range(len(names)) if not table.numeric[j]}
    read_as = {name: form.name for name, form in zip(names, table.forms, strict=True) if form is not None}
    data = _targets(table, t, X, y, tuple(features), task)
    return CsvData(
        data, tuple(table.missing), table.missing_count, dropped, categories, ignored, read_as, names[t]
    )


def _useless(table: Table, values: Array, j: int) -> str:
    """Return why a column cannot help to predict; "" if it may."""
    column = values[:, j]
    if column.min() == column.max():
        return "the same value in every row"
    if j == 0 and table.names[0] in INDEX_NAMES and len(np.unique(column)) == len(column):
        return "it numbers the rows"
    return ""


def _close_gaps(values: Array, kept: list[int]) -> None:
    # Whole runs of columns at a time: nothing is moved before the first gap.
    start = 0
    while start < len(kept):
        stop = start + 1
        while stop < len(kept) and kept[stop] - kept[start] == stop - start:
            stop += 1
        if kept[start] != start:
            values[:, start:stop] = values[:, kept[start] : kept[stop - 1] + 1]
        start = stop


def _targets(
    table: Table, t: int, X: Array, y: Array, features: tuple[str, ...], task: str | None
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

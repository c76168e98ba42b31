"""A CSV file as a table: its lines, its columns, and each cell as a number or the code of a word."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from math import isfinite, nan
from typing import Any

import numpy as np

from . import numerals
from .errors import Array, Cancelled, DataError, InputError, UnknownName
from .numerals import MISSING, Form

# In a column of words these are words.
_WORDS_TOO = frozenset({"none", "-"})
# C0 and C1 controls but tab and line ends, and what reorders text: a terminal would obey them.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_OTHER_FILES = {
    b"\x1f\x8b": "compressed with gzip: unpack it first",
    b"PK\x03\x04": "a zip archive, or a workbook such as .xlsx: unpack it, or export it as CSV",
    b"\xd0\xcf\x11\xe0": "a workbook of an old office program: export it as CSV",
    b"BZh": "compressed with bzip2: unpack it first",
    b"\xfd7zXZ": "compressed with xz: unpack it first",
    b"\x28\xb5\x2f\xfd": "compressed with zstd: unpack it first",
    b"PAR1": "a Parquet file: export it as CSV",
    b"%PDF": "a PDF document",
    b"\xff\xfe": "text in UTF-16: save it as UTF-8",
    b"\xfe\xff": "text in UTF-16: save it as UTF-8",
}
_OTHER_DELIMITERS = {";": "';'", "\t": "'\\t'", "|": "'|'"}
# What pandas calls the index that it wrote itself, when it reads and writes it again.
INDEX_NAMES = ("", "Unnamed: 0")
_LOOKED_AT = 1000
_BLOCK_ROWS = 8192
_BLOCK_BYTES = 2**20
_MOST_REPORTED = 1000

Progress = Callable[[float], object]


def lines_of(
    stream: Any, path: str, size: int, progress: Progress | None, cancelled: Callable[[], bool] | None
) -> Iterator[str]:
    """Yield the lines of a stream, once they are known to be text that a terminal can be shown.

    Raises DataError for anything else, Cancelled if `cancelled` says so.
    """
    row = read = 0
    while chunk := _chunk(stream, path, row):
        if cancelled is not None and cancelled():
            raise Cancelled(f"reading {path} was called off after {row} rows")
        lines: list[str] = chunk
        if isinstance(chunk[0], bytes):
            read += sum(map(len, chunk))
            if not row:
                _check_kind(chunk[0], path)
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


def _chunk(stream: Any, path: str, row: int) -> Any:
    try:
        return stream.readlines(_BLOCK_BYTES)
    except UnicodeDecodeError as error:
        raise DataError(path, f"not {error.encoding}: {error.reason}, after row {row}") from None
    except ValueError as error:
        raise InputError("source", stream, f"a stream that can be read: {error}") from None


def _check_kind(start: bytes, path: str) -> None:
    for magic, what in _OTHER_FILES.items():
        if start.startswith(magic):
            raise DataError(path, f"this is {what}")
    # Half of the bytes of Latin letters in UTF-16.
    if start.count(0) * 3 > len(start[:1000]):
        raise DataError(path, "this is text in UTF-16 or UTF-32: save it as UTF-8")


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
class Table:
    """Columns as read: numbers, or codes of words; nan where a value is missing.

    `forms` is how the numbers of a column are written, None where Python reads them.
    """

    path: str
    names: list[str]
    numeric: list[bool]
    codes: list[dict[str, int]]
    values: Array
    forms: list[Form | None] = field(default_factory=list)
    missing: list[tuple[int, str]] = field(default_factory=list)
    missing_count: int = 0


class Reader:
    """Reads lines of CSV into a table."""

    def __init__(self, path: str, lines: Iterator[str], delimiter: str) -> None:
        self.path, self.lines, self.delimiter = path, lines, delimiter

    def read(self, header: bool | None, categorical: set[str]) -> Table:
        """Return the table; raises DataError with row and column for what cannot be read.

        `header`: whether the first row holds names, None looks. Columns in `categorical` hold words.
        """
        blocks = self._blocks(csv.reader(self.lines, delimiter=self.delimiter, strict=True))
        first, rows = next(blocks, ([], []))
        if not first:
            raise DataError(self.path, "the file is empty")
        self._check_delimiter(first[:_LOOKED_AT])
        if header is None:
            header = not any(map(numerals.is_quantity, first[0]))
        names = [f"column {i + 1}" for i in range(len(first[0]))]
        if header:
            names, first, rows = [cell.strip() for cell in first[0]], first[1:], rows[1:]
            name, times = Counter(names).most_common(1)[0]
            if times > 1 or "" in names[1:]:
                raise DataError(
                    self.path, "every column needs a name of its own", 1, name if times > 1 else ""
                )
        if not first:
            raise DataError(self.path, "there is a header and no row below it", 1)
        if unknown := categorical - set(names):
            raise UnknownName("categorical", sorted(unknown)[0], names)
        self._same_width(first, rows, names)
        forms: list[Form | None] = []
        numeric: list[bool] = []
        for name, column in zip(names, zip(*first[:_LOOKED_AT], strict=True), strict=True):
            plain = name not in categorical and numerals.looks_numeric(column)
            form = None if name in categorical else self._form(name, column)
            forms.append(form)
            numeric.append(plain or form is not None)
        words: list[dict[str, int]] = [{} for _ in names]
        self.table = table = Table(self.path, names, numeric, words, np.empty((0, 0)), forms)
        parts = [self._convert(first, rows)]
        del first
        for block, rows in blocks:
            self._same_width(block, rows, names)
            parts.append(self._convert(block, rows))
        table.values = np.empty((sum(map(len, parts)), len(names)))
        # From the back, giving each block up as it is copied: never two copies of the whole table.
        end = len(table.values)
        while parts:
            part = parts.pop()
            table.values[end - len(part) : end] = part
            end -= len(part)
        return table

    def _check_delimiter(self, records: list[list[str]]) -> None:
        for other, said in _OTHER_DELIMITERS.items():
            # Alone in its row, or between the digits of all rows, where decimal commas part the rest.
            times = {"".join(record).count(other) for record in records}
            between = re.compile(rf"\d\s*{re.escape(other)}\s*[-+.\d]")
            parts = len(records[0]) == 1 or all(between.search(" ".join(record)) for record in records)
            if other != self.delimiter and len(times) == 1 and 0 not in times and parts:
                found = f"{said} parts the values, not {self.delimiter!r}: say delimiter={said}"
                raise DataError(self.path, found, 1)

    def _form(self, name: str, column: Sequence[str]) -> Form | None:
        try:
            return numerals.form_of_column(column, self.delimiter)
        except ValueError as error:
            raise DataError(self.path, str(error), None, name) from None

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
            if table.forms[j] is not None:
                values[:, j] = self._each(j, column, rows)
                continue
            try:
                values[:, j] = numbers = np.fromiter(map(float, column), np.float64, len(column))
            except ValueError:
                numbers = None
            # float() also takes "nan", "inf" and "1_000": one by one then, to say what is wrong where.
            if numbers is None or not np.isfinite(numbers).all() or "_" in "".join(column):
                values[:, j] = self._each(j, column, rows)
        return values

    def _each(self, j: int, column: Sequence[str], rows: list[int]) -> list[float]:
        name, form = self.table.names[j], self.table.forms[j]
        return [self._number(cell, row, name, form) for cell, row in zip(column, rows, strict=True)]

    def _number(self, cell: str, row: int, column: str, form: Form | None) -> float:
        text = cell.strip()
        if text.lower() in MISSING:
            return self._missed(row, column)
        if form is not None and form.fits(text):
            try:
                return form.read(text)
            except ValueError:
                raise DataError(self.path, f"{_short(text)} is no {form.one}", row, column) from None
        if form is not None and not form.plain:
            raise DataError(self.path, f"{_short(text)} is no {form.one}, as others are", row, column)
        if not numerals.is_number(text):
            raise DataError(self.path, f"{_short(text)} is no number, in a column of numbers", row, column)
        if not isfinite(float(text)):
            raise DataError(self.path, f"{_short(text)} is not finite", row, column)
        return float(text)

    def _words(self, j: int, column: Sequence[str], rows: list[int]) -> list[float]:
        codes, found = self.table.codes[j], []
        for cell, row in zip(column, rows, strict=True):
            word = cell.strip()
            low = word.lower()
            if low in MISSING and low not in _WORDS_TOO:
                found.append(self._missed(row, self.table.names[j]))
            else:
                found.append(codes.setdefault(word, len(codes)))
        return found

    def _missed(self, row: int, column: str) -> float:
        self.table.missing_count += 1
        if len(self.table.missing) < _MOST_REPORTED:
            self.table.missing.append((row, column))
        return nan


def _short(text: str) -> str:
    return repr(text if len(text) <= 30 else text[:29] + "…")

"""The TOML inside a fence: read, checked against fields, and every fault given its place."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from lessons.format.faults import first_control, visible
from lessons.format.fields import Field, FieldError, nearest

_AT = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)\Z")
LONGEST = 10_000
"""The most characters of a fence: some keys of thousands of parts take long to read."""
MOST_PROBLEMS = 20
"""So many problems of a fence are told; who has mended them will see the rest."""


class Problem(NamedTuple):
    """A fault in a fence. `line` counts from 0 within the fence's content; -1 is the fence itself."""

    line: int
    column: int
    reason: str
    mend: str


def read_fence(text: str, fields: Sequence[Field], what: str) -> tuple[dict[str, Any], list[Problem]]:
    """Read a fence's TOML: the checked values of the fields it sets, and its problems."""
    if len(text) > LONGEST:
        return {}, [Problem(-1, 1, f"TOML of {len(text):,} characters", f"write at most {LONGEST:,}")]
    try:
        table = tomllib.loads(text)
    except RecursionError:
        return {}, [Problem(-1, 1, "TOML: brackets within brackets, too deep", "take some of them out")]
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        place = _AT.search(message)
        line, column = -1, 1
        if place and place[1]:
            line, column = int(place[1]) - 1, int(place[2])
        elif place:
            line, column = max(0, len(text.splitlines()) - 1), 1
        reason, mend = _toml_reason(_AT.sub("", message).rstrip(), text, line)
        return {}, [Problem(line, column, reason, mend)]
    except ValueError:
        return {}, [Problem(-1, 1, "TOML: a number of thousands of digits", "write a shorter one")]
    return read_table(table, fields, what, text)


def read_table(
    table: dict[str, Any],
    fields: Sequence[Field],
    what: str,
    text: str,
    find: Callable[[str, str], tuple[int, int]] | None = None,
) -> tuple[dict[str, Any], list[Problem]]:
    """Check a table against fields. `find` says where in `text` a key stands; by default `find_key`."""
    known = {f.name: f for f in fields}
    values: dict[str, Any] = {}
    problems: list[Problem] = []

    def note(key: str, reason: str, mend: str) -> None:
        problems.append(Problem(*(find or find_key)(text, key), reason, mend))

    for key, value in table.items():
        if len(problems) >= MOST_PROBLEMS:
            return values, problems
        if key not in known:
            mend = nearest(key, known) if known else "it takes none"
            note(key, f"{what} has no field '{visible(key)}'", mend)
            continue
        bad = next((found for found in map(first_control, _strings(value)) if found), None)
        if bad:
            note(key, f"'{key}' holds {bad[1]}", "take it out")
            continue
        try:
            values[key] = known[key].read(value)
        except FieldError as error:
            note(key, error.reason, error.mend)
    problems += [
        Problem(-1, 1, f"{what} needs '{f.name}'", f"add a line: {f.example()}")
        for f in fields
        if f.required and f.name not in table
    ]
    return values, problems


def find_key(text: str, key: str) -> tuple[int, int]:
    """The line (from 0) and column (from 1) where a key stands; (-1, 1) where it cannot be found."""
    pattern = re.compile(rf"^(\s*)(?:\[+\s*)?[\"']?{re.escape(key)}[\"']?\s*(?:[.=\]])")
    for number, line in enumerate(text.splitlines()):
        found = pattern.match(line) if key in line else None
        if found:
            return number, len(found[1]) + 1
    return -1, 1


def find_in_fence(lines: Sequence[str], fence: int, key: str) -> tuple[int, int]:
    """Where a key of the fence at a line stands, as `find_key` says it; the fence itself where it is not."""
    end = next((i for i in range(fence + 1, len(lines)) if lines[i].startswith("```")), len(lines))
    line, column = find_key("\n".join(lines[fence + 1 : end]), key)
    return fence + 1 + line, column


def find_nested_key(text: str, key: str, nth: int) -> tuple[int, int]:
    """Where the nth table of a list, from 0, has a key: at the start of a line, or after `{` or `,`."""
    pattern = re.compile(rf"(?:^|[{{,])\s*([\"']?{re.escape(key)}[\"']?\s*=)")
    for number, line in enumerate(text.splitlines()):
        for found in pattern.finditer(line) if key in line else ():
            if nth == 0:
                return number, found.start(1) + 1
            nth -= 1
    return -1, 1


def _strings(value: Any) -> Iterator[str]:
    """Every text in a value, however deep."""
    left = [value]
    while left:
        one = left.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, list):
            left += one
        elif isinstance(one, dict):
            left += one
            left += one.values()


def _toml_reason(message: str, text: str, line: int) -> tuple[str, str]:
    """What TOML's complaint means to an author, and the mend."""
    reason = f"TOML: {message[0].lower()}{message[1:]}"
    lines = text.splitlines()
    source = lines[line] if 0 <= line < len(lines) else ""
    if message.startswith("Cannot overwrite"):
        return "TOML: this field is set a second time", "take one of the two out"
    if "=" not in source and source.strip():
        return reason, "write a field as: name = value"
    comma = re.search(r"=\s*([-+]?\d+),(\d+)", source)
    if comma:
        return reason, f"write the decimals after a point: {comma[1]}.{comma[2]}"
    if text.count("[") > text.count("]"):
        return reason, "close the list with ]"
    if re.search(r"=\s*[A-Za-z_]", source):
        return reason, "put text between quotation marks"
    return reason, "see `nntutor labs` for how each value is written"

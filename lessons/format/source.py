"""The text of a lesson file, if it is text that is safe to show."""

from __future__ import annotations

import codecs
from pathlib import Path

from lessons.format.faults import MOST_FAULTS, Fault, first_control
from lessons.format.files import OddFileError, read_at_most

MOST_BYTES = 1_000_000


def read_source(path: Path, name: str) -> tuple[str | None, list[Fault]]:
    """Read a file as UTF-8: its text with plain line ends, or None and the reason."""

    def broken(line: int, column: int, reason: str, mend: str, source: str = "") -> tuple[None, list[Fault]]:
        return None, [Fault(name, line, column, reason, mend, source)]

    try:
        data = read_at_most(path, MOST_BYTES + 1)
        if len(data) > MOST_BYTES:
            reason = f"the file is larger than {MOST_BYTES / 1e6:g} MB, the most that a lesson may have"
            return broken(1, 1, reason, "split it, or name the right file")
    except IsADirectoryError:
        return broken(1, 1, "this is a folder", "name a Markdown file, or run nntutor check on the folder")
    except OddFileError as error:
        return broken(1, 1, str(error.strerror), "name a Markdown file")
    except OSError as error:
        return broken(
            1, 1, f"cannot be read: {error.strerror or error}", "check the name and the permissions"
        )
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return broken(1, 1, "the file is in UTF-16", "save it as UTF-8")
    if b"\0" in data[:8192]:
        return broken(1, 1, "this is a binary file", "name a Markdown file")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The position counts from behind a byte order mark, and so does `object`.
        *above, before = error.object[: error.start].decode("utf-8").split("\n")
        rest = error.object[error.start :].split(b"\n")[0].decode("utf-8", errors="replace")
        reason = f"byte 0x{error.object[error.start]:02x} is no UTF-8"
        return broken(len(above) + 1, len(before) + 1, reason, "save the file as UTF-8", before + rest)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        return broken(1, 1, "the file is empty", "start from `nntutor new FILE`")
    faults = []
    for number, source in enumerate(text.split("\n"), 1):
        found = first_control(source)
        if found:
            at, what = found
            faults.append(Fault(name, number, at + 1, f"{what} in the text", "take it out", source))
            if len(faults) == MOST_FAULTS:
                break
    return (None, faults) if faults else (text, [])

"""Writing what a lab has made to files of the learner's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path


def folder_here() -> Path:
    """Return the folder where the tutor was started. Raises `OSError` with a name where it is gone."""
    try:
        return Path.cwd()
    except OSError as error:
        raise OSError(error.errno, "the folder is gone", ".") from None


def save_new(files: Mapping[str, str], folder: Path) -> list[Path]:
    """Write files into a folder, under another number where a name is taken; nothing is overwritten.

    Returns where they are. Raises `OSError` with a file's name; then none of them is left.
    """
    saved: list[Path] = []
    for name, text in files.items():
        wanted = path = folder / name
        for number in count(2):
            try:
                with path.open("x", encoding="utf-8") as out:
                    saved.append(path)
                    out.write(text)
                break
            except FileExistsError:
                path = wanted.with_stem(f"{wanted.stem}-{number}")
            except OSError as error:
                take_away(saved)
                raise OSError(error.errno, error.strerror, str(path)) from None
    return saved


def take_away(files: Iterable[Path]) -> None:
    """Delete files that were to be saved together with one that could not be."""
    for path in files:
        with suppress(OSError):
            path.unlink()

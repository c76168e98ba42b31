"""Writing what a lab has made to files of the learner's."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from pathlib import Path


def save_new(files: Mapping[str, str], folder: Path) -> list[Path]:
    """Write files into a folder, under another number where a name is taken; nothing is overwritten.

    Returns where they are. Raises `OSError`.
    """
    return [_save_one(folder / name, text) for name, text in files.items()]


def _save_one(wanted: Path, text: str) -> Path:
    for number in count(1):
        path = wanted if number == 1 else wanted.with_stem(f"{wanted.stem}-{number}")
        try:
            with path.open("x", encoding="utf-8") as out:
                out.write(text)
        except FileExistsError:
            continue
        break
    return path

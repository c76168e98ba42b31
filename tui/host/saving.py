"""Writing what a lab has made to files of the learner's."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path


def save_new(files: Mapping[str, str], folder: Path) -> list[Path]:
    """Write files into a folder, under another number where a name is taken; nothing is overwritten.

    Returns where they are. Raises `OSError`.
    """
    saved = []
    for name, text in files.items():
        wanted = path = folder / name
        for number in count(2):
            with suppress(FileExistsError), path.open("x", encoding="utf-8") as out:
                out.write(text)
                break
            path = wanted.with_stem(f"{wanted.stem}-{number}")
        saved.append(path)
    return saved

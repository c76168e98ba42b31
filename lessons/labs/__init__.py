"""The labs, by the name a lesson calls them: the name of the lab's file.

A new lab is one file here; a family of labs is a folder with what they share in files that begin with `_`.
A lab is imported when a lesson calls it: a page waits for no other lab's code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path

from lessons.labs.base import Lab, ReadoutError, split_path

MACHINERY = "base"


def _entries(folder: Path) -> list[Path]:
    """The files and folders that labs may be in, without what they share."""
    return [e for e in sorted(folder.iterdir()) if e.suffix in ("", ".py") and not e.name.startswith("_")]


@cache
def _modules() -> dict[str, str]:
    """The module of each lab, found without importing any. Raises `TypeError` where two have one name."""
    found: dict[str, str] = {}

    def find(name: str, module: str) -> None:
        if name in found:
            raise TypeError(f"{module} and {found[name]} are labs of one name; call one of them otherwise")
        found[name] = module

    for entry in _entries(Path(__path__[0])):
        if entry.suffix:
            find(entry.stem, f"{__name__}.{entry.stem}")
        elif entry.name != MACHINERY and (entry / "__init__.py").is_file():
            for each in _entries(entry):
                find(each.stem, f"{__name__}.{entry.name}.{each.stem}")
    return found


class _Registry(Mapping[str, type[Lab]]):
    """Every lab's class, by its name: the one that its file defines, whatever it is called there."""

    def __getitem__(self, name: str) -> type[Lab]:
        module = import_module(_modules()[name])
        classes = [each for each in vars(module).values() if isinstance(each, type)]
        labs = [each for each in classes if issubclass(each, Lab) and each.__module__ == module.__name__]
        if len(labs) != 1:
            raise TypeError(f"{module.__name__} defines {len(labs)} labs; a file holds one")
        return labs[0]

    def __contains__(self, name: object) -> bool:
        return name in _modules()

    def __iter__(self) -> Iterator[str]:
        return iter(_modules())

    def __len__(self) -> int:
        return len(_modules())


REGISTRY: Mapping[str, type[Lab]] = _Registry()

__all__ = ["REGISTRY", "Lab", "ReadoutError", "split_path"]

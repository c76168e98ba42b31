"""The labs, by the name a lesson calls them.

Lab `forward` is the class `ForwardLab` in `forward.py`. A new lab is one file here and one
name below. A lab is imported when a lesson calls it: a page waits for no other lab's code.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from lessons.labs.base import Lab, ReadoutError, split_path

NAMES = (
    "compare",
    "features",
    "forward",
    "structure",
    "layer",
    "activations",
    "losses",
    "descent",
    "backprop",
    "train",
    "recap",
)


class _Registry(Mapping[str, type[Lab]]):
    """Every lab's class, by its name."""

    def __getitem__(self, name: str) -> type[Lab]:
        if name not in NAMES:
            raise KeyError(name)
        lab: type[Lab] = getattr(import_module(f"lessons.labs.{name}"), f"{name.capitalize()}Lab")
        return lab

    def __contains__(self, name: object) -> bool:
        return name in NAMES

    def __iter__(self) -> Iterator[str]:
        return iter(NAMES)

    def __len__(self) -> int:
        return len(NAMES)


REGISTRY: Mapping[str, type[Lab]] = _Registry()

__all__ = ["NAMES", "REGISTRY", "Lab", "ReadoutError", "split_path"]

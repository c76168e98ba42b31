"""How lessons name a number: `loss.test`, `z1[0]`, `layer[0].weights`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from lessons.format.faults import visible
from lessons.format.fields import nearest

Parts: TypeAlias = tuple[str | int, ...]

_PATH = re.compile(r"\.?([A-Za-z_][A-Za-z0-9_]*)|\[(-?\d{1,9}(?: *, *-?\d{1,9})*)\]", re.ASCII)


class ReadoutError(LookupError):
    """A readout path that names nothing: what is wrong, and the mend."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(f"{reason}; {mend}")
        self.reason = reason
        self.mend = mend


@lru_cache(maxsize=4096)
def split_path(path: str) -> Parts:
    """`layers[0].W[1,0]` → ('layers', 0, 'W', 1, 0). Raises `ReadoutError`."""
    parts: list[str | int] = []
    at = 0
    while at < len(path):
        found = _PATH.match(path, at)
        if not found or (at == 0 and found[1] is None):
            raise ReadoutError(f"'{visible(path)}' is no readout", "write a name, such as loss.test or z1[0]")
        if found[1] is not None:
            parts.append(found[1])
        else:
            parts.extend(int(i) for i in found[2].split(","))
        at = found.end()
    if not parts:
        raise ReadoutError("an empty readout", "write a name, such as loss.test or z1[0]")
    return tuple(parts)


def walk(values: Mapping[str, Any], path: str, owner: str) -> tuple[Any, Parts]:
    """What a path names in nested values, and the path with its indices counted from the front.

    `owner`: how messages call what has the values. Raises `ReadoutError`.
    """
    value: Any = values
    parts: list[str | int] = []
    for part in split_path(path):
        if isinstance(part, str):
            if not isinstance(value, Mapping) or part not in value:
                known = list(value) if isinstance(value, Mapping) else []
                where = f"'{_written(parts)}' of {owner}" if parts else owner
                raise ReadoutError(f"{where} has no readout '{part}'", nearest(part, known))
            value = value[part]
            parts.append(part)
        else:
            size = len(value) if hasattr(value, "__len__") and not isinstance(value, str | Mapping) else 0
            if not -size <= part < size:
                mend = f"it has {size}, counted from 0" if size else "it is a single value"
                raise ReadoutError(f"'{_written(parts)}' of {owner} has no element {part}", mend)
            value = value[part]
            parts.append(part % size)
    return value, tuple(parts)


def _written(parts: Iterable[str | int]) -> str:
    """('layers', 0, 'W') → `layers[0].W`."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts).removeprefix(".")

"""Every regular expression of the program, tried on texts made to send it back and forth: a process of its
own, because one that takes for ever cannot be interrupted. `python -m tests.support.patterns`.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import resource

LENGTH = 2_000
PIECES = (
    " ",
    "1",
    "[",
    "{",
    "{ ",
    "=1",
    "= ",
    "a",
    "a ",
    "·",
    " · ",
    "1×",
    "--ascii ",
    "\x1b[",
    "\x1b]",
    "1,",
    "-",
)
ENDS = ("", "\x00")
SECONDS = 10
"""Of processor time, for all: ten times what it takes."""


def patterns() -> dict[str, re.Pattern[str] | re.Pattern[bytes]]:
    """All that stand in a module, by name."""
    found = {}
    for package in ("engine", "lessons", "tui"):
        for info in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            if info.name in ("tui.__main__", "engine.child"):
                continue
            for name, value in vars(importlib.import_module(info.name)).items():
                if isinstance(value, re.Pattern):
                    found[f"{info.name}.{name}"] = value
    return found


def main() -> None:
    """Try each; print its name before, so that the last one printed is the one that never ended."""
    found = patterns()
    soft = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    resource.setrlimit(resource.RLIMIT_CPU, (int(soft) + SECONDS, resource.RLIM_INFINITY))
    for name, pattern in found.items():
        print(name, flush=True)
        for start in ("", "{", "="):
            for piece in PIECES:
                for end in ENDS:
                    text = start + piece * (LENGTH // len(piece)) + end
                    data = text.encode() if isinstance(pattern.pattern, bytes) else text
                    pattern.match(data)  # type: ignore[arg-type]
                    pattern.fullmatch(data)  # type: ignore[arg-type]
                    pattern.search(data)  # type: ignore[arg-type]
    print("all")


if __name__ == "__main__":
    main()

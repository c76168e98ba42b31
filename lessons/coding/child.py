"""What runs in the child process: each case is evaluated from fresh numbers. See `attempts`."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sys
import warnings
from typing import Any

# Threads take address space, and the arrays are small. Before NumPy is imported, which reads it once.
os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

from lessons.coding.evaluate import run
from lessons.coding.language import Unread, read
from lessons.coding.operations import Value, Wrong
from lessons.coding.wire import packed, unpacked

SECONDS, WALL, MEMORY = 2, 10, 2**28
"""Seconds of the processor and of the clock, and bytes: more than are used before a line is read."""

_EVERYTHING = (
    "a = np.arange(6).reshape(2, 3) / 2",
    "b = a.std(axis=0, keepdims=True) + a.var() + np.max(a, axis=1, keepdims=True) @ np.ones((1, 3)) % 2",
    "c = np.where(a > 1, np.clip(a, 0, 1), np.outer(a[:, 0], np.eye(3)[0])) ** 2",
    "d = np.argmax(a, axis=1) + np.argmin(a) * np.any(a) - np.all(a)",
)


def answer(request: dict[str, Any]) -> dict[str, Any]:
    """For each of the `programs` (lists of lines) the outcome of each of the `cases` (values by name)."""
    return {"outcomes": [_tried(lines, request["cases"], request["asked"]) for lines in request["programs"]]}


def answers(request: dict[str, Any]) -> dict[str, Any]:
    """The answer, or those of all the `requests` where there are several."""
    if "requests" in request:
        return {"answers": [answer(each) for each in request["requests"]]}
    return answer(request)


def _tried(lines: list[str], cases: list[dict[str, Any]], asked: list[str]) -> list[dict[str, Any]]:
    try:
        statements = read(lines, cases[0])
    except Unread as error:
        return [{"kind": "unread", "mark": "unread", "says": str(error), "line": error.line}] * len(cases)
    found: list[dict[str, Any]] = []
    for case in cases:
        names: dict[str, Value] = {name: unpacked(told) for name, told in case.items()}
        given = dict(names)
        try:
            run(statements, names)
            values = {name: packed(names[name]) for name in asked if name in names}
            changed = [name for name, told in case.items() if packed(given[name]) != told]
            found.append({"values": values, "changed": changed})
        except Wrong as error:
            outcome = {"kind": error.kind, "mark": error.mark, "says": str(error), "line": error.line}
            if error.kind == "size":
                # The next cases would take as long again.
                return found + [outcome] * (len(cases) - len(found))
            found.append(outcome)
    return found


def _address_space() -> int:
    """In bytes; where the system does not tell, more than NumPy takes."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except (OSError, ValueError):
        return 2**30


def _limit() -> None:
    """What lies behind the checks of every size, should one of them be wrong."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + SECONDS
    for name, most in {
        "RLIMIT_CORE": 0,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_NOFILE": 0,
        "RLIMIT_NPROC": 0,
        "RLIMIT_CPU": seconds,
        "RLIMIT_AS": _address_space() + MEMORY,
    }.items():
        # Not every system has each of them.
        with contextlib.suppress(AttributeError, ValueError, OSError):
            # At the first a signal comes that says what it is about.
            resource.setrlimit(getattr(resource, name), (most, most + (name == "RLIMIT_CPU")))


def main() -> None:
    """Read a request, answer it."""
    signal.alarm(WALL)
    warnings.simplefilter("ignore")
    names: dict[str, Value] = {}
    # NumPy imports some of its parts when they are first used: from here on no file can be opened.
    run(read(_EVERYTHING, ()), names)
    _limit()
    try:
        told = answers(json.loads(sys.stdin.buffer.read()))
    except Exception as error:
        # Whatever went wrong is the parent's to report; here nobody would see it.
        told = {"error": f"{type(error).__name__}: {error}"}
    sys.stdout.write(json.dumps(told, allow_nan=False))
    sys.stdout.flush()

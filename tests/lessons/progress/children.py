"""Programs that tests of progress run as processes: `python -m tests.lessons.progress.children NAME …`."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import sys
from pathlib import Path
from typing import Any

from lessons.progress import open_progress
from tests.support.waiting import let_pass


def answers(directory: Path, name: str, count: int) -> dict[str, Any]:
    """Give so many answers, each after the last was saved."""
    with open_progress(directory) as progress:
        saved = []
        for i in range(count):
            progress.visit("forward-pass", f"{name}-{i}", i, count)
            saved.append(progress.answer("forward-pass", "q", f"{name}-{i}", right=True).result(10))
        return {"saved": sum(saved), "trouble": progress.trouble}


def killed(directory: Path, times: int) -> dict[str, Any]:
    """Kill so many sessions in the midst of answering; report what they had acknowledged.

    Each is forked from this one process, so that starting it costs nothing.
    """
    acknowledged, torn, rng = [], 0, random.Random(7)
    for session in range(times):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            _answer_for_ever(directory, session, writing)
        os.close(writing)
        let_pass(rng.uniform(0.0, 0.06))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        torn += (directory / "progress.sqlite3-journal").exists()
        with os.fdopen(reading) as lines:
            acknowledged += lines.read().split()
    return {"acknowledged": acknowledged, "torn": torn}


def _answer_for_ever(directory: Path, session: int, acknowledge: int) -> None:
    progress = open_progress(directory)
    if progress.trouble:
        os.write(acknowledge, b"trouble\n")
    i = 0
    while True:
        progress.visit("forward-pass", f"page-{i % 5}", i % 5, 5)
        progress.draft("forward-pass", "lab", {"step": i})
        given = f"{session}-{i}"
        if progress.answer("forward-pass", "q", given, right=False).result():
            os.write(acknowledge, f"{given}\n".encode())
        i += 1


def limited(directory: Path) -> dict[str, Any]:
    """Run out of room in mid-session, by a limit on the size of files, and get it back."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    told: list[str] = []
    with open_progress(directory) as progress:
        progress.listen(told.append, lambda: told.append("mended"))
        first = progress.answer("l", "q", "first", right=True).result(10)
        size = (directory / "progress.sqlite3").stat().st_size
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
        results = [progress.answer("l", "q", f"{i}" * 900, right=False).result(10) for i in range(40)]
        trouble, seen = progress.trouble, len(progress.attempts("l", "q"))
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        last = progress.answer("l", "q", "last", right=True).result(10)
        return {
            "first": first,
            "lost": results.count(False),
            "trouble": trouble,
            "seen": seen,
            "last": last,
            "told": told,
            "after": progress.trouble,
        }


def cramped(directory: Path) -> dict[str, Any]:
    """Answer where a file that is there has no room to grow, and once more where it has."""
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    size = (directory / "progress.sqlite3").stat().st_size
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    with open_progress(directory) as progress:
        first = progress.answer("l", "q", "first" * 200, right=True).result(10)
        trouble, left = progress.trouble, (directory / "progress.sqlite3").read_bytes()
        resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
        last = progress.answer("l", "q", "last", right=True).result(10)
    return {"first": first, "trouble": trouble, "left": left.hex(), "last": last}


def filled(directory: Path) -> dict[str, Any]:
    """Run out of room on a real, very small disk, and get it back."""
    with open_progress(directory) as progress:
        first = progress.answer("l", "q", "first", right=True).result(10)
        ballast = directory.parent / "ballast"
        with ballast.open("wb", buffering=0) as file:
            try:
                while file.write(b"x" * 512):
                    pass
            except OSError:
                pass
        results = [progress.answer("l", "q", f"{i}" * 900, right=False).result(10) for i in range(20)]
        trouble = progress.trouble
        ballast.unlink()
        closed = progress.close()
    with open_progress(directory) as progress:
        kept = len(progress.attempts("l", "q"))
    return {"first": first, "lost": results.count(False), "trouble": trouble, "closed": closed, "kept": kept}


def forbidden(directory: Path) -> dict[str, Any]:
    """Open progress in a directory that belongs to another, as somebody without special rights."""
    if os.geteuid() == 0:
        os.setuid(65534)
    with open_progress(directory) as progress:
        trouble, place = progress.trouble, progress.place()
        saved = progress.answer("l", "q", "1", right=True).result(10)
        seen = len(progress.attempts("l", "q"))
    return {"trouble": trouble, "saved": saved, "seen": seen, "page": place and place.page}


if __name__ == "__main__":
    _, name, directory, *rest = sys.argv
    match name:
        case "answers":
            result = answers(Path(directory), rest[0], int(rest[1]))
        case "killed":
            result = killed(Path(directory), int(rest[0]))
        case "limited":
            result = limited(Path(directory))
        case "cramped":
            result = cramped(Path(directory))
        case "filled":
            result = filled(Path(directory))
        case "forbidden":
            result = forbidden(Path(directory))
    print(json.dumps(result))

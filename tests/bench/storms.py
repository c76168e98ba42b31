"""What the tutor withstands, counted: hostile and unlucky use, each by its seed.

python -m tests.bench storms                    # all of it: about an hour and a half
python -m tests.bench storms pages signals      # some kinds of it
python -m tests.bench storms bytes 10           # the first ten of it
python -m tests.bench storms bytes 10 200       # ten from seed 200 on

What failed is printed with its seed: the same seed is the same storm. Sessions run in a real
pseudo-terminal; `pages` beside two processes that keep two processors busy.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from engine import MLP, storage
from engine.storage import StorageError
from tests.bench.table import note
from tests.support import mutations
from tests.support.busy import busy_host, page_storm
from tests.support.command import run_command
from tests.support.damage import damaged
from tests.support.odd_files import CALLS, FINE, odd_files
from tests.support.signal_storm import run_kill, run_moment
from tests.support.stores import damaged_store
from tests.support.storms import run_session
from tests.support.tutor import ROOT

COURSE = ROOT / "lessons" / "course"
CHECKED_WITHIN = 2.0
"""Seconds of processor time in which any lesson file is checked."""


def storm_of_bytes(seed: int, home: Path) -> str | None:
    """Random keys, sequences, pastes and sizes; every tenth session is a kiosk's."""
    return run_session(seed, home, kiosk=seed % 10 == 9)


def storm_of_pages(seed: int, home: Path) -> str | None:
    """Pages, screens, knobs and sizes faster than they can be followed, and a hang-up."""
    return page_storm(home, seed)


def signal(seed: int, _: Path) -> str | None:
    """HUP, INT or TERM in a random moment."""
    return run_moment(seed)


def kill(seed: int, _: Path) -> str | None:
    """Kill -9 in a random moment; what was acknowledged is kept, and the next session opens."""
    return run_kill(seed)


def lesson(seed: int, folder: Path) -> str | None:
    """A lesson of the course with something wrong with it, or one made to be slow to read."""
    nasty = mutations.nasty()
    if seed < len(nasty):
        text = list(nasty.values())[seed]
    else:
        texts = mutations.lessons(COURSE)
        text = mutations.mutated(texts[seed % len(texts)], seed)
    _, seconds = mutations.checked(text, folder / "lesson.md")
    return f"it took {seconds:.1f} s" if seconds > CHECKED_WITHIN else None


def network(seed: int, folder: Path) -> str | None:
    """A stored network that is damaged: loaded, or refused as such."""
    file = folder / "net.npz"
    storage.save(file, MLP([2, 4, 1], output="sigmoid"))
    file.write_bytes(next(islice(damaged(file.read_bytes(), seed), 3, None)))
    with contextlib.suppress(StorageError, OSError):
        storage.load(file)
    return None


def odd_file(seed: int, folder: Path) -> str | None:
    """Something that is no file where a command takes one: a line, a status, and no waiting."""
    files = odd_files(folder)
    cases = [(name, what) for name in CALLS for what in files if (name, what) not in FINE]
    name, what = cases[seed % len(cases)]
    done = run_command(folder, *(files[what] if word == "FILE" else word for word in CALLS[name]))
    if done.returncode != 2 or done.stdout or "Traceback" in done.stderr:
        return f"{name}, {what}: it left with {done.returncode} and said {done.stderr[-300:]!r}"
    return None


@dataclass(frozen=True)
class Kind:
    """One kind of misfortune: what is counted, and how many make a full run."""

    one: Callable[[int, Path], str | None]
    """Play one by its seed, in an empty folder; what went wrong, or None."""
    what: str
    count: int
    busy: bool = False
    """Whether two processes keep the processors busy meanwhile."""


KINDS = {
    "bytes": Kind(storm_of_bytes, "sessions of random keys, sequences, pastes and sizes", 300),
    "pages": Kind(storm_of_pages, "sessions of page keys on a busy host, hung up", 100, busy=True),
    "signals": Kind(signal, "signals in random moments, obeyed within 2 s", 200),
    "kills": Kind(kill, "sessions killed in random moments", 50),
    "lessons": Kind(lesson, "damaged lessons, checked within 2 s of processor time", 2000),
    "stores": Kind(damaged_store, "damaged progress files", 500),
    "networks": Kind(network, "damaged files of networks", 2000),
    "files": Kind(odd_file, "things that are no file, given to each command", 150),
}


def run(kind: Kind, count: int, first: int = 0) -> int:
    """Play so many of a kind, print each failure with its seed and then a row; how many failed."""
    began, failed = time.perf_counter(), 0
    with busy_host() if kind.busy else contextlib.nullcontext():
        for seed in range(first, first + count):
            with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
                try:
                    failure = kind.one(seed, Path(folder))
                except Exception as error:
                    failure = f"{type(error).__name__}: {error}"
            if failure:
                failed += 1
                note(f"   seed {seed}: {failure}")
    note(f"{kind.what:<58}{count:>6}, failed: {failed:<4}{time.perf_counter() - began:>6.0f} s")
    return failed


def main(argv: list[str]) -> None:
    """Print a row a kind; the status is 1 where anything failed."""
    names = [word for word in argv if not word.isdecimal()]
    numbers = [int(word) for word in argv if word.isdecimal()]
    if unknown := [name for name in names if name not in KINDS]:
        sys.exit(f"unknown: {', '.join(unknown)}; there are {', '.join(KINDS)}")
    count, first = (numbers[0] if numbers else None), (numbers[1] if len(numbers) > 1 else 0)
    if sum([run(KINDS[name], count or KINDS[name].count, first) for name in names or KINDS]):
        sys.exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])

"""Progress files with something wrong in their bytes: `damaged_store`."""

from __future__ import annotations

import random
from pathlib import Path

from lessons.progress import open_progress
from tests.support.damage import ROUGH


def damaged_store(seed: int, folder: Path) -> str | None:
    """Damage a progress file by a seed, in an empty folder, and teach on: whatever is raised is a failure.

    It is opened, read, written and closed, as a session does. What went wrong, or None.
    """
    with open_progress(folder) as store:
        for i in range(20):
            store.visit("forward-pass", f"page-{i}", i, 20)
            store.answer("forward-pass", f"question-{i}", "0.1", right=i % 2 == 0)
    file = folder / "progress.sqlite3"
    chance = random.Random(seed)
    file.write_bytes(chance.choice(ROUGH)(chance, file.read_bytes()))
    with open_progress(folder) as store:
        store.place("forward-pass")
        store.status("forward-pass", [f"page-{i}" for i in range(20)], ["question-1"])
        store.visit("forward-pass", "page-1", 1, 20).result(10)
        kept = store.answer("forward-pass", "question-1", "0.2", right=True).result(10)
        store.summary()
    with open_progress(folder) as store:
        last = store.last_answer("forward-pass", "question-1")
    return "what was said to be kept is gone" if kept and (last is None or last.given != "0.2") else None

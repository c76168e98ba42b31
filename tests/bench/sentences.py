"""Every claim of the lessons, with each knob alone at its ends and in the middle, and every pair at its ends.

python -m tests.bench sentences            # the whole course, in some minutes
python -m tests.bench sentences 1 10       # lessons 1 and 10
"""

from __future__ import annotations

import time

from tests.bench.table import note
from tests.support.claims import claimed, claims, try_page


def main(argv: list[str]) -> None:
    """Try the claims of all lessons, or of those whose numbers are given; print what does not hold."""
    pages = [(lesson, page) for lesson, page in claimed() if not argv or str(lesson.number) in argv]
    settings = pairs = faults = 0
    for i, (lesson, page) in enumerate(pages, 1):
        begun = time.process_time()
        came = try_page(lesson, page, finely=True)
        settings, pairs, faults = settings + came.settings, pairs + came.pairs, faults + len(came.faults)
        took = time.process_time() - begun
        count = len(claims(lesson)[page.slug])
        print(
            f"{i} of {len(pages)}: {lesson.number} {page.slug}: {count} claims, {came.settings:,} settings, "
            f"{took:.1f} s, {len(came.faults)} false",
            flush=True,
        )
        for fault in came.faults[:10]:
            print(f"    {fault}")
        for says in came.never:
            print(f"    never on the screen: {says}")
    total = sum(len(claims(lesson)[page.slug]) for lesson, page in pages)
    note(f"{total:,} claims on {len(pages)} pages: {faults:,} false")
    note(f"{settings:,} settings of knobs, {pairs:,} of them of two")

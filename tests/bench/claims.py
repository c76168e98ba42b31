"""What the course counts, over all its seeds: each claim, what came out, and whether it holds.

python -m tests.bench claims            # all of them
python -m tests.bench claims adam       # those with "adam" in their name
"""

from __future__ import annotations

import sys
import time

from tests.bench.table import note
from tests.support.counts import COUNTED, is_true


def main(argv: list[str]) -> None:
    """Print each claim as it has been counted."""
    wanted = [claim for claim in COUNTED if all(part in claim.id for part in argv)]
    failed = 0
    for k, claim in enumerate(wanted, 1):
        began = time.process_time()
        lab = claim.counted(claim.seeds)
        holds = is_true(claim, lab, claim.holds)
        failed += not holds
        took = time.process_time() - began
        note(f"{k} of {len(wanted)} {'ok   ' if holds else 'FALSE'} {took:5.1f} s  {claim.id}: {claim.holds}")
        note(f"      {lab.says()}")
    note(f"{len(wanted) - failed} of {len(wanted)} claims hold")


if __name__ == "__main__":
    main(sys.argv[1:])

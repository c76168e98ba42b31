"""`python -m tests.bench [NAME] …`, one of `BENCHES`: measurements.

Without a name, the quick ones: what a first page, a page turn, a frame and a key cost, how fast the
playground plays, and how fast training is. `link` takes some minutes and needs OpenSSH; `load` runs 20
sessions at once, and `coding` the lines of 20 learners; `storms` counts what the tutor withstands, in an
hour and a half; `sentences` tries what the lessons say, however their knobs are turned, and `claims` what
they count, with every seed.
"""

from __future__ import annotations

import sys
from importlib import import_module

BENCHES = (
    "training", "terminal", "playground", "link", "load", "coding", "storms", "sentences", "claims",
)  # fmt: skip
QUICK = ("terminal", "playground", "training")


def main(argv: list[str]) -> int:
    """Run what is named, or the quick ones; the exit status."""
    if argv and argv[0] not in BENCHES:
        print(f"usage: python -m tests.bench [{'|'.join(BENCHES)}] …", file=sys.stderr)
        return 2
    for name in argv[:1] or QUICK:
        import_module(f"tests.bench.{name}").main(argv[1:])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""For all tests: what would be done anew for each of them is done once."""

from __future__ import annotations

import gc
import os
import sys

# Hundreds of programs are started. Each would compile the tutor again where bytecode is not kept.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


def pytest_collection_finish() -> None:
    """Leave what thousands of collected tests are made of out of every later collection of garbage."""
    gc.collect()
    gc.freeze()

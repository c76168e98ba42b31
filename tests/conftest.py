"""For all tests."""

from __future__ import annotations

import gc


def pytest_collection_finish() -> None:
    """Leave what thousands of collected tests are made of out of every later collection of garbage."""
    gc.collect()
    gc.freeze()

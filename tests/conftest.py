"""For all tests: what would be done anew for each of them is done once."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import pytest

from tui.host.environment import THREAD_VARIABLES

# As the tutor itself does, before NumPy reads it: several tests at once that each take two processors wait
# for each other, and burn the time that they wait.
os.environ.update(dict.fromkeys(THREAD_VARIABLES, "1"))

from lessons import work
from tests.support import pty, read_once
from tests.support.warm import Warm

# Before anything has taken it from there.
read_once.begin()

# What is made while tests are collected stays: nothing is looked for in it.
gc.disable()

# Hundreds of programs are started. Each would compile the tutor again where bytecode is not kept.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Lessons that are printed count one seed, and none where they are checked: `nntutor check` itself counts two.
work.COUNTING, work.COUNTED = 0.0, 0


def pytest_xdist_auto_num_workers() -> int:
    """Half as many again as there are processors: sessions in terminals spend most of their time waiting."""
    return (3 * (os.cpu_count() or 1) + 1) // 2


def pytest_collection_finish() -> None:
    """Collect garbage again, of what tests make."""
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _programs_start_warm() -> None:
    """Start the tutor from a process that has imported it: most of what a start costs."""
    pty.warm = Warm({**os.environ, **pty.BASE_ENVIRONMENT, "PYTHONPATH": str(Path(__file__).parents[1])})


@pytest.fixture(scope="module", autouse=True)
def _what_stays_is_collected_no_more() -> None:
    """Leave out of later collections of garbage what has been read: the tutor has one at every page turn."""
    gc.collect()
    gc.freeze()

"""Waiting for a state, however busy the machine is, and the few times that are waited for as such."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable


def wait_until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait until something holds. Raises `AssertionError`."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"what was waited for did not come in {seconds:g} s"
        time.sleep(0.005)


async def until(condition: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait in a coroutine until something holds. Raises `AssertionError`."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, f"what was waited for did not come in {seconds:g} s"
        await asyncio.sleep(0.005)


def let_pass(seconds: float) -> None:
    """Let a time pass that is itself what is tested: a random moment, or one in which nothing happens."""
    time.sleep(seconds)


async def pass_by(seconds: float) -> None:
    """The same in a coroutine."""
    await asyncio.sleep(seconds)

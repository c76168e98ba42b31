"""Letting one thread in at a time, and telling a second rather than mixing their numbers."""

from __future__ import annotations

from threading import RLock

from .errors import InUse


class Alone:
    """A door, used as `with alone:`, that lets in one thread at a time, as deep as it likes.

    A second raises InUse while the first is inside; it never waits. A copy is a door that nobody is in.
    """

    __slots__ = ("lock", "what")

    def __init__(self, what: str) -> None:
        self.what, self.lock = what, RLock()

    def __enter__(self) -> None:
        if not self.lock.acquire(False):
            raise InUse(self.what)

    def __exit__(self, *error: object) -> None:
        self.lock.release()

    def __reduce__(self) -> tuple[type[Alone], tuple[str]]:
        return Alone, (self.what,)

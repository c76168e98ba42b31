"""Python's garbage collector, kept out of the way of the first page and of keys.

While the tutor starts, a collection would look through tens of thousands of objects of which
none can go. What is there once the first page is shown stays until the end: it is put where
later collections, which would each hold up a key by as much, do not look again.
"""

from __future__ import annotations

import gc


def hold() -> None:
    """Collect nothing until `release`."""
    gc.disable()


def release() -> None:
    """Collect once what starting has left behind, and from now on only what comes later. Undoes `hold`."""
    if gc.isenabled():
        return
    gc.collect()
    gc.freeze()
    gc.enable()

"""Python's garbage collector, kept out of the way of the first page and of keys.

A full collection looks at every object there is. While the tutor starts that is tens of
thousands, of which hardly any can go; later it would hold up a key by as much. So there is none
before the first page is shown; then there is one, which gives back what imports have left, and
what is there still, which stays to the end, is put where later ones do not look.
"""

from __future__ import annotations

import gc

_USUAL = gc.get_threshold()
_NEVER = 1_000_000


def hold() -> None:
    """Collect nothing until `release`."""
    gc.set_threshold(_NEVER)


def release() -> None:
    """Collect everything again, from among what comes from now on. Does nothing without `hold`."""
    if gc.get_threshold() != _USUAL:
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_USUAL)


def sweep() -> None:
    """Let go of the page that was left: its widgets hold each other, and Textual what they drew."""
    from tui.private import forget_styles

    forget_styles()
    gc.collect()

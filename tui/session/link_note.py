"""What the title says of a link that is slow: as little as will do, and nothing of a good one."""

from __future__ import annotations

from tui.link.pacing import FramePacer

MEANINGFUL = 1.5
"""How many times longer or shorter a delay must be than the one that is told, to be told instead."""


class LinkNote:
    """Follows a pacer's measure of the link, and changes its words only where that means something."""

    def __init__(self) -> None:
        self._told: float | None = None

    def text(self, pacer: FramePacer) -> str:
        """`link 820 ms` while the link is thin, else nothing."""
        delay = pacer.delay
        if delay is None or not pacer.thin:
            self._told = None
            return ""
        if self._told is None or not 1 / MEANINGFUL < delay / self._told < MEANINGFUL:
            self._told = delay
        return f"link {in_words(self._told)}"


def in_words(seconds: float) -> str:
    """`820 ms`, `1.3 s`, `12 s`: two digits, for more nobody can feel."""
    if seconds < 0.995:
        return f"{round(100 * seconds) * 10} ms"
    return f"{seconds:.1f} s" if seconds < 9.95 else f"{seconds:.0f} s"

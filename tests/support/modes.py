"""The modes of a terminal that the tutor switches on, and whether it has switched them off again."""

from __future__ import annotations

MODES = {
    b"\x1b[?1049h": b"\x1b[?1049l",
    b"\x1b[?25l": b"\x1b[?25h",
    b"\x1b[?2004h": b"\x1b[?2004l",
    b"\x1b[?1004h": b"\x1b[?1004l",
    b"\x1b[?7l": b"\x1b[?7h",
    b"\x1b[>25u": b"\x1b[<u",
    b"\x1b[?1000h": b"\x1b[?1000l",
    b"\x1b[?1003h": b"\x1b[?1003l",
    b"\x1b[?1006h": b"\x1b[?1006l",
}
"""What is switched on for the app, each with what switches it off again."""


def left_on(raw: bytes) -> list[bytes]:
    """The modes that were switched on and not off again."""
    return [on for on, off in MODES.items() if on in raw and raw.rfind(off) < raw.rfind(on)]

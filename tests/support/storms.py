"""Storms: random keys, sequences, pastes and sizes, as hostile and unlucky terminals send them.

A seed gives the same storm everywhere. `run_session` plays one to the tutor in a real terminal.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from tests.support.pty import Terminal
from tests.support.tutor import NEXT, WELCOME, open_tutor

RESIZE = b"resize "
"""Begins a piece that is not sent: columns and rows of the window follow."""

KEYS = (
    *(NEXT.encode(), b"\x1b[5~", b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D", b"\x1b[H", b"\x1b[F", b"\x1b[Z"),
    *(b"\x1bOA", b"\x1bOP", b"\x1b[1;5C", b"\x1b[1;2D", b"\x1b[3~", b"\x1b[97;;97u", b"\x1b[108;5u"),
    *(b"\x1b", b"\t", b"\r", b"\x7f", b"\x0c", b"\x10", b"\x14", b"\x15", b" ", b"0.1", "−é".encode()),
    *(bytes([key]) for key in b"12-sbprjkl?wq"),
)
"""Keys that a learner may press, but for ctrl+c and ctrl+z."""

SEQUENCES = (
    *KEYS,
    *(b"\x1b[I", b"\x1b[O", b"\x1b[2;5R", b"\x1b[2;17R", b"\x1b[?2026;2$y", b"\x1b[?2048;2$y"),
    *(
        b"\x1b[48;30;100;600;800t",
        b"\x1b[48;9999;9999;0;0t",
        b"\x1b[48;0;0;0;0t",
        b"\x1b[<0;3;4M",
        b"\x1b[<64;9;9M",
    ),
    *(b"\x1b[200~0.25\x1b[201~", b"\x1b[200~a\nb\x1b[31m", b"\x1b[201~", b"\x1bd", b"\x1b\x1b", b"\x1b[M !!"),
)
"""What the tutor has a meaning for, among it some that come at a bad time."""

_FINALS = [chr(code) for code in range(0x40, 0x7F) if chr(code) not in "[ABCDEFHPQRSZIOabcduty~MmnT^$@"]
_SIZES = (
    (80, 24),
    (60, 18),
    (59, 18),
    (120, 40),
    (200, 60),
    (1, 1),
    (20, 5),
    (500, 200),
    (1000, 1000),
    (0, 0),
)


def garbage(seed: int) -> bytes:
    """A whole sequence that means nothing to the tutor, of any kind, with any parameters."""
    chance = random.Random(seed)
    digits = "".join(chance.choices("0123456789", k=chance.choice([0, 1, 1, 2, 3, 5, 30])))
    more = "".join(chance.choices("0123456789;:", k=chance.randint(0, 20)))
    words = "".join(chance.choices("abcq 019;:/?é−", k=chance.randint(0, 30)))
    match chance.randrange(8):
        case 0:
            return f"\x1b[{chance.choice('<=>?')}{digits};{more}{chance.choice('abchilnquyzABCHR')}".encode()
        case 1:
            return f"\x1b[{digits};{more}{chance.choice(_FINALS)}".encode()
        case 2:
            return f"\x1b[{more}{chance.choice(' !#%&*+,-./')}{chance.choice(_FINALS)}".encode()
        case 3:
            return f"\x1b[{chance.choice(['::', '1:2', '99999999', ';;;;', '1114112', '97:65'])}u".encode()
        case 4:
            return f"\x1b]{digits};{words}{chance.choice([chr(7), chr(27) + chr(92)])}".encode()
        case 5:
            return f"\x1b{chance.choice('PX^_')}{words}\x1b\\".encode()
        case 6:
            return bytes(chance.choices(range(0x80, 0xC2), k=chance.randint(1, 6)))
        case _:
            return b"\x1b[M" + bytes(chance.choices(range(0x80, 0x100), k=3))


def sequences(seed: int) -> list[bytes]:
    """A storm: pieces to send one after the other. Those that begin with `RESIZE` are sizes of the window."""
    return list(_pieces(random.Random(seed)))


def _pieces(chance: random.Random) -> Iterator[bytes]:
    for _ in range(chance.randint(20, 60)):
        kind = chance.random()
        if kind < 0.5:
            yield b"".join(chance.choices(KEYS, k=chance.randint(1, 8)))
        elif kind < 0.7:
            yield b"".join(chance.choices(SEQUENCES, k=chance.randint(1, 4)))
        elif kind < 0.8:
            yield b"".join(garbage(chance.randrange(2**32)) for _ in range(chance.randint(1, 5)))
        elif kind < 0.85:
            whole = garbage(chance.randrange(2**32)) + "é😀".encode()
            yield whole[: chance.randint(1, len(whole))]
        elif kind < 0.9:
            text = bytes(chance.choices(b"0123456789.qs\x1b[\n\xff\x07", k=chance.choice([3, 30, 12_000])))
            yield b"\x1b[200~" + text + chance.choice([b"", b"\x1b[201~", b"\x1b[201"])
        elif kind < 0.95:
            yield RESIZE + b"%d %d" % chance.choice(_SIZES)
        else:
            yield bytes(
                byte for byte in chance.randbytes(chance.randint(1, 40)) if byte not in (0x03, 0x11, 0x1A)
            )


def run_session(seed: int, home: Path, kiosk: bool = False) -> str | None:
    """Play a storm to the tutor; what is wrong where it then neither answers nor has left as promised.

    `home`: an empty folder. After every second storm ctrl+c is the first thing that it has to answer.
    """
    chance = random.Random(f"session {seed}")
    arguments = ["--kiosk"] if kiosk else [str(chance.randint(1, 11))]
    with open_tutor(home, *arguments, env={"NNTUTOR_LEARNER": "storm"} if kiosk else None) as terminal:
        terminal.wait_for(WELCOME if kiosk else r"\b1/\d+", 60.0)
        # To emulate all that it draws would cost more than to draw it.
        terminal.emulate = False
        for piece in sequences(seed):
            if piece.startswith(RESIZE):
                columns, rows = map(int, piece.removeprefix(RESIZE).split())
                terminal.resize(max(columns, 1), max(rows, 1))
            else:
                terminal.send(piece)
            terminal.watch(chance.choice([0, 0, 0.02, 0.1]))
        terminal.watch(1.0)
        if chance.random() < 0.5 and not _answers(terminal) and not terminal.closed:
            return f"seed {seed}: it answers no more; the screen is:\n{terminal.text}"
        terminal.emulate = True
        terminal.send("\x03")
        try:
            status = terminal.wait_exit(30.0)
        except AssertionError as error:
            return f"seed {seed}: {error}"
        if status != 0:
            return f"seed {seed}: it left with {status}; the screen is:\n{terminal.text}"
        terminal.resize(80, 24)
        if terminal.line != terminal.line_at_start or terminal.raw.rfind(b"\x1b[?1049l") < terminal.raw.rfind(
            b"\x1b[?1049h"
        ):
            return f"seed {seed}: the terminal is not as it was"
    return None


def _answers(terminal: Terminal) -> bool:
    """Whether it draws for another size, and takes keys."""
    mark = len(terminal.raw)
    terminal.emulate = True
    terminal.resize(101, 31)
    if not terminal.run(30.0, lambda: len(terminal.raw) - mark > 500):
        return False
    for _ in range(6):
        # Out of whatever is open. On a busy machine an escape may be read together with the key behind it.
        terminal.send("\x1b")
        terminal.watch(0.7)
        terminal.send("?")
        if terminal.run(6.0, lambda: "Keys that work now" in terminal.text):
            return True
    return False

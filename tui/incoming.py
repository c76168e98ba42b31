"""What a terminal sends, made safe to read as keys.

Bytes come from a terminal in pieces, in any encoding, mixed with answers to queries,
pastes and the remains of other programs' modes. `Incoming` takes them apart: whole key
sequences and text go on to Textual's parser, answers and pastes come out as what they
are, and what is neither is dropped, so that nothing is taken for a key that was not typed.

It has no clock: the time is passed in, in seconds.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """Characters and whole key sequences, for the parser of keys."""

    text: str


@dataclass(frozen=True)
class Escape:
    """The escape key, on its own."""


@dataclass(frozen=True)
class Answer:
    """An answer to a cursor-position query: row and column, counted from 1."""

    row: int
    column: int


@dataclass(frozen=True)
class Pasted:
    """A paste, without control characters other than tab and newline."""

    text: str
    cut: int = 0
    """How many bytes were left out at its end because there were too many."""


Item = Text | Escape | Answer | Pasted

ESCAPE_DELAY = 0.1
"""Seconds after which ESC on its own is the escape key."""

SEQUENCE_DELAY = 1.5
"""Seconds to wait for the rest of a sequence that no one types: ESC [ and more."""

ESCAPE_TAIL, SEQUENCE_TAIL = 2.0, 30.0
"""Seconds for which the rest of an answer is expected after what may have been its head."""

PASTE_DELAY = 5.0
"""Seconds of silence after which a paste has ended, though its end never came."""

PASTE_LIMIT = 10_000
"""Bytes of a paste that are kept. An answer is a number or a line."""

_PASTE_START, _PASTE_END = b"\x1b[200~", b"\x1b[201~"
_STRING_LIMIT = 4096

# A sequence by its first bytes. X10 mouse reports hold three bytes that may be anything, and are
# not valid UTF-8 beyond column 95.
_X10_MOUSE = re.compile(rb"\x1b\[M[\x00-\xff]{3}", re.DOTALL)
_CSI = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]")
_CSI_PART = re.compile(rb"\x1b\[[0-?]*[ -/]*\Z")
_LINUX_FUNCTION_KEY = re.compile(rb"\x1b\[\[[A-E]")
_SS3 = re.compile(rb"\x1bO[ -~]")
_STRING = re.compile(rb"\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)")
_STRING_PART = re.compile(rb"\x1b[\]PX^_][^\x07\x1b]*\x1b?\Z")
_ANSWER = re.compile(rb"\x1b\[(\d{1,5});(\d{1,5})R")
_TAIL = re.compile(rb"\[?\d{0,5};?\d{0,5}R")
_TAIL_PART = re.compile(rb"\[?\d{0,5};?\d{0,5}\Z")
# C0 but tab, newline and carriage return; DEL; C1; and what turns the direction of writing.
_UNSAFE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def safe_text(text: str) -> str:
    """Text without control characters other than tab and newline, nor bidirectional overrides."""
    return _UNSAFE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class Incoming:
    """Takes bytes apart into items. `feed` when bytes come, `tick` now and then when none do."""

    def __init__(self, known: Callable[[str], bool] = lambda sequence: True) -> None:
        """`known`: whether a whole sequence is one that the parser of keys understands."""
        self._known = known
        self._buffer = b""
        self._held_since: float | None = None
        self._paste: bytearray | None = None
        self._paste_cut = 0
        self._heard_at = 0.0
        self._tail_until = 0.0
        self._decode = codecs.getincrementaldecoder("utf-8")("ignore").decode
        self.expecting = False
        """Whether a query is out, whose answer may come in pieces."""

    @property
    def holding(self) -> bool:
        """Whether there is something held that `tick` may let go."""
        return bool(self._buffer) or self._paste is not None

    def feed(self, data: bytes, now: float) -> list[Item]:
        """What has become whole with these bytes."""
        self._heard_at = now
        self._buffer += data
        return list(self._take(now))

    def tick(self, now: float) -> list[Item]:
        """What need wait no longer for its rest."""
        if self._paste is not None and now - self._heard_at >= PASTE_DELAY:
            return [self._end_paste()]
        if not self._buffer or self._held_since is None:
            return []
        held = now - self._held_since
        if self._buffer == b"\x1b" and held >= ESCAPE_DELAY:
            self._drop(1)
            self._expect_tail(now + ESCAPE_TAIL)
            return [Escape()]
        if held >= SEQUENCE_DELAY:
            # Half a sequence means nothing, and its letters were not typed.
            half = self._drop(len(self._buffer))
            if not half.startswith(b"\x1b"):
                return self._text(half)
            self._expect_tail(now + SEQUENCE_TAIL)
        return []

    def _expect_tail(self, until: float) -> None:
        if self.expecting:
            self._tail_until = until

    def _drop(self, count: int) -> bytes:
        """Take so many bytes off the buffer; what they were."""
        taken, self._buffer = self._buffer[:count], self._buffer[count:]
        self._held_since = None
        return taken

    def _take(self, now: float) -> Iterator[Item]:
        while self._buffer:
            if self._paste is not None:
                if not self._take_paste():
                    return
                yield self._end_paste()
                continue
            if now < self._tail_until and self._buffer[:1] in b"[0123456789;R":
                if found := _TAIL.match(self._buffer):
                    # The rest of an answer whose head has been given up for lost.
                    self._drop(found.end())
                    self._tail_until = 0.0
                    continue
                if self._buffer[:1] == b"[" and _TAIL_PART.match(self._buffer):
                    self._hold(now)
                    return
            escape = self._buffer.find(b"\x1b")
            if escape:
                yield from self._text(self._drop(len(self._buffer) if escape < 0 else escape))
                continue
            taken = self._sequence()
            if taken is None:
                self._hold(now)
                return
            if self._is_key_in_an_answer(taken):
                key = self._buffer[taken - 1 : taken]
                self._buffer = self._buffer[: taken - 1] + self._buffer[taken:]
                yield from self._text(key)
                if taken - 1 < len(self._buffer):
                    continue
                return
            yield from self._whole(self._drop(taken))

    def _is_key_in_an_answer(self, length: int) -> bool:
        """Whether a sequence is half an answer, which had been waiting, and a key typed meanwhile."""
        if self._held_since is None or not self.expecting:
            return False
        sequence = self._buffer[:length]
        return (
            _CSI.fullmatch(sequence) is not None
            and not _ANSWER.fullmatch(sequence)
            and not self._known(sequence.decode("latin-1"))
        )

    def _hold(self, now: float) -> None:
        if self._held_since is None:
            self._held_since = now

    def _sequence(self) -> int | None:
        """The length of the sequence at the start of the buffer, or None where it is not whole."""
        buffer = self._buffer
        if len(buffer) == 1:
            return None
        kind = buffer[1:2]
        if kind == b"\x1b":
            return 1
        if kind == b"[":
            for pattern in (_X10_MOUSE, _LINUX_FUNCTION_KEY):
                if found := pattern.match(buffer):
                    return found.end()
            if buffer.startswith(b"\x1b[M") or buffer == b"\x1b[[":
                return None
            if found := _CSI.match(buffer):
                return found.end()
            # A byte that belongs to no sequence ends it.
            return None if _CSI_PART.match(buffer) and len(buffer) < _STRING_LIMIT else 2
        if kind == b"O":
            if len(buffer) == 2:
                return None
            return 3 if _SS3.match(buffer) else 2
        if kind in b"]PX^_":
            if found := _STRING.match(buffer):
                return found.end()
            return None if _STRING_PART.match(buffer) and len(buffer) < _STRING_LIMIT else 2
        return 2 if buffer[1] < 0x80 else 1

    def _whole(self, sequence: bytes) -> Iterator[Item]:
        if sequence == b"\x1b":
            # Not as text: the parser would wait for the rest of a sequence, and take the next keys for it.
            yield Escape()
        elif sequence == _PASTE_START:
            self._paste, self._paste_cut = bytearray(), 0
        elif found := _ANSWER.fullmatch(sequence):
            yield Answer(int(found[1]), int(found[2]))
        elif self._known(sequence.decode("latin-1")) and not _X10_MOUSE.fullmatch(sequence):
            yield from self._text(sequence)
        elif sequence[1:2] not in (b"[", b"O", b"]", b"P", b"X", b"^", b"_"):
            # The escape key and another one after it, which a slow link has brought together.
            yield Escape()
            yield from self._text(sequence[1:])

    def _text(self, data: bytes) -> list[Item]:
        text = self._decode(data)
        return [Text(text)] if text else []

    def _take_paste(self) -> bool:
        """Move what has come of a paste out of the buffer; True at its end."""
        assert self._paste is not None
        end = self._buffer.find(_PASTE_END)
        if end >= 0:
            part, self._buffer = self._buffer[:end], self._buffer[end + len(_PASTE_END) :]
        else:
            # The last bytes may be the start of its end.
            keep = next((n for n in range(5, 0, -1) if self._buffer.endswith(_PASTE_END[:n])), 0)
            cut = len(self._buffer) - keep
            part, self._buffer = self._buffer[:cut], self._buffer[cut:]
        room = PASTE_LIMIT - len(self._paste)
        self._paste += part[:room]
        self._paste_cut += max(0, len(part) - room)
        return end >= 0

    def _end_paste(self) -> Pasted:
        assert self._paste is not None
        text = safe_text(self._paste.decode("utf-8", "ignore"))
        paste = Pasted(text, self._paste_cut)
        self._paste, self._paste_cut = None, 0
        return paste

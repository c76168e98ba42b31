"""What a terminal sends, made safe to read as keys.

Bytes come from a terminal in pieces, in any encoding, mixed with answers to queries,
pastes and the remains of other programs' modes. `Incoming` takes them apart into whole
characters, sequences and pastes; `grammar` says what they mean. What means nothing is
dropped, so that nothing is taken for a key that was not typed, and nothing keeps a key
from being one for longer than a moment.

It has no clock: the time is passed in, in seconds.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lessons.text import plain
from tui.link.grammar import ESCAPE, Answer, Interrupt, Item, Mouse, Pasted, read, safe_text, typed

ESCAPE_DELAY = 0.1
"""Seconds after which ESC on its own is the escape key; what comes sooner is alt and that key."""

SEQUENCE_DELAY = 1.5
"""Seconds to wait for the rest of a sequence that no one types: ESC [ and more."""

ESCAPE_TAIL, SEQUENCE_TAIL = 2.0, 30.0
"""Seconds for which the rest of an answer is expected after what may have been its head."""

PASTE_SILENCE = 1.0
"""Seconds of silence after which a paste has ended, though its end never came."""

PASTE_LIMIT = 10_000
"""Bytes of a paste that are kept. An answer is a number or a line."""

PASTE_LONGEST = 30.0
"""Seconds after which a paste has ended in any case: 10,000 bytes take 10 s at 9,600 bit/s."""

PASTE_YOUNG = 1.0
"""Seconds for which ctrl+c may be part of a paste. Behind that it is typed by somebody who wants out."""

SEQUENCE_LIMIT = 4096
"""Bytes of a sequence that are waited for at once; its rest is then skipped as it comes."""

HAND = 100
"""Bytes a second that no hand reaches: what comes faster is the rest of what was too long."""

_PASTE_START, _PASTE_END = b"\x1b[200~", b"\x1b[201~"
_INTERRUPT = b"\x03"

# A sequence by its first bytes. X10 mouse reports hold three bytes that are not valid UTF-8 beyond column 95.
_CSI = re.compile(rb"\x1b\[(?:M[\x20-\xff]{3}|M(?![\x20-\xff]{0,2}\Z)|\[[A-E]|[ -?]+[@-~]|[@-LN-Z\\-~])")
_CSI_PART = re.compile(rb"\x1b\[(?:M[\x20-\xff]{0,2}\Z|\[?[ -?]*)")
_SS3 = re.compile(rb"\x1bO[0-9;]{0,3}[ -/:<-~]")
_SS3_PART = re.compile(rb"\x1bO[0-9;]{0,3}")
_STRING = re.compile(rb"\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)")
_STRING_PART = re.compile(rb"\x1b[\]PX^_][^\x07\x1b]*")
_CHARACTER = re.compile(
    rb"\x1b(?:[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})"
)
_CHARACTER_PART = re.compile(rb"\x1b(?:[\xc2-\xdf]|[\xe0-\xef][\x80-\xbf]?|[\xf0-\xf4][\x80-\xbf]{0,2})?\Z")
_ANSWER = re.compile(rb"\x1b\[(\d{1,5});(\d{1,5})R")
_HALF_ANSWER = re.compile(rb"\x1b\[(?:\d{1,5}(?:;\d{0,5})?)?")
_TAIL = re.compile(rb"\[?\d{0,5};?\d{0,5}R")
_TAIL_PART = re.compile(rb"\[?\d{0,5};?\d{0,5}\Z")

# Where the rest of what is skipped ends: with a mark, or before a byte that cannot belong to it.
_PASTE_ENDS = re.compile(re.escape(_PASTE_END))
_STRING_ENDS = re.compile(rb"\x07|(?=\x1b)")
_CSI_ENDS = re.compile(rb"[@-~]|(?=[^ -?])")
_KINDS = {
    b"[": (_CSI, _CSI_PART, _CSI_ENDS),
    b"O": (_SS3, _SS3_PART, _CSI_ENDS),
    **dict.fromkeys((b"]", b"P", b"X", b"^", b"_"), (_STRING, _STRING_PART, _STRING_ENDS)),
}
"""By its second byte: a whole sequence, as much of one as has come, and where the rest of a long one ends."""


@dataclass
class _Paste:
    since: float
    kept: bytearray = field(default_factory=bytearray)


@dataclass
class _Rest:
    """What is skipped until its end, or until it comes no faster than by hand."""

    ends: re.Pattern[bytes]
    looked_at: float
    paste_since: float | None = None
    heard: int = 0


class Incoming:
    """Takes bytes apart into items. `feed` when bytes come, `tick` now and then when none do."""

    def __init__(self, mouse: bool = False) -> None:
        """`mouse`: whether reports of the mouse were asked for. tmux sends them unasked."""
        self._mouse = mouse
        self._buffer = b""
        self._at = 0
        self._held_since: float | None = None
        self._paste: _Paste | None = None
        self._rest: _Rest | None = None
        self._heard_at = 0.0
        self._tail_until = 0.0
        self._decoder = codecs.getincrementaldecoder("utf-8")("ignore")
        self.expecting = False
        """Whether a query is out, whose answer may come in pieces."""

    @property
    def holding(self) -> bool:
        """Whether there is something held that `tick` may let go."""
        return bool(self._buffer) or self._paste is not None or self._rest is not None

    def feed(self, data: bytes, now: float) -> list[Item]:
        """What has become whole with these bytes. An `Interrupt` leaves nothing but answers beside it."""
        items: list[Item] = []
        if self._is_lone_escape(now) and data[:1] not in (b"[", b"O"):
            items += self._escape(now)
        self._heard_at = now
        self._buffer += data
        for item in self._take(now):
            if isinstance(item, Interrupt):
                # Whoever leaves waits for the answers that are out.
                answers = [earlier for earlier in items if isinstance(earlier, Answer)]
                later = [Answer(int(a), int(b)) for a, b in _ANSWER.findall(self._buffer, self._at)]
                self._buffer, self._at, self._held_since = b"", 0, None
                self._paste = self._rest = None
                self._decoder.reset()
                return [item, *answers, *later]
            items.append(item)
        self._buffer, self._at = self._buffer[self._at :], 0
        return items

    def tick(self, now: float) -> list[Item]:
        """What need wait no longer for its rest."""
        if self._paste is not None:
            silent = now - self._heard_at >= PASTE_SILENCE
            if silent or now - self._paste.since >= PASTE_LONGEST:
                self._buffer = b""
                return [self._end_paste(whole=False)]
            return []
        if self._rest is not None:
            self._look_at_rest(self._rest, now)
            return []
        if self._is_lone_escape(now):
            return self._escape(now)
        if self._held_since is not None and now - self._held_since >= SEQUENCE_DELAY:
            # Half a sequence means nothing, and its letters were not typed.
            half, self._buffer, self._held_since = self._buffer, b"", None
            if not half.startswith(b"\x1b"):
                return list(self._text(half))
            self._expect_tail(now + SEQUENCE_TAIL)
        return []

    def _is_lone_escape(self, now: float) -> bool:
        held = self._held_since
        return self._buffer == b"\x1b" and held is not None and now - held >= ESCAPE_DELAY

    def _escape(self, now: float) -> list[Item]:
        self._buffer, self._held_since = b"", None
        self._expect_tail(now + ESCAPE_TAIL)
        return [ESCAPE]

    def _expect_tail(self, until: float) -> None:
        if self.expecting:
            self._tail_until = until

    def _drop(self, to: int) -> bytes:
        """Go on behind a place in the buffer; what is left behind."""
        passed, self._at, self._held_since = self._buffer[self._at : to], to, None
        return passed

    # Taking apart

    def _take(self, now: float) -> Iterator[Item]:
        looked = False
        while self._at < len(self._buffer):
            if self._paste is not None or self._rest is not None:
                if self._is_interrupted_inside(now):
                    yield Interrupt()
                    return
                if self._paste is not None:
                    if (paste := self._take_paste(now)) is None:
                        return
                    yield paste
                elif not self._skip():
                    return
                looked = False
                continue
            if not looked and self._is_interrupted():
                yield Interrupt()
                return
            looked = True
            if self._is_tail(now):
                if found := _TAIL.match(self._buffer, self._at):
                    # The rest of an answer whose head has been given up for lost.
                    self._drop(found.end())
                    self._tail_until = 0.0
                    continue
                if self._buffer.startswith(b"[", self._at) and _TAIL_PART.match(self._buffer, self._at):
                    self._hold(now)
                    return
            escape = self._buffer.find(b"\x1b", self._at)
            if escape != self._at:
                yield from self._text(self._drop(escape if escape >= 0 else len(self._buffer)))
                continue
            self._decoder.reset()
            end = self._sequence(now)
            if end is None:
                self._hold(now)
                return
            if self._is_key_in_an_answer(end):
                key = self._buffer[end - 1 : end]
                self._buffer = self._buffer[: end - 1] + self._buffer[end:]
                yield from self._text(key)
                if end - 1 < len(self._buffer):
                    continue
                return
            yield from self._whole(self._drop(end), now)

    def _is_interrupted(self) -> bool:
        """Whether ctrl+c has come, outside of any paste."""
        at = self._buffer.find(_INTERRUPT, self._at)
        return at >= 0 and self._buffer.find(_PASTE_START, self._at, at) < 0

    def _is_interrupted_inside(self, now: float) -> bool:
        """Whether ctrl+c has come, and not as a part of the paste or of the rest that is being read."""
        since = self._paste.since if self._paste else self._rest.paste_since if self._rest else None
        if since is None:
            return self._is_interrupted()
        end = self._buffer.find(_PASTE_END, self._at)
        inside = self._buffer[self._at : end if end >= 0 else len(self._buffer)]
        return now - since >= PASTE_YOUNG and _INTERRUPT in inside

    def _is_tail(self, now: float) -> bool:
        return now < self._tail_until and self._buffer[self._at] in b"[0123456789;R"

    def _is_key_in_an_answer(self, end: int) -> bool:
        """Whether a sequence is half an answer, which had been waiting, and a key typed meanwhile."""
        if self._held_since is None or not self.expecting:
            return False
        sequence = self._buffer[self._at : end]
        return _HALF_ANSWER.fullmatch(sequence[:-1]) is not None and not read(sequence.decode("latin-1"))

    def _hold(self, now: float) -> None:
        if self._held_since is None:
            self._held_since = now

    def _sequence(self, now: float) -> int | None:
        """Where the sequence at hand ends, or what can belong to it; None where it is not whole."""
        buffer, at = self._buffer, self._at
        second = buffer[at + 1 : at + 2]
        if second == b"\x1b":
            # Two escapes are two keys; of three, the last may begin a sequence.
            return at + 1
        if second not in _KINDS:
            if found := _CHARACTER.match(buffer, at):
                return found.end()
            return None if _CHARACTER_PART.match(buffer, at) else at + 2
        whole, part, ends = _KINDS[second]
        if found := whole.match(buffer, at):
            return found.end()
        found = part.match(buffer, at)
        assert found is not None
        end = found.end()
        # ESC may be the first half of what ends a string.
        if end < len(buffer) and not (buffer[end:] == b"\x1b" and part is _STRING_PART):
            return end
        if end - at <= SEQUENCE_LIMIT:
            return None
        self._rest = _Rest(ends, now)
        return end

    def _whole(self, sequence: bytes, now: float) -> Iterator[Item]:
        if sequence == b"\x1b":
            yield ESCAPE
        elif sequence == _PASTE_START:
            self._paste = _Paste(now)
        else:
            for item in read(sequence.decode("latin-1")):
                if self._mouse or not isinstance(item, Mouse):
                    yield item

    def _text(self, data: bytes) -> Iterator[Item]:
        for character in self._decoder.decode(data):
            if key := typed(character):
                yield key

    # Pastes, and the rest of what was too long

    def _take_paste(self, now: float) -> Pasted | None:
        """Move what has come of a paste out of the buffer; the paste, where it has ended."""
        assert self._paste is not None
        since, kept = self._paste.since, self._paste.kept
        end = self._buffer.find(_PASTE_END, self._at)
        room = PASTE_LIMIT + 1 - len(kept)
        kept += self._drop(min(self._at + room, end if end >= 0 else self._unmarked()))
        if len(kept) > PASTE_LIMIT:
            self._rest = _Rest(_PASTE_ENDS, now, since)
            return self._end_paste(whole=False)
        if end < 0:
            return None
        self._drop(end + len(_PASTE_END))
        return self._end_paste(whole=True)

    def _unmarked(self) -> int:
        """Where that ends in the buffer which cannot be the start of the mark that ends a paste."""
        ends = range(len(_PASTE_END) - 1, 0, -1)
        return len(self._buffer) - next((n for n in ends if self._buffer.endswith(_PASTE_END[:n])), 0)

    def _skip(self) -> bool:
        """Drop what is the rest of something too long; whether that has ended."""
        assert self._rest is not None
        found = self._rest.ends.search(self._buffer, self._at)
        end = found.end() if found else self._unmarked()
        self._rest.heard += len(self._drop(end))
        if found:
            self._rest = None
        return found is not None

    def _look_at_rest(self, rest: _Rest, now: float) -> None:
        """Let go of a rest that has stopped coming, or comes no faster than hands type."""
        if now - rest.looked_at < 1.0:
            return
        if rest.heard < HAND or now - self._heard_at >= PASTE_SILENCE:
            self._buffer, self._rest = b"", None
        rest.looked_at, rest.heard = now, 0

    def _end_paste(self, whole: bool) -> Pasted:
        assert self._paste is not None
        kept, self._paste = self._paste.kept[:PASTE_LIMIT], None
        return Pasted(plain(safe_text(kept.decode("utf-8", "ignore"))), whole)

"""When the next animated frame may be drawn: never more than one that the far end has not yet shown.

A terminal answers a cursor-position query only when it has come to it, behind
everything that was sent before. So a query sent after a frame is answered when
that frame has been shown, however thin or long the link, and the next frame is
drawn, from the latest state, only then.

This is a state machine without a clock or a terminal of its own: the time is
passed in, in seconds, and the caller sends the query.
"""

from __future__ import annotations

from dataclasses import dataclass

MUTE_BYTES_PER_SECOND = 500
"""What a terminal that has never answered gets of animation: half of a 9,600 bit/s line."""

GIVE_UP_AFTER = 30.0
"""Seconds after which an answer is taken to be lost. At 9,600 bit/s that is 28 kB."""

THIN_ABOVE, THIN_BELOW = 0.5, 0.4
"""Seconds from frame to answer: above the first a link is thin, below the second it is no more."""

MARKS = 16
"""How many queries can be told apart by what they are answered with."""

TRUSTED_AFTER = 3
"""So many answers in a row that match their query show that this terminal tells them apart."""

DOUBT = 1.0
"""Seconds for which an answer that matches no query is held back, for the right one to come."""


MEANINGFUL = 1.5
"""How many times longer or shorter a delay must be than the one that is told, to be told instead."""


@dataclass
class _Asked:
    mark: int
    at: float
    doubted_at: float | None = None


class FramePacer:
    """Says when a frame may be drawn, from the answers to the queries behind earlier ones.

    The terminal has one of three characters. *Mute*: it has never answered, and gets at
    most `MUTE_BYTES_PER_SECOND` of animation. *Answering*: one query is out at a time, and
    nothing is drawn before it is answered or given up. *Telling apart*: its answers match
    the mark of their query, so that one that comes late or twice is not taken for another.
    """

    def __init__(self, fps: float = 15.0) -> None:
        """`fps`: the most frames in a second, whatever the link could carry."""
        if not fps > 0:
            raise ValueError(f"fps is {fps}; it must be more than 0")
        self.fps = fps
        self.stretch = 1.0
        """At least 1: how much longer than usual to leave between frames, when the host is busy."""
        self.has_answered = False
        self.thin = False
        self._asked: _Asked | None = None
        self._mark = 0
        self._in_a_row = 0
        self._frame_at: float | None = None
        self._free_at = 0.0
        self.delay: float | None = None
        """Seconds from sending a frame to seeing it, as it has been lately; None before an answer."""
        self._told: float | None = None

    @property
    def tells_apart(self) -> bool:
        """Whether this terminal's answers show which query they belong to."""
        return self._in_a_row >= TRUSTED_AFTER

    def ask(self, now: float) -> int | None:
        """Note that a query goes out now; its mark, or None where one is out already: then send none."""
        self._look(now)
        if self._asked is not None:
            return None
        self._mark = (self._mark + 1) % MARKS
        self._asked = _Asked(self._mark, now)
        return self._mark

    def drawn(self, now: float, n_bytes: int, began: float | None = None) -> int | None:
        """Note an animated frame of so many bytes, whose drawing began at a time; what `ask` says."""
        if self.has_answered:
            self._free_at = now
        else:
            self._free_at = max(self._free_at, now) + n_bytes / MUTE_BYTES_PER_SECOND
        self._frame_at = now if began is None else began
        return self.ask(now)

    def answered(self, now: float, mark: int | None) -> bool:
        """Note an answer; True where it frees the next frame.

        `mark` is None where the answer gives a place that no query asked from.
        """
        if not self.has_answered:
            self.has_answered = True
            self._free_at = now
        asked = self._asked
        if asked is None:
            return False
        if mark == asked.mark:
            self._in_a_row += 1
        elif self.tells_apart:
            asked.doubted_at = asked.doubted_at or now
            return False
        else:
            self._in_a_row = 0
        self._settle(now)
        return True

    def may_draw(self, now: float) -> bool:
        """Whether a frame may be drawn now."""
        return self.wait(now) <= 0

    def wait(self, now: float) -> float:
        """Seconds until it is worth asking again; 0 where a frame may be drawn.

        Where only an answer can end the wait, the seconds until it would be given up.
        """
        self._look(now)
        if self._asked is not None and self.has_answered:
            doubted = self._asked.doubted_at
            ends = self._asked.at + GIVE_UP_AFTER if doubted is None else doubted + self._patience
            return max(ends - now, 1e-3)
        due = self._free_at
        if self._frame_at is not None:
            due = max(due, self._frame_at + self._interval)
        return max(0.0, due - now)

    def note(self) -> str:
        """What to say of the link: `link 820 ms` while it is thin, until that has clearly changed."""
        if self.delay is None or not self.thin:
            self._told = None
            return ""
        if self._told is None or not 1 / MEANINGFUL < self.delay / self._told < MEANINGFUL:
            self._told = self.delay
        return f"link {in_words(self._told)}"

    def forget(self) -> None:
        """Let go of the query that is out: the input has been flushed, its answer will not come."""
        self._asked = None

    @property
    def _interval(self) -> float:
        interval = self.stretch / self.fps
        if self.thin and self.delay:
            # Half of the link's time stays free, so that most keys find nothing in their way.
            interval = max(interval, min(2 * self.delay, 4.0))
        return interval

    @property
    def _patience(self) -> float:
        return max(DOUBT, 2 * (self.delay or 0.0))

    def _look(self, now: float) -> None:
        asked = self._asked
        if asked is None:
            return
        if asked.doubted_at is not None and now - asked.doubted_at >= self._patience:
            # No right answer followed the wrong one: this terminal cannot tell them apart after all.
            self._in_a_row = 0
            self._settle(now)
        elif now - asked.at >= GIVE_UP_AFTER:
            self._asked = None

    def _settle(self, now: float) -> None:
        assert self._asked is not None
        delay = max(0.0, now - self._asked.at)
        self._asked = None
        self.delay = delay if self.delay is None else 0.6 * self.delay + 0.4 * delay
        if self.delay > THIN_ABOVE:
            self.thin = True
        elif self.delay < THIN_BELOW:
            self.thin = False


def in_words(seconds: float) -> str:
    """`820 ms`, `1.3 s`, `12 s`: two digits, for more nobody can feel."""
    if seconds < 0.995:
        return f"{round(100 * seconds) * 10} ms"
    return f"{seconds:.1f} s" if seconds < 9.95 else f"{seconds:.0f} s"

"""Random numbers that follow a text, as the browser's playground draws them (seedrandom 2.4.4: RC4)."""

from __future__ import annotations

from math import log, sqrt

_STATES = 256
_BYTES = 6
_LEAST, _MOST = 2.0**52, 2.0**53


class Stream:
    """One stream of numbers for a seed text: "0.5" and "0.50000" are different seeds.

    >>> round(Stream("0.66230").draw(), 6)
    0.718735
    """

    def __init__(self, seed: str) -> None:
        key = _key(seed)
        self._states = list(range(_STATES))
        self._i = self._j = at = 0
        for i in range(_STATES):
            at = (at + self._states[i] + key[i % len(key)]) % _STATES
            self._states[i], self._states[at] = self._states[at], self._states[i]
        self._bytes(_STATES)

    def copy(self) -> Stream:
        """Return a stream that goes on as this one does."""
        other = Stream.__new__(Stream)
        other._states, other._i, other._j = [*self._states], self._i, self._j
        return other

    def _bytes(self, count: int) -> int:
        # The next bytes, the first of them the highest of a whole number.
        states, i, j, number = self._states, self._i, self._j, 0
        for _ in range(count):
            i = (i + 1) % _STATES
            one = states[i]
            j = (j + one) % _STATES
            other = states[i] = states[j]
            states[j] = one
            number = number << 8 | states[(one + other) % _STATES]
        self._i, self._j = i, j
        return number

    def draw(self) -> float:
        """Return a number in [0, 1), with all the 53 bits that a float has room for."""
        number, scale, rest = float(self._bytes(_BYTES)), 2.0 ** (8 * _BYTES), 0
        while number < _LEAST:
            number, scale, rest = (number + rest) * 256.0, scale * 256.0, self._bytes(1)
        while number >= _MOST:
            number, scale, rest = number / 2, scale / 2, rest >> 1
        return (number + rest) / scale

    def uniform(self, low: float, high: float) -> float:
        """Return a number in [low, high)."""
        return self.draw() * (high - low) + low

    def normal(self, mean: float, variance: float) -> float:
        """Return a normal number (Marsaglia's polar method); the second of the pair is thrown away."""
        while True:
            one, other = 2 * self.draw() - 1, 2 * self.draw() - 1
            square = one * one + other * other
            # At a square of exactly 0 the original gives no number; drawn again, it gives one.
            if 0 < square <= 1:
                return mean + sqrt(variance) * one * sqrt(-2 * log(square) / square)


def _key(seed: str) -> list[int]:
    # UTF-16 code units smeared over at most 256 places. An empty text is the key 0.
    units = seed.encode("utf-16-le", "surrogatepass")
    key: list[int] = []
    smear = 0
    for j in range(len(units) // 2):
        code, place = units[2 * j] | units[2 * j + 1] << 8, j % _STATES
        if place == len(key):
            key.append(0)
        smear ^= 19 * key[place]
        key[place] = (smear + code) % _STATES
    return key or [0]

"""What every figure has in common, and figures side by side."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Role: TypeAlias = Literal["accent", "positive", "negative", "muted", "text"]
State: TypeAlias = Literal["past", "now", "future"]
Cell: TypeAlias = float | str | None
"""A number, a word, or None for a value that is hidden until it has been predicted."""

BLANK = "·"
"""What stands where a number is not computed yet."""


class Figure(ABC):
    """Something to look at. Subclasses are frozen dataclasses."""

    title: str

    @property
    @abstractmethod
    def rows(self) -> int:
        """The rows it needs, its title included, on an 80-column screen."""

    @property
    def grows(self) -> bool:
        """Whether it gains from more rows than it asks for."""
        return False

    @abstractmethod
    def describe(self) -> str:
        """The figure in words: everything that a sighted reader gets from it."""


def in_words(text: str) -> str:
    """A cell as it is read out: a blank says why it is one."""
    return "not yet" if text.strip() == BLANK else text


def titled(title: str, lines: Iterable[str]) -> str:
    body = "\n".join(lines)
    return f"{title}\n{body}" if title else body


@dataclass(frozen=True, eq=False)
class Beside(Figure):
    """Figures side by side where the screen is wide enough; one under the other where it is not."""

    figures: tuple[Figure, ...]
    shares: tuple[int, ...] = ()
    """How the width is shared out; equally by default."""
    title: str = field(default="", init=False)

    @property
    def rows(self) -> int:
        return max(f.rows for f in self.figures)

    @property
    def grows(self) -> bool:
        return any(f.grows for f in self.figures)

    def describe(self) -> str:
        return "\n\n".join(f.describe() for f in self.figures)

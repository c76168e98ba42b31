"""Every lab keeps the rules of labs; and a lab that breaks one is found out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from lessons.figures import Curves, Figure, Formula, Line, Series, Surface
from lessons.labs import REGISTRY, Lab
from lessons.labs.base import Knob, readout
from lessons.rules import broken, secrecy
from tests.lessons.labs.peeking import Peeks
from tui.drawing.layout import in_ascii, plain


@pytest.mark.parametrize("name", list(REGISTRY))
def test_a_lab_keeps_the_rules(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # One draw of its knobs; `nntutor check --labs` makes three.
    monkeypatch.setattr(secrecy, "DRAWS", 1)
    assert list(broken(REGISTRY[name], (plain, in_ascii))) == []


class Good(Lab):
    """A square."""

    name = "good"
    caption_rows = 1
    steps = ("square",)
    x = Knob.number("a number", 1.5, low=-3, high=3)

    @readout("its square", at="square")
    def square(self) -> float:
        return float(self.x**2)

    @staticmethod
    def figures(see: Any) -> Iterator[Figure]:
        yield Formula("", (Line(f"x² = {see.square}"),))

    @staticmethod
    def caption(see: Any) -> str:
        return "A number, and its square."


def test_a_lab_that_keeps_them_breaks_none() -> None:
    assert list(broken(Good, (plain, in_ascii))) == []


class Leaks(Good):
    @staticmethod
    def caption(see: Any) -> str:
        return f"Its square is {see.x**2:.4f}."


class LeaksTheRest(Good):
    @staticmethod
    def figures(see: Any) -> Iterator[Figure]:
        yield Formula("", (Line(f"1 − x² = {1 - see.x**2:.4f}"),))


class Talks(Good):
    @staticmethod
    def caption(see: Any) -> str:
        return "word " * 40


class Jumps(Good):
    @staticmethod
    def figures(see: Any) -> Iterator[Figure]:
        yield Formula("", (Line("x"),) * (1 + see.position))


class Forgets(Good):
    def back(self) -> bool:
        return False


class Breaks(Good):
    @readout("a number by zero", at="square")
    def square(self) -> float:
        return float("nan") if self.x == 3 else self.x


class Silent(Good):
    x = Knob.number("", 1.5, low=-3, high=3)


class Loses(Good):
    def state(self) -> dict[str, Any]:
        return {"settings": {}, "position": self.position + 1}


class Odd(Good):
    @staticmethod
    def figures(see: Any) -> Iterator[Figure]:
        yield Formula("", (Line("字"),))


class Cut(Good):
    @staticmethod
    def figures(see: Any) -> Iterator[Figure]:
        yield Curves("word " * 20, (), height=6)


class Unnamed(Good):
    @staticmethod
    def figures(see: Any) -> Iterator[Figure]:
        yield Surface("heights", [[0.0]], (0, 1, 0, 1), names=(), overlays=(Series("way", [0.5], [0.5]),))


class Short(Good):
    v = Knob.vector("numbers", [1.5, 2.5, 3.5])

    @readout("the last of three")
    def third(self) -> float:
        return float(self.v[2])


class Slips(Good):
    def mistakes(self, path: str) -> dict[str, float]:
        return {"it was spelt": float(path)}


class TellsNothing(Good):
    @readout("its square", at="square", tells=("cube",))
    def square(self) -> float:
        return float(self.x**2)


class Misspells(Good):
    @staticmethod
    def caption(see: Any) -> str:
        return see.state("squared")


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (Short, "v = [1.5] breaks it: IndexError"),
        (Slips, "mistakes('square') breaks: ValueError"),
        (TellsNothing, "'square' tells 'cube', which is no readout"),
        (Leaks, "with 'square' asked at"),
        (LeaksTheRest, "with 'square' asked at"),
        (Talks, "its caption takes 3 rows, not 1"),
        (Jumps, "it takes 4 to 5 rows; the words beside it would jump"),
        (Peeks, "line 19 reads see._lab; declare what figures need with @plotted()"),
        (Forgets, "back() at 1 says False"),
        (Breaks, "with 'x' at 3.00 readout 'square' is nan"),
        (Silent, "knob 'x' has no help; say what it is"),
        (Loses, "a saved state does not bring back what was saved"),
        (Odd, "in ASCII it draws ? for one of "),
        (Cut, "at 0 it draws 'word word"),
        (Unnamed, "what lies upon 'heights' has no names in its legend; give it keys"),
    ],
)
def test_what_breaks_a_rule_is_told(kind: type[Lab], told: str) -> None:
    kind.summary, kind.name = "A square.", kind.__name__.lower()
    assert any(told in reason for reason in broken(kind, (plain, in_ascii)))


def test_a_step_that_there_is_not_is_told_with_those_there_are() -> None:
    Misspells.summary, Misspells.name = "A square.", "misspells"
    with pytest.raises(LookupError, match="there is no step 'squared'; did you mean 'square'"):
        list(broken(Misspells))

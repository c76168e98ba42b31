"""What a lab declares: knobs, readouts, and data for its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from lessons.format.fields import Field, Kind
from lessons.labs.base.paths import Parts

At: TypeAlias = str | tuple[str, ...] | Callable[[Any, Parts], int] | None
"""When a readout comes to be: the name of a step; one for each element; or a function of the lab and the
rest of the path that gives the number of steps. None: it is there from the start."""


def one_by_one(lab: Any, rest: Parts) -> int:
    """The `at` of an array: each step brings an element of it."""
    return int(rest[0]) + 1


Tells: TypeAlias = tuple[str, ...] | Mapping[int, str]
"""The paths that whoever sees a readout knows at sight: element by element where both are arrays; or, by its
index, which element tells what. `p[true]` is the element that knob or readout `true` names."""


class Knob:
    """A setting of a lab: what a lesson may set and, unless it says otherwise, a learner may turn.

    Read from a lab, it is its present value. `name`: what lessons call it, where the lab needs
    another name than that. Vectors and matrices are float64 arrays.
    """

    def __init__(self, kind: Kind, help: str, default: Any, *, name: str = "", **options: Any) -> None:
        self.field = Field(name, kind, help, default, **options)
        self.attr = ""

    def __set_name__(self, owner: type, attr: str) -> None:
        self.attr = attr
        if not self.field.name:
            self.field = self.field._replace(name=attr)

    def __get__(self, lab: Any, owner: type | None = None) -> Any:
        return self if lab is None else lab.settings[self.field.name]

    @classmethod
    def number(cls, help: str, default: float, **options: Any) -> Knob:
        return cls("number", help, float(default), **options)

    @classmethod
    def integer(cls, help: str, default: int, **options: Any) -> Knob:
        return cls("integer", help, default, **{"step": 1} | options)

    @classmethod
    def toggle(cls, help: str, default: bool, **options: Any) -> Knob:
        return cls("toggle", help, default, **options)

    @classmethod
    def choice(cls, help: str, choices: str | Iterable[str], **options: Any) -> Knob:
        """`choices`: words, the first of them the default unless `default` says which."""
        words = tuple(choices.split() if isinstance(choices, str) else choices)
        return cls("choice", help, options.pop("default", words[0]), choices=words, **options)

    @classmethod
    def text(cls, help: str, choices: Iterable[str], **options: Any) -> Knob:
        """`choices`: some to turn through, the first of them the default; others may be typed."""
        words = tuple(choices)
        return cls("text", help, options.pop("default", words[0]), choices=words, **options)

    @classmethod
    def vector(cls, help: str, default: Iterable[float], **options: Any) -> Knob:
        return cls("vector", help, [float(each) for each in default], **options)

    @classmethod
    def matrix(cls, help: str, default: Iterable[Iterable[float]], **options: Any) -> Knob:
        return cls("matrix", help, [[float(each) for each in row] for row in default], **options)

    @classmethod
    def sizes(cls, help: str, default: tuple[int, ...], **options: Any) -> Knob:
        return cls("sizes", help, default, **options)


def in_groups(fields: Iterable[Field]) -> tuple[Field, ...]:
    """The fields of a lab, those of one group together. Raises `TypeError` where only some have a group."""
    fields = tuple(fields)
    groups = list(dict.fromkeys(each.group for each in fields))
    alone = next((each.name for each in fields if each.turnable and not each.group), "")
    if alone and any(groups):
        raise TypeError(f"knob '{alone}' has no group, and others have one; say group=\"…\"")
    return tuple(sorted(fields, key=lambda each: groups.index(each.group)))


class Readout:
    """A value of a lab, computed once for each frame in which it is asked for.

    `help`: what it is; `compute`: its value, from the lab; `name`: what lessons call it.
    """

    def __init__(
        self, help: str, compute: Callable[[Any], Any], *, at: At = None, tells: Tells = (), name: str = ""
    ) -> None:
        self.compute = compute
        self.help, self.at, self.tells, self.name = help, at, tells, name
        self.attr = ""

    def __set_name__(self, owner: type, attr: str) -> None:
        self.attr = attr
        self.name = self.name or attr

    def __get__(self, lab: Any, owner: type | None = None) -> Any:
        return self if lab is None else lab.computed(self)

    @property
    def public(self) -> bool:
        """Whether lessons may name it."""
        return bool(self.help)


class Plotted(Readout):
    """Data that figures and captions need, and that lessons cannot name."""

    def __init__(self, compute: Callable[[Any], Any], *, at: At = None, tells: Tells = ()) -> None:
        super().__init__("", compute, at=at, tells=tells)


def work(units: Callable[[Any], float]) -> Any:
    """What a lab takes to begin or to step, by its settings: a property, in the units of `lessons.work`."""
    return property(lambda lab: int(units(lab)))


def readout(help: str, **options: Any) -> Callable[[Callable[[Any], Any]], Any]:
    """Declare a method to be a number, array or word that prose and questions may read: a `Readout`."""
    return lambda compute: Readout(help, compute, **options)


def plotted(**options: Any) -> Callable[[Callable[[Any], Any]], Any]:
    """Declare a method to be data of that kind: a `Plotted`."""
    return lambda compute: Plotted(compute, **options)

"""What can be read of a lab, and what may be seen of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, ClassVar

from lessons.format.fields import Field, nearest
from lessons.labs.base.declare import At, Knob, Readout, in_groups
from lessons.labs.base.paths import Parts, split_path, walk
from lessons.labs.base.see import Secrecy, Secret, See, veiled

_INDEX = re.compile(r"\[([A-Za-z_]\w*)\]")


class Values(Mapping[str, Any]):
    """The readouts and knobs of a lab by their names, each computed when it is first read in a frame."""

    def __init__(self, lab: Readable) -> None:
        self._lab = lab
        self._readouts = lab.public

    def __getitem__(self, name: str) -> Any:
        if name in self._readouts:
            return self._lab.computed(self._readouts[name])
        return self._lab.settings[name]

    def __contains__(self, name: object) -> bool:
        return name in self._readouts or name in self._lab.settings

    def __iter__(self) -> Iterator[str]:
        yield from self._readouts
        yield from (name for name in self._lab.settings if name not in self._readouts)

    def __len__(self) -> int:
        return len(self._readouts.keys() | self._lab.settings.keys())


class Readable:
    """What a lab declares, where it stands, and its numbers: each computed once a frame."""

    name: ClassVar[str]
    """What lessons call it: the name of its file."""
    summary: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]] = ()
    readouts: ClassVar[dict[str, str]] = {}
    """The names that prose and questions may read, each with what it is."""
    declared: ClassVar[Mapping[str, Knob | Readout]] = {}
    """Its knobs, readouts and data for figures, by attribute."""
    public: ClassVar[Mapping[str, Readout]] = {}
    """What of it prose and questions may read, by name."""

    steps: Any = ()
    """The teaching steps: their names, how many, or a knob or a method that says it; None: without end."""
    settings: dict[str, Any]
    """The present value of each field, by its name."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = dict(settings)
        self.secrets = frozenset()
        self._position = 0
        self._frame: dict[str, Any] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "name" not in vars(cls):
            cls.name = cls.__module__.rpartition(".")[2]
        found: dict[str, Knob | Readout] = {}
        for base in reversed(cls.__mro__):
            found |= {k: v for k, v in vars(base).items() if isinstance(v, (Knob, Readout))}
        if not found:
            return
        every = [See, *(kind for kind in cls.__mro__ if kind.__module__.startswith(__package__))]
        for attr, each in found.items():
            if attr == "steps" and isinstance(each, Knob) and each.field.kind == "integer":
                continue
            if any(attr in vars(kind) or attr in getattr(kind, "__annotations__", ()) for kind in every):
                raise TypeError(
                    f"lab {cls.__name__}: '{attr}' is a name that every lab has; "
                    f'give it another and say name="{attr}"'
                )
        cls.declared = found
        cls.summary = (cls.__doc__ or "").strip().partition("\n")[0]
        cls.fields = in_groups(knob.field for knob in found.values() if isinstance(knob, Knob))
        cls.public = {r.name: r for r in found.values() if isinstance(r, Readout) and r.public}
        cls.readouts = {name: each.help for name, each in cls.public.items()}

    # Where it stands

    @property
    def position(self) -> int:
        """Steps taken."""
        return self._position

    @position.setter
    def position(self, position: int) -> None:
        self._position = position
        self.changed()

    @property
    def stage(self) -> int:
        """Steps taken of this round, where the steps begin again."""
        return self.position

    def step_number(self, step: str) -> int:
        """The stage at which a named step has been taken."""
        if step not in self.steps:
            raise LookupError(f"there is no step '{step}'; {nearest(step, self.steps)}")
        return int(self.steps.index(step)) + 1

    def step_name(self, stage: int) -> str:
        """The name of the step that leads to a stage; empty where it has none."""
        return self.steps[stage - 1] if isinstance(self.steps, tuple) and stage else ""

    @property
    def secrets(self) -> frozenset[Secret]:
        """What stands to be predicted: kept back wherever it would appear."""
        return self._secrets

    @secrets.setter
    def secrets(self, secrets: frozenset[Secret]) -> None:
        if secrets != getattr(self, "_secrets", None):
            self._secrets = secrets
            self._seen: See | None = None
            self._secrecy: Secrecy | None = None

    def changed(self) -> None:
        """What has been computed for this frame no longer holds."""
        self._frame.clear()
        self._seen = self._secrecy = None

    # Reading

    def values(self) -> Mapping[str, Any]:
        """Every readout, and every knob that no readout takes the name of, by the name that lessons use."""
        return Values(self)

    def computed(self, readout: Readout) -> Any:
        """What a readout is now, computed once a frame."""
        if readout.attr not in self._frame:
            self._frame[readout.attr] = readout.compute(self)
        return self._frame[readout.attr]

    def readout(self, path: str) -> Any:
        """The number, array or word that a path names. Raises `ReadoutError`."""
        return self.walk(path)[0]

    def walk(self, path: str) -> tuple[Any, Parts]:
        """What a path names, and the path with its indices counted from the front. Raises `ReadoutError`."""
        return walk(self.values(), path, f"lab '{self.name}'")

    def at(self, parts: Parts) -> Any:
        """What a path that has been walked names now."""
        value: Any = self.values()
        for part in parts:
            value = value[part]
        return value

    def resolved(self, path: str) -> Parts:
        """A path in parts, with the value of the knob or readout in the place of a name in brackets."""
        return split_path(_INDEX.sub(lambda name: f"[{int(self.readout(name[1]))}]", path))

    # What may be seen

    def ask(self, *paths: str) -> None:
        """Have these readouts, as they are now, stand to be predicted."""
        self.secrets = frozenset(Secret(path, self.position, float(self.readout(path))) for path in paths)

    @property
    def see(self) -> See:
        """What its figures and its caption may know."""
        if self._seen is None:
            self._seen = See(self)
        return self._seen

    def visible(self, attr: str) -> Any:
        """A declared value as figures see it. Raises `AttributeError`."""
        each = self.declared.get(attr)
        if each is None:
            raise AttributeError(f"lab '{self.name}' declares no '{attr}'")
        return self.settings[each.field.name] if isinstance(each, Knob) else self._veiled(each, blanks=True)

    def shown(self, path: str) -> Any:
        """The readout as prose may show it: `?` in place of each number that would give an answer away."""
        value, parts = self.walk(path)
        each = next(
            (r for r in self.declared.values() if isinstance(r, Readout) and r.name == parts[0]), None
        )
        if each is None or not self.secrets:
            return value
        return veiled(value, each, self._secrecy_now, None, parts[1:])

    @property
    def _secrecy_now(self) -> Secrecy | None:
        if self._secrecy is None and self.secrets:
            self._secrecy = Secrecy(self)
        return self._secrecy

    def _veiled(self, each: Readout, blanks: bool) -> Any:
        reached = partial(self._has_reached, each.at) if blanks and each.at is not None else None
        return veiled(self.computed(each), each, self._secrecy_now, reached)

    def _has_reached(self, at: At, rest: Parts) -> bool:
        """Whether the step has been taken that brings a readout, or an element of it."""
        if callable(at):
            return bool(self.stage >= at(self, rest))
        name = at[int(rest[0])] if isinstance(at, tuple) else at
        return name is None or self.stage >= self.step_number(name)

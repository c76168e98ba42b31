"""What every lab is: a live model that can be stepped, taken back, turned, read and drawn."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, ClassVar

import numpy as np

from lessons.figures import Figure
from lessons.format.fields import Field, FieldError, KnobState, nearest
from lessons.labs.base.declare import At, Knob, Readout
from lessons.labs.base.paths import Parts, split_path, walk
from lessons.labs.base.see import Secrecy, Secret, See, marks, veiled
from lessons.text import UNKNOWN

_INDEX = re.compile(r"\[([A-Za-z_]\w*)\]")


class Values(Mapping[str, Any]):
    """The readouts and knobs of a lab by their names, each computed when it is first read in a frame."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._readouts = {r.name: r for r in lab.declared.values() if isinstance(r, Readout) and r.public}

    def __getitem__(self, name: str) -> Any:
        if name in self._readouts:
            return self._lab.computed(self._readouts[name])
        return self._lab.settings[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._readouts
        yield from (name for name in self._lab.settings if name not in self._readouts)

    def __len__(self) -> int:
        return len(self._readouts.keys() | self._lab.settings.keys())


class Lab:
    """A live model on a lesson's page. A subclass declares: its steps, knobs and readouts, and what it draws.

    What a lab shows is a function of its knobs and of its position: the number of teaching steps taken.
    So any step can be taken back, and a knob can be turned at any time without losing the place.

    The first line of a subclass's docstring is what it shows, in a sentence.
    """

    name: ClassVar[str]
    """What lessons call it: the name of its file."""
    summary: ClassVar[str]
    fields: ClassVar[tuple[Field, ...]] = ()
    readouts: ClassVar[dict[str, str]] = {}
    """The names that prose and questions may read, each with what it is."""
    declared: ClassVar[Mapping[str, Knob | Readout]] = {}
    """Its knobs, readouts and data for figures, by attribute."""

    quick: ClassVar[Mapping[str, Any]] = {}
    """Settings with which it is quick to run: so the rules of every lab are tried on it."""
    steps: Any = ()
    """The teaching steps: their names, how many, or a method that counts them; None: they have no end."""
    step_word: ClassVar[str] = "step"
    """What one teaching step is: an operation, a batch."""
    caption_rows: ClassVar[int] = 2
    """The rows that the longest caption takes on a screen of 80 columns."""
    settings: dict[str, Any]
    """The present value of each field, by its name."""
    rate: float | None = 1.25
    """Steps a second while it plays; None for as fast as it goes."""

    def __init_subclass__(cls) -> None:
        if "name" not in vars(cls):
            cls.name = cls.__module__.rpartition(".")[2]
        found: dict[str, Knob | Readout] = {}
        for base in reversed(cls.__mro__):
            found |= {k: v for k, v in vars(base).items() if isinstance(v, (Knob, Readout))}
        if not found:
            return
        for attr in found:
            if hasattr(Lab, attr) or attr in Lab.__annotations__ or hasattr(See, attr):
                raise TypeError(
                    f"lab {cls.__name__}: '{attr}' is a name that every lab has; "
                    f'give it another and say name="{attr}"'
                )
        cls.declared = found
        cls.summary = (cls.__doc__ or "").strip().partition("\n")[0]
        cls.fields = tuple(knob.field for knob in found.values() if isinstance(knob, Knob))
        cls.readouts = {
            each.name: each.help for each in found.values() if isinstance(each, Readout) and each.public
        }

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        """Start at position 0. `settings`: checked values by field name. Raises `FieldError`."""
        self.settings = {f.name: self._own(f.default) for f in self.fields}
        self.settings.update(settings or {})
        self.secrets: frozenset[Secret] = frozenset()
        """What stands to be predicted: kept back wherever it would appear."""
        self._limit: int | None = None
        self._position = 0
        self._frame: dict[str, Any] = {}
        self._prepare()

    @property
    def title(self) -> str:
        """Its name as a learner reads it."""
        return self.name.replace("_", " ")

    @property
    def position(self) -> int:
        """Steps taken."""
        return self._position

    @position.setter
    def position(self, position: int) -> None:
        self._position = position
        self.changed()

    @property
    def limit(self) -> int | None:
        """Where the page that shows it lets it go; None: as far as it goes."""
        return self._limit

    @limit.setter
    def limit(self, limit: int | None) -> None:
        if limit != self._limit:
            self._limit = limit
            self.changed()

    @property
    def secrets(self) -> frozenset[Secret]:
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

    @staticmethod
    def _own(value: Any) -> Any:
        if isinstance(value, (list, np.ndarray)) and not isinstance(value, str):
            return np.array(value, dtype=np.float64)
        return value

    def prepare(self, changed: str | None = None) -> None:
        """Set up for the present settings; `changed` names the field that was turned.

        Raises `FieldError` where values that are right one by one do not go together.
        """

    # What it costs, in the units of `lessons.work`

    shares: bool = False
    """Whether what it has computed is kept for its copies."""

    @property
    def start_work(self) -> int:
        """What it takes to begin it and to draw it."""
        return 10_000_000

    @property
    def step_work(self) -> int:
        """What one position takes, at the present settings."""
        return 1_000_000

    def run_work(self, position: int) -> int:
        """What a run from the start to a position takes, until its numbers can be read."""
        return self.start_work + position * self.step_work

    def read_work(self, path: str) -> int:
        """What reading one number takes at most, after such a run."""
        return 400_000

    # Stepping

    @property
    def stride(self) -> int:
        """Positions in one teaching step."""
        return 1

    @property
    def length(self) -> int | None:
        """The position of the last step, or None where there is no last one."""
        steps = self.steps() if callable(self.steps) else self.steps
        return len(steps) if isinstance(steps, tuple) else steps

    @property
    def stage(self) -> int:
        """Steps taken of this round, where the steps begin again."""
        return self.position

    def step_number(self, step: str) -> int:
        """The stage at which a named step has been taken."""
        return int(self.steps.index(step)) + 1

    def step_name(self, stage: int) -> str:
        """The name of the step that leads to a stage; empty where it has none."""
        return self.steps[stage - 1] if isinstance(self.steps, tuple) and stage else ""

    @property
    def run_length(self) -> int:
        """How far a run "to the end" goes: where `show` stops, and where answers are read."""
        return self.length or 0

    @property
    def end(self) -> int | None:
        """The last position that it may go to now."""
        ends = [e for e in (self.length, self.limit) if e is not None]
        return min(ends, default=None)

    @property
    def done(self) -> bool:
        return self.end is not None and self.position >= self.end

    def step(self) -> bool:
        """Take one teaching step; False where there is none left."""
        if self.done:
            return False
        self.position += 1
        return True

    def back(self) -> bool:
        """Take the last step back; False at the start."""
        if self.position == 0:
            return False
        self.position -= 1
        return True

    def reset(self) -> None:
        """Back to the start, with the knobs as they are."""
        self.position = 0

    def seek(self, position: int) -> None:
        """Go to any position, forwards or backwards."""
        while self.position > position and self.back():
            pass
        while self.position < position and self.step():
            pass

    # Knobs

    def knobs(self) -> tuple[KnobState, ...]:
        """Everything a learner may turn, with its present value."""
        knobs: list[KnobState] = []
        for f in self.fields:
            value = self.settings[f.name]
            if not f.turnable:
                continue
            if f.kind in ("vector", "matrix"):
                knobs.extend(KnobState(f, float(value[i]), i) for i in np.ndindex(value.shape))
            else:
                knobs.append(KnobState(f, value))
        return tuple(knobs)

    def knob(self, knob_id: str) -> KnobState:
        """The knob of that id. Raises `FieldError`."""
        for knob in self.knobs():
            if knob.id == knob_id:
                return knob
        raise FieldError(f"knob '{knob_id}' is unknown", nearest(knob_id, [k.id for k in self.knobs()]))

    def turn(self, knob_id: str, value: Any) -> None:
        """Set a knob; the position is kept as far as there are steps.

        Raises `FieldError`; then nothing has changed.
        """
        knob = self.knob(knob_id)
        name = knob.field.name
        before = self.settings[name]
        if knob.index:
            changed = before.copy()
            changed[knob.index] = value
            self.settings[name] = changed
        else:
            self.settings[name] = value
        try:
            self._prepare(name)
        except FieldError:
            self.settings[name] = before
            self._prepare(name)
            raise
        if self.length is not None:
            self.position = min(self.position, self.length)

    def _prepare(self, name: str | None = None) -> None:
        self.changed()
        self.prepare(name)
        self.changed()

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
        return tuple(split_path(_INDEX.sub(lambda name: f"[{int(self.readout(name[1]))}]", path)))

    # What may be seen

    @property
    def hidden(self) -> frozenset[str]:
        old: frozenset[str] | None = self.__dict__.get("_old_hidden")
        if old is not None:
            return old
        return frozenset(s.path for s in self.secrets if self.readout(s.path) == s.value)

    @hidden.setter
    def hidden(self, paths: frozenset[str]) -> None:
        self._old_hidden = paths

    def old_is_hidden(self, path: str) -> bool:
        if not self.hidden:
            return False
        mine = self.walk(path)[1]
        return any(list(mine[: len(theirs)]) == theirs for theirs in map(split_path, self.hidden))

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
        if not self.declared:
            if not self.hidden:
                return value
            if isinstance(value, np.ndarray) and value.ndim:
                cells = value.astype(object)
                for i in np.ndindex(value.shape):
                    if self.is_hidden(path + "".join(f"[{k}]" for k in i)):
                        cells[i] = None
                return cells
            return None if self.is_hidden(path) else value
        each = next(
            (r for r in self.declared.values() if isinstance(r, Readout) and r.name == parts[0]), None
        )
        if each is None or not self.secrets:
            return value
        return veiled(value, each, self._secrecy_now, None, parts[1:])

    def is_hidden(self, path: str) -> bool:
        """Whether a number, or one of an array, is kept back."""
        if not self.declared:
            return self.old_is_hidden(path)
        return UNKNOWN in marks(self.shown(path))

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

    def mistakes(self, path: str) -> dict[str, float]:
        """What known slips would give for a readout, by words that follow "It looks as if"."""
        return {}

    def units(self, path: str) -> dict[str, float]:
        """Other units that a readout is given in by mistake, as words that follow "It looks as if".

        Each with the factor that the number then has.
        """
        return {}

    # Showing

    @staticmethod
    def figures(see: Any) -> Iterable[Figure]:
        """What to draw, from what may be seen."""
        return ()

    @staticmethod
    def caption(see: Any) -> str:
        """What the last step did, or what the next one will do, in a sentence or two."""
        return ""

    def draw(self) -> tuple[Figure, ...]:
        """What to draw now."""
        return tuple(self.figures(self.see))

    def says(self) -> str:
        """Its caption now."""
        return self.caption(self.see)

    # Work that goes on beside the learner

    @property
    def waiting(self) -> str:
        """What it is waiting for, where something runs beside it; else empty."""
        return ""

    @property
    def works(self) -> bool:
        """Whether `poll` does some of that work itself, a few milliseconds at a time."""
        return False

    def start(self) -> None:
        """Begin work that is too slow for a constructor. Called once the page has been painted."""

    def poll(self) -> bool:
        """See whether that work has come further; True where there is something new to draw."""
        return False

    def wait(self) -> None:
        """Wait for that work, begun or not, as plain output does. Never on an event loop."""

    def close(self) -> None:
        """End whatever runs beside it. Called when the learner leaves."""

    # Saving

    @property
    def saves(self) -> bool:
        """Whether there is anything to keep; told without making it."""
        return type(self).exports is not Lab.exports

    def exports(self) -> dict[str, str]:
        """Files that a learner may keep, by name: what the lab has made, as text."""
        return {}

    def state(self) -> dict[str, Any]:
        """The knobs and the position, as JSON takes them."""
        turnable = [f.name for f in self.fields if f.turnable]
        return {
            "settings": {name: _plain(self.settings[name]) for name in turnable},
            "position": self.position,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take up a saved state. What no longer fits is left as it is."""
        before = dict(self.settings)
        saved = state.get("settings")
        for f in self.fields:
            if f.turnable and isinstance(saved, Mapping) and f.name in saved:
                with contextlib.suppress(FieldError):
                    self.settings[f.name] = f.read(saved[f.name])
        try:
            self._prepare()
        except FieldError:
            self.settings = before
            self._prepare()
        position = state.get("position")
        if isinstance(position, int) and position >= 0:
            self.seek(position)

    def copy(self) -> Lab:
        """An independent lab in the same state, to try things on.

        Built and stepped anew: an engine's arrays are views of each other, which a deep copy would part.
        """
        other = type(self)(dict(self.settings))
        other.seek(self.position)
        return other


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value

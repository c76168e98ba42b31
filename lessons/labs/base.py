"""What every lab is: a live model that can be stepped, taken back, turned, read and drawn."""

from __future__ import annotations

import contextlib
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

import numpy as np

from lessons.figures import Figure
from lessons.format.faults import visible
from lessons.format.fields import Field, FieldError, Knob, nearest

_PATH = re.compile(r"\.?([A-Za-z_][A-Za-z0-9_]*)|\[(-?\d{1,9}(?: *, *-?\d{1,9})*)\]", re.ASCII)


class ReadoutError(LookupError):
    """A readout path that names nothing: what is wrong, and the mend."""

    def __init__(self, reason: str, mend: str) -> None:
        super().__init__(f"{reason}; {mend}")
        self.reason = reason
        self.mend = mend


def split_path(path: str) -> list[str | int]:
    """`layers[0].W[1,0]` → ['layers', 0, 'W', 1, 0]. Raises `ReadoutError`."""
    parts: list[str | int] = []
    at = 0
    while at < len(path):
        found = _PATH.match(path, at)
        if not found or (at == 0 and found[1] is None):
            raise ReadoutError(f"'{visible(path)}' is no readout", "write a name, such as loss.test or z1[0]")
        if found[1] is not None:
            parts.append(found[1])
        else:
            parts.extend(int(i) for i in found[2].split(","))
        at = found.end()
    if not parts:
        raise ReadoutError("an empty readout", "write a name, such as loss.test or z1[0]")
    return parts


class Lab(ABC):
    """A live model on a lesson's page.

    What a lab shows is a function of its settings and of its position: the
    number of teaching steps taken. So any step can be taken back, and a knob
    can be turned at any time without losing the place.
    """

    name: ClassVar[str]
    summary: ClassVar[str]
    """What it shows, in a sentence."""
    fields: ClassVar[tuple[Field, ...]]
    readouts: ClassVar[dict[str, str]]
    """The names that prose and questions may read, each with what it is."""
    step_word: ClassVar[str] = "step"
    """What one teaching step is: an operation, a batch."""
    caption_rows: ClassVar[int] = 2
    """The rows that the longest caption takes on a screen of 80 columns."""
    rate: float | None = 1.25
    """Steps a second while it plays; None for as fast as it goes."""

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        """Start at position 0. `settings`: checked values by field name. Raises `FieldError`."""
        self.settings: dict[str, Any] = {f.name: self._own(f.default) for f in self.fields}
        self.settings.update(settings or {})
        self.hidden: frozenset[str] = frozenset()
        """Readouts that stand to be predicted: shown as `?` wherever they appear."""
        self.limit: int | None = None
        """Where the page that shows it lets it go; None: as far as it goes."""
        self.position = 0
        self.prepare()

    @staticmethod
    def _own(value: Any) -> Any:
        if isinstance(value, (list, np.ndarray)) and not isinstance(value, str):
            return np.array(value, dtype=np.float64)
        return value

    def prepare(self, changed: str | None = None) -> None:  # noqa: B027 - most labs need nothing
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
    @abstractmethod
    def length(self) -> int | None:
        """The position of the last step, or None where there is no last one."""

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

    def knobs(self) -> tuple[Knob, ...]:
        """Everything a learner may turn, with its present value."""
        knobs: list[Knob] = []
        for f in self.fields:
            value = self.settings[f.name]
            if not f.turnable:
                continue
            if f.kind in ("vector", "matrix"):
                knobs.extend(Knob(f, float(value[i]), i) for i in np.ndindex(value.shape))
            else:
                knobs.append(Knob(f, value))
        return tuple(knobs)

    def knob(self, knob_id: str) -> Knob:
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
            self.prepare(name)
        except FieldError:
            self.settings[name] = before
            self.prepare(name)
            raise
        if self.length is not None:
            self.position = min(self.position, self.length)

    # Reading

    @abstractmethod
    def values(self) -> Mapping[str, Any]:
        """Every readout by its first name: numbers, arrays, or mappings and lists of them."""

    def readout(self, path: str) -> Any:
        """The number, array or word that a path names. Raises `ReadoutError`."""
        return self._walk(path)[0]

    def _walk(self, path: str) -> tuple[Any, list[str | int]]:
        """What a path names, and the path with its indices counted from the front."""
        value: Any = self.values()
        so_far = ""
        parts: list[str | int] = []
        for part in split_path(path):
            if isinstance(part, str):
                if not isinstance(value, Mapping) or part not in value:
                    known = list(value) if isinstance(value, Mapping) else []
                    where = f"'{so_far}' of lab '{self.name}'" if so_far else f"lab '{self.name}'"
                    raise ReadoutError(f"{where} has no readout '{part}'", nearest(part, known))
                value = value[part]
                so_far += f".{part}" if so_far else part
                parts.append(part)
            else:
                size = len(value) if hasattr(value, "__len__") and not isinstance(value, str | Mapping) else 0
                if not -size <= part < size:
                    mend = f"it has {size}, counted from 0" if size else "it is a single value"
                    raise ReadoutError(f"'{so_far}' of lab '{self.name}' has no element {part}", mend)
                value = value[part]
                so_far += f"[{part}]"
                parts.append(part % size)
        return value, parts

    def is_hidden(self, path: str) -> bool:
        """Whether a readout, or the array it belongs to, stands to be predicted."""
        if not self.hidden:
            return False
        mine = self._walk(path)[1]
        return any(mine[: len(theirs)] == theirs for theirs in map(split_path, self.hidden))

    def shown(self, path: str) -> Any:
        """The readout as it may be shown: None in place of each number that is hidden."""
        value = self.readout(path)
        if not self.hidden:
            return value
        if isinstance(value, np.ndarray) and value.ndim:
            cells = value.astype(object)
            for i in np.ndindex(value.shape):
                if self.is_hidden(path + "".join(f"[{k}]" for k in i)):
                    cells[i] = None
            return cells
        return None if self.is_hidden(path) else value

    def mistakes(self, path: str) -> dict[str, float]:
        """What known slips would give for a readout, by words that follow "It looks as if"."""
        return {}

    def units(self, path: str) -> dict[str, float]:
        """Other units that a readout is given in by mistake, as words that follow "It looks as if".

        Each with the factor that the number then has.
        """
        return {}

    # Showing

    @abstractmethod
    def figures(self) -> tuple[Figure, ...]:
        """What to draw now."""

    @abstractmethod
    def caption(self) -> str:
        """What the last step did, or what the next one will do, in a sentence or two."""

    # Work that goes on beside the learner

    @property
    def waiting(self) -> str:
        """What it is waiting for, where something runs beside it; else empty."""
        return ""

    @property
    def works(self) -> bool:
        """Whether `poll` does some of that work itself, a few milliseconds at a time."""
        return False

    def start(self) -> None:  # noqa: B027 - most labs start nothing
        """Begin work that is too slow for a constructor. Called once the page has been painted."""

    def poll(self) -> bool:
        """See whether that work has come further; True where there is something new to draw."""
        return False

    def wait(self) -> None:  # noqa: B027 - most labs start nothing
        """Wait for that work, begun or not, as plain output does. Never on an event loop."""

    def close(self) -> None:  # noqa: B027 - most labs hold nothing
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
            self.prepare()
        except FieldError:
            self.settings = before
            self.prepare()
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


PER_CENT = {"that is in per cent, not a share from 0 to 1": 100.0}


def units_of_share(of: int) -> dict[str, float]:
    """The units that a share of so many points is given in by mistake, where it is to be from 0 to 1."""
    return PER_CENT | ({} if of == 100 else {f"that is how many of {of}, not a share from 0 to 1": float(of)})


def units_of_count(of: int) -> dict[str, float]:
    """The units that a count, one of so many, is given in by mistake."""
    percent = {} if of == 100 else {"that is in per cent, not how many": 100.0 / of}
    return {"that is a share from 0 to 1, not how many": 1.0 / of} | percent


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value

"""What every lab is: a live model that can be stepped, taken back, turned, read and drawn."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

import numpy as np

from lessons.figures import Figure
from lessons.figures.worked import Working
from lessons.format.fields import Field, FieldError, KnobState, nearest
from lessons.labs.base.reading import Readable
from lessons.labs.base.see import See

if TYPE_CHECKING:
    from lessons.labs.base.learnt import Learnt

Figures: TypeAlias = Iterable[Figure]
NO_NETWORK = "There is no network on this page."
NONE_KEPT = "Runs are counted here, one after the other; no network is kept."


class Lab(Readable):
    """A live model on a lesson's page. A subclass declares: its steps, knobs and readouts, and what it draws.

    What a lab shows is a function of its knobs and of its position: the number of teaching steps taken.
    So any step can be taken back, and a knob can be turned at any time without losing the place.

    The first line of a subclass's docstring is what it shows, in a sentence.
    """

    quick: ClassVar[Mapping[str, Any]] = {}
    """Settings with which it is quick to run: so the rules of every lab are tried on it."""
    step_word: ClassVar[str] = "step"
    """What one teaching step is: an operation, a batch."""
    caption_rows: ClassVar[int] = 1
    """The rows that the longest caption takes on a screen of 80 columns."""
    captions: ClassVar[Mapping[str, str]] = {}
    """What is always said after a step, by its name: "" at the start, and where steps have none."""
    begins: Any = ""
    """What is said before the first step, if it is always the same."""
    counting: ClassVar[bool] = False
    """Whether each step is a run with another seed. Then no answer hangs on how many of them have run."""
    opens_at = 0
    """The position at which it stands once it is made."""
    rate: float | None = 1.25
    """Steps a second while it plays; None for as fast as it goes."""

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        """Start at position 0. `settings`: checked values by field name. Raises `FieldError`."""
        super().__init__({f.name: self._own(f.default) for f in self.fields} | dict(settings or {}))
        self._limit: int | None = None
        self._prepare()

    @property
    def title(self) -> str:
        """Its name as a learner reads it."""
        return self.name.replace("_", " ")

    @property
    def limit(self) -> int | None:
        """Where the page that shows it lets it go; None: as far as it goes."""
        return self._limit

    @limit.setter
    def limit(self, limit: int | None) -> None:
        if limit != self._limit:
            self._limit = limit
            self.changed()

    @staticmethod
    def _own(value: Any) -> Any:
        return np.array(value, dtype=np.float64) if isinstance(value, (list, np.ndarray)) else value

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
    def run_length(self) -> int:
        """How far a run "to the end" goes: where `show` stops, and where answers are read."""
        return self.length or 0

    @property
    def end(self) -> int | None:
        """The last position that it may go to now."""
        ends = [e for e in (self.length, self.limit) if e is not None]
        return min(ends, default=None)

    @property
    def at_start(self) -> bool:
        """Whether a reset would change nothing."""
        return self.position == 0

    @property
    def done(self) -> bool:
        return self.end is not None and self.position >= self.end

    def step(self) -> bool:
        """Take one teaching step; False where there is none left."""
        if self.done:
            return False
        target = (self.position // self.stride + 1) * self.stride
        self.position = target if self.end is None else min(target, self.end)
        return True

    def some(self) -> bool:
        """Go on while it plays: a teaching step, or the part of one that takes about a millisecond."""
        return self.step()

    def back(self) -> bool:
        """Take the last step back; False at the start."""
        if self.position == 0:
            return False
        self.position = (self.position - 1) // self.stride * self.stride
        return True

    def reset(self) -> None:
        """Back to the start, with the knobs as they are."""
        self.position = 0

    def seek(self, position: int) -> None:
        """Go to any position, forwards or backwards."""
        self.position = max(0, position if self.end is None else min(position, self.end))

    # Knobs

    offered: Any = None
    """The names of the knobs that its page has; None: all."""

    def knobs(self) -> tuple[KnobState, ...]:
        """Everything a learner may turn, with its present value."""
        knobs: list[KnobState] = []
        offered = self.offered
        for f in self.fields:
            if not f.turnable or (offered is not None and f.name not in offered):
                continue
            value = self._in_use(f)
            if f.kind in ("vector", "matrix"):
                knobs.extend(KnobState(f, float(value[i]), i) for i in np.ndindex(value.shape))
            else:
                knobs.append(KnobState(f, value))
        return tuple(knobs)

    def _in_use(self, f: Field) -> Any:
        """What a knob stands at now: not where its lab began, if the steps move it and nothing hides it."""
        value = self.shown(f.name) if f.moves else self.settings[f.name]
        return self.settings[f.name] if np.asarray(value).dtype.kind in "OU" and f.moves else value

    def begun_here(self) -> int:
        """The position of a lab that begins with what its steps have made of the knobs that they move."""
        return 0

    def knob(self, knob_id: str) -> KnobState:
        """The knob of that id. Raises `FieldError`."""
        for knob in self.knobs():
            if knob.id == knob_id:
                return knob
        raise FieldError(f"knob '{knob_id}' is unknown", nearest(knob_id, [k.id for k in self.knobs()]))

    def turn(self, knob_id: str, value: Any) -> None:
        """Set a knob; the position is kept as far as there are steps. One that steps move begins anew there.

        Raises `FieldError`; then nothing has changed.
        """
        knob = self.knob(knob_id)
        name = knob.field.name
        before, anew = dict(self.settings), knob.field.moves and self.position > 0
        if anew:
            self.settings |= {f.name: self._in_use(f) for f in self.fields if f.moves}
        if knob.index:
            changed = self.settings[name].copy()
            changed[knob.index] = value
            self.settings[name] = changed
        else:
            self.settings[name] = value
        try:
            self._prepare(name)
        except FieldError:
            self.settings |= before
            self._prepare(name)
            raise
        if anew:
            self.position = self.begun_here()
        if self.length is not None:
            self.position = min(self.position, self.length)

    def _prepare(self, name: str | None = None) -> None:
        self.changed()
        self.prepare(name)
        self.changed()

    def working(self, path: str) -> Working | None:
        """How a readout is worked out by hand; None where nobody could."""
        return None

    def mistakes(self, path: str) -> dict[str, float]:
        """What known slips would give for a readout, by sentences said to the learner: "You left out …"."""
        return {}

    def units(self, path: str) -> dict[str, float]:
        """Other units that a readout is given in by mistake, as sentences said to the learner.

        Each with the factor that the number then has.
        """
        return {}

    # Showing

    @staticmethod
    def figures(see: See) -> Figures:
        """What to draw, from what may be seen."""
        return ()

    @staticmethod
    def caption(see: See) -> str:
        """What the last step did, or what the next one will do, where `captions` does not say it."""
        return ""

    def draw(self) -> tuple[Figure, ...]:
        """What to draw now."""
        return tuple(self.figures(self.see))

    def says(self) -> str:
        """Its caption now."""
        if self.begins and not self.position:
            return str(self.begins)
        return self.captions.get(self.see.last) or self.caption(self.see)

    # Work that goes on beside the learner

    @property
    def waiting(self) -> str:
        """What it is waiting for, where something runs beside it; else empty."""
        return ""

    @property
    def progress(self) -> str:
        """How far that is, such as `5 of 10`, where it can be counted."""
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

    @property
    def left_out(self) -> str:
        """What of it no file holds, in a sentence; empty where nothing is left out."""
        return ""

    binary: tuple[str, ...] = ()
    """The names of what `save_beside` writes."""

    def save_beside(self, folder: Path) -> list[Path]:
        """Write what is no text beside those files, and say where. Raises `OSError`."""
        return []

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

    @property
    def learnt_network(self) -> Learnt | None:
        """The network that it holds as it stands now, for the playground; None where it has none."""
        return None

    @property
    def no_network(self) -> str:
        """Why the playground cannot take its network, in a sentence; empty where it can."""
        learnt = self.learnt_network
        return NO_NETWORK if learnt is None else learnt.refusal

    def copy(self) -> Lab:
        """An independent lab in the same state, to try things on.

        Built and stepped anew: an engine's arrays are views of each other, which a deep copy would part.
        """
        other = type(self)(dict(self.settings))
        other.seek(self.position)
        return other


def _plain(value: Any) -> Any:
    return value.tolist() if isinstance(value, np.ndarray) else value

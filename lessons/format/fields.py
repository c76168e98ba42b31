"""What a lesson may set and a learner may turn: typed fields.

One definition serves the parser (is this value allowed?), the documentation
(`nntutor labs`), and the knobs on the screen.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from lessons.format.faults import visible
from lessons.text import cut, decimal, listed, short

Kind: TypeAlias = Literal[
    "number",
    "integer",
    "toggle",
    "choice",
    "text",
    "texts",
    "vector",
    "matrix",
    "sizes",
    "table",
    "data",
    "tables",
    "settings",
    "names",
]

LADDER = [m * 10.0**e for e in range(-8, 9) for m in (1, 2, 5)]
"""Where a knob of a log scale stops."""

MOST_SIZES = 10
"""The most layers that a list of sizes may ask for."""

KINDS: dict[str, str] = {
    "number": "a number",
    "integer": "a whole number",
    "toggle": "true or false",
    "choice": "one of a few words",
    "text": "text",
    "texts": "a list of texts",
    "vector": "a list of numbers",
    "matrix": "rows of numbers of one length",
    "sizes": "a list of whole numbers",
    "table": "a table",
    "data": "a table of tables",
    "tables": "a list of tables",
    "settings": "a list of tables of the lab's settings",
    "names": "a name or a list of names",
}


class FieldError(ValueError):
    """A value that a field does not take: what is wrong, how to mend it, and where in a text it is."""

    def __init__(self, reason: str, mend: str, at: int | None = None) -> None:
        super().__init__(f"{reason}; {mend}")
        self.reason, self.mend, self.at = reason, mend, at


def nearest(word: str, known: Iterable[str]) -> str:
    """`did you mean 'forward'?`, or a list of what there is."""
    known = list(known)
    lowered = {k.lower(): k for k in known}
    found = difflib.get_close_matches(word.lower(), lowered, n=3, cutoff=0.6)
    close = [lowered[k] for k in found]
    if close:
        return f"did you mean {listed([repr(c) for c in close])}?"
    return f"there is {listed([repr(k) for k in known], 'and')}" if known else "there is none"


class Field(NamedTuple):
    """One setting of a lab or of a directive."""

    name: str
    kind: Kind
    help: str
    default: Any = None
    required: bool = False
    label: str = ""
    """What a learner sees; by default the name with spaces."""
    unit: str = ""
    low: float | None = None
    high: float | None = None
    scale: Literal["linear", "log"] = "linear"
    step: float = 0.1
    """What one turn adds; on a log scale turns go 1, 2, 5, 10 instead."""
    digits: int = 2
    choices: tuple[str, ...] = ()
    """What a choice is one of; of a text, some to turn through: others may be typed."""
    shape: tuple[int, ...] = ()
    """The exact shape of a vector or matrix, where the lab needs one."""
    turnable: bool = True
    """Whether it is a knob too. Tables never are."""
    moves: bool = False
    """Whether the steps of a lab move it: the readout of its name says where it is now."""
    group: str = ""
    """The knobs that it is shown with, where a lab has too many to show at once."""

    @property
    def title(self) -> str:
        return self.label or self.name.replace("_", " ")

    def accepts(self) -> str:
        """What it takes, in words."""
        if self.kind == "choice":
            return listed([f'"{c}"' for c in self.choices])
        text = KINDS[self.kind] + (f", such as {self.choices[0]}" if self.choices else "")
        if self.shape:
            text = f"{'×'.join(map(str, self.shape))} numbers"
        bounds = self._bounds()
        return f"{text} {bounds}" if bounds else text

    def _bounds(self) -> str:
        if self.low is not None and self.high is not None:
            return f"from {short(self.low)} to {short(self.high)}"
        if self.low is not None:
            return f"of at least {short(self.low)}"
        if self.high is not None:
            return f"of at most {short(self.high)}"
        return ""

    def read(self, value: Any) -> Any:
        """Check a value as TOML gave it, and return it in the form a lab uses.

        Numbers become float, vectors and matrices float64 arrays, sizes tuples.
        Raises `FieldError`.
        """
        match self.kind:
            case "number":
                return self._number(value)
            case "integer":
                return self._integer(value)
            case "toggle":
                if isinstance(value, bool):
                    return value
            case "choice":
                if isinstance(value, str) and value in self.choices:
                    return value
                raise FieldError(
                    f"'{self.name}' is {self.accepts()}, not {_quoted(value)}",
                    nearest(str(value), self.choices),
                )
            case "text":
                if isinstance(value, str) and value.strip():
                    return value
            case "texts":
                if isinstance(value, list) and value and all(isinstance(v, str) for v in value):
                    return tuple(value)
            case "table":
                if isinstance(value, dict) and value:
                    return {key: v if isinstance(v, str) else toml(v) for key, v in value.items()}
            case "data":
                if isinstance(value, dict) and value:
                    return value
            case "tables" | "settings":
                if isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
                    return tuple(value)
            case "names":
                value = [value] if isinstance(value, str) else value
                if isinstance(value, list) and value and all(isinstance(v, str) and v.strip() for v in value):
                    return tuple(v.strip() for v in value)
            case "sizes":
                if isinstance(value, (list, tuple)) and len(value) > MOST_SIZES:
                    reason = f"'{self.name}' has {len(value):,} numbers"
                    raise FieldError(reason, f"give at most {MOST_SIZES}")
                if isinstance(value, (list, tuple)) and value:
                    return tuple(self._integer(v) for v in value)
            case "vector" | "matrix":
                return self._array(value)
        raise self._wants(value)

    def _wants(self, value: Any) -> FieldError:
        """What is said of a value of another kind."""
        reason = f"'{self.name}' wants {self.accepts()}, not {_quoted(value)}"
        return FieldError(reason, f"write {self.example()}")

    def _number(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not _finite(value):
            raise self._wants(value)
        if not self._holds(value):
            rounded = float(f"{value:.4g}")
            shown = f"{value:.12g}".replace("-", "−") if self._holds(rounded) else short(value)
            raise FieldError(f"'{self.name}' is {shown}, out of range", f"it takes {self.accepts()}")
        return float(value)

    def _holds(self, value: float) -> bool:
        """Whether a number is within the range."""
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def _integer(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not _finite(value):
            raise self._wants(value)
        return int(self._number(value))

    def _array(self, value: Any) -> Any:
        try:
            array = np.array(value, dtype=object)
            flat = []
            if isinstance(value, list) and not any(isinstance(v, list) for v in array.ravel()):
                flat = [self._number(v) for v in array.ravel()]
        except (ValueError, TypeError) as error:
            if isinstance(error, FieldError):
                raise
            flat = []
            array = np.array(0)
        wanted = self.shape or (None,) * (1 if self.kind == "vector" else 2)
        if not flat or array.ndim != len(wanted) or (self.shape and array.shape != self.shape):
            raise self._wants(value)
        return np.array(flat, dtype=np.float64).reshape(array.shape)

    def example(self) -> str:
        """A line of TOML that sets it."""
        value = self.default
        if value is None or (isinstance(value, (str, tuple)) and not value):
            value = {
                "number": 0.5,
                "integer": 1,
                "toggle": True,
                "text": "…",
                "texts": ["…", "…"],
                "vector": [0.2, -0.4],
                "matrix": [[1, 0], [0, 1]],
                "sizes": [16, 16],
                "table": {"learning_rate": 0.5},
                "data": {"z": {"shape": "n,3"}},
                "names": "…",
            }.get(self.kind, self.choices[0] if self.choices else [])
        return f"{self.name} = {toml(value)}"


def toml(value: Any) -> str:
    """A value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, (list, tuple, np.ndarray)):
        return f"[{', '.join(toml(v) for v in value)}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k} = {toml(v)}" for k, v in value.items()) + "}"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _finite(value: float) -> bool:
    """Whether a number is one that a float holds."""
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


def _quoted(value: Any) -> str:
    try:
        text = visible(toml(value))
    except ValueError:
        return "a number of thousands of digits"
    except RecursionError:
        return "tables within tables"
    return cut(text, 40)


@dataclass(frozen=True)
class KnobState:
    """A field, or one cell of one, with the value it has now."""

    field: Field
    value: Any
    index: tuple[int, ...] = ()
    """Which cell of a vector or matrix this knob turns."""

    @property
    def id(self) -> str:
        return self.field.name + "".join(f"[{i}]" for i in self.index)

    @property
    def array(self) -> str:
        """The vector or matrix that it is a cell of: its cells stand together under one label."""
        return self.field.name if self.index else ""

    @property
    def label(self) -> str:
        return self.field.title + (f"[{','.join(map(str, self.index))}]" if self.index else "")

    @property
    def help(self) -> str:
        """What it is and what it takes, in a line."""
        text = self.field.help[0].upper() + self.field.help[1:].rstrip(".")
        if self.field.kind in ("choice", "toggle"):
            return f"{text}."
        cell = self.field._replace(kind="number", shape=()) if self.index else self.field
        # Two colons in a sentence would be read twice.
        join = ". It takes" if ":" in text else ":"
        return f"{text}{join} {cell.accepts().removeprefix('a list of ')}."

    def shown(self) -> str:
        """The value as it is written on the screen."""
        match self.field.kind:
            case "toggle":
                return "on" if self.value else "off"
            case "choice" | "integer" | "text":
                return str(self.value)
            case "sizes":
                return "-".join(map(str, self.value)) if any(self.value) else "none"
            case _:
                if self.field.scale == "log":
                    return short(self.value)
                return decimal(self.value, self.field.digits)

    def turned(self, turns: int) -> Any:
        """The value after so many turns, up (+) or down (−); it stops at the ends of the range."""
        f = self.field
        match f.kind:
            case "toggle":
                return not self.value if turns % 2 else self.value
            case "choice" | "text":
                at = f.choices.index(self.value) if self.value in f.choices else -1 if turns > 0 else 0
                return f.choices[max(0, min(len(f.choices) - 1, at + turns))]
            case "integer":
                return int(self._kept(self._moved(turns)))
            case "sizes":
                return tuple(int(self._kept(v + turns)) for v in self.value)
            case _:
                return self._kept(round(self._moved(turns), 10))

    def _moved(self, turns: int) -> float:
        """So many steps on; on a log scale, the next values of 1, 2, 5, 10, 20, … beyond this one."""
        value, f = float(self.value), self.field
        if f.scale == "linear":
            return value + turns * f.step
        # Next to 0, where that is the lowest, is the least that its digits tell.
        rungs = [0.0, *(v for v in LADDER if v > 0.5 * 10.0**-f.digits)] if f.low == 0 else LADDER
        if turns > 0:
            beyond = [v for v in rungs if v > value * 1.0001]
        else:
            beyond = [v for v in reversed(rungs) if v < value * 0.9999]
        return beyond[min(abs(turns), len(beyond)) - 1] if turns and beyond else value

    def _kept(self, value: float) -> float:
        low, high = self.field.low, self.field.high
        value = value if low is None else max(low, value)
        return value if high is None else min(high, value)

    def parse(self, text: str) -> Any:
        """Read what a learner typed. Raises `FieldError`, in the words that stand beside the knob."""
        text = text.strip().replace("−", "-")
        f = self.field
        match f.kind:
            case "text":
                if not text:
                    raise FieldError("nothing is typed", f"type {f.accepts()}", 0)
                return text
            case "choice":
                close = [c for c in f.choices if c.lower().startswith(text.lower())] if text else []
                if len(close) != 1 and text not in f.choices:
                    raise FieldError(f"{_said(text)} is not a choice", f"type {listed(f.choices)}")
                return text if text in f.choices else close[0]
            case "toggle":
                if text.lower() in ("on", "true", "yes", "1", "off", "false", "no", "0"):
                    return text.lower() in ("on", "true", "yes", "1")
                raise FieldError(f"{_said(text)} is neither on nor off", "type on or off")
            case "sizes":
                none = f.low == 0 and text.lower() == "none"
                words = ["0"] if none else text.replace("-", " ").replace(",", " ").split()
                if not words or not all(w.isascii() and w.isdigit() and len(w) < 7 for w in words):
                    mend = f"type whole numbers, such as 16-16{', or none' if f.low == 0 else ''}"
                    raise FieldError(f"{_said(text)} is no list of sizes", mend)
                values: list[Any] = [int(w) for w in words]
                try:
                    return f.read(values)
                except FieldError:
                    if len(values) > MOST_SIZES:
                        raise
                    each = f._replace(kind="integer").accepts()
                    raise FieldError(f"{_said(text)} is out of range", f"each is {each}") from None
        cell = f._replace(kind="integer" if f.kind == "integer" else "number", shape=())
        try:
            value = int(text) if f.kind == "integer" else float(text)
        except ValueError:
            noun = "whole number" if f.kind == "integer" else "number"
            raise FieldError(f"{_said(text)} is no {noun}", f"type {cell.accepts()}") from None
        try:
            return cell.read(value)
        except FieldError:
            raise FieldError(f"{_said(text)} is out of range", f"type {cell.accepts()}") from None


def _said(text: str) -> str:
    printable = "".join(c if c.isprintable() else "·" for c in text)
    return f"'{cut(printable, 20)}'"

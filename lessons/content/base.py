"""What every proof of a lesson needs: its faults, its labs, and how much may be computed to find them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from lessons import work
from lessons.format.faults import MOST_FAULTS, EnoughError, Fault
from lessons.format.fields import FieldError
from lessons.format.markdown import fill_text
from lessons.grammar import condition
from lessons.labs import REGISTRY, Lab, ReadoutError
from lessons.model import LabCall, Lesson
from lessons.run import read_value

if TYPE_CHECKING:
    from lessons.coding.exercise import Exercise

Together: TypeAlias = Callable[
    [Sequence["Exercise"]], AbstractContextManager[Callable[[], list[list[str]] | None]]
]
"""Tries exercises beside what is done meanwhile; see `lessons.coding.proving.together`."""

SPLIT = "split it into two, or take some of its labs and questions out"


class Proof:
    """A lesson that is being proved."""

    def __init__(self, lesson: Lesson, name: str) -> None:
        self.lesson = lesson
        self.name = name
        self.lines = lesson.text.split("\n")
        self.found: list[Fault] = []
        self.labs: dict[str, tuple[Lab, Lab] | None] = {}
        """Each lab at its start, and a copy of it that is run."""
        self.budget = work.PROOF
        self.left_to_count = work.COUNTS
        self.paid: dict[Lab, int] = {}
        """What has been taken from the budget for each lab: it is run on, and never again from its start."""
        self.proved: set[tuple[Lab, int, str]] = set()
        """The live numbers that are right, and where."""

    def fault(self, line: int, column: int, reason: str, mend: str) -> None:
        source = self.lines[line] if line < len(self.lines) else ""
        # What is wrong at the start of a lab may be wrong further on as well: it is told once.
        if all((f.line, f.column) != (line + 1, column) for f in self.found):
            self.found.append(Fault(self.name, line + 1, column, reason, mend, source))
        if len(self.found) >= MOST_FAULTS:
            raise EnoughError

    def pay(self, units: int, line: int) -> None:
        """Take from what this check may do; end it where that is used up."""
        self.budget -= units
        if self.budget < 0:
            self.fault(line, 1, "up to here this lesson has more to compute than a check may", SPLIT)
            raise EnoughError

    def pay_run(self, lab: Lab, position: int, line: int) -> None:
        """Take what it costs to run a lab on to a position."""
        needed = lab.run_work(position)
        self.pay(max(0, needed - self.paid.get(lab, 0)), line)
        self.paid[lab] = max(needed, self.paid.get(lab, 0))

    def lab(self, call: LabCall) -> tuple[Lab, Lab] | None:
        """The lab of a call, at its start and to be run; None where there is none, which has been told."""
        if call.key not in self.labs:
            self.labs[call.key] = None
            try:
                lab = REGISTRY[call.name](dict(call.settings)) if call.name else None
            except FieldError as error:
                self.fault(call.line, 1, error.reason, error.mend)
                return None
            too_large = work.excess(lab, 0) if lab else None
            if too_large:
                self.fault(call.line, 1, too_large, "give it less to do")
            elif lab:
                self.labs[call.key] = lab, (runs := lab.copy())
                self.pay_run(runs, 0, call.line)
        return self.labs[call.key]

    def told(self, lab: Lab, text: str) -> str:
        """A text with its live numbers as they are now; empty where one of them cannot be read."""
        try:
            return fill_text(text, lambda path: read_value(lab, path))
        except ReadoutError:
            return ""

    def read_by(self, when: str, fence: int) -> Iterator[tuple[str, int, int]]:
        """The readouts that a condition reads, each with its place in the fence at that line."""
        line, column = self.where(when, fence)
        yield from ((path, line, column + at) for path, at in condition(when).names)

    def where(self, when: str, fence: int) -> tuple[int, int]:
        """Where a condition stands in the fence at that line: its line and its column."""
        line = next((i for i in range(fence, len(self.lines)) if f'"{when}"' in self.lines[i]), fence)
        return line, self.lines[line].find(f'"{when}"') + 2

    def live(self, lab: Lab, call: LabCall, path: str, line: int, column: int) -> None:
        """A live number: a readout that can stand in a sentence."""
        here = (lab, lab.position, path)
        if here in self.proved or not self.readout(lab, call, path, line, column):
            return
        self.proved.add(here)
        value = lab.readout(path)
        if isinstance(value, Mapping):
            inside = ", ".join(f"{path}.{name}" for name in value)
            self.fault(line, column, f"readout '{path}' is no single number", f"name one of {inside}")
        elif np.ndim(value) > 1:
            mend = f"name a row or a cell of it, such as {path}[0] or {path}[0,0]"
            self.fault(line, column, f"readout '{path}' is a table", mend)

    def readout(self, lab: Lab, call: LabCall, path: str, line: int, column: int) -> bool:
        if not path:
            return False
        self.pay(lab.read_work(path), line)
        try:
            lab.readout(path)
        except ReadoutError as error:
            # What is wrong with the settings of a lab may be why it has not what it could have.
            if call.sound or re.split(r"[.\[]", path)[0] not in lab.readouts:
                self.fault(line, column, error.reason, error.mend)
            return False
        return True

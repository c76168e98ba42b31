"""An exercise in lines of NumPy: a frame with blanks, what is given and asked for, its solution and slips."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from lessons.coding.cases import Hidden, drawn
from lessons.coding.wire import packed

BLANK = "___"


class Slip(NamedTuple):
    """A mistake that is known: what its blanks hold, an empty one what the solution has; and what is said."""

    lines: tuple[str, ...]
    says: str


class Exercise(NamedTuple):
    """Lines with a blank in some: what is given, what is asked for, how it is solved, and slips.

    A line of `frame` that begins with # or `for` is only read by the learner; the indented ones are run once.
    """

    frame: tuple[str, ...]
    given: Hidden
    asked: tuple[str, ...]
    solution: tuple[str, ...]
    """What each blank holds."""
    slips: tuple[Slip, ...] = ()


def blanks(exercise: Exercise) -> list[int]:
    """Which lines of the frame have a blank."""
    return [i for i, line in enumerate(exercise.frame) if BLANK in line]


def filled(exercise: Exercise, answers: Sequence[str]) -> list[str]:
    """The frame with the blanks filled; who writes the given beginning of the line again means the same."""
    rest = iter(answers)
    return [_line(line, next(rest, "")) if BLANK in line else line for line in exercise.frame]


def program(exercise: Exercise, answers: Sequence[str]) -> tuple[list[str], list[int]]:
    """The lines that are run, and for each the number of its blank, −1 for a given one."""
    numbers = {line: number for number, line in enumerate(blanks(exercise))}
    lines, at = [], []
    for i, line in enumerate(filled(exercise, answers)):
        if i in numbers or not (line.strip() == "" or line.lstrip().startswith(("#", "for "))):
            lines.append(line.strip())
            at.append(numbers.get(i, -1))
    return lines, at


def request(exercise: Exercise, answers: Sequence[str]) -> dict[str, Any]:
    """What the child is asked: the solution, every slip and the answer, each on every case."""
    slips = [[a or b for a, b in zip(slip.lines, exercise.solution, strict=True)] for slip in exercise.slips]
    programs = [program(exercise, each)[0] for each in (exercise.solution, *slips, answers)]
    cases = [{name: packed(value) for name, value in case.items()} for case in drawn(exercise.given)]
    return {"programs": programs, "cases": cases, "asked": list(exercise.asked)}


def _line(line: str, text: str) -> str:
    before, _, after = line.partition(BLANK)
    bare, start = "".join(text.split()), "".join(before.split())
    again = start.endswith("=") and bare.startswith(start) and not bare.startswith(start + "=")
    return f"{text.strip()}{after}" if again else f"{before}{text.strip()}{after}"

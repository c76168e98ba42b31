"""Lines to write: the solution passes its hidden cases, and every slip is known from it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from lessons.content.base import Proof, Together
from lessons.format.toml_fence import find_in_fence, find_nested_key
from lessons.model import Code, Lesson

CHILD, EACH, ALONE = 200_000_000, 10_000_000, 800_000_000
"""What a child process takes, an exercise in it, and one that may use up all that a child has: as work."""


@contextmanager
def shared(lessons: Sequence[Lesson]) -> Iterator[Together | None]:
    """What tries the exercises of each of them in the same child process; None where there are none."""
    codes = [code for lesson in lessons for page in lesson.pages for code in page.codes]
    if not codes:
        yield None
        return
    from lessons.answers.codes import exercise
    from lessons.coding import proving as trials
    from lessons.coding.cases import BadCases

    every = []
    for code in codes:
        with suppress(BadCases):
            every.append(exercise(code))
    with trials.shared(every) as together:
        yield together


@contextmanager
def proving(proof: Proof, codes: Sequence[Code], together: Together | None = None) -> Iterator[None]:
    """Prove the exercises of a lesson, all in one child process, beside what else is proved meanwhile.

    `together`: what tries them, where their child process is that of other lessons too.
    """
    if not codes:
        yield
        return
    from lessons.answers.codes import exercise
    from lessons.coding import proving as trials
    from lessons.coding.cases import BadCases

    proof.pay(CHILD + EACH * len(codes), codes[0].line)
    read = []
    for code in codes:
        try:
            read.append((code, exercise(code)))
        except BadCases as error:
            field = "sizes" if str(error).startswith("sizes") else "given"
            _fault(proof, code, field, str(error), "see `nntutor labs code`")
    with (together or trials.together)([exercise for _, exercise in read]) as told:
        yield
        found = told()
    for i, (code, exercise_) in enumerate(read):
        if found is None:
            # One of them takes all the time that there is, and which one, only trying tells.
            proof.pay(ALONE, code.line)
        for fault in trials.prove(exercise_) if found is None else found[i]:
            field = next((name for name in ("slip", "solution", "asked") if name in fault), "frame")
            _fault(proof, code, field, fault, f"mend '{field}'")


def _fault(proof: Proof, code: Code, field: str, text: str, mend: str) -> None:
    reason, _, other = text.partition("; write ")
    proof.fault(*_place(proof, code, field, reason), reason, f"write {other}" if other else mend)


def _place(proof: Proof, code: Code, field: str, reason: str) -> tuple[int, int]:
    """Where what a reason is about stands: a slip, a line of the frame or of the solution, else a field."""
    line, column = find_in_fence(proof.lines, code.line, field)
    if line == code.line:
        return line, column
    if slip := re.match(r"slips? (?:\d+ and )?(\d+)", reason):
        down, across = find_nested_key("\n".join(proof.lines[line:]), "lines", int(slip[1]) - 1)
        return (line + down, across) if down >= 0 else (line, column)
    if number := re.match(r"(line|blank) (\d+)", reason):
        told = (code.frame if number[1] == "line" else code.solution)[int(number[2]) - 1]
    elif given := re.match(r"the given line '(.*)': ", reason):
        told = given[1]
    else:
        return line, column
    for i in range(line, len(proof.lines)):
        if (at := proof.lines[i].find(f'{told}"')) >= 0:
            return i, at + 1
        if proof.lines[i].startswith("```"):
            break
    return line, column

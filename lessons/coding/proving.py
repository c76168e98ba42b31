"""Whether an exercise is as its author means it: solved by its solution, and every slip known from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import Any, TypeAlias

import numpy as np

from lessons.coding.attempts import Attempt, Unanswered
from lessons.coding.cases import drawn
from lessons.coding.exercise import BLANK, Exercise, blanks, filled, program, request
from lessons.coding.grading import gives, outcomes
from lessons.coding.language import Unread, read
from lessons.coding.wire import packed, unpacked
from lessons.text import plural

MOST_LINES, MOST_COLUMNS = 8, 72
"""What is shown of it beside a lab."""

Trial: TypeAlias = AbstractContextManager[Callable[[], list[list[str]] | None]]


def prove(exercise: Exercise) -> list[str]:
    """What is wrong with an exercise, a line each; nothing, if all is well. Waits for a child process."""
    faults = list(_at_sight(exercise))
    if faults:
        return faults
    try:
        return _found(exercise, Attempt(request(exercise, exercise.solution)).wait())
    except Unanswered as error:
        return [f"the solution cannot be tried: {error}"]


@contextmanager
def together(exercises: Sequence[Exercise]) -> Iterator[Callable[[], list[list[str]] | None]]:
    """Try exercises in one child process, which runs beside what is done meanwhile.

    Gives what waits for it, and returns what is wrong with each, as `prove` tells it; None where there is no
    answer.
    """
    faults = [list(_at_sight(exercise)) for exercise in exercises]
    sound = [i for i, found in enumerate(faults) if not found]
    requests = [request(exercises[i], exercises[i].solution) for i in sound]
    attempt = Attempt({"requests": requests})

    def told() -> list[list[str]] | None:
        try:
            for i, answer in zip(sound, attempt.wait()["answers"] if sound else (), strict=True):
                faults[i] = _found(exercises[i], answer)
        except (Unanswered, LookupError, TypeError, ValueError):
            return None
        return faults

    if sound:
        attempt.start()
    try:
        yield told
    finally:
        attempt.cancel()


@contextmanager
def shared(every: Sequence[Exercise]) -> Iterator[Callable[[Sequence[Exercise]], Trial]]:
    """`together` for some of them at a time: one child process tries all, and if it cannot, one for each."""
    with together(every) as told_of_all:
        known = cache(told_of_all)

        @contextmanager
        def some(exercises: Sequence[Exercise]) -> Iterator[Callable[[], list[list[str]] | None]]:
            def told() -> list[list[str]] | None:
                found = known()
                if found is None:
                    with together(exercises) as told_of_some:
                        return told_of_some()
                return [found[every.index(one)] for one in exercises]

            yield told

        yield some


def _found(exercise: Exercise, told: Mapping[str, Any]) -> list[str]:
    faults: list[str] = []
    wanted, *slips, _ = outcomes(exercise, told)
    for i, outcome in enumerate(wanted):
        if "values" not in outcome:
            return [f"{_where(exercise, outcome['line'])}: {outcome['says']} (case {i + 1})"]
        for name in exercise.asked:
            if name not in outcome["values"]:
                return [f"the solution assigns nothing to {name}, which is asked for"]
            if outcome["values"][name]["values"] is None:
                return [f"{name} of the solution has too many numbers to be compared (case {i + 1})"]
            if not np.all(np.isfinite(unpacked(outcome["values"][name]))):
                return [f"{name} of the solution is not finite (case {i + 1})"]
        if changed := [name for name in outcome["changed"] if name not in exercise.asked]:
            faults.append(f"the solution changes {changed[0]}, which is given, in place")
    for name in exercise.asked:
        cases = zip(drawn(exercise.given), wanted, strict=True)
        if all(name in case and packed(case[name]) == one["values"][name] for case, one in cases):
            faults.append(f"the solution leaves {name}, which is asked for, as it is given")
    for k, slip in enumerate(slips):
        if slip[0].get("kind") == "unread":
            faults.append(f"slip {k + 1}: {slip[0]['says']}")
        elif gives(slip, wanted):
            faults.append(f"slip {k + 1} gives what the solution gives")
        faults += [
            f"slips {j + 1} and {k + 1} give the same: no answer tells them apart"
            for j in range(k)
            if gives(slip, slips[j])
        ]
    return list(dict.fromkeys(faults))


def _at_sight(exercise: Exercise) -> Iterator[str]:
    count = len(blanks(exercise))
    slips = [(f"slip {k + 1}", slip.lines) for k, slip in enumerate(exercise.slips)]
    if not count:
        yield f"no line has a blank; write {BLANK} where the learner writes"
        return
    if len(exercise.frame) > MOST_LINES:
        yield f"there are {len(exercise.frame)} lines, and at most {MOST_LINES} fit beside a lab"
    for i, line in enumerate(exercise.frame):
        if line.count(BLANK) > 1:
            yield f"line {i + 1} has {line.count(BLANK)} blanks; write one a line"
            return
    if not exercise.asked:
        yield "no name is asked for"
    for what, lines in [("the solution", exercise.solution), *slips]:
        if len(lines) != count:
            yield f"{what} has {plural(len(lines), 'line')} for {plural(count, 'blank')}"
            return
    for i, line in enumerate(filled(exercise, exercise.solution)):
        if len(line) > MOST_COLUMNS:
            yield f"line {i + 1} has {len(line)} columns when solved, and at most {MOST_COLUMNS} are shown"
    try:
        read(program(exercise, exercise.solution)[0], [one.name for one in exercise.given.given])
    except Unread as error:
        yield f"{_where(exercise, error.line)}: {error}"


def _where(exercise: Exercise, line: int) -> str:
    """Where in the solution one of the lines stands that are run."""
    lines, at = program(exercise, exercise.solution)
    return f"blank {at[line] + 1} of the solution" if at[line] >= 0 else f"the given line '{lines[line]}'"

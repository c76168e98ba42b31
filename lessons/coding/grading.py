"""What is said to an answer in lines of NumPy: right, or the case in which it fails, and which slip it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from lessons.coding.attempts import Attempt, Unanswered
from lessons.coding.cases import drawn
from lessons.coding.exercise import BLANK, Exercise, Slip, blanks, program, request
from lessons.coding.language import LONGEST, Unread, read
from lessons.coding.operations import Value
from lessons.coding.wire import unpacked
from lessons.text import listed

CLOSE, TINY = 1e-9, 1e-12
COLUMNS = 72
"""What a line that is said may take."""

Outcome = Mapping[str, Any]
"""What the child tells of one program on one case."""
Told = Sequence[Outcome]
_NOT_WHOLE = "The answer that came is not whole. Try again."


class Judgement(NamedTuple):
    """What is said to an answer. What is not `counted` is kept for editing."""

    right: bool = False
    unread: str = ""
    """Why a line cannot be read, and what to write instead."""
    blank: int = -1
    """The blank of which that is said; of what is wrong the one at fault, if it is known; −1 for none."""
    unanswered: str = ""
    """Why no answer came; it can be tried again."""
    case: int = 0
    """The first case that failed; 1 is the first."""
    given: Mapping[str, Value] = {}
    """The values of that case, but for sizes, which the shapes tell."""
    name: str = ""
    """The name whose value was wrong, with what it was and should be."""
    got: Value = None
    wanted: Value = None
    why: str = ""
    """What could not be computed there, or in what the shapes differ."""
    slip: str = ""
    which_slip: int = -1
    changed: tuple[str, ...] = ()
    """What was given and has been changed in place; that still counts."""

    @property
    def counted(self) -> bool:
        """Whether it is an answer, right or wrong."""
        return not self.unread and not self.unanswered


def attempt(exercise: Exercise, answers: Sequence[str]) -> Attempt:
    """The attempt to start and to poll, for `judged`. Raises `Unread` with the blank as its line."""
    for i in range(len(blanks(exercise))):
        if not "".join(answers[i : i + 1]).strip():
            raise Unread("nothing is written here yet", i)
    long = sum(map(len, answers))
    if long > LONGEST:
        raise Unread(f"at most {LONGEST} characters are read, and these are {long:,}", len(answers) - 1)
    lines, at = program(exercise, answers)
    try:
        read(lines, [one.name for one in exercise.given.given])
    except Unread as error:
        raise Unread(str(error), at[error.line]) from None
    return Attempt(request(exercise, answers))


def judged(exercise: Exercise, answers: Sequence[str], told: Mapping[str, Any]) -> Judgement:
    """What is said to an answer, from what the child has told; raises `Unanswered` where it is not whole."""
    try:
        return _judged(exercise, answers, *outcomes(exercise, told))
    except (TypeError, ValueError, LookupError, AttributeError):
        raise Unanswered(_NOT_WHOLE) from None


def _judged(exercise: Exercise, answers: Sequence[str], wanted: Told, *programs: Told) -> Judgement:
    *slips, got = programs
    changed = _changed(got, wanted, exercise.asked)
    failed = [i for i in range(len(got)) if not _alike(got[i], wanted[i])]
    if not failed:
        return Judgement(True, changed=changed)
    case = failed[0]
    one, other = got[case], wanted[case]
    number = next((k for k, slip in enumerate(slips) if gives(got, slip)), -1)
    slip = exercise.slips[number] if number >= 0 else Slip((), "")
    at = next((i for i, line in enumerate(slip.lines) if line), -1)
    values = drawn(exercise.given)[case]
    found = Judgement(
        case=case + 1,
        given={given.name: values[given.name] for given in exercise.given.given if not given.size},
        slip=slip.says,
        which_slip=number,
        changed=changed,
    )
    if "values" not in one:
        stopped = program(exercise, answers)[1][one["line"]]
        return found._replace(blank=at if at >= 0 else max(stopped, 0), why=one["says"])
    for i, name in enumerate(exercise.asked):
        found = found._replace(name=name, blank=at if at >= 0 else _unsure(exercise, exercise.asked[:i]))
        if name not in one["values"]:
            return found._replace(why=f"{name} is asked for, and nothing is assigned to it")
        has, needs = (unpacked(outcome["values"][name]) for outcome in (one, other))
        if not _same(has, needs):
            differ = np.shape(has) != np.shape(needs)
            why = f"{name} is {_sized(has)}, and {_sized(needs)} is needed" if differ else ""
            return found._replace(got=has, wanted=needs, why=why)
    raise AssertionError("a case that failed differs in something")


def _unsure(exercise: Exercise, right: Sequence[str]) -> int:
    """The first blank that does not assign one of the names that are known to be right."""
    names = [exercise.frame[line].partition(BLANK)[0].partition("=")[0].strip() for line in blanks(exercise)]
    return next((i for i, name in enumerate(names) if name not in right), 0)


def judge(exercise: Exercise, answers: Sequence[str]) -> Judgement:
    """What is said to what the blanks hold. Waits for a child process: not for an event loop."""
    try:
        return judged(exercise, answers, attempt(exercise, answers).wait())
    except (Unread, Unanswered) as error:
        return not_judged(error)


def not_judged(error: Unread | Unanswered) -> Judgement:
    """What is said to what is no answer, or has got none."""
    if isinstance(error, Unread):
        return Judgement(unread=str(error), blank=error.line)
    return Judgement(unanswered=str(error))


def said(judgement: Judgement, cases: int) -> list[str]:
    """A judgement in words, a line each; `cases` is how many there were."""
    if not judgement.counted:
        return [judgement.unread or judgement.unanswered]
    lines = [f"Right, in all {cases} cases."]
    if not judgement.right:
        lines = [_case(judgement, cases)]
        lines += [f"{judgement.why}."] if judgement.why else []
        if judgement.got is not None:
            lines += _differing(judgement.name, judgement.got, judgement.wanted)
        lines += [judgement.slip] if judgement.slip else []
    return lines + [f"{name} is changed for whoever needs it next." for name in judgement.changed]


def _case(judgement: Judgement, cases: int) -> str:
    """Which case fails, with the shapes and whole numbers given there, and others as there is room."""

    def line(told: Sequence[str]) -> str:
        return f"Case {judgement.case} of {cases} fails{', where ' * bool(told)}{listed(told, 'and')}."

    given = judgement.given.items()
    told = [f"{name} is {_sized(value)}" for name, value in given if np.shape(value)]
    told += [f"{name} is {value}" for name, value in given if isinstance(value, int)]
    for name, value in given:
        if isinstance(value, float) and len(line(more := [*told, f"{name} is {value:.10g}"])) <= COLUMNS:
            told = more
    return line(told)


def outcomes(exercise: Exercise, told: Mapping[str, Any]) -> list[Told]:
    """What came of the solution, of each slip and of the answer, on each case; raises `Unanswered`."""
    programs = len(exercise.slips) + 2
    found = told.get("outcomes")
    if not isinstance(found, list) or [len(each) for each in found] != [exercise.given.cases] * programs:
        raise Unanswered(_NOT_WHOLE)
    return found


def gives(got: Told, slip: Told) -> bool:
    """Whether two programs came to the same on every case."""
    return all(_alike(one, other) for one, other in zip(got, slip, strict=True))


def _same(one: Value, other: Value) -> bool:
    if np.shape(one) != np.shape(other):
        return False
    return bool(np.allclose(np.asarray(one), np.asarray(other), rtol=CLOSE, atol=TINY, equal_nan=True))


def _alike(one: Outcome, other: Outcome) -> bool:
    """Whether two programs came to the same: the same numbers, or the same that could not be computed."""
    if "values" not in one or "values" not in other:
        return "values" not in one and "values" not in other and bool(one["mark"] == other["mark"])
    mine, its = one["values"], other["values"]
    if set(mine) != set(its):
        return False
    return all(_same(unpacked(mine[name]), unpacked(its[name])) for name in mine)


def _changed(got: Told, wanted: Told, asked: Sequence[str]) -> tuple[str, ...]:
    """What is changed in place and not asked for, nor changed by the solution."""
    names = dict.fromkeys(name for outcome in got for name in outcome.get("changed", ()))
    by_solution = {name for outcome in wanted for name in outcome.get("changed", ())}
    return tuple(name for name in names if name not in asked and name not in by_solution)


def _sized(value: Value) -> str:
    return str(np.shape(value)) if np.shape(value) else "a single number"


def _differing(name: str, got: Value, wanted: Value) -> list[str]:
    """Two lines that show in what values differ: all of them, else the first row or element that does.

    Nothing where the shapes differ, which is told, and the values are too long.
    """
    values = np.asarray(got), np.asarray(wanted)
    places: list[tuple[int, ...]] = [()]
    if values[0].shape == values[1].shape:
        same = np.isclose(*values, rtol=CLOSE, atol=TINY, equal_nan=True)
        first = tuple(map(int, np.argwhere(~same)[0])) if same.ndim else ()
        places += [first[:n] for n in range(1, len(first) + 1)]
    for digits in (4, 2, 16):
        for place in places:
            if np.size(values[0][place]) + np.size(values[1][place]) > COLUMNS:
                continue
            label = f"{name}[{', '.join(map(str, place))}]" if place else name
            one, other = (_shown(value[place], digits) for value in values)
            if one != other and len(label) + len(" came to ") + max(len(one), len(other)) <= COLUMNS:
                return [f"{label} came to {one}", f"{' ' * len(label)}  needed: {other}"]
    return []


def _shown(value: Value, digits: int) -> str:
    text = np.array2string(np.asarray(value), precision=digits, separator=", ", floatmode="maxprec")
    return " ".join(text.split())

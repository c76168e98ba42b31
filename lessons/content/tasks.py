"""Tasks: the author's solution reaches the goal, and the lab as it begins does not."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from lessons import work
from lessons.answers import tasks
from lessons.answers.cases import places
from lessons.answers.turning import find_knob
from lessons.content.base import Proof
from lessons.format.fields import FieldError, KnobState, nearest
from lessons.format.toml_fence import find_in_fence
from lessons.grammar import Unread, condition
from lessons.labs import Lab
from lessons.model import LabCall, Task
from lessons.text import plural, short

PLACES, SPENT = 4, 100_000_000
"""So many values of each other knob are tried, and more where that much work does it."""
STOPS = 20
"""So many positions of a run are looked at."""


def prove(proof: Proof, lab: Lab, call: LabCall, task: Task) -> None:
    """Prove a task of a lab that stands where its page finds it."""
    if not all(proof.readout(lab, call, *place) for place in proof.read_by(task.goal, task.line)):
        return
    try:
        condition(task.goal).holds(lab.readout)
    except Unread as error:
        proof.fault(*proof.where(task.goal, task.line), str(error), "compare single numbers or words")
        return
    if _is_met(proof, task, lab.copy()):
        mend = "ask for what is still to be reached, or begin the lab elsewhere"
        proof.fault(*_place(proof, task, "goal"), "the goal is reached before a knob is turned", mend)
    solved, place = lab.copy(), _place(proof, task, "solution")
    goal_names = {name for name, _ in condition(task.goal).names}
    solved_by = {find_knob(lab, name).id for name in task.solution if _is_a_knob(lab, name)}
    try:
        tasks.solve(task, solved)
    except FieldError as error:
        proof.fault(*place, f"the solution cannot be set: {error.reason}", error.mend)
        return
    if not _is_met(proof, task, solved):
        mend = "give the values of knobs with which it is, on this page"
        proof.fault(*place, "the solution does not reach the goal", mend)
    for settings in task.also:
        said = ", ".join(f"{name} = {value}" for name, value in settings.items())
        try:
            again = _with(lab, settings)
            tasks.solve(task, again)
        except FieldError as error:
            proof.fault(*_place(proof, task, "also"), f"{said}: {error.reason}", error.mend)
            continue
        if not _is_met(proof, task, again):
            proof.fault(*place, f"with {said} the solution does not reach the goal", "ask for less")
    # Where a setting is free to be anything, any way to the goal is one.
    for knob in () if task.also else lab.knobs():
        if knob.id not in goal_names and knob.id not in solved_by and _by_itself(proof, task, lab, knob):
            mend = f"name it in the goal, as in {knob.id} == {short(knob.value)}"
            proof.fault(*_place(proof, task, "goal"), f"knob '{knob.id}' alone reaches the goal", mend)
    if task.turns and task.turns < len(task.solution):
        needed = plural(len(task.solution), "turn")
        proof.fault(*_place(proof, task, "turns"), f"the solution takes {needed}", "allow as many")


def _with(lab: Lab, settings: Mapping[str, Any]) -> Lab:
    """A lab as this one begins, but for some settings. Raises `FieldError`."""
    fields = {f.name: f for f in lab.fields}
    if unknown := [name for name in settings if name not in fields]:
        raise FieldError(f"there is no setting '{unknown[0]}'", nearest(unknown[0], fields))
    read = {name: fields[name].read(value) for name, value in settings.items()}
    return type(lab)({**lab.settings, **read})


def _place(proof: Proof, task: Task, field: str) -> tuple[int, int]:
    return find_in_fence(proof.lines, task.line, field)


def _is_a_knob(lab: Lab, name: str) -> bool:
    with suppress(FieldError):
        return bool(find_knob(lab, name))
    return False


def _by_itself(proof: Proof, task: Task, lab: Lab, knob: KnobState) -> bool:
    """Whether a knob that the solution does not name reaches the goal, turned to its ends or between."""
    if knob.index or knob.field.kind not in ("number", "integer"):
        return False
    for value in places(knob)[: max(PLACES, SPENT // max(1, lab.run_work(work.page_end(lab))))]:
        turned = lab.copy()
        with suppress(FieldError):
            turned.turn(knob.id, value)
            if not work.excess(turned, work.page_end(turned)) and _is_met(proof, task, turned):
                return True
    return False


def _is_met(proof: Proof, task: Task, lab: Lab) -> bool:
    """Whether the goal is reached anywhere on the way to where the page runs the lab."""
    end = work.page_end(lab)
    proof.pay_run(lab, end, task.line)
    apart = max(lab.stride, (end - lab.position) // STOPS // lab.stride * lab.stride)
    for position in (*range(lab.position, end, apart), end):
        lab.seek(position)
        if tasks.is_met(task, lab):
            return True
    return False

"""Tasks: the learner turns knobs until readouts reach something. Whether they do, and what helps."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lessons.answers.tries import Reply
from lessons.answers.turning import find_knob, turn
from lessons.format.fields import KnobState
from lessons.grammar import Unread, condition
from lessons.labs.base import Lab
from lessons.model import Task
from lessons.text import plural

_SETTING = re.compile(r"([^\s=]+)\s*=\s*([^\s=]+)(?=\s|$)")
TOO_MANY = "That does it, in {}; here it is to take {}. r twice puts the knobs back, and you can try again."


def is_met(task: Task, lab: Lab) -> bool:
    """Whether the goal is reached by a lab as it stands. What is not known yet is not reached."""
    try:
        return condition(task.goal).holds(lab.readout)
    except (Unread, LookupError):
        return False


def reply_to_turning(task: Task, lab: Lab, turns: int) -> Reply | None:
    """What is said of a lab whose knobs have been turned so often; None while the goal is not reached."""
    if not is_met(task, lab):
        return None
    if task.turns and turns > task.turns:
        return Reply("close", (TOO_MANY.format(plural(turns, "turn"), task.turns),))
    return Reply("right", tuple(filter(None, ("Right.", task.why))))


def settings_in(text: str) -> list[str]:
    """What a line such as `learning_rate=0.5 hidden = 4` sets, one by one."""
    return [f"{name}={value}" for name, value in _SETTING.findall(text)]


def told(task: Task) -> str:
    """The author's solution, in words."""
    return ", ".join(f"{name} = {value}" for name, value in task.solution.items())


def solve(task: Task, lab: Lab) -> None:
    """Turn the knobs as the author's solution has them. Raises `FieldError` where they do not turn so."""
    for name, value in task.solution.items():
        turn(lab, f"{name}={value}")


def hints(task: Task, lab: Lab, begun: Lab) -> tuple[str, ...]:
    """What helps from where the knobs stand now: the idea, which knob, which way, and where to.

    `begun`: the lab with the lesson's own knobs.
    """
    solved = begun.copy()
    solve(task, solved)
    found = next(_apart(task, lab, solved), None)
    if found is None:
        return tuple(filter(None, (task.hint, "The knobs are right. Press p and let the lab run.")))
    now, then = found
    told = (task.hint, f"Look at the knob {now.label}.", _way(now, then), f"Set it to {then.shown()}.")
    return tuple(filter(None, told))


def _apart(task: Task, lab: Lab, solved: Lab) -> Iterator[tuple[KnobState, KnobState]]:
    """The knobs that stand otherwise than solved, those of the solution first."""
    named = [find_knob(solved, name).id for name in task.solution]
    wanted = {knob.id: knob for knob in solved.knobs()}
    for knob in sorted(lab.knobs(), key=lambda knob: knob.id not in named):
        if knob.id in wanted and knob.shown() != wanted[knob.id].shown():
            yield knob, wanted[knob.id]


def _way(now: KnobState, then: KnobState) -> str:
    if now.field.kind in ("choice", "toggle", "text"):
        return f"{now.label} is not to be {now.shown()}."
    return f"Turn {now.label} {'up' if then.value > now.value else 'down'}."

"""Lines to write: the solution passes its hidden cases, and every slip is known from it."""

from __future__ import annotations

from lessons.content.base import Proof
from lessons.format.toml_fence import find_in_fence
from lessons.model import Code

WORK = 20_000_000
"""What a child process takes, counted as work."""


def prove(proof: Proof, code: Code) -> None:
    """Prove an exercise. Waits for a child process."""
    from lessons.answers.codes import exercise
    from lessons.coding.cases import BadCases
    from lessons.coding.proving import prove as proved

    proof.pay(WORK, code.line)
    try:
        faults = proved(exercise(code))
    except BadCases as error:
        reason, _, mend = str(error).partition("; ")
        place = find_in_fence(proof.lines, code.line, "given")
        proof.fault(*place, reason, mend or "see `nntutor labs code`")
        return
    for number, fault in enumerate(faults):
        reason, _, mend = fault.partition("; ")
        about = fault.removeprefix("the ")
        field = next((name for name in ("slip", "solution") if about.startswith(name)), "frame")
        line, column = find_in_fence(proof.lines, code.line, field)
        proof.fault(line, column + number, reason, mend or "mend the lines")

"""Cards to fill in: each cell is a finite number that its formula gives, on every card."""

from __future__ import annotations

import math

from lessons import work
from lessons.answers import fills
from lessons.content.base import Proof
from lessons.format.toml_fence import find_in_fence
from lessons.grammar import Unread
from lessons.labs import ReadoutError
from lessons.model import Fill, LabCall
from lessons.text import cells

LONGEST_NAME = 11
"""The columns of a cell's name."""


def prove(proof: Proof, fill: Fill) -> None:
    """Prove one card."""
    call = LabCall(fill.lab, f"{fill.id} card", fill.settings, fill.line)
    labs = proof.lab(call)
    if labs is None:
        return
    lab = labs[0]
    reason = work.excess(lab, lab.run_length, page="this card")
    if reason:
        proof.fault(*find_in_fence(proof.lines, fill.line, "card"), reason, "give it less to do")
        return
    proof.pay_run(lab, lab.run_length, fill.line)
    lab.seek(lab.run_length)
    for i, cell in enumerate(fill.cells):
        if cells(cell.name) > LONGEST_NAME:
            place = proof.where(cell.label or cell.of, fill.line)
            reason = f"'{cell.name}' is too long to stand before its cell"
            proof.fault(*place, reason, f"write at most {LONGEST_NAME} characters")
        place = proof.where(cell.of, fill.line)
        if not proof.readout(lab, call, cell.of, *place):
            return
        try:
            value = fills.values(fill._replace(cells=fill.cells[: i + 1]), lab)
        except (TypeError, ValueError):
            proof.fault(*place, f"readout '{cell.of}' is no single number", "name a cell of it")
            return
        place = proof.where(cell.formula, fill.line)
        try:
            follows = fills.follows(fill, lab, value[:i], i)
        except Unread as error:
            proof.fault(*place, str(error), "compute with single numbers")
            return
        except ReadoutError as error:
            proof.fault(*place, error.reason, error.mend)
            return
        if not math.isfinite(value[i]):
            place = find_in_fence(proof.lines, fill.line, "card")
            proof.fault(*place, f"'{cell.of}' is not finite on card {fill.card + 1}", "give it other numbers")
        elif not math.isclose(follows, value[i], rel_tol=1e-6, abs_tol=1e-9):
            reason = f"on card {fill.card + 1} this gives {follows:.6g}, and '{cell.of}' is {value[i]:.6g}"
            proof.fault(*place, reason, "mend the formula")

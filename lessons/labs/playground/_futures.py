"""The futures of a run, in words."""

from __future__ import annotations

from engine.playground.run import CHANGING, Branch
from lessons.text import number, short

NAMES = {
    "rate": "rate",
    "optimizer": "optimizer",
    "schedule": "schedule",
    "regularization": "penalty",
    "strength": "λ",
}


def future_said(branch: Branch, here: bool) -> str:
    """Return a future in a line: where it begins, what was changed there, and where it has got to."""
    if branch.parent is None:
        begins = f"from the start: rate {short(branch.setting.rate)}, {branch.setting.optimizer}"
    else:
        pairs = ((f, getattr(branch.setting, f), getattr(branch.parent.setting, f)) for f in CHANGING)
        changed = [
            f"{NAMES[f]} {short(new) if isinstance(new, float) else new}"
            for f, new, old in pairs
            if new != old
        ]
        changed += ["a weight edited"] if branch.edit else []
        begins = f"from epoch {branch.begins}: {', '.join(changed) or 'the same'}"
    test = branch.noted[-1] if branch.noted else float("nan")
    return f"{begins} → epoch {branch.end}, test loss {number(test, 4)}{' (here)' if here else ''}"

"""Tests wait for states, not for times."""

from __future__ import annotations

import ast
from pathlib import Path

TESTS = Path(__file__).parent
NAMED = TESTS / "support" / "waiting.py"
"""Where the times that are themselves what is tested have a name."""


def sleeps(call: ast.Call) -> bool:
    """Whether a call waits for a time and nothing else."""
    if not isinstance(call.func, ast.Attribute) or not call.args:
        return False
    owner, name = ast.unparse(call.func.value), call.func.attr
    if name == "sleep":
        # Nought only lets others have their turn.
        return owner in ("time", "asyncio") and ast.unparse(call.args[0]) != "0"
    if name == "pause":
        return owner == "pilot"
    number = isinstance(call.args[0], ast.Constant) and not isinstance(call.args[0].value, str)
    return name == "run" and owner in ("terminal", "tutor") and number and len(call.args) == 1


def test_nothing_sleeps_where_a_state_can_be_waited_for() -> None:
    found = [
        f"{path.relative_to(TESTS)}:{node.lineno}: {ast.unparse(node)}"
        for path in sorted(TESTS.rglob("*.py"))
        # The demonstration only pretends to hang.
        if TESTS / "bench" not in path.parents and path not in (NAMED, NAMED.with_name("demo.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and sleeps(node)
    ]
    assert not found, "wait for what is to come, by `wait_until` or `Terminal.rest`:\n" + "\n".join(found)

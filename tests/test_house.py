"""The rooms of the house: which imports which, how full a folder is and how long a file."""

from __future__ import annotations

import ast
import graphlib
import tomllib
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from tests.bench.__main__ import BENCHES
from tui.link import driver
from tui.link.listener import Listener
from tui.session.leaving import LeavingApp

ROOT = Path(__file__).parents[1]
PACKAGES = ("engine", "lessons", "tui")

MOST_LINES = 400
MOST_FILES = 12
EQUALS = {"engine", "lessons/labs", "lessons/course"}
"""Folders that are lists of equals, one file for each of what there is."""


def files() -> dict[str, Path]:
    """Every module, and its file."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


@cache
def arrows() -> dict[str, set[str]]:
    """Every module, and what it imports of the others, inside of functions too."""
    modules = files()
    found: dict[str, set[str]] = {name: set() for name in modules}
    for name, path in modules.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found[name] |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                package = name if path.name == "__init__.py" else name.rpartition(".")[0]
                module = ".".join(filter(None, [package if node.level else "", node.module]))
                whole = {f"{module}.{alias.name}" for alias in node.names}
                found[name] |= {one if one in modules else module for one in whole}
        found[name] = (found[name] & modules.keys()) - {name}
    return found


def circle(graph: dict[str, set[str]]) -> list[str]:
    """A circle in it; empty where there is none."""
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        return list(error.args[1])
    return []


def test_no_two_files_import_each_other_in_a_circle():
    assert circle(arrows()) == []


def test_no_two_rooms_of_the_terminal_import_each_other_in_a_circle():
    graph: dict[str, set[str]] = {}
    for one, others in arrows().items():
        room, *_ = one.removeprefix("tui.").split(".")
        if one.startswith("tui."):
            rooms = {x.split(".")[1] for x in others if x.startswith("tui.")}
            graph.setdefault(room, set()).update(rooms - {room})
    assert circle(graph) == []


Rows = list[list[str]]


def layers() -> dict[str, Rows]:
    """The layers that import-linter keeps, from the highest down; each of one or several modules."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    found = {}
    for contract in contracts:
        if contract["type"] == "layers":
            (inside,) = contract.get("containers", [""])
            rows = [row.replace("|", ":").split(":") for row in contract["layers"]]
            found[contract["name"]] = [[f"{inside}.{x.strip()}".lstrip(".") for x in row] for row in rows]
    return found


@pytest.mark.parametrize("name", layers())
def test_no_arrow_runs_back_up(name):
    rows = layers()[name]

    def row_of(module: str) -> int | None:
        within = [(len(m), i) for i, row in enumerate(rows) for m in row if f"{module}.".startswith(f"{m}.")]
        return max(within)[1] if within else None

    back = [
        f"{one} → {other}"
        for one, others in arrows().items()
        for other in others
        if (above := row_of(other)) is not None and (here := row_of(one)) is not None and above < here
    ]
    assert back == []


def test_no_folder_holds_more_than_can_be_seen_at_once():
    full = {}
    for path in files().values():
        folder = str(path.parent.relative_to(ROOT))
        if path.name != "__init__.py" and folder not in EQUALS:
            full[folder] = full.get(folder, 0) + 1
    assert {folder: count for folder, count in full.items() if count > MOST_FILES} == {}


def test_no_file_is_longer_than_can_be_kept_in_mind():
    lengths = {str(path.relative_to(ROOT)): path.read_text().count("\n") for path in files().values()}
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES} == {}


def test_the_driver_asks_nothing_of_the_app_that_a_listener_has_not():
    asked = {
        node.attr
        for node in ast.walk(ast.parse(Path(driver.__file__).read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in ("app", "self._listener")
    }
    listens = {name for name in {*vars(Listener), *Listener.__annotations__} if not name.startswith("_")}
    assert asked == listens
    app = LeavingApp()
    assert [name for name in listens if not hasattr(app, name)] == []


def test_the_tests_of_a_module_stand_in_the_folder_of_its_name():
    """Those of the whole program, in real terminals, have one of their own."""
    tests = ROOT / "tests"
    folders = {
        path.parent.relative_to(tests) for room in PACKAGES for path in tests.glob(f"{room}/**/test_*.py")
    }
    assert {str(folder) for folder in folders if not (ROOT / folder).is_dir()} == {"tui/whole"}


@pytest.mark.parametrize("name", BENCHES)
def test_every_measurement_that_is_offered_can_be_run(name: str) -> None:
    assert callable(import_module(f"tests.bench.{name}").main)

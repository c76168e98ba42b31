"""Textual's private parts: each is still there, and nothing but `tui/private.py` touches one."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from functools import cache
from pathlib import Path
from types import ModuleType

import rich.console
import textual

import tui
from tui import private

PRIVATE = re.compile(r"_[a-z]\w*")


def overridden() -> set[tuple[type, str]]:
    """The methods on the list, each with Textual's class."""
    found = set()
    for place, names in private.OVERRIDDEN.items():
        module, name = place.split(":")
        found |= {(getattr(importlib.import_module(module), name), method) for method in names.split()}
    return found


def modules() -> list[ModuleType]:
    names = [module.name for module in pkgutil.walk_packages(tui.__path__, "tui.")]
    return [importlib.import_module(name) for name in names if name not in ("tui.__main__", "tui.private")]


def classes() -> list[type]:
    """Every class of the tutor that has one of Textual's among its bases."""
    return [
        kind
        for module in modules()
        for kind in vars(module).values()
        if inspect.isclass(kind) and kind.__module__ == module.__name__ and any(map(of_textual, kind.__mro__))
    ]


def of_textual(kind: type) -> bool:
    return kind.__module__.partition(".")[0] == "textual"


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(Path(str(importlib.import_module(module).__file__)).read_text(encoding="utf-8"))


def own_attributes(kind: type) -> list[ast.Attribute]:
    """Where a class has `self._name`."""
    nodes = tree_of(kind.__module__).body
    (body,) = [x for x in nodes if isinstance(x, ast.ClassDef) and x.name == kind.__name__] or [ast.Pass()]
    return [
        x
        for x in ast.walk(body)
        if isinstance(x, ast.Attribute) and PRIVATE.fullmatch(x.attr)
        if isinstance(x.value, ast.Name) and x.value.id == "self"
    ]


@cache
def names_of(kind: type) -> set[str]:
    """The private methods and attributes of a class of Textual's."""
    assigned = {x.attr for x in own_attributes(kind) if isinstance(x.ctx, ast.Store)}
    return {*assigned, *filter(PRIVATE.fullmatch, vars(kind))}


def defined(kind: type) -> set[str]:
    """The private methods that a class itself defines."""
    return {x for x, value in vars(kind).items() if PRIVATE.fullmatch(x) and inspect.isfunction(value)}


def test_every_private_method_that_is_overridden_is_still_there():
    gone = [
        f"{kind.__name__}.{name}" for kind, name in overridden() if not callable(getattr(kind, name, None))
    ]
    assert gone == []


def test_every_private_method_that_is_overridden_is_on_the_list():
    found = set()
    for kind in classes():
        for name in defined(kind):
            theirs = [base for base in kind.__mro__ if of_textual(base) and name in vars(base)]
            if theirs:
                found.add((theirs[0], name))
    assert found == overridden()


def test_every_private_part_that_is_read_is_still_there():
    tree = ast.parse(Path(private.__file__).read_text())
    read = {x.attr for x in ast.walk(tree) if isinstance(x, ast.Attribute) and PRIVATE.fullmatch(x.attr)}
    assert len(read) > 20
    assert sorted(read - everything_private()) == []


@cache
def everything_private() -> set[str]:
    """The private names of Textual's, and of Rich's console."""
    sources = [*Path(textual.__path__[0]).rglob("*.py"), Path(rich.console.__file__)]
    found = re.compile(r"(?:\bself\.|\bdef )(_[a-z]\w*)")
    return {name for path in sources for name in found.findall(path.read_text(encoding="utf-8"))}


def test_nothing_else_touches_a_private_part():
    touched = []
    for module in modules():
        nodes = list(ast.walk(tree_of(module.__name__)))
        own = {x.name for x in nodes if isinstance(x, ast.FunctionDef | ast.AsyncFunctionDef)}
        own |= {x.attr for x in nodes if isinstance(x, ast.Attribute) and isinstance(x.ctx, ast.Store)}
        foreign = everything_private() - own - {"_replace"}
        for node in nodes:
            match node:
                case ast.Attribute(value=ast.Name(id="self" | "os") | ast.Call(func=ast.Name(id="super"))):
                    continue
                case ast.Attribute(attr=name) if name in foreign:
                    touched.append(f"{module.__name__}:{node.lineno}: {name}")
                case ast.ImportFrom(module=str(source)) if source.startswith(("textual", "rich")):
                    said = [*source.split("."), *(alias.name for alias in node.names)]
                    touched += [f"{module.__name__}:{node.lineno}: {x}" for x in said if x.startswith("_")]
    assert touched == []


def test_no_class_touches_a_private_part_of_its_bases():
    touched = []
    for kind in classes():
        theirs = set().union(*(names_of(base) for base in kind.__mro__ if of_textual(base)))
        ours = set().union(*(defined(base) for base in kind.__mro__ if not of_textual(base)))
        found = {x.attr for x in own_attributes(kind)} & theirs - ours
        touched += [f"{kind.__module__}.{kind.__name__}: {name}" for name in found]
    assert touched == []

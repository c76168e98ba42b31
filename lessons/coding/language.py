"""What a line of NumPy may be: read into a syntax tree of nothing else, or refused with what to write.

Nothing is run here. What the reader has no rule for is refused.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import NoReturn

from lessons.coding.words import ATTRIBUTES, FUNCTIONS, INSTEAD, KEYWORDS, METHODS, SIGNS, SPELT, Call
from lessons.text import cut

LONGEST, DEEPEST = 300, 40
LARGEST = 2**53
"""Whole numbers are smaller than that, so that a float64 holds each of them."""
KEPT_WORDS = ("np", "len")
OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.Mod: "%",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}

_WORD = re.compile(r"(?<![\w.])[A-Za-z_]\w*")
_STUCK = re.compile(r"(?<![\w.])\d[\d.]*(?!e[-+]?\d)[A-Za-z_]\w*", re.IGNORECASE)
_SIGN = re.compile("|".join(map(re.escape, sorted(SIGNS, key=len, reverse=True))))
_SAME = re.compile(r"!=")


class Unread(ValueError):
    """A line that is not read: what to write instead, and `line`, which it is (0 is the first)."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


def read(lines: Sequence[str], given: Iterable[str]) -> list[ast.stmt]:
    """Read whole lines, an assignment each, that may use the names `given` and those assigned before.

    Raises `Unread`, with one line for the learner.
    """
    reader = _Reader(given)
    found = []
    for i, line in enumerate(lines):
        if len(line) > LONGEST:
            raise Unread(f"at most {LONGEST} characters are read, and these are {len(line):,}", i)
        try:
            found.append(reader.statement(_parsed(line)))
        except Unread as error:
            raise Unread(str(error), i) from None
    return found


@lru_cache(maxsize=1024)
def source(node: ast.AST) -> str:
    """What stands there, cut to be named in a sentence."""
    return cut(ast.unparse(node), 28)


def nearest(word: str, known: Iterable[str], prefix: str = "") -> str:
    """`did you mean z?`, or a list of what there is."""
    names = list(known)
    lowered = {name.lower(): name for name in names}
    if close := get_close_matches(word.lower()[:40], lowered, n=1):
        return f"did you mean {prefix}{lowered[close[0]]}?"
    listed = ", ".join(prefix + name for name in names[:8])
    return f"there is {listed}{', …' if len(names) > 8 else ''}"


def _parsed(line: str) -> ast.stmt:
    text = "".join(SPELT.get(sign, " " if sign in "\t\xa0" else sign) for sign in line).strip()
    if not text:
        raise Unread("nothing is written here yet")
    for sign in text:
        if not " " <= sign <= "~":
            name = f"'{sign}'" if sign.isprintable() else "a sign that cannot be shown"
            raise Unread(f"{name} is not read here: write plain letters, and names as they are given")
    if found := _SIGN.search(_SAME.sub("==", text)):
        raise Unread(SIGNS[found[0]])
    for word in _WORD.findall(text):
        if word in KEYWORDS:
            raise Unread(KEYWORDS[word].format(word))
    if found := _STUCK.search(text):
        raise Unread(f"'{cut(found[0], 20)}' is neither a number nor a name: is a * missing?")
    try:
        (statement,) = ast.parse(text).body
    except SyntaxError as error:
        raise Unread(_unfinished(text, error)) from None
    except (ValueError, RecursionError, MemoryError):
        raise Unread("this is too deep to be read: compute a part on a line before") from None
    level: list[ast.AST] = [statement]
    for _ in range(DEEPEST):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    if level:
        raise Unread("this is too deep to be read: compute a part on a line before")
    return statement


def _unfinished(text: str, error: SyntaxError) -> str:
    words, at = error.msg or "", (error.offset or 1) - 1
    if "never closed" in words:
        return f"a {words[1]} is opened and not closed"
    if "unmatched" in words or "does not match" in words:
        return f"a {words.partition(chr(39))[2][:1] or ')'} is closed and was not opened"
    if "too many nested" in words:
        return "this is too deep to be read: compute a part on a line before"
    if "invalid decimal" in words or "too large to convert" in words or "leading zeros" in words:
        return f"a number cannot be read there: '{cut(text[max(at, 0) :], 20)}'"
    if "assign" in words:
        return "a name stands before =, or an item of one: h = …, or z[z < 0] = …"
    rest = text[at:].strip()
    if not rest:
        return f"this ends too early: what comes after '{cut(text[-20:].strip(), 20)}'?"
    return f"this cannot be read from '{cut(rest, 24)}' on: is a sign or a bracket missing before it?"


def _of_np(name: str) -> str:
    return f"write np.{name}(…): it is a function of np"


class _Reader:
    """Goes through a syntax tree, a method for each kind of node; knows which names there are."""

    def __init__(self, given: Iterable[str]) -> None:
        self.names = set(given)

    def statement(self, node: ast.stmt) -> ast.stmt:
        if isinstance(node, ast.AugAssign):
            self.operator(node.op)
            target: ast.expr = node.target
            self.value(node.value)
            if isinstance(target, ast.Name):
                self.name(target)
        elif isinstance(node, ast.Assign):
            self.value(node.value)
            if len(node.targets) > 1 or isinstance(node.targets[0], (ast.Tuple, ast.List)):
                raise Unread("one name a line: n = X.shape[0], and the next on the next line")
            target = node.targets[0]
        elif isinstance(node, ast.Expr):
            if isinstance(node.value, ast.Compare) and isinstance(node.value.ops[0], ast.Eq):
                raise Unread("write one = to assign: == compares")
            self.value(node.value)
            raise Unread(f"this computes and keeps nothing: write a name before it, h = {source(node)}")
        else:
            raise Unread("only assignments here, as h = np.exp(z)")
        self.target(target)
        return node

    def target(self, node: ast.expr) -> None:
        match node:
            case ast.Name(id=name):
                if name in KEPT_WORDS or name in ("None", "True", "False") or name.startswith("_"):
                    raise Unread(f"nothing is assigned to {cut(name, 20)}: take another name")
                self.names.add(name)
            case ast.Subscript(value=ast.Name() as name, slice=index):
                self.name(name)
                self.index(index)
            case ast.Attribute(value=ast.Name(id="np"), attr=attribute):
                raise Unread(f"np.{cut(attribute, 20)} is a function, and stays as it is: take another name")
            case ast.Attribute(attr=attribute):
                raise Unread(f".{cut(attribute, 20)} is not assigned to: only a name is, or items of one")
            case _:
                raise Unread("a name stands before =, or an item of one: h = …, or z[z < 0] = …")

    def value(self, node: ast.expr) -> None:
        match node:
            case ast.Name():
                self.name(node)
            case ast.Constant(value=number):
                self.number(number)
            case ast.BinOp():
                self.operator(node.op)
                self.value(node.left)
                self.value(node.right)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
                self.value(node.operand)
            case ast.Compare():
                if len(node.ops) > 1:
                    raise Unread("one comparison at a time: (0 < z) * (z < 1)")
                self.operator(node.ops[0])
                self.value(node.left)
                self.value(node.comparators[0])
            case ast.Subscript():
                self.value(node.value)
                self.index(node.slice)
            case ast.Attribute():
                self.attribute(node)
            case ast.Call():
                self.call(node)
            case ast.List() | ast.Tuple():
                raise Unread("no lists here: take the names that are given, or np.zeros((2, 3))")
            case ast.ListComp() | ast.GeneratorExp():
                raise Unread(KEYWORDS["for"])
            case _:
                raise Unread(f"'{source(node)}' is not among what is read here")

    def operator(self, node: ast.AST) -> None:
        if type(node) not in OPERATORS:
            raise Unread("only + - * / ** @ % and comparisons are computed here")

    def number(self, number: object) -> None:
        if not isinstance(number, (bool, int, float)):
            raise Unread(f"{cut(str(number), 20)} is no number to compute with here")
        if isinstance(number, int) and number >= LARGEST:
            raise Unread("that number is too large: whole numbers are below 2**53")

    def name(self, node: ast.Name) -> None:
        name = node.id
        if name == "np":
            raise Unread("np is only there for its functions: np.exp(z)")
        if name == "len":
            raise Unread("len is a function: len(X)")
        if name not in self.names:
            if name in FUNCTIONS:
                raise Unread(_of_np(name))
            raise Unread(f"there is no {cut(name, 20)} here: {nearest(name, sorted(self.names))}")

    def index(self, node: ast.expr) -> None:
        for part in node.elts if isinstance(node, ast.Tuple) else [node]:
            if isinstance(part, ast.Slice):
                for end in (part.lower, part.upper, part.step):
                    if end is not None:
                        self.value(end)
            elif not _is_none(part):
                self.value(part)

    def attribute(self, node: ast.Attribute) -> None:
        name = node.attr
        if isinstance(node.value, ast.Name) and node.value.id == "np":
            if name in FUNCTIONS:
                raise Unread(f"np.{name} is a function: np.{name}(…)")
            self.unknown(name, "np.", FUNCTIONS)
        self.value(node.value)
        if name in METHODS:
            raise Unread(f".{name} is a function: .{name}()")
        if name not in ATTRIBUTES:
            self.unknown(name, ".", (*ATTRIBUTES, *METHODS))

    def unknown(self, name: str, prefix: str, known: Iterable[str]) -> NoReturn:
        if name.startswith("_"):
            raise Unread(f"{prefix}{cut(name, 20)} is not among what is read here: names begin with a letter")
        if name in INSTEAD:
            raise Unread(f"no {prefix}{name} here: write {INSTEAD[name]}")
        raise Unread(f"there is no {prefix}{cut(name, 20)} here: {nearest(name, known, prefix)}")

    def call(self, node: ast.Call) -> None:
        function = node.func
        match function:
            case ast.Name(id="len"):
                name, call = "len", Call(1, 1)
            case (
                ast.Name(id="max" | "min" as name)
                | ast.Attribute(value=ast.Name(id="np"), attr="max" | "min" as name)
            ) if len(node.args) > 1 and not isinstance(node.args[1], ast.Constant):
                raise Unread(f"the larger or smaller of two is np.{name}imum: np.{name}imum(0, z)")
            case ast.Name(id=name):
                if name in self.names:
                    raise Unread(f"{name} is no function: is a * missing before the bracket?")
                if name in FUNCTIONS:
                    raise Unread(_of_np(name))
                self.unknown(name, "", [*(f"np.{known}" for known in FUNCTIONS), "len"])
            case ast.Attribute(value=ast.Name(id="np"), attr=attribute):
                if attribute not in FUNCTIONS:
                    self.unknown(attribute, "np.", FUNCTIONS)
                name, call = f"np.{attribute}", FUNCTIONS[attribute]
            case ast.Attribute(attr=attribute):
                self.value(function.value)
                if attribute in ATTRIBUTES:
                    raise Unread(f".{attribute} is written without brackets")
                if attribute not in METHODS:
                    self.unknown(attribute, ".", (*ATTRIBUTES, *METHODS))
                name, (least, most, keywords) = f".{attribute}", METHODS[attribute]
                call = Call(least - 1, most - 1, keywords)
            case _:
                raise Unread("only functions of np and of an array are called: is a * missing?")
        self.arguments(name, call, node.args, node.keywords)

    def arguments(self, name: str, call: Call, values: list[ast.expr], keywords: list[ast.keyword]) -> None:
        if any(isinstance(value, ast.Starred) for value in values) or any(k.arg is None for k in keywords):
            raise Unread(f"no * before what {name} is given: write each value")
        if not call.least <= len(values) <= call.most:
            takes = f"{call.least}" if call.least == call.most else f"{call.least} to {call.most}"
            raise Unread(f"{name} takes {takes} {'value' if takes == '1' else 'values'} in its brackets")
        for keyword in keywords:
            if keyword.arg not in call.keywords:
                known = f"only {' and '.join(call.keywords)}" if call.keywords else "nothing by name"
                raise Unread(f"{name} takes {known} here, not {cut(str(keyword.arg), 20)}=")
        if len(values) == call.most and any(keyword.arg == "axis" for keyword in keywords):
            raise Unread(f"{name} is given two axes: leave one out")
        for value in values:
            self.argument(value)
        for keyword in keywords:
            self.argument(keyword.value)

    def argument(self, node: ast.expr) -> None:
        """A value, or a shape such as (3, 4), or None for every axis."""
        if isinstance(node, ast.Tuple):
            for part in node.elts:
                self.value(part)
        elif not _is_none(node):
            self.value(node)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None

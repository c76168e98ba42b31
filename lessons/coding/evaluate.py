"""Evaluates lines of NumPy, node by node of their syntax tree: what has no rule here has no way to run."""

from __future__ import annotations

import ast
from collections.abc import Iterable

import numpy as np

from lessons.coding import items
from lessons.coding.language import OPERATORS, source
from lessons.coding.operations import Operand, Room, Value, Wrong, binary, call, kept, shape_of, whole_number


def run(statements: Iterable[ast.stmt], names: dict[str, Value]) -> None:
    """Assign what the lines, read by `language`, assign; `names` is changed, and arrays in it may be.

    Raises `Wrong`, with one line for the learner.
    """
    run = _Run(names)
    with np.errstate(all="ignore"):
        for i, statement in enumerate(statements):
            try:
                run.statement(statement)
            except (
                TypeError,
                ValueError,
                ArithmeticError,
                LookupError,
                AttributeError,
                MemoryError,
            ) as error:
                wrong = _wrong(error)
                wrong.line = i
                raise wrong from None


def _wrong(error: Exception) -> Wrong:
    if isinstance(error, Wrong):
        return error
    if isinstance(error, ZeroDivisionError):
        return Wrong("value", "this divides by zero")
    if isinstance(error, (OverflowError, MemoryError)):
        return Wrong("size", "too large: no number can hold that")
    words = " ".join(str(error).split())
    if "boolean" in words or "bool" in words:
        return Wrong("value", "this needs numbers: multiply True and False by 1 first")
    if "negative integer powers" in words:
        return Wrong("value", "whole numbers have no negative powers: write 2.0, not 2")
    return Wrong("value", f"this cannot be computed: {words[:120]}")


class _Run:
    """The names as they stand, and a method for each kind of node."""

    def __init__(self, names: dict[str, Value]) -> None:
        self.names, self.room = names, Room()

    def statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)]):
                self.names[name] = self.value(node.value)
            case ast.Assign(targets=[ast.Subscript() as target]):
                new = self.operand(node.value)
                items.put(self.room, self.operand(target.value), self.index(target.slice), new)
            case ast.AugAssign(target=ast.Name(id=name)):
                before, new = self.operand(node.target), self.operand(node.value)
                after = binary(self.room, OPERATORS[type(node.op)], before, new)
                self.names[name] = _in_place(before, after, source(node))
            case ast.AugAssign(target=ast.Subscript() as target):
                base, index = self.operand(target.value), self.index(target.slice)
                before = Operand(items.taken(self.room, base, index), source(target))
                after = binary(self.room, OPERATORS[type(node.op)], before, self.operand(node.value))
                items.put(self.room, base, index, Operand(after, source(node.value)))
            case _:
                raise Wrong("value", "only assignments are computed")

    def operand(self, node: ast.expr) -> Operand:
        return Operand(self.value(node), source(node))

    def value(self, node: ast.expr) -> Value:
        match node:
            case ast.Name(id=name):
                return self.names[name]
            case ast.Constant(value=bool() | int() | float() as number):
                return kept(number)
            case ast.BinOp(left=left, op=sign, right=right):
                return self.binary(left, sign, right)
            case ast.Compare(left=left, ops=[sign], comparators=[right]):
                return self.binary(left, sign, right)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
                operand = self.operand(node.operand)
                self.room.take(np.size(operand.value) if shape_of(operand) else 1)
                return kept(-operand.value if isinstance(node.op, ast.USub) else +operand.value)
            case ast.Subscript():
                return items.taken(self.room, self.operand(node.value), self.index(node.slice))
            case ast.Attribute():
                return self.attribute(node)
            case ast.Call():
                return self.call(node)
            case _:
                raise Wrong("value", f"'{source(node)}' is not computed")

    def binary(self, left: ast.expr, sign: ast.AST, right: ast.expr) -> Value:
        return binary(self.room, OPERATORS[type(sign)], self.operand(left), self.operand(right))

    def attribute(self, node: ast.Attribute) -> Value:
        value = self.array(node).value
        return value.shape if node.attr == "shape" else value.size if node.attr == "size" else value.T

    def array(self, node: ast.Attribute) -> Operand:
        """What stands before the point: Python's own numbers have neither shape nor methods."""
        operand = self.operand(node.value)
        if not isinstance(operand.value, (np.ndarray, np.generic)):
            shape_of(operand)
            raise Wrong("shape", f"{operand.text} is a single number: it has no .{node.attr}", node.attr)
        return operand

    def call(self, node: ast.Call) -> Value:
        operands = [Operand(self.argument(one), source(one)) for one in node.args]
        keywords = {keyword.arg: self.argument(keyword.value) for keyword in node.keywords}
        if isinstance(node.func, ast.Name) and node.func.id == "len":
            (operand,) = operands
            if isinstance(operand.value, tuple):
                return len(operand.value)
            shape = shape_of(operand)
            if not shape:
                raise Wrong("shape", f"{operand.text} is a single number: it has no length", "len")
            return shape[0]
        if not isinstance(node.func, ast.Attribute):
            raise Wrong("value", f"'{source(node.func)}' is not called")
        if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "np"):
            operands.insert(0, self.array(node.func))
        axis, keepdims = keywords.get("axis"), keywords.get("keepdims", False)
        return call(self.room, node.func.attr, operands, axis, keepdims)

    def argument(self, node: ast.expr) -> Value:
        if isinstance(node, ast.Constant) and node.value is None:
            return None
        return tuple(map(self.value, node.elts)) if isinstance(node, ast.Tuple) else self.value(node)

    def index(self, node: ast.expr) -> items.Index:
        parts = node.elts if isinstance(node, ast.Tuple) else [node]
        return tuple(items.part(self.between(one), source(one)) for one in parts)

    def between(self, node: ast.expr) -> Value:
        if isinstance(node, ast.Slice):
            ends = [None if end is None else self.value(end) for end in (node.lower, node.upper, node.step)]
            return slice(*(None if end is None else whole_number(end, "the end of a slice") for end in ends))
        return self.argument(node)


def _in_place(before: Operand, after: Value, text: str) -> Value:
    """What `W -= …` leaves: an array is changed itself, for every name that it has."""
    array = before.value
    if not isinstance(array, np.ndarray):
        return after
    if np.shape(after) != array.shape:
        words = f"{before.text} is {array.shape} and cannot become {np.shape(after)} in place"
        raise Wrong("shape", words, f"in place {array.shape} {np.shape(after)}")
    if not np.can_cast(np.asarray(after).dtype, array.dtype, "same_kind"):
        raise Wrong("value", f"{before.text} holds whole numbers: write {before.text} = …, not '{text}'")
    array[...] = after
    return array

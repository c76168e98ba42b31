"""An expression that a learner types, as a graph of the engine's tensors."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from engine import Tensor
from lessons.format.fields import FieldError
from lessons.grammar import CONSTANTS, FUNCTIONS, Term, Unread, expression
from lessons.text import decimal

NAMES = ("a", "b", "c", "v", "w", "x", "y", "z")
"""What an expression may name: each is a knob."""
MOST_CHARACTERS, MOST_NODES = 60, 30
SUCH_AS = "type one such as x*x + x"
OTHER = "change it there, or the numbers"
TIMES = "write * between two factors"

_PAIRS: Mapping[str, tuple[str, Callable[[Any, Any], Any]]] = {
    "+": (" + ", operator.add),
    "-": (" − ", operator.sub),
    "*": ("·", operator.mul),
    "/": ("/", operator.truediv),
    "^": ("^", operator.pow),
}
_TIGHT = {"+": 1, "-": 1, "*": 2, "/": 2, "^": 4}
_SIGNS = {"sigmoid": "σ", "relu": "ReLU"}
_METHODS = {"ln": "log", "√": "sqrt"}


class Node(NamedTuple):
    """A node of a graph: its tensor, what it computes as a formula, and where that was typed."""

    tensor: Tensor
    text: str
    sign: str
    at: int
    tight: int = 5
    """How tightly its parts hang together: what is looser than its sign stands in brackets."""

    def inside(self, tight: int) -> str:
        """The formula as a part of a larger one."""
        return self.text if self.tight >= tight else f"({self.text})"


@dataclass(frozen=True, eq=False)
class Traced:
    """An expression computed, forward and back: its nodes, each after those that it is computed from."""

    nodes: tuple[Node, ...]
    parents: tuple[tuple[int, ...], ...]
    """For each node, those that it is computed from."""
    slopes: tuple[tuple[float, ...], ...]
    """And how far it moves for each bit that each of them moves."""
    back: tuple[tuple[float, ...], ...]
    """The gradients of all nodes before the way back, and after each operation on it."""

    @cached_property
    def operations(self) -> tuple[int, ...]:
        """The nodes that are computed, in order."""
        return tuple(i for i, of in enumerate(self.parents) if of)

    @cached_property
    def edges(self) -> tuple[tuple[int, int], ...]:
        """Every edge: the operation that it leads to, and which of its inputs it is."""
        return tuple((i, k) for i in self.operations for k in range(len(self.parents[i])))

    def value(self, i: int) -> float:
        return float(self.nodes[i].tensor.data)

    def slope(self, edge: tuple[int, int]) -> float:
        return self.slopes[edge[0]][edge[1]]

    def leaf(self, name: str) -> int | None:
        """The node of a name; None where the expression does not name it."""
        return next((i for i, n in enumerate(self.nodes) if n.sign == name and not self.parents[i]), None)

    def uses(self, i: int) -> tuple[tuple[int, int], ...]:
        """The edges that lead away from a node."""
        return tuple(edge for edge in self.edges if self.parents[edge[0]][edge[1]] == i)

    def computed_at(self, i: int) -> int:
        """The step that computes a node; 0 for what goes in."""
        return self.operations.index(i) + 1 if self.parents[i] else 0

    def gone_through_at(self, i: int) -> int:
        """The step that takes the gradient of an operation on to its inputs."""
        return 2 * len(self.operations) - self.operations.index(i)

    def reached_at(self, i: int) -> int:
        """The step that first brings a gradient to a node."""
        first = (self.gone_through_at(child) for child, _ in self.uses(i))
        return min(first, default=len(self.operations) + 1)


def names_in(text: str) -> tuple[str, ...]:
    """The names that an expression uses, in the order of the knobs. Raises `FieldError`."""
    used = {name for name, _ in _read(text).names}
    return tuple(name for name in NAMES if name in used)


def trace(text: str, values: Mapping[str, float]) -> Traced:
    """Compute an expression with these values of its names, and the gradient of each node.

    Raises `FieldError` with the place, where it is none, is too long, or comes to no finite number.
    """
    built = _Builder(values)
    with np.errstate(all="ignore"):
        root = built.node(_read(text).term)
        if not root.tensor.parents:
            raise _fault("there is nothing to compute in it", root.at)
        if not values:
            raise _fault("it names no number, such as x", root.at)
        order = root.tensor.graph()
        back = [tuple(0.0 for _ in order)]
        steps = (node for node in root.tensor.backward_steps() if node.parents)
        back += [tuple(float(tensor.grad) for tensor in order) for _ in steps]
        nodes = tuple(built.made[id(tensor)] for tensor in order)
        slopes = tuple(tuple(map(float, tensor.local_derivatives())) for tensor in order)
    for found in (slopes, ((float(tensor.grad),) for tensor in order)):
        for node, each in zip(nodes, found, strict=True):
            if not np.isfinite(each).all():
                raise _fault(f"the slope at '{node.text}' is no finite number here", node.at, OTHER)
    place = {id(tensor): i for i, tensor in enumerate(order)}
    return Traced(nodes, tuple(tuple(place[id(p)] for p in t.parents) for t in order), slopes, tuple(back))


def value_of(text: str, values: Mapping[str, float]) -> float:
    """What an expression comes to with these values of its names. Raises `FieldError` as `trace` does."""
    with np.errstate(all="ignore"):
        return float(_Builder(values).node(_read(text).term).tensor.data)


def _fault(reason: str, at: int, mend: str = SUCH_AS) -> FieldError:
    return FieldError(reason, mend, at)


def _read(text: str) -> Any:
    if len(text) > MOST_CHARACTERS:
        raise _fault(f"it has {len(text)} characters", MOST_CHARACTERS, f"type at most {MOST_CHARACTERS}")
    try:
        read = expression(text)
    except Unread as error:
        joined = text[error.at : error.at + 1].isalnum()
        raise _fault(str(error), error.at, TIMES if joined else SUCH_AS) from None
    for name, at in read.names:
        if name not in NAMES:
            raise _fault(f"there is no number '{name}'", at, f"use {', '.join(NAMES)}")
    return read


class _Builder:
    """Makes the nodes of an expression: a name is one node, however often it is used."""

    def __init__(self, values: Mapping[str, float]) -> None:
        self.values = values
        self.made: dict[int, Node] = {}
        """The nodes by the `id` of their tensors."""
        self.named: dict[str, Node] = {}

    def node(self, term: Term) -> Node:
        """The node of a term. Raises `FieldError`."""
        if term.sign in self.named and not term.parts:
            return self.named[term.sign]
        node = self._made(term)
        if not np.isfinite(node.tensor.data):
            raise _fault(_why(node), term.at, OTHER)
        self.made[id(node.tensor)] = node
        if len(self.made) > MOST_NODES:
            raise _fault(f"it has more than {MOST_NODES} nodes", term.at, "type a shorter one")
        if term.sign in self.values:
            self.named[term.sign] = node
        return node

    def _made(self, term: Term) -> Node:
        sign, at = term.sign, term.at
        match [self.node(part) for part in term.parts]:
            case [left, right] if sign in _PAIRS:
                between, compute = _PAIRS[sign]
                power = sign == "^" and not right.tensor.parents and right.sign not in NAMES
                if power:
                    # A number in the exponent is a part of the operation.
                    del self.made[id(right.tensor)]
                tensor = compute(left.tensor, float(right.tensor.data) if power else right.tensor)
                tight = _TIGHT[sign]
                text = f"{left.inside(tight + (sign == '^'))}{between}{right.inside(tight + 1)}"
                return Node(tensor, text, tensor.op, at, tight)
            case [inside] if sign == "-" and inside.sign[0].isdigit() and not inside.tensor.parents:
                del self.made[id(inside.tensor)]
                return Node(Tensor(-inside.tensor.data), f"−{inside.text}", f"−{inside.sign}", at, 2)
            case [inside] if sign == "-":
                return Node(-inside.tensor, f"−{inside.inside(3)}", "−", at, 2)
            case [inside] if sign in FUNCTIONS:
                tensor = (
                    abs(inside.tensor)
                    if sign == "abs"
                    else getattr(inside.tensor, _METHODS.get(sign, sign))()
                )
                return Node(tensor, f"{tensor.op}({inside.text})", _SIGNS.get(tensor.op, tensor.op), at)
            case [] if sign in self.values:
                return Node(Tensor(self.values[sign]), sign, sign, at)
            case [] if sign in CONSTANTS:
                return Node(Tensor(CONSTANTS[sign]), sign, sign, at)
            case [] if sign[0].isdigit() or sign[0] == ".":
                value = float(sign.replace("−", "-"))
                return Node(Tensor(value), decimal(value, 0), decimal(value, 0), at)
        raise _fault(f"'{sign}' is not understood here", at)


def _why(node: Node) -> str:
    """What is said of a node that comes to no finite number."""
    _, *below = [float(parent.data) for parent in node.tensor.parents] or [0.0]
    if node.tensor.op == "÷" and below == [0.0]:
        return f"'{node.text}' divides by 0"
    if np.isinf(node.tensor.data) and node.tensor.op != "log":
        return f"'{node.text}' overflows: it is larger than any number here"
    return f"'{node.text}' is no number here"

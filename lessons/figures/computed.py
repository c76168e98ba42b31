"""Computations: operations, and the edges along which values go forward and gradients back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from lessons.figures.base import Cell, Figure, State, in_words, titled
from lessons.text import BLANK, decimal, listed

NODE_ROWS = 2
"""The rows of a node: its value, and its gradient under it."""
SWEEPS = 4
"""So often the nodes of each column are put in the order of those that they hang on."""


class Operation(NamedTuple):
    """One node of a computation: a number that goes in, or an operation on nodes before it."""

    name: str
    """What it computes, as a formula: `x·x + x`."""
    sign: str
    """The operation alone, such as `+`; of what goes in, its name."""
    value: Cell = ""
    gradient: Cell = ""
    """Empty for what needs none, such as a number in the formula."""
    of: tuple[int, ...] = ()
    """The nodes that it is computed from, by their places in the graph, in their order."""
    slopes: tuple[Cell, ...] = ()
    """For each of them, how far it moves for each bit that that one moves."""
    state: State = "past"

    def describe(self, nodes: Sequence[Operation]) -> str:
        parts = [f"{self.name} = {_said(self.value)}"]
        if self.of and any(cell != BLANK for cell in self.slopes):
            names = [nodes[i].name for i in self.of]
            slopes = (f"{_said(cell)} from {name}" for cell, name in zip(self.slopes, names, strict=True))
            parts.append(f"local slope{'s' * (len(names) > 1)} {listed(list(slopes), 'and')}")
        if self.gradient not in ("", BLANK):
            parts.append(f"gradient {_said(self.gradient)}")
        return ", ".join(parts) + (" (now)" if self.state == "now" else "")


def _said(cell: Cell) -> str:
    return in_words(decimal(cell))


class Stop(NamedTuple):
    """What stands in a column of a graph: a node, or an edge that goes on to a later column."""

    node: int
    """Which node; of an edge, the one that it comes from."""
    edge: tuple[int, int] | None = None
    """The node that the edge leads to, and which of its inputs it is."""


@dataclass(frozen=True, eq=False)
class Graph(Figure):
    """A computation: what goes in at the left, each operation to the right of all that it needs.

    `nodes`: each after those that it is computed from.
    """

    title: str
    nodes: tuple[Operation, ...]

    @property
    def grows(self) -> bool:
        return True

    @property
    def rows(self) -> int:
        most = max((self.rows_of(column) for column in self.columns), default=0)
        return max(most, 3) + (1 if self.title else 0)

    @staticmethod
    def rows_of(column: Sequence[Stop], node_rows: int = NODE_ROWS) -> int:
        """The rows that a column needs, one between any two nodes."""
        nodes = [stop.edge is None for stop in column]
        between = sum(one or other for one, other in pairwise(nodes))
        return sum(node_rows if node else 1 for node in nodes) + between

    @cached_property
    def columns(self) -> tuple[tuple[Stop, ...], ...]:
        """What stands in each column, from above."""
        place = self._places()
        columns: list[list[Stop]] = [[] for _ in range(max(place, default=-1) + 1)]
        for i in self._in_reading_order():
            columns[place[i]].append(Stop(i))
            for k, parent in enumerate(self.nodes[i].of):
                for between in range(place[parent] + 1, place[i]):
                    columns[between].append(Stop(parent, (i, k)))
        for sweep in range(SWEEPS):
            order = range(1, len(columns)) if sweep % 2 == 0 else range(len(columns) - 2, -1, -1)
            for c in order:
                self._sort(columns[c], columns[c - 1 if sweep % 2 == 0 else c + 1], left=sweep % 2 == 0)
        return tuple(map(tuple, columns))

    def _places(self) -> list[int]:
        """The column of each node: as far left as it can stand, but what goes in next to where it goes."""
        place = [0] * len(self.nodes)
        for i, node in enumerate(self.nodes):
            place[i] = 1 + max((place[k] for k in node.of), default=-1)
        for i, node in enumerate(self.nodes):
            if not node.of:
                users = [place[k] for k, other in enumerate(self.nodes) if i in other.of]
                place[i] = min(users, default=1) - 1
        return place

    def _in_reading_order(self) -> list[int]:
        """The nodes as somebody reads the formula: what is typed first stands first."""
        order: list[int] = []
        pending = [len(self.nodes) - 1] if self.nodes else []
        while pending:
            i = pending.pop()
            if i not in order:
                order.append(i)
                pending.extend(reversed(self.nodes[i].of))
        return order

    def _sort(self, column: list[Stop], beside: list[Stop], left: bool) -> None:
        """Put a column in the order of what it is joined to in the one beside it."""
        at = {stop: float(row) for row, stop in enumerate(beside)}

        def middle(stop: Stop) -> float:
            rows = [at[other] for other in (self.before(stop) if left else self.after(stop)) if other in at]
            return sum(rows) / len(rows) if rows else float(column.index(stop))

        keys = {stop: middle(stop) for stop in column}
        column.sort(key=keys.__getitem__)

    def before(self, stop: Stop) -> list[Stop]:
        """What may stand to the left of a stop and leads to it: by each edge one of two."""
        if stop.edge is not None:
            return [Stop(stop.node), stop]
        node = self.nodes[stop.node]
        return [s for k, parent in enumerate(node.of) for s in (Stop(parent, (stop.node, k)), Stop(parent))]

    def after(self, stop: Stop) -> list[Stop]:
        """What may stand to the right of a stop and is led to: by each edge one of two."""
        if stop.edge is not None:
            return [Stop(stop.edge[0]), stop]
        edges = [
            (i, k) for i, n in enumerate(self.nodes) for k, parent in enumerate(n.of) if parent == stop.node
        ]
        return [s for edge in edges for s in (Stop(stop.node, edge), Stop(edge[0]))]

    def describe(self) -> str:
        return titled(self.title, [node.describe(self.nodes) for node in self.nodes])

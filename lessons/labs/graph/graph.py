"""Any expression as a graph: values forward, gradients back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from lessons.figures.worked import Working, by_hand
from lessons.labs.base import Figures, See, split_path
from lessons.labs.graph._graph import OnGraph, at_work, drawn, over
from lessons.text import cut, decimal, listed

LONGEST, SHORTER = 24, 12
"""So many characters of a formula are named in a caption, and of what goes into it."""


class ExpressionGraph(OnGraph):
    """An expression that can be typed: values forward, local slopes on the edges, gradients back."""

    caption_rows = 2

    def working(self, path: str) -> Working | None:
        match split_path(path):
            case ["gradient", str(name)] if ways := list(self._ways(name)):
                numbers: dict[str, float] = {}
                for k, (above, gradient, slope) in enumerate(ways, 1):
                    numbers |= {f"∂({cut(above, 12)})": gradient, f"slope {k}": slope}
                places = {name: k for k, name in enumerate(numbers)}
                parts = (
                    f"{{{places[f'∂({cut(above, 12)})']}:()}}·{{{places[f'slope {k}']}:()}}"
                    for k, (above, *_) in enumerate(ways, 1)
                )
                result = sum(gradient * slope for _, gradient, slope in ways)
                template = " + ".join(parts)
                return by_hand(template, numbers, result, lambda *given: _come_out(template, given))
        return None

    def _ways(self, name: str) -> Iterator[tuple[str, float, float]]:
        """For each edge by which a gradient has come: from which operation, its gradient, and the slope."""
        leaf = self.traced.leaf(name)
        for child, k in () if leaf is None else self.traced.uses(leaf):
            if self.position >= self.traced.gone_through_at(child):
                yield self.traced.nodes[child].text, self.gradients[child], self.traced.slopes[child][k]

    def mistakes(self, path: str) -> dict[str, float]:
        match split_path(path):
            case ["gradient", str(name)]:
                return self._slips(name)
            case ["slope", int(k)]:
                child, place = self.traced.edges[k]
                own = self.traced.value(self.traced.parents[child][place])
                return {
                    "That is the value that goes in. Ask how far the result moves with it.": own,
                    "That is the value that comes out. Ask how far it moves.": self.traced.value(child),
                }
        return {}

    def _slips(self, name: str) -> dict[str, float]:
        ways = list(self._ways(name))
        shares = [gradient * slope for _, gradient, slope in ways]
        if not shares:
            return {}
        whole = sum(shares)
        found = {"That is the value of the expression. Its slope is asked for.": self.traced.value(-1)}
        if len(shares) > 1:
            found["You multiplied the paths. Add them."] = float(np.prod(shares))
            for (above, *_), share in zip(ways, shares, strict=True):
                way = (
                    f"through {above}"
                    if above != self.traced.nodes[-1].text
                    else "straight into the last operation"
                )
                found[f"You left out a path that leads {way}."] = whole - share
                found[f"You took one way alone, {way}. Add all of them."] = share
            return found
        slopes = list(self._along(name))
        if len(slopes) > 1:
            found["You added the slopes. Multiply them along the path."] = sum(slopes)
        for k in range(len(slopes)):
            rest = float(np.prod(slopes[:k] + slopes[k + 1 :]))
            found.setdefault(f"You left out a slope on the path: {decimal(slopes[k])}.", rest)
        return found

    def _along(self, name: str) -> Iterator[float]:
        """The slopes on the path from a number to the result, where there is one alone."""
        at = self.traced.leaf(name)
        while at is not None and len(edges := self.traced.uses(at)) == 1:
            yield self.traced.slope(edges[0])
            at = edges[0][0]

    @staticmethod
    def figures(see: See) -> Figures:
        yield drawn(see)
        yield over(see)

    @staticmethod
    def caption(see: See) -> str:
        traced, now = see.shape, at_work(see)
        if now is None:
            return "Nothing is computed yet. Forward first, a node a step."
        j = traced.operations.index(now)
        named = cut(traced.nodes[now].text, LONGEST)
        into = [cut(traced.nodes[i].text, SHORTER) for i in traced.parents[now]]
        if see.position <= len(traced.operations):
            slopes = [c for c, edge in zip(see.slope, traced.edges, strict=True) if edge[0] == now]
            told = (f"{decimal(c)} for {name}" for c, name in zip(slopes, into, strict=True))
            slope = "slope" if len(into) == 1 else "slopes"
            return f"Forward: {named} is {decimal(see.made[j])}. Its local {slope}: {listed([*told], 'and')}."
        last = see.position == len(traced.operations) + 1
        names = listed(list(dict.fromkeys(into)), "and")
        if last:
            return f"Back from the end: its gradient, 1, goes to {names}, times the slope of each line."
        gradient = decimal(see.back_to[j])
        return f"Back through {named}: gradient {gradient}. Times each slope, it is added to {names}."


def _come_out(template: str, given: tuple[float, ...]) -> float:
    """What a sum of products comes to, of numbers by their places."""
    total = 0.0
    for product in template.split(" + "):
        first, second = (int(part[1 : part.index(":")]) for part in product.split("·"))
        total += given[first] * given[second]
    return total

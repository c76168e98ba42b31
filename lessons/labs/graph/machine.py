"""A machine that goes back through a graph, with the line that it does it by, right or wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lessons.figures import Formula, Line, Spare
from lessons.figures.worked import worked
from lessons.labs.base import Figures, Knob, Plotted, Readout, See, plotted
from lessons.labs.graph._graph import OnGraph, at_work, drawn, over
from lessons.text import decimal

RULES: Mapping[str, Callable[[float, float, float], float]] = {
    "gx + gout * slope": lambda gx, gout, slope: gx + gout * slope,
    "gout * slope": lambda gx, gout, slope: gout * slope,
    "gx + slope": lambda gx, gout, slope: gx + slope,
}
"""What gx becomes, of what it is, of what has come to the result, and of the slope on the edge."""
CODE = (
    "for out in reversed(order):",
    "    gout = grad[out]",
    "    for x, slope in inputs[out]:  # for each line into out, and its slope",
    "        gx = grad[x]",
    "        gx = {}",
    "        grad[x] = gx",
)


class Machine(OnGraph):
    """A machine that takes gradients back through an expression, by the line that it is given."""

    caption_rows = 2

    rule = Knob.choice("what the machine computes for each line of the graph", tuple(RULES), name="gx")

    def prepare(self, changed: str | None = None) -> None:
        super().prepare(changed)
        self.came, self.ran = self._walk()

    def _walk(self) -> tuple[list[tuple[float, ...]], list[list[tuple[int, float, float, float, float]]]]:
        """The gradients after each operation on the way back, and what was computed there for each edge."""
        traced, line = self.traced, RULES[self.rule]
        grad = [0.0] * len(traced.nodes)
        came, ran = [tuple(grad)], []
        grad[-1] = 1.0
        for out in reversed(traced.operations):
            gout, done = grad[out], []
            for x, y in zip(traced.parents[out], traced.slopes[out], strict=True):
                before = grad[x]
                grad[x] = line(before, gout, y)
                done.append((x, before, gout, y, grad[x]))
            came.append(tuple(grad))
            ran.append(done)
        return came, ran

    @property
    def gradients(self) -> tuple[float, ...]:
        return self.came[max(0, self.position - len(self.traced.operations))]

    right = Readout("whether it is the line that adds", lambda lab: int(lab.rule == next(iter(RULES))))

    @plotted()
    def last_lines(self) -> Any:
        """What the last step computed: for each edge the node, and the numbers that went in and came out."""
        turn = self.position - len(self.traced.operations)
        return [list(each) for each in self.ran[turn - 1]] if turn > 0 else []

    truth = Plotted(lambda lab: {n: lab.traced.back[-1][lab.traced.leaf(n)] for n in lab.named})
    names = Plotted(lambda lab: list(lab.named))

    @staticmethod
    def figures(see: See) -> Figures:
        yield drawn(see)
        computed = [_line(see, *each) for each in see.last_lines] or [Line(f"gx = {see.rule}", "future")]
        yield Formula("", (*computed, *[Line("")] * (2 - len(computed))))
        yield over(see)
        yield Spare(Formula("the machine", tuple(Line(text.format(see.rule)) for text in CODE), code=True))

    @staticmethod
    def caption(see: See) -> str:
        now, count = at_work(see), len(see.shape.operations)
        if now is None or see.position <= count:
            return "The values come first. Then the machine goes back, by the line that you see."
        if see.position < 2 * count:
            return "The machine computes this once for each line of the graph."
        told = ", ".join(f"{name} {decimal(see.gradient[name])}" for name in see.names)
        true = ", ".join(f"{name} {decimal(see.truth[name])}" for name in see.names)
        return f"The machine says: {told}." + (
            f" The true gradients: {true}." if told != true else " That is true."
        )


def _line(see: See, x: int, gx: Any, gout: Any, y: Any, new: Any) -> Line:
    """What the machine computed for one edge, with its numbers put in."""
    name, rule = see.shape.nodes[x].text, RULES[see.rule]
    template = (
        see.rule.replace("gx", "{0:()}")
        .replace("gout", "{1:()}")
        .replace(" * slope", "·{2:()}")
        .replace("slope", "{2:()}")
    )
    text = worked(f"{name}: gx = {template} = {{3}}", [gx, gout, y], new, rule)
    return Line(text, "now")

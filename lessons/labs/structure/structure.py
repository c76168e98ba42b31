"""A pass through a network, layer by layer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lessons.figures import Floats, Formula, Line, State, Unit
from lessons.figures.worked import weighted_sum, worked
from lessons.labs.base import Figures, Plotted, Readout, See, of, readout
from lessons.labs.structure._network import Network, count, diagram, named, shorten, unit_name
from lessons.text import plural, subscript

WORKED = 4
"""The units of a layer whose sums are written out, and the products that are written out in a sum."""


class Structure(Network):
    """A network as units and lines, and a pass through it: the sums of a layer, then their activation."""

    begins = "Nothing is computed yet. Each step computes sums, or applies ReLU."

    def steps(self) -> int:
        """Each layer weighs and adds; all but the last activate."""
        return 2 * len(self.net.layers) - 1

    def prepare(self, changed: str | None = None) -> None:
        super().prepare(changed)
        shorten(self.net)
        self.trace = self.net.trace(self.given[None, :])

    x = Readout("the input", lambda lab: lab.given)

    @readout("the sums of each layer: z[0][1] is unit 1 of the first hidden layer",
             at=lambda lab, rest: 2 * int(rest[0]) + 1)  # fmt: skip
    def z(self) -> list[Floats]:
        return [z[0] for z in self.trace.z]

    @readout("what each hidden layer passes on", at=lambda lab, rest: 2 * int(rest[0]) + 2, tells=("z",))
    def h(self) -> list[Floats]:
        return [a[0] for a in self.trace.a[:-1]]

    multiplications = Readout(
        "multiplications in one pass: one for each weight", lambda lab: count(lab.shape)[0]
    )
    biases = Plotted(lambda lab: [layer.b for layer in lab.net.layers])

    @staticmethod
    def figures(see: See) -> Figures:
        yield diagram(see, 6, _columns(see))
        texts = _texts(see)
        texts += [""] * (WORKED - len(texts))
        yield Formula("", tuple(Line(text, "past" if see.position else "future") for text in texts))

    @staticmethod
    def caption(see: See) -> str:
        layer = (see.position - 1) // 2
        where = named(layer, len(see.lines))
        if see.position % 2:
            who = "each unit" if see.shape[layer + 1] > 1 else "its one unit"
            return f"{where}: {who} adds up {plural(see.shape[layer], 'product')} and its bias."
        off = of(lambda z, h: int((z <= 0).sum()), see.z[layer], see.h[layer])
        if isinstance(off, str):
            return f"{where}: ReLU on every sum."
        return f"{where}: ReLU turns {off} of {plural(see.shape[layer + 1], 'sum')} into 0."


def _columns(see: See) -> Iterator[tuple[Unit, ...]]:
    """The units with what they hold now."""
    columns: list[tuple[str, Any, int]] = [("x", see.x, 0)]
    for i, z in enumerate(see.z):
        is_sum = i == len(see.h) or see.position == 2 * i + 1
        layer = subscript(i + 1)
        columns.append((f"z{layer}", z, 2 * i + 1) if is_sum else (f"h{layer}", see.h[i], 2 * i + 2))
    for letter, values, at in columns:
        state: State = "now" if see.position == at else "past" if see.position > at else "future"
        names = (unit_name(letter, k, len(values)) for k in range(len(values)))
        yield tuple(Unit(name, value, state) for name, value in zip(names, values, strict=True))


def _texts(see: See) -> list[str]:
    """The sums of the layer that is computed, with their biases, or what becomes of them."""
    layer = max(see.position - 1, 0) // 2
    z = see.z[layer]
    some, number = range(min(len(z), WORKED)), subscript(layer + 1)
    if see.position and see.position % 2 == 0:
        relu = [worked("max(0, {}) = {}", [z[k]], see.h[layer][k], lambda z: max(0.0, z)) for k in some]
        texts = [f"{unit_name(f'h{number}', k, len(z))} = {text}" for k, text in enumerate(relu)]
    else:
        texts = [f"{unit_name(f'z{number}', k, len(z))} = {_sum(see, layer, k)}" for k in some]
    if len(z) > WORKED:
        texts[-1] = f"and so on, for {len(z)} units"
    return texts if see.position else [text.rpartition(" = ")[0] for text in texts]


def _sum(see: See, layer: int, unit: int) -> str:
    """The sum of a unit written out; where it has many products, from their sum on."""
    inputs = see.h[layer - 1] if layer else see.x
    weights, bias, z = see.lines[layer][:, unit], see.biases[layer][unit], see.z[layer][unit]
    if len(inputs) <= WORKED:
        return weighted_sum(weights, inputs, bias, z)
    products = of(lambda x: float(x @ weights), inputs)
    return worked("products + bias = {} + {:()} = {}", [products, bias], z, lambda a, b: a + b)

"""What a deeper and a wider network cost."""

from __future__ import annotations

from typing import Any

from engine import MLP
from lessons.figures import table
from lessons.labs.base import Figures, See, of, plotted, readout
from lessons.labs.structure._network import Network, count, diagram


class Cost(Network):
    """A network beside one that is a layer deeper and one that is twice as wide: what each costs."""

    steps = ("As it is", "Deeper", "Wider")
    begins = "Each step counts one of the three networks."

    @plotted()
    def shapes(self) -> list[list[int]]:
        deeper = [self.inputs, *[self.width] * (self.layers + 1), self.outputs]
        wider = [self.inputs, *[2 * self.width] * self.layers, self.outputs]
        return [self.shape, deeper, wider]

    @plotted()
    def drawn(self) -> Any:
        """The weights of the network that the last step counted."""
        if self.position < 2:
            return self.lines
        net = MLP(self.shapes[self.position - 1], hidden="relu", init="he_normal", seed=self.seed)
        return [layer.W for layer in net.layers]

    @readout("weights and biases together", at="As it is")
    def parameters(self) -> int:
        return _cost(self.shape)["parameters"]

    @readout("multiplications in one pass: one for each weight", at="As it is")
    def multiplications(self) -> int:
        return _cost(self.shape)["multiplications"]

    @readout("the same with one more hidden layer: deeper.parameters, deeper.multiplications", at="Deeper")
    def deeper(self) -> dict[str, int]:
        return _cost(self.shapes[1])

    @readout("the same with twice the units in each: wider.parameters, wider.multiplications", at="Wider")
    def wider(self) -> dict[str, int]:
        return _cost(self.shapes[2])

    @staticmethod
    def figures(see: See) -> Figures:
        yield diagram(see, 6, lines=see.drawn)
        costs = ((see.parameters, see.multiplications), see.deeper.values(), see.wider.values())
        rows = zip(see.shapes, costs, strict=True)
        yield table(
            (("-".join(map(str, shape)), *(of(str, n) for n in cost)) for shape, cost in rows),
            ("as it is", "one more hidden layer", "twice the units"),
            ("sizes", "parameters", "multiplications"),
            {(see.position - 1, 1), (see.position - 1, 2)} if see.position else (),
        )

    @staticmethod
    def caption(see: See) -> str:
        return f"{see.last}: one multiplication for each weight."


def _cost(shape: list[int]) -> dict[str, int]:
    weights, biases = count(shape)
    return {"parameters": weights + biases, "multiplications": weights}

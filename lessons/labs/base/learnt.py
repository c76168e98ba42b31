"""A network that a lab holds, as the playground takes it over."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from engine import Network, Split
    from engine.layers import Layer

MOST_INPUTS, MOST_LAYERS, MOST_UNITS, MOST_CLASSES = 2, 10, 64, 10
ENDS = ("sigmoid", "tanh", "identity")
"""What a single output may apply."""


class Learnt(NamedTuple):
    """A network of a lab, its points, what the playground is set to, and which of several networks it is.

    `split`: without points the playground puts it on some of its own. `settings`: learning_rate and others,
    by the names of the playground's knobs.
    """

    net: Network
    split: Split | None = None
    settings: Mapping[str, Any] = MappingProxyType({})
    said: str = ""

    @property
    def after(self) -> list[list[Layer]]:
        """What follows each of its dense layers."""
        # Read when there is a network: most labs have none.
        from engine.layers import Dense

        found: list[list[Layer]] = []
        for layer in self.net.stack:
            if isinstance(layer, Dense):
                found.append([])
            else:
                found[-1].append(layer)
        return found

    @property
    def end(self) -> str:
        """What its outputs apply."""
        return str(self.after[-1][0].function.name) if self.after[-1] else "identity"  # type: ignore[attr-defined]

    @property
    def refusal(self) -> str:
        """Why the playground cannot take it, in a sentence; empty where it can."""
        from engine.layers import Activation, BatchNorm, Dropout

        net, (*hidden, last) = self.net, self.after
        if any(not isinstance(layer, Activation) for layer in last):
            return "This network ends in more than an activation; the playground's do not."
        if net.inputs > MOST_INPUTS:
            return f"This network is given {net.inputs} numbers; the playground draws points of two."
        if len(hidden) > MOST_LAYERS or any(layer.units > MOST_UNITS for layer in net.layers[:-1]):
            most = f"{MOST_LAYERS} hidden layers of {MOST_UNITS} units"
            return f"This network is larger than the playground's, which has {most} at most."
        if net.outputs > 1 and (self.end != "softmax" or self.split is None or net.outputs > MOST_CLASSES):
            return f"This network has {net.outputs} outputs; the playground has one, or one for each class."
        if net.outputs == 1 and self.end not in ENDS:
            return f"This network ends in {self.end}; the playground's end in a sigmoid, in tanh or in a sum."
        has = {type(layer) for layers in hidden for layer in layers} | {Activation}
        kinds = [kind for kind in (BatchNorm, Activation, Dropout) if kind in has]
        rates = {layer.rate for layers in hidden for layer in layers if isinstance(layer, Dropout)}
        if any([type(layer) for layer in layers] != kinds for layers in hidden) or len(rates) > 1:
            return "In this network not all layers are alike; in the playground they are."
        return ""

"""The network of backpropagation, drawn: its numbers go forward, and their gradients come back."""

from __future__ import annotations

from lessons.labs.backprop._drawing import loss_told, network
from lessons.labs.backprop._network import named, still
from lessons.labs.backprop._passes import Passes
from lessons.labs.base import Figures, See
from lessons.text import number


class BackpropNetwork(Passes):
    """A 2-2-1 network with its numbers: values come forward, the gradients of its nine parameters back."""

    captions = {
        "": "The numbers of the network, before it has computed anything.",
        "z1": "Each hidden unit: what comes in times its weights, added up, plus b₁.",
        "z2": "The output does the same with what the hidden units give.",
        "p": "The sigmoid makes a probability of z₂.",
        "loss": "The loss says how wrong that is. Now the blame comes back.",
        "dp": "First to the probability …",
        "dz2": "… then through the sigmoid to the sum z₂.",
        "dW2": "The output's bias and the two weights that lead to it get their share.",
        "dh1": "Through those weights the blame goes on to the hidden units.",
    }

    x, y = still(Passes.x), still(Passes.y)
    first_W1, first_b1 = still(Passes.first_W1), still(Passes.first_b1)
    first_W2, first_b2 = still(Passes.first_W2), still(Passes.first_b2)
    learning_rate = still(Passes.learning_rate)

    @staticmethod
    def figures(see: See) -> Figures:
        yield network(see)

    @staticmethod
    def caption(see: See) -> str:
        who = named(see.dead)
        match see.last:
            case "dz1":
                return f"ReLU holds it back at {who}, which gave 0." if who else "ReLU lets it pass."
            case "dW1":
                count = "None" if see.zeros == 0 else number(see.zeros, 0)
                are = "is" if see.zeros in (0, 1) else "are"
                return f"The hidden weights and biases get theirs. {count} of the nine {are} 0."
        return loss_told(see)

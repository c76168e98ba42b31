"""Which tensor gets the gradient in PyTorch: one that asks for it and was made by no operation."""

from __future__ import annotations

from lessons.figures import Diagram, Equation, Formula, Line, Spare, Unit
from lessons.labs.backprop._network import Drawn, graded
from lessons.labs.base import Figures, Knob, Readout, See

CODE = {
    "ask, then scale": ("drawn = torch.randn(2, 2, requires_grad=True)", "W1 = drawn * 0.5"),
    "scale, then ask": ("drawn = torch.randn(2, 2)", "W1 = (drawn * 0.5).requires_grad_()"),
}
SCALE = 0.5


class Leaf(Drawn):
    """A weight matrix that is drawn and scaled, and where its gradient lands after `backward`."""

    steps = ("forward", "backward")
    order = Knob.choice("which tensor asks for a gradient", tuple(CODE), group="order")

    dW1 = Readout("∂L/∂W₁ (2×2)", lambda lab: lab.traced(lab.first()).dW[0], at="backward")
    drawn_gradient = Readout("∂L/∂drawn (2×2)", lambda lab: SCALE * lab.dW1, at="backward")

    @staticmethod
    def figures(see: See) -> Figures:
        code = (*CODE[see.order], "loss = bce(net(x), y)", "loss.backward()")
        now = {"forward": 2, "backward": 3}.get(see.last, -1)
        yield Formula(
            "", tuple(Line(t, "now" if k == now else "past") for k, t in enumerate(code)), code=True
        )
        first = see.order == "ask, then scale"
        none = not see.has("backward")
        drawn = graded("drawn.grad", see.drawn_gradient, none or not first)
        yield Equation("", (drawn, graded("W1.grad", see.dW1, none or first)))
        units = tuple((Unit(name),) for name in ("drawn", "W1", "loss"))
        # Nothing is noted of what happens to a tensor before one asks.
        links = ([[1.0]] if first else None, [[1.0]])
        names = ("random", "halved", "computed")
        yield Spare(Diagram("what leads back", units, names, links, counted=False))

    @staticmethod
    def caption(see: See) -> str:
        if not see.has("backward"):
            return "Before loss.backward() every .grad is None."
        if see.order == "ask, then scale":
            return "drawn is a leaf, and has its gradient. W1 is a result: its .grad stays None."
        return "W1 is a leaf that asked, and has its gradient. drawn never asked."

"""What stands in .grad after one call of backward, and after another."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import Tensor
from lessons.figures import Curves, Formula, Line, Series, Spare, State, table
from lessons.labs.base import Figures, Knob, Lab, See, readout
from lessons.text import BLANK, decimal

START = "x = torch.tensor({}, requires_grad=True)"
CALL, EMPTY = "(x * x + x).backward()", "x.grad.zero_()"


class BackwardTwice(Lab):
    """Three lines of PyTorch: a number whose gradient is asked for twice."""

    step_word = "line"
    steps = ("first", "second")
    begins = "Before any call x.grad is None."

    x = Knob.number("the number", 3, low=-100, high=100, step=0.5)
    empties = Knob.toggle(
        "whether .grad is emptied between the calls", False, name="zero_grad", label="zero_grad()"
    )

    @readout("x.grad after each call of backward (2)", at=("first", "second"))
    def grad(self) -> Any:
        x, found = Tensor(self.x), []
        for _ in self.steps:
            if self.empties:
                x.zero_grad()
            (x * x + x).backward()
            found.append(float(x.grad))
        return np.array(found)

    @staticmethod
    def figures(see: See) -> Figures:
        lines: list[tuple[str, State]] = [
            (START.format(decimal(see.x, 1)), "past"),
            (CALL, see.state("first")),
        ]
        lines.append((f"{EMPTY}; {CALL}" if see.empties else CALL, see.state("second")))
        yield Formula("", tuple(Line(text, state) for text, state in lines), code=True)
        cells = [
            [
                "None",
                *(c if see.has(s) else BLANK for c, s in zip(see.grad, BackwardTwice.steps, strict=True)),
            ]
        ]
        yield table(cells, ("x.grad",), ("after line 1", "after line 2", "after line 3"), digits=2)
        places = see.x + 2 * np.linspace(-1, 1, 60)
        curve = Series("x·x + x", places, places * places + places)
        span, here = (see.x - 2, see.x + 2), (see.x, see.x * see.x + see.x)
        yield Spare(Curves("", (curve,), "x", "result", 8, span, marker=here))

    @staticmethod
    def caption(see: See) -> str:
        if not see.has("second"):
            return "backward() has gone through the graph once."
        return "It was emptied in between." if see.empties else "Nothing was emptied in between."

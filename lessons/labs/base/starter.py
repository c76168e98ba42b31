"""A lab and its test to start from."""

from __future__ import annotations

import re

_NAME = re.compile(r"[a-z][a-z0-9_]*")

LAB = '''"""One weight on one input."""

from __future__ import annotations

from lessons.figures import Formula, Line, matrix
from lessons.figures.worked import worked
from lessons.labs.base import Figures, Knob, Lab, See, readout


class {title}(Lab):
    """A weight times an input, and the bias added."""

    steps = ("product", "sum")
    captions = {{"": "Nothing is computed yet.", "product": "Weight times input.", "sum": "Plus the bias."}}

    x = Knob.number("the input", 3, low=-10, high=10)
    w = Knob.number("the weight", 2, low=-10, high=10)
    b = Knob.number("the bias", 0.5, low=-10, high=10)

    @readout("weight times input", at="product")
    def product(self) -> float:
        return float(self.w * self.x)

    @readout("the weighted sum", at="sum")
    def z(self) -> float:
        return float(self.product + self.b)

    def mistakes(self, path: str) -> dict[str, float]:
        if path == "z":
            return {{"You left out the bias.": self.product}}
        return {{}}

    @staticmethod
    def figures(see: See) -> Figures:
        yield matrix("w x, and z", [[see.product, see.z]])
        text = worked("z = {{:()}} + {{:()}} = {{}}", [see.product, see.b], see.z, lambda p, b: p + b)
        yield Formula("", (Line(text, see.state("sum")),))
'''

TEST = '''"""Lab {name}. The rules of every lab are tried on it by the registry's own test."""

import pytest

from lessons.labs import REGISTRY


def test_its_numbers_are_right():
    lab = REGISTRY["{name}"]()
    assert lab.readout("product") == 6  # 2 · 3
    assert lab.readout("z") == pytest.approx(6.5)  # 6 + 0.5
    assert lab.mistakes("z") == {{"You left out the bias.": 6}}
'''


def starter(name: str) -> tuple[str, str]:
    """A lab of that name, and its test. Raises `ValueError` where it cannot be the name of a lab."""
    if not _NAME.fullmatch(name):
        raise ValueError(f"'{name}' cannot be the name of a lab; use a-z, 0-9 and _, such as softmax")
    title = "".join(word.capitalize() for word in name.split("_"))
    return LAB.format(title=title), TEST.format(name=name)

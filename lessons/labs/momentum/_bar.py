"""A lab of which a page shows only some of the knobs."""

from __future__ import annotations

from lessons.format.fields import FieldError, nearest
from lessons.labs.base import Knob, Lab


class Barred(Lab):
    """Its `bar` names the knobs that stand on the page; by default all do."""

    bar = Knob("names", "the knobs that stand on the page; by default all", (), turnable=False)
    offered = property(lambda lab: lab.bar or None)

    def prepare(self, changed: str | None = None) -> None:
        turnable = [f.name for f in self.fields if f.turnable]
        if unknown := next((name for name in self.bar if name not in turnable), ""):
            raise FieldError(f"there is no knob '{unknown}'", nearest(unknown, turnable))

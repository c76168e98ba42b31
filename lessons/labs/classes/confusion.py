"""Which class is taken for which: a table of a network's answers."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import metrics
from lessons.figures import Beside, Matrix
from lessons.labs.base import Figures, See, of, readout, units_of_share
from lessons.labs.classes._ring import Ring, answers, map_of
from lessons.text import BLANK, number


class Confusion(Ring):
    """What a network with an output for each class takes for what: a table of its answers on test points."""

    begins = "Nothing is learnt yet. The table will count how each test point is answered."

    @readout("how often each class (row) is answered to be each (column)")
    def counts(self) -> Any:
        return metrics.confusion(
            self.test.labels, answers(self.net, self.test.X, self.classes), classes=self.classes
        )

    @readout(
        "test points that are taken for another class: wrong.count, and how far apart the two clouds lie on "
        "the ring: wrong.neighbours, wrong.others; and wrong.ends, of the first and the last; wrong.of"
    )
    def wrong(self) -> dict[str, int]:
        k = np.arange(self.classes)
        apart = np.abs(k[:, None] - k)
        apart = np.minimum(apart, self.classes - apart)
        near = int(self.counts[apart == 1].sum())
        far = int(self.counts[apart > 1].sum())
        ends = int(self.counts[0, -1] + self.counts[-1, 0])
        return {"count": near + far, "neighbours": near, "others": far, "ends": ends, "of": len(self.test)}

    def mistakes(self, path: str) -> dict[str, float]:
        if path == "wrong.others":
            return {"Those are taken for a neighbour in the ring.": self.wrong["neighbours"]}
        return {}

    def units(self, path: str) -> dict[str, float]:
        return units_of_share(100) if path.startswith("recalls[") else {}

    @staticmethod
    def figures(see: See) -> Figures:
        names = tuple(map(str, range(see.classes)))
        cells = tuple(tuple(row if see.position else [BLANK] * see.classes) for row in see.counts)
        table = Matrix("test points", cells, names, names, digits=0, brackets=False,
                       shaded="rising", across="answered", down="class")  # fmt: skip
        yield Beside((map_of(see, "answered"), table))

    @staticmethod
    def caption(see: See) -> str:
        near, far, of_all = (see.wrong[each] for each in ("neighbours", "others", "of"))
        wrong = number(of(lambda a, b: a + b, near, far), 0)
        return (
            f"Batch {see.batch}: {wrong} of {of_all} wrong, {number(near, 0)} of them taken for a neighbour."
        )

"""A lab of thirty knobs in five groups, and a lesson that gives it a page to itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from lessons.figures import Curves, Figure, Series
from lessons.labs.base import Knob, Lab, readout

GROUPS = ("data", "network", "loss", "training", "picture")

LESSON = """# Many knobs

```{lesson}
id = "many-knobs"
```

## All of them

```{lab} many_knobs
```

## With words

One line of words.

```{lab} many_knobs
```
"""


def _group(name: str) -> dict[str, Knob]:
    """Six knobs, one of each kind."""
    options: dict[str, Any] = {"group": name}
    return {
        f"{name}_size": Knob.number(f"the size of the {name}", 0.5, low=0, high=9, **options),
        f"{name}_rate": Knob.number(
            f"the rate of the {name}", 0.1, low=1e-4, high=10, scale="log", **options
        ),
        f"{name}_count": Knob.integer(f"how many {name}", 3, low=1, high=99, **options),
        f"{name}_shown": Knob.toggle(f"whether the {name} is shown", True, **options),
        f"{name}_kind": Knob.choice(f"which {name}", "plain fancy", **options),
        f"{name}_seed": Knob.integer(f"the seed of the {name}", 0, low=0, high=999, **options),
    }


class ManyKnobs(Lab):
    """A wave that thirty knobs change."""

    name = "many_knobs"
    caption_rows = 1
    steps = 4
    for _name in GROUPS:
        vars().update(_group(_name))

    @readout("the sum of all sizes", at=lambda lab, rest: 1)
    def total(self) -> float:
        return float(sum(self.settings[f"{name}_size"] for name in GROUPS))

    @staticmethod
    def figures(see: Any) -> Iterator[Figure]:
        x = np.linspace(0, 6, 60)
        yield Curves("a wave", (Series("height", x, see.data_size * np.sin(x)),), height=12)

    @staticmethod
    def caption(see: Any) -> str:
        return f"All sizes come to {see.total}."

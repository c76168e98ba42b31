"""A network that learns two moons, epoch after epoch."""

from __future__ import annotations

from typing import Any

from lessons.format.fields import FieldError
from lessons.labs._contest import BATCH, Recipe
from lessons.labs.base import Figures, Knob, Learnt, Plotted, Readout, See, readout, units_of_count, work
from lessons.labs.moons._moons import EVERY, Moons, course, plane
from lessons.text import number

MOST_LAYERS = 3
EPOCHS = 500


class Network(Moons):
    """A network that learns to tell two moons apart, on one large picture, against a straight line."""

    rate = 6.0
    step_word = f"{EVERY} epochs"
    steps = EPOCHS // EVERY
    quick = {"hidden": (3,)}

    widths = Knob.sizes("units in each hidden layer of the network", (16, 16), name="hidden", low=1, high=32)
    noise = Knob.number("how far points stray from their moon", 0.2, low=0, high=1, step=0.1)
    offers = Knob.choice("the knobs of the page", "all hidden noise none", turnable=False)

    offered = property(lambda lab: None if lab.offers == "all" else (lab.offers,))

    def prepare(self, changed: str | None = None) -> None:
        if len(self.widths) > MOST_LAYERS:
            raise FieldError(f"{len(self.widths)} hidden layers", f"it takes 1 to {MOST_LAYERS}")
        super().prepare(changed)
        self.recipe = Recipe(self.count, self.noise, self.seed, tuple(self.widths), EPOCHS)
        if changed:
            self.position = 0

    step_work = work(lambda lab: lab.recipe.work // int(lab.length or 1))

    @property
    def net(self) -> Any:
        """The network as it is now."""
        return course(self.recipe).at(self.position)

    epoch = Readout("how often it has gone through all its points", lambda lab: lab.position * EVERY)
    units_in_all = Readout("how many hidden units it has", lambda lab: sum(lab.widths), name="units")
    layers = Readout("how many hidden layers it has", lambda lab: len(lab.widths))
    wrong = Readout("how many test points the network gets wrong now", lambda lab: lab.misses(lab.net),
                    tells=("right", "compared"))  # fmt: skip

    @readout("the fraction of the test points that it gets right now", tells=("wrong", "compared"))
    def right(self) -> float:
        return float(1 - self.wrong / len(self.test))

    @readout("the straight line on the same points: line.right, line.wrong")
    def line(self) -> dict[str, float]:
        wrong = self.misses(self.straight)
        return {"right": 1 - wrong / len(self.test), "wrong": wrong}

    @readout("what it gets wrong now, over what the line gets wrong", tells=("wrong", "right"))
    def compared(self) -> float:
        return float(self.wrong / max(self.line["wrong"], 1))

    map = Plotted(lambda lab: lab.net.forward(lab.grid)[:, 0])

    @property
    def learnt_network(self) -> Learnt:
        used = {"learning_rate": 0.001, "optimizer": "adam", "batch": BATCH}
        return Learnt(self.net, self.parts, used)

    def units(self, path: str) -> dict[str, float]:
        return units_of_count(len(self.test)) if path == "wrong" else {}

    @staticmethod
    def figures(see: See) -> Figures:
        yield plane(see, f"the network after {see.epoch} epochs", see.map, see.wrong)

    @staticmethod
    def caption(see: See) -> str:
        wrong, line = number(see.wrong, 0), number(see.line["wrong"], 0)
        return (
            f"Epoch {see.epoch}: {wrong} of {see.counted['test']} test points wrong. With the line: {line}."
        )

"""Points to learn from, and points to test on."""

from __future__ import annotations

from lessons.figures import Beside
from lessons.labs.base import Figures, See
from lessons.labs.moons._moons import Moons, cloud


class Points(Moons):
    """Points of two classes, parted into those to learn from and those to test on."""

    steps = ("parted",)
    offered = ()
    captions = {"": "All points, in two classes. Press s to split them at random."}

    @staticmethod
    def figures(see: See) -> Figures:
        train, test = cloud("to learn from", see.data["train"]), cloud("to test on", see.data["test"])
        yield Beside((train, test)) if see.last else cloud("all points", *see.data.values())

    @staticmethod
    def caption(see: See) -> str:
        return (
            f"{see.counted['train']} points to learn from; {see.counted['test']} are kept aside for the test."
        )

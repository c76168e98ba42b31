"""A trained network as a program."""

from __future__ import annotations

from typing import Any

from engine import export
from lessons.figures import Formula, Line, Spare, Surface
from lessons.figures.base import flat
from lessons.labs._scripts import FILES, scripts, training
from lessons.labs.base import Figures, Knob, Lab, Learnt, Plotted, Readout, See, plotted, readout
from lessons.labs.train import Training
from lessons.text import number

LISTED = 12
"""Lines of a script that are shown."""
LISTED_COLUMNS = 74


class Code(Lab):
    """The network of lesson 10, trained, as a program in a framework of your choice."""

    target = Knob.choice("what the network is written in", FILES, name="code")
    part = Knob.choice("what is shown of the file", "answering training", turnable=False)

    def prepare(self, changed: str | None = None) -> None:
        if changed is None:
            self.trained = Training()
            self.trained.seek(self.trained.run_length)

    @property
    def start_work(self) -> int:
        return super().start_work + Training().run_work(Training().run_length)

    @readout("the trained network: network.accuracy.test and all else that lab train has")
    def network(self) -> Any:
        return self.trained.values()

    lines = Readout("lines of the script", lambda lab: lab.exports()[FILES[lab.target]].count("\n"))

    file = Readout("the name of the script's file", lambda lab: FILES[lab.target])

    @plotted()
    def program(self) -> str:
        """The part of the script that is shown."""
        make = training if self.part == "training" else export.source
        return make(self.trained.net, self.target)

    answers = Plotted(lambda lab: next(f for f in flat(lab.trained.draw()) if isinstance(f, Surface)))
    share = Plotted(lambda lab: float(lab.trained.readout("accuracy.test")))

    saves = True

    def exports(self) -> dict[str, str]:
        assert self.trained.split.test is not None
        return scripts(self.trained.net, self.trained.split.test)

    @property
    def learnt_network(self) -> Learnt:
        return self.trained.learnt_network

    @staticmethod
    def figures(see: See) -> Figures:
        code = [_cut(line) for line in essentials(see.program)]
        if len(code) > LISTED:
            code[LISTED - 1 :] = ["…"]
        rows = tuple(Line(line) for line in [*code, *[""] * (LISTED - len(code))])
        yield Formula(f"{see.file}, without its weights", rows, code=True)
        yield Spare(see.answers)

    @staticmethod
    def caption(see: See) -> str:
        return f"The weights in this file get {number(100 * see.share, 1)} % of the test points right."


def essentials(source: str) -> list[str]:
    """The lines of a script that say what the network does: no weights, no imports, no blank lines.

    A function of one line is written in one.
    """
    left = ("W", "b", "import ", "from ")
    lines = [line for line in source.split("\n") if line.strip() and not line.startswith(left)]
    joined: list[str] = []
    for i, line in enumerate(lines):
        alone = i + 1 == len(lines) or not lines[i + 1].startswith("    ")
        if joined and joined[-1].startswith("def ") and alone:
            joined[-1] += f" {line.strip()}"
        else:
            joined.append(line)
    return joined


def _cut(line: str) -> str:
    return line if len(line) <= LISTED_COLUMNS else line[: LISTED_COLUMNS - 1] + "…"

"""Looking back: the labs of earlier lessons with new numbers, and the trained network as code."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from lessons.figures import Figure, Formula, Line
from lessons.format.fields import Field, KnobState
from lessons.labs._cards import TOPICS
from lessons.labs._lazy import Lazy
from lessons.labs._scripts import FILES, script, scripts
from lessons.labs.base import Lab
from lessons.labs.train import TrainLab

NETWORK = "network"
LISTED = 12
"""Lines of a script that are shown."""
LISTED_COLUMNS = 74


class RecapLab(Lab):
    """Holds a lab of an earlier lesson, dealt new numbers by a card."""

    name = "recap"
    summary = "A lab of an earlier lesson with new numbers, to be answered from memory; the network as code."
    fields = (
        Field("topic", "choice", "which earlier lab is asked about", "forward",
              choices=(*TOPICS, NETWORK), turnable=False),
        Field("at", "integer", "steps that the earlier lab has taken at the start", 0,
              low=0, high=1000, turnable=False),
        Field("card", "integer", "which numbers the question has: another card, another question", 1,
              low=1, high=9999, step=1),
        Field("code", "choice", "what the network is written in", "numpy", choices=tuple(FILES)),
    )  # fmt: skip
    readouts = {
        **{name: f"every readout of {topic.lesson}" for name, topic in TOPICS.items()},
        "network": "the network of lesson 10, trained: network.accuracy.test and all else that lab train has",
        "batch_size": "how many samples are in a batch of topic train",
        "lines": "lines of the script",
        "file": "the name of the script's file",
    }

    def prepare(self, changed: str | None = None) -> None:
        if changed == "code":
            return
        self._others: dict[str, Lab] = {}
        self.topic: str = self.settings["topic"]
        self.inner = self._deal(self.topic)
        self.offset = min(int(self.settings["at"]), self.inner.run_length)
        if self.topic == NETWORK:
            self.offset = self.inner.run_length
        self.inner.seek(self.offset)
        if changed:
            self.seek(self.position)

    def _deal(self, topic: str) -> Lab:
        """The lab of a topic, with this card's numbers."""
        from lessons.labs import REGISTRY

        if topic == NETWORK:
            return TrainLab()
        chosen = TOPICS[topic]
        rng = np.random.default_rng(self.settings["card"])
        return REGISTRY[chosen.lab](dict(chosen.settings(rng)))

    def _other(self, topic: str) -> Lab:
        """The lab of any topic: the present one as it is, another at its end."""
        if topic == self.topic:
            return self.inner
        if topic not in self._others:
            self._others[topic] = self._deal(topic)
            self._others[topic].seek(self._others[topic].run_length)
        return self._others[topic]

    def knobs(self) -> tuple[KnobState, ...]:
        useful = "code" if self.topic == NETWORK else "card"
        return tuple(k for k in super().knobs() if k.field.name == useful)

    @property
    def start_work(self) -> int:
        return super().start_work + self.inner.run_work(self.offset)

    def run_work(self, position: int) -> int:
        return super().start_work + self.inner.run_work(self.offset + position)

    def read_work(self, path: str) -> int:
        """Another lab than the present one is run to its end when it is first read."""
        topic = {"batch_size": "train", "lines": NETWORK}.get(path, path.partition(".")[0])
        known = topic in (self.topic, *self._others) or topic not in (*TOPICS, NETWORK)
        return super().read_work(path) + (0 if known else 100_000_000)

    @property
    def stride(self) -> int:
        return self.inner.stride

    # Stepping: the position counts from where the earlier lab was put.

    def _synced(self) -> Lab:
        """The earlier lab, told what this one has been told."""
        mine = f"{self.topic}."
        self.inner.hidden = frozenset(p[len(mine) :] for p in self.hidden if p.startswith(mine))
        self.inner.limit = None if self.limit is None else self.limit + self.offset
        return self.inner

    @property
    def length(self) -> int | None:
        if self.topic == NETWORK:
            return 0
        return None if self.inner.length is None else self.inner.length - self.offset

    @property
    def run_length(self) -> int:
        return max(0, self.inner.run_length - self.offset)

    @property
    def done(self) -> bool:
        return self.topic == NETWORK or self._synced().done or super().done

    def step(self) -> bool:
        if self.done:
            return False
        stepped = self._synced().step()
        self.position = self.inner.position - self.offset
        return stepped

    def back(self) -> bool:
        if self.position == 0:
            return False
        stepped = self._synced().back()
        self.position = self.inner.position - self.offset
        return stepped

    def reset(self) -> None:
        self.seek(0)

    def seek(self, position: int) -> None:
        self._synced().seek(self.offset + (0 if self.topic == NETWORK else position))
        self.position = self.inner.position - self.offset

    # Reading

    def values(self) -> Mapping[str, Any]:
        return Lazy(
            {
                **{name: partial(self._values_of, name) for name in (*TOPICS, NETWORK)},
                "batch_size": lambda: self._other("train").settings["batch_size"],
                "lines": lambda: self.script().count("\n"),
                "file": lambda: FILES[self.settings["code"]],
            }
        )

    def _values_of(self, topic: str) -> Mapping[str, Any]:
        return self._other(topic).values()

    def mistakes(self, path: str) -> dict[str, float]:
        topic, _, rest = path.partition(".")
        return self._other(topic).mistakes(rest) if rest else {}

    def units(self, path: str) -> dict[str, float]:
        topic, _, rest = path.partition(".")
        return self._other(topic).units(rest) if rest else {}

    # The network as code

    def _trained(self) -> TrainLab:
        lab = self._other(NETWORK)
        assert isinstance(lab, TrainLab)
        return lab

    def script(self) -> str:
        """The network in what the knob says."""
        lab = self._trained()
        assert lab.split.test is not None
        return script(lab.net, lab.split.test, self.settings["code"])

    @property
    def saves(self) -> bool:
        return self.topic == NETWORK

    def exports(self) -> dict[str, str]:
        if not self.saves:
            return {}
        lab = self._trained()
        assert lab.split.test is not None
        return scripts(lab.net, lab.split.test)

    # Showing

    def draw(self) -> tuple[Figure, ...]:
        if self.topic != NETWORK:
            return self._synced().draw()
        code = [_cut(line) for line in essentials(self.script())]
        if len(code) > LISTED:
            code[LISTED - 1 :] = ["…"]
        rows = tuple(Line(line) for line in [*code, *[""] * (LISTED - len(code))])
        return (Formula(f"{FILES[self.settings['code']]}, without its weights", rows, code=True),)

    def says(self) -> str:
        if self.topic != NETWORK:
            return self._synced().says()
        share = self._trained().readout("accuracy.test")
        return f"The weights in this file get {share:.4f} of the test points right."


def essentials(source: str) -> list[str]:
    """The lines of a script that say what the network does: no weights, no imports, no blank lines.

    A function of one line is written in one.
    """
    body = source.split('"""')[-1].split("\n\nif __name__")[0]
    left = ("W", "b", "import ", "from ")
    lines = [line for line in body.split("\n") if line.strip() and not line.startswith(left)]
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

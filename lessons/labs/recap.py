"""Looking back: the labs of earlier lessons with new numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from lessons.figures import Figure
from lessons.figures.worked import Working
from lessons.labs._cards import TOPICS
from lessons.labs.base import Knob, Lab, Learnt, Secret


class Recap(Lab):
    """A lab of an earlier lesson with new numbers, to be answered from memory."""

    caption_rows = 2
    topic = Knob.choice("which earlier lab is asked about", TOPICS, default="forward", turnable=False)
    begin = Knob.integer(
        "steps that the earlier lab has taken at the start", 0, name="at", low=0, high=1000, turnable=False
    )
    card = Knob.integer("which numbers the question has: another card, another question", 1, low=1, high=9999)

    def prepare(self, changed: str | None = None) -> None:
        self._others: dict[str, Lab] = {}
        self.inner = self._deal(self.topic)
        self.offset = min(int(self.begin), self.inner.run_length)
        self.inner.seek(self.offset)
        if changed:
            self.seek(self.position)

    def _deal(self, topic: str) -> Lab:
        """The lab of a topic, with this card's numbers."""
        from lessons.labs import REGISTRY

        chosen = TOPICS[topic]
        rng = np.random.default_rng(self.card)
        return REGISTRY[chosen.lab](dict(chosen.settings(rng)))

    def _other(self, topic: str) -> Lab:
        """The lab of any topic: the present one as it is, another at its end."""
        if topic == self.topic:
            return self.inner
        if topic not in self._others:
            self._others[topic] = self._deal(topic)
            self._others[topic].seek(self._others[topic].run_length)
        return self._others[topic]

    @property
    def start_work(self) -> int:
        return super().start_work + self.inner.run_work(self.offset)

    def run_work(self, position: int) -> int:
        return super().start_work + self.inner.run_work(self.offset + position)

    def read_work(self, path: str) -> int:
        """Another lab than the present one is run to its end when it is first read."""
        topic = path.partition(".")[0]
        known = topic not in TOPICS or topic in (self.topic, *self._others)
        return super().read_work(path) + (0 if known else 100_000_000)

    @property
    def stride(self) -> int:
        return self.inner.stride

    @property
    def learnt_network(self) -> Learnt | None:
        return self._synced().learnt_network

    @property
    def no_network(self) -> str:
        return self._synced().no_network

    # Stepping: the position counts from where the earlier lab was put.

    def _synced(self) -> Lab:
        """The earlier lab, told what this one has been told."""
        mine = f"{self.topic}."
        self.inner.secrets = frozenset(
            Secret(s.path.removeprefix(mine), s.position + self.offset, s.value)
            for s in self.secrets
            if s.path.startswith(mine)
        )
        self.inner.limit = None if self.limit is None else self.limit + self.offset
        return self.inner

    @property
    def length(self) -> int | None:
        return None if self.inner.length is None else self.inner.length - self.offset

    @property
    def run_length(self) -> int:
        return max(0, self.inner.run_length - self.offset)

    @property
    def done(self) -> bool:
        return self._synced().done or super().done

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
        self._synced().seek(self.offset + position)
        self.position = self.inner.position - self.offset

    # Reading

    def values(self) -> Mapping[str, Any]:
        return _Topics(self, super().values())

    def shown(self, path: str) -> Any:
        mine = f"{self.topic}."
        return self._synced().shown(path.removeprefix(mine)) if path.startswith(mine) else self.readout(path)

    def working(self, path: str) -> Working | None:
        topic, _, rest = path.partition(".")
        return self._other(topic).working(rest) if rest else None

    def mistakes(self, path: str) -> dict[str, float]:
        topic, _, rest = path.partition(".")
        return self._other(topic).mistakes(rest) if rest else {}

    def units(self, path: str) -> dict[str, float]:
        topic, _, rest = path.partition(".")
        return self._other(topic).units(rest) if rest else {}

    def draw(self) -> tuple[Figure, ...]:
        return self._synced().draw()

    def says(self) -> str:
        return self._synced().says()


class _Topics(Mapping[str, Any]):
    """The readouts of each earlier lab under the name of its topic, and the knobs."""

    def __init__(self, lab: Recap, own: Mapping[str, Any]) -> None:
        self._lab, self._own = lab, own

    def __getitem__(self, name: str) -> Any:
        return self._lab._other(name).values() if name in TOPICS else self._own[name]

    def __iter__(self) -> Iterator[str]:
        return iter((*TOPICS, *self._own))

    def __len__(self) -> int:
        return len(TOPICS) + len(self._own)


Recap.readouts = {name: f"every readout of {topic.lesson}" for name, topic in TOPICS.items()}

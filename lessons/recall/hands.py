"""A question that is asked with other numbers, as one learner has it: kept, dealt again, and no mark."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from typing import Any

from lessons.answers.tries import Kind, Reply, Tries, record_as
from lessons.format.fields import FieldError
from lessons.model import Lesson, Predict, Recall
from lessons.progress import Progress
from lessons.recall.cards import MOST_DRAWS, Card, DealError, deal, find_card, heading, is_same, place


class Hand:
    """A card as one learner has it: whence it is, what is dealt of it now, and what came of that."""

    def __init__(
        self, recall: Recall, found: tuple[Lesson, Card], within: Lesson, progress: Progress
    ) -> None:
        """`found`: the lesson that it is from, and its question. Raises `DealError`."""
        self.recall = recall
        self.lesson, self._card = found
        self._within, self._progress = within.id, progress
        kept = progress.draft_of(within.id, f"recall {recall.id}") or {}
        seed = kept.get("seed")
        self.seed = seed if isinstance(seed, int) else recall.seed
        self.over = bool(kept.get("over"))
        """Whether what is dealt now has been answered or skipped."""
        self.given, self.reply = str(kept.get("given", "")), _reply(kept)
        self._deal()

    def _deal(self) -> None:
        self.dealt = deal(self.lesson, self._card, self.seed, self.recall.id)
        if self.over:
            self.dealt.run.settle(self.dealt.question)

    @property
    def met(self) -> bool:
        """Whether the learner has begun the lesson that it is from."""
        return self._progress.has_begun(self.lesson.id)

    @property
    def heading(self) -> str:
        if self.met:
            return heading(self.lesson)
        return f"This is from {place(self.lesson)}; try it if you know it."

    def again(self) -> None:
        """Deal it with other numbers."""
        before, self.over, self.given, self.reply = self.dealt, False, "", None
        for _ in range(MOST_DRAWS):
            self.seed += 1
            self._deal()
            if not is_same(self.dealt, before):
                break
        for what in ("typed", "tried"):
            self._progress.draft_soon(self._within, f"{what} {self.recall.id}", {})
        self._keep()

    def record(self, reply: Reply, tries: Tries) -> Future[bool]:
        """Record what became of an entry: under this lesson, and as no question of either.

        Nothing where the lesson that it is from has not been begun.
        """
        if not reply.open:
            self.end(tries.entry, reply)
        if not self.met:
            nothing: Future[bool] = Future()
            nothing.set_result(True)
            return nothing
        return record_as(self._progress, self._within, self.recall.card, "recall", reply, tries)

    def end(self, given: str, reply: Reply | None) -> None:
        """Note how it has ended; without a reply it was skipped, which is not recorded."""
        self.dealt.run.settle(self.dealt.question)
        self.over, self.given, self.reply = True, given, reply
        self._keep()

    def _keep(self) -> None:
        said = (
            {"given": self.given, "kind": self.reply.kind, "parts": list(self.reply.parts)}
            if self.reply
            else {}
        )
        state = {"seed": self.seed, "over": self.over, **said}
        self._progress.draft_soon(self._within, f"recall {self.recall.id}", state)


def hand_of(recall: Recall, within: Lesson, progress: Progress) -> Hand | None:
    """A recall as one learner has it; None where it cannot be dealt, which the checker tells of."""
    with suppress(FieldError, DealError):
        return Hand(recall, find_card(recall, within), within, progress)
    return None


def hand_anew(card: Predict, lesson: Lesson, progress: Progress) -> Hand | None:
    """A question of a lesson, asked once more there with other numbers; None where there are none."""
    recall = Recall(f"{card.id}/anew", f"{lesson.id}/{card.id}", 1, card.line)
    with suppress(DealError):
        hand = Hand(recall, (lesson, card), lesson, progress)
        if hand.over:
            hand.again()
        return hand
    return None


def _reply(kept: Mapping[str, Any]) -> Reply | None:
    kind, parts = kept.get("kind"), kept.get("parts")
    kinds: dict[str, Kind] = {"right": "right", "wrong": "wrong", "shown": "shown"}
    if kind not in kinds or not isinstance(parts, list):
        return None
    return Reply(kinds[kind], tuple(map(str, parts)))

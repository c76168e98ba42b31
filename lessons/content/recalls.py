"""Questions that are asked anew: there are fresh numbers for them, and a {recall} names one."""

from __future__ import annotations

from random import Random

from lessons.content.base import Proof
from lessons.format.fields import FieldError
from lessons.format.layout import RECALL_ROWS, question_rows
from lessons.format.toml_fence import find_in_fence
from lessons.model import Predict, Recall
from lessons.recall.cards import DealError, deal, drawn, find_card

SEEDS = range(1, 3)
"""The seeds with which a card is tried."""


def prove_fresh(proof: Proof, predict: Predict) -> None:
    """A prediction that can be asked with other numbers, which has been proved with the lesson's own."""
    place = find_in_fence(proof.lines, predict.line, "fresh")
    try:
        drawn(proof.lesson, predict, Random(1))
        for seed in SEEDS:
            deal(proof.lesson, predict, seed, pay=lambda lab, to: proof.pay(lab.run_work(to), predict.line))
    except FieldError as error:
        proof.fault(*place, f"fresh: {error.reason}", error.mend)
    except DealError as error:
        proof.fault(*place, str(error), "give more values to draw from, and put {value}s in its words")


def prove(proof: Proof, recall: Recall) -> None:
    """A {recall}: it names a question of an earlier lesson that can be asked anew, and that has room."""
    place = find_in_fence(proof.lines, recall.line, "card")
    try:
        _, card = find_card(recall, proof.lesson)
    except FieldError as error:
        proof.fault(*place, error.reason, error.mend)
        return
    if proof.lesson.goals and recall in proof.lesson.pages[-1].recalls:
        reason = "a recall on the last page has no room beside what stands there"
        proof.fault(*place, reason, "move it to a page before")
    rows = question_rows(card)
    if rows >= RECALL_ROWS:
        reason = f"question '{card.id}' takes {rows} rows; there is room for {RECALL_ROWS - 1}"
        proof.fault(*place, reason, "name a shorter one")

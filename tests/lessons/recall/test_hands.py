"""A recall as a learner has it: it stays the same until it is dealt again, and is no mark."""

from __future__ import annotations

from lessons.progress import open_progress
from lessons.recall.hands import Hand, hand_of
from tests.lessons.recall.support import NUMBER, lessons


def answer(hand: Hand, text: str) -> str:
    run, page, question = hand.dealt
    reply = run.grade(page, question, text, 1)
    hand.record(reply, run.tries[question.id]).result(5)
    return reply.text


def test_what_is_dealt_stays_until_it_is_dealt_again(tmp_path):
    _, later = lessons(tmp_path)
    (recall,) = later.pages[1].recalls
    progress = open_progress(tmp_path / "state")
    first = Hand(recall, later, progress)
    assert (first.seed, first.over) == (1, False)
    # 0.5·0.25 + 2·0.25 + 0.5
    assert answer(first, "1.125") == "Right."
    again = Hand(recall, later, progress)
    assert (again.seed, again.over, again.given) == (1, True, "1.125")
    assert again.reply == first.reply
    again.again()
    # 0.5·(−0.5) + 2·0.25 + 0.5
    assert answer(again, "7").startswith("It is (−0.50)·0.50 + 0.25·2.00 + 0.50 = 0.75.")
    progress.close()
    with open_progress(tmp_path / "state") as kept:
        third = Hand(recall, later, kept)
        assert (third.seed, third.over, third.given) == (2, True, "7")
        assert third.reply is not None
        assert third.reply.kind == "wrong"


def test_it_is_recorded_under_its_lesson_and_counts_nowhere(tmp_path):
    earlier, later = lessons(tmp_path)
    (recall,) = later.pages[1].recalls
    progress = open_progress(None)
    hand = Hand(recall, later, progress)
    answer(hand, "1.125")
    (attempt,) = progress.recalls("many-units")
    assert (attempt.question, attempt.kind, attempt.outcome) == (NUMBER, "recall", "right")
    for lesson in (earlier, later):
        assert progress.status_of(lesson).outcomes == {}
        assert progress.settled(lesson.id) == frozenset()
    assert progress.tallies() == ()
    assert progress.summary().lessons == ()


def test_it_is_met_where_its_lesson_has_been_begun(tmp_path):
    earlier, later = lessons(tmp_path)
    (recall,) = later.pages[1].recalls
    seen, asked = open_progress(None), open_progress(None)
    for progress in (seen, asked):
        assert not Hand(recall, later, progress).met
    seen.visit(earlier.id, "a-unit", 0, 3)
    asked.answer(earlier.id, "a-unit/1", "1", False)
    for progress in (seen, asked):
        assert Hand(recall, later, progress).met


def test_one_that_cannot_be_dealt_any_more_is_none(tmp_path):
    _, later = lessons(tmp_path)
    (recall,) = later.pages[1].recalls
    (tmp_path / "41-one-unit.md").unlink()
    assert hand_of(recall, later, open_progress(None)) is None

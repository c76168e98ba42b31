"""A recall as a learner has it: it stays the same until it is dealt again, and is no mark."""

from __future__ import annotations

import pytest

from lessons.model import Lesson, Recall
from lessons.progress import Progress, open_progress
from lessons.progress.records import Attempt
from lessons.recall.cards import is_same
from lessons.recall.hands import Hand, hand_of
from lessons.telling.show import show_lesson
from tests.lessons.recall.support import CHOICE, NUMBER, WORD, lessons
from tui.commands.quiz.quizzer import Quizzer
from tui.commands.quiz.source import Answers


def hand(recall: Recall, later: Lesson, progress: Progress) -> Hand:
    found = hand_of(recall, later, progress)
    assert found is not None
    return found


def answer(hand: Hand, text: str) -> str:
    run, page, question = hand.dealt
    reply = run.grade(page, question, text, 1)
    hand.record(reply, run.tries[question.id]).result(5)
    return reply.text


def test_what_is_dealt_stays_until_it_is_dealt_again(tmp_path):
    _, later = lessons(tmp_path)
    (recall,) = later.pages[1].recalls
    progress = open_progress(tmp_path / "state")
    first = hand(recall, later, progress)
    assert (first.seed, first.over) == (1, False)
    # 0.5·0.25 + 2·0.25 + 0.5
    assert answer(first, "1.125") == "Right."
    again = hand(recall, later, progress)
    assert (again.seed, again.over, again.given) == (1, True, "1.125")
    assert again.reply == first.reply
    again.again()
    # 0.5·(−0.5) + 2·0.25 + 0.5
    assert answer(again, "7").startswith("It is (−0.50)·0.50 + 0.25·2.00 + 0.50 = 0.75.")
    progress.close()
    with open_progress(tmp_path / "state") as kept:
        third = hand(recall, later, kept)
        assert (third.seed, third.over, third.given) == (2, True, "7")
        assert third.reply is not None
        assert third.reply.kind == "wrong"


@pytest.mark.parametrize("card", [NUMBER, CHOICE, WORD])
def test_what_is_dealt_again_is_never_what_was_there(tmp_path, card):
    _, later = lessons(tmp_path, card)
    (recall,) = later.pages[1].recalls
    dealt = hand(recall, later, open_progress(None))
    for _ in range(20):
        before = dealt.dealt
        dealt.again()
        assert not is_same(dealt.dealt, before)


def test_it_is_recorded_under_its_lesson_and_counts_nowhere(tmp_path):
    earlier, later = lessons(tmp_path)
    (recall,) = later.pages[1].recalls
    progress = open_progress(None)
    progress.visit(earlier.id, "a-unit", 0, 3)
    before = progress.summary().lessons
    dealt = hand(recall, later, progress)
    answer(dealt, "1.125")
    (attempt,) = progress.recalls("many-units")
    assert (attempt.question, attempt.kind, attempt.outcome) == (NUMBER, "recall", "right")
    for lesson in (earlier, later):
        assert progress.status_of(lesson).outcomes == {}
        assert progress.settled(lesson.id) == frozenset()
    assert progress.tallies() == ()
    assert progress.summary().lessons == before


def test_it_is_met_where_its_lesson_has_been_begun(tmp_path):
    earlier, later = lessons(tmp_path)
    (recall,) = later.pages[1].recalls
    seen, asked = open_progress(None), open_progress(None)
    for progress in (seen, asked):
        assert not hand(recall, later, progress).met
    seen.visit(earlier.id, "a-unit", 0, 3)
    asked.answer(earlier.id, "a-unit/1", "1", False)
    for progress in (seen, asked):
        assert hand(recall, later, progress).met


def test_one_that_cannot_be_dealt_any_more_is_none(tmp_path):
    _, later = lessons(tmp_path)
    (recall,) = later.pages[1].recalls
    (tmp_path / "41-one-unit.md").unlink()
    assert hand_of(recall, later, open_progress(None)) is None


def quizzed(tmp_path, answers: Answers, met: bool = True) -> tuple[list[str], list[Attempt]]:
    """What a quiz on the lesson that recalls says, and what is recorded of the recall."""
    earlier, later = lessons(tmp_path)
    told: list[str] = []
    with open_progress(None) as progress:
        if met:
            progress.visit(earlier.id, "a-unit", 0, 3)
        quizzer = Quizzer(later, progress, answers, told.append)
        quizzer.run()
        quizzer.close()
        return told, progress.recalls(later.id)


def test_who_types_is_asked_it_again_and_again(tmp_path, capsys):
    told, attempts = quizzed(tmp_path, Answers(iter(enumerate(["1.125", "n", "?", "0.75", "", "q"]))))
    text = " ".join(told)
    assert text.count("From lesson 41, One unit: The inputs are") == 2
    assert "Lab: unit" in text
    assert "Hint: Each input times its weight" in text
    assert [(a.outcome, a.hints) for a in attempts] == [("right", 0), ("right", 1)]
    assert text.endswith("0 of 0 right.")
    assert capsys.readouterr().out.count("n deals it with other numbers") == 2


def test_from_a_file_it_is_told_and_takes_no_line(tmp_path):
    told, attempts = quizzed(tmp_path, Answers(iter(()), "answers"))
    text = " ".join(told)
    assert "From lesson 41, One unit: The inputs are" in text
    assert "It is asked where answers are typed; it takes no line of a file." in text
    assert attempts == []


def test_who_has_not_met_it_hears_so_may_try_it_and_nothing_is_recorded(tmp_path):
    told, attempts = quizzed(tmp_path, Answers(iter(enumerate(["1.125", ""]))), met=False)
    text = " ".join(told)
    assert "This is from lesson 41; try it if you know it. The inputs are" in text
    assert "Right." in text
    assert attempts == []


def test_show_tells_it_with_its_first_numbers_and_its_answer_at_the_end(tmp_path):
    _, later = lessons(tmp_path)
    text = " ".join(show_lesson(later))
    before, after = text.split("Answers")
    assert "From lesson 41, One unit: The inputs are (0.50, 2)" in before
    assert "1.12" not in before
    assert "Answer to the question from lesson 41. It is 1.125." in after

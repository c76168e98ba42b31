"""The pacer alone: time is passed in, answers are made up."""

from __future__ import annotations

import itertools

import pytest

from tui.link.pacing import GIVE_UP_AFTER, MARKS, MUTE_BYTES_PER_SECOND, FramePacer, in_words


def answering(fps: float = 10.0, delay: float = 0.05, times: int = 5) -> tuple[FramePacer, float]:
    """A pacer whose terminal has answered so often; the time after it."""
    pacer, now = FramePacer(fps), 100.0
    for _ in range(times):
        now += pacer.wait(now)
        mark = pacer.drawn(now, 300)
        now += delay
        assert pacer.answered(now, mark)
    return pacer, now + pacer.wait(now)


def test_the_first_frame_may_be_drawn_at_once():
    assert FramePacer().may_draw(0.0)


def test_the_rate_is_capped():
    pacer, now = answering(fps=10, delay=0.001)
    mark = pacer.drawn(now, 300)
    pacer.answered(now + 0.001, mark)
    assert not pacer.may_draw(now + 0.09)
    assert pacer.may_draw(now + 0.1001)


@pytest.mark.parametrize("fps", [0, -1, float("nan")])
def test_a_rate_that_is_none_is_refused(fps):
    with pytest.raises(ValueError, match="fps"):
        FramePacer(fps)


def test_no_second_frame_before_the_answer():
    pacer, now = answering()
    mark = pacer.drawn(now, 300)
    assert mark is not None
    for later in (0.2, 1.0, 5.6, 29.0):
        assert not pacer.may_draw(now + later)
    assert pacer.answered(now + 29.5, mark)


def test_no_second_query_while_one_is_out():
    pacer = FramePacer()
    assert pacer.ask(0.0) is not None
    assert pacer.ask(1.0) is None
    assert pacer.drawn(2.0, 10) is None


def test_an_answer_that_never_comes_is_given_up():
    pacer, now = answering()
    pacer.drawn(now, 300)
    assert not pacer.may_draw(now + GIVE_UP_AFTER - 0.1)
    assert pacer.may_draw(now + GIVE_UP_AFTER)
    # Still not mute: the next frame asks, and is waited for in the same way.
    assert pacer.drawn(now + GIVE_UP_AFTER, 300) is not None
    assert not pacer.may_draw(now + GIVE_UP_AFTER + 20)


def test_any_later_answer_restores_the_pace():
    pacer, now = answering()
    lost = pacer.drawn(now, 300)
    now += GIVE_UP_AFTER
    assert pacer.may_draw(now)
    pacer.drawn(now, 300)
    pacer.answered(now + 1, lost)
    assert pacer.may_draw(now + 3.5)


def test_a_terminal_that_never_answers_gets_500_bytes_a_second():
    pacer, now, sent = FramePacer(30), 0.0, 0
    while now < 60:
        if pacer.may_draw(now):
            pacer.drawn(now, 300)
            sent += 300
        now += 0.01
    assert 0.9 * 60 * MUTE_BYTES_PER_SECOND <= sent <= 60 * MUTE_BYTES_PER_SECOND + 300


def test_a_mute_terminal_is_asked_again_only_after_the_first_query_is_given_up():
    pacer, now, queries = FramePacer(30), 0.0, 0
    while now < 59:
        if pacer.may_draw(now):
            queries += pacer.drawn(now, 300) is not None
        now += 0.01
    assert queries == 2


def test_a_mute_terminal_that_answers_after_all_is_paced_by_its_answers():
    pacer = FramePacer(10)
    mark = pacer.drawn(0.0, 5_000)
    assert not pacer.may_draw(5.0)
    assert pacer.answered(5.0, mark)
    assert pacer.may_draw(5.1)


def test_an_answer_given_twice_frees_one_frame_only():
    pacer, now = answering()
    first = pacer.drawn(now, 300)
    assert pacer.answered(now + 0.05, first)
    second = pacer.drawn(now + 0.1, 300)
    assert not pacer.answered(now + 0.11, first)
    assert not pacer.may_draw(now + 0.5)
    assert pacer.answered(now + 0.6, second)


def test_answers_that_tell_nothing_apart_are_taken_as_they_come():
    pacer, now = FramePacer(10), 0.0
    for _ in range(10):
        now += pacer.wait(now)
        pacer.drawn(now, 300)
        now += 0.01
        assert pacer.answered(now, None)
    assert not pacer.tells_apart


def test_a_terminal_that_loses_its_marks_is_believed_after_a_moment():
    pacer, now = answering()
    assert pacer.tells_apart
    pacer.drawn(now, 300)
    assert not pacer.answered(now + 0.05, None)
    assert pacer.wait(now + 0.05) < 2
    assert pacer.may_draw(now + 1.1)
    assert not pacer.tells_apart


def test_an_answer_to_nothing_changes_nothing():
    pacer, now = answering()
    assert not pacer.answered(now, 3)
    assert pacer.may_draw(now)


def test_a_query_whose_answer_was_flushed_is_let_go():
    pacer, now = answering()
    pacer.drawn(now, 300)
    pacer.forget()
    assert pacer.may_draw(now + 1)


def test_marks_of_neighbouring_queries_differ():
    pacer, now = FramePacer(1000), 0.0
    marks = []
    for _ in range(2 * MARKS):
        mark = pacer.ask(now)
        assert mark is not None
        marks.append(mark)
        pacer.answered(now, mark)
    assert set(marks) == set(range(MARKS))
    assert all(a != b for a, b in itertools.pairwise(marks))


def test_a_thin_link_gets_fewer_frames_and_a_good_one_gets_them_back():
    good, _ = answering(delay=0.1)
    assert not good.thin
    thin, now = answering(delay=0.8)
    assert thin.thin
    mark = thin.drawn(now, 300)
    thin.answered(now + 0.8, mark)
    assert not thin.may_draw(now + 1.5)
    for _ in range(20):
        now += thin.wait(now)
        thin.answered(now + 0.02, thin.drawn(now, 300))
    assert not thin.thin


def test_a_busy_host_stretches_the_frames():
    pacer, now = answering(fps=10, delay=0.001)
    pacer.stretch = 4.0
    pacer.answered(now + 0.001, pacer.drawn(now, 300))
    assert not pacer.may_draw(now + 0.3)
    assert pacer.may_draw(now + 0.41)


def test_a_good_link_is_not_mentioned_and_a_slow_one_until_it_is_good_again():
    assert FramePacer().note() == ""
    assert answering(delay=0.3)[0].note() == ""
    pacer, now = answering(delay=0.82)
    assert pacer.note() == "link 820 ms"
    told = []
    for _ in range(20):
        now += pacer.wait(now)
        pacer.answered(now + 0.02, pacer.drawn(now, 300))
        told.append(pacer.note())
    assert told[-1] == ""
    # From 0.82 s down to 0.4 there is no step of half as much again.
    assert set(told) <= {"", "link 820 ms", "link 500 ms"}


def test_what_is_said_of_a_link_changes_only_when_that_means_something():
    pacer, now = answering(delay=0.8)
    told = []
    for delay in (0.8, 0.9, 1.0, 0.7, 0.9, 1.1, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.2, 2.8):
        now += pacer.wait(now)
        pacer.answered(now + delay, pacer.drawn(now, 300))
        now += delay
        told.append(pacer.note())
    assert told[0] == "link 800 ms"
    assert len(set(told[:6])) == 1
    changes = sum(a != b for a, b in itertools.pairwise(told))
    assert 1 <= changes <= 2


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.5, "500 ms"), (0.8249, "820 ms"), (0.999, "1.0 s"), (1.26, "1.3 s"), (12.4, "12 s")],
)
def test_a_delay_is_told_in_two_digits(seconds, words):
    assert in_words(seconds) == words

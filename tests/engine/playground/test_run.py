"""A run that is gone back in and changed on its way: every future stays what it was."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import InputError
from engine.playground import Setting
from engine.playground.run import MOST_BRANCHES, Run

SETTING = Setting(seed="0.66230", batch=30, regularization="L1", strength=0.01)


def at(run: Run) -> tuple[list[float], tuple[float, float]]:
    """Where a run stands: its weights, and its losses."""
    return run.play.net.params.tolist(), run.losses


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 90), min_size=1, max_size=6))
def test_every_epoch_is_the_same_however_it_is_come_to(epochs):
    run, way = Run(SETTING), Run(SETTING)
    seen = {}
    for epoch in range(91):
        way.seek(epoch)
        seen[epoch] = at(way)
    for epoch in epochs:
        run.seek(epoch)
        assert run.epoch == epoch
        assert at(run) == seen[epoch]


def test_left_over_points_and_dead_weights_belong_to_where_it_stands():
    run = Run(SETTING)
    run.seek(40)
    training = run.play.training
    # 250 points in batches of 30: 10 wait, with their gradients.
    assert training.waiting == 10
    assert training.left.any()
    kept = training.left.copy(), training.alive.copy()
    run.seek(70)
    run.seek(40)
    np.testing.assert_array_equal(training.left, kept[0])
    np.testing.assert_array_equal(training.alive, kept[1])


def test_a_change_on_the_way_makes_a_second_future_and_keeps_the_first():
    run = Run(SETTING)
    run.seek(60)
    first = at(run)
    run.seek(30)
    run.change(replace(SETTING, rate=0.3))
    run.seek(50)
    second = at(run)
    assert [(b.begins, b.end) for b in run.branches] == [(0, 60), (30, 50)]
    run.switch(run.branches[0])
    assert at(run) == first
    run.switch(run.branches[1])
    assert at(run) == second
    # From before the change on, it is come by again in its place.
    run.seek(10)
    while run.epoch < 50:
        run.learn(3)
    assert at(run) == second


def test_the_end_of_a_future_is_its_own_though_another_is_left_at_that_epoch():
    run = Run(SETTING)
    run.seek(20)
    there = run.play.net.params.copy()
    run.seek(10)
    run.change(replace(SETTING, rate=0.3))
    run.seek(20)
    run.switch(run.branches[0])
    np.testing.assert_array_equal(run.branches[0].tip, there)


def test_a_run_begins_again_with_another_setting_and_keeps_only_what_was_learnt():
    run = Run(SETTING)
    run.seek(20)
    first = at(run)
    fast = replace(SETTING, rate=0.3)
    run.change(fast)
    run.begin_again(fast)
    run.seek(5)
    straight = Run(fast)
    straight.seek(5)
    assert at(run) == at(straight)
    assert [(b.begins, b.end) for b in run.branches] == [(0, 20), (0, 5)]
    run.begin_again(SETTING)
    assert run.at_start
    run.seek(20)
    assert at(run) == first
    run.begin_again(fast)
    assert len(run.branches) == 2


def test_a_future_may_have_another_optimizer_and_begins_with_what_that_remembers():
    run = Run(SETTING)
    run.seek(20)
    run.change(replace(SETTING, optimizer="adam", rate=0.01))
    run.seek(45)
    there = at(run)
    run.seek(15)
    run.seek(45)
    assert at(run) == there


def test_an_edited_weight_is_a_future_of_its_own():
    run = Run(Setting(seed="0.66230"))
    run.seek(10)
    before = at(run)
    run.edit(0, 2.5)
    assert run.play.net.params[0] == 2.5
    assert run.branch.edit == (0, 2.5)
    assert run.losses != before[1]
    run.seek(30)
    there = at(run)
    run.seek(5)
    run.seek(30)
    assert at(run) == there
    run.switch(run.branches[0])
    assert at(run) == before


def test_what_has_diverged_stops_at_the_first_epoch_that_is_no_number():
    run = Run(Setting(problem="regression", rate=10.0, features=("xSquared",), shape=()))
    run.seek(1000)
    assert run.failed
    run.seek(run.epoch - 1)
    assert not run.failed


def test_another_network_is_no_change_on_the_way():
    run = Run(SETTING)
    with pytest.raises(InputError, match="differs in its rate"):
        run.change(replace(SETTING, batch=5))


def test_no_more_futures_are_kept_than_can_be_told():
    run = Run(SETTING)
    for k in range(MOST_BRANCHES + 5):
        run.seek(3)
        run.change(replace(SETTING, rate=0.01 * (k + 1)))
        run.seek(5)
    assert len(run.branches) == MOST_BRANCHES
    assert run.branch in run.branches


def test_the_course_of_a_long_run_is_thinned_and_ends_where_it_stands():
    run = Run(Setting(seed="0.5", batch=250, shape=()))
    run.seek(9000)
    course = run.course()
    assert len(course) < 5000
    assert course[0, 0] == 0
    assert (np.diff(course[:, 0]) > 0).all()

"""Going back over changes of the optimizer: every run's history stays within reach of its snapshots."""

import copy
import math

import numpy as np
import pytest

from engine import MLP, InputError, Trainer, datasets, optimizers
from engine.timeline import Timeline, Turn, same_until

DATA = datasets.load("moons", n=96, noise=0.2, seed=4)
CHANGES = {
    "another kind": ("sgd", "adam"),
    "the same kind": ("adam", optimizers.make("adam", 0.05)),
    "fewer averages": ("adam", "momentum"),
}


def fresh(optimizer):
    net = MLP([2, 4, 1], output="sigmoid", dropout=0.1)
    return Trainer(net, DATA, loss="bce", optimizer=optimizer, batch_size=32)


def walked(trainer, steps):
    """Take the steps; return the memory before each and after the last."""
    states = [trainer.snapshot().memory]
    for _ in range(steps):
        trainer.step()
        states.append(trainer.snapshot().memory)
    return states


def check_reaches(trainer, states, losses, places):
    """Each place is as it was, and so is the loss recorded on the way there."""
    for step in places:
        trainer.seek(step)
        assert np.array_equal(trainer.snapshot().memory, states[step]), step
    trainer.seek(max(places))
    assert np.array_equal(trainer.history.loss[: len(losses)], losses[: max(places)])


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("at", [64, 70])
def test_after_a_restore_to_before_a_change_earlier_steps_are_as_they_were(change, at):
    first, second = CHANGES[change]
    trainer = fresh(first)
    states = walked(trainer, at)
    losses, before = trainer.history.loss, trainer.snapshot()
    trainer.change(second)
    walked(trainer, 80)
    trainer.restore(before)
    assert trainer.optimizer.name == first
    assert np.array_equal(trainer.history.loss, losses)
    check_reaches(trainer, states, losses, (at, 0, at - 1, 63, 10, at))
    # And from there training goes on as if the change had never been.
    twin = fresh(first)
    expected = walked(twin, at + 90)
    walked(trainer, 90)
    check_reaches(trainer, expected, twin.history.loss, (at + 90, at + 1, 3, 64, at, at + 70))


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("back_to", [0, 50, 128])
def test_a_snapshot_of_a_branch_that_was_left_brings_back_that_branch(change, back_to):
    first, second = CHANGES[change]
    trainer = fresh(first)
    states = walked(trainer, 200)
    losses, far = trainer.history.loss, trainer.snapshot()
    trainer.seek(back_to)
    trainer.change(second)
    others = walked(trainer, 150)
    there = trainer.snapshot()
    trainer.restore(far)
    check_reaches(trainer, states, losses, (200, 130, 64, back_to, 1, 190, 199))
    trainer.restore(there)
    for step in (back_to + 150, back_to + 1, back_to + 70, back_to + 149):
        trainer.seek(step)
        assert np.array_equal(trainer.snapshot().memory, others[step - back_to]), step
    trainer.seek(max(0, back_to - 1))
    assert np.array_equal(trainer.snapshot().memory, states[max(0, back_to - 1)])


def test_two_changes_at_one_step_are_gone_through_as_they_were():
    trainer = fresh("adam")
    walked(trainer, 30)
    # The averages are lost on the way through sgd.
    trainer.change("sgd")
    trainer.change(optimizers.make("adam", 0.03))
    states = walked(trainer, 40)
    trainer.seek(5)
    for step in (70, 31, 30, 69):
        trainer.seek(step)
        assert np.array_equal(trainer.snapshot().memory, states[step - 30]), step


def test_a_snapshot_of_another_trainer_or_from_before_a_rebase_begins_a_history():
    trainer, other = fresh("adam"), fresh("adam")
    for one in (trainer, other):
        one.run(40)
    foreign, before = other.snapshot(), trainer.snapshot()
    trainer.run(10)
    trainer.net.layers[0].W *= 0.5
    trainer.rebase()
    for snapshot in (foreign, before):
        trainer.run(5)
        trainer.restore(snapshot)
        with pytest.raises(InputError, match="step"):
            trainer.seek(39)
        trainer.run(3)
        trainer.seek(40)
        assert np.array_equal(trainer.snapshot().memory, snapshot.memory)


def test_a_trainer_copied_with_its_snapshots_can_still_go_back_to_them():
    trainer = fresh("sgd")
    trainer.run(70)
    before = trainer.snapshot()
    trainer.change("adam")
    trainer.run(10)
    twin, snapshot = copy.deepcopy((trainer, before))
    twin.restore(snapshot)
    twin.seek(12)
    trainer.seek(12)
    assert np.array_equal(twin.net.params, trainer.net.params)


def test_a_snapshot_from_another_trainer_does_not_stop_early_stopping():
    split = DATA.split(validation=0.3)
    one, other = (
        Trainer(MLP([2, 4, 1], output="sigmoid"), split, loss="bce", patience=3, batch_size=16)
        for _ in range(2)
    )
    one.run(one.batches.per_epoch * 2)
    other.restore(one.snapshot())
    other.run(other.batches.per_epoch * 6)
    assert math.isfinite(other.history.epochs["validation_loss"][-1])


def test_runs_are_the_same_until_they_part():
    a, b, c = Turn(0, None), Turn(5, None), Turn(9, None)
    assert same_until((a, b), (a, b)) == math.inf
    assert same_until((a,), (a, b)) == same_until((a, b), (a,)) == 5
    assert same_until((a, b), (a, c)) == 5
    assert same_until((a,), (c,)) == same_until((a,), ()) == -1


def test_a_gap_in_the_timeline_is_bridged_from_the_row_before_it():
    line = Timeline(3)
    for step in (0, 64, 128):
        line.place()[:] = step
    line.forget_after(70)
    line.go_on_at(500)
    line.place()[:] = 500
    assert line.steps == [0, 64, 500]
    assert [int(line.before(step)[0]) for step in (0, 63, 64, 499, 500, 900)] == [0, 0, 64, 64, 500, 500]
    assert all(line.before(step)[1][0] == line.before(step)[0] for step in (70, 600))

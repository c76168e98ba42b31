"""Labs that count: slices beside a learner, whole runs elsewhere, and no question that waits for them."""

from typing import NamedTuple

import pytest

from engine import MLP, Trainer, datasets
from lessons import work
from lessons.figures import Bars, Spare
from lessons.labs import REGISTRY
from lessons.labs._count import Count, of_seeds, train
from lessons.labs.base import Knob, readout
from lessons.rules import nothing_before_a_count
from lessons.telling.spoken import run_on
from lessons.validate import read_lesson


class Coin(NamedTuple):
    heads: bool


class Coins(Count[Coin]):
    """A coin for each seed."""

    name = "coins"
    slices = Knob.integer("how many slices a run takes", 3, low=1, high=9)

    def trial(self, seed):
        for _ in range(self.slices):
            yield
        return Coin(seed % 3 == 0)

    @readout("seeds so far with heads")
    def heads(self):
        return sum(coin.heads for coin in self.results)

    @staticmethod
    def caption(see):
        return f"Heads in {of_seeds(see, see.heads)}."


def test_elsewhere_a_step_is_a_whole_run():
    lab = Coins()
    assert lab.step()
    assert lab.position == 1
    lab.seek(10)
    assert lab.heads == 4  # of 0 to 9: 0, 3, 6, 9
    assert lab.says() == "Heads in 4 of 10."
    assert not lab.step()


def test_beside_a_learner_a_step_is_a_slice():
    lab = Coins()
    lab.start()
    taken = [(lab.step(), lab.position) for _ in range(4)]
    assert taken == [(True, 0)] * 3 + [(True, 1)]
    assert lab.says() == "Heads in 1 of 1 so far."


def test_a_run_that_has_begun_is_brought_to_its_end_and_no_other_begun():
    lab = Coins()
    lab.start()
    lab.step()
    assert lab.waiting == "Seed 0 is being run."
    while lab.works:
        lab.poll()
    assert (lab.position, lab.waiting, lab.poll()) == (1, "", False)


def test_beside_a_learner_nothing_is_run_by_seeking():
    lab = Coins()
    lab.start()
    lab.seek(7)
    assert (lab.position, lab.run_length) == (0, 0)


def test_a_turned_knob_begins_anew_and_more_seeds_go_on():
    lab = Coins({"seeds": 3})
    lab.seek(3)
    lab.turn("seeds", 4)
    assert lab.position == 3
    assert lab.step()
    lab.turn("slices", 5)
    assert (lab.position, lab.heads) == (0, 0)
    lab.turn("slices", 3)
    lab.seek(4)
    lab.start()
    lab.turn("seed", 1)
    assert (lab.position, lab.there) == (3, 3)  # seeds 1, 2 and 3 are known


def test_a_step_back_ends_the_run_that_is_under_way():
    lab = Coins()
    lab.start()
    lab.step()
    lab.back()
    assert not lab.works


def test_a_saved_count_is_taken_up_as_far_as_it_is_known():
    lab = Coins({"slices": 2})
    lab.seek(4)
    other = Coins()
    other.restore(lab.state())
    assert (other.position, other.slices) == (0, 2)
    lab.restore(lab.state())
    assert lab.position == 4


def test_a_copy_knows_what_has_come_out():
    lab = Coins()
    lab.seek(2)
    lab.start()
    assert lab.copy().position == 2


def test_training_in_slices_is_training():
    data = datasets.load("moons", n=60, noise=0.2, seed=1).split(test=0.3, seed=1)

    def run() -> Trainer:
        net = MLP([2, 4, 1], hidden="relu", output="sigmoid", init="he_normal", seed=1)
        return Trainer(net, data, loss="bce", optimizer="adam", batch_size=8, seed=1)

    sliced, whole = run(), run()
    assert sum(1 for _ in train(sliced, 100)) > 1
    whole.run(100)
    assert sliced.net.params.tolist() == whole.net.params.tolist()


def test_plain_output_counts_as_long_as_it_may(monkeypatch):
    monkeypatch.setattr(work, "COUNTING", 0.0)
    assert list(run_on(Coins())) == ["Seed 0: Heads in 1 of 1 so far."]
    monkeypatch.setattr(work, "COUNTING", 20.0)
    assert list(run_on(Coins({"seeds": 2})))[-1] == "Seed 1: Heads in 1 of 2."


LESSON = '# T\n\n```{lesson}\nid = "t"\n```\n\n## Page\n\nAhead in {value}`ahead.softmax`.\n\n'
COUNT = "```{lab} coding_count\nbatches = 5\n```\n"
ASKED = '```{predict}\nask = "How many?"\nanswer = "ahead.softmax"\n```\n\n'


def faults_of(folder, lesson):
    """What `check` says of a lesson."""
    path = folder / "t.md"
    path.write_text(lesson)
    return read_lesson(path)[1]


@pytest.mark.parametrize("counted", [0, 2])
def test_check_reads_a_count_after_its_first_seeds(tmp_path, monkeypatch, counted):
    monkeypatch.setattr(work, "COUNTED", counted)
    sought = []
    seek = Count.seek
    monkeypatch.setattr(Count, "seek", lambda lab, position: sought.append(position) or seek(lab, position))
    assert not faults_of(tmp_path, LESSON + COUNT)
    assert max(sought) == counted


@pytest.mark.parametrize(("most", "run"), [(work.SEED, 5), (10**12, 700)])
def test_check_runs_a_count_whose_seeds_take_long_with_its_quick_settings(tmp_path, monkeypatch, most, run):
    monkeypatch.setattr(work, "COUNTED", 2)
    monkeypatch.setattr(work, "SEED", most)
    batches = []
    trial = REGISTRY["coding_count"].trial
    monkeypatch.setattr(
        REGISTRY["coding_count"], "trial", lambda lab, seed: batches.append(lab.batches) or trial(lab, seed)
    )
    assert not faults_of(tmp_path, LESSON + COUNT.replace("batches = 5", "batches = 700"))
    assert batches == [run, run]


def test_check_refuses_a_question_that_waits_for_a_count(tmp_path):
    reason = "a question may not wait for a count, and lab 'coding_count' counts"
    assert [fault.reason for fault in faults_of(tmp_path, LESSON + ASKED + COUNT)] == [reason]


def test_check_refuses_a_count_that_is_too_dear(tmp_path, monkeypatch):
    monkeypatch.setattr(work, "COUNTED", 2)
    monkeypatch.setattr(work, "COUNTS", 1000)
    faults = faults_of(tmp_path, LESSON + COUNT)
    assert [fault.mend for fault in faults] == ["give the count less to do, or split the lesson"]


@pytest.mark.parametrize("name", ["size_count", "more_points", "lambda_count", "ways_count"])
def test_what_the_last_seed_alone_gave_is_told_as_its_own(name):
    counted = REGISTRY[name]({**REGISTRY[name].quick, "seed": 3})
    counted.seek(2)
    assert counted.says().startswith("Seed 4:"), counted.says()


class Guessed(Coins):
    """A coin for each seed, with a bar before any has fallen."""

    name = "guessed"

    @staticmethod
    def figures(see):
        yield Spare(Bars("mean", ("heads",), (see.heads or 0.5,)))


def test_a_count_that_shows_a_number_before_its_first_seed_breaks_a_rule():
    assert not list(nothing_before_a_count(Coins))
    reasons = list(nothing_before_a_count(Guessed))
    assert reasons == ["before its first seed it has a bar of 0.5; say at = 1 of what a seed brings"]

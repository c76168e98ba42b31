"""Scores that luck has made, and how far luck reaches. The rules of every lab are tried elsewhere."""

import pytest

from lessons.labs import REGISTRY
from lessons.labs.runs.third_set import trial


def make(name, **settings):
    lab = REGISTRY[name](settings)
    lab.seek(lab.run_length)
    return lab


def test_the_best_of_ten_that_know_nothing_is_a_coin_on_fresh_tosses():
    for seed in (2, 3, 4):
        best = make("fortune_tellers", seed=seed).readout("best")
        assert best["right"] >= 0.7
        assert best["fresh"] == pytest.approx(0.5, abs=0.04)
        assert (best["right"], best["fresh"]) == trial(seed, 10, 20)


def test_fresh_tosses_come_at_the_end():
    lab = REGISTRY["fortune_tellers"]({})
    lab.seek(10)
    assert "fresh" not in lab.draw()[0].describe()
    lab.step()
    assert "fresh" in lab.draw()[0].describe()
    assert not lab.step()


def test_more_tries_make_the_winner_luckier_and_more_points_less():
    chosen = {
        (networks, points): make("third_set", networks=networks, points=points, trials=10).mean["chosen"]
        for networks, points in ((1, 20), (10, 20), (50, 20), (50, 200))
    }
    assert chosen[1, 20] < chosen[10, 20] < chosen[50, 20]
    assert chosen[50, 200] < chosen[50, 20] - 0.1


def test_of_no_trial_nothing_is_known():
    lab = REGISTRY["third_set"]({})
    assert lab.readout("score") == "not known yet"
    lab.step()
    assert lab.readout("score") == f"{lab.readout('mean.chosen'):.3f}"


def test_four_times_the_points_halve_the_spread():
    # √(0.5·0.5/n)
    for points, spread in ((20, 0.112), (60, 0.0645), (240, 0.0323)):
        assert make("score_spread", points=points).readout("spread") == pytest.approx(spread, abs=5e-4)
    lab = make("score_spread")
    assert lab.readout("quarter") == pytest.approx(2 * lab.readout("spread"))
    assert (lab.readout("fewer"), round(lab.readout("spread") / 2, 6)) == (
        60,
        round(next(v for slip, v in lab.mistakes("spread").items() if "divided by four" in slip), 6),
    )


def test_about_two_scores_in_three_lie_within_the_spread():
    counts = [make("score_spread", points=1000, seed=seed).readout("near.count") for seed in range(5)]
    assert all(55 <= count <= 80 for count in counts)


def test_three_fifths_of_the_points_to_test_with_are_known_where_sets_are_drawn_anew():
    lab = make("split_again")
    assert lab.readout("parts") == {"train": 60, "val": 20, "test": 20}
    assert lab.readout("expected") == 12  # 0.6 · 20
    assert lab.readout("mean") == pytest.approx(12, abs=1)
    assert make("split_again", generator=True).readout("mean") == 0

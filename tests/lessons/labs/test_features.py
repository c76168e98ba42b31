"""The labs of made and learned features: the figures of the experiment, and what a learner may do to it.

The figures come from a run of the same experiment in plain NumPy and scikit-learn 1.9.1.
"""

import numpy as np
import pytest

from lessons.answers import cases
from lessons.course import find_lesson
from lessons.labs import REGISTRY
from lessons.labs._logistic import fit_logistic
from lessons.labs.features._draws import fresh, rule, run
from lessons.labs.features._training import SHOWN_COURSE
from lessons.model import Say
from lessons.text import UNKNOWN
from tests.lessons.labs.lab_rules import said
from tests.support.course import COURSE


def lab(view="learned", position=0, **settings):
    made = REGISTRY[f"features_{view}"](settings)
    made.seek(position)
    return made


def test_the_made_feature_and_the_network_score_as_published():
    assert lab().readout("made.accuracy") == pytest.approx(0.63)
    assert lab(position=50).readout("accuracy") == pytest.approx(0.82)


def test_the_network_after_fifty_steps_is_the_lazy_rule():
    made = lab("answers", 50)
    assert made.readout("ones") == 82
    assert made.readout("answered") == 100
    assert made.readout("always.accuracy") == made.readout("accuracy") == made.readout("early.accuracy")
    assert made.readout("smallest") == pytest.approx(0.65, abs=0.005)


def test_it_starts_with_25_zeros_answers_1_for_long_and_then_learns():
    made = lab("answers")
    assert (made.readout("accuracy"), made.readout("answered_0")) == (0.59, 25)
    assert (lab("inside").readout("one_from"), lab("inside").readout("one_to")) == (11, 154)
    assert lab("course").readout("learns_at") == 155
    assert all(lab(position=k).readout("answered") == 100 for k in range(11, 155))
    made.seek(200)
    assert (made.readout("answered_0"), made.readout("accuracy")) == (7, 0.89)
    assert lab(position=500).readout("accuracy") == pytest.approx(0.90)
    assert lab(position=1000).readout("accuracy") == pytest.approx(0.91)


def test_a_fitted_made_feature_beats_the_network():
    made = lab("rivals")
    assert made.readout("feature.accuracy") == pytest.approx(0.82)
    assert made.readout("feature.answered") == 100
    assert made.readout("both.accuracy") == pytest.approx(0.93)
    assert made.readout("both.accuracy") > made.readout("late.accuracy")
    assert made.readout("both.fresh") > made.readout("late.fresh")


def test_with_scikit_learns_penalty_the_fits_score_as_scikit_learns():
    made = lab("rivals", penalty=1.0)
    assert made.readout("loose.accuracy") == pytest.approx(0.93)
    found = [made.readout(f"{name}.accuracy") for name in ("feature", "inputs", "both")]
    assert found == pytest.approx([0.82, 0.88, 0.90])


def test_logistic_regression_stands_where_the_slope_of_its_loss_is_zero():
    points = run(1, 0.1).points
    net = fit_logistic(points.X, points.labels, penalty=1.0)
    # The sums over samples of (p − y)·x, plus the penalty's pull, vanish at the lowest point.
    error = net.forward(points.X)[:, 0] - points.labels
    slope = points.X.T @ error + net.layers[0].W[:, 0]
    assert np.abs([*slope, error.sum()]).max() < 1e-6
    assert net.layers[0].W[:, 0] == pytest.approx([2.1688169, 1.20312531], abs=1e-4)


def test_fresh_points_show_that_the_score_was_luck():
    made = lab("fresh")
    assert len(fresh().labels) == made.readout("fresh_points")
    assert made.readout("early.fresh") == fresh().labels.mean()
    assert made.readout("early.fresh") < made.readout("early.accuracy") - 0.1


def test_what_the_lazy_rule_gets_of_fresh_points_can_be_reasoned_from_their_halves():
    made = lab("fresh")
    ones = made.readout("fresh_ones")
    middle = (ones["above"] + ones["below"]) / 2
    assert made.readout("early.fresh") == pytest.approx(middle, abs=0.02)
    assert middle < made.readout("early.accuracy") - 0.1


def test_who_is_ahead_is_said_when_the_table_is_full():
    page = next(p for p in find_lesson(COURSE, "features").pages if p.title == "Who wins?")
    say = next(block for block in page.blocks if isinstance(block, Say))
    words = {
        (position, penalty): cases.said(say, lab("rivals", position, penalty=penalty))
        for position in (3, 4)
        for penalty in (1e-4, 1.0)
    }
    assert words[3, 1e-4] == words[3, 1.0]
    assert "The expert is ahead." in words[4, 1e-4]
    assert "the lead depends on the penalty" in words[4, 1.0]


@pytest.mark.parametrize("penalty", [1e-4, 10.0])
def test_the_fitted_feature_answers_what_is_more_frequent_on_each_side(penalty):
    made = lab("rivals", 1, draw=3, penalty=penalty)
    above = made.sample.labels[made.sample.made > 0]
    below = made.sample.labels[made.sample.made == 0]
    assert above.mean() > 0.5 > below.mean()
    assert made.readout("feature.answered") == len(above)


def test_over_twenty_draws_one_answer_is_not_the_rule_and_the_made_feature_is_ahead():
    made = lab("draws", 20)
    counted = made.readout("draws")
    assert (counted["done"], counted["one_answer"], counted["made_wins"]) == (20, 6, 20)
    assert "6 of 20" in made.says()


def test_a_page_stops_it_and_strides_do_not_pass_the_stop():
    made = lab("answers", stride=20)
    made.limit = 50
    while made.step():
        pass
    assert made.position == 50
    made.back()
    assert made.position == 40


def test_the_axis_of_a_chart_ends_where_the_page_does():
    made = lab("course")
    assert made.draw()[0].x_range == (0, 1000)
    made.limit = 300
    assert made.draw()[0].x_range == (0, 300)


@pytest.mark.parametrize(
    ("view", "position", "path", "secret"),
    [
        ("made", 1, "made.accuracy", "made feature: 0.63"),
        ("learned", 50, "accuracy", "0.82"),
        ("answers", 50, "always.accuracy", "always 1: 0.82"),
        ("answers", 50, "always.accuracy", "ones 82"),
        ("answers", 50, "answered", "network, step 50 (now): ones 100"),
        ("course", 50, "accuracy", "to 0.82 at step 50"),
        ("rivals", 1, "feature.accuracy", "made feature, fitted: right here 0.82"),
        ("fresh", 3, "early.fresh", "0.71"),
        ("draws", 20, "draws.one_answer", "6 of"),
    ],
)
def test_what_stands_to_be_predicted_is_told_nowhere(view, position, path, secret):
    made = lab(view, position)
    told = said(made)
    made.ask(path)
    assert secret in told
    assert secret not in said(made)
    assert UNKNOWN in said(made)


def test_slips_are_named():
    made = lab("answers", 50)
    assert made.mistakes("answered")["That is how many points are of class 1."] == 82
    assert made.mistakes("always.accuracy")["Did you take the two classes to be equally many?"] == 0.5
    assert made.mistakes("always.accuracy")["You counted only the points above x₁ = 0."] == 0.48
    assert lab("made", 1).mistakes("made.accuracy")["That is the fraction it gets wrong."] == pytest.approx(
        0.37
    )
    assert lab("course").mistakes("learns_at")["That is where the comparison stopped."] == 50
    assert lab("draws", 20).mistakes("draws.one_answer")[
        "Did you expect what one draw shows to happen in all?"
    ] == 20  # fmt: skip


@pytest.mark.parametrize("rate", [0.001, 2.0])
@pytest.mark.parametrize("draw", [1, 9999])
def test_knobs_at_their_ends(rate, draw):
    made = lab("inside", 200)
    made.turn("learning_rate", rate)
    made.turn("draw", draw)
    assert made.position == 200
    assert np.isfinite(made.readout("loss"))
    assert len(made.draw()[0].series[1].x) <= SHOWN_COURSE + 2
    said(made)


def test_a_draw_that_never_answers_one_everywhere_has_no_such_step():
    # Draw 2 answers 0 as well from its first step on.
    made = lab("inside", draw=2)
    assert (made.readout("one_from") is None) == (run(2, 0.1).one_answer(1000) is None)
    assert said(made)
    assert said(lab("course", draw=2))


def test_it_is_restored_where_it_was():
    made = lab("learned", 30)
    made.turn("draw", 7)
    other = lab("learned")
    other.restore(made.state())
    assert (other.position, other.settings["draw"]) == (30, 7)
    assert said(other) == said(made)
    assert said(made.copy()) == said(made)


def test_rules_without_a_network_are_independent_of_the_learning_rate():
    assert rule("made", 1).accuracy == lab(learning_rate=2.0).readout("made.accuracy")


def test_the_score_of_the_made_feature_can_be_worked_out_from_its_table():
    made = lab("made")
    made.ask("made.accuracy")
    assert "48, 15" in said(made) or ("48" in said(made) and "15" in said(made))
    assert lab("made", 1).working("made.accuracy").written == "(48 + 15) / 100 = 0.63"


def test_the_hidden_units_answer_what_the_network_is_made_of():
    X = np.array([[0.5, -1.0], [1.5, 0.25]])
    *hidden, output = run(1, 0.1).units_at(200, X)
    assert len(hidden) == 4
    assert output == pytest.approx(run(1, 0.1).at(200, X))
    assert min(map(np.min, hidden)) >= 0


def test_no_caption_gives_away_that_one_class_is_answered_everywhere():
    assert "answered" not in lab("learned", 50).says()

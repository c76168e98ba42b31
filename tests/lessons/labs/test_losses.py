"""The labs of losses: MSE, BCE, CCE and L2, and how fast a confident mistake is mended."""

import numpy as np
import pytest

from engine import losses
from lessons.answers import fills
from lessons.course import find_lesson
from lessons.format.fields import FieldError
from lessons.labs import REGISTRY
from lessons.labs.losses.loss_race import RUN
from lessons.run import LessonRun
from tests.lessons.labs import lab_rules
from tests.lessons.labs.lab_rules import at, said
from tests.support.course import COURSE


def lab(name="mse", **settings):
    return REGISTRY[name](settings)


def test_the_published_losses():
    # ((0.2)² + (0.1)² + (0.1)²)/3 = 0.02; −log 0.9; −log 0.1
    assert lab().readout("mse") == pytest.approx(0.02)
    assert lab("bce").readout("bce") == pytest.approx(0.105361, abs=5e-7)
    assert at(lab("bce"), 8).readout("bce") == pytest.approx(2.302585, abs=5e-7)
    assert "0.105361" in said(lab("bce"))
    assert "2.302585" in said(at(lab("bce"), 8))


def test_where_no_is_right_the_loss_is_that_of_the_other_probability():
    made = lab("bce", p=0.1, y=0)
    assert made.readout("bce") == pytest.approx(-np.log(0.9))
    assert at(made, made.length).readout("p") == pytest.approx(0.9)


def test_cce_takes_the_log_of_the_true_class_alone():
    made = lab("cce")
    p = made.readout("probabilities")
    assert made.readout("cce") == pytest.approx(-np.log(p[1]))
    assert made.readout("score_gradient") == pytest.approx(p - [0, 1, 0])


def test_gradients_are_those_of_central_differences():
    made, d = lab(), 1e-6
    mse = losses.get("mse").value
    for i in range(3):
        up, down = (made.settings["predictions"] + s * d * np.eye(3)[i] for s in (1, -1))
        slope = (mse(up, made.settings["targets"]) - mse(down, made.settings["targets"])) / (2 * d)
        assert made.readout(f"mse_gradient[{i}]") == pytest.approx(slope, abs=1e-6)
    slope = (lab("bce", p=0.4 + d).readout("bce") - lab("bce", p=0.4 - d).readout("bce")) / (2 * d)
    assert lab("bce", p=0.4).readout("bce_gradient") == pytest.approx(slope, rel=1e-6)


def test_a_saturated_sigmoid_learns_slowly_under_mse_and_not_under_bce():
    made = lab("loss_race")
    p = 1 / (1 + np.exp(6))
    assert made.readout("pull.bce") == pytest.approx(p - 1)
    assert made.readout("pull.mse") == pytest.approx(2 * (p - 1) * p * (1 - p))
    end = at(made, RUN)
    assert end.readout("learnt.bce") > 0.95
    assert end.readout("learnt.mse") < 0.01
    assert end.readout("start.learnt") == pytest.approx(p)


def test_a_step_is_one_of_gradient_descent():
    made = lab("loss_race", z=-2.0, rate=0.5)
    z, pull = made.readout("z.mse"), made.readout("pull.mse")
    assert at(made, 1).readout("z.mse") == pytest.approx(z - 0.5 * pull)


# The differences, their squares, the mean of these, and 2d/3: worked out by hand.
# 4 − 1, 1 − 4, 2 − 0.5; 20.25/3. Then all are too low: 13.5/3. Then one is right, and one far off: 38.25/3.
CARDS = (
    (3, -3, 1.5, 9, 9, 2.25, 6.75, 2, -2, 1),
    (-3, -1.5, -1.5, 9, 2.25, 2.25, 4.5, -2, -1, -1),
    (0, 6, -1.5, 0, 36, 2.25, 12.75, 0, 4, -1),
)


def test_the_cards_of_the_course_come_out_as_by_hand():
    run = LessonRun(find_lesson(COURSE, "losses"))
    cards = [fill for page in run.lesson.pages for fill in page.fills]
    assert [fills.values(card, run.card(card)) for card in cards] == [pytest.approx(each) for each in CARDS]


def test_two_class_cce_is_bce():
    made = at(lab("loss_table"), 5)
    cce = [losses.get("cce").value([[e, 1 - e]], np.array([1])) for e in (0.1, 0.5, 0.9, 0.99, 0.999)]
    assert made.readout("crossed") == pytest.approx(cce)
    assert "BCE slope −1000.00" in said(made)
    assert made.readout("squared") == pytest.approx(np.array([0.1, 0.5, 0.9, 0.99, 0.999]) ** 2)


def test_the_l2_penalty_is_half_of_lambda_times_the_squares():
    made = lab("l2")
    # ½ · 0.1 · (1 + 4 + 0.25)
    assert made.readout("penalty") == pytest.approx(0.2625)
    assert made.readout("penalty_gradient") == pytest.approx([0.1, -0.2, 0.05])
    assert made.readout("total") == pytest.approx(0.2825)


def test_slips_are_named():
    assert lab().mistakes("mse")[
        "You added up the squares. Now divide by how many there are."
    ] == pytest.approx(0.06)
    assert lab().mistakes("mse")["You halved the mean. MSE has no half in it."] == pytest.approx(0.01)
    far = at(lab("bce"), 8).mistakes("bce")
    assert far["You took the logarithm to base 10. Here log is the natural one."] == pytest.approx(1)
    assert far["Did you let the loss grow in step with the error? It grows faster."] == pytest.approx(
        9 * 0.105361, abs=1e-5
    )
    assert lab("cce").mistakes("score_gradient[1]")["You did not take away the target."] == pytest.approx(
        0.2447, abs=1e-4
    )
    assert lab().mistakes("squares[1]")["Minus times minus is plus: a square is never below 0."] < 0
    other_way = "You took target minus prediction. It is the other way round."
    assert lab().mistakes("differences[0]")[other_way] == pytest.approx(-0.2)
    slopes = lab().mistakes("mse_gradient[0]")
    # 2·0.2/3
    assert slopes["You left out the 2: the square of d has the slope 2d."] == pytest.approx(0.2 / 3)
    assert slopes["You did not divide by 3."] == pytest.approx(0.4)
    steep = lab("bce", p=0.1)
    assert steep.readout("bce_gradient") == pytest.approx(-10)
    assert steep.mistakes("bce_gradient")["That is −p. The slope is −1/p."] == -0.1
    run = at(lab("loss_race"), RUN)
    assert run.readout("z.mse") == pytest.approx(-6 + RUN * 0.0049, abs=0.05)
    assert run.mistakes("z.mse")["That is z after one step."] == pytest.approx(-5.9951, abs=1e-4)
    race = lab("loss_race").mistakes("pull.bce")
    assert race["That is the slope under the other loss."] == pytest.approx(-0.0049, abs=1e-4)
    assert lab("l2").mistakes("penalty")["You left out the half."] == pytest.approx(0.525)


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("mse", {"predictions": np.ones(2)}),
        ("mse", {"targets": np.ones(9), "predictions": np.ones(9)}),
        ("cce", {"scores": np.ones(1)}),
        ("cce", {"true_class": 3}),
        ("l2", {"weights": np.ones(7)}),
    ],
)
def test_settings_that_do_not_go_together_are_refused(name, settings):
    with pytest.raises(FieldError):
        lab(name, **settings)


def test_what_is_asked_is_not_told():
    lab_rules.check_secret(lab(), "mse", "0.0200")
    lab_rules.check_secret(lab("bce"), "bce", "0.105361", "2.302585")
    lab_rules.check_secret(lab("cce"), "score_gradient[1]", "−0.7553")
    lab_rules.check_secret(lab("loss_race"), "pull.bce", "−0.9975")
    lab_rules.check_secret(lab("l2"), "penalty", "0.2625", "0.2825")
    lab_rules.check_secret(lab("loss_table"), "crossed[4]", "6.9078")


def test_plain_it_speaks_of_the_loss_alone():
    for plain in (True, False):
        one = lab("bce", plain=plain)
        told = f"{said(one)} {one.caption}"
        assert ("BCE" not in told and "slope" not in told) == plain
        assert (not one.knobs()) == plain

"""The labs of momentum. The rules of every lab are tried elsewhere."""

import numpy as np
import pytest

from engine import landscapes
from lessons.format.fields import FieldError
from lessons.format.layout import LAB_WIDTH
from lessons.labs import REGISTRY
from lessons.labs.momentum._racing import arrival, rule, walk
from tests.lessons.labs.lab_rules import at, said


def needed(*run):
    """The steps that a walk takes."""
    walking = walk(*run)
    while True:
        try:
            next(walking)
        except StopIteration as ended:
            return ended.value


def lab(name, **settings):
    return REGISTRY[name](settings)


def test_slopes_that_agree_add_up_to_ten_times_and_those_that_alternate_cancel():
    made = at(lab("velocity"), 60)
    # 0.1, then 0.1·(0.9 + 1), then 0.1·(0.9·1.9 + 1) and so on, to 0.1/(1 − 0.9)
    assert made.readout("moves")[:5] == pytest.approx([0.1, 0.19, 0.271, 0.3439, 0.40951])
    assert made.readout("move") == pytest.approx(0.998, abs=1e-3)
    assert made.readout("limit") == pytest.approx(1)
    to_and_fro = at(lab("velocity", slope="alternating"), 60)
    # 0.1, then 0.1·(0.9 − 1), then 0.1·(1 − 0.09), to 0.1/1.9
    assert to_and_fro.readout("moves")[:3] == pytest.approx([0.1, -0.01, 0.091])
    assert to_and_fro.readout("limit") == pytest.approx(0.0526, abs=1e-4)
    assert abs(to_and_fro.readout("move")) == pytest.approx(0.0526, abs=1e-3)


def test_the_velocity_that_frameworks_define_otherwise_is_named():
    slips = at(lab("velocity"), 3).mistakes("move")
    # 0.1·(0.9·1.9 + 0.1·1)
    assert slips["You took (1 − μ) times the slope. Here the whole slope is added."] == pytest.approx(0.181)
    assert slips["You forgot the velocity: that is a plain step."] == pytest.approx(0.1)


def test_two_steps_by_hand():
    made = at(lab("heavy_step", start=5.0, learning_rate=0.25, momentum=0.5, steps=2), 2)
    # slope 4, u 4, w 4; slope 2, u 0.5·4 + 2 = 4, w 3
    assert made.readout("velocities") == pytest.approx([4, 4])
    assert made.readout("path") == pytest.approx([5, 4, 3])
    assert made.readout("moves") == pytest.approx([1, 1])


def test_in_the_valley_momentum_arrives_first_and_can_be_asked_of_every_landscape():
    made = at(lab("path_race", momentum=0.5), 60)
    arrived = made.readout("arrived")
    assert 0 < arrived["momentum"] < arrived["plain"]
    assert (made.readout("along"), made.readout("across")) == pytest.approx((0.91, -0.8))
    # 2/20, and 2·1.5/20
    assert made.readout("edge") == pytest.approx({"plain": 0.1, "momentum": 0.15})
    for landscape in ("turned valley", "saddle", "two valleys"):
        four = at(lab("path_race", landscape=landscape, racers="four"), 60)
        assert "nan" not in said(four)
        assert len(four.readout("arrived")) == 4
    with pytest.raises(FieldError, match="no knob 'sgd'"):
        lab("path_race", bar=("sgd",))


def test_the_edge_of_the_rate_is_where_the_table_says():
    made = at(lab("rate_edges"), 7)
    assert made.readout("edges") == pytest.approx([0.1, 0.15, 0.19])
    # of 0.05, 0.08, 0.1, 0.12, 0.15, 0.17 and 0.19
    assert made.readout("arrivals").tolist() == [2, 4, 6]
    # At its edge, and nowhere else, a run swings for ever.
    said = [*zip(*made.said, strict=True)]
    assert [column.index("swings") for column in said] == [2, 4, 6]
    assert all(column.count("swings") == 1 for column in said)
    valley = landscapes.get("bowl", condition=20.0)
    for mu, edge in zip((0, 0.5, 0.9), made.readout("edges"), strict=True):
        inside, outside = (rule("momentum", edge + d, mu) for d in (-0.001, 0.001))
        assert needed(valley, (-4.0, 1.0), inside, 400) > 0
        assert needed(valley, (-4.0, 1.0), outside, 400) == 0


def test_who_never_arrives_has_no_step_of_arrival():
    assert arrival(np.array([1000.0, 10, 1, 0.5])) == 2
    assert arrival(np.array([1.0, np.inf, np.nan])) == 0


def test_a_start_is_counted_for_who_takes_fewer_steps():
    made = at(lab("start_count", seeds=3), 3)
    assert made.readout("ahead") == {"count": 3, "done": 3}
    assert made.says().endswith("Momentum is ahead in 3 of 3.")
    lost = at(lab("start_count", seeds=1, learning_rate=0.12, momentum=0.0), 1)
    assert lost.readout("ahead.count") == 0
    assert lost.says().startswith("Last start: plain never arrives, momentum never arrives.")


def test_a_larger_rate_does_on_a_network_what_momentum_does():
    made = at(lab("larger_rate_count", seeds=2), 2)
    assert made.readout("larger_rate") == pytest.approx(0.2)
    assert made.readout("below.plain") == 2
    assert made.readout("mean.momentum") == pytest.approx(made.readout("mean.larger"), abs=0.03)
    thrown = at(lab("larger_rate_count", seeds=1, updates=20, learning_rate=1.0, momentum=0.95), 1)
    assert "nan" not in said(thrown)


def test_why_a_weight_moved_adds_up():
    made = at(lab("why_moved", weight="W2[0]", earlier=5), 1)
    before = lab("why_moved", weight="W2[0]", earlier=5)
    velocity = 0.9 * before.readout("velocity") + before.readout("next_gradient")
    assert made.readout("velocity") == pytest.approx(velocity)
    assert made.readout("w") == pytest.approx(before.readout("w") - 0.1 * velocity)
    adam = at(lab("why_moved", optimizer="adam"), 1)
    # The first step of Adam is the rate, against the sign of the gradient.
    assert abs(adam.readout("move")) == pytest.approx(0.1, rel=1e-4)
    assert adam.readout("m") == pytest.approx(0.1 * adam.readout("gradient"))
    plain = at(lab("why_moved", optimizer="plain"), 3)
    assert plain.readout("move") == pytest.approx(0.1 * plain.readout("gradient"))
    assert (plain.readout("velocity"), plain.readout("v")) == (0, 0)


@pytest.mark.parametrize(
    ("path", "wrong", "slip"),
    [
        ("velocities[1]", 6, "kept all of the velocity"),
        ("velocities[1]", 2, "what is kept of the velocity"),
        ("moves[0]", 4, "That is the velocity."),
        ("moves[1]", 0.5, "a plain step"),
        ("path[1]", 6, "added the step"),
        ("path[1]", 1, "whole velocity"),
    ],
)
def test_slips_of_a_step_with_a_velocity_are_named(path, wrong, slip):
    # w 5, slope 4, u 4, step 1; then w 4, slope 2, u 0.5·4 + 2 = 4, step 1
    made = at(lab("heavy_step", start=5, learning_rate=0.25, momentum=0.5, steps=2), 2)
    named = [told for told, value in made.mistakes(path).items() if value == pytest.approx(wrong)]
    assert any(slip in told for told in named), made.mistakes(path)


def test_who_lets_a_step_grow_as_the_last_one_did_is_told():
    made = at(lab("velocity"), 3)
    # 0.1, 0.19, and once more 0.09
    assert any(value == pytest.approx(0.28) for value in made.mistakes("move").values())


def test_what_was_before_the_first_update_shown_stays_as_it_was():
    begun = lab("why_moved", weight="W2[0]", earlier=5)
    first = begun.readout("first")
    assert first == {"velocity": begun.velocity, "gradient": begun.next_gradient}
    assert at(begun, 4).readout("first") == first


def test_the_map_of_the_race_names_each_path_by_its_mark():
    figure = next(iter(at(lab("path_race"), 3).draw()))
    assert figure.figures[0].keys


def test_the_race_tells_of_all_who_arrived_in_a_row():
    made = at(lab("path_race", racers="four", momentum=0.0, steps=40), 40)
    assert made.says() == "Steps to 1/1000 of the loss: plain 33, momentum 33, nesterov 33."
    assert len(f"{made.says()}, adam 33") <= LAB_WIDTH

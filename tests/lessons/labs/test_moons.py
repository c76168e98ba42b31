"""The labs of the moons: a line and a network on the same points, and how often the network is ahead."""

import pytest

from lessons.labs import REGISTRY
from lessons.labs._contest import SETS
from tests.lessons.labs.lab_rules import said
from tests.support.waiting import wait_until


def lab(name, position=0, **settings):
    made = REGISTRY[name](settings)
    made.seek(position)
    return made


def test_the_line_and_the_network_score_as_published():
    line, network = lab("moons_line", 1), lab("moons_network", 50)
    assert (line.readout("points.train"), line.readout("points.test")) == (420, 180)
    assert (line.readout("wrong"), network.readout("line.wrong"), network.readout("epoch")) == (28, 28, 500)
    assert line.readout("right") == pytest.approx(0.8444, abs=5e-5)
    assert 0 < network.readout("compared") < 0.5


def test_what_the_line_gets_wrong_is_shown_alone():
    (before,), (after,) = lab("moons_line").draw(), lab("moons_line", 1).draw()
    assert (len(before.points), len(after.points), after.right) == (180, 28, 0)


def test_a_network_is_the_same_after_a_step_back_and_learns_anew_after_a_turn():
    made = lab("moons_network", 3)
    told = said(made)
    made.seek(9)
    made.seek(3)
    assert said(made) == told
    made.turn("hidden", (2,))
    assert (made.position, made.readout("epoch"), made.readout("units")) == (0, 0, 2)


def test_a_page_has_the_knobs_that_it_needs():
    named = [[k.id for k in lab("moons_network", offers=o).knobs()] for o in ("none", "hidden", "noise")]
    assert named == [[], ["hidden"], ["noise"]]


def test_on_ten_other_sets_the_network_is_ahead_with_many_points_and_not_with_few():
    few, more = (lab("contest", 1, noise=0.4, points=n).readout("sets") for n in (50, 200))
    assert few["done"] == more["done"] == SETS
    assert (few["wins"], more["wins"]) == (5, 10)


def test_beside_a_learner_the_sets_are_learned_one_by_one():
    made = lab("contest", points=20, hidden=(2,))
    made.start()
    assert not made.works
    made.step()
    counts = {made.readout("sets.done")}
    wait_until(lambda: (made.poll(), counts.add(made.readout("sets.done")), not made.waiting)[2])
    assert (0 in counts, made.progress) == (True, f"{SETS} of {SETS}")


def test_what_stands_to_be_predicted_is_told_nowhere():
    for name, position, path, secret in (
        ("moons_line", 1, "wrong", "28"),
        ("contest", 1, "sets.wins", "Network ahead: "),
    ):
        made = lab(name, position)
        told = said(made)
        made.ask(path)
        assert secret in told
        assert said(made) != told
        assert "?" in said(made)


def test_the_layers_are_drawn_with_what_their_units_answer():
    (diagram,) = lab("moons_layers", 50).draw()
    assert [len(column) for column in diagram.columns] == [2, 2, 2, 1]
    assert all(unit.picture for column in diagram.columns[1:] for unit in column)

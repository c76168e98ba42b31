"""Lab `playground`: its knobs and its links say the same, and its state brings back the way to it."""

from __future__ import annotations

import json
import re

import numpy as np
import pytest

from engine.playground.setting import ELEMENTWISE
from lessons.format.fields import FieldError
from lessons.labs import REGISTRY
from lessons.labs.playground import playground
from lessons.labs.playground._given import settings_of
from lessons.labs.playground.playground import Playground
from lessons.playground import keeping

LINKS = [
    "#seed=0.1",
    "#seed=0.1&problem=regression&regDataset=reg-gauss&networkShape=&learningRate=0.3&noise=25",
    "#seed=0.1&dataset=spiral&networkShape=8,8&regularization=L1&regularizationRate=0.01&batchSize=30",
    "#seed=0.1&x=false&sinX=true&ySquared=true&percTrainData=10&initZero=true&activation=relu&noise=80",
    "#seed=0.1&ownData=blobs&classes=5&optimizer=adam&schedule=cosine&dropout=0.25&batchNorm=true",
    "#seed=0.1&layerActivations=relu,gelu&networkShape=3,3,3&init=he_normal&drawing=2",
]


def made(link: str) -> Playground:
    lab = REGISTRY["playground"]({"link": link})
    assert isinstance(lab, Playground)
    return lab


@pytest.mark.parametrize("link", LINKS)
def test_the_knobs_of_a_link_say_what_the_link_says(link):
    lab = made(link)
    again = made(lab.link_now)
    assert again.state_now == lab.state_now
    assert again.run_.play.setting == lab.state_.setting
    assert again.link_now == lab.link_now


@pytest.mark.parametrize("link", LINKS)
def test_it_plays_in_slices_as_it_does_step_by_step(link):
    one, other = made(link), made(link)
    one.seek(4)
    while other.position < 4:
        other.some()
    assert one.run_.losses == other.run_.losses


def test_it_begins_slowly_and_goes_faster_and_faster_unless_its_knob_says_otherwise():
    lab = made("#seed=0.1")
    assert lab.speed == "faster and faster"
    assert lab.rate == 30.0
    lab.some()
    lab.seek(100)
    assert lab.rate == 130.0
    lab.seek(1000)
    assert lab.rate is None
    lab.reset()
    for speed, rate in (("60 a second", 60.0), ("as fast as it goes", None), ("faster and faster", 30.0)):
        lab.turn("speed", speed)
        assert lab.rate == rate
    # A saved state of before keeps its own.
    again = Playground({"speed": "as fast as it goes"})
    again.restore(again.state())
    assert again.rate is None
    # An epoch that takes long is cut into slices, so that keys are answered.
    assert made("#seed=0.1&batchSize=1&noise=50&percTrainData=90&networkShape=64,64,64").rate is None


def test_layers_get_units_come_and_go_and_each_of_the_others_keeps_what_it_applies():
    lab = made("#seed=0.1&networkShape=3,4&layerActivations=relu,gelu")
    lab.look("here")
    for key, sizes, kinds in (
        ("+", (4, 4), "relu,gelu"),
        ("i", (4, 2, 4), "relu,tanh,gelu"),
        ("-", (4, 1, 4), "relu,tanh,gelu"),
        ("-", None, "d takes the layer away"),
        ("d", (4, 4), "relu,gelu"),
        ("right", None, None),
        ("d", None, "i puts a hidden layer before it"),
        ("left", None, None),
        ("d", (4,), "relu"),
        ("i", (4, 2), "relu"),
    ):
        if kinds is None:
            lab.look(key)
        elif sizes is None:
            with pytest.raises(FieldError, match=kinds):
                lab.reshape(key)
        else:
            assert f"-{'-'.join(map(str, sizes))}-" in lab.reshape(key)
            assert lab.widths == sizes
            assert lab.by_layer == kinds
    # The weights are those that the knob would have given.
    by_knob = made("#seed=0.1&networkShape=3,4&layerActivations=relu")
    by_knob.turn("hidden", (4, 2))
    assert (by_knob.run_.play.net.params == lab.run_.play.net.params).all()


def test_layers_keep_to_their_limits_and_hidden_ones_are_left():
    lab = made(f"#seed=0.1&networkShape={','.join('1' * 10)}")
    lab.look("here")
    with pytest.raises(FieldError, match="10 hidden layers"):
        lab.reshape("i")
    lab.turn("hidden", (64,))
    with pytest.raises(FieldError, match="at most 64"):
        lab.reshape("+")
    with pytest.raises(FieldError, match="a shows what a link hides"):
        made("#seed=0.1&numHiddenLayers_hide=true").reshape("+")
    with pytest.raises(FieldError, match="a shows what a link hides"):
        made("#seed=0.1&sinX_hide=true").reshape("6")


def test_a_network_that_a_lab_has_brought_takes_other_features_and_layers():
    learnt = REGISTRY["train"]().learnt_network
    lab = REGISTRY["playground"](settings_of(learnt))
    lab.look("here")
    for key in "5+id12":
        lab.reshape(key)
        lab.draw()
        assert lab.step()
    assert lab.run_.play.setting.features == ("xTimesY",)


def test_a_state_brings_back_what_was_changed_on_the_way():
    lab = made("#seed=0.3")
    lab.seek(5)
    lab.turn("learning_rate", 0.3)
    lab.seek(8)
    lab.look("here")
    lab.turn("edited", 2.0)
    lab.seek(12)
    again = REGISTRY["playground"]({"link": "#seed=0.3"})
    again.restore(json.loads(json.dumps(lab.state())))
    assert again.position == 12
    assert again.run_.losses == lab.run_.losses
    assert [b.begins for b in again.run_.branch.line] == [0, 5, 8]


@pytest.mark.parametrize("line", [[["x"]], 3, [[0, {"learning_rate": "much"}, None]], [[1, {}, [9, "x"]]]])
def test_a_spoilt_state_is_left(line):
    lab = made("#seed=0.3")
    lab.seek(3)
    again = made("#seed=0.3")
    again.restore(lab.state() | {"line": line})
    assert again.position == 3


def test_links_that_l1_has_killed_are_counted_in_the_caption():
    lab = made("#seed=0.1&regularization=L1&regularizationRate=0.1")
    assert "killed" not in lab.says()
    lab.seek(20)
    assert lab.says().endswith(f" {lab.dead} links killed.")


def test_the_strength_of_a_penalty_turns_from_nothing_up_as_rates_do():
    lab, seen = made("#seed=0.1"), []
    for turns in (1, 1, 1, 1, -1, -4, -1):
        lab.turn("strength", lab.knob("strength").turned(turns))
        seen.append(lab.knob("strength").shown())
    assert seen == ["0.001", "0.002", "0.005", "0.01", "0.005", "0", "0"]


@pytest.mark.parametrize(
    ("knob", "value", "said"),
    [
        ("hidden", (4, 0), "hidden is 0; it takes a whole number"),
        ("by_layer", "foo", "by layer is 'foo'; it takes one of"),
        ("seed", "a&b", "seed is 'a&b'; it takes a text that a link can hold"),
        ("seed", "a\\b", "it takes a text that a link can hold"),
    ],
)
def test_a_value_that_cannot_be_is_told_by_the_name_of_its_knob(knob, value, said):
    lab = made("#seed=0.1")
    before = dict(lab.settings)
    with pytest.raises(FieldError, match=re.escape(said)):
        lab.turn(knob, value)
    assert lab.settings == before
    lab.turn("by_layer", "linear,relu")
    assert lab.run_.play.setting.layer_activations == ("identity", "relu")


def test_it_stops_where_a_knob_says():
    for knob, value, why in (
        ("stop_at", 7, "at epoch 7"),
        ("stop_below", 0.45, "below a test loss of 0.45"),
        ("patience", 1, "after 1 epoch without a lower test loss"),
    ):
        lab = made("#seed=0.3&learningRate=0.3&batchSize=1&noise=50")
        lab.turn(knob, value)
        while lab.position < 400 and lab.step():
            pass
        assert lab.done, knob
        assert lab.position < 400
        assert f"It stops here, as set: {why}." in lab.says()


def test_what_a_knob_is_for_is_told_with_one_colon_at_most():
    for lab in REGISTRY.values():
        for knob in lab(dict(lab.quick)).knobs():
            assert knob.help.count(":") <= 1, (lab.name, knob.id)


def test_goals_are_told_with_the_epoch_at_which_they_were_reached():
    lab = made("#seed=0.66230&goalTestLossMinThresholdFirst=0.5&goalTestLossMinThresholdSecond=0.0001")
    lab.seek(60)
    reached = lab.met[lab.state_.goals[0]]
    assert lab.run_.course()[reached, 2] < 0.5 <= lab.run_.course()[reached - 1, 2]
    assert "1 of 2 goals reached" in lab.says()
    assert any(f"reached at epoch {reached}" in line for line in lab.told)


def test_divergence_is_explained_and_one_step_back_is_finite_again():
    lab = made("#problem=regression&xSquared=true&learningRate=10&networkShape=&seed=0.1")
    while lab.step():
        pass
    assert lab.run_.failed
    assert "Lower the rate, or take a step back with b" in lab.says()
    assert lab.back()
    assert not lab.run_.failed


def test_what_a_unit_says_of_its_gradient_agrees_with_a_nudge():
    lab = made("#seed=0.3&regularization=L2&regularizationRate=0.1")
    lab.seek(3)
    for key in ("here", "down", "]", "right", "]"):
        lab.look(key)
        lines = lab.why()
        said = [
            float(line.rstrip(".").split()[-1].replace("−", "-"))
            for line in lines
            if "gradient over" in line or "Check: moved" in line
        ]
        assert said[0] == pytest.approx(said[1], abs=2e-6)


def test_a_network_that_a_knob_has_replaced_comes_back():
    lab = made("#seed=0.3")
    lab.seek(7)
    losses = lab.run_.losses
    lab.turn("noise", 20.0)
    assert lab.position == 0
    assert lab.undo()
    assert (lab.position, lab.noise, lab.run_.losses) == (7, 0.0, losses)
    assert lab.step()
    assert lab.undo()
    assert (lab.position, lab.noise) == (0, 20.0)
    assert not made("#seed=0.3").undo()


def test_a_run_is_saved_as_it_stands_and_gone_on_from(tmp_path):
    lab = made("#seed=0.3&regularization=L1&regularizationRate=0.01&batchSize=30")
    lab.seek(12)
    (path,) = lab.save_beside(tmp_path)
    assert lab.save_beside(tmp_path) == [tmp_path / "playground-2.npz"]
    run = keeping.load(str(path))
    assert run.losses == [tuple(row[1:]) for row in lab.run_.course().tolist()]
    list(run.run(8))
    lab.seek(20)
    assert run.losses[-1] == lab.run_.losses
    assert not lab.link_lacks
    lab.turn("learning_rate", 0.3)
    assert lab.link_lacks == "A link cannot hold the futures of a run."
    lab.look("right")
    lab.turn("edited", 2)
    assert lab.link_lacks == "A link cannot hold edited weights and the futures of a run."
    lab.turn("seeds", 2)
    assert lab.left_out == "Left out: runs with other seeds."


@pytest.mark.parametrize(
    "link", ["#x=false&y=false", *(f"#layerActivations={name},relu" for name in ELEMENTWISE)]
)
def test_layers_are_looked_at_whatever_they_apply_and_are_given(link):
    lab = made(link)
    lab.turn("view", "layers")
    lab.step()
    lab.draw()
    assert np.isfinite(lab.layers["gradient"]).all()


def test_of_each_layer_is_told_what_its_own_units_can_be():
    lab = made("#layerActivations=tanh,relu&networkShape=3,3,3&activation=linear&seed=0.1")
    lab.turn("view", "layers")
    cells = lab.draw()[0].figures[0].figures[0].cells
    assert [(row[2], row[3]) for row in cells][::2] == [("–", cells[0][3]), ("–", "–")]
    assert cells[0][3] != "–" != cells[1][2]


def test_a_point_that_is_looked_at_is_one_of_those_that_there_are():
    lab = made("#problem=regression&regDataset=reg-gauss&percTrainData=90")
    lab.look("down")
    lab.look(",")
    lab.turn("data", "xor")
    lab.draw()
    lab.why()


def test_with_a_learner_an_epoch_far_ahead_is_played_to_and_one_that_was_reached_gone_to_at_once():
    lab = made("#seed=0.3")
    lab.seek(5)
    lab.start()
    lab.turn("epoch", 10_000_000)
    assert (lab.position, lab.goes_to, lab.rate) == (5, 10_000_000, None)
    assert "Epoch 5, on its way to 1e7." in lab.says()
    # Paused before another epoch has ended.
    lab.goes_to = None
    assert "Epoch 5." in lab.says()
    lab.turn("epoch", 10_000_000)
    lab.turn("epoch", 2)
    assert (lab.position, lab.goes_to) == (2, None)
    lab.turn("epoch", 8)
    while lab.some():
        pass
    assert lab.position == 8


def test_with_a_learner_other_seeds_catch_up_while_no_key_waits():
    lab, again = made("#seed=0.3"), made("#seed=0.3")
    for one in (lab, again):
        one.seek(30)
        one.turn("seeds", 3)
    lab.start()
    for move in (lab.step, lab.back, lab.step):
        move()
        assert [run.epoch for run in lab.crowd.runs] == [0, 0]
    while lab.waiting:
        lab.poll()
    again.step()
    assert [run.losses for run in lab.crowd.runs] == [run.losses for run in again.crowd.runs]
    assert (lab.progress, lab.position) == ("", 31)


def test_a_long_run_that_is_taken_up_goes_on_to_where_it_was_by_itself(monkeypatch):
    lab = made("#seed=0.3")
    lab.seek(30)
    monkeypatch.setattr(playground, "SECONDS", 5 * lab.run_.seconds)
    again = made("#seed=0.3")
    again.restore(lab.state())
    assert again.position == 5
    assert again.state() == lab.state()
    again.start()
    while again.waiting:
        again.poll()
    assert again.position == 30
    assert again.run_.losses == lab.run_.losses
    for key in (again.back, again.step, again.some, again.undo, lambda: again.turn("data", "xor")):
        again.restore(lab.state())
        assert again.works
        key()
        assert not again.works


@pytest.mark.parametrize("view", ["network", "layers", "confusion"])
@pytest.mark.parametrize("share", [0, 100])
@pytest.mark.parametrize("data", ["", "&ownData=blobs&classes=4", "&problem=regression"])
def test_whatever_is_drawn_needs_no_points_of_either_kind(view, share, data):
    lab = made(f"#percTrainData={share}&seed=0.1{data}")
    lab.turn("view", view)
    lab.step()
    lab.look("up")
    lab.draw()
    lab.says()
    lab.why()


@pytest.mark.parametrize("data", ["", "&ownData=blobs&classes=4", "&problem=regression"])
def test_where_it_has_diverged_e_says_so(data):
    lab = made(f"#learningRate=1e300&activation=linear&seed=0.1{data}")
    lab.seek(9)
    assert lab.failed
    (line,) = lab.why()
    assert "grew past what a float holds" in line


def test_r_begins_with_what_the_knobs_say_and_keeps_the_other_future():
    lab = made("#seed=0.3")
    first = lab.run_.play.net.params.copy()
    lab.seek(6)
    lab.turn("learning_rate", 3.0)
    lab.look("here")
    lab.turn("edited", 2.0)
    lab.seek(9)
    lab.reset()
    assert lab.at_start
    assert (lab.run_.play.net.params == first).all()
    assert lab.learning_rate == 3.0
    lab.step()
    straight = made("#seed=0.3&learningRate=3")
    straight.step()
    assert lab.run_.losses == straight.run_.losses
    assert lab.futures[0].startswith("from the start: rate 0.03, sgd → epoch 6,")
    # Once more: it is the same future, and not yet another.
    lab.reset()
    assert len(lab.futures) == 4
    lab.go_to(0)
    lab.reset()
    lab.turn("learning_rate", 3.0)
    lab.turn("learning_rate", 0.03)
    assert (lab.at_start, lab.learning_rate) == (True, 0.03)


def test_wherever_it_stands_knobs_and_link_say_what_is_in_force_there():
    lab = made("#seed=0.3")
    lab.turn("seeds", 2)
    for begins, rate in ((4, 0.3), (8, 1.0)):
        lab.seek(begins)
        lab.turn("learning_rate", rate)
    lab.seek(12)
    for epoch, rate in ((12, 1.0), (8, 1.0), (7, 0.3), (3, 0.03), (4, 0.3), (9, 1.0)):
        lab.seek(epoch)
        assert lab.learning_rate == lab.knob("learning_rate").value == rate
        assert made(lab.link_now).learning_rate == rate
    lab.seek(2)
    lab.turn("penalty", "L2")
    assert lab.run_.branch.setting.rate == 0.03
    lab.reset()
    assert {run.play.setting.regularization for run in (lab.run_, *lab.crowd.runs)} == {"L2"}
    assert lab.futures[-1].startswith("from the start: penalty L2 → epoch 0, test loss")


def test_runs_with_other_seeds_go_to_the_future_to_which_the_first_goes():
    lab = made("#seed=0.3")
    lab.turn("seeds", 3)
    losses, rates = {}, (0.03, 0.3, 1.0)
    for k, rate in enumerate(rates):
        lab.seek(2 + k)
        lab.turn("learning_rate", rate)
        lab.seek(8 - k)
        losses[rate] = [run.losses for run in lab.crowd.runs]
    for which in (1, 0, 2):
        lab.go_to(which)
        assert {run.epoch for run in (lab.run_, *lab.crowd.runs)} == {8 - which}
        assert {run.play.setting.rate for run in lab.crowd.runs} == {rates[which]}
        assert [run.losses for run in lab.crowd.runs] == losses[rates[which]]


def test_a_future_is_told_by_what_was_changed_and_here_is_where_one_stands():
    lab = made("#seed=0.3")
    lab.seek(5)
    for key, value in (("here", 2.0), ("]", -1.0)):
        lab.look(key)
        lab.turn("edited", value)
    lab.seek(9)
    assert [line.rpartition(" → epoch ")[0] for line in lab.futures] == [
        "from the start: rate 0.03, sgd",
        "from epoch 5: bias of h₁[0] 2.0000",
        "from epoch 5: weight x₁ → h₁[0] −1.0000",
    ]
    for epoch, here in ((9, " (here)"), (7, " (here, at epoch 7)"), (2, " (ahead, at epoch 2)")):
        lab.seek(epoch)
        assert lab.futures[2].endswith(here)
        assert not any("(" in line for line in lab.futures[:2])
    assert lab.link_lacks == "A link cannot hold edited weights and the futures of a run."
    lab.hold_against(0)
    assert lab.says() == (
        "Epoch 2 against epoch 5 of the future with rate 0.03, sgd: + where this output is higher, "
        "− where it is lower. esc ends it."
    )


def test_of_the_layers_it_is_said_what_the_table_tells_and_from_where_moves_are_measured():
    lab = made("#seed=0.3&activation=relu")
    lab.turn("view", "layers")
    assert "is measured from here on" in lab.says()
    lab.step()
    assert "is measured from here on" not in lab.says()
    told = "\n".join(figure.describe() for figure in lab.draw())
    for word in ("gradient", "moved", "dead", "at 0"):
        assert f"{word}: " in told


def test_the_link_of_the_playground_as_it_opens_has_no_key_that_the_browser_lacks():
    assert made("#seed=0.3").link_now.endswith("hideText=false")
    assert "classes=4" in made("#seed=0.3&ownData=blobs&classes=4").link_now

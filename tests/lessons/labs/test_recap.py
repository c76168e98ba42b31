"""Lab `recap`: earlier labs with new numbers."""

import numpy as np
import pytest

from lessons.labs import REGISTRY
from lessons.labs._cards import TOPICS
from lessons.labs.recap import Recap


def lab(topic, position=0, **settings):
    made = Recap({"topic": topic, **settings})
    made.seek(position)
    return made


def said(made):
    return "\n".join([*(f.describe() for f in made.draw()), made.says()])


@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_is_the_earlier_lab_with_the_numbers_of_its_card(topic):
    made = lab(topic, card=3)
    settings = dict(TOPICS[topic].settings(np.random.default_rng(3)))
    earlier = REGISTRY[TOPICS[topic].lab](settings)
    assert said(made) == said(earlier)
    made.step(), earlier.step()
    assert said(made) == said(earlier)


@pytest.mark.parametrize("topic", TOPICS)
def test_another_card_deals_other_numbers_and_keeps_the_place(topic):
    made = lab(topic, 1)
    dealt = set()
    for card in range(1, 7):
        made.turn("card", card)
        assert made.position == 1 or topic == "train"
        dealt.add(made.readout("train.batch_size") if topic == "train" else said(made))
    assert len(dealt) > 1


@pytest.mark.parametrize("card", range(1, 30))
def test_every_card_of_a_pass_stops_one_hidden_unit(card):
    assert (lab("forward", card=card).readout("forward.h1") > 0).tolist() == [True, False]
    assert (lab("backprop", card=card).readout("backprop.h1") > 0).sum() == 1
    assert 0.1 < lab("backprop", card=card).readout("backprop.p") < 0.9


@pytest.mark.parametrize("topic", ["forward", "structure", "descent", "backprop", "features"])
def test_every_step_can_be_taken_back(topic):
    made = lab(topic)
    seen = []
    while len(seen) < 6 and (not seen or made.step()):
        seen.append(said(made))
    for before in reversed(seen[:-1]):
        made.back()
        assert said(made) == before
    assert not made.back()


def test_it_starts_where_the_earlier_lab_was_put_and_does_not_go_back_beyond():
    made = lab("backprop", at=5)
    assert (made.position, made.inner.position) == (0, 5)
    assert not made.back()
    made.limit = 1
    assert made.step()
    assert made.done
    assert not made.step()
    assert made.inner.position == 6
    made.reset()
    assert made.inner.position == 5


def test_readouts_are_documented_and_there():
    made = lab("forward")
    assert set(Recap.readouts) <= set(made.values())
    assert made.readout("forward.z1[0]") == made.inner.readout("z1[0]")
    assert made.readout("train.accuracy.test") > 0.8
    assert made.readout("descent.step") == 10


def test_slips_and_secrets_are_those_of_the_earlier_lab():
    made = lab("forward", 5)
    assert made.mistakes("forward.z1[0]") == made.inner.mistakes("z1[0]") != {}
    assert made.mistakes("card") == {}
    made.ask("forward.z2")
    assert "z₂: ?" in said(made)
    assert made.shown("forward.z2") == "?"
    made.ask("descent.w")
    assert "z₂: ?" not in said(made)


def test_it_is_restored_where_it_was():
    made = lab("structure", 2)
    made.turn("card", 9)
    other = lab("structure")
    other.restore(made.state())
    assert said(other) == said(made) == said(made.copy())

"""Links of the playground: every form that is met with, and what is impossible in one."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from engine.playground import Play, Setting
from lessons.playground import links
from lessons.playground.goals import A_GOAL
from lessons.playground.training import Trained

FOUND = json.loads((Path(__file__).parent / "found.json").read_text())
LINK = "activation=relu&batchSize=5&dataset=xor&learningRate=0.1&noise=10&networkShape=3,2&seed=0.25&x=true"


def opened(text: str) -> links.Opened:
    return links.opened(text, lambda: "0.12345")


@pytest.mark.parametrize(
    "text",
    [
        f"https://playground.tensorflow.org/#{LINK}",
        f"http://playground.tensorflow.org/#{LINK}",
        f"#{LINK}",
        LINK,
        f"  #{LINK}\n",
        f"https://developers.google.com/machine-learning/crash-course/playground/?utm_source=x#{LINK}",
        f"https://developers.google.cn/machine-learning/crash-course/playground/?hl=en#{LINK}",
        f"#{LINK.replace('&', '&amp;')}",
        f"\\#{LINK.replace('&', chr(92) + '&')}",
        f"#{LINK})",
        f'#{LINK}"',
        f"#{LINK}\\",
        f"#{LINK.replace('3,2', '3%2C2')}",
        f"#{LINK.replace('3,2', '3%2c2')}",
    ],
)
def test_every_form_of_a_link_opens_as_the_same(text):
    state = opened(text)
    assert state == opened(f"#{LINK}")
    assert state.setting == Setting(
        dataset="xor", noise=10, batch=5, shape=(3, 2), activation="relu", rate=0.1, seed="0.25"
    )
    assert state.said == ()


@pytest.mark.parametrize("text", ["", "playground", "https://playground.tensorflow.org/", "noise", "a=b"])
def test_what_is_no_link_is_said_and_not_opened(text):
    with pytest.raises(links.LinkError, match="no link of the playground"):
        opened(text)


@pytest.mark.parametrize(
    ("part", "key"),
    [
        ("networkShape=0,0", "networkShape"),
        ("networkShape=1000000", "networkShape"),
        ("drawing=1000000", "drawing"),
        ("networkShape=4,,2", "networkShape"),
        ("networkShape=" + ",".join(["2"] * 11), "networkShape"),
        ("learningRate=NaN", "learningRate"),
        ("learningRate=1e999", "learningRate"),
        ("regularizationRate=0x10", "regularizationRate"),
        ("batchSize=2.5", "batchSize"),
        ("batchSize=-1", "batchSize"),
        ("percTrainData=101", "percTrainData"),
        ("percTrainData=-1", "percTrainData"),
        ("activation=ReLU", "activation"),
        ("dataset=moons", "dataset"),
        ("problem=other", "problem"),
        ("numHiddenLayers=3", "numHiddenLayers"),
        ("nonsense=1", "nonsense"),
    ],
)
def test_what_is_unknown_or_impossible_is_said_by_its_key_and_the_rest_opens(part, key):
    state = opened(f"#{part}&noise=20")
    assert state.unknown == (key,)
    (said,) = state.said
    assert key in said
    assert state.setting == Setting(noise=20, seed="0.12345")


def test_values_are_read_as_the_original_reads_them():
    """A later key replaces an earlier one, only `false` is no, an empty value keeps the default."""
    state = opened(
        "#noise=5&noise=10&y=0&x=false&learningRate=&discretize=&showTestData=yes&networkShape=&seed="
    )
    assert state.setting == Setting(noise=10, features=("y",), shape=(), seed="0.12345")
    assert state.test_shown
    assert not state.discretized
    # What stands between the first and the second `=`; and a part without one is dropped.
    assert opened("#seed=0.1=0.2&junk").setting.seed == "0.1"
    # The seed is a text: a 0 at its end belongs to it.
    assert opened("#seed=0.50").setting.seed == "0.50"


@pytest.mark.parametrize(
    ("noise", "opens"), [("-3", 0), ("50", 50), ("55", 55), ("80", 80), ("81", 50), ("2000", 50)]
)
def test_noise_out_of_its_range_opens_as_in_the_original(noise, opens):
    assert opened(f"#noise={noise}").setting.noise == opens


def test_a_hidden_feature_is_out_of_the_network_and_only_true_hides():
    state = opened("#x_hide=true&xSquared=true&xSquared_hide=true&y_hide=1&noise_hide=true&foo_hide=true")
    assert state.setting.features == ("y",)
    assert state.hidden == {"x", "xSquared", "noise"}
    assert state.unknown == ("foo_hide",)
    assert links.showing_all(state).hidden == frozenset()


def test_goals_of_a_link_are_told_when_they_are_reached():
    state = opened("#goalTestLossMinThresholdFirst=0.35&goalTrainTestDiffMaxThresholdFirst=0.1")
    below, above = state.goals
    assert str(below) == "test loss below 0.35"
    assert below.reached(1, 0.5, 0.34)
    assert not below.reached(1, 0.1, 0.36)
    assert above.reached(1, 0.1, 0.3)
    assert not above.reached(1, 0.1, float("nan"))


def test_a_goal_that_is_no_number_is_said_to_be_none():
    state = opened("#goalTestLossMinThresholdFirst=soon&noise=20")
    assert (state.goals, state.unknown) == ((), ("goalTestLossMinThresholdFirst",))
    assert state.said == ("goalTestLossMinThresholdFirst=soon: expected a number; it is left out",)


def test_what_is_no_goal_is_told_how_one_is_written():
    assert opened("#goal=Train+on&noise=20").said == (f"'goal' is no goal; one is {A_GOAL}: it is left out",)
    assert opened(f"#{A_GOAL}").goals


def test_overfitting_reaches_a_goal_above_and_what_nothing_has_learnt_reaches_none():
    """An exercise of the course: its link at λ 0, whose losses lie 0.164 apart before it learns."""
    hashed = next(link["hash"] for link in FOUND if "sparsity" in link["name"])
    state = opened(hashed.replace("regularizationRate=0.1", "regularizationRate=0"))
    run = Trained(state)
    for _ in run.run(300):
        pass
    reached = {str(goal): run.reached(goal) for goal in state.goals}
    assert reached["difference of test and training loss above 0.135"] == 300
    assert min(reached.values()) > 0


def test_numbers_are_written_as_javascript_writes_them():
    for rate, text in [
        (1e-5, "0.00001"),
        (0.03, "0.03"),
        (1.0, "1"),
        (10.0, "10"),
        (1e-7, "1e-7"),
        (1e21, "1e+21"),
    ]:
        state = opened(f"#learningRate={rate!r}")
        assert f"learningRate={text}&" in links.link(state)


def test_keys_are_written_in_the_order_of_the_original_and_ours_after_them():
    state = opened("#optimizer=adam&regularization=L1&noise_hide=true&tutorial=abc&dropout=0.25")
    keys = [part.partition("=")[0] for part in links.link(state).partition("#")[2].split("&")]
    assert keys[:3] == ["activation", "regularization", "batchSize"]
    assert keys.index("collectStats") < keys.index("tutorial") < keys.index("problem")
    assert keys[-3:] == ["noise_hide", "optimizer", "dropout"]
    assert "&regularization=" not in links.link(opened("#noise=0"))


@pytest.mark.parametrize(
    "text",
    [
        "#" + "&".join(f"k{i}={i}" for i in range(100_000)),
        "#noise=" + "9" * 1_000_000,
        f"#{LINK}https://playground.tensorflow.org/#{LINK}",
        f"#{LINK[: len(LINK) // 2]}",
        "#seed=" + "x" * 10_000,
        "#seed=\x1b[31m&\x1b]0;title\x07=1&activation=\x9b2J",
        "#networkShape=" + "9" * 10_000,
    ],
)
def test_a_hostile_link_is_said_in_few_short_lines_and_hangs_nothing(text):
    began = time.process_time()
    state = opened(text)
    Play(state.setting).run(1)
    assert time.process_time() - began < 5
    assert len(state.said) <= links.MOST_SAID + 1
    for line in state.said:
        assert len(line) < 300
        assert line.isprintable()
    assert all(key.isprintable() for key in state.unknown)


def test_drawings_of_a_large_network_that_would_take_minutes_are_said_and_left_out():
    shape = ",".join(["64"] * 10)
    found = opened(f"#seed=0.1&networkShape={shape}&drawing=999")
    assert found.setting.drawing == 0
    assert "drawing=999: a network of this size has 53 at most; it opens with 0" in found.said
    assert opened("#seed=0.1&drawing=999").setting.drawing == 999

"""`nntutor train`: the playground's settings without a screen."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.support.command import run_here

PLAYGROUND = Path(__file__).parents[2] / "lessons/playground"
GOLDEN = json.loads((PLAYGROUND / "golden.json").read_text())
"""Settings, and what the original made of them."""
FOUND = json.loads((PLAYGROUND / "found.json").read_text())
"""Links of courses and lectures, and what the original makes of them."""


@pytest.fixture
def trained(tmp_path):
    """Runs `nntutor train` with some words; returns its exit status, its stdout and its stderr."""

    def run(*words):
        came = run_here(tmp_path, "train", *words)
        return came.returncode, came.stdout, came.stderr

    return run


def refuse(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


def told(out):
    """The one object that `--json` prints; NaN and Infinity are no JSON."""
    assert out.count("\n") == 1
    return json.loads(out, parse_constant=refuse)


def same(ours: float | None, theirs: float | None) -> bool:
    """Whether a loss agrees: 1e-9 of itself, and 1e-15 beside it for losses near 0."""
    if ours is None or theirs is None:
        return ours is theirs
    return abs(ours - theirs) <= 1e-9 * abs(theirs) + 1e-15


@pytest.mark.parametrize("number", range(len(GOLDEN)))
def test_a_link_that_the_original_has_run_is_told_as_the_same(number, trained):
    entry = GOLDEN[number]
    code, out, err = trained("--link", entry["hash"], "--epochs", "50", "--json")
    found = told(out)
    for key in ("features", "shape", "parameters", "train", "test"):
        assert found[key] == entry[key], key
    np.testing.assert_allclose(found["first"], entry["first"], rtol=0, atol=1e-12)
    np.testing.assert_allclose(found["weights"], entry["weights"], rtol=0, atol=1e-12)
    assert [epoch for epoch, *_ in found["losses"]] == list(range(51))
    for epoch, (train, test) in entry["loss"].items():
        _, ours, ours_test = found["losses"][int(epoch)]
        assert same(ours, train), epoch
        assert same(ours_test, test), epoch
    assert found["dead"] == entry.get("dead", 0)
    assert (found["unknown"], err) == ([], "")
    assert (code == 1) == (found["diverged"] is not None) == (None in entry["loss"]["50"])


def test_the_same_arguments_print_the_same_bytes(trained):
    words = ("--data", "moons", "--hidden", "4", "--optimizer", "adam", "--epochs", "3", "--seeds", "2")
    assert trained(*words) == trained(*words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--link", "http://x/"), "is no link of the playground"),
        (("--link", ""), "is no link of the playground"),
        (("--optimizer", "foo"), "--optimizer: optimizer is 'foo'"),
        (("--hidden", "4,x"), "--hidden"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_line(words, said, trained):
    code, out, err = trained(*words)
    assert code == 2
    assert out == ""
    assert said in err
    assert len(err.splitlines()) == 1


def test_what_a_link_says_in_vain_is_named(trained):
    code, out, err = trained("--link", "#foo=1&networkShape=0,0", "--epochs", "0", "--json")
    found = told(out)
    assert (code, found["unknown"], found["shape"]) == (0, ["foo", "networkShape"], [2, 4, 2, 1])
    assert len(err.splitlines()) == 2


@pytest.mark.parametrize("share", [0, 100])
def test_an_empty_part_has_no_loss_and_is_no_divergence(share, trained):
    code, out, _ = trained("--link", f"#percTrainData={share}", "--epochs", "3", "--json")
    found = told(out)
    assert (code, found["diverged"], len(found["losses"])) == (0, None, 4)
    assert {row[1 if share == 0 else 2] for row in found["losses"]} == {None}
    assert None not in {row[2 if share == 0 else 1] for row in found["losses"]}


def test_a_goal_names_the_epoch_that_reached_it(trained):
    link = "#seed=0.66230&goalTestLossMinThresholdFirst=0.49&goalTrainTestDiffMaxThresholdFirst=9"
    found = told(trained("--link", link, "--epochs", "20", "--json")[1])
    first, second = found["goals"]
    reached = next(epoch for epoch, _, test in found["losses"] if test < 0.49)
    key, what = "goalTestLossMinThresholdFirst", "test loss"
    assert first == {"key": key, "what": what, "below": 0.49, "reached": reached}
    assert (second["above"], second["reached"]) == (9, None)


@pytest.mark.parametrize("entry", FOUND, ids=[entry["name"] for entry in FOUND])
def test_a_link_that_is_met_with_prints_what_it_opens_as_in_the_browser(entry, trained):
    """Losses to the 9 decimals that are known of them; of what is nearly 0, to its first two digits."""
    code, out, err = trained("--link", entry["hash"], "--epochs", "100", "--json")
    found = told(out)
    assert (code, err, found["unknown"]) == (0, "", [])
    for key in ("features", "shape", "parameters", "train", "test", "dead"):
        assert found[key] == entry[key], key
    assert [goal.get("below", goal.get("above")) for goal in found["goals"]] == entry["goals"]
    for epoch, losses in entry["loss"].items():
        assert found["losses"][int(epoch)][1:] == pytest.approx(losses, rel=1e-9, abs=1e-9), epoch

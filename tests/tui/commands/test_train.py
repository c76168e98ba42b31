"""`nntutor train`: the playground's settings without a screen."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tui.commands.cli import cli

GOLDEN = json.loads((Path(__file__).parents[2] / "lessons/playground/golden.json").read_text())


def trained(*words: str) -> tuple[int, str, str]:
    """The exit status of `nntutor train`, and what it printed on stdout and stderr."""
    came = CliRunner().invoke(cli, ["train", *words])
    return came.exit_code, came.stdout, came.stderr


@pytest.mark.parametrize("number", [0, 4, 7, 11, 25])
def test_a_link_is_told_as_json_with_the_losses_that_the_original_has(number):
    entry = GOLDEN[number]
    code, out, _ = trained("--link", entry["hash"], "--epochs", "50", "--json")
    found = json.loads(out)
    for key in ("shape", "parameters", "train", "test"):
        assert found[key] == entry[key]
    assert sorted(found["features"]) == sorted(entry["features"])
    assert found["dead"] == entry.get("dead", 0)
    assert found["unknown"] == []
    assert [row[0] for row in found["losses"]] == list(range(51))
    for epoch, losses in entry["loss"].items():
        assert found["losses"][int(epoch)][1:] == pytest.approx(losses, rel=1e-9, abs=1e-15)
    assert (code == 1) == (found["diverged"] is not None) == (None in entry["loss"]["50"])


def test_the_same_arguments_print_the_same_bytes():
    words = ("--data", "moons", "--hidden", "4", "--optimizer", "adam", "--epochs", "3", "--seeds", "2")
    assert trained(*words) == trained(*words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--link", "http://x/"), "is no link of the playground"),
        (("--optimizer", "foo"), "--optimizer: optimizer is 'foo'"),
        (("--hidden", "4,x"), "--shape"),
    ],
)
def test_what_cannot_be_used_is_said_in_a_line(words, said):
    code, out, err = trained(*words)
    assert code == 2
    assert out == ""
    assert said in err
    assert len(err.splitlines()) == 1

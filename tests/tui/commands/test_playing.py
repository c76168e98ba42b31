"""`nntutor play`: what it opens, told in words, and what it cannot."""

from __future__ import annotations

import inspect
import sys

import click
import numpy as np
import pytest
from click.testing import CliRunner

from engine import Dataset
from engine.playground import Setting
from lessons.labs import REGISTRY
from lessons.playground import keeping
from lessons.playground.links import Opened
from lessons.playground.training import Trained
from tests.support.pty import Terminal
from tests.support.tutor import ROOT
from tui.commands.cli import cli
from tui.commands.playing import _saved
from tui.commands.shared import LOOK
from tui.host.config import Settings


def played(*words: str) -> tuple[int, str, str]:
    """The exit status of `nntutor play`, and what it printed on stdout and stderr."""
    came = CliRunner().invoke(cli, ["play", *words])
    return came.exit_code, came.stdout, came.stderr


def test_a_link_is_described_in_words():
    code, out, _ = played("#dataset=xor&seed=0.50819&networkShape=3&noise=10", "--describe")
    assert code == 0
    assert "2-3-1, 13 parameters. Epoch 0." in out
    assert "After" not in out
    assert "epoch 0; learning rate" in out
    assert "hidden 1, 3 units" in out
    assert "noise 10" in out


def test_the_points_of_a_file_are_played_with(tmp_path):
    rows = "\n".join(f"{i % 7},{i % 5},{'ab'[i % 2]}" for i in range(40))
    (tmp_path / "own.csv").write_text(f"u,v,kind\n{rows}\n")
    code, out, err = played("--data", str(tmp_path / "own.csv"), "--target", "kind", "--describe")
    assert code == 0
    # What x and y are can be read on the page: nothing is said where a screen would cover it.
    assert err == ""
    assert out.startswith("own.csv: x is 'u', y is 'v'.\n")
    assert "data own" in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("http://example.org/",), "is no link of the playground"),
        (("descnt",), "there is no lab 'descnt'; did you mean 'descent'?"),
        (("10",), "'10' is a lesson; `nntutor training` opens it"),
        (("moons",), "`nntutor play --data moons` opens it"),
        (("#ownData=csv",), "give their file with --data"),
        (("#ownData=digits",), "give their file with --data"),
        (("http://playground.tensorflow.org/",), "alone `nntutor play` opens the playground"),
        (("--target", "kind"), "--target: it names a column of a CSV file"),
        (("--target", "kind", "--data", "moons"), "--target: it names a column of a CSV file"),
        (("--open", "run.npz", "--data", "moons"), "open it alone"),
        (("--open", "run.npz", "descent"), "open it alone"),
        (("descent", "--data", "moons"), "name no lab"),
        (("--data", "moon"), "did you mean 'moons'?"),
        (("--data", "nowhere.csv"), "nowhere.csv: No such file or directory"),
    ],
)
def test_what_cannot_be_opened_is_said_in_a_line(words, said):
    code, out, err = played(*words, "--describe")
    assert code == 2
    assert out == ""
    assert said in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "shape"), [("moons", "2-3-1"), ("blobs", "2-3-3"), ("reg-gauss", "2-3-1"), ("rings", "2-3-1")]
)
def test_a_data_set_is_played_with_by_the_name_that_train_takes(name, shape):
    code, out, _ = played("#networkShape=3", "--data", name, "--describe")
    assert code == 0
    assert out.startswith(f"{shape}, ")


def test_a_saved_run_is_played_on_from_where_it_stood(tmp_path):
    path = str(tmp_path / "run.npz")
    words = ["--link", "#dataset=xor&seed=0.3&regularization=L1&regularizationRate=0.01", "--epochs", "40"]
    assert CliRunner().invoke(cli, ["train", *words, "--save", path]).exit_code == 0
    link, given = _saved(Settings(), path)
    lab = REGISTRY["playground"]({"link": link, **given})
    assert lab.position == 40
    lab.seek(45)
    whole = REGISTRY["playground"]({"link": link})
    whole.seek(45)
    assert lab.run_.losses == whole.run_.losses
    assert lab.run_.course().tolist() == whole.run_.course().tolist()
    for each in (lab, whole):
        each.seek(10)
    assert lab.run_.losses == whole.run_.losses


def test_what_the_playground_saves_opens_with_all_its_futures(tmp_path):
    lab = REGISTRY["playground"]({"link": "#seed=0.3"})
    lab.seek(5)
    lab.turn("learning_rate", 0.3)
    lab.seek(9)
    lab.go_to(0)
    (path,) = lab.save_beside(tmp_path)
    assert not lab.left_out
    link, given = _saved(Settings(), str(path))
    again = REGISTRY["playground"]({"link": link, **given})
    assert (again.futures, again.future, again.position) == (lab.futures, 0, 5)
    assert again.learning_rate == 0.03
    for each in (again, lab):
        each.hold_against(1)
    np.testing.assert_array_equal(again.see.differs, lab.see.differs)
    again.go_to(1)
    assert (again.position, again.learning_rate) == (9, 0.3)


def test_a_file_that_is_no_saved_run_is_said_in_a_line(tmp_path):
    (tmp_path / "run.npz").write_bytes(b"junk")
    code, _, err = played("--open", str(tmp_path / "run.npz"), "--describe")
    assert code == 2
    assert "run.npz: damaged, or not a saved" in err


def test_a_seed_is_made_where_a_link_has_none(monkeypatch):
    begun = []
    monkeypatch.setattr("tui.commands.playing.refusal_here", lambda: "")
    monkeypatch.setattr("tui.commands.playing.prepare_screen", lambda settings: None)
    monkeypatch.setattr("tui.commands.playing.start", lambda settings, lesson: begun.append(lesson) or 0)
    for link in ("#noise=10", "#noise=10", "#noise=10&seed=0.5"):
        played(link)
    one, other, given = (each.pages[0].lab.settings["link"].partition("seed=")[2] for each in begun)
    assert one != other
    assert len(one) == len("0.12345")
    assert given == "0.5"


def test_numbers_to_learn_of_ones_own_are_played_with_and_opened_again(tmp_path):
    rows = "\n".join(f"{i},{i * i % 17},{i * 3 % 11 + 0.5}" for i in range(60))
    (tmp_path / "own.csv").write_text(f"u,v,cost\n{rows}\n")
    code, out, _ = played("--data", str(tmp_path / "own.csv"), "--describe")
    assert code == 0
    assert "0.5 to 10.5 is learnt as −1 to 1" in out
    assert "2-4-2-1, 25 parameters. Epoch 0. Loss:" in out
    assert "Right:" not in out
    path = str(tmp_path / "run.npz")
    words = ["train", "--data", str(tmp_path / "own.csv"), "--epochs", "4", "--save", path]
    assert CliRunner().invoke(cli, words).exit_code == 0
    link, given = _saved(Settings(), path)
    lab = REGISTRY["playground"]({"link": link, **given})
    assert (lab.data, lab.regression, lab.position) == ("own numbers", True, 4)
    assert lab.run_.play.scores.losses() == lab.run_.losses


def test_a_run_that_no_plane_can_show_is_refused_in_a_line(tmp_path):
    X = np.random.default_rng(0).normal(size=(30, 3))
    run = Trained(Opened(Setting(data="csv")), Dataset("three", X, X[:, :1] > 0))
    keeping.save(str(tmp_path / "run.npz"), run)
    code, _, err = played("--open", str(tmp_path / "run.npz"))
    assert code == 2
    assert "is given 3 numbers of a point, and two can be drawn; go on with `nntutor train --open`" in err
    assert len(err.splitlines()) == 1


PATIENT = """
import sys
from tui.commands import shared
shared.SOON = 0.0
with shared.patiently("reading the file"):
    sys.stdin.read(1)
"""


@pytest.mark.pty
def test_what_takes_its_time_is_said_and_what_is_typed_meanwhile_is_not_echoed():
    with Terminal([sys.executable, "-c", PATIENT], env={"PYTHONPATH": str(ROOT)}) as terminal:
        terminal.wait_for("reading the file")
        terminal.send("k")
        assert terminal.wait_exit(30) == 0
        assert terminal.text.split() == ["nntutor:", "reading", "the", "file", "..."]


def test_options_of_the_look_may_stand_behind_the_command(nntutor):
    shown = [nntutor("--ascii", "play", "--describe"), nntutor("play", "--describe", "--ascii")]
    assert shown[0].stdout == shown[1].stdout
    assert shown[0].stdout.isascii()
    assert not nntutor("play", "--describe").stdout.isascii()


def test_every_command_with_a_screen_takes_the_options_of_its_look():
    context = click.Context(cli)
    commands = [cli.get_command(context, name) for name in cli.list_commands(context)]
    screens = [
        each
        for each in commands
        if each.callback and "prepare_screen" in inspect.unwrap(each.callback).__code__.co_names
    ]
    # A LESSON takes them from the group.
    assert {"open", "play", "preview"} <= {each.name for each in screens}
    for each in screens:
        assert each.name == "open" or set(LOOK) <= {parameter.name for parameter in each.params}, each.name

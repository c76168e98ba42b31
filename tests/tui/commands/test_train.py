"""`nntutor train`: the playground's settings without a screen."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import numpy as np
import pytest

from tests.support.command import run_here
from tests.support.tutor import open_tutor

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
        (("--data", "nosuch"), "--data is 'nosuch'; expected one of"),
        (("--link", "http://x/"), "is no link of the playground"),
        (("--link", ""), "is no link of the playground"),
        (("--optimizer", "foo"), "--optimizer is 'foo'"),
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


CSV = "age,income,ill\n" + "".join(
    f"{20 + i},{1000 * (i % 7)},{'yes' if i > 20 else 'no'}\n" for i in range(40)
)


def shape_of(trained, *words):
    code, out, err = trained(*words, "--epochs", "1", "--json")
    assert (code, err) == (0, "")
    return told(out)["shape"]


@pytest.mark.parametrize(
    ("words", "shape"),
    [
        (("--data", "xor", "--hidden", "16,16"), [2, 16, 16, 1]),
        (("--data", "reg-gauss", "--hidden", "none"), [2, 1]),
        (("--data", "blobs"), [2, 4, 2, 3]),
        (("--data", "blobs", "--classes", "10"), [2, 4, 2, 10]),
        (("--data", "spiral"), [2, 4, 2, 1]),
        (("--data", "spiral", "--classes", "4"), [2, 4, 2, 4]),
        (("--data", "arms"), [2, 4, 2, 3]),
        (("--data", "rings", "--features", "x,y,xSquared"), [3, 4, 2, 1]),
        (("--link", "#networkShape=3&dataset=spiral", "--classes", "5"), [2, 3, 5]),
        (("--link", "#problem=regression", "--data", "gauss"), [2, 4, 2, 1]),
        (("--features", "none"), [0, 4, 2, 1]),
    ],
)
def test_options_say_what_is_trained_and_override_the_link(words, shape, trained):
    assert shape_of(trained, *words) == shape


def test_every_setting_has_an_option_and_each_is_in_the_link_that_is_told(trained):
    words = {
        "noise": "20", "train-share": "70", "batch": "7", "hidden": "5,3", "features": "x,sinY",
        "activation": "gelu,relu", "optimizer": "adam", "rate": "0.002", "schedule": "cosine",
        "regularization": "L2", "strength": "0.01", "dropout": "0.1", "init": "he_normal", "seed": "mine",
    }  # fmt: skip
    given = [word for name, value in words.items() for word in (f"--{name}", value)]
    _, out, _ = trained(*given, "--batch-norm", "--epochs", "2", "--json")
    found = told(out)
    assert (found["seed"], found["features"], found["train"]) == ("mine", ["x", "sinY"], 350)
    assert told(trained("--link", found["link"], "--epochs", "2", "--json")[1]) == found


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--data", "mons"), "did you mean 'moons'"),
        (("--data", "nothing.csv"), "nothing.csv: No such file"),
        (("--data", "."), "Is a directory"),
        (("--target", "ill"), "--target"),
        (("--classes", "3"), "--data blobs or arms"),
        (("--data", "blobs", "--classes", "11"), "--classes"),
        (("--hidden", "2,0"), "--hidden is 0; expected a whole number"),
        (("--noise", "90"), "--noise is 90.0; expected"),
        (("--activation", "foo"), "leaky_relu, linear, relu"),
        (("--train-share", "100", "--patience", "3"), "--patience is 3; expected test points"),
        (("--train-share", "100", "--until", "0.1"), "--until is 0.1; expected test points"),
        (("--hidden", ",".join("2" * 11)), "--hidden"),
        (("--activation", "relu,tanh,relu"), "--activation"),
        (("--activation", "softmax"), "--activation"),
        (("--features", "x,z"), "--features"),
        (("--train-share", "101"), "--train-share"),
        (("--rate", "nan"), "--rate"),
        (("--batch", "-1"), "--batch"),
        (("--seed", "a&b=c"), "--seed"),
        (("--seed", ""), "--seed"),
        (("--until", "nan"), "--until"),
        (("--below", "inf", "--seeds", "2"), "--below"),
        (("--export", "fortran"), "--export"),
        (("--export", "sklearn", "--batch-norm"), "no batch normalisation"),
        (("--export", "keras", "--batch", "0"), "--batch"),
        (("--features", "none", "--export", "numpy"), "--features"),
        (("--seeds", "3", "--save", "run.npz"), "--seeds"),
        (("--save", "nowhere/run.npz"), "no such folder"),
        (("--save", "x" * 256), "File name too long"),
        (("--save", "pipe", "--force"), "this is a pipe"),
        (("--open", "nothing.npz"), "nothing.npz: No such file"),
        (("--link", "#ownData=csv"), "a file's"),
        (("--optimizer", "\x1b[2J"), "--optimizer"),
    ],
)
def test_what_an_option_cannot_be_is_said_in_a_line(words, said, trained, tmp_path):
    if "pipe" in words:
        os.mkfifo(tmp_path / "pipe")
    code, out, err = trained(*words, "--epochs", "1")
    assert (code, out) == (2, "")
    (line,) = err.splitlines()
    assert line.startswith("nntutor: ")
    assert said in line
    assert line.isprintable()
    assert len(line) < 300


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--strength", "0.1"), ["--strength plays no part: nothing is pulled without --regularization"]),
        (("--strength", "0.1", "--regularization", "L2"), []),
        (("--link", "#regularization=L1", "--strength", "0.1"), []),
        (
            ("--data", "digits", "--features", "x"),
            ["--features plays no part: digits are learnt from as they are"],
        ),
    ],
)
def test_an_option_that_plays_no_part_is_told(words, said, trained):
    code, _, err = trained(*words, "--epochs", "0")
    assert code == 0
    assert err.splitlines() == [f"nntutor: {line}" for line in said]


def test_a_file_of_points_is_learnt(trained, tmp_path):
    (tmp_path / "my.csv").write_text(CSV)
    words = "--data", "my.csv", "--target", "ill", "--batch", "4", "--epochs", "60"
    code, out, err = trained(*words, "--json")
    found = told(out)
    assert (code, err) == (0, "nntutor: x is 'age', y is 'income'\n")
    assert (found["features"], found["train"], found["right"]) == (["x", "y"], 20, [1.0, 1.0])
    code, out, err = trained("--data", "my.csv", "--target", "age", "--rate", "0.001", "--json")
    assert (code, told(out)["right"]) == (0, [])
    assert "20 to 59 is learnt as −1 to 1" in err
    code, out, err = trained("--data", "my.csv", "--target", "agee")
    assert (code, out) == (2, "")
    assert "did you mean 'age'" in err


def test_a_faulty_file_of_points_is_told_with_its_row(trained, tmp_path):
    (tmp_path / "my.csv").write_text(CSV + "1,2\n")
    code, out, err = trained("--data", "my.csv")
    assert (code, out) == (2, "")
    assert err.startswith("nntutor: my.csv, row 42")
    assert err.count("\n") == 1


def test_a_saved_run_goes_on_as_if_it_had_never_stopped(trained):
    words = "--regularization", "L1", "--strength", "0.05", "--batch", "30"
    assert trained(*words, "--epochs", "6", "--save", "run.npz")[0] == 0
    whole = trained(*words, "--epochs", "10", "--json")
    assert trained("--open", "run.npz", "--epochs", "4", "--json") == whole
    code, out, err = trained("--save", "run.npz")
    assert (code, out) == (2, "")
    assert "there already" in err
    assert trained("--open", "run.npz", "--epochs", "4", "--save", "run.npz", "--force")[0] == 0
    assert trained("--open", "run.npz", "--epochs", "0", "--json") == whole


def test_a_saved_run_goes_on_with_another_rate_but_no_other_network(trained):
    trained("--epochs", "3", "--save", "run.npz")
    losses = [
        told(trained("--open", "run.npz", "--epochs", "2", *words, "--json")[1])["losses"]
        for words in ((), ("--rate", "0.3"), ("--optimizer", "adam"))
    ]
    assert losses[0][:4] == losses[1][:4] == losses[2][:4]
    assert losses[0][4] != losses[1][4] != losses[2][4]
    for words in (("--hidden", "3"), ("--link", "#noise=1"), ("--seed", "1"), ("--batch", "3")):
        code, out, err = trained("--open", "run.npz", *words)
        assert (code, out) == (2, "")
        assert words[0] in err


def test_what_cannot_be_saved_is_told_and_the_results_are_printed(trained, monkeypatch):
    from engine import archives

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archives.np, "savez", full)
    code, out, err = trained("--epochs", "1", "--save", "run.npz")
    assert code == 1
    assert "25 parameters" in out
    assert err == "nntutor: run.npz: cannot be saved: No space left on device\n"


def test_a_folder_that_takes_no_file_is_told_before_anything_is_learnt(trained, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    code, out, err = trained("--epochs", "1", "--save", "run.npz")
    assert (code, out) == (2, "")
    assert err == "nntutor: run.npz: nothing can be written into this folder\n"


def test_an_export_is_alone_on_stdout(trained):
    code, out, err = trained("--epochs", "2", "--export", "numpy")
    assert code == 0
    compile(out, "exported", "exec")
    assert "25 parameters" in err
    _, source, found = trained("--epochs", "2", "--export", "numpy", "--json")
    assert source == out
    assert len(told(found)["losses"]) == 3


def test_seeds_are_told_together(trained):
    words = "--data", "gauss", "--noise", "30", "--seeds", "4", "--epochs", "5"
    found = told(trained(*words, "--below", "0.2", "--json")[1])
    ends = [run["losses"][-1][2] for run in found["runs"]]
    assert len({run["seed"] for run in found["runs"]}) == found["seeds"] == 4
    assert found["seed"] == found["runs"][0]["seed"] == "0.50000"
    assert found["reached"] == sum(end < 0.2 for end in ends)
    assert (found["mean"], found["spread"]) == (pytest.approx(np.mean(ends)), pytest.approx(np.std(ends)))
    _, _, _, *rows, last = trained(*words, "--below", "0.2")[1].splitlines()
    # A row for each seed, whose last losses these are.
    assert [row.split()[0] for row in rows] == [run["seed"] for run in found["runs"]]
    assert [float(row.split()[3]) for row in rows] == pytest.approx(ends, rel=1e-5)
    assert last.startswith(f"{found['reached']} of 4 seeds below a test loss of 0.2; mean ")
    assert (
        "below a test loss of 0.35" in trained("--link", FOUND[0]["hash"], "--seeds", "2", "--epochs", "1")[1]
    )


def test_seeds_that_grow_past_all_bounds_have_no_mean(trained):
    """One whose losses are numbers still, but not their squares, and one of which nothing is left."""
    words = "--data", "reg-plane", "--hidden", "none", "--rate", "10", "--seeds", "2"
    for epochs in ("4", "300"):
        code, out, _ = trained(*words, "--epochs", epochs, "--json")
        assert told(out)["reached"] == 0
        assert trained(*words, "--epochs", epochs)[1].splitlines()[-1].startswith("0 of 2 seeds below")
    assert (code, told(out)["mean"], told(out)["spread"]) == (1, None, None)


def test_it_stops_below_a_loss_and_where_the_loss_has_stopped_falling(trained):
    said = trained("--data", "gauss", "--until", "0.1")[1]
    assert re.search(r"^stopped at epoch \d+: the test loss is below 0.1$", said, re.MULTILINE)
    found = told(trained("--data", "gauss", "--until", "0.1", "--json")[1])
    *before, last = (test for _, _, test in found["losses"])
    assert last < 0.1 <= min(before)
    said = trained("--noise", "50", "--patience", "3", "--epochs", "300")[1]
    assert "the test loss has not been better since epoch " in said
    found = told(trained("--noise", "50", "--patience", "3", "--epochs", "300", "--json")[1])
    tests = [test for _, _, test in found["losses"]]
    assert len(tests) < 300
    assert tests.index(min(tests)) == len(tests) - 4


def test_results_are_a_short_table_that_says_what_was_reached(trained):
    link = "#regularization=L1&regularizationRate=0.1&goalTestLossMinThresholdFirst=0.6"
    code, out, err = trained("--link", link, "--epochs", "25")
    lines = out.splitlines()
    assert (code, err) == (0, "")
    assert lines[0] == "circle, seed 0.50000: 2-4-2-1, 25 parameters"
    assert [line.split()[0] for line in lines[3:7]] == ["0", "1", "10", "25"]
    assert any("killed by L1" in line for line in lines)
    assert "test loss below 0.6: reached at epoch 1" in lines


def test_divergence_is_told_and_fails(trained):
    code, out, _ = trained("--data", "reg-plane", "--hidden", "none", "--rate", "10", "--epochs", "300")
    assert code == 1
    assert "diverged at epoch" in out


HOSTILE = {
    "cut": "#activation=relu&batchSi",
    "doubled": "#noise=10https://playground.tensorflow.org/#noise=20&seed=1",
    "of a million characters": "#noise=" + "9" * 100_000,
    "no numbers": "#learningRate=NaN&noise=nan&batchSize=Infinity&goalTestLossMinThresholdFirst=nan",
    "negative": "#batchSize=-3&noise=-3&percTrainData=-1&networkShape=-4",
    "huge": "#learningRate=1e400&batchSize=1e30&regularizationRate=1e308&regularization=L2",
    "seven layers": "#networkShape=8,8,8,8,8,8,8",
    "layers of none": "#networkShape=0,0",
    "a million units": "#networkShape=1000000",
    "a long seed": "#seed=" + "x" * 10_000,
    "controls": "#seed=\x1b[31m\x9b2J&\x1b]0;title\x07=1&activation=\x9b2J",
    "half a character": "#seed=\ud800",
}


@pytest.mark.parametrize("how", ["--json", "--seeds=2", "--export=keras"])
@pytest.mark.parametrize("link", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_link_is_told_in_lines_that_a_terminal_can_be_shown(link, how, trained):
    code, out, err = trained("--link", link, "--epochs", "2", how)
    assert code in (0, 1, 2)
    for line in (*out.splitlines(), *err.splitlines()):
        assert line.isprintable()
    assert all(len(line) < 300 for line in err.splitlines() if how == "--json")


def test_a_kiosk_trains_without_files(tmp_path):
    def asked(words):
        env = {"SSH_ORIGINAL_COMMAND": words, "NNTUTOR_LEARNER": "ada"}
        with pytest.MonkeyPatch.context() as patch:
            # What holds a process would hold that of the tests.
            patch.setattr("tui.host.limits.limit_memory", lambda *_: None)
            patch.setattr("tui.host.limits.take_place", lambda *_: True)
            patch.setattr("tui.host.limits.limit_command", lambda *_: None)
            return run_here(tmp_path, "--kiosk", env=env)

    (tmp_path / "my.csv").write_text(CSV)
    done = asked("train --link '#noise=10&seed=a' --epochs 2 --json")
    assert (done.returncode, told(done.stdout)["seed"]) == (0, "a")
    done = asked("train --epochs 1 --export numpy")
    assert (done.returncode, "def features" in done.stdout) == (0, True)
    for words in (
        "train --data my.csv",
        "train --save run.npz",
        "train --open run.npz",
        "train --data /etc/passwd",
    ):
        done = asked(words)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert "only the tutor opens here" in done.stderr
    assert not (tmp_path / "run.npz").exists()


@pytest.mark.pty
def test_a_bar_shows_how_far_a_long_training_is_on_a_terminal_alone(tmp_path):
    with open_tutor(tmp_path, "train", "--seeds", "4", "--hidden", "8,8", "--epochs", "1800") as terminal:
        terminal.wait_for(r"\[#+-*\] +[0-9]+%")
        assert terminal.wait_exit(60) == 0
        assert "of 4 seeds below" in terminal.text


def test_the_names_that_options_complete_are_those_that_there_are():
    from engine import activations, initializers, optimizers, schedules
    from engine.playground import setting
    from lessons.playground import choosing, exporting
    from tui.commands.train import train

    names = {param.name: param.type.names for param in train.params if hasattr(param.type, "names")}
    assert set(names["data"]) == set(choosing.DATA)
    assert set(names["optimizer"]) == set(optimizers.RULES)
    assert set(names["schedule"]) == set(schedules.KINDS)
    assert set(names["regularization"]) == set(setting.PENALTIES)
    assert set(names["export"]) == set(exporting.TARGETS)
    assert set(names["init"]) <= {"playground", *initializers.NAMES}
    assert set(names["activation"]) <= {*setting.ACTIVATIONS, *activations.REGISTRY}

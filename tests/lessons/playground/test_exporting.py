"""The playground's network as a program: what it answers, and what it learns."""

from __future__ import annotations

import csv
import subprocess
import sys
import types

import numpy as np
import pytest

from engine import csvdata, export
from engine.errors import InputError
from engine.playground import Play, Setting
from engine.playground.play import extent
from lessons.playground import exporting, keeping, samples
from lessons.playground.links import Opened
from lessons.playground.training import Trained, told

SETTINGS = {
    "the default": Setting(),
    "all features": Setting(features=("x", "y", "xSquared", "ySquared", "xTimesY", "sinX", "sinY")),
    "no hidden layer": Setting(shape=(), dataset="xor", features=("x", "xTimesY")),
    "numbers to learn": Setting(problem="regression", reg_dataset="reg-gauss", activation="relu"),
    "classes": Setting(data="blobs", classes=4, noise=30),
    "left over": Setting(batch=7, train_share=21),
    "links that die": Setting(regularization="L1", strength=0.1, batch=30),
    "squares pulled": Setting(regularization="L2", strength=0.05, activation="sigmoid", rate=0.3),
    "uphill": Setting(rate=-0.01, noise=20, regularization="L2", strength=0.1),
    "never learns": Setting(batch=300),
    "batch norm": Setting(batch_norm=True, shape=(5,), batch=25),
    "gelu and softplus": Setting(layer_activations=("gelu", "softplus")),
    **{rule: Setting(optimizer=rule, rate=0.01) for rule in ("momentum", "nesterov", "rmsprop", "adam")},
    "adamw with a schedule": Setting(optimizer="adamw", rate=0.01, schedule="cosine"),
    "halved": Setting(schedule="step", rate=0.1, batch=1),
    "shrunk": Setting(schedule="exponential", rate=0.1),
}
PYTORCH = pytest.param("pytorch", marks=pytest.mark.oracle)


def made(setting: Setting, target: str, epochs: int = 3) -> tuple[Play, types.ModuleType]:
    play = Play(setting)
    play.run(epochs)
    source = exporting.source(Opened(setting), play, target)
    module = types.ModuleType("exported")
    exec(compile(source, "exported.py", "exec"), module.__dict__)
    return play, module


def libraries(target: str) -> None:
    for name in {"pytorch": ["torch"], "keras": ["torch", "keras"], "sklearn": ["sklearn"]}.get(target, []):
        pytest.importorskip(name)


@pytest.mark.parametrize("name", SETTINGS)
@pytest.mark.parametrize("target", ["numpy", PYTORCH, "sklearn"])
def test_the_program_answers_as_the_network_does(name, target):
    libraries(target)
    setting = SETTINGS[name]
    if target == "sklearn" and (setting.batch_norm or setting.layer_activations):
        with pytest.raises(export.Unsupported):
            made(setting, target)
        return
    play, program = made(setting, target)
    np.testing.assert_allclose(program.POINTS[:, :2], play.data.plane)
    np.testing.assert_allclose(program.features(play.data.plane), play.data.inputs, rtol=1e-12)
    np.testing.assert_allclose(program.output(play.data.plane), play.scores.outputs(), rtol=1e-9, atol=1e-12)


@pytest.mark.oracle
@pytest.mark.parametrize("name", SETTINGS)
def test_exported_at_its_start_pytorch_learns_what_the_playground_does(name):
    pytest.importorskip("torch")
    setting = SETTINGS[name]
    _, program = made(setting, "pytorch", epochs=0)
    play = Play(setting)
    play.run(6)
    n = play.data.training
    program.train(program.features(program.POINTS[:n, :2]), program.POINTS[:n, 2:], 6)
    np.testing.assert_allclose(program.output(play.data.plane), play.scores.outputs(), rtol=1e-7, atol=1e-10)


@pytest.mark.oracle
@pytest.mark.parametrize("name", ["the default", "squares pulled", "classes", "numbers to learn"])
def test_exported_at_its_start_keras_learns_nearly_that(name, monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    libraries("keras")
    setting = SETTINGS[name]
    _, program = made(setting, "keras", epochs=0)
    play = Play(setting)
    play.run(3)
    n = play.data.training
    program.train(program.features(program.POINTS[:n, :2]), program.POINTS[:n, 2:], 3)
    np.testing.assert_allclose(program.output(play.data.plane), play.scores.outputs(), atol=1e-4)


def test_keras_cannot_be_told_of_a_batch_of_more_points_than_there_are():
    with pytest.raises(InputError, match="batch"):
        made(SETTINGS["never learns"], "keras")


def test_a_network_that_is_given_nothing_is_not_exported():
    with pytest.raises(InputError, match="at least one feature"):
        made(Setting(features=()), "numpy")


@pytest.mark.parametrize("target", exporting.TARGETS)
def test_every_program_can_be_read(target):
    """By Python; also with a seed that would end a text, or a line."""
    setting = Setting(seed='"""\n\'\\', regularization="L1", strength=0.1, optimizer="adamw")
    source = exporting.source(Opened(setting), Play(setting), target)
    compile(source, target, "exec")
    assert all(len(line) < 2000 for line in source.splitlines())


def test_a_program_prints_the_losses(tmp_path):
    play = Play(Setting())
    play.run(3)
    (tmp_path / "mine.py").write_text(exporting.source(Opened(Setting()), play, "numpy"))
    words = [sys.executable, "-I", str(tmp_path / "mine.py")]
    out = subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout.split()
    assert [float(out[2]), float(out[5])] == pytest.approx(play.losses[3], rel=1e-9)


def test_a_lab_saves_every_program_that_there_can_be():
    play = Play(SETTINGS["batch norm"])
    found = exporting.sources(Opened(SETTINGS["batch norm"]), play)
    assert sorted(found) == ["playground_keras.py", "playground_numpy.py", "playground_pytorch.py"]


RNG = np.random.default_rng(4)
A, B = RNG.normal(50, 10, 60), RNG.normal(1e6, 3e5, 60)
PLACE = np.array(["a", "b", "c"])[np.arange(60) % 3]
TABLES = {
    "two columns": ((A, B), "age,income", np.where(A > 50, 'it\'s "yes"', "no")),
    "one column": ((A,), "age", np.where(A > 50, 1, 0)),
    "components": ((A, B, A * B), "age,income,größe", PLACE),
    "words": ((A, PLACE), "age,place", np.where(A > 50, 1, 0)),
    "numbers to learn": ((A, B, A - B), "a,b,c", A * 100 + B),
}


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("target", ["numpy", "sklearn"])
@pytest.mark.parametrize("kept", [False, True])
def test_the_program_of_a_table_takes_its_rows_and_answers_in_its_words(name, target, kept, tmp_path):
    libraries(target)
    columns, names, learnt = TABLES[name]
    path = tmp_path / "my.csv"
    with open(path, "w", newline="") as file:
        csv.writer(file).writerows([[*names.split(","), "ill"], *zip(*columns, learnt, strict=True)])
    own, _ = samples.table(str(path), "ill")
    problem = "regression" if own.task == "regression" else "classification"
    run = Trained(Opened(Setting(data="csv", problem=problem, shape=(3,))), own)
    list(run.run(3))
    if kept:
        keeping.save(str(tmp_path / "run.npz"), run)
        run = keeping.load(str(tmp_path / "run.npz"))
    module = types.ModuleType("exported")
    source = exporting.source(run.state, run.play, target)
    # Its head and `train` name the file; of a link with other points neither says a word.
    head = source.partition("\nimport")[0]
    assert "# Points: my.csv, ill (" in head
    assert "dataset=" not in head.lower()
    first, second, *_ = told(run)
    assert first.startswith("my.csv, ")
    assert second.startswith("learns ill (")
    exec(compile(source, "exported.py", "exec"), module.__dict__)
    assert module.TARGET == "ill"
    rows = csvdata.load(str(path), "ill").dataset
    assert tuple(module.COLUMNS) == rows.features
    centre, reach = extent(own.X)
    np.testing.assert_allclose(module.place(rows.X), (own.X - centre) / reach * 5, atol=1e-9)
    outputs = run.play.net.forward(module.features(module.place(rows.X)))
    if own.task == "regression":
        low, high = rows.Y.min(), rows.Y.max()
        np.testing.assert_allclose(module.answer(rows.X), low + (outputs[:, 0] + 1) / 2 * (high - low))
    else:
        classes = outputs.argmax(axis=1) if outputs.shape[1] > 1 else outputs[:, 0] >= 0
        assert module.answer(rows.X) == [rows.classes[k] for k in classes.astype(int)]

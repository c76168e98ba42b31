"""Lab `code`: the trained network as files."""

import subprocess
import sys
import types
from importlib.util import find_spec

import numpy as np
import pytest

from lessons.format.layout import LAB_WIDTH, cells, wrap
from lessons.labs._scripts import FILES, SHOWN
from lessons.labs.code import LISTED_COLUMNS, Code
from lessons.labs.train import Training

PYTORCH = pytest.param("pytorch", marks=pytest.mark.oracle)


def lab(**settings):
    return Code(settings)


def said(made):
    return "\n".join([*(f.describe() for f in made.draw()), made.says()])


def test_the_network_is_the_one_of_the_lesson_on_training():
    trained = Training()
    trained.seek(trained.run_length)
    made = lab()
    assert made.readout("network.accuracy") == trained.readout("accuracy")
    assert made.exports() == trained.exports()
    assert made.saves
    assert Training().exports() != trained.exports()


def test_the_numpy_script_runs_alone_and_gives_the_networks_answers(tmp_path):
    made = lab()
    file = tmp_path / "network_numpy.py"
    file.write_text(made.exports()[file.name])
    out = subprocess.run(
        [sys.executable, "-I", str(file)], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    trained = made.trained
    p = trained.net.forward(trained.split.test.X[:SHOWN])[:, 0]
    assert [line.split("p = ")[1] for line in out.stdout.splitlines()] == [f"{v:.4f}" for v in p]


@pytest.mark.parametrize("target", [PYTORCH, "scikit-learn"])
def test_the_other_scripts_agree_where_their_library_is_there(target, tmp_path):
    library = {"pytorch": "torch", "scikit-learn": "sklearn"}[target]
    if find_spec(library) is None:
        pytest.skip(f"{library} is not installed")
    scripts = lab().exports()
    outputs = []
    for name in (FILES["numpy"], FILES[target]):
        (tmp_path / name).write_text(scripts[name])
        run = subprocess.run(
            [sys.executable, str(tmp_path / name)], capture_output=True, text=True, check=True
        )
        outputs.append(run.stdout)
    assert outputs[0] == outputs[1]


@pytest.mark.parametrize("part", ["answering", "training"])
@pytest.mark.parametrize("code", FILES)
def test_every_script_is_python_and_its_listing_fits(code, part):
    made = lab(code=code, part=part)
    compile(made.exports()[made.readout("file")], "script", "exec")
    listing = made.draw()[0]
    assert all(cells(line.text) <= LISTED_COLUMNS for line in listing.lines)
    assert listing.rows == lab().draw()[0].rows
    said_by_numpy = {"answering": "predict", "training": "W -= rate * dW"}[part]
    assert said_by_numpy in said(made) or code != "numpy"
    assert len(wrap(made.says(), LAB_WIDTH)) <= made.caption_rows


@pytest.mark.parametrize("target", ["numpy", PYTORCH, "scikit-learn"])
@pytest.mark.parametrize("settings", [{}, {"hidden": (4,), "activation": "tanh"}, {"activation": "sigmoid"}])
def test_a_saved_program_goes_on_learning_as_the_engine_does(target, settings):
    if target == "pytorch":
        pytest.importorskip("torch")
    net = Training(settings).net
    program = executed(Training(settings).exports()[FILES[target]])
    data = Training(settings).split.train.take(np.arange(50))
    program.train(data.X, data.labels, epochs=3, rate=0.3, size=50)
    program.train(data.X, data.labels, epochs=2, rate=0.1, size=50)
    for rate in (0.3, 0.3, 0.3, 0.1, 0.1):
        net.loss_and_grad(data.X, data.Y, "bce")
        net.params -= rate * net.grads
    assert program.predict(data.X) == pytest.approx(net.forward(data.X), abs=1e-12)


@pytest.mark.oracle
def test_the_keras_program_goes_on_learning(monkeypatch):
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    pytest.importorskip("keras")
    made = Training()
    data = made.split.train
    program = executed(made.exports()[FILES["keras"]])
    before = made.trainer.loss.value(program.predict(data.X), data.Y)
    program.train(data.X, data.labels, epochs=3)
    assert made.trainer.loss.value(program.predict(data.X), data.Y) < before / 2


def test_batches_of_the_numpy_program_are_drawn_by_its_seed():
    made = Training()
    program, again, other = (executed(made.exports()[FILES["numpy"]]) for _ in range(3))
    data = made.split.train
    for one, seed in ((program, 1), (again, 1), (other, 2)):
        one.train(data.X, data.labels, epochs=10, seed=seed)
    assert np.array_equal(program.W0, again.W0)
    assert not np.array_equal(program.W0, other.W0)
    right = (program.predict(data.X)[:, 0] > 0.5) == data.labels
    assert right.mean() > 0.85


def executed(source):
    module = types.ModuleType("saved")
    exec(compile(source, "saved.py", "exec"), module.__dict__)
    return module


def test_the_sigmoid_of_the_numpy_program_says_why_it_is_written_so():
    assert "# 1 / (1 + e^-x)" in lab().exports()[FILES["numpy"]]


def test_the_knob_of_the_code_turns_and_nothing_is_trained_again():
    made = lab()
    before = made.trained
    made.turn("code", "pytorch")
    assert made.trained is before
    assert "nn.Linear" in said(made)

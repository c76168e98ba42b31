"""Lab `code`: the trained network as files."""

import subprocess
import sys

import pytest

from lessons.format.layout import LAB_WIDTH, cells, wrap
from lessons.labs._scripts import FILES, SHOWN
from lessons.labs.code import LISTED_COLUMNS, Code
from lessons.labs.train import Training


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


@pytest.mark.parametrize("target", ["pytorch", "scikit-learn"])
def test_the_other_scripts_agree_where_their_library_is_there(target, tmp_path):
    library = {"pytorch": "torch", "scikit-learn": "sklearn"}[target]
    if subprocess.run([sys.executable, "-c", f"import {library}"], capture_output=True).returncode:
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


@pytest.mark.parametrize("code", FILES)
def test_every_script_is_python_and_its_listing_fits(code):
    made = lab(code=code)
    compile(made.exports()[made.readout("file")], "script", "exec")
    listing = made.draw()[0]
    assert all(cells(line.text) <= LISTED_COLUMNS for line in listing.lines)
    assert listing.rows == lab().draw()[0].rows
    assert "predict" in said(made) or code != "numpy"
    assert len(wrap(made.says(), LAB_WIDTH)) <= made.caption_rows


def test_the_knob_of_the_code_turns_and_nothing_is_trained_again():
    made = lab()
    before = made.trained
    made.turn("code", "pytorch")
    assert made.trained is before
    assert "nn.Linear" in said(made)

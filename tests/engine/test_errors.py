"""What cannot be used is named, with its value and what is accepted; and what importing the engine costs."""

import subprocess
import sys
from functools import partial

import numpy as np
import pytest

import engine
from engine import MLP, Dense, InputError, Network, ShapeError, Trainer, UnknownName, datasets, losses

NET = MLP([2, 3, 1], output="sigmoid")
X, Y = [[0.1, 0.2], [0.3, 0.4]], [[0.0], [1.0]]

WRONG = {
    "the shape of X": lambda: NET.forward([[1.0, 2.0, 3.0]]),
    "the shape of X ": lambda: NET.forward(np.zeros((0, 2))),
    "the shape of X  ": lambda: NET.forward([1.0, 2.0]),
    "activation is 'sigmod'": lambda: MLP([2, 1], hidden="sigmod"),
    r"X\[1, 0\] is nan;": lambda: NET.forward([[1.0, 2.0], [np.nan, 0.0]]),
    "X is": lambda: NET.forward(np.array([[object(), 1.0]])),
    "X is .*real": lambda: NET.forward([[1j, 1.0]]),
    "the shape of Y": lambda: NET.loss_and_grad(X, [[1.0]], "bce"),
    "Y is .*0 to 1": lambda: NET.loss_and_grad(X, [[0.0], [2.0]], "bce"),
    "Y is .*0 to 2": lambda: losses.get("cce").value(np.full((2, 3), 1 / 3), [0, 3]),
    "Y is .*indices": lambda: losses.get("cce").value(np.full((2, 3), 1 / 3), [0.5, 1]),
    "Y is .*sum to 1": lambda: losses.get("cce").value(np.full((1, 2), 0.5), [[1.0, 1.0]]),
    "loss is 'bec'.*did you mean 'bce'": lambda: NET.loss_and_grad(X, Y, "bec"),
    "activation is 'rely'.*did you mean 'relu'": lambda: MLP([2, 3, 1], hidden="rely"),
    "initializer is 'he_norml'.*did you mean 'he_normal'": lambda: MLP([2, 3, 1], init="he_norml"),
    "data set is 'mons'.*did you mean 'moons'": lambda: datasets.load("mons"),
    "units is 0": lambda: MLP([2, 0, 1]),
    "units is 2.5": lambda: Dense(2.5),
    "inputs is -1": lambda: MLP([-1, 2]),
    "sizes": lambda: MLP([3]),
    "layers is": lambda: Network([], 2),
    "dropout is 1": lambda: MLP([2, 3, 1], dropout=1.0),
    "learning_rate is -1": lambda: engine.optimizers.make("sgd", -1),
    "learning_rate is nan": lambda: engine.optimizers.make("sgd", float("nan")),
    "batch_size is 0": lambda: Trainer(NET, (X, Y), loss="bce", batch_size=0),
    "patience": lambda: Trainer(NET, (X, Y), loss="bce", patience=3),
    "the shape of weights": lambda: Trainer(NET, (X, Y), loss="bce", weights=[1.0]),
    "data is 3": lambda: Trainer(NET, 3, loss="bce"),
    "l2 is -1": lambda: NET.loss_and_grad(X, Y, "bce", l2=-1),
    "noise is -1": lambda: datasets.load("moons", noise=-1),
    "n is 1": lambda: datasets.load("moons", n=1),
    "an option of moons is 'factor'": lambda: datasets.load("moons", factor=0.5),
    "test is 1": lambda: datasets.load("moons").split(test=1),
    "delta is": lambda: losses.get("mse", delta=1.0),
    "from_logits": lambda: losses.get("mse", from_logits=True),
    "smoothing": lambda: losses.get("bce", smoothing=0.1),
    "part is 'tset'": lambda: Trainer(NET, (X, Y), loss="bce").evaluate("tset"),
}


@pytest.mark.parametrize("pattern", WRONG)
def test_bad_input_is_a_value_error_that_names_it(pattern):
    with pytest.raises(ValueError, match=pattern.strip()) as caught:
        WRONG[pattern]()
    assert isinstance(caught.value, InputError)
    assert "expected" in str(caught.value)


def test_an_unknown_name_carries_its_nearest():
    with pytest.raises(UnknownName) as caught:
        engine.activations.get("sigmod")
    assert caught.value.nearest == "sigmoid"
    assert issubclass(ShapeError, ValueError)


# What other libraries and books call it, and where it is asked for.
OTHER_WORDS = {
    engine.initializers.get: {"xavier": "glorot_uniform", "he": "he_normal", "Kaiming-Normal": "he_normal"},
    engine.activations.get: {"swish": "silu", "linear": "identity", "LeakyReLU": "leaky_relu"},
    losses.get: {"crossentropy": "cce", "binary_crossentropy": "bce", "log loss": "bce", "l2": "mse"},
    engine.optimizers.make: {"gd": "sgd", "nag": "nesterov", "RMSProp": "rmsprop"},
    engine.schedules.get: {"cosine_annealing": "cosine"},
    datasets.load: {"make_moons": "moons", "rings": "circles"},
    engine.landscapes.get: {"rastrigin": "bumpy"},
    engine.baselines.load: {"mnist": "digits"},
    partial(engine.baselines.fit, data=datasets.load("moons")): {"knn": "nearest neighbours"},
    partial(engine.export.source, NET): {"torch": "pytorch", "sklearn": "scikit-learn"},
}


@pytest.mark.parametrize(
    ("ask", "word", "meant"), [(ask, *pair) for ask, words in OTHER_WORDS.items() for pair in words.items()]
)
def test_the_other_words_of_the_field_are_known(ask, word, meant):
    with pytest.raises(UnknownName, match=f"did you mean '{meant}'") as caught:
        ask(word)
    assert caught.value.nearest == meant


@pytest.mark.parametrize(("option", "meant"), [("lr", "learning_rate"), ("eps", "epsilon"), ("b1", "beta1")])
def test_so_are_other_names_of_options(option, meant):
    with pytest.raises(UnknownName, match=f"did you mean '{meant}'"):
        engine.optimizers.make("adam", **{option: 0.1})


class Unfriendly:
    def __repr__(self):
        raise RuntimeError


ODD = {
    "a long word": "x" * 10**5,
    "controls": "\x1b[31m\n" * 9,
    "a large number": 10**400,
    "one that Python does not print": 10**5000,
    "a list of lists": [[0] * 99] * 99,
    "an array": np.eye(99),
    "no repr": Unfriendly(),
}


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
def test_whatever_the_value_a_message_is_one_short_line(value):
    with pytest.raises(InputError) as caught:
        MLP([2, value, 1])
    assert len(str(caught.value)) < 300
    assert str(caught.value).isprintable()
    with pytest.raises(UnknownName) as caught:
        engine.activations.get(value)
    assert len(str(caught.value)) < 300
    assert str(caught.value).isprintable()


def test_importing_the_engine_imports_no_screen_no_chart_no_scikit_learn_and_nothing_rare():
    script = (
        "import sys, engine; print([m for m in ('sklearn', 'scipy', 'textual', 'plotext', 'subprocess',"
        " 'csv', 'lessons', 'tui', 'engine.synonyms', 'engine.divergence') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_every_public_name_is_there():
    for name in engine.__all__:
        assert getattr(engine, name) is not None
    with pytest.raises(AttributeError):
        engine.nonsense  # noqa: B018


def test_made_data_have_the_shapes_and_tasks_they_promise():
    for name, kind in datasets.KINDS.items():
        data = datasets.load(name, n=31, seed=2)
        again = datasets.load(name, n=31, seed=2)
        assert data.X.shape == (31, 2)
        assert np.array_equal(data.X, again.X)
        assert np.array_equal(data.Y, again.Y)
        assert not np.array_equal(data.X, datasets.load(name, n=31, seed=3).X)
        assert data.task == kind.task
        assert np.isfinite(data.X).all()
        if kind.task != "regression":
            assert len(np.unique(data.labels)) == len(data.classes)
    assert datasets.load("spiral", classes=4).task == "multiclass"


def test_standardisation_looks_at_training_data_only():
    split = datasets.load("gaussians", n=90, seed=1).split(test=0.3, validation=0.2)
    scaled, scaler = datasets.standardized(split)
    assert scaled.train.X.mean(axis=0) == pytest.approx([0, 0], abs=1e-12)
    assert scaled.train.X.std(axis=0) == pytest.approx([1, 1])
    assert abs(scaled.test.X.mean(axis=0)).max() > 1e-6
    assert scaler.undo(scaled.test.X) == pytest.approx(split.test.X)

"""What a newcomer meets: names, examples, and how things show themselves."""

import doctest
import inspect
import io
import subprocess
import sys

import numpy as np
import pytest

import engine
from engine import MLP, Race, Runner, Trainer, baselines, csvdata, datasets, gradcheck, storage


def public_modules():
    named = [getattr(engine, name) for name in engine.__all__]
    return [thing for thing in named if inspect.ismodule(thing)] + [
        engine.errors,
        engine.history,
        engine.training,
    ]


def public_classes():
    named = [getattr(engine, name) for name in engine.__all__]
    for module in public_modules():
        named += [
            value
            for name, value in vars(module).items()
            if not name.startswith("_") and getattr(value, "__module__", "") == module.__name__
        ]
    return list(dict.fromkeys(thing for thing in named if inspect.isclass(thing)))


def run_examples(thing):
    """Run the examples in the docstring of `thing`; return how many there are, and what was printed."""
    module = sys.modules[thing.__module__]
    names = {name: getattr(engine, name) for name in engine.__all__} | {"np": np} | vars(module)
    found = doctest.DocTestFinder(recurse=False).find(thing, globs=names)
    said = io.StringIO()
    runner = doctest.DocTestRunner(verbose=False)
    for examples in found:
        runner.run(examples, out=said.write)
    return sum(len(examples.examples) for examples in found), said.getvalue()


@pytest.mark.parametrize("public", public_classes(), ids=lambda c: f"{c.__module__}.{c.__name__}")
def test_every_public_class_has_an_example_that_runs(public):
    count, said = run_examples(public)
    assert not said
    assert 0 < count <= 8


def test_the_examples_of_functions_run_too():
    for module in public_modules():
        for name, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == module.__name__:
                assert not run_examples(value)[1], name


def test_a_fresh_interpreter_lists_every_public_name():
    script = "import engine; print(sorted(set(engine.__all__) - set(dir(engine))))"
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def shown():
    data = datasets.load("moons", n=5000)
    split = data.split(test=0.2, validation=0.2)
    net = MLP([2, 16, 16, 1], output="sigmoid")
    trainer = Trainer(net, split, loss="bce")
    yield from (trainer, trainer.history)
    trainer.run(3)
    yield from (net, trainer, trainer.history, trainer.snapshot(), data, split)
    yield net.trace(data.X, data.Y, "bce")
    yield Race([Runner((2, 3, 1), seed=i) for i in range(16)], data, loss="mse").run(2)
    yield gradcheck.check(net, data.X[:3], data.Y[:3], "bce", limit=20)
    yield csvdata.load(io.StringIO("".join(f"a,{i},b,{i % 7}\n" for i in range(2000))))
    yield storage.Saved(
        net, trainer.optimizer, trainer.history.loss, trainer.history.epochs, trainer.snapshot()
    )
    yield baselines.Fitted(
        "network", {"r2": 0.5}, {}, np.zeros(5000), 1.0, np.zeros(9999), losses=np.zeros(200)
    )
    yield datasets.standardized(split)[1]
    yield from (engine.losses.get("bce"), engine.optimizers.make("adam"), engine.activations.get("gelu"))


def test_everything_shows_itself_on_a_few_lines():
    for thing in shown():
        text = repr(thing)
        assert len(text) < 500, text
        assert text.count("\n") < 4, text
        assert " at 0x" not in text, text

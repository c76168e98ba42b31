"""Every public call of the engine, each argument wrong in turn: it works, or it is refused by name."""

import inspect
import re

import numpy as np
import pytest

import engine
from engine import InputError
from tests.engine.good_calls import GOOD, call_with


class Thing:
    pass


# Nothing here makes an array of gigabytes where it is taken for a size.
BAD = {
    "None": None,
    "True": True,
    "a negative number": -1,
    "zero": 0,
    "a fraction": 1.5,
    "nan": np.nan,
    "infinity": np.inf,
    "a float far out": 1e308,
    "an int far out": 10**400,
    "an int too long to print": 10**5000,
    "a complex number": 1j,
    "a word": "x",
    "no word": "",
    "bytes": b"x",
    "an object": Thing(),
    "an empty list": [],
    "a dict": {},
    "a set": {1},
    "a list of None": [None],
    "a ragged list": [[1], [1, 2]],
    "words": ["a", "b"],
    "negative numbers": [-1, -1],
    "an array of nan": np.full((3, 2), np.nan),
    "an array of three axes": np.zeros((2, 2, 2)),
    "an array of no axis": np.array(1.0),
    "an array without rows": np.zeros((0, 2)),
    "an array of objects": np.array([None, 1], dtype=object),
}
# What a message may call an argument instead.
ALSO = {
    "name": "activation|initializer|loss|optimizer|data set|landscape|task",
    "hidden": "activation",
    "output": "activation",
    "init": "initializer",
    "kind": "schedule",
    "data": "X|Y|batch_size",
    "runners": "sizes",
    "sizes": "units|inputs",
    "source": "path",
    "delimiter": "categorical",
    "classes": "labels",
    "other": "data|exponent|the shapes|factor",
    "positive": "labels",
    "w": "the shape",
    "state": "gradient",
    "prediction": "truth|Y|weights",
    "start": "w",
    "validation": "test",
    "labels": "Y|classes",
    "X": "labels|Y|rows|weights|scale|features",
    "Y": "X|prediction",
    "truth": "labels",
    "limit": "parameters",
    "axis": "axis",
    "target": "column",
    "at": "X",
    "mean": "scale",
    "train": "split",
}


def names_of(call):
    return f"{call.__module__.removeprefix('engine.')}.{call.__qualname__}"


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("call", GOOD, ids=names_of)
def test_every_argument_of_every_public_call_works_or_is_refused_by_name(call, tmp_path, monkeypatch):
    # A word may be taken for a path.
    monkeypatch.chdir(tmp_path)
    good = GOOD[call]
    for argument in good:
        if argument == "self":
            continue
        for what, value in BAD.items():
            try:
                call_with(call, good | {argument: value})
            except InputError as error:
                said = str(error)
                assert len(said) < 300, (argument, what, said)
                assert said.isprintable(), (argument, what, said)
                known = f"{argument}|{ALSO.get(argument, argument)}"
                assert re.search(rf"\b({known})\b", said), (argument, what, said)
                assert "expected" in said or ": " in said, (argument, what, said)
            except OSError:
                assert call.__module__ in ("engine.storage", "engine.csvdata"), (argument, what)
            except Exception as error:
                pytest.fail(f"{argument} = {what}: {type(error).__name__}: {error}")


@pytest.mark.parametrize("call", [call for call in GOOD if call.__module__ != "engine.storage"], ids=names_of)
def test_with_good_arguments_every_public_call_works(call):
    call_with(call, GOOD[call])


# What calls return, and nobody makes by hand; and errors.
RECORDS = (
    "Activation Checked CsvData DataJob FitJob Fitted Initializer Kind Landscape Loss Report Rule Saved State"
)
# What runs within a step, on arrays that the engine has made.
IN_STEP = {
    "Activation.pull_back",
    "Optimizer.advance",
    "Optimizer.clip",
    "Loss.coefficient",
    "Network.share",
    "Network.at_work",
    "Network.penalize",
    "Network.reseed",
    "Layer",
    "State",
}


def public_calls():
    """Every function, class and method with arguments that the engine's public names lead to."""
    found = {}
    for name in engine.__all__:
        thing = getattr(engine, name)
        members = vars(thing).items() if inspect.ismodule(thing) else [(name, thing)]
        for key, value in members:
            own = getattr(value, "__module__", "").startswith("engine.")
            if (
                key.startswith("_")
                or not own
                or (inspect.ismodule(thing) and value.__module__ != thing.__name__)
            ):
                continue
            if inspect.isfunction(value):
                found[value] = None
            elif inspect.isclass(value) and not issubclass(value, Exception):
                found[value] = None
                for method, made in inspect.getmembers(value, callable):
                    if (
                        not method.startswith("_")
                        and inspect.isroutine(made)
                        and str(getattr(made, "__module__", "")).startswith("engine.")
                    ):
                        found[made] = None
    return [call for call in found if any(map(is_named, inspect.signature(call).parameters.values()))]


def is_named(parameter):
    return parameter.name != "self" and parameter.kind not in (
        parameter.VAR_POSITIONAL,
        parameter.VAR_KEYWORD,
    )


def test_no_public_call_is_left_out():
    tried = {names_of(call) for call in GOOD}
    records = set(RECORDS.split()) | {"Trace", "Snapshot"}
    left = [
        call
        for call in public_calls()
        if names_of(call) not in tried
        and call.__name__ not in records
        and call.__qualname__ not in IN_STEP
        and call.__module__ not in ("engine.layers",)
    ]
    assert sorted(map(names_of, left)) == []

"""Copies and pickles: whatever the engine has can be copied and sent to another process, and works there."""

import copy
import importlib
import inspect
import multiprocessing
import pickle
import pkgutil
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pytest

import engine
from engine import (
    MLP,
    Activation,
    Dense,
    Diverged,
    Dropout,
    InputError,
    Network,
    Trainer,
    activations,
    datasets,
    initializers,
    layers,
    losses,
    optimizers,
    schedules,
)
from engine.race import Race, Runner
from tests.engine.workers import trained

MOONS = datasets.load("moons", n=150, noise=0.2, seed=45).split(validation=0.2, seed=45)


def through_pickle(thing):
    return pickle.loads(pickle.dumps(thing))


WAYS = {"deepcopy": copy.deepcopy, "copy": copy.copy, "pickle": through_pickle}
EXAMPLES = {"units": 3, "name": "tanh", "rate": 0.2}


def made(kind):
    """An instance of a class of layer, from an example of each argument it must have."""
    parameters = inspect.signature(kind).parameters.values()
    return kind(*(EXAMPLES[p.name] for p in parameters if p.default is p.empty))


def every(kind):
    found = [kind] if kind.__module__.startswith("engine.") else []
    return sorted({k for sub in kind.__subclasses__() for k in every(sub)} | set(found), key=str)


MODULES = [
    importlib.import_module(f"engine.{module.name}") for module in pkgutil.iter_modules(engine.__path__)
]
LAYERS = [kind for kind in every(layers.Layer) if kind is not layers.Layer]
ERRORS = sorted(
    {
        thing
        for module in MODULES
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, Exception) and thing.__module__ == module.__name__
    },
    key=lambda kind: kind.__qualname__,
)


def views(net):
    """Every view of the network's numbers that its layers have, by name."""
    return {
        f"stack[{i}].{name}": getattr(layer, name)
        for i, layer in enumerate(net.stack)
        for name in type(layer).views
    }


def check_views(net):
    """A network's layers must see its own vectors, and each number of them."""
    for name, array in views(net).items():
        ours = net.grads if "d_" in name or ".d" in name else net.params
        assert np.shares_memory(array, ours), name
    assert net.params.flags.c_contiguous
    assert net.grads.flags.c_contiguous


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", LAYERS, ids=lambda kind: kind.__name__)
def test_a_copied_network_and_trainer_learn_as_the_first_does_and_apart_from_it(kind, way):
    net = Network([Dense(4), made(kind), Dropout(0.1), Dense(1), Activation("sigmoid")], 2, seed=3)
    trainer = Trainer(net, MOONS, loss="bce", batch_size=32, seed=5)
    # Past the middle of a shuffled epoch, with a row kept to go back to.
    trainer.run(70)
    alone, twin = WAYS[way](net), WAYS[way](trainer)
    assert twin.net is not net
    for other in (alone, twin.net):
        check_views(other)
        assert np.array_equal(other.params, net.params)
        assert np.array_equal(other.grads, net.grads)
        assert not any(np.shares_memory(a, net.params) for a in views(other).values())
    before = net.params.copy()
    twin.run(20)
    assert np.array_equal(net.params, before)
    assert not np.array_equal(twin.net.params, before)
    trainer.run(20)
    assert np.array_equal(net.params, twin.net.params)
    assert np.array_equal(trainer.history.loss, twin.history.loss)
    assert trainer.evaluate("validation") == twin.evaluate("validation")
    twin.seek(65)
    trainer.seek(65)
    assert np.array_equal(net.params, twin.net.params)
    assert [str(layer) for layer in alone.stack] == [str(layer) for layer in net.stack]


@pytest.mark.parametrize("way", WAYS)
def test_a_layer_copied_alone_keeps_its_numbers_and_is_free_for_another_network(way):
    net = MLP([2, 3, 1], batch_norm=True)
    for layer in net.stack:
        twin = WAYS[way](layer)
        for name in type(layer).views:
            assert np.array_equal(getattr(twin, name), getattr(layer, name))
    twin = WAYS[way](net.layers[0])
    assert Network([twin, Dense(1)], 2).layers[0] is twin


@pytest.mark.parametrize("way", WAYS)
def test_a_copied_race_goes_on_as_the_first_does(way):
    kinds = ["adam", "sgd", "adam"]
    runners = [Runner((2, 4, 1), output="sigmoid", seed=i, optimizer=kind) for i, kind in enumerate(kinds)]
    race = Race(runners, MOONS, loss="bce").run(7)
    twin = WAYS[way](race)
    for one in (race, twin):
        one.run(10)
    assert np.array_equal(race.losses, twin.losses)
    assert np.array_equal(race.net.params, twin.net.params)
    assert not np.array_equal(race.losses[:, 6], race.losses[:, 16])


def registry():
    """Everything with a name that networks and trainers are made of."""
    for name in losses.REGISTRY:
        yield f"loss {name}", losses.get(name)
        if losses.get(name).link:
            yield f"loss {name} from logits", losses.get(name, from_logits=True)
    yield "loss huber with delta", losses.get("huber", delta=0.3)
    for name in activations.REGISTRY:
        yield f"activation {name}", activations.get(name)
    yield "leaky_relu with alpha", activations.get("leaky_relu", alpha=0.3)
    for name in initializers.NAMES:
        yield f"initializer {name}", initializers.get(name)
    for name in optimizers.RULES:
        yield f"optimizer {name}", optimizers.make(name)
        yield f"rule {name}", optimizers.RULES[name]
        yield f"state of {name}", optimizers.make(name).init(np.zeros(3))
    for kind in schedules.KINDS:
        yield f"schedule {kind}", schedules.get(kind, warmup=3)


REGISTRY = dict(registry())


@pytest.mark.parametrize("way", WAYS)
def test_what_networks_are_made_of_can_be_copied_and_is_equal(way):
    for name, thing in REGISTRY.items():
        twin = WAYS[way](thing)
        if isinstance(thing, optimizers.State):
            assert np.array_equal(twin.slots, thing.slots), name
        else:
            assert twin == thing, name
            assert hash(twin) == hash(thing), name
    for name in initializers.NAMES:
        first = initializers.get(name)
        one, other = (i(np.random.default_rng(1), 3, 2) for i in (first, WAYS[way](first)))
        assert np.array_equal(one, other)


def raised(kind):
    """An instance of a class of exception, each of its arguments an example of what it is said to be."""
    examples = {"str": "mean", "int": 4, "float": 0.5, "object": [1.5], "Iterable[str]": ["median", "mode"]}
    if kind.__init__ in (Exception.__init__, RuntimeError.__init__):
        return kind("why")
    parameters = list(inspect.signature(kind).parameters.values())
    return kind(*(examples[str(p.annotation).partition(" | ")[0]] for p in parameters))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", ERRORS, ids=lambda kind: kind.__name__)
def test_an_exception_keeps_its_message_and_fields(kind, way):
    error = raised(kind)
    error.add_note("a note")
    twin = WAYS[way](error)
    assert type(twin) is kind
    assert str(twin) == str(error) != ""
    assert vars(twin) == vars(error)
    assert twin.args == error.args


def test_an_exception_about_what_cannot_be_pickled_can_be():
    with pytest.raises(InputError) as caught:
        losses.get(lambda: 1)
    twin = through_pickle(caught.value)
    assert str(twin) == str(caught.value)
    assert "function" in twin.value


def test_a_process_pool_trains_and_reports():
    trainer = Trainer(MLP([2, 5, 1], output="sigmoid", dropout=0.2), MOONS, loss="bce", l2=0.01)
    bad = Trainer(MLP([2, 5, 1]), MOONS, loss="mse", optimizer=optimizers.make("sgd", 1e200))
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        there = pool.submit(trained, trainer, 30).result(60)
        with pytest.raises(Diverged) as caught:
            pool.submit(trained, bad, 30).result(60)
    trainer.run(30)
    assert np.array_equal(there.net.params, trainer.net.params)
    with pytest.raises(Diverged) as here:
        bad.run(30)
    assert str(here.value) == str(caught.value)
    assert here.value.step == caught.value.step

"""Every public call of the engine, with arguments with which it works."""

import inspect
import io
import os

import numpy as np

import engine
from engine import (
    MLP,
    Activation,
    BatchNorm,
    Dataset,
    Dense,
    Dropout,
    Job,
    Network,
    Race,
    Runner,
    Split,
    Tensor,
    Trainer,
    activations,
    autograd,
    baselines,
    csvdata,
    datasets,
    export,
    gradcheck,
    initializers,
    landscapes,
    losses,
    metrics,
    optimizers,
    schedules,
    storage,
)

X, Y = np.array([[0.1, 0.2], [0.3, 0.4], [-0.5, 0.6]]), np.array([[0.0], [1.0], [1.0]])
DATA = Dataset("points", X, Y)
MANY = datasets.load("moons", n=20)
RNG = np.random.default_rng(0)


def net():
    return MLP([2, 3, 1], output="sigmoid", dropout=0.5)


def trainer(**settings):
    return Trainer(net(), DATA, loss="bce", **settings)


def race():
    return Race([Runner((2, 3, 1))], DATA, loss="mse")


def adam():
    return optimizers.make("adam")


def table():
    return io.StringIO("a,y\n1,0\n2,1\n")


def in_order(epoch):
    return [0, 1, 2]


GRADIENT, PARAMS = np.ones(4), np.zeros(4)


def given(**arguments):
    return arguments


# Each public function or method, and arguments with which it works; `self` is what a method is called on.
# What a call changes is made anew for each: net, trainer, race, table, and what stands behind `lambda:`.
GOOD = {
    activations.Activation.__call__: given(self=activations.get("relu"), z=X),
    activations.Activation.derivative: given(self=activations.get("softmax"), z=X),
    activations.get: given(name="leaky_relu", alpha=0.1),
    activations.normal_cdf: given(z=X),
    activations.softmax: given(z=X, axis=-1),
    autograd.Tensor: given(data=1.0, label="x"),
    Tensor.leaky_relu: given(self=Tensor(X), alpha=0.1),
    Tensor.log_softmax: given(self=Tensor(X), axis=-1),
    Tensor.softmax: given(self=Tensor(X), axis=-1),
    Tensor.sum: given(self=Tensor(X), axis=0, keepdims=True),
    Tensor.mean: given(self=Tensor(X), axis=0, keepdims=True),
    Tensor.max: given(self=Tensor(X), axis=0, keepdims=True),
    Tensor.maximum: given(self=Tensor(X), other=0.0),
    Tensor.__add__: given(self=Tensor(X), other=0.0),
    Tensor.__pow__: given(self=Tensor(X), other=2.0),
    Tensor.__matmul__: given(self=Tensor(X), other=np.eye(2)),
    baselines.load: given(name="iris", timeout=60.0),
    baselines.fit: given(model="network", data=MANY, at=MANY.X, seed=0, timeout=60.0),
    csvdata.load: given(
        source=table,
        target="y",
        header=True,
        categorical=["a"],
        task="binary",
        missing="drop",
        delimiter=",",
        progress=print,
        cancelled=bool,
    ),
    datasets.load: given(name="moons", n=20, noise=0.1, seed=0),
    datasets.classified: given(
        name="mine", X=X, labels=np.array([0, 1, 1]), features=("a", "b"), classes=("n", "y")
    ),
    datasets.standardized: given(split=Split(DATA)),
    datasets.Standardizer: given(mean=np.zeros(2), scale=np.ones(2)),
    datasets.Standardizer.fit: given(X=X),
    datasets.Standardizer.apply: given(self=datasets.Standardizer.fit(X), X=X),
    datasets.Standardizer.undo: given(self=datasets.Standardizer.fit(X), X=X),
    Dataset: given(name="mine", X=X, Y=Y, task="binary", features=("a", "b"), classes=("n", "y")),
    Dataset.split: given(self=MANY, test=0.3, validation=0.2, seed=0),
    Dataset.take: given(self=DATA, rows=[0, 1]),
    Split: given(train=DATA, validation=DATA, test=DATA),
    export.source: given(net=net, target="numpy"),
    gradcheck.check: given(
        net=net,
        X=X,
        Y=Y,
        loss="bce",
        weights=[1.0, 2.0, 1.0],
        l1=0.1,
        l2=0.1,
        training=True,
        h=1e-5,
        limit=1,
        seed=0,
    ),
    gradcheck.numeric_gradient: given(f=np.sum, x=X, h=1e-5),
    gradcheck.parameter_names: given(net=net),
    gradcheck.relative_error: given(a=1.0, b=2.0),
    gradcheck.Report.within: given(self=lambda: gradcheck.check(net(), X, Y, "bce", limit=1), tolerance=1e-6),
    initializers.constant: given(value=0.5),
    initializers.normal: given(scale=0.5),
    initializers.uniform: given(scale=0.5),
    initializers.get: given(name="constant", value=0.5),
    initializers.Initializer.__call__: given(
        self=initializers.get("he_normal"), rng=RNG, fan_in=2, fan_out=3
    ),
    Job: given(task="load iris", settings={"name": "iris"}, arrays={"X": X}, timeout=60.0),
    landscapes.bowl: given(condition=20.0, degrees=45.0),
    landscapes.quadratic: given(centre=3.0, steepness=2.0),
    landscapes.get: given(name="bowl", condition=20.0),
    landscapes.descend: given(
        landscape=landscapes.bowl(), start=(1.0, 1.0), steps=2, optimizer="sgd", learning_rate=0.1
    ),
    landscapes.directions: given(net=net, seed=0, how_many=2),
    landscapes.loss_surface: given(net=net, X=X, Y=Y, loss="bce", along=[np.ones(13)], reach=1.0, points=3),
    landscapes.Landscape.value: given(self=landscapes.bowl(), w=[1.0, 2.0]),
    landscapes.Landscape.gradient: given(self=landscapes.bowl(), w=[1.0, 2.0]),
    losses.get: given(name="bce", from_logits=True),
    losses.Loss.targets: given(self=losses.get("cce"), Y=[0, 1, 1], units=2, rows=3),
    losses.Loss.value: given(self=losses.get("mse"), prediction=Y, Y=Y, weights=[1.0, 1.0, 1.0]),
    losses.Loss.gradient: given(self=losses.get("mse"), prediction=Y, Y=Y, weights=[1.0, 1.0, 1.0]),
    losses.Loss.per_element: given(self=losses.get("mse"), prediction=Y, Y=Y),
    losses.one_hot: given(labels=[0, 1], classes=2),
    metrics.labels: given(Y=Y),
    metrics.accuracy: given(truth=Y, prediction=Y),
    metrics.confusion: given(truth=Y, prediction=Y, classes=2),
    metrics.precision: given(truth=Y, prediction=Y, positive=1),
    metrics.recall: given(truth=Y, prediction=Y, positive=1),
    metrics.f1: given(truth=Y, prediction=Y, positive=1),
    metrics.r2: given(truth=Y, prediction=Y),
    metrics.summary: given(task="binary", truth=Y, prediction=Y),
    optimizers.make: given(
        name="adamw",
        learning_rate=0.1,
        beta1=0.9,
        beta2=0.99,
        epsilon=1e-8,
        epsilon_form="corrected",
        weight_decay=0.1,
        schedule="cosine",
        clip_norm=1.0,
        clip_value=1.0,
    ),
    optimizers.stacked: given(optimizers=[adam(), adam()]),
    optimizers.Optimizer: given(
        name="adam",
        learning_rate=0.1,
        momentum=0.9,
        decay=0.9,
        beta1=0.9,
        beta2=0.9,
        epsilon=1e-8,
        epsilon_form="corrected",
        weight_decay=0.1,
        schedule=schedules.CONSTANT,
        clip_norm=1.0,
        clip_value=1.0,
    ),
    optimizers.Optimizer.init: given(self=adam(), params=PARAMS),
    optimizers.Optimizer.rate: given(self=adam(), step=0),
    optimizers.Optimizer.update: given(
        self=adam(), gradient=GRADIENT, state=lambda: adam().init(PARAMS), params=PARAMS, decayed=GRADIENT
    ),
    optimizers.Optimizer.parts: given(
        self=adam(), gradient=GRADIENT, state=lambda: adam().init(PARAMS), params=PARAMS, decayed=GRADIENT
    ),
    Race: given(runners=[Runner((2, 3, 1))], data=DATA, loss="mse", batch_size=2, l1=0.1, l2=0.1),
    Race.run: given(self=race, steps=1),
    Race.network: given(self=race, runner=0),
    Race.evaluate: given(self=race, part="train"),
    engine.race.race: given(runners=[Runner((2, 3, 1))], data=DATA, steps=1, loss="mse"),
    Runner: given(
        sizes=(2, 3, 1),
        hidden="relu",
        output="sigmoid",
        init="he_normal",
        seed=0,
        optimizer="adam",
        learning_rate=0.1,
        name="a",
    ),
    Runner.trainer: given(self=Runner((2, 3, 1)), data=DATA, loss="mse"),
    schedules.Schedule: given(kind="step", every=2, factor=0.5, floor=0.1, warmup=2),
    schedules.Schedule.__call__: given(self=schedules.get("cosine"), step=3),
    schedules.get: given(kind="step", every=2, factor=0.5, floor=0.1, warmup=2),
    storage.describe: given(net=net),
    storage.save: given(path=os.devnull + "/no/file", net=net),
    storage.load: given(path="no/such/file"),
    MLP: given(
        sizes=[2, 3, 1],
        hidden="relu",
        output="sigmoid",
        init="he_normal",
        seed=0,
        dropout=0.1,
        batch_norm=True,
    ),
    Network: given(layers=lambda: [Dense(2)], inputs=2, init="he_normal", seed=0),
    Network.initialize: given(self=net, seed=0),
    Network.forward: given(self=net, X=X, training=True),
    Network.predict: given(self=net, X=X),
    Network.loss: given(self=net, X=X, Y=Y, loss="bce", weights=[1.0, 1.0, 1.0]),
    Network.loss_and_grad: given(
        self=net, X=X, Y=Y, loss="bce", weights=[1.0, 1.0, 1.0], l1=0.1, l2=0.1, training=True
    ),
    Network.trace: given(self=net, X=X, Y=Y, loss="bce", training=True),
    Dense: given(units=3, init="zeros"),
    Activation: given(name="leaky_relu", alpha=0.1),
    Dropout: given(rate=0.1),
    BatchNorm: given(momentum=0.1, epsilon=1e-5),
    Trainer: given(
        net=net,
        data=Split(DATA, DATA),
        loss="bce",
        optimizer="adam",
        batch_size=2,
        seed=0,
        l1=0.1,
        l2=0.1,
        weights=[1.0, 1.0, 1.0],
        shuffle=True,
        order=in_order,
        patience=2,
        min_delta=0.1,
        restore_best=True,
        callbacks=[print],
    ),
    Trainer.run: given(self=trainer, steps=1),
    Trainer.evaluate: given(self=trainer, part="train"),
    Trainer.change: given(self=trainer, optimizer="sgd"),
    Trainer.seek: given(self=trainer, step=1),
    Trainer.restore: given(self=trainer, snapshot=lambda: trainer().snapshot()),
}


ANEW = (net, trainer, race, table)


def fresh(value):
    makes = inspect.isfunction(value) and (value in ANEW or value.__name__ == "<lambda>")
    return value() if makes else value


def call_with(call, arguments):
    arguments = {name: fresh(value) for name, value in arguments.items()}
    of = (arguments.pop("self"),) if "self" in arguments else ()
    return call(*of, **arguments)

"""A trained network as source code that runs on its own: NumPy, PyTorch, Keras or scikit-learn."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .errors import Array, InputError, lookup
from .layers import Activation, BatchNorm, Dense, Dropout
from .network import Network


class Unsupported(InputError):  # noqa: N818 (the public name)
    """The target has no way to say what the network does; `value` names the part."""


def source(net: Network, target: str) -> str:
    """Return Python source for `target` "numpy", "pytorch", "keras" or "scikit-learn".

    Run, it defines `predict(X)` for X (n, inputs), and for the libraries also `model`. It predicts what
    `net.forward` does in evaluation mode, to 1e-12; with Keras, whose products are float32 at best, to
    1e-6. Raises UnknownName, or Unsupported for a network that the target cannot express.
    """
    return lookup("target", target, _TARGETS)(net)


def _numbers(array: Array) -> str:
    # repr gives every float64 back exactly.
    return repr(array.tolist())


def _weights(net: Network) -> str:
    lines = []
    for i, layer in enumerate(net.layers):
        lines.append(f"W{i} = np.array({_numbers(layer.W)})")
        lines.append(f"b{i} = np.array({_numbers(layer.b)})")
    return "\n".join(lines)


_NUMPY_FUNCTIONS = {
    "identity": "return z",
    "relu": "return np.maximum(z, 0.0)",
    "leaky_relu": "return np.where(z > 0, z, {alpha!r} * z)",
    "gelu": "return z * np.vectorize(lambda v: 0.5 * math.erfc(-v / math.sqrt(2.0)), otypes=[float])(z)",
    "gelu_tanh": "return 0.5 * z * (1.0 + np.tanh(math.sqrt(2.0 / math.pi) * (z + 0.044715 * z**3)))",
    "silu": "return z * np.exp(-np.logaddexp(0.0, -z))",
    "sigmoid": "return np.exp(-np.logaddexp(0.0, -z))",
    "tanh": "return np.tanh(z)",
    "softplus": "return np.logaddexp(0.0, z)",
    "softmax": "e = np.exp(z - z.max(axis=1, keepdims=True))\n    return e / e.sum(axis=1, keepdims=True)",
}


def _numpy(net: Network) -> str:
    functions: dict[str, str] = {}
    steps: list[str] = []
    dense = 0
    for layer in net.stack:
        if isinstance(layer, Dense):
            steps.append(f"x = x @ W{dense} + b{dense}")
            dense += 1
        elif isinstance(layer, Activation):
            name = layer.function.name
            if name == "leaky_relu":
                name += f"_{len(functions)}"
            body = _NUMPY_FUNCTIONS[layer.function.name].format(alpha=layer.function.alpha)
            functions[name] = f"def {name}(z):\n    {body}\n"
            steps.append(f"x = {name}(x)")
        elif isinstance(layer, BatchNorm):
            scale = layer.gamma / np.sqrt(layer.running_variance + layer.epsilon)
            steps.append(
                f"x = (x - np.array({_numbers(layer.running_mean)})) * np.array({_numbers(scale)})"
                f" + np.array({_numbers(layer.beta)})"
            )
    body = "\n    ".join(steps)
    head = (
        "import math\n\nimport numpy as np\n\n"
        if "math." in "".join(functions.values())
        else "import numpy as np\n\n"
    )
    return (
        f"{head}{_weights(net)}\n\n\n" + "\n\n".join(functions.values()) + "\n\n"
        f"def predict(X):\n    x = np.asarray(X, dtype=float)\n    {body}\n    return x\n"
    )


_TORCH = {
    "identity": "nn.Identity()",
    "relu": "nn.ReLU()",
    "leaky_relu": "nn.LeakyReLU({alpha!r})",
    "gelu": "nn.GELU()",
    "gelu_tanh": 'nn.GELU(approximate="tanh")',
    "silu": "nn.SiLU()",
    "sigmoid": "nn.Sigmoid()",
    "tanh": "nn.Tanh()",
    "softplus": "nn.Softplus(threshold=1000.0)",
    "softmax": "nn.Softmax(dim=1)",
}


def _torch(net: Network) -> str:
    modules: list[str] = []
    fills: list[str] = []
    dense = 0
    for i, layer in enumerate(net.stack):
        if isinstance(layer, Dense):
            modules.append(f"nn.Linear({layer.fan_in}, {layer.units})")
            fills.append(f"model[{i}].weight.copy_(torch.from_numpy(W{dense}.T))")
            fills.append(f"model[{i}].bias.copy_(torch.from_numpy(b{dense}))")
            dense += 1
        elif isinstance(layer, Activation):
            modules.append(_TORCH[layer.function.name].format(alpha=layer.function.alpha))
        elif isinstance(layer, Dropout):
            modules.append(f"nn.Dropout({layer.rate!r})")
        elif isinstance(layer, BatchNorm):
            modules.append(
                f"nn.BatchNorm1d({layer.units}, eps={layer.epsilon!r}, momentum={layer.momentum!r})"
            )
            fills += [
                f"model[{i}].{name}.copy_(torch.tensor({_numbers(value)}, dtype=torch.float64))"
                for name, value in _norm(layer, "weight", "bias", "running_mean", "running_var")
            ]
    rows = "".join(f"    {module},\n" for module in modules)
    filled = "".join(f"    {fill}\n" for fill in fills)
    return (
        f"import numpy as np\nimport torch\nfrom torch import nn\n\n{_weights(net)}\n\n"
        f"model = nn.Sequential(\n{rows}).double()\nwith torch.no_grad():\n{filled}model.eval()\n\n\n"
        "def predict(X):\n    with torch.no_grad():\n"
        "        return model(torch.as_tensor(np.asarray(X), dtype=torch.float64)).numpy()\n"
    )


def _norm(layer: BatchNorm, *names: str) -> list[tuple[str, Array]]:
    arrays = (layer.gamma, layer.beta, layer.running_mean, layer.running_variance)
    return list(zip(names, arrays, strict=True))


_KERAS = {
    "identity": 'layers.Activation("linear")',
    "relu": 'layers.Activation("relu")',
    "leaky_relu": "layers.LeakyReLU(negative_slope={alpha!r})",
    "gelu": "layers.Activation(lambda z: keras.activations.gelu(z, approximate=False))",
    "gelu_tanh": "layers.Activation(lambda z: keras.activations.gelu(z, approximate=True))",
    "silu": 'layers.Activation("silu")',
    "sigmoid": 'layers.Activation("sigmoid")',
    "tanh": 'layers.Activation("tanh")',
    "softplus": 'layers.Activation("softplus")',
    "softmax": 'layers.Activation("softmax")',
}


def _keras(net: Network) -> str:
    modules: list[str] = []
    fills: list[str] = []
    dense = 0
    for i, layer in enumerate(net.stack):
        if isinstance(layer, Dense):
            modules.append(f"layers.Dense({layer.units})")
            fills.append(f"model.layers[{i}].set_weights([W{dense}, b{dense}])")
            dense += 1
        elif isinstance(layer, Activation):
            modules.append(_KERAS[layer.function.name].format(alpha=layer.function.alpha))
        elif isinstance(layer, Dropout):
            modules.append(f"layers.Dropout({layer.rate!r})")
        elif isinstance(layer, BatchNorm):
            # Keras counts what is kept of the running statistics, not what is new.
            modules.append(
                f"layers.BatchNormalization(momentum={1 - layer.momentum!r}, epsilon={layer.epsilon!r})"
            )
            values = ", ".join(f"np.array({_numbers(value)})" for _, value in _norm(layer, *"gbmv"))
            fills.append(f"model.layers[{i}].set_weights([{values}])")
    rows = "".join(f"        {module},\n" for module in modules)
    return (
        "import keras\nimport numpy as np\nfrom keras import layers\n\n"
        f"{_weights(net)}\n\n"
        "model = keras.Sequential(\n    [\n"
        f"        keras.Input(({net.inputs},)),\n{rows}    ]\n)\n"
        + "\n".join(fills)
        + "\n\n\ndef predict(X):\n"
        '    x = np.asarray(X, dtype="float32")\n'
        "    return keras.ops.convert_to_numpy(model(x, training=False))\n"
    )


_SKLEARN = {"identity": "identity", "relu": "relu", "sigmoid": "logistic", "tanh": "tanh"}


def _sklearn(net: Network) -> str:
    hidden: list[str] = []
    dense = 0
    for layer in net.stack:
        if isinstance(layer, BatchNorm):
            raise Unsupported("layers", layer, "no batch normalisation: scikit-learn's networks have none")
        if isinstance(layer, Dense):
            dense += 1
            # A layer without an activation of its own.
            hidden += ["identity"] * (dense - 1 - len(hidden))
        elif isinstance(layer, Activation):
            if len(hidden) >= dense:
                raise Unsupported("layers", layer, "one activation after each dense layer")
            hidden += [layer.function.name] if dense < len(net.layers) else []
    names = set(hidden)
    for name in names:
        if name not in _SKLEARN or len(names) > 1:
            accepted = f"one of {', '.join(_SKLEARN)} in all hidden layers alike, for scikit-learn"
            raise Unsupported("hidden activation", " and ".join(sorted(names)), accepted)
    output = net.output_activation
    if output not in ("identity", "sigmoid", "softmax"):
        raise Unsupported("output activation", output, "identity, sigmoid or softmax, for scikit-learn")
    if not isinstance(net.stack[0], Dense):
        raise Unsupported("layers", net.stack[0], "a dense layer first, for scikit-learn")
    kind = "MLPRegressor" if output == "identity" else "MLPClassifier"
    activation = _SKLEARN[names.pop()] if names else "identity"
    sizes = tuple(layer.units for layer in net.layers[:-1])
    lines = [
        f"model = {kind}(hidden_layer_sizes={sizes!r}, activation={activation!r})",
        f"model.coefs_ = [{', '.join(f'W{i}' for i in range(len(net.layers)))}]",
        f"model.intercepts_ = [{', '.join(f'b{i}' for i in range(len(net.layers)))}]",
        f"model.n_layers_ = {len(net.layers) + 1}",
        f"model.n_outputs_ = {net.outputs}",
        f"model.n_features_in_ = {net.inputs}",
        f"model.out_activation_ = {_SKLEARN.get(output, output)!r}",
    ]
    imports = f"import numpy as np\nfrom sklearn.neural_network import {kind}\n"
    result = "model.predict(X).reshape(len(X), -1)"
    if kind == "MLPClassifier":
        imports += "from sklearn.preprocessing import LabelBinarizer\n"
        classes = 2 if net.outputs == 1 else net.outputs
        several = output == "sigmoid" and net.outputs > 1
        labels = f"np.eye({classes}, dtype=int)" if several else f"np.arange({classes})"
        lines.append(f"model._label_binarizer = LabelBinarizer().fit({labels})")
        lines.append(f"model.classes_ = np.arange({classes})")
        result = "model.predict_proba(X)[:, 1:]" if net.outputs == 1 else "model.predict_proba(X)"
    body = "\n".join(lines)
    return (
        f"{imports}\n{_weights(net)}\n\n{body}\n\n\n"
        f"def predict(X):\n    X = np.asarray(X, dtype=float)\n    return {result}\n"
    )


_TARGETS: dict[str, Callable[[Network], str]] = {
    "numpy": _numpy,
    "pytorch": _torch,
    "keras": _keras,
    "scikit-learn": _sklearn,
}
TARGETS: tuple[str, ...] = tuple(_TARGETS)

"""A trained network as source code that runs on its own: NumPy, PyTorch, Keras or scikit-learn."""

from __future__ import annotations

from .errors import Array, InputError, instance, lookup
from .layers import Activation, BatchNorm, Dense, Layer
from .network import Network


class Unsupported(InputError):
    """The target has no way to say what the network does; `value` names the part.

    >>> try:
    ...     export.source(MLP([2, 3, 1], hidden="gelu"), "scikit-learn")
    ... except Unsupported as error:
    ...     print(error.argument, error.value)
    hidden activation gelu
    """


def source(net: Network, target: str) -> str:
    """Return Python source for `target` "numpy", "pytorch", "keras" or "scikit-learn".

    Run, it defines `predict(X)` for X (n, inputs), and for the libraries also `model`. It predicts what
    `net.forward` does in evaluation mode, to 1e-12; with Keras, whose products are float32 at best, to
    1e-6. Raises UnknownName, or Unsupported for a network that the target cannot express.
    """
    return lookup("target", target, _TARGETS)(instance("net", net, Network, "a Network"))


def _numbered(net: Network) -> list[tuple[Layer, int]]:
    # Each layer with its number among those of its kind.
    kinds = [type(layer) for layer in net.stack]
    return [(layer, kinds[:i].count(kinds[i])) for i, layer in enumerate(net.stack)]


def _weights(net: Network) -> str:
    lines = []
    for layer, k in _numbered(net):
        arrays: dict[str, Array] = {}
        if isinstance(layer, Dense):
            arrays = {"W": layer.W, "b": layer.b}
        elif isinstance(layer, BatchNorm):
            arrays = {"gamma": layer.gamma, "beta": layer.beta}
            arrays |= {"mean": layer.running_mean, "variance": layer.running_variance}
        # repr gives every float64 back exactly.
        lines += [f"{name}{k} = np.array({array.tolist()!r})" for name, array in arrays.items()]
    return "\n".join(lines)


def _said(net: Network, words: dict[str, str]) -> list[str]:
    """Return each layer of the stack in a target's `words`, {0} for the layer and {1} for its number."""
    names = [
        layer.function.name if isinstance(layer, Activation) else type(layer).__name__ for layer in net.stack
    ]
    return [words[name].format(layer, k) for name, (layer, k) in zip(names, _numbered(net), strict=True)]


_NUMPY = {
    "Dense": "x = x @ W{1} + b{1}",
    "Dropout": "",
    "BatchNorm": "x = (x - mean{1}) / np.sqrt(variance{1} + {0.epsilon!r}) * gamma{1} + beta{1}",
    "identity": "",
    "relu": "x = np.maximum(x, 0.0)",
    "leaky_relu": "x = np.where(x > 0, x, {0.function.alpha!r} * x)",
    "gelu": "x = x * np.vectorize(lambda v: 0.5 * math.erfc(-v / math.sqrt(2.0)), otypes=[float])(x)",
    "gelu_tanh": "x = 0.5 * x * (1.0 + np.tanh(math.sqrt(2.0 / math.pi) * (x + 0.044715 * x**3)))",
    "silu": "x = x * np.exp(-np.logaddexp(0.0, -x))",
    "sigmoid": "x = np.exp(-np.logaddexp(0.0, -x))  # 1 / (1 + e^-x), no overflow",
    "tanh": "x = np.tanh(x)",
    "softplus": "x = np.logaddexp(0.0, x)",
    "softmax": "x = np.exp(x - x.max(axis=1, keepdims=True))\n    x = x / x.sum(axis=1, keepdims=True)",
}


def _numpy(net: Network) -> str:
    body = "\n    ".join(filter(None, _said(net, _NUMPY)))
    head = "import math\n\n" if "math." in body else ""
    return (
        f"{head}import numpy as np\n\n{_weights(net)}\n\n\n"
        f"def predict(X):\n    x = np.asarray(X, dtype=float)\n    {body}\n    return x\n"
    )


_TORCH = {
    "Dense": "nn.Linear({0.fan_in}, {0.units})",
    "Dropout": "nn.Dropout({0.rate!r})",
    "BatchNorm": "nn.BatchNorm1d({0.units}, eps={0.epsilon!r}, momentum={0.momentum!r})",
    "identity": "nn.Identity()",
    "relu": "nn.ReLU()",
    "leaky_relu": "nn.LeakyReLU({0.function.alpha!r})",
    "gelu": "nn.GELU()",
    "gelu_tanh": 'nn.GELU(approximate="tanh")',
    "silu": "nn.SiLU()",
    "sigmoid": "nn.Sigmoid()",
    "tanh": "nn.Tanh()",
    # Above the threshold PyTorch returns z itself, as it must before e^z overflows; from 37 on it is right.
    "softplus": "nn.Softplus(threshold=40.0)",
    "softmax": "nn.Softmax(dim=1)",
}
_TORCH_FILLS: dict[type[Layer], dict[str, str]] = {
    Dense: {"weight": "W{}.T", "bias": "b{}"},
    BatchNorm: {"weight": "gamma{}", "bias": "beta{}", "running_mean": "mean{}", "running_var": "variance{}"},
}


def _torch(net: Network) -> str:
    rows = "".join(f"    {module},\n" for module in _said(net, _TORCH))
    fills = "".join(
        f"    model[{i}].{name}.copy_(torch.from_numpy({array.format(k)}))\n"
        for i, (layer, k) in enumerate(_numbered(net))
        for name, array in _TORCH_FILLS.get(type(layer), {}).items()
    )
    return (
        f"import numpy as np\nimport torch\nfrom torch import nn\n\n{_weights(net)}\n\n"
        f"model = nn.Sequential(\n{rows}).double()\nwith torch.no_grad():\n{fills}model.eval()\n\n\n"
        "def predict(X):\n    with torch.no_grad():\n"
        "        return model(torch.as_tensor(np.asarray(X), dtype=torch.float64)).numpy()\n"
    )


_KERAS = {
    "Dense": "layers.Dense({0.units})",
    "Dropout": "layers.Dropout({0.rate!r})",
    # Keras counts what is kept of the running statistics, not what is new.
    "BatchNorm": "layers.BatchNormalization(momentum=1 - {0.momentum!r}, epsilon={0.epsilon!r})",
    "identity": 'layers.Activation("linear")',
    "leaky_relu": "layers.LeakyReLU(negative_slope={0.function.alpha!r})",
    "gelu": "layers.Activation(lambda z: keras.activations.gelu(z, approximate=False))",
    "gelu_tanh": "layers.Activation(lambda z: keras.activations.gelu(z, approximate=True))",
} | {
    name: f'layers.Activation("{name}")'
    for name in ("relu", "silu", "sigmoid", "tanh", "softplus", "softmax")
}
_KERAS_FILLS: dict[type[Layer], str] = {
    Dense: "W{0}, b{0}",
    BatchNorm: "gamma{0}, beta{0}, mean{0}, variance{0}",
}


def _keras(net: Network) -> str:
    rows = "".join(f"        {module},\n" for module in _said(net, _KERAS))
    fills = "\n".join(
        f"model.layers[{i}].set_weights([{_KERAS_FILLS[type(layer)].format(k)}])"
        for i, (layer, k) in enumerate(_numbered(net))
        if type(layer) in _KERAS_FILLS
    )
    return (
        f"import keras\nimport numpy as np\nfrom keras import layers\n\n{_weights(net)}\n\n"
        f"model = keras.Sequential(\n    [\n        keras.Input(({net.inputs},)),\n{rows}    ]\n)\n"
        f"{fills}\n\n\n"
        'def predict(X):\n    x = np.asarray(X, dtype="float32")\n'
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


_TARGETS = {"numpy": _numpy, "pytorch": _torch, "keras": _keras, "scikit-learn": _sklearn}

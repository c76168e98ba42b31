"""A trained network as files that run on their own."""

from __future__ import annotations

from engine import Dataset, Network, export

SHOWN = 10
"""Test points that a script answers when it is run."""
FILES = {
    "numpy": "network_numpy.py",
    "pytorch": "network_pytorch.py",
    "keras": "network_keras.py",
    "scikit-learn": "network_sklearn.py",
}
"""The file for each target."""

_HEAD = '''"""A network trained in nntutor, as {target}. Needs {needs}. Run: python {file}"""

'''
_MAIN = """

if __name__ == "__main__":
    X = np.array({points})
    labels = {labels}
    for point, label, p in zip(X, labels, predict(X)[:, 0]):
        print(f"x = ({{point[0]:6.3f}}, {{point[1]:6.3f}})  class {{label}}  p = {{p:.4f}}")
"""
_NEEDS = {
    "numpy": "numpy",
    "pytorch": "numpy and torch",
    "keras": "numpy and keras",
    "scikit-learn": "numpy and scikit-learn",
}


def script(net: Network, test: Dataset, target: str) -> str:
    """A program of its own: the network with its weights, and its answers to a few test points.

    `target` is one of `FILES`. Raises `engine.export.Unsupported` where it cannot say what the network does.
    """
    head = _HEAD.format(target=target, needs=_NEEDS[target], file=FILES[target])
    points, labels = test.X[:SHOWN].tolist(), test.labels[:SHOWN].tolist()
    return head + export.source(net, target) + _MAIN.format(points=points, labels=labels)


def scripts(net: Network, test: Dataset) -> dict[str, str]:
    """Every script that there can be of a network, by file name."""
    found = {}
    for target, file in FILES.items():
        try:
            found[file] = script(net, test, target)
        except export.Unsupported:
            continue
    return found

"""The playground's network as code: the features made of x and y, and the network that they go into."""

from __future__ import annotations

from engine import export
from engine.playground.play import Play

_MADE = {
    "x": "x", "y": "y", "xSquared": "x * x", "ySquared": "y * y", "xTimesY": "x * y",
    "sinX": "np.sin(x)", "sinY": "np.sin(y)",
}  # fmt: skip
TARGETS = {"numpy": "numpy", "pytorch": "pytorch", "keras": "keras", "sklearn": "scikit-learn"}
"""What files are called, and what the engine calls the same."""


def features_source(play: Play) -> str:
    """Return Python source of `features(points)`: from points (n, 2) to what the network is given."""
    made = ", ".join(_MADE[name] for name in play.setting.features)
    lines = ["def features(points):", "    x, y = np.asarray(points, dtype=float).T"]
    lines.append(
        f"    return np.stack([{made}], axis=1)" if made else "    return np.empty((len(points), 0))"
    )
    return "\n".join(lines)


def sources(play: Play) -> dict[str, str]:
    """Return a file for each target that can express the network, by name."""
    found = {}
    for name, target in TARGETS.items():
        try:
            source = export.source(play.net, target)
        except export.Unsupported:
            continue
        found[f"playground_{name}.py"] = f"{source.rstrip()}\n\n\n{features_source(play)}\n"
    return found

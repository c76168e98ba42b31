"""The versions of everything that the tutor runs on."""

from __future__ import annotations

import sys
from typing import Any

PACKAGES = (
    "textual", "textual-plotext", "plotext", "numpy", "click", "markdown-it-py", "platformdirs", "wcwidth",
    "scikit-learn",
)  # fmt: skip


def installed(name: str) -> str | None:
    """The version of a package; None where it is not installed."""
    # It brings half of `email` and `zipfile` with it.
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def version() -> str:
    """The version of nntutor itself."""
    return installed("nntutor") or "0 (not installed)"


def versions() -> dict[str, Any]:
    """Every version there is; None for a package that is missing."""
    import platform
    import sqlite3

    return {
        "nntutor": version(),
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "system": platform.platform(),
        "program": sys.executable,
        **{name: installed(name) for name in PACKAGES},
    }

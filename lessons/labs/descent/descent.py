"""Gradient descent on a parabola."""

from __future__ import annotations

from lessons.labs.descent._parabola import Parabola


class Descent(Parabola):
    """Gradient descent on f(w) = (w − 3)²: the path of w, step by step."""

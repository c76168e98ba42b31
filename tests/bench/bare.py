"""The least that a page with words and a chart can be: what the tutor's first page is compared with."""

from __future__ import annotations

import sqlite3

import markdown_it
import numpy as np
from textual.app import App, ComposeResult
from textual.widgets import Markdown
from textual_plotext import PlotextPlot

IMPORTED = (sqlite3, markdown_it, np.random)
"""What the tutor stands on too. NumPy 1 loads its random numbers at once, NumPy 2 where they are named."""

WORDS = """
# Two moons

Points of two classes, each a crescent. A network of 2 inputs, two hidden layers of 16 ReLU
units and 1 output is to tell them apart.

bare page painted
"""


class Bare(App[None]):
    """One Markdown and one chart."""

    def compose(self) -> ComposeResult:
        yield Markdown(WORDS)
        yield PlotextPlot()

    def on_mount(self) -> None:
        steps = np.arange(200)
        self.query_one(PlotextPlot).plt.plot(steps, np.exp(-steps / 40))


if __name__ == "__main__":
    Bare().run()

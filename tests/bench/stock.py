"""A live loss chart as Textual and textual-plotext make it by themselves, 15 times a second; p pauses."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.widgets import Static
from textual_plotext import PlotextPlot


class Stock(App[None]):
    """Plays from the start."""

    BINDINGS: ClassVar[list[BindingType]] = [("p", "pause", "Pause"), ("q", "quit", "Quit")]

    def compose(self) -> ComposeResult:
        yield Static("stock app playing", id="status")
        yield PlotextPlot()

    def on_mount(self) -> None:
        self.frame = 0
        self.timer = self.set_interval(1 / 15, self.advance)

    def advance(self) -> None:
        self.frame += 2
        steps = np.arange(self.frame)
        chart = self.query_one(PlotextPlot)
        chart.plt.clear_data()
        chart.plt.plot(steps, 0.65 * np.exp(-steps / 200) + 0.05 + 0.01 * np.sin(steps * 1.3))
        chart.refresh()

    def action_pause(self) -> None:
        self.timer.pause()
        self.query_one("#status", Static).update("stock app paused")


if __name__ == "__main__":
    Stock().run()

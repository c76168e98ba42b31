"""The widget is painted once for each time that it is shown, and a frame of it is few bytes."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from lessons.figures import Figure
from tests.bench.frames import bytes_a_frame
from tests.tui.drawing import samples
from tui.drawing import Canvas
from tui.link.letters import Letters
from tui.theme import DARK, LIGHT, register
from tui.widgets.figure_view import FigureView


class Watched(FigureView):
    """Counts how often it is painted."""

    painted = 0

    def paint(self, width: int, height: int) -> Canvas:
        self.painted += 1
        return super().paint(width, height)

    def text(self) -> str:
        return "\n".join(self.render_line(y).text for y in range(self.size.height))


class Page(App[None]):
    CSS = "FigureView { height: 1fr; }"

    letters: Letters = "all"

    def __init__(self, *figures: Figure) -> None:
        super().__init__()
        register(self)
        self.theme = DARK.name
        self.view = Watched(*figures)

    def compose(self) -> ComposeResult:
        yield self.view


async def test_a_figure_is_shown() -> None:
    app = Page(samples.formula())
    async with app.run_test(size=(80, 10)):
        assert "▸" in app.view.text()
        assert not app.view.focusable


async def test_it_is_painted_once_for_each_time_that_it_is_shown() -> None:
    app = Page(samples.formula())
    async with app.run_test(size=(80, 10)) as pilot:
        await pilot.pause()
        assert app.view.painted == 1
        for k in range(5):
            app.view.show([samples.loss(40 + 2 * k)])
        await pilot.pause()
        assert app.view.painted == 2


async def test_what_is_shown_is_the_latest_figure_in_every_cell() -> None:
    app = Page(samples.training())
    async with app.run_test(size=(80, 20)) as pilot:
        for k in range(5):
            app.view.show([samples.field(k / 3), samples.loss(10 + 5 * k)])
            await pilot.pause()
            fresh = Page(samples.field(k / 3), samples.loss(10 + 5 * k))
            async with fresh.run_test(size=(80, 20)):
                assert app.view.text() == fresh.view.text()


async def test_a_new_theme_and_a_new_size_redraw_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.widgets.drawn.colour_mode_of", lambda app: "truecolor")
    app = Page(samples.loss())
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.pause()
        before = app.view.render_line(3)
        app.theme = LIGHT.name
        await pilot.pause()
        after = app.view.render_line(3)
        assert after.text == before.text
        assert after != before
        background = app.view.background_colors[1].hex6.lower()
        assert {s.style.bgcolor.name for s in after if s.style} == {background}
        await pilot.resize_terminal(60, 15)
        await pilot.pause()
        assert {app.view.render_line(y).cell_length for y in range(15)} == {60}


async def test_fewer_shades_on_a_thin_link(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.widgets.drawn.colour_mode_of", lambda app: "256")
    app = Page(samples.field())
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.pause()

        def shades() -> int:
            return len(
                {s.style.bgcolor.name for y in range(1, 18) for s in app.view.render_line(y) if s.style}
            )

        assert shades() > 6
        app.view.show(app.view.figures, levels=5)
        assert shades() <= 6


async def test_it_asks_for_the_rows_that_its_figures_declare() -> None:
    app = Page(samples.training(), samples.tape())
    async with app.run_test(size=(80, 24)) as pilot:
        app.view.styles.height = "auto"
        await pilot.pause()
        assert app.view.size.height == app.view.content_rows(80) == 19
        assert app.view.content_rows(60) == 31
        app.view.show([samples.tape()])
        await pilot.pause()
        assert app.view.size.height == 7


async def test_ascii_is_ascii() -> None:
    app = Page(*samples.every().values())
    app.letters = "ascii"
    async with app.run_test(size=(80, 150)):
        assert app.view.text().isascii()


@pytest.mark.pty
def test_a_growing_curve_costs_at_most_300_bytes_a_frame() -> None:
    assert bytes_a_frame("curve") <= 300


@pytest.mark.pty
def test_a_moving_field_with_its_curve_costs_at_most_5000_bytes_a_frame() -> None:
    assert bytes_a_frame("field") <= 5000

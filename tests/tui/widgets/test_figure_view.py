"""The widget sends what has changed, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Region

from lessons.figures import Figure
from tests.bench.frames import bytes_a_frame
from tests.tui.drawing import samples
from tui.theme import DARK, LIGHT, register
from tui.widgets.figure_view import FigureView


class Watched(FigureView):
    """Remembers which regions it asked to have drawn again; None for all of it."""

    asked: list[tuple[Region, ...] | None]

    def __init__(self, *figures: Figure, **options: Any) -> None:
        self.asked = []
        super().__init__(*figures, **options)

    def refresh(self, *regions: Region, **options: Any) -> FigureView:
        self.asked.append(regions or None)
        return super().refresh(*regions, **options)

    def rows(self) -> set[int]:
        """The rows asked for since the last time."""
        found = {r.y for regions in self.asked for r in regions or ()}
        assert None not in self.asked
        self.asked.clear()
        return found

    def text(self) -> str:
        return "\n".join(self.render_line(y).text for y in range(self.size.height))


class Page(App[None]):
    CSS = "FigureView { height: 1fr; }"

    def __init__(self, *figures: Figure, **options: Any) -> None:
        super().__init__()
        register(self)
        self.theme = DARK.name
        self.view = Watched(*figures, **options)

    def compose(self) -> ComposeResult:
        yield self.view


async def test_a_figure_is_shown() -> None:
    app = Page(samples.formula())
    async with app.run_test(size=(80, 10)):
        assert "▸" in app.view.text()
        assert not app.view.focusable


async def test_nothing_is_drawn_again_when_nothing_changed() -> None:
    app = Page(samples.loss(), samples.tape())
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.pause()
        app.view.asked.clear()
        app.view.show([samples.loss(), samples.tape()])
        assert app.view.asked == []


async def test_only_the_rows_that_a_curve_grew_into_are_drawn_again() -> None:
    app = Page(samples.loss(40))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        app.view.asked.clear()
        app.view.show([samples.loss(42)])
        assert 1 <= len(app.view.rows()) <= 3


async def test_a_moving_field_leaves_the_curve_beside_it_alone() -> None:
    app = Page(samples.field(), samples.loss())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.view.asked.clear()
        app.view.show([samples.field(0.1), samples.loss()])
        rows = app.view.rows()
        assert rows
        assert max(rows) < 13


async def test_what_is_shown_is_the_latest_figure_in_every_cell() -> None:
    app = Page(samples.training())
    async with app.run_test(size=(80, 20)) as pilot:
        for k in range(5):
            app.view.show([samples.field(k / 3), samples.loss(10 + 5 * k)])
            await pilot.pause()
            fresh = Page(samples.field(k / 3), samples.loss(10 + 5 * k))
            async with fresh.run_test(size=(80, 20)):
                assert app.view.text() == fresh.view.text()


async def test_a_new_theme_and_a_new_size_redraw_all_of_it() -> None:
    app = Page(samples.loss(), colours="truecolor")
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


async def test_fewer_shades_on_a_thin_link() -> None:
    app = Page(samples.field(), colours="256")
    async with app.run_test(size=(80, 20)) as pilot:
        await pilot.pause()

        def shades() -> int:
            return len(
                {s.style.bgcolor.name for y in range(1, 18) for s in app.view.render_line(y) if s.style}
            )

        assert shades() > 6
        app.view.levels = 5
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
    app = Page(*samples.every().values(), letters="ascii")
    async with app.run_test(size=(80, 150)):
        assert app.view.text().isascii()


@pytest.mark.pty
def test_a_growing_curve_costs_at_most_300_bytes_a_frame() -> None:
    assert bytes_a_frame("curve") <= 300


@pytest.mark.pty
def test_a_moving_field_with_its_curve_costs_at_most_5000_bytes_a_frame() -> None:
    assert bytes_a_frame("field") <= 5000

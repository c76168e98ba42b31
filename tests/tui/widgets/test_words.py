"""Words: paragraphs are drawn as Textual's Markdown draws them, and everything else by it."""

from __future__ import annotations

import pytest
from rich.color import ColorSystem
from textual.app import App, ComposeResult
from textual.strip import Strip
from textual.widgets import Markdown

from lessons.model import Prose
from tests.support.course import COURSE
from tui.link.shown import cells_of
from tui.theme import DARK, register
from tui.widgets.marked import Marked
from tui.widgets.words import Words

COURSE_WORDS = [b.source for x in COURSE.lessons for p in x.pages for b in p.blocks if isinstance(b, Prose)]
PARAGRAPHS = [
    "One *two **three** four* **five\nsix** `seven` {value}`z1[0]`.\n\nAnother \\* paragraph &amp;  more.",
    *COURSE_WORDS[::12],
]
OTHERS = ["- one\n- two", "1. one", "> said", "```\nx = 1\n```", "### Small", "| a |\n|---|\n| b |"]
OTHERS += ["[a link](https://example.org)", "a\\\nb", "---"]


class Page(App[None]):
    CSS_PATH = "../../../tui/tutor.tcss"
    CSS = "Screen { overflow: hidden; } Words, Marked { width: 50; }"

    def __init__(self, *sources: str) -> None:
        super().__init__()
        register(self)
        self.theme = DARK.name
        self.sources = sources

    def compose(self) -> ComposeResult:
        for source in self.sources:
            yield Words(source, str.upper)
            yield Marked(source, str.upper)


def screen_of(app: App[None]) -> list[Strip]:
    return app.screen._compositor.render_strips(app.size)


async def test_paragraphs_are_drawn_as_textual_draws_them() -> None:
    app = Page(*(source for source in PARAGRAPHS if Words(source, str).plain))
    assert len(app.sources) > 3
    async with app.run_test(size=(50, 400)) as pilot:
        await pilot.pause()
        rows = [cells_of(strip, ColorSystem.TRUECOLOR) for strip in screen_of(app)]
        for ours, theirs in zip(app.query(Words), app.query(Marked), strict=True):
            drawn = rows[ours.region.y : ours.region.bottom]
            assert drawn == rows[theirs.region.y : theirs.region.bottom - 1]
            assert any(cell.look.colour != "39" for row in drawn for cell in row)


@pytest.mark.parametrize("source", OTHERS)
async def test_what_is_no_paragraph_is_drawn_by_textual(source: str) -> None:
    app = Page(source)
    async with app.run_test(size=(50, 20)):
        assert app.query_one(Words).query(Markdown)


async def test_numbers_may_change_before_the_words_have_been_laid_out() -> None:
    class Early(Words):
        def on_mount(self) -> None:
            self.update_values()

    class One(Page):
        def compose(self) -> ComposeResult:
            yield Early("It is {value}`z`.", str.upper)

    async with One().run_test(size=(50, 20)) as pilot:
        await pilot.pause()
        assert pilot.app.query_one(Early).render().plain == "It is Z."

"""The rows that words and figures take on the screen are those that the checker counts."""

from __future__ import annotations

from lessons.format.layout import COLUMNS, LEAST_PICTURE, ROWS, columns_of_words, prose_rows
from tests.lessons.support import HEAD, parsed
from tests.support.pilot import lesson, turn
from tests.tui.conftest import Tutor
from tui.link.sizes import LEAST_COLUMNS, LEAST_ROWS
from tui.widgets.figure_view import FigureView
from tui.widgets.lab_panel import LabPanel

KINDS = {
    "paragraphs": "One.\n\nTwo, which is much longer and goes on and on until it has to be broken somewhere.",
    "marks": "Some **bold**, *slanted*, `code`; {value}`w` is a number; all of it so long that it takes two.",
    "a list": "- one\n- two, which is longer and goes on and on until it has to be broken in two\n- three",
    "numbers": "1. one\n2. two, which is longer and goes on and on until it has to be broken\n3. three",
    "lists in lists": "- one\n  - inner\n  - inner too\n- two",
    "code": "```python\nx = 1\ny = 2\n```",
    "a quote": "> One line of another, which is much longer and goes on until it has to be broken in two.",
    "small headings": "Words.\n\n### Small\n\nWords.\n\n#### Smaller\n\nWords.",
    "a table": "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |",
    "wide characters": "中文" * 30,
    "a long word": "a" * 100,
    "between": "Before.\n\n- a\n- b\n\nBetween.\n\n1. c\n2. d\n\nAfter.",
    "a hard break": "One  \ntwo",
}


async def test_every_kind_of_words_takes_the_rows_that_are_counted(tutor: Tutor) -> None:
    pages = (f"## Page {i}\n\n{words}\n\n```{{lab}} descent\n```\n" for i, words in enumerate(KINDS.values()))
    async with tutor(parsed(HEAD + "\n".join(pages))).run_test(size=(COLUMNS, 40)) as pilot:
        for index, (kind, words) in enumerate(KINDS.items()):
            await turn(pilot, index)
            assert lesson(pilot).query_one("#words").outer_size.height == prose_rows(words) + 1, kind


async def test_on_the_smallest_screen_no_figure_is_cut(tutor: Tutor) -> None:
    """A page may be longer than the screen; what it shows has all the rows that it needs at that width."""
    async with tutor("forward-pass").run_test(size=(LEAST_COLUMNS, LEAST_ROWS)) as pilot:
        for index in (0, 3):
            await turn(pilot, index)
            panel = lesson(pilot).query_one(LabPanel)
            for position in (0, panel.lab.end or 0):
                panel.lab.seek(position)
                panel.draw()
                await pilot.pause()
                await pilot.pause()
                view = panel.query_one(FigureView)
                assert view.size.height >= view.content_rows(view.size.width)
                assert view.content_rows(view.size.width) > sum(f.rows for f in view.figures)


async def test_a_page_of_words_shows_the_last_lab_where_its_picture_finds_seven_rows(tutor: Tutor) -> None:
    pages = ["```{lab} descent\n```", "- word\n" * 10, "- word\n" * 11]
    told = parsed(HEAD + "\n\n".join(f"## Page {i}\n\n{text}" for i, text in enumerate([*pages, "Words."])))
    async with tutor(told).run_test(size=(COLUMNS, ROWS)) as pilot:
        await turn(pilot, 1)
        screen = lesson(pilot)
        view = screen.query_one(FigureView)
        assert screen.query_one("#page").max_scroll_y == 0
        # Its chart, and the row of the formula under it.
        assert LEAST_PICTURE + 1 <= view.size.height < view.content_rows(view.size.width)
        await turn(pilot, 2)
        assert not screen.query_one(LabPanel).display


async def test_a_line_of_code_that_words_beside_a_lab_would_cut_has_the_lab_under_it(tutor: Tutor) -> None:
    room = columns_of_words(120) - 2
    pages = (f"## Page {n}\n\n```python\n{'x' * n}\n```\n\n```{{lab}} descent\n```" for n in (room, room + 1))
    async with tutor(parsed(HEAD + "\n\n".join(pages))).run_test(size=(120, 40)) as pilot:
        for index in (0, 1):
            await turn(pilot, index)
            assert lesson(pilot).has_class("-low") == bool(index)
            assert lesson(pilot).query_one("#words").size.width > room + index

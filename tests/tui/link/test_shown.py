"""Sending only what has come to look different: the far end must not be able to tell."""

from __future__ import annotations

import pyte
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from tests.support.tutor import PAUSED, go_on, open_tutor, train
from tui.link.shown import Shown

WIDTH, HEIGHT = 24, 4
CONSOLE = Console(color_system="256", force_terminal=True)
STYLES = [
    None,
    Style(color="#4488cc"),
    Style(color="#4488cc", bgcolor="#202020"),
    Style(bgcolor="#303030"),
    Style(color="#cc8844", bgcolor="#202020", bold=True),
    Style(reverse=True),
    Style(underline=True, bgcolor="#303030"),
]

pieces = st.tuples(st.text("ab─ é", min_size=1, max_size=8), st.sampled_from(STYLES))


@st.composite
def rows(draw, width: int = WIDTH):
    """A row of text in several styles, exactly so wide."""
    segments = [Segment(text, style) for text, style in draw(st.lists(pieces, min_size=1, max_size=6))]
    return Strip(segments).adjust_cell_length(width)


@st.composite
def updates(draw):
    """A painting of the whole screen, or of a few spans of it, as the compositor makes them."""
    if draw(st.booleans()):
        strips = [[draw(rows())] for _ in range(HEIGHT)]
        return LayoutUpdate(strips, Region(0, 0, WIDTH, HEIGHT))
    cut = draw(st.integers(1, WIDTH - 1))
    chops, spans = [], []
    for y in range(HEIGHT):
        chops.append({0: draw(rows(cut)), cut: draw(rows(WIDTH - cut))})
        if draw(st.booleans()):
            spans.append(draw(st.sampled_from([(y, 0, cut), (y, cut, WIDTH), (y, 0, WIDTH)])))
    return ChopsUpdate(chops, spans or [(0, 0, cut)], [[cut, WIDTH]] * HEIGHT)


def cells(screen: pyte.Screen) -> list[object]:
    """What can be seen: a blank's colour cannot, unless something is drawn with it."""
    seen = []
    for y in range(screen.lines):
        for x in range(screen.columns):
            cell = screen.buffer[y][x]
            blank = cell.data == " " and not (cell.underscore or cell.reverse or cell.strikethrough)
            seen.append(cell._replace(fg="default", bold=False) if blank else cell)
    return seen


def terminal() -> tuple[pyte.Screen, pyte.Stream]:
    screen = pyte.Screen(WIDTH, HEIGHT)
    return screen, pyte.Stream(screen)


@settings(max_examples=80, deadline=None)
@given(st.lists(updates(), min_size=1, max_size=6))
def test_the_far_end_shows_the_same_as_if_everything_had_been_sent(series):
    all_of_it, differences = terminal(), terminal()
    shown = Shown()
    for update in series:
        all_of_it[1].feed(update.render_segments(CONSOLE).replace("\n", "\r\n"))
        differences[1].feed(shown.sequence(update, (WIDTH, HEIGHT), CONSOLE))
    known = [i for i, cell in enumerate(cells(all_of_it[0])) if cell != all_of_it[0].default_char]
    assert [cells(differences[0])[i] for i in known] == [cells(all_of_it[0])[i] for i in known]


def layout(*lines: str, style: Style | None = None) -> LayoutUpdate:
    strips = [[Strip([Segment(line, style)]).adjust_cell_length(WIDTH)] for line in lines]
    return LayoutUpdate(strips, Region(0, 0, WIDTH, len(lines)))


def sent(shown: Shown, update: LayoutUpdate) -> str:
    return shown.sequence(update, (WIDTH, HEIGHT), CONSOLE)


def test_painting_the_same_again_sends_nothing():
    shown = Shown()
    assert sent(shown, layout("one", "two"))
    assert sent(shown, layout("one", "two")) == ""


def test_only_the_cells_that_differ_are_sent():
    shown = Shown()
    sent(shown, layout("loss 0.2512 at step 100"))
    assert sent(shown, layout("loss 0.2501 at step 103")) == "\x1b[1;10H01\x1b[1;23H3"


def test_after_forgetting_everything_is_sent():
    shown = Shown()
    first = sent(shown, layout("one"))
    shown.forget()
    assert sent(shown, layout("one")) == first


def test_a_wide_character_is_sent_whole():
    shown = Shown()
    sent(shown, layout("a字b"))
    assert sent(shown, layout("a国b")) == "\x1b[1;2H国"


def test_an_accent_stays_with_its_letter():
    shown = Shown()
    sent(shown, layout("xhat"))
    assert sent(shown, layout("x\u0302hat")) == "\x1b[1Hx\u0302"


def test_no_control_character_of_a_text_reaches_the_terminal():
    shown = Shown()
    said = sent(shown, layout("a\x1b]0;title\x07b\x9bc"))
    assert "\x1b]" not in said
    assert "\x07" not in said
    assert "\x9b" not in said


def test_a_link_is_opened_and_closed():
    said = sent(Shown(), layout("here", style=Style(link="https://example.org")))
    assert said.count("\x1b]8;") == 2
    assert said.index("https://example.org") < said.index("here") < said.index("\x1b]8;;\x1b\\")


@pytest.mark.pty
@pytest.mark.parametrize(("lesson", "columns", "rows"), [("backpropagation", 80, 24), ("training", 120, 40)])
def test_drawing_everything_again_changes_nothing_on_any_page(tmp_path, lesson, columns, rows):
    (tmp_path / "config" / "nntutor").mkdir(parents=True)
    (tmp_path / "config" / "nntutor" / "config.toml").write_text("motion = false\n")
    with open_tutor(tmp_path, lesson, columns=columns, rows=rows) as tutor:
        tutor.wait_for(r"1/\d+")
        pages = int(tutor.text.splitlines()[0].rpartition("/")[2])
        for page in range(1, min(pages, 7) + 1):
            tutor.wait_for(rf"\b{page}/{pages}")
            tutor.rest()
            before, text = cells(tutor.screen), tutor.text
            tutor.send("\x0c")
            tutor.more(1_000)
            tutor.rest()
            assert tutor.text == text
            assert cells(tutor.screen) == before
            go_on(tutor)


@pytest.mark.pty
def test_drawing_everything_again_changes_nothing_after_training(tmp_path):
    with open_tutor(tmp_path, "training", columns=100, rows=30) as tutor:
        train(tutor)
        tutor.more(2_000)
        tutor.send("p")
        tutor.wait_for(PAUSED)
        tutor.rest()
        before, text = cells(tutor.screen), tutor.text
        tutor.send("\x0c")
        tutor.more(1_000)
        tutor.rest()
        assert tutor.text == text
        assert cells(tutor.screen) == before


def test_what_is_forgotten_in_the_middle_of_a_comparison_is_sent_again():
    class Interrupted(LayoutUpdate):
        """An update in whose middle a signal comes, of which all that is shown is forgotten."""

        @property
        def strips(self):
            shown.forget()
            return self._strips

        @strips.setter
        def strips(self, strips):
            self._strips = strips

    shown = Shown()
    screen, stream = terminal()
    lines = [[Strip([Segment("x" * WIDTH)])] for _ in range(HEIGHT)]
    region = Region(0, 0, WIDTH, HEIGHT)
    for update in (LayoutUpdate(lines, region), Interrupted(lines, region)):
        stream.feed(shown.sequence(update, (WIDTH, HEIGHT), CONSOLE))
    screen.reset()
    stream.feed(shown.sequence(LayoutUpdate(lines, region), (WIDTH, HEIGHT), CONSOLE))
    assert screen.display == ["x" * WIDTH] * HEIGHT

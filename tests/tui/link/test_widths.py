"""Where some characters take two columns, nothing is drawn with those; one table has all widths."""

from __future__ import annotations

import unicodedata

import pyte
import pytest
from rich.cells import get_character_cell_size
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from lessons.format.markdown import fill_text
from lessons.model import Prose
from lessons.run import LessonRun
from lessons.text import cells, cells_of
from tests.support import drawing
from tests.support.course import COURSE
from tests.support.tutor import go_on, open_tutor
from tests.tui.drawing import samples
from tui.drawing import Canvas, Pen, paint_all
from tui.link.ascii import is_narrow, to_ascii, to_narrow
from tui.link.letters import QUESTION, Drawn, drawn
from tui.link.output import _ASCII, WRITTEN
from tui.link.shown import cells_of as shown_cells

KNOWN = [c for c in map(chr, range(0x20, 0x20000)) if unicodedata.category(c) not in ("Cn", "Cc", "Cs", "Co")]
PEN = Pen(letters="narrow")


@pytest.mark.parametrize(
    ("screen", "kind"),
    [
        (drawing.Drawing, Drawn.NARROW),
        (drawing.AmbiguousWide, Drawn.WIDE),
        (drawing.ShapesWide, Drawn.WIDE),
        (drawing.BoxWide, Drawn.BOX_WIDE),
        (drawing.Latin, Drawn.BYTES),
        (drawing.LatinControls, Drawn.BYTES),
    ],
)
def test_one_question_tells_every_kind_of_terminal(screen: type[drawing.Drawing], kind: Drawn) -> None:
    shown = screen(80, 24)
    stream = pyte.ByteStream(shown)
    if not screen.utf8:
        stream.select_other_charset("@")
    stream.feed(QUESTION.encode())
    assert drawn(shown.cursor.x) is kind


def test_the_kinds_have_no_column_in_common() -> None:
    kinds = [drawn(columns) for columns in range(60)]
    assert kinds.count(Drawn.NARROW) == kinds.count(Drawn.BOX_WIDE) == 1
    assert kinds[0] is kinds[1] is kinds[59] is None


@pytest.mark.parametrize(("letters", "may"), [("narrow", is_narrow), ("ascii", str.isascii)])
def test_whatever_is_written_takes_its_columns_and_those_everywhere(letters, may) -> None:  # type: ignore[no-untyped-def]
    for char in KNOWN:
        written = char.translate(WRITTEN[letters])
        assert cells(written) == cells(char), char
        assert written == char if may(char) else written.isascii(), char


def test_braille_and_the_minus_sign_stay_and_what_goes_with_borders_and_subscripts_is_spelled() -> None:
    assert to_narrow("⣿ −3 ⋮ ñ ✓") == "⣿ −3 ⋮ ñ ✓"
    assert to_narrow("W₁·x² → ┼ ● ▸ ₀⁵") == to_ascii("W₁·x² → ┼ ● ▸ ₀⁵")
    assert to_narrow("漢") == "漢"


def foreign(text: str) -> set[str]:
    return {c for c in text if not is_narrow(c) and c != "\n"}


@pytest.mark.parametrize("name", samples.every())
def test_every_figure_is_drawn_with_what_is_narrow_everywhere(name: str) -> None:
    figure = samples.every()[name]
    for width in (37, 80):
        assert foreign(paint_all([figure], width, figure.rows, PEN).text()) == set()


@pytest.mark.parametrize("lesson", COURSE.lessons, ids=lambda lesson: lesson.id)
def test_every_page_is_spelled_with_what_is_narrow_everywhere(lesson) -> None:  # type: ignore[no-untyped-def]
    run = LessonRun(lesson, frozenset(q.id for q in lesson.questions))
    for page in lesson.pages:
        read = lambda path, page=page: run.read(page, path)  # noqa: E731
        texts = [page.title]
        texts += [fill_text(b.source, read) for b in page.blocks if isinstance(b, Prose)]
        texts += [fill_text(q.ask, read) for q in page.questions]
        texts += [fill_text(c.text, read) for q in page.questions for c in getattr(q, "choices", ())]
        lab = run.lab(page)
        if lab is not None:
            assert foreign(paint_all(lab.draw(), 76, 16, PEN).text()) == set()
            texts += [lab.says(), *(knob.label for knob in lab.knobs())]
        for text in texts:
            spelt = to_narrow(text)
            assert foreign(spelt) == set()
            assert spelt.count("?") == text.count("?"), f"{page.title}: something has no spelling"


def test_there_is_one_table_of_widths() -> None:
    """Textual lays out by Rich's, which agrees."""
    assert [c for c in KNOWN if cells_of(c) != get_character_cell_size(c)] == []
    assert all(cells_of(char) == 1 for char in _ASCII)


@pytest.mark.parametrize(
    "text", ["👩\u200d🔧 mends", "❤\ufe0f red", "🇩🇪 de", "👍🏽 ok", "e\u0301 漢 x\u0302"]
)
def test_what_is_joined_to_one_picture_takes_as_many_cells_as_it_was_laid_out_for(text: str) -> None:
    strip = Strip([Segment(text)])
    assert len(shown_cells(strip, ColorSystem.TRUECOLOR)) == strip.cell_length
    canvas = Canvas(12, 1, Pen())
    canvas.put(0, 0, text, Style())
    assert len(shown_cells(canvas.strip(0), ColorSystem.TRUECOLOR)) == 12


@pytest.mark.pty
@pytest.mark.parametrize("screen", [drawing.AmbiguousWide, drawing.ShapesWide, drawing.BoxWide])
def test_the_layout_holds_where_characters_are_wide(tmp_path, screen) -> None:  # type: ignore[no-untyped-def]
    with open_tutor(tmp_path, "forward-pass", screen=screen) as terminal:
        terminal.wait_for(r"z1\[0\] = W1\[0,0\]\*x")

        def look(title: str) -> None:
            terminal.wait_for(title)
            rows = terminal.screen.display
            assert {len(row) for row in rows} == {80}
            assert foreign("".join(rows)) == set()
            assert rows[0].endswith("/8  ")
            assert "help" in rows[-1]

        look("1/8")
        go_on(terminal)
        look("2/8")
        go_on(terminal)
        look("3/8")
        terminal.send("\x03")
        assert terminal.wait_exit() == 0

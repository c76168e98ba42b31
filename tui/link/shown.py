"""What the terminal shows, cell by cell, so that only cells that differ are sent.

Textual sends every region that a widget has asked to have painted, whether it looks
different or not, and resets the colours at every change of style. Here an update is
compared with what the terminal shows already: a page turn sends its new words and not
the blank around them, and painting the same twice sends nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len, split_graphemes
from rich.color import ColorSystem
from rich.console import COLOR_SYSTEMS, Console
from rich.style import Style
from textual.strip import Strip

from tui.private import ChopsUpdate, CompositorUpdate, LayoutUpdate

GAP = 4
"""So many unchanged cells are sent again rather than jumped over: a jump costs about as many bytes."""


class Look(NamedTuple):
    """How a cell looks, as the parts of an SGR sequence."""

    attributes: str = ""
    colour: str = "39"
    background: str = "49"
    link: str = ""


class Cell(NamedTuple):
    """A character and how it looks. The right half of a wide character is an empty one."""

    text: str
    look: Look


PLAIN = Look()
Row = list[Cell | None]


@lru_cache(maxsize=4096)
def look_of(style: Style, colours: ColorSystem) -> Look:
    """How a style looks in so many colours."""
    colour = style.color.downgrade(colours).get_ansi_codes() if style.color else ("39",)
    background = (
        style.bgcolor.downgrade(colours).get_ansi_codes(foreground=False) if style.bgcolor else ("49",)
    )
    link = f"id={style.link_id};{style.link}" if style.link else ""
    attributes = Strip.render_ansi(style.without_color, colours)
    return Look(attributes, ";".join(colour), ";".join(background), link)


# A blank looks the same in every colour, unless it is underlined, struck through or reversed.
@lru_cache(maxsize=4096)
def _blank(look: Look) -> Cell:
    return Cell(" ", look if look.attributes or look.link else look._replace(colour="39"))


# Rich's widths, since the strips are laid out by them; a test holds them to the table of the rest.
@lru_cache(maxsize=4096)
def _width(character: str) -> int:
    return cell_len(character)


def _characters(text: str) -> Iterable[str]:
    """The characters of a text, those that are joined to one picture as one."""
    if "\u200d" in text or "\ufe0f" in text:
        return (text[start:end] for start, end, _ in split_graphemes(text)[0])
    return text


def cells_of(strip: Strip, colours: ColorSystem) -> list[Cell]:
    """A strip, cell by cell."""
    cells: list[Cell] = []
    for text, style, control in strip:
        if control:
            continue
        look = look_of(style, colours) if style else PLAIN
        shown = text.rstrip(" ")
        for character in _characters(shown):
            if character == " ":
                cells.append(_blank(look))
            elif character < " " or "\x7f" <= character < "\xa0":
                # Nothing that steers a terminal may stand in a cell.
                cells.append(Cell("?", look))
            elif character.isascii() or (width := _width(character)) == 1:
                cells.append(Cell(character, look))
            elif width == 2:
                cells += (Cell(character, look), Cell("", look))
            elif cells:
                # An accent, say: it belongs to the character before it.
                at = -1 if cells[-1].text else -2
                cells[at] = cells[at]._replace(text=cells[at].text + character)
        # Most of a large screen.
        cells += [_blank(look)] * (len(text) - len(shown))
    return cells


class Shown:
    """The cells that the terminal shows, as far as they are known."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._size = (0, 0)

    def forget(self) -> None:
        """Know nothing any more: the terminal has been cleared, resized, or used by another program."""
        self._rows = []

    def sequence(self, update: CompositorUpdate, size: tuple[int, int], console: Console) -> str:
        """What to send so that the terminal shows an update; empty where it shows that already."""
        colours = COLOR_SYSTEMS.get(console.color_system or "", ColorSystem.TRUECOLOR)
        # A signal may have all forgotten at any moment, in the middle of this too.
        known = self._rows
        if size != self._size or not known:
            self._size = size
            self._rows = known = [[None] * size[0] for _ in range(size[1])]
        if isinstance(update, LayoutUpdate):
            strips = list(_strips_of_layout(update))
        elif isinstance(update, ChopsUpdate):
            strips = list(_strips_of_chops(update))
        else:
            self._rows = []
            return update.render_segments(console)
        lines: dict[int, Row] = {}
        columns, rows = size
        for y, x, strip in strips:
            if not 0 <= y < rows:
                continue
            line = lines.setdefault(y, known[y].copy())
            cells = cells_of(strip, colours)[max(0, -x) : max(0, columns - x)]
            x = max(0, x)
            line[x : x + len(cells)] = cells
        writer = _Writer()
        for y in sorted(lines):
            if lines[y] != known[y]:
                writer.row(y, known[y], lines[y])
                known[y] = lines[y]
        return writer.end()


def _strips_of_layout(update: LayoutUpdate) -> Iterator[tuple[int, int, Strip]]:
    for y, line in enumerate(update.strips, update.region.y):
        x = update.region.x
        for strip in line:
            yield y, x, strip
            x += strip.cell_length


def _strips_of_chops(update: ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    for y, start, stop in update.spans:
        for end, (x, strip) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if strip is not None and x < stop and end > start:
                yield y, x, strip


def differing(before: Row, after: Row) -> Iterator[tuple[int, int]]:
    """The runs of cells, first and behind the last, that differ or are close to such."""
    start = stop = -1
    for x, (old, new) in enumerate(zip(before, after, strict=True)):
        if old == new or new is None:
            continue
        if stop >= 0 and x - stop <= GAP and None not in after[stop:x]:
            stop = x + 1
            continue
        if stop >= 0:
            yield start, stop
        start, stop = x, x + 1
    if stop >= 0:
        yield start, stop


class _Writer:
    """Puts cells into as few bytes as it can."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._look = PLAIN

    def row(self, y: int, before: Row, after: Row) -> None:
        """Write what has changed in a row."""
        for start, stop in differing(before, after):
            start, stop = _whole_characters(after, start, stop)
            self._out.append(f"\x1b[{y + 1};{start + 1}H" if start else f"\x1b[{y + 1}H")
            for cell in after[start:stop]:
                assert cell is not None
                self._change(cell)
                self._out.append(cell.text)

    def _change(self, cell: Cell) -> None:
        now, look = self._look, cell.look
        if cell.text == " " and not look.attributes and not look.link:
            # The colour of a blank does not matter: leave it as it is.
            look = look._replace(colour=now.colour)
        if now == look:
            return
        if now.link != look.link:
            self._out.append(f"\x1b]8;{look.link or ';'}\x1b\\")
        if now.attributes != look.attributes:
            codes = ["0" if now.attributes else "", look.attributes]
            base = PLAIN if now.attributes else now
        else:
            codes, base = [], now
        if base.colour != look.colour:
            codes.append(look.colour)
        if base.background != look.background:
            codes.append(look.background)
        if wanted := ";".join(filter(None, codes)):
            self._out.append(f"\x1b[{wanted}m")
        self._look = look

    def end(self) -> str:
        """Everything, with the colours as they were before."""
        if self._look != PLAIN:
            if self._look.link:
                self._out.append("\x1b]8;;\x1b\\")
            self._out.append("\x1b[m")
        return "".join(self._out)


def _whole_characters(row: Row, start: int, stop: int) -> tuple[int, int]:
    """A run of cells widened so that it begins and ends with whole characters."""
    while start > 0 and (cell := row[start]) is not None and not cell.text:
        start -= 1
    while stop < len(row) and (cell := row[stop]) is not None and not cell.text:
        stop += 1
    return start, stop

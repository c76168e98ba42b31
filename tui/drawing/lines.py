"""What runs from top to bottom, a line a step: derivations and tapes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

from rich.style import Style

from lessons.figures import Formula, Line, Node, State, Tape
from lessons.figures.graphs import NODE_DIGITS
from tui.drawing.canvas import Canvas, fit, wide
from tui.drawing.headings import title_row
from tui.drawing.pen import Pen
from tui.drawing.scale import pitch_in
from tui.drawing.tables import NO_END, cell_style, mark_cut, written


def formula(figure: Formula, width: int, height: int, pen: Pen) -> Canvas:
    canvas = Canvas(width, height, pen)
    y = top = title_row(canvas, figure.title)
    written_lines = _written_lines(figure)
    shown = _window([line.state for line in written_lines], height - y)
    lines = written_lines[shown]
    pitch = pitch_in(height, figure, lambda p: rows_of(figure, width, pen, p))
    spare = NO_END if pitch > 1 else height - y - len(lines)
    for line in lines:
        now = line.state == "now"
        style = _state_style(line.state, pen)
        if now:
            canvas.put(0, y, pen.glyphs.now, style)
        rows = _wrapped(pen.write(line.text), width - 2, spare, pen)
        spare -= len(rows) - 1
        for text in rows:
            canvas.put(2, y, text, style)
            y += 1
        y += pitch - 1
    _mark_more(canvas, shown, len(written_lines), top)
    return canvas


def _written_lines(figure: Formula) -> tuple[Line, ...]:
    """The lines without blank ones at the end: these only keep room, and give it to a line that needs two."""
    count = max((i for i, line in enumerate(figure.lines, 1) if line.text.strip()), default=0)
    return figure.lines[:count]


def _window(states: Sequence[State], room: int) -> slice:
    """Which rows to show where there is no room for all of them: those around the present one."""
    room = max(room, 0)
    if len(states) <= room:
        return slice(0, len(states))
    now = states.index("now") if "now" in states else 0
    start = min(max(now - room // 2, 0), len(states) - room)
    return slice(start, start + room)


def _mark_more(canvas: Canvas, shown: slice, count: int, top: int) -> None:
    """Say at the right edge that there are more rows above or below."""
    pen = canvas.pen
    if shown.start > 0:
        canvas.put(canvas.width - 1, top, pen.glyphs.more, pen.style("muted"))
    if shown.stop < count:
        canvas.put(canvas.width - 1, canvas.height - 1, pen.glyphs.more, pen.style("muted"))


def _state_style(state: State, pen: Pen) -> Style:
    if state == "now":
        return pen.style("accent", bold=True)
    return pen.style("muted" if state == "future" else "text")


def _wrapped(text: str, width: int, spare: int, pen: Pen) -> list[str]:
    """The text over at most `spare` more rows, those after the first set in; cut if that is too few."""
    rows: list[str] = []
    rest = text
    while wide(rest) > width and len(rows) < spare:
        # What fits, before the mark that says there is more, up to its last blank.
        cut = max(fit(rest, width + 1, pen)[:-1].rfind(" "), 0)
        if not rest[:cut].strip():
            break
        rows.append(rest[:cut].rstrip())
        rest = "    " + rest[cut:].lstrip()
    return [*rows, fit(rest, width, pen)]


def tape(figure: Tape, width: int, height: int, pen: Pen) -> Canvas:
    canvas = Canvas(width, height, pen)
    y = top = title_row(canvas, figure.title)
    heads = list(map(pen.write, figure.headings))
    rows = [heads, *(_tape_row(node, pen) for node in figure.nodes)]
    sizes = [max(map(wide, column)) for column in zip(*rows, strict=True)]
    gap = 2 if sum(sizes) + 8 <= width else 1
    over = sum(sizes) + 2 + 3 * gap - width
    if over > 0:
        sizes[1] = max(sizes[1] - over, 4)
    ends = [end - gap for end in accumulate((size + gap for size in sizes), initial=2)][1:]

    def put(y: int, texts: Sequence[str], styles: Sequence[Style]) -> None:
        for i, (text, style) in enumerate(zip(texts, styles, strict=True)):
            if i < 2:
                canvas.put(ends[i] - sizes[i], y, fit(text, sizes[i], pen), style)
            else:
                canvas.put_right(ends[i], y, text, style)

    muted = pen.style("muted")
    put(y, heads, [muted] * 4)
    pitch = pitch_in(height, figure, lambda p: rows_of(figure, width, pen, p))
    shown = _window([node.state for node in figure.nodes], height - y - 1)
    first = y + 1
    for k, node in enumerate(figure.nodes[shown]):
        y = first + pitch * k
        if y > first:
            # What runs on from one operation to the next.
            for between in range(y - pitch + 1, y):
                canvas.put(2, between, pen.glyphs.axis, muted)
        now, style = node.state == "now", _state_style(node.state, pen)
        if now:
            canvas.put(0, y, pen.glyphs.now, style)
        styles = [style, style if now else muted]
        for cell in (node.value, node.gradient):
            plain = node.state == "future" and cell is not None
            styles.append(muted if plain else cell_style(cell, pen, now=now))
        put(y, _tape_row(node, pen), styles)
    mark_cut(canvas, ends[3] > width, top)
    _mark_more(canvas, shown, len(figure.nodes), first)
    return canvas


def _tape_row(node: Node, pen: Pen) -> list[str]:
    cells = (written(cell, NODE_DIGITS, pen) for cell in (node.value, node.gradient))
    return [pen.write(node.name), pen.write(node.operation), *cells]


def rows_of(figure: Formula | Tape, width: int, pen: Pen, pitch: int = 1) -> int:
    """The rows that a derivation or a tape needs at `width` for nothing of it to be cut."""
    if isinstance(figure, Tape):
        return figure.rows + (pitch - 1) * max(len(figure.nodes) - 1, 0)
    rows, count = _wrapped_rows(figure, width, pen)
    return rows + (pitch - 1) * max(count - 1, 0) + (1 if figure.title else 0)


@lru_cache(maxsize=32)
def _wrapped_rows(figure: Formula, width: int, pen: Pen) -> tuple[int, int]:
    """The rows of its lines where each has all that it needs, and the lines."""
    texts = [pen.write(line.text) for line in _written_lines(figure)]
    return sum(len(_wrapped(text, width - 2, NO_END, pen)) for text in texts), len(texts)

"""How many rows a page takes: the same sums for the checker and for the screen.

The screen to design for has 80 columns and 24 rows. A page is words, at most 72
columns wide, and under them its lab: a rule, figures, a caption, knobs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from lessons.format.fields import KnobState
from lessons.format.markdown import fill_text, parsed, plain
from lessons.labs.base import Lab
from lessons.model import Code, Fill, Page, Prose, Question, Recall, Say, Task
from lessons.text import cells

COLUMNS, ROWS = 80, 24
WORDS = 72
"""The widest that words run."""
LAB_WIDTH = 76
"""The width of a lab on a screen of 80 columns."""
FEEDBACK_ROWS = 2
CODE_FEEDBACK_ROWS = 4
GIVEN_ROWS = 2
"""The rows that the numbers of a card may take."""
LEAST_PICTURE = 7
"""The rows from which a picture says something."""
RECALL_ROWS = 11
"""The rows of a question that is asked again, with the line that says whence it is."""
CHROME_ROWS = 2
"""The header and the footer of the screen."""


def wrap(text: str, width: int) -> list[str]:
    """Break a text at spaces into lines of at most `width` columns; longer words are cut."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in _words(paragraph):
            while cells(word) > width:
                room = width - (cells(line) + 1 if line else 0)
                head = _fitting(word, room)
                if line and cells(head) > room:
                    lines.append(line)
                    line, head = "", _fitting(word, width)
                lines.append(f"{line} {head}".strip())
                line, word = "", word[len(head) :]
            if line and cells(line) + 1 + cells(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines.append(line)
    return lines


def fitting(parts: Sequence[str], rows: int, width: int = WORDS) -> list[str]:
    """As many of the first of some sentences as so many rows hold; at least one."""
    most = next((n for n in range(len(parts), 1, -1) if len(wrap(" ".join(parts[:n]), width)) <= rows), 1)
    return list(parts[:most])


def _words(paragraph: str) -> list[str]:
    """What may not be parted: words, and a number with its sign for per cent."""
    words: list[str] = []
    for word in paragraph.split():
        if words and word[0] == "%":
            words[-1] += f" {word}"
        else:
            words.append(word)
    return words


def _fitting(word: str, room: int) -> str:
    """As much of a word as so many columns hold; at least one character."""
    end = 1
    while end < len(word) and cells(word[: end + 1]) <= room:
        end += 1
    return word[:end]


def prose_rows(source: str, width: int = WORDS) -> int:
    """The rows of a piece of Markdown, one blank row between its blocks.

    Lists are tight; tables have a line around each row.
    """
    tokens = parsed(source)
    blocks = sum(token.level == 0 and token.nesting >= 0 for token in tokens)
    rows = max(0, blocks - 1)
    indent = 0
    table_row = 0
    for token in tokens:
        match token.type:
            case "fence" | "code_block":
                rows += token.content.rstrip("\n").count("\n") + 1
            case "hr":
                rows += 1
            case "ordered_list_open" | "bullet_list_open":
                indent += 4 if token.type.startswith("ordered") else 2
            case "ordered_list_close" | "bullet_list_close":
                indent -= 4 if token.type.startswith("ordered") else 2
            case "blockquote_open":
                indent += 2
            case "blockquote_close":
                indent -= 2
            case "tr_open":
                table_row = 1
            case "tr_close":
                rows += 2 * table_row
                table_row = 0
            case "table_close":
                rows += 1
            case "inline" if not table_row:
                rows += len(wrap(plain(token, _number), width - indent))
    return rows


def columns_of_words(screen: int) -> int:
    """The columns that words have beside a lab, on a screen of so many."""
    return int(0.38 * (screen - 7))


def code_columns(page: Page) -> int:
    """The columns of the longest line of code among the words of a page."""
    words = (block.source for block in page.blocks if isinstance(block, Prose))
    fences = (t.content for source in words for t in parsed(source) if t.type in ("fence", "code_block"))
    return max((cells(line) for code in fences for line in code.split("\n")), default=0)


def question_rows(question: Question, width: int = WORDS) -> int:
    """The rows of a question with room for its answer and for what is said of it."""
    rows = len(wrap(fill_text(question.ask, _number), width))
    if isinstance(question, Task):
        return rows + len(wrap(fill_text(question.now, _number), width)) + FEEDBACK_ROWS
    if isinstance(question, Fill):
        # One card after the other stands in the same place. Under its cells: check, and a formula.
        return 0 if question.card else rows + GIVEN_ROWS + question.grid[1] + 2 + FEEDBACK_ROWS
    if isinstance(question, Code):
        return rows + _given_rows(question, width) + len(question.frame) + CODE_FEEDBACK_ROWS
    if not question.choices:
        return rows + 1 + FEEDBACK_ROWS
    return rows + sum(len(wrap(c.text, width - 6)) for c in question.choices) + FEEDBACK_ROWS


def _given_rows(code: Code, width: int) -> int:
    from lessons.coding.cases import BadCases, hidden

    try:
        told = ", ".join(one.told for one in hidden(code.cases).given)
    except BadCases:
        return 1
    return len(wrap(f"Given: {told}", width))


def _number(path: str) -> str:
    """As wide as a live number is taken to be."""
    return "0.0000"


class Chip(NamedTuple):
    """What stands in the bar of knobs: one with its label, where it needs one; or the name of a group."""

    knob: int
    """Which of the knobs; −1 for the name of a group, which is its value."""
    label: str
    value: str

    @property
    def width(self) -> int:
        return (cells(self.label) + 1 if self.label else 0) + cells(self.value) + 2


def knob_groups(knobs: Sequence[KnobState]) -> dict[str, int]:
    """The groups of knobs by name, each with the index of its first."""
    starts: dict[str, int] = {}
    for i, knob in enumerate(knobs):
        starts.setdefault(knob.field.group, i)
    return starts


def knob_rows(knobs: Sequence[KnobState], width: int = LAB_WIDTH) -> int:
    """The rows of the bar of knobs, whichever group it shows."""
    return max((len(knob_lines(knobs, width, i)) for i in knob_groups(knobs).values()), default=0)


def knob_lines(knobs: Sequence[KnobState], width: int = LAB_WIDTH, chosen: int = 0) -> list[list[Chip]]:
    """The bar of knobs, in lines: where there are groups, their names, and the group of the chosen knob.

    The cells of one matrix stand together under one label.
    """
    names = knob_groups(knobs)
    if len(names) < 2:
        return _in_lines(_together(enumerate(knobs)), width)
    shown = ((i, knob) for i, knob in enumerate(knobs) if knob.field.group == knobs[chosen].field.group)
    return _in_lines([[Chip(-1, "", name) for name in names]], width) + _in_lines(_together(shown), width)


def _together(knobs: Iterable[tuple[int, KnobState]]) -> list[list[Chip]]:
    """Knobs that stand together: the cells of one matrix, or one knob."""
    parts: list[list[Chip]] = []
    array = ""
    for i, knob in knobs:
        follows = bool(knob.array) and knob.array == array
        array = knob.array
        label = "" if follows else (knob.field.title if knob.array else knob.label)
        chip = Chip(i, label, knob.shown())
        if follows:
            parts[-1].append(chip)
        else:
            parts.append([chip])
    return parts


def _in_lines(parts: Iterable[list[Chip]], width: int) -> list[list[Chip]]:
    lines: list[list[Chip]] = []
    used = 0
    for chips in parts:
        wide = sum(chip.width for chip in chips)
        if lines and used + 2 + wide <= width:
            used += 2
        else:
            lines.append([])
            used = 0
        for chip in chips:
            if lines[-1] and used + chip.width > width:
                lines.append([])
                used = 0
            lines[-1].append(chip)
            used += chip.width
    return lines


def lab_rows(lab: Lab, width: int = LAB_WIDTH) -> int:
    """The rows of a lab: its rule, its figures, its caption and its knobs."""
    return 1 + sum(f.rows for f in lab.draw()) + lab.caption_rows + knob_rows(lab.knobs(), width)


def spare_rows(lab: Lab) -> int:
    """The rows that the pictures of a lab can do without on a page that does not call it."""
    return sum(max(0, figure.rows - LEAST_PICTURE) for figure in lab.draw() if figure.grows)


def word_rows(page: Page, width: int = WORDS) -> int:
    """The rows of a page's words, each piece followed by a blank row, and of its questions."""
    rows = 0
    for block in page.blocks:
        if isinstance(block, Prose):
            rows += prose_rows(block.source, width) + 1
        elif isinstance(block, Say):
            rows += max((prose_rows(text, width) for text in block.texts), default=0) + 1
        elif isinstance(block, Recall):
            rows += RECALL_ROWS
        elif isinstance(block, Question):
            rows += question_rows(block, width)
    return rows


def feedback_rows(page: Page, lab: Lab | None, rows: int = ROWS) -> int:
    """The rows that what is said of an answer may take with the lab under it still on a screen of so many."""
    return FEEDBACK_ROWS + max(0, min(2, rows - page_rows(page, lab)))


def page_rows(page: Page, lab: Lab | None) -> int:
    """The rows that a page takes with its lab on a screen of 80 columns, header and footer included."""
    return CHROME_ROWS + word_rows(page) + (lab_rows(lab) if lab else 0)

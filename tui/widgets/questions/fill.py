"""A card to fill in: the cells of a worked pass, some of them blank."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Static

from lessons.answers import fills
from lessons.answers.checks import AnswerError, shown
from lessons.answers.tries import Reply, Tries, worth
from lessons.labs.base import Lab
from lessons.model import Fill
from lessons.text import cells, cut
from tui.widgets.questions.base import FIELD, RIGHT, WRONG, Answered, Feedback, QuestionBox
from tui.widgets.questions.predict import BEGINS
from tui.widgets.spelling import spelled
from tui.widgets.words import Words

WIDE = 24
"""The columns of a cell with its label."""
LONGEST = 40
AROUND = 17
"""The rows that a page takes beside its cells, at most."""
FOLLOWS = "~"
LEAST = 6
"""The least columns between the brackets of a blank."""
LEGEND = f"fill in each [{'_' * LEAST}]; the rest is given"
SIGNS = {"right": RIGHT, "slip": WRONG, "follows": FOLLOWS}
CHECK = "check"


class FillGrid(Widget, can_focus=True):
    """The cells, one of them, or the line `check` under them, with the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "enter('blank')", "Next blank", key_display="enter", show=True),
        Binding("enter", "enter('check')", "Check", key_display="enter", show=True),
        Binding("enter", "enter('card')", "Next card", key_display="enter", show=True),
        Binding("up", "move(-1)", "Move", key_display="↑↓", show=True),
        Binding("down", "move(1)", show=False),
        Binding("left", "across(-1)", show=False),
        Binding("right", "across(1)", show=False),
        Binding("backspace", "delete", show=False),
    ]

    help_text = (
        "A card: type each number, or a sum such as 0.5*2 - 1; enter goes to the next blank and, on the "
        "line under the last, checks them all. ↑ and ↓ move; a wrong number is no harm to those after it "
        "that follow from it. ctrl+t gives a hint where there is one."
    )

    @dataclass
    class Moved(Message):
        """The cursor is elsewhere, or its cell holds something else."""

        grid: FillGrid

    def __init__(self, fill: Fill, lab: Lab) -> None:
        super().__init__(classes=FIELD)
        self.fill = fill
        self.given = [shown(value, fill.within) for value in fills.values(fill, lab)]
        self.blanks = fills.blanks(fill)
        self.typed = dict.fromkeys(self.blanks, "")
        self.at = 0
        """Which blank the cursor is in; one past the last, the line under them."""
        self.marks: tuple[fills.Mark, ...] = ()
        """What the cells were worth when they were last checked."""
        self.over = False
        self._replaced: set[int] = set()
        """The cells whose number has been checked as it stands: what begins another replaces it."""

    @property
    def cell(self) -> int | None:
        """The cell with the cursor; None on the line under them."""
        return self.blanks[self.at] if self.at < len(self.blanks) else None

    @property
    def hint_cell(self) -> int:
        """The cell that a hint is for; on the line under them the first that is open, or is asked for."""
        if self.cell is not None:
            return self.cell
        return next((i for i in self.blanks if not self.typed[i]), self.blanks[0])

    @property
    def entry(self) -> str:
        """The card in one line, as it is committed."""
        words = ("".join(self.typed[i].split()) or fills.LEFT_OPEN for i in self.blanks)
        return " ".join(words) if any(self.typed.values()) else ""

    def take(self, line: str) -> None:
        """Put in what was committed or typed before."""
        for i, word in zip(self.blanks, line.split(), strict=False):
            self.typed[i] = "" if word == fills.LEFT_OPEN else word[:LONGEST]

    def mark(self, marks: tuple[fills.Mark, ...]) -> None:
        """Show what the numbers that stand here are worth."""
        self.marks, self._replaced = marks, {i for i in self.blanks if self.typed[i]}

    @property
    def pitch(self) -> int:
        """The rows from one row of cells to the next: two where the screen has room."""
        return 2 if self.app.size.height >= 2 * self.fill.grid[1] + AROUND else 1

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return self.fill.grid[1] * self.pitch + 1

    @property
    def cursor_screen_offset(self) -> Offset:
        i, rows = self.cell, self.fill.grid[1]
        place = (2, rows * self.pitch) if i is None else (i // rows * WIDE + 2, i % rows * self.pitch)
        return self.content_region.offset + Offset(*place)

    def render(self) -> Content:
        rows = self.fill.grid[1]
        lines = []
        for row in range(rows):
            parts = (self._cell(i) for i in range(row, len(self.fill.cells), rows))
            lines += [Content("").join(parts), *[Content("")] * (self.pitch - 1)]
        here = self.has_focus and self.cell is None
        of = f"   card {self.fill.card + 1} of {self.fill.cards}" if self.fill.cards > 1 else ""
        more = self.over and self.fill.card + 1 < self.fill.cards
        word = "next card" if more else "done" if self.over else CHECK
        if "follows" in self.marks:
            of += f"   {FOLLOWS} follows from what stands before it"
        elif not self.over and len(self.blanks) < len(self.fill.cells):
            of += f"   {LEGEND}"
        lines.append(Content.styled(f"{'›' if here else ' '} [{word}]{of}", "bold" if here else ""))
        return Content("\n").join(lines)

    def _cell(self, i: int) -> Content:
        """A cell in its columns: the sign of the cursor, its name, its number, what that is worth.

        What is to be filled in stands in brackets; a sum, while the cursor is elsewhere, as what it comes to.
        """
        here = self.has_focus and i == self.cell
        sign = SIGNS.get(self.marks[i], "") if self.marks else ""
        dim = "dim" if self.app.current_theme.ansi else "$foreground 60%"
        number, style, own = self.given[i], dim, i in self.typed
        if own and self.over and sign != RIGHT:
            # The right number stands here now.
            style, sign = "$warning", ""
        elif own:
            number, style = self.typed[i], "bold"
            number = number if here else worth(number).replace(" ", "") or number
        if here:
            style = "$accent bold reverse" if i in self._replaced and not self.over else "$accent bold"
        label = spelled(self, cut(self.fill.cells[i].name, 11))
        room = WIDE - 4 - max(8, cells(label)) - 2
        text = spelled(self, number)
        # Of a long sum the end is where one types.
        text = text if cells(text) <= room else "…" + text[1 - room :]
        rest = (" " if text else "_") * max(0, LEAST - cells(text)) if own else ""
        head = f"{'›' if here else ' '} {label}{' ' * (8 - cells(label))}{' ['[own]}"
        body = Content.assemble((head, "" if own else dim), (text, style), f"{rest}{' ]'[own]}{sign}")
        return body.pad_right(max(0, WIDE - body.cell_length))

    # Keys

    async def on_key(self, event: events.Key) -> None:
        i, character = self.cell, event.character or ""
        if i is None or self.over or not event.is_printable:
            return
        if not self.typed[i] and not BEGINS.match(character):
            return
        event.stop()
        event.prevent_default()
        self._add(i, character)

    def _add(self, i: int, text: str) -> None:
        """Add to what stands in a cell; where that has been checked, another number takes its place."""
        before = "" if i in self._replaced and BEGINS.match(text) else self.typed[i]
        if BEGINS.match(before + text):
            self._put(i, (before + text)[:LONGEST])

    def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        clean = "".join(c for c in event.text[:LONGEST] if c.isprintable())
        if (i := self.cell) is not None and not self.over:
            self._add(i, clean)

    def _put(self, i: int, text: str) -> None:
        self.typed[i], self.marks = text, ()
        self._replaced.discard(i)
        self._moved()

    def _moved(self) -> None:
        self.refresh()
        self.refresh_bindings()
        self.post_message(self.Moved(self))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "enter":
            return parameters == (self._enter_does,)
        if action == "across":
            return not self.over and self._beside(int(str(parameters[0]))) is not None
        # Where nothing is left, or all is over, backspace does nothing: what is taken back turns no page.
        return action != "move" or not self.over

    def check_consume_key(self, key: str, character: str | None = None) -> bool:
        """Whether a key is typed and not one of the page."""
        if self.cell is None or self.over or not character or not character.isprintable():
            return False
        return bool(self.typed[self.cell] or BEGINS.match(character))

    def action_move(self, by: int) -> None:
        self.at = max(0, min(len(self.blanks), self.at + by))
        self._moved()

    def _beside(self, by: int) -> int | None:
        """The blank in the next column that is nearest; None where there is no other column that way."""
        rows = self.fill.grid[1]
        if self.cell is None:
            return None
        column, row = self.cell // rows + by, self.cell % rows
        there = [n for n, i in enumerate(self.blanks) if i // rows == column]
        return min(there, key=lambda n: abs(self.blanks[n] % rows - row), default=None)

    def action_across(self, by: int) -> None:
        if (at := self._beside(by)) is not None:
            self.at = at
            self._moved()

    def action_delete(self) -> None:
        if self.cell is not None and self.typed[self.cell] and not self.over:
            self._put(self.cell, self.typed[self.cell][:-1])

    @property
    def _enter_does(self) -> str:
        """What enter does here; nothing after the last card."""
        if self.over:
            return "card" if self.fill.card + 1 < self.fill.cards else ""
        return CHECK if self.cell is None else "blank"

    def action_enter(self, what: str) -> None:
        box = self.query_ancestor(FillBox)
        if what == "blank":
            self.action_move(1)
        else:
            box.next_card() if what == "card" else box.commit()


class FillBox(QuestionBox):
    """A card, the numbers that it gives, and what is said of it."""

    question: Fill

    def __init__(self, fill: Fill, read: Callable[[str], str], lab: Lab, draft: str = "") -> None:
        """`lab`: that of the card, run to its end."""
        super().__init__(fill, read)
        self.lab = lab
        self._draft = draft

    def compose(self) -> ComposeResult:
        yield Words(self.question.ask, self._read, classes="ask")
        yield Static("", classes="given", markup=False)
        grid = FillGrid(self.question, self.lab)
        grid.take(self._draft)
        yield grid
        yield Static("", classes="formula", markup=False)
        yield Feedback("")

    def on_mount(self) -> None:
        given = f"Given: {fills.numbers_given(self.question, self.lab)}"
        self.query_one(".given", Static).update(spelled(self, given))
        self._tell_cell(self.query_one(FillGrid))

    @property
    def grid(self) -> FillGrid:
        return self.query_one(FillGrid)

    def on_fill_grid_moved(self, event: FillGrid.Moved) -> None:
        self._tell_cell(event.grid)

    def _tell_cell(self, grid: FillGrid) -> None:
        """Say how the cell with the cursor is worked out, where the card tells it, and what its entry is."""
        i, said = grid.cell, ""
        if i is not None and not self.over:
            if self.question.has_formulas:
                said = f"{self.question.cells[i].name} = {fills.formula(self.question, self.lab, i)}"
            # Named as theirs: behind the formula alone it would look like what the formula comes to.
            if comes_to := worth(grid.typed[i]):
                said = f"{said}   yours: {grid.typed[i].strip()} {comes_to}".strip()
        self.query_one(".formula", Static).update(spelled(self, said))

    def commit(self) -> None:
        """Have the card checked, where there is anything on it."""
        if self.grid.entry:
            self.post_message(Answered(self, self.grid.entry))
        else:
            self.feedback.say("Nothing is filled in yet. ↑ leads back to the blanks.")

    def refuse(self, why: str) -> None:
        super().refuse(why)
        names = [self.question.cells[i].name for i in self.grid.blanks]
        self.grid.at = next((n for n, name in enumerate(names) if why.startswith(f"{name}:")), self.grid.at)
        self._stand()

    def show_tried(self, tries: Tries) -> None:
        """Mark the cells, and lead to the first that does not follow."""
        judged = self._judged(tries.entry)
        if not self.grid.entry:
            self.grid.take(tries.entry)
        # What has been mended since in an earlier session is not marked.
        if judged and self.grid.entry == tries.entry:
            self.grid.mark(judged.marks)
            if judged.slip in self.grid.blanks:
                self.grid.at = self.grid.blanks.index(judged.slip)
        self._stand()
        self.feedback.reply(Reply("again", tries.parts))

    def _stand(self) -> None:
        """Show where the cursor is now."""
        self.grid.refresh()
        self.grid.refresh_bindings()
        self._tell_cell(self.grid)

    def _judged(self, entry: str) -> fills.Judged | None:
        try:
            return fills.judge(self.question, self.lab, fills.entries_of(self.question, entry))
        except AnswerError:
            return None

    def show_answered(self, given: str, reply: Reply | None) -> None:
        self.over = self.grid.over = True
        judged = self._judged(given)
        self.grid.take(given)
        self.grid.marks = judged.marks if judged else ()
        self.grid.at = len(self.grid.blanks)
        self._stand()
        self.feedback.end(reply)

    @property
    def keeps_cursor(self) -> bool:
        return True

    @property
    def goes_on(self) -> bool:
        return self.question.card + 1 < self.question.cards

    def next_card(self) -> None:
        """Show the next card in the place of this one."""
        boxes = list(self.screen.query(FillBox))
        following = boxes[boxes.index(self) + 1 :]
        if following and following[0].question.line == self.question.line:
            self.display = False
            following[0].display = True
            following[0].grid.focus()

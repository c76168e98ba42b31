"""The knobs of a lab, as a bar of labelled values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Offset
from textual.message import Message
from textual.reactive import reactive
from textual.style import Style
from textual.widget import Widget

from lessons.format.fields import KnobState
from lessons.format.layout import LAB_WIDTH, Chip, knob_groups, knob_lines, knob_rows
from lessons.text import cells, listed
from tui.widgets.spelling import spelled

BEGINS_NUMBERS = frozenset("0123456789.-−+")


class KnobBar(Widget, can_focus=True):
    """The knobs of a lab, a group at a time. One is chosen; ← → turn it, enter or a digit types a value."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"knob--label", "knob--value", "knob--chosen", "knob--group"}

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", "Turn", key_display="←→", show=True),
        Binding("right", "turn(1)", "", show=False),
        Binding("left", "turn(-1, 'text')", "Examples", key_display="←→", show=True),
        Binding("right", "turn(1, 'text')", "", show=False),
        Binding("up,k", "choose(-1)", "Choose", key_display="↑↓", show=True),
        Binding("down,j", "choose(1)", "", show=False),
        Binding("enter", "enter_value", "Type", key_display="enter", show=True),
        Binding("g", "next_group", "Next group", show=True),
        Binding("escape", "leave", "Leave", key_display="esc", show=True),
    ]

    chosen: reactive[int] = reactive(0, bindings=True)

    @dataclass
    class Turned(Message):
        """A knob is to be turned by so many turns."""

        knob: KnobState
        turns: int

        @property
        def end(self) -> str:
            """Where it stands if it turns no further."""
            if self.knob.field.choices:
                return f"the {'last' if self.turns > 0 else 'first'} of its choices"
            return "the end of its range"

    @dataclass
    class ValueWanted(Message):
        """The learner wants to type a value, and has begun to."""

        knob: KnobState
        text: str = ""

    class Chosen(Message):
        """Another knob is chosen, or the bar has gained or lost the focus."""

    def __init__(self) -> None:
        super().__init__()
        self._knobs: tuple[KnobState, ...] = ()
        self._begun = False
        """Whether a value has been begun, whose line may just be coming up."""
        self.locked = ""
        """Why no knob turns now."""

    def show(self, knobs: tuple[KnobState, ...]) -> None:
        """Show the knobs as they are now."""
        if knobs == self._knobs:
            return
        rows = knob_rows(self._knobs, self._width())
        self._knobs = knobs
        self.chosen = min(self.chosen, max(0, len(knobs) - 1))
        self.display = bool(knobs)
        self.refresh(layout=knob_rows(knobs, self._width()) != rows)

    @property
    def knob(self) -> KnobState | None:
        """The chosen knob."""
        return self._knobs[self.chosen] if self._knobs else None

    @property
    def help_text(self) -> str:
        groups = list(knob_groups(self._knobs))
        more = f" g shows the next group of {listed(groups, 'and')}." if len(groups) > 1 else ""
        turn = "go through examples" if self._is_text else "turn it"
        keys = (
            f"← and → {turn}, ↑ and ↓ choose another, a letter goes to a knob of that initial, "
            "enter or a digit types a value, esc leaves."
        )
        return f"A knob: {keys}{more}"

    @property
    def _is_text(self) -> bool:
        """Whether the chosen knob holds a text, which is turned through examples."""
        return self.knob is not None and self.knob.field.kind == "text"

    def _width(self, width: int = 0) -> int:
        return max(20, width or self.size.width or LAB_WIDTH)

    def _lines(self) -> list[list[Chip]]:
        return knob_lines(self._knobs, self._width(), self.chosen)

    def get_content_height(self, container: object, viewport: object, width: int) -> int:
        return knob_rows(self._knobs, self._width(width))

    def render(self) -> Content:
        label = Style.from_styles(self.get_component_styles("knob--label"))
        value = Style.from_styles(self.get_component_styles("knob--value"))
        chosen = Style.from_styles(self.get_component_styles("knob--chosen"))
        group = Style.from_styles(self.get_component_styles("knob--group"))
        lines = []
        for line in self._lines():
            parts: list[Content] = []
            for i, chip in enumerate(line):
                if chip.label:
                    parts.append(Content.styled(self._label(chip, i), label))
                if chip.knob < 0:
                    name, shown = spelled(self, chip.value), self.knob and self.knob.field.group == chip.value
                    parts.append(Content.styled(f"[{name}]", group) if shown else Content(f" {name} "))
                elif chip.knob == self.chosen and self.has_focus:
                    parts.append(Content.styled(f"‹{chip.value}›", chosen))
                else:
                    parts.append(Content.styled(f" {chip.value} ", value))
            lines.append(Content("").join(parts))
        return Content("\n").join(lines)

    def _label(self, chip: Chip, i: int) -> str:
        return ("  " if i else "") + spelled(self, chip.label) + " "

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where the value of the chosen knob stands."""
        start = self.content_region.offset
        for y, line in enumerate(self._lines()):
            x = 1
            for i, chip in enumerate(line):
                x += cells(self._label(chip, i)) if chip.label else 0
                if chip.knob == self.chosen:
                    return start + Offset(x, y)
                x += cells(chip.value) + 2
        return start

    def watch_chosen(self) -> None:
        self.post_message(self.Chosen())

    def _on_focus(self, event: events.Focus) -> None:
        super()._on_focus(event)
        self.post_message(self.Chosen())

    def _on_blur(self, event: events.Blur) -> None:
        super()._on_blur(event)
        self.post_message(self.Chosen())

    def action_choose(self, by: int) -> None:
        self.chosen = (self.chosen + by) % max(1, len(self._knobs))

    def why_not(self, action: str) -> str:
        """Why an action does nothing now."""
        return self.locked if action in ("turn", "enter_value") else ""

    def on_key(self, event: events.Key) -> None:
        """Begin a value with a digit, a sign or a point; go to the next knob that begins with a letter."""
        typed = event.character or ""
        if self.knob and (typed in BEGINS_NUMBERS or (self._begun and typed.isprintable() and typed)):
            event.stop()
            # Keys may come in bunches: what follows the first digit belongs to the value.
            self._begun = True
            self.call_after_refresh(setattr, self, "_begun", False)
            self.post_message(self.ValueWanted(self.knob, typed))
        elif typed.isalpha() and event.key not in self.screen.active_bindings:
            order = [*range(self.chosen + 1, len(self._knobs)), *range(self.chosen)]
            found = (i for i in order if self._knobs[i].label.lower().startswith(typed.lower()))
            self.chosen = next(found, self.chosen)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "turn":
            return (parameters[1:] == ("text",)) == self._is_text
        return action != "next_group" or len(knob_groups(self._knobs)) > 1

    def action_next_group(self) -> None:
        """Choose the first knob of the next group; after the last comes the first."""
        if self.knob:
            starts = list(knob_groups(self._knobs).values())
            self.chosen = next((start for start in starts if start > self.chosen), 0)

    def action_leave(self) -> None:
        """Back to the page."""
        self.screen.set_focus(next((each for each in self.ancestors if each.can_focus), None))

    def action_turn(self, turns: int, kind: str = "") -> None:
        if self.knob:
            self.post_message(self.Turned(self.knob, turns))

    def action_enter_value(self) -> None:
        if self.knob:
            self.post_message(self.ValueWanted(self.knob))

"""A lab whose picture can be gone about in: arrows look at its parts, enter edits what is looked at."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Offset
from textual.message import Message

from lessons.format.fields import FieldError, KnobState
from lessons.format.layout import LAB_WIDTH
from tui.widgets.caption import Caption, Rule
from tui.widgets.entry import KnobEntry
from tui.widgets.figure_view import FigureView
from tui.widgets.knobs import KnobBar
from tui.widgets.lab_panel import SAID_FOR, LabPanel


class PointedView(FigureView, can_focus=True):
    """Figures with a place in them that is looked at."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "look('left')", "Unit", key_display="←↑↓→"),
        Binding("right", "look('right')", show=False),
        Binding("up,k", "look('up')", show=False),
        Binding("down,j", "look('down')", show=False),
        Binding("left_square_bracket", "look('[')", "Link", key_display="[ ]"),
        Binding("right_square_bracket", "look(']')", show=False),
        Binding("enter", "edit", "Edit", key_display="enter"),
        Binding("plus,equals_sign", "reshape('+')", "Units", key_display="+ -"),
        Binding("minus", "reshape('-')", show=False),
        Binding("i", "reshape('i')", "Layer", key_display="i d"),
        Binding("d", "reshape('d')", show=False),
        Binding("e", "explain", "Explain"),
        Binding("1", "reshape('1')", "Feature", key_display="1-7"),
        *(Binding(key, f"reshape('{key}')", show=False) for key in "234567"),
        Binding("comma", "look(',')", "Point", key_display=", ."),
        Binding("full_stop", "look('.')", show=False),
        Binding("escape", "leave", "Leave", key_display="esc"),
    ]
    help_text = (
        "The network: arrows look at another unit, [ and ] at another link into it or its bias, "
        "enter gives what is looked at another value, + and - give its layer a unit more or less, "
        "i puts in a layer after it and d takes it away, 1 to 7 turn features on and off, "
        ", and . choose the training point that e takes, "
        "e explains what is looked at, esc leaves."
    )

    @property
    def cursor_screen_offset(self) -> Offset:
        """Where what is looked at is marked."""
        start, canvas = self.content_region.offset, self._canvas
        rows = canvas.chars if canvas else []
        mark = self.make_pen().glyphs.now
        return next((start + Offset(row.index(mark), y) for y, row in enumerate(rows) if mark in row), start)

    class Looked(Message):
        """Another place is looked at; empty: none any more."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class ReshapeWanted(Message):
        """The layer that is looked at, or the features, are to be others, as a key says."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    class EditWanted(Message):
        """The number in focus is to get another value."""

    class ExplainWanted(Message):
        """It is to be told why it is as it is."""

    def on_focus(self) -> None:
        self.post_message(self.Looked("here"))

    def action_look(self, key: str) -> None:
        self.post_message(self.Looked(key))

    def action_reshape(self, key: str) -> None:
        self.post_message(self.ReshapeWanted(key))

    def action_edit(self) -> None:
        self.post_message(self.EditWanted())

    def action_explain(self) -> None:
        self.post_message(self.ExplainWanted())

    def action_leave(self) -> None:
        self.post_message(self.Looked(""))
        self.screen.set_focus(next((each for each in self.ancestors if each.can_focus), None))


class PointingPanel(LabPanel):
    """Shows such a lab."""

    def compose(self) -> ComposeResult:
        yield Rule()
        yield PointedView(classes="-pointed")
        yield Caption(self.lab.caption_rows, classes="caption", written_for=LAB_WIDTH)
        yield KnobEntry(self.lab.caption_rows)
        yield KnobBar()

    @property
    def pointed(self) -> Any:
        """The lab, which can be looked about in."""
        return self.lab

    def _state(self) -> str:
        if self.playing and self.pointed.goes_to is not None:
            return " computing "
        return " diverged " if self.pointed.failed and not self.playing else super()._state()

    def why_not(self, action: str) -> str:
        ended = action in ("step", "play") and self.pointed.done and not self.locked
        return self.pointed.says() if ended else super().why_not(action)

    def on_pointed_view_looked(self, event: PointedView.Looked) -> None:
        event.stop()
        before = self.pointed.focus
        self.pointed.look(event.key) if event.key else self.pointed.look_away()
        self.draw()
        # What was said of a value stays while the cursor goes back from its line.
        kept, self._of_value = self._of_value, ""
        self.say(kept) if kept and event.key == "here" else self._say_pointed()
        if event.key in (",", "."):
            self.say(self.pointed.point_said)
        if event.key in ("left", "right", "up", "down") and self.pointed.focus == before:
            self.say("The network ends here.", SAID_FOR)

    def _set(self, knob: KnobState, value: object) -> bool:
        before, future = self.pointed.previous, self.pointed.future_now
        done, bar = super()._set(knob, value), self.query_one(KnobBar)
        if bar.has_focus:
            # Pictures that have grown must not push away what is turned.
            self.call_after_refresh(bar.scroll_visible, animate=False)
        if self.pointed.goes_to is not None:
            self.play()
        if done and self.pointed.previous is not before:
            turned = next((k.shown() for k in self.lab.knobs() if k.id == knob.id), "")
            new = f"A new network, at epoch 0: {knob.label} {turned}."
            self.say(f"{new} u brings back the old one.", SAID_FOR)
        elif done and self.pointed.edited and knob.id == self.pointed.edited.id:
            self._say_pointed("A new future begins here, f lists it." if self.pointed.position else "")
        elif done and self.pointed.future_now is not future:
            self.say(self.pointed.forked, SAID_FOR)
        return done

    def _stopped(self) -> None:
        self.pointed.goes_to = None
        super()._stopped()

    def _say_pointed(self, more: str = "") -> None:
        knob, loss, layer = self.pointed.edited, self.pointed.loss_said, self.pointed.layer_said
        keys = more or "enter edits, e explains it, + - i d change its layer, 1 to 7 features."
        self.say(f"In {layer}: {knob.label}: {knob.shown()}. {loss} {keys}" if knob else "")

    def on_pointed_view_reshape_wanted(self, event: PointedView.ReshapeWanted) -> None:
        event.stop()
        self.pause()
        if self._may(self._knobs_locked):
            try:
                self.moved(self.pointed.reshape(event.key))
            except FieldError as error:
                self.say(f"✗ {error}.", SAID_FOR)

    def on_pointed_view_edit_wanted(self, event: PointedView.EditWanted) -> None:
        event.stop()
        knob = self.pointed.edited
        if knob and self._may(self._knobs_locked) and self._stands:
            self.pause()
            self.query_one(".caption").display = False
            self.query_one(KnobEntry).open(knob, "")

    def _back_to(self) -> KnobBar | PointedView:
        edited = self.pointed.edited
        edits = edited is not None and self.query_one(KnobEntry).knob_id == edited.id
        return self.query_one(PointedView) if edits else self.query_one(KnobBar)

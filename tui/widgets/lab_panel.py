"""A lab on a page: its rule, its figures, its caption and its knobs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

from lessons.format.fields import FieldError, KnobState
from lessons.format.layout import CHROME_ROWS, LAB_WIDTH, columns_of_words, knob_rows
from lessons.labs import Lab
from tui.drawing import fills
from tui.session.leaving import LeavingApp
from tui.session.training import TrainingLoop
from tui.widgets.caption import Caption, Rule
from tui.widgets.entry import Entry, KnobEntry
from tui.widgets.figure_view import FigureView
from tui.widgets.knobs import KnobBar
from tui.widgets.questions.base import FIELD
from tui.widgets.standing import stays

SHOWS_FOR = 10.0
"""Seconds for which a lab plays by itself."""
SAID_FOR = 5.0
"""Seconds for which it is said why a key does nothing; then the caption is back."""
POLL = 0.1
"""Seconds between looks at what a lab waits for."""
WORK, SHORT = 0.02, 0.001
"""Seconds of a lab's own work at each look, and between two slices of it."""

CATCHING_UP = "One moment: the lab is run to where this page begins."
LOCKED = "Answer first, then the lab moves: tab leads to the answer. A guess will do."
LOCKED_HERE = "Answer first, then the lab moves. A guess will do."
"""The same, while the cursor is in the answer."""
KNOBS_LOCKED = "Answer first, then the knobs turn: tab leads to the answer."


class LabPanel(Vertical):
    """Shows a lab and takes what the learner does to it."""

    help_text = "The lab: s takes a step, b takes it back, p plays and pauses, r goes to the start."

    shows = False
    """Whether it is to play by itself, as soon as the terminal is known to answer."""
    _showing = False
    spare = 0
    """The rows that its pictures can do without here."""

    class Changed(Message):
        """The lab is in another state than before."""

    def __init__(self, lab: Lab, locked: bool, goes_on: str = "") -> None:
        """`goes_on`: where it does, if its page stops it before its end."""
        super().__init__()
        self.lab = lab
        self.locked = locked
        self._goes_on = goes_on
        self.loop: TrainingLoop | None = None
        """What plays the lab; None until the panel is on the screen."""
        self._bring_up: Callable[[float], bool] | None = None
        """What runs the lab for so many seconds to where its page finds it, until it is there."""
        self._said = self._of_value = ""
        self._knob_chosen = False
        """Whether a knob was chosen after the lab last moved: then its help is told."""

    def compose(self) -> ComposeResult:
        yield Rule()
        yield FigureView()
        yield Caption(self.lab.caption_rows, classes="caption", written_for=LAB_WIDTH)
        yield KnobEntry(self.lab.caption_rows)
        yield KnobBar()

    def on_mount(self) -> None:
        if not stays(self):
            return
        self.loop = TrainingLoop(self._terminal, self.lab, self._moved, self._stopped)
        self.call_after_refresh(self._begin)
        self.set_interval(POLL, self._poll)
        self.draw()
        if self._bring_up:
            self.run_worker(self._catch_up(self._bring_up), group="catching up")

    def catch_up(self, bring_up: Callable[[float], bool]) -> None:
        """Have the lab be brought to where its page finds it once the panel stands."""
        self._bring_up = bring_up

    async def _catch_up(self, bring_up: Callable[[float], bool]) -> None:
        """Bring the lab there in slices that no key waits for."""
        while stays(self) and not (self._terminal.at_rest and bring_up(WORK)):
            await asyncio.sleep(SHORT)
        self._bring_up = None
        self._moved()

    def _begin(self) -> None:
        if self._stands:
            self.lab.start()
            self._caption()

    def _show(self) -> None:
        """Play by itself, once. A terminal that has not answered may not be there to see it."""
        if self.shows and self._terminal.motion and self._terminal.pacer.has_answered:
            self.shows, self._showing = False, True
            self.play()
            self.set_timer(SHOWS_FOR, self.stop_showing)

    def stop_showing(self) -> bool:
        """Play by itself no more; whether it just did."""
        showed = self._showing and self.playing
        self.shows = self._showing = False
        if showed:
            self.pause()
        return showed

    async def _poll(self) -> None:
        """Let the lab's own work go on for a while, in slices that no key waits for."""
        self._show()
        until = time.monotonic() + WORK
        while self.lab.waiting and self._terminal.at_rest:
            if self.lab.poll():
                self._moved()
            if not self.lab.works or time.monotonic() >= until:
                return
            await asyncio.sleep(0)

    def on_resize(self) -> None:
        if self._stands:
            self._fit()

    def on_unmount(self) -> None:
        self.pause()

    @property
    def _terminal(self) -> LeavingApp:
        assert isinstance(self.app, LeavingApp)
        return self.app

    @property
    def _stands(self) -> bool:
        """Whether there is something to draw on: not before it is put up, nor when it is taken down."""
        return self.loop is not None and stays(self)

    # Drawing

    def draw(self) -> None:
        """Show the lab as it is now."""
        if not self._stands:
            return
        self.query_one(FigureView).show(self.lab.draw(), 5 if self._terminal.pacer.thin else 9)
        self.query_one(Rule).say(f" lab: {self.lab.title} ", self._state())
        self._caption()
        bar = self.query_one(KnobBar)
        bar.locked = self._knobs_locked
        bar.show(self.lab.knobs())
        self._fit()

    def _fit(self) -> None:
        """Set the rows that the lab takes here: on a narrow screen what stands in one row may take two."""
        view, width = self.query_one(FigureView), self._columns()
        if self._fits_unscrolled(self.app.size.width - 4):
            # What does not fit beside a scroll bar may fit without one, which then goes: not back and forth.
            width = self.app.size.width - 4
        others = self._rows_around(width)
        self.styles.min_height = others + view.content_rows(width) - self.spare
        # Beside the words, what cannot grow any more keeps its caption near.
        if self.screen.has_class("-wide"):
            frame = CHROME_ROWS + 2 * self.screen.has_class("-tall")
            height = self.size.height or self.app.size.height - frame
            view.styles.max_height = view.most_rows(width, height - others) + 1
        elif view.styles.has_rule("max_height"):
            view.styles.max_height = None

    def _rows_around(self, width: int) -> int:
        """The rows of everything but the figures."""
        caption = self.query_one(".caption", Caption).rows_at(width)
        return 1 + caption + knob_rows(self.lab.knobs(), max(20, width))

    def _fits_unscrolled(self, width: int) -> bool:
        """Whether the page has a scroll bar though at this width, without one, nothing had to be scrolled."""
        page = next((each for each in self.ancestors if isinstance(each, VerticalScroll)), None)
        if page is None or width != self.size.width + page.styles.scrollbar_size_vertical:
            return False
        rows = self._rows_around(width) + self.query_one(FigureView).content_rows(width) - self.spare
        return page.virtual_size.height - self.size.height + rows <= page.size.height

    def _columns(self) -> int:
        """The columns that it has; before it has been laid out, those that the style sheet will give it."""
        page = self.app.size.width - 4
        beside = min(140, page - 3 - columns_of_words(self.app.size.width))
        if self.screen.has_class("-alone"):
            return self.size.width or page
        if not self.screen.has_class("-wide"):
            return self.size.width or min(120, page)
        return self.size.width or (min(140, page) if self.screen.has_class("-low") else beside)

    def fills(self, screen: Size) -> bool:
        """Whether the figures fill most of the height beside the words on a screen of this size."""
        views = self.query(FigureView)
        shown = views.first().figures if views else ()
        return fills(shown or self.lab.draw(), screen.width, screen.height)

    def _state(self) -> str:
        if self.playing:
            return " playing "
        if self.locked:
            return " answer first "
        if self._bring_up:
            return " catching up "
        if self.lab.waiting:
            return f" working: {self.lab.progress} " if self.lab.progress else " working "
        if self.lab.done and self.lab.length != 0:
            return f" continues {self._goes_on} " if self.stops_early else " finished "
        return ""

    @property
    def stops_early(self) -> bool:
        """Whether the lab stops here only because the page is about what comes before."""
        limit, length = self.lab.limit, self.lab.length
        return bool(self._goes_on) and limit is not None and (length is None or limit < length)

    def why_not(self, action: str) -> str:
        """Why the lab does nothing at a key now: `step`, `back_step`, `play` or `reset_lab`."""
        lab = self.lab
        if self.locked or self._bring_up:
            return self._locked_text if self.locked else CATCHING_UP
        if action == "back_step" and not lab.position:
            return "The lab is at its start."
        if lab.waiting and (action == "step" if lab.counting else action in ("step", "play") and lab.done):
            return "It is at work already, and goes on by itself."
        if action not in ("step", "play") or not lab.done:
            return ""
        if lab.length == 0:
            return "This lab has no steps; its knobs change it." if lab.knobs() else "This lab has no steps."
        if self.stops_early:
            return f"Paused here; it continues {self._goes_on}, and → goes on."
        if not lab.position:
            return "There is nothing to run on this page."
        return "It has finished; b takes a step back, r starts it again."

    @property
    def _locked_text(self) -> str:
        here = self.screen.focused
        return LOCKED_HERE if here is not None and here.has_class(FIELD) else LOCKED

    def say(self, text: str, seconds: float | None = None) -> None:
        """Say something in place of the caption, until the lab moves, a knob is chosen or time is up."""
        self._said = text
        self._caption()
        if text and seconds:
            self.set_timer(seconds, lambda: self._unsay(text))

    def _unsay(self, text: str) -> None:
        if self._said == text:
            self.say("")

    def focus_moved(self) -> None:
        """Say what is true where the cursor is now."""
        if self._said in (LOCKED, LOCKED_HERE):
            self._said = ""
        self._caption()

    def _caption(self) -> None:
        if not self._stands:
            return
        bar = self.query_one(KnobBar)
        knob = bar.knob if self._knob_chosen and bar.has_focus else None
        text = knob.help if knob else self._locked_text if self.locked else self.lab.says()
        self.query_one(".caption", Caption).say(self._said or text)

    # Stepping

    def _may(self, why_not: str = "") -> bool:
        """Whether the lab may move; says why where it may not."""
        why_not = why_not or self.why_not("reset_lab")
        self.say(why_not)
        return not why_not

    @property
    def _knobs_locked(self) -> str:
        """Why no knob turns now."""
        return KNOBS_LOCKED if self.locked else CATCHING_UP if self._bring_up else ""

    def step(self) -> None:
        self._move(self.lab.step)

    def back(self) -> None:
        self._move(self.lab.back)

    def reset(self, said: str = "") -> None:
        self._move(self.lab.reset, said)

    def _move(self, take: Callable[[], object], said: str = "") -> None:
        self.pause()
        if self._may():
            take()
            self.moved(said)

    def moved(self, said: str) -> None:
        """Show the lab, which has been moved, and say something of it."""
        self._said = said
        self._moved()

    def play(self) -> None:
        """Play from here."""
        if self.loop and self._may() and not self.lab.done:
            self.loop.start()
            self.draw()
            self.screen.refresh_bindings()

    @property
    def playing(self) -> bool:
        return self.loop is not None and self.loop.playing

    def pause(self) -> None:
        if self.loop:
            self.loop.stop()

    def _stopped(self) -> None:
        self._moved()
        if self._stands:
            self.screen.refresh_bindings()

    def _moved(self) -> None:
        self._knob_chosen = False
        self.draw()
        self.post_message(self.Changed())

    # Knobs

    def on_knob_bar_turned(self, event: KnobBar.Turned) -> None:
        event.stop()
        value = event.knob.turned(event.turns)
        if value != event.knob.value:
            self._set(event.knob, value)
        elif self._may(self._knobs_locked):
            self.say(f"{event.knob.label} is at {event.end}: {event.knob.shown()}.", SAID_FOR)

    def on_knob_bar_value_wanted(self, event: KnobBar.ValueWanted) -> None:
        event.stop()
        if self._may(self._knobs_locked) and self._stands:
            self.query_one(".caption").display = False
            self.query_one(KnobEntry).open(event.knob, event.text)

    def on_knob_bar_chosen(self, event: KnobBar.Chosen) -> None:
        event.stop()
        # What was said of a value stays while the cursor goes back from its line to its knob.
        self._said = "" if self._said != self._of_value else self._said
        self._of_value = ""
        self._knob_chosen = True
        self._caption()

    def on_knob_entry_typed(self, event: KnobEntry.Typed) -> None:
        event.stop()
        if self._set(event.knob, event.value):
            self._of_value = self._said
            self.screen.set_focus(self._back_to())

    def on_entry_left(self, event: Entry.Left) -> None:
        event.stop()
        if self._stands:
            self.screen.set_focus(self._back_to())

    def _back_to(self) -> Widget:
        """Where a line for a value leads back to."""
        return self.query_one(KnobBar)

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """The line for a value goes, with what was wrong with it, as soon as the cursor is elsewhere."""
        left = isinstance(event.widget, Entry) and self.screen.focused not in (None, event.widget)
        if self._stands and left:
            self.query_one(KnobEntry).display = False
            self.query_one(".caption").display = True

    def _set(self, knob: KnobState, value: object) -> bool:
        if not self._may(self._knobs_locked) or not self._stands:
            return False
        try:
            self.lab.turn(knob.id, value)
        except FieldError as error:
            entry = self.query_one(KnobEntry)
            entry.refuse(error) if entry.display else self.say(f"✗ {error}")
            return False
        self._moved()
        return True

    def unlock(self) -> None:
        """The prediction has been made: the lab may move."""
        self.locked = False
        self._said = ""
        self._moved()

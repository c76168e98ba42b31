"""The playground's page: a lesson of one page whose lab has keys of its own."""

from __future__ import annotations

from concurrent.futures import Future
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from engine.playground.setting import most_drawings
from lessons.format.layout import COLUMNS, ROWS
from lessons.labs.base import Lab
from lessons.labs.playground._views import HIDES
from lessons.labs.playground.playground import Playground
from lessons.model import Lesson
from lessons.progress import Progress
from lessons.text import cells
from tui.screens.lesson import LessonScreen
from tui.screens.over import FindScreen, FuturesScreen, LinkScreen, TextScreen, plainly
from tui.screens.page.places import KNOBS_BACK
from tui.screens.page.scroll import PageScroll
from tui.widgets.caption import Caption
from tui.widgets.knobs import KnobBar
from tui.widgets.lab_panel import LabPanel
from tui.widgets.pointing import PointingPanel

SAID_FOR = 20.0
LOW_SPARE = 3
"""The rows that pictures which are low can do without, on a screen that is low too."""
OFFER = "Your first time here? t begins a tour of two minutes, esc ends it."
TOUR = (
    "p plays: each epoch goes once through the points. The colours on the right are the network's answer. "
    "t goes on, esc leaves the tour.",
    "p again pauses, s takes an epoch, b one back. Too fast to see? / speed enter, in the group learning: "
    "→ turns it; r and p begin again.",
    "tab leads into the network. Arrows look at a unit; its picture is what it answers at each place.",
    "[ and ] look at its links: enter gives one another value, e explains it. esc leads out.",
    "There + and - change a layer's width, i puts a layer in, d takes one away; 1 to 7 are the features.",
    "tab once more leads to the controls: ↑ ↓ choose one, ← → turn it, g shows the next group, / finds one.",
    "Turn learning rate (group learning) in the middle of a run. Both futures are kept: f lists them, "
    "c compares.",
    "Turn data (group data) to spiral. With 4 and 2 units it is hard: more units, or the sines, make it "
    "easier.",
    "One run proves little. Set seeds (group look) to 20: it counts the runs whose test loss is below 0.1, "
    "or what below (group look) says.",
    "y shows the link of what is set: the browser opens it too. r goes to the start, n draws other weights.",
)
"""What t says, one after the other: two rows of a caption at 80 columns."""
TOUR_OVER = "That was the tour. ? tells every key and what is drawn; t begins the tour again."
TOUR_LEFT = "The tour is left; t goes on with it."
ONLY_PAGE = "This is the only page; q leads to the lessons."
DRAWN = (
    "A small picture is what a unit answers at each place of the plane; the large one is the output, or the "
    "unit that is named over it. Colours run from −1 to +1, pale is near 0; where there are few colours, "
    "signs do, from blank to dense.",
    "○ ● are training points, □ ■ test points, which the control `test points` shows.",
    "Links go from left to right: solid ones have a positive weight, dashed ones a negative one, and thick "
    "ones a large one. The last ones lead to the output. Of many the largest are drawn; where columns stand "
    "close, those of the unit that tab and the arrows lead to.",
    "In the chart of losses old is the test loss of the run before, held that of the future that c compares.",
    "dead counts links that L1 has killed. A goal is a number that a link asks for.",
)
"""What help tells of the playground's picture."""
BEGUN_AGAIN = (
    "At the start, and on from here with what the knobs say; f has what was learnt before. "
    "r once more puts the knobs as they were at first."
)
OF_THE_NETWORK = "That key is for a unit or a link of the network: tab leads into it."
NOTHING_HIDDEN = "Nothing is hidden here; a shows what a link hides."
NOT_REPLACED = "No knob has replaced a network here."


class PlaygroundScreen(LessonScreen):
    """A lab that has a page to itself; where it is the playground, links, weights and controls have keys."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "next", show=False),
        Binding("left", "previous", show=False),
        Binding("b", "back_step", "Step back"),
        Binding("t", "tour", "Tour", show=False),
        Binding("u", "undo_network", "Network before", show=False),
        Binding("y", "link", "Link"),
        Binding("n", "new_weights", "New weights", show=False),
        Binding("f", "futures", "Futures"),
        Binding("slash", "find", "Find", key_display="/"),
        Binding("g", "controls", "Controls", show=False),
        Binding("a", "show_all", "Show all", show=False),
        Binding(
            "comma,full_stop,e,d,i,left_square_bracket,right_square_bracket,plus,equals_sign,minus,"
            "1,2,3,4,5,6,7",
            "of_the_network",
            show=False,
        ),
    ]

    def __init__(self, lesson: Lesson, progress: Progress, keeps: bool = True, over: bool = False) -> None:
        """`keeps`: whether it begins where the learner left it, and is kept. `over`: whether q leads back."""
        self.keeps, self._over = keeps, over
        self._toured, self._tour_said = 0, ""
        super().__init__(lesson, progress)

    def titles(self) -> tuple[str, str]:
        return self.lesson.title, ""

    def take_up_tries(self) -> None:
        """Nothing is asked here."""

    def _note_visit(self) -> Future[bool]:
        if self.keeps:
            return super()._note_visit()
        done: Future[bool] = Future()
        done.set_result(True)
        return done

    def save_lab(self) -> None:
        if self.keeps:
            super().save_lab()
        else:
            self._stop_keeping()

    def _arrived(self) -> None:
        super()._arrived()
        self._fit_small()
        said = self.lab.state_.said if self.lab else ()
        if self.lab and self.keeps and self.progress.draft_of(self.lesson.id, "seen") is None:
            self.progress.draft(self.lesson.id, "seen", {})
            self.panel.say(OFFER, SAID_FOR)  # type: ignore[union-attr]
        if said:
            more = f"this and {len(said) - 1} more" if len(said) > 1 else "it again"
            self.panel.say(f"{said[0]} (? tells {more})", SAID_FOR)  # type: ignore[union-attr]

    def panel_of(self, lab: Lab, locked: bool, goes_on: str) -> LabPanel:
        kind = PointingPanel if isinstance(lab, Playground) else LabPanel
        return kind(lab, locked, goes_on)

    def on_resize(self, event: events.Resize) -> None:
        super().on_resize(event)
        self._fit_small()

    def _fit_small(self) -> None:
        """Have the pictures stand side by side, and be low, where the screen is smaller than is usual."""
        small = self.app.size.width < COLUMNS or self.app.size.height < ROWS
        if self.panel and self.lab and small != self.lab.small:
            self.lab.settings |= {"low": small, "small": small}
            self.panel.spare = LOW_SPARE if small else 0
            self.lab.changed()
            self.panel.draw()

    @property
    def lab(self) -> Playground | None:
        """The playground; None where another lab is played with."""
        lab = self.panel.lab if self.panel else None
        return lab if isinstance(lab, Playground) else None

    def may_link(self) -> bool:
        """Whether the playground is played with, and no other lab."""
        return self.lab is not None

    may_new_weights = may_futures = may_tour = may_undo_network = may_link

    def may_show_all(self) -> bool:
        return self.lab is not None and (self._hides or self._on_page)

    def may_of_the_network(self) -> bool:
        return self.lab is not None and self._on_page

    @property
    def _hides(self) -> bool:
        """Whether the link that was opened hides something."""
        return self.lab is not None and bool(self.lab.state_.hidden)

    @property
    def _on_page(self) -> bool:
        """Whether the cursor is on the page: on a knob letters and digits are the knob's."""
        return isinstance(self.focused, PageScroll)

    def action_of_the_network(self) -> None:
        """Say why a key of the network does nothing on the page."""
        self.say_why(OF_THE_NETWORK)

    def action_next(self) -> None:
        self.say_why(ONLY_PAGE)

    action_previous = action_first = action_last = action_next

    def why_not(self, action: str) -> str:
        if action in ("read_on", "page_up") and not self.query_one(PageScroll).max_scroll_y:
            return ONLY_PAGE
        if action == "show_all" and not self._hides:
            return NOTHING_HIDDEN
        if action == "undo_network" and self.lab and self.lab.previous is None:
            return NOT_REPLACED
        # Where no file may be written, what would be in it is shown.
        kiosk = action == "save_files" and self.lab is not None and self.app.settings.kiosk  # type: ignore[attr-defined]
        return "" if kiosk else super().why_not(action)

    def action_save_files(self) -> None:
        if self.lab and self.app.settings.kiosk:  # type: ignore[attr-defined]
            files = self.lab.exports()
            lines = [line for name, text in files.items() for line in (f"# {name}", *text.splitlines(), "")]
            self.app.push_screen(TextScreen("What w would save", lines))
        else:
            super().action_save_files()

    def action_tour(self) -> None:
        """Say the next step of the tour; after the last one that it is over, then the first."""
        if self.panel:
            steps = [*(f"{k}/{len(TOUR)} {step}" for k, step in enumerate(TOUR, start=1)), TOUR_OVER]
            self._tour_said = steps[self._toured % len(steps)]
            self._toured += 1
            self.panel.say(self._tour_said)

    def action_out(self) -> None:
        if self.panel and self.lab and self.lab.against and self.focused is self.query_one(PageScroll):
            self.lab.hold_against(self.lab.future)
            self.panel.moved("The output is drawn, not a difference.")
        elif (
            self.panel
            and self._tour_said
            and self.panel.query_one(".caption", Caption).text == self._tour_said
        ):
            self.panel.say("" if self._tour_said == TOUR_OVER else TOUR_LEFT, SAID_FOR)
        else:
            super().action_out()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        # On the page no unit is looked at: whichever way leads there, the output is back.
        if self.panel and self.lab and self.lab.focus and isinstance(event.widget, PageScroll):
            self.lab.look_away()
            self.panel.moved("")

    def action_lessons(self) -> None:
        if self._over:
            self.leave()
            self.app.pop_screen()
        else:
            super().action_lessons()

    action_leave_lesson = action_lessons

    def action_new_weights(self) -> None:
        """Draw other weights from the stream of the seed."""
        if self.panel and self.lab:
            self.panel.pause()
            setting = self.lab.run_.play.setting
            if self.lab.weights >= (most := most_drawings(len(setting.features), setting.shape)):
                self.panel.say(f"This is drawing {most}, the last; another seed has others.")
                return
            self.lab.turn("weights", self.lab.weights + 1)
            self.panel.moved(f"New weights: drawing {self.lab.weights} of this seed. n again draws more.")

    def action_undo_network(self) -> None:
        """Bring back the network that a knob has replaced."""
        if self.panel and self.lab:
            self.panel.pause()
            back = self.lab.undo()
            said = "The network before is back; u once more brings back the other."
            self.panel.moved(said if back else NOT_REPLACED)

    def action_set_back(self) -> None:
        before = self.lab and self.lab.previous
        super().action_set_back()
        if self.panel and self.lab and self.lab.previous is not before:
            self.panel.moved(f"{KNOBS_BACK} u brings back what was set.")

    def action_reset_lab(self) -> None:
        run = self.lab.run_ if self.lab else None
        branch = run.branch if run else None
        super().action_reset_lab()
        if self.panel and self.lab and run is self.lab.run_ and run.branch is not branch:
            self.panel.moved(BEGUN_AGAIN)

    def action_show_all(self) -> None:
        """Show the controls and features that the link hides."""
        if self.obeys("show_all") and self.panel and self.lab:
            self.lab.show_all()
            self.panel.moved("All controls are shown.")

    def action_link(self) -> None:
        """Show the link of the present state, and copy it."""
        if self.panel and self.lab:
            self.panel.pause()
            link = self.lab.link_now
            self.app.link_shown = link  # type: ignore[attr-defined]
            self.app.copy_to_clipboard(link)
            self.app.push_screen(LinkScreen(link, self.lab.link_lacks))

    def on_pointed_view_explain_wanted(self) -> None:
        """Tell why the number that is looked at is what it is."""
        if self.panel and self.lab:
            self.panel.pause()
            self.app.push_screen(TextScreen(self.lab.why_of, self.lab.why()))

    def action_futures(self) -> None:
        """List the futures of this run, to go to one or to hold it against this one."""
        if self.panel and self.lab:
            self.panel.pause()
            self.app.push_screen(FuturesScreen(self.lab.futures, self.lab.future), self._to_future)

    def _to_future(self, chosen: tuple[str, int] | None) -> None:
        if chosen and self.panel and self.lab:
            what, which = chosen
            self.lab.go_to(which) if what == "go" else self.lab.hold_against(which)
            alone = what == "against" and self.lab.against is None
            self.panel.moved(
                "This is the present future: choose another one to compare with it." if alone else ""
            )

    def action_find(self) -> None:
        """Find a control by its name."""
        if self.panel:
            knobs = self.panel.lab.knobs()
            # The browser's names too, and what can be chosen.
            words = [
                (k.label, k.id, HIDES.get(k.id, ""), *k.field.choices, k.field.help, k.field.group)
                for k in knobs
            ]
            width = max(cells(knob.label) for knob in knobs)
            names = [
                f"{k.label}{' ' * (width - cells(k.label))}  {k.shown()}  ({k.field.group})" for k in knobs
            ]
            self.app.push_screen(FindScreen(names, [[*map(plainly, each)] for each in words]), self._found)

    def action_controls(self) -> None:
        """Go to the controls."""
        if self.panel:
            self.set_focus(self.panel.query_one(KnobBar))

    def _found(self, which: int | None) -> None:
        if which is not None and self.panel:
            bar = self.panel.query_one(KnobBar)
            bar.chosen = which
            self.set_focus(bar)

    @property
    def about_drawn(self) -> tuple[tuple[str, str], ...]:
        """What help tells of the picture, each with a mark before it."""
        return tuple(("· ", line) for line in DRAWN) if self.lab else ()

    end_of_page = "This is the end of the page; q leads to the lessons."
    about_page = (
        "The lab: p plays and pauses, s takes a step, b takes it back, r goes to the start. "
        "tab leads to what can be looked at and turned, / finds a control."
    )
    """What help tells of the page."""

    @property
    def main_keys(self) -> frozenset[str]:
        """The keys that are told however narrow the screen is; in the network its own come first."""
        return frozenset({"p", "s"}) if isinstance(self.focused, PageScroll) else frozenset()

    @property
    def about_first(self) -> str:
        """What help calls that of which it tells first."""
        return "This network" if self._over else "What opened"

    @property
    def about(self) -> tuple[tuple[str, str], ...]:
        """What help tells of it, each with a mark before it."""
        return tuple(("· ", line) for line in self.lab.told) if self.lab else ()

"""Where the keys lead: to other pages, and on a page to what is asked there, to the knobs, and out again."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual import events
from textual.binding import ActiveBinding
from textual.widget import Widget

from lessons.model import Lesson, Page
from lessons.run import LessonRun
from tui.screens.page.lab_keys import LabKeys
from tui.screens.page.scroll import PageScroll
from tui.widgets.entry import KnobEntry
from tui.widgets.knobs import KnobBar
from tui.widgets.lab_panel import LOCKED_HERE
from tui.widgets.questions.base import QuestionBox
from tui.widgets.questions.predict import ANSWER_FIRST, PredictBox, PredictEntry

RESET_ONCE = "At its start. r once more puts the knobs as they were at first."
KNOBS_BACK = "The knobs stand as they were at first."
AT_START = "The lab is at its start, with the knobs as they were at first."


class Places(LabKeys):
    """A screen whose keys are for one place at a time: `tab` leads round, `esc` leads to the page."""

    lesson: Lesson
    run_: LessonRun
    index: int
    _leads: tuple[str, Widget] | None = None
    """Where `tab` leads, while all keys are asked after at once."""

    @property
    def page(self) -> Page:
        return self.lesson.pages[self.index]

    @property
    def stage(self) -> tuple[LessonRun, Page]:
        """The run and the page whose lab is shown."""
        return self.run_, self.page

    def go(self, index: int) -> None:
        """Turn to a page."""
        raise NotImplementedError

    def action_next(self) -> None:
        """Go on to the next page."""
        raise NotImplementedError

    def is_open(self, box: QuestionBox) -> bool:
        """Whether a question still waits for its answer."""
        raise NotImplementedError

    def _round(self) -> list[tuple[str, Widget]]:
        """The places to which `tab` leads, in order; to answers that are given where there is no other."""
        fields = [
            (self.is_open(box), field)
            for box in self.walk_children(QuestionBox)
            if box.display
            for field in filter(None, [box.place])
        ]
        places: list[tuple[str, Widget]] = [("answer", field) for is_open, field in fields if is_open]
        if self.panel and self.panel.display:
            # Found by its style class: its own is imported with the first lab that can be gone about in.
            places += [("network", view) for view in self.panel.query(".-pointed").results(Widget)]
        if self.panel and self.panel.display and self.panel.lab.knobs():
            places += [("knobs", bar) for bar in self.panel.walk_children(KnobBar)]
        places = places or [("answer", field) for _, field in fields]
        return [("page", self.query_one(PageScroll)), *places]

    def _next_place(self) -> tuple[str, Widget]:
        places, focused = self._round(), self.focused
        if focused and any(isinstance(each, KnobEntry) for each in focused.ancestors) and self.panel:
            focused = self.panel.query_one(KnobBar)
        here = next((i for i, (_, place) in enumerate(places) if place is focused), 0)
        # What waits for an answer comes before the page, which esc leads to. While a page is put up, the
        # page alone may be there yet.
        run, page = self.stage
        first = places[1:2] if run.locked(page) else []
        return (places[here + 1 :] or first or places)[0]

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        # One look round for all the names that tab's key may have.
        self._leads = self._next_place()
        try:
            return super().active_bindings
        finally:
            self._leads = None

    def may_tab_to(self, to: str) -> bool:
        name, place = self._leads or self._next_place()
        return to == ("" if place is self.focused else name)

    def action_tab_to(self, name: str) -> None:
        if name:
            self.set_focus(self._next_place()[1])
        else:
            self.say_why("There is nothing else to go to on this page.")

    def why_not(self, action: str) -> str:
        if action in ("previous", "first") and not self.index:
            return "This is the first page."
        if action == "last" and self.index == len(self.lesson.pages) - 1:
            return "This is the last page; → leads to the lessons."
        if action == "out" and isinstance(self.focused, PageScroll):
            return "You are on the page already; q leads to the lessons."
        why_not = super().why_not(action)
        if action != "reset_lab" or why_not or not self.panel:
            return why_not
        run, page = self.stage
        return "" if not self.panel.lab.at_start or run.is_turned(page) else AT_START

    def say_why(self, why: str) -> None:
        """Say it where the learner looks: under the answer while the cursor is in it."""
        if isinstance(self.focused, PredictEntry):
            locked = self.panel is not None and self.panel.locked and why == LOCKED_HERE
            self.focused.query_ancestor(PredictBox).tell(ANSWER_FIRST if locked else why)
        else:
            super().say_why(why)

    def action_out(self) -> None:
        """One level out, which is never further than to the page."""
        if self.obeys("out"):
            self.set_focus(self.query_one(PageScroll))

    def commands(self) -> Iterable[tuple[str, Callable[[], object]]]:
        yield "Next page", self.action_next
        yield "Page before", self.action_previous
        yield "First page", self.action_first
        yield "Last page", self.action_last
        if self.panel and self.panel.display:
            yield "Lab: a step", self.action_step
            yield "Lab: back to its start", self.action_reset_lab
            yield "Lab: play or pause", self.action_pause if self.panel.playing else self.action_play
            yield "Knobs as the lesson set them", self.action_set_back
            if not self.why_not("save_files"):
                yield "Save what the lab has made", self.action_save_files
        yield from super().commands()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        if self.panel:
            self.panel.focus_moved()

    # Other pages

    def action_read_on(self) -> None:
        scroll = self.query_one(PageScroll)
        if scroll.scroll_offset.y < scroll.max_scroll_y:
            scroll.scroll_page_down(animate=False)
        else:
            self.action_next()

    def action_previous(self) -> None:
        if self.obeys("previous"):
            self.go(self.index - 1)

    def action_page_up(self) -> None:
        scroll = self.query_one(PageScroll)
        if scroll.scroll_offset.y > 0:
            scroll.scroll_page_up(animate=False)
        else:
            self.action_previous()

    def action_first(self) -> None:
        if self.obeys("first"):
            self.go(0)

    def action_last(self) -> None:
        if self.obeys("last"):
            self.go(len(self.lesson.pages) - 1)

    # The lab

    def action_set_back(self) -> None:
        """Put the knobs as the lesson set them, and the lab at its start."""
        if self.obeys("reset_lab") and self.panel:
            self.panel.pause()
            run, page = self.stage
            run.set_back(page)
            self.panel.moved(KNOBS_BACK)

    def action_reset_lab(self) -> None:
        """Put the lab at its start; there already, its knobs as the lesson set them."""
        if not self.obeys("reset_lab") or not self.panel:
            return
        run, page = self.stage
        turned = run.is_turned(page)
        if not self.panel.lab.at_start:
            self.panel.reset(RESET_ONCE if turned else "")
        else:
            self.action_set_back()

"""A lesson: a page of words and questions, and the lab that runs beside them."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import Future
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.timer import Timer
from textual.widget import Widget

from lessons.format.layout import code_columns, columns_of_words, spare_rows
from lessons.labs.base import Lab
from lessons.model import Lesson, Page, Prose, Question, Recall, Say
from lessons.progress import Progress
from lessons.run import LessonRun
from tui.screens.base import WIDE
from tui.screens.page.answers import within
from tui.screens.page.ends import LessonEnds
from tui.screens.page.recalls import Recalls
from tui.screens.page.scroll import PageScroll
from tui.session import garbage
from tui.widgets.lab_panel import SAID_FOR, LabPanel
from tui.widgets.questions.base import QuestionBox
from tui.widgets.standing import settled, stands, stays
from tui.widgets.words import Saying, Words

AT_ONCE = 0.02
"""Seconds for which a lab is run to where its page finds it before the page is shown; then in slices."""

KEPT_WITHIN, KEPT_WITHIN_PLAYING = 1.0, 10.0
"""Seconds until what has changed in a lab is saved. Its state is long: it is not told at every frame."""

STILL_OPEN = "Not answered yet. Going on once more skips it, and its answer is shown."
LEFT_OPEN = "Not answered yet. Going on once more leaves it open."
BEGUN_ANEW = "The labs begin anew: an earlier version kept their steps in another way."


class LessonScreen(LessonEnds, Recalls):
    """One lesson, a page at a time."""

    AUTO_FOCUS = ""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "next", "Next", key_display="→"),
        Binding("space,pagedown", "read_on", "Read on, next page", show=False),
        Binding("left", "previous", "Back", key_display="←"),
        Binding("backspace", "previous", "Page before", show=False),
        Binding("pageup", "page_up", "Page before", show=False),
        Binding("s", "step", "Step"),
        Binding("b", "back_step", "Undo"),
        Binding("p", "play", "Play"),
        Binding("p", "pause", "Pause"),
        Binding("r", "reset_lab", "Reset"),
        Binding("w", "save_files", "Save"),
        Binding("o", "open_playground", "Playground"),
        Binding("tab", "tab_to('answer')", "Answer"),
        Binding("tab", "tab_to('knobs')", "Knobs"),
        Binding("tab", "tab_to('network')", "Network"),
        Binding("tab", "tab_to('page')", "Page"),
        Binding("tab", "tab_to('')", show=False),
        Binding("escape", "out", "Leave", key_display="esc"),
        Binding("q", "leave_lesson", "Lessons"),
        Binding("l", "lessons", "Lessons", show=False),
        Binding("home", "first", "First page", show=False),
        Binding("end", "last", "Last page", show=False),
    ]

    def __init__(self, lesson: Lesson, progress: Progress, index: int = 0) -> None:
        super().__init__()
        self.lesson = lesson
        self.progress = progress
        self.index = index
        self.run_ = LessonRun(lesson, progress.settled(lesson.id))
        self.take_up_tries()
        self.hands = {}
        self._keeping: Timer | None = None
        self._kept_by = 0.0
        """When the timer that keeps the labs is due."""
        self._to_say = self._of_knobs = ""
        """What is said once the page stands, and what of its lab."""
        self._page_said, self._said_on = "", index
        """What is told of a page, and of which: it goes with that page."""
        if self.run_.restore(progress.draft_of(lesson.id, "labs") or {}):
            self._to_say = BEGUN_ANEW
            progress.draft(lesson.id, "labs", self.run_.states())
        self._shown, self._ahead = -1, []
        self._warned = False
        """Whether it has been said that going on skips, or leaves, what is open on this page."""
        self._left_open = progress.draft_of(lesson.id, "left open") or {}
        """The pages, by their slugs, of which that has been said: of what stays open it is said once."""
        self._building = asyncio.Lock()
        self._left = False

    def titles(self) -> tuple[str, str]:
        return self.page.title, f"{self.lesson.label}  {self.index + 1}/{len(self.lesson.pages)}"

    def body(self) -> ComposeResult:
        with PageScroll(id="page"), Container(id="columns"):
            yield from self._page_widgets()

    def _page_widgets(self) -> list[Widget]:
        page = self.page
        self._of_knobs = self.run_.arrive(page, at_once=False)
        run, of = self.stage
        read = lambda path: run.read(of, path)  # noqa: E731
        words: list[Widget] = []
        for block in page.blocks:
            if isinstance(block, Prose):
                words.append(Words(block.source, read))
            elif isinstance(block, Say):
                words.append(Saying(block, run, of))
            elif isinstance(block, Question):
                words.append(self.question_box(block, read))
            elif isinstance(block, Recall):
                words += self.recall_widgets(block)
        widgets: list[Widget] = [Vertical(*words, *self.ends(page), id="words")]
        # A question of an earlier lesson has brought its own.
        run, of = self.stage
        lab = run.lab(of)
        if lab is not None:
            panel = self.panel_of(lab, run.locked(of), run.goes_on(of))
            if not run.bring_up(of, AT_ONCE):
                panel.catch_up(partial(run.bring_up, of))
            panel.display = self._room_for(page)
            self._stand(panel)
            panel.shows = self.run_.plays(page)
            panel.spare = 0 if of.owns_lab else spare_rows(lab)
            widgets.append(panel)
        else:
            self.remove_class("-alone", "-low")
        self.set_class(lab is None, "-words")
        return widgets

    def panel_of(self, lab: Lab, locked: bool, goes_on: str) -> LabPanel:
        """What shows a lab."""
        return LabPanel(lab, locked, goes_on)

    def _room_for(self, page: Page) -> bool:
        """Whether the lab is drawn: always where the page calls it, else where it fits."""
        return self.stage[1].owns_lab or self.app.size.width >= WIDE or self.fits(page)

    def on_resize(self, event: events.Resize) -> None:
        if self.panel:
            self.panel.display = self._room_for(self.page)
            self._stand(self.panel)
            self.refresh_bindings()
        self.fit_feedback()

    def _stand(self, panel: LabPanel) -> None:
        """Put a lab beside the words on a wide screen where it fills the height so, else under them."""
        page, size = self.page, self.app.size
        # Lines of code and the columns of a card take the width of words.
        cut = code_columns(page) + 2 > columns_of_words(size.width)
        under = page.lab_alone or page.codes or page.fills or cut or not panel.fills(size)
        self.update_classes({"-alone": page.lab_alone, "-low": bool(under)})

    def on_mount(self) -> None:
        if stays(self):
            self._note_visit()
            self._arrived()

    # Turning pages

    def go(self, index: int) -> None:
        """Turn to a page."""
        if not 0 <= index < len(self.lesson.pages) or index == self.index or not self._goes_on:
            return
        self.save_lab()
        self.put_by()
        self.index, self._warned = index, False
        saved = self._note_visit()
        self.app.measure_link()  # type: ignore[attr-defined]
        self.run_worker(self._turn(saved), group="turn")

    def _note_visit(self) -> Future[bool]:
        page = self.page
        return self.progress.visit(self.lesson.id, page.slug, self.index, len(self.lesson.pages))

    def on_respell(self) -> None:
        self.build_again()

    def build_again(self) -> None:
        """Put the page up again."""
        self._shown = -1
        self.run_worker(self._build(), group="turn")

    async def _turn(self, saved: Future[bool]) -> None:
        await within(saved)
        await self._build()

    async def _build(self) -> None:
        """Put up the page that was turned to. Turns that come meanwhile are made at once, to the last one.

        Never to be cancelled: it would take what it removes with it, half taken down.
        """
        async with self._building:
            while self._goes_on and self._shown != self.index:
                index, self._shown = self.index, -1
                for panel in self.query(LabPanel):
                    panel.pause()
                columns = self.query_one("#columns")
                with self.app.batch_update():
                    self.query_one(PageScroll).scroll_to(y=0, animate=False)
                    # A line to type in may just be coming up.
                    await settled(columns)
                    await columns.remove_children()
                    if not self._goes_on:
                        return
                    await columns.mount(*self._page_widgets())
                    if stands(self) and index == self.index:
                        self._arrived()
                self.call_after_refresh(garbage.sweep)

    @property
    def _goes_on(self) -> bool:
        """Whether pages are still turned here."""
        return stands(self) and not self._left

    async def wind_up(self) -> None:
        self._left = True
        async with self._building:
            return

    def _arrived(self) -> None:
        """Set the title, show answers of earlier sessions, and put the focus where the learner acts next."""
        self._shown = self.index
        self.title_bar.show(*self.titles())
        target: Widget = self.query_one(PageScroll)
        for box in self.walk_children(QuestionBox, reverse=True):
            if self.show_again(box) or box.question.id in self.looked_for:
                target = box.place or target
        self.looked_for = frozenset()
        self.note_asked()
        self.fit_feedback()
        # At once, not when all messages have been served: the next key is for where the focus is then.
        self.set_focus(target, scroll_visible=False)
        if self.panel:
            self.panel.focus_moved()
            self.panel.say(self._of_knobs, 2 * SAID_FOR)
        # What the page before said goes with it; what is told of the disk meanwhile stays.
        if self._said_on != self.index:
            self._untell(self._page_said)
        if self._to_say:
            self._tell_of_page(f"{self.told} {self._to_say}".strip())
        self._to_say = ""
        self.refresh_bindings()
        if self._ahead:
            self.app.call_later(self.app.press_ahead, self)  # type: ignore[attr-defined]

    def _tell_of_page(self, text: str) -> None:
        self.tell(text)
        self._page_said, self._said_on = text, self.index

    def answered(self) -> None:
        super().answered()
        if self._page_said in (STILL_OPEN, LEFT_OPEN):
            self._untell(self._page_said)

    def say_why(self, why: str) -> None:
        super().say_why(why)
        if self._telling == why:
            # It is of a key on this page. What is said under an answer goes with that.
            self._page_said, self._said_on = why, self.index

    def action_next(self) -> None:
        if self.index + 1 >= len(self.lesson.pages):
            self.finish()
        elif self._still_open:
            # An answer may be on its way here.
            self.call_after_refresh(self._go_on)
        else:
            self.go(self.index + 1)

    @property
    def _still_open(self) -> str:
        """What is to be said before the page is turned; nothing where all is answered, or that was said."""
        asked = {question.id for question in self.page.questions}
        if self.run_.locked(self.page):
            return STILL_OPEN
        return LEFT_OPEN if asked - self.run_.settled and self.page.slug not in self._left_open else ""

    def _go_on(self) -> None:
        """Turn the page: of what is open it is told what becomes of it, and the second time that is done."""
        still_open = self.run_.open_predictions(self.page)
        if (said := self._still_open) and not self._warned:
            self._warned = True
            self._left_open = {**self._left_open, self.page.slug: True}
            self.progress.draft_soon(self.lesson.id, "left open", self._left_open)
            self._tell_of_page(said)
            return
        for question in still_open if self._goes_on else ():
            self.progress.skip(self.lesson.id, question.id)
            self.run_.settle(question)
        self.go(self.index + 1)

    def finish(self) -> None:
        """After the last page: to the lessons, where the next one is marked."""
        self.leave()
        self.app.show_home(self.app.lesson_after(self.lesson))  # type: ignore[attr-defined]

    def action_lessons(self) -> None:
        self.leave()
        self.app.show_home(self.lesson)  # type: ignore[attr-defined]

    action_leave_lesson = action_lessons

    def leave(self) -> None:
        """Stop what runs and save what is open."""
        for panel in self.query(LabPanel):
            panel.pause()
        self.save_lab()
        self.run_.close()

    def is_open(self, box: QuestionBox) -> bool:
        return box.question.id not in self.run_of(box.question).settled

    # The lab

    def on_lab_panel_changed(self) -> None:
        if self.panel and not self.panel.playing:
            self.offer_again()
        for words in self.query("#words > Words").results(Words):
            words.update_values()
        self.watch_tasks()
        self.note_asked()
        wait = KEPT_WITHIN_PLAYING if self.panel and self.panel.playing else KEPT_WITHIN
        due = time.monotonic() + wait
        if self._keeping is None or due < self._kept_by:
            self._stop_keeping()
            self._keeping, self._kept_by = self.set_timer(wait, self.save_lab), due

    def _stop_keeping(self) -> None:
        if self._keeping is not None:
            self._keeping.stop()
            self._keeping = None

    def save_lab(self) -> None:
        """Keep the labs' knobs and steps."""
        self._stop_keeping()
        if states := self.run_.states():
            self.progress.draft(self.lesson.id, "labs", states)

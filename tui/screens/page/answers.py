"""What a lesson does with answers: those of now, and those of earlier sessions, which it shows again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Input

from lessons.answers.checks import AnswerError, parse_choice
from lessons.answers.tries import TRIES, Kind, Reply, Tries, has_hints, record
from lessons.format.layout import feedback_rows
from lessons.model import Code, Fill, Lesson, Page, Predict, Question
from lessons.progress import Progress
from lessons.run import LessonRun
from tui.screens.page.places import Places
from tui.screens.page.scroll import PageScroll
from tui.widgets.entry import Entry
from tui.widgets.questions.base import Answered, Feedback, QuestionBox, Skipped
from tui.widgets.questions.choices import Choices, QuizBox
from tui.widgets.questions.predict import PredictBox
from tui.widgets.standing import stands

SAVED_WITHIN = 0.4
"""Seconds that a key waits for the disk. What is slower is saved behind the learner's back."""


class Answers(Places):
    """A screen on which questions are answered."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+t", "hint", "Hint", key_display="ctrl+t")]

    lesson: Lesson
    progress: Progress
    run_: LessonRun
    end_rows: int
    """The rows under the words that an end of the lesson takes."""
    _shown: int
    index: int
    _ahead: list[events.Key]

    def run_of(self, question: Question) -> LessonRun:
        """The run in which a question is asked."""
        return self.run_

    def take_up_tries(self) -> None:
        """Take up what an earlier session has tried at the questions that are open."""
        for question in self.lesson.questions:
            if tries := tries_of(self.progress.draft_of(self.lesson.id, f"tried {question.id}")):
                self.run_.tries[question.id] = tries

    def show_again(self, box: QuestionBox) -> bool:
        """Show what was said of a question before; whether it is still open."""
        question, run = box.question, self.run_of(box.question)
        if question.id in run.settled:
            given, reply = self.last_said(question)
            box.show_answered(given, reply if given or reply else self._passed_over(question))
            return False
        tries = run.tries.get(question.id)
        if tries and tries.entry:
            box.show_tried(tries)
        return True

    def last_said(self, question: Question) -> tuple[str, Reply | None]:
        """The last answer to a question that is over, and what is to be said of it now."""
        return last_said(self.run_, self.progress, self.page, question)

    def note_asked(self) -> None:
        """Have what is said of answers tell with what numbers they were asked, once knobs are turned."""
        for feedback in self.query(Feedback):
            box = feedback.query_ancestor(QuestionBox)
            if box.over:
                feedback.note(self.noted(box))

    def noted(self, box: QuestionBox) -> str:
        """What is to be told beside what is said of an answer, as the lab stands now."""
        run = self.run_of(box.question)
        return run.asked_with(page_of(run, box.question), box.question)

    def fit_feedback(self) -> None:
        """Have what is said of answers leave the lab its rows, where it stands under the words."""
        panel = self.panel
        beside = panel is not None and self.has_class("-wide") and not self.has_class("-low")
        run, of = self.stage
        under = panel is not None and panel.display and of.owns_lab and not beside
        # Over a question of an earlier lesson, alone on its page, stands a line more.
        left = self.app.size.height - self.end_rows - (of is not self.page)
        rows = feedback_rows(of, run.lab(of), left) if under else None
        for feedback in self.query(Feedback):
            feedback.fit(rows)

    def on_input_changed(self, event: Input.Changed) -> None:
        entry = event.input
        if isinstance(entry, Entry) and entry.name and entry.name not in self.run_.settled:
            box = entry.query_ancestor(QuestionBox)
            self.progress.draft_soon(self.lesson.id, f"typed {entry.name}", {"text": box.draft})

    def takes_ahead(self, event: events.Key) -> bool:
        """Whether a key is for an answer of the page that is just being put up: it is pressed there.

        A digit, or an arrow to choose by, and what comes after it: enter alone would commit what is marked.
        """
        begins = (event.character or "").isdecimal() or event.key in ("up", "down")
        if self._shown == self.index or event.key.startswith("ctrl+") or not (self._ahead or begins):
            return False
        self._ahead.append(event)
        return True

    def take_up_ahead(self) -> list[events.Key]:
        """The keys that came before the page stood, once."""
        ahead, self._ahead = self._ahead, []
        return ahead

    def on_key(self, event: events.Key) -> None:
        """Begin the answer that is open with a digit, also where the cursor is on the page."""
        if self.takes_ahead(event):
            return
        places = (box.place for box in self.walk_children(QuestionBox) if box.display and self.is_open(box))
        place = next(filter(None, places), None)
        if isinstance(self.focused, PageScroll) and place and (event.character or "").isdecimal():
            event.stop()
            self.set_focus(place)
            self.app.post_message(events.Key(event.key, event.character))

    def on_entry_left(self, event: Entry.Left) -> None:
        if not stands(event.entry):
            return
        self.set_focus(self.query_one(PageScroll))
        box = event.entry.query_ancestor(QuestionBox)
        if self.is_open(box) and isinstance(box, PredictBox):
            box.left()

    def on_answered(self, event: Answered) -> None:
        self.run_worker(self._answer(event), group="answer")

    async def _answer(self, event: Answered) -> None:
        # The page may be turned, or the lesson left, while the disk is waited for.
        box, question = event.box, event.box.question
        run = self.run_of(question)
        try:
            # Who answers once more what is over has one try.
            most = 1 if question.id in run.settled else TRIES
            reply = run.grade(page_of(run, question), question, event.given, most, event.came)
        except AnswerError as error:
            if stands(box):
                box.refuse(str(error))
            return
        tries = run.tries[question.id]
        if reply.kind != "close":
            saved = self.record(question, reply, tries)
        if reply.open:
            self.keep_tries(question)
            if stands(box):
                box.show_tried(tries)
            return
        # From now on the page may be turned: the disk holds up only what is said.
        run.settle(question)
        await within(saved)
        self.settled(box, tries.entry, reply)

    def record(self, question: Question, reply: Reply, tries: Tries) -> Future[bool]:
        """Record what became of the entry that `tries` ends with."""
        return record(self.progress, self.lesson.id, question, reply, tries)

    def answered(self) -> None:
        """What an answer changes elsewhere on the page."""

    def keep_tries(self, question: Question) -> None:
        tries = self.run_of(question).tries[question.id]
        self.progress.draft_soon(self.lesson.id, f"tried {question.id}", tries._asdict())

    def question_box(self, question: Question, read: Callable[[str], str]) -> QuestionBox:
        """Where a question of the page is answered. `read` gives the text of a readout."""
        run = self.run_of(question)
        page = page_of(run, question)
        asked = lambda path: run.read_asked(page, question, path)  # noqa: E731
        if isinstance(question, Predict) and not question.choices:
            draft = self.progress.draft_of(self.lesson.id, f"typed {question.id}") or {}
            unit = run.unit(page, question)
            return PredictBox(question, asked, str(draft.get("text", "")), unit)
        if isinstance(question, Fill):
            return self._card(question, read)
        if isinstance(question, Code):
            from tui.widgets.questions.code import CodeBox

            draft = self.progress.draft_of(self.lesson.id, f"typed {question.id}") or {}
            return CodeBox(question, read, _texts(draft.get("text")))
        return QuizBox(question, asked)

    def _card(self, fill: Fill, read: Callable[[str], str]) -> QuestionBox:
        """A card, seen where it is the first of its fence that is open, or the last."""
        from tui.widgets.questions.fill import FillBox

        draft = self.progress.draft_of(self.lesson.id, f"typed {fill.id}") or {}
        box = FillBox(fill, read, self.run_.card(fill), str(draft.get("text", "")))
        deck = [card for card in self.page.fills if card.line == fill.line]
        open_ = [card for card in deck if card.id not in self.run_.settled]
        box.display = fill is (open_ or deck[-1:])[0]
        return box

    def on_fill_grid_moved(self, event: Any) -> None:
        fill = event.grid.fill
        if fill.id not in self.run_.settled:
            self.progress.draft_soon(self.lesson.id, f"typed {fill.id}", {"text": event.grid.entry})

    # Hints

    def _hinted(self) -> QuestionBox | None:
        """The question that a hint would be for: where the cursor is, or else the first that is open."""
        boxes = [box for box in self.walk_children(QuestionBox) if box.display and has_hints(box.question)]
        here = (box for box in boxes if self.focused and box in self.focused.ancestors)
        return next(here, next((box for box in boxes if self.is_open(box)), None))

    def may_hint(self) -> bool:
        return self._hinted() is not None

    def action_hint(self) -> None:
        if box := self._hinted():
            self.say_hint(box)

    def say_hint(self, box: QuestionBox) -> None:
        """Say the next hint."""
        question, run = box.question, self.run_of(box.question)
        cell = getattr(box.place, "hint_cell", 0)
        hint = run.hint(page_of(run, question), question, cell) if stands(box) else ""
        box.feedback.say(f"Hint: {hint}" if hint else "There is no hint here.")
        if hint and question.id not in run.settled:
            self.keep_tries(question)

    def on_skipped(self, event: Skipped) -> None:
        self.run_worker(self.skip(event.box), group="answer")

    async def skip(self, box: QuestionBox) -> None:
        """Pass over a question."""
        self.run_.settle(box.question)
        await within(self.progress.skip(self.lesson.id, box.question.id))
        self.settled(box, "", self._passed_over(box.question))

    def _passed_over(self, question: Question) -> Reply | None:
        run = self.run_of(question)
        return run.passed_over(page_of(run, question), question)

    def settled(self, box: QuestionBox, given: str, reply: Reply | None) -> None:
        """Say how a question has ended, and lead on."""
        if not stands(box):
            # The page has been turned; where it is turned back to, it shows the answer.
            return
        box.show_answered(given, reply)
        if self._shown != self.index:
            return
        self.answered()
        run, of = self.stage
        if self.panel and run.lab(of):
            self.panel.unlock() if not run.locked(of) else self.panel.draw()
        places = (b.place for b in self.walk_children(QuestionBox) if b.display and self.is_open(b))
        if box.goes_on:
            pass
        elif waiting := next(filter(None, places), None):
            waiting.focus()
        elif box.keeps_cursor:
            pass
        elif not isinstance(self.focused, Choices) or reply is None or reply.right:
            # Who chose wrongly may want to see what is said of the others.
            self.query_one(PageScroll).focus()
        if self.panel and isinstance(box.question, Code) and box.question.play and reply and reply.right:
            self.panel.play()
        self.refresh_bindings()
        if isinstance(box, PredictBox):
            box.let_go()


def page_of(run: LessonRun, question: Question) -> Page:
    """The page of a run that asks a question."""
    return next(page for page in run.lesson.pages if question in page.questions)


async def within(saved: Future[bool]) -> None:
    """Wait for the disk, but no longer than a learner would."""
    await asyncio.wait([asyncio.wrap_future(saved)], timeout=SAVED_WITHIN)


def last_said(run: LessonRun, progress: Progress, page: Page, question: Question) -> tuple[str, Reply | None]:
    """The last answer to a question, and what was said of it; no reply where it was skipped."""
    attempt = progress.last_answer(run.lesson.id, question.id)
    if attempt is None:
        return "", None
    given, kept = attempt.given, progress.draft_of(run.lesson.id, f"said {question.id}") or {}
    kind: Kind = "right" if attempt.right else "shown" if attempt.outcome == "shown" else "wrong"
    if kept.get("given") == given:
        return given, Reply(kind, _texts(kept.get("parts", kept.get("text"))))
    if question.choices:
        known = parse_choice(given, len(question.choices)) is not None
        return given, run.grade(page, question, given) if known else None
    said = "You had this right." if attempt.right else "This was not right."
    why = run.text(page, question.why)
    return given, Reply(kind, tuple(filter(None, (said, attempt.slip or "", why))))


def tries_of(kept: Mapping[str, Any] | None) -> Tries | None:
    """The tries at an open question, as an earlier session has kept them; None where there are none."""
    entry, wrong, hints = (kept or {}).get("entry"), (kept or {}).get("wrong"), (kept or {}).get("hints")
    if not isinstance(entry, str) or not isinstance(wrong, int) or not isinstance(hints, int):
        return None
    return Tries(entry, wrong, hints, str(kept.get("slip", "")), _texts(kept.get("parts")))  # type: ignore[union-attr]


def _texts(kept: object) -> tuple[str, ...]:
    return tuple(map(str, kept)) if isinstance(kept, list) else (str(kept or ""),)

"""What shows only when a lesson's labs run: readouts, answers, and whether pages fit the screen."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

import numpy as np

from lessons import work
from lessons.checks import expected
from lessons.format.faults import MOST_FAULTS, EnoughError, Fault
from lessons.format.fields import FieldError
from lessons.format.layout import ROWS, page_rows
from lessons.format.markdown import parsed_inline, value_tokens
from lessons.labs import REGISTRY, Lab, ReadoutError
from lessons.model import LabCall, Lesson, Page, Predict, Prose, Question, Quiz

SPLIT = "split it into two, or take some of its labs and questions out"


def content_faults(lesson: Lesson, name: str, fits: bool = True) -> list[Fault]:
    """The faults of a lesson whose form is right. `name`: what they call its file.

    `fits`: whether a page that is taller than the screen is one.
    """
    return _Content(lesson, name, fits).faults()


class _Content:
    def __init__(self, lesson: Lesson, name: str, fits: bool) -> None:
        self.lesson = lesson
        self.name = name
        self.must_fit = fits
        self.lines = lesson.text.split("\n")
        self.found: list[Fault] = []
        self.labs: dict[int, Lab | None] = {}
        self.budget = work.Budget()
        self.paid: dict[Lab, int] = {}
        """What has been taken from the budget for each lab that keeps what it has computed."""
        self.proved: set[tuple[Lab, str]] = set()
        """The live numbers that are right."""

    def faults(self) -> list[Fault]:
        with contextlib.suppress(EnoughError):
            for page in self.lesson.pages:
                self.page(page)
        return self.found

    def fault(self, line: int, column: int, reason: str, mend: str) -> None:
        source = self.lines[line] if line < len(self.lines) else ""
        self.found.append(Fault(self.name, line + 1, column, reason, mend, source))
        if len(self.found) >= MOST_FAULTS:
            raise EnoughError

    def pay(self, units: int, line: int) -> None:
        """Take from what this check may do; end it where that is used up."""
        if not self.budget.take(units):
            self.fault(line, 1, "up to here this lesson has more to compute than a check may", SPLIT)
            raise EnoughError

    def lab(self, call: LabCall) -> Lab | None:
        if call.key not in self.labs:
            try:
                lab = REGISTRY[call.name](dict(call.settings))
            except FieldError as error:
                self.fault(call.line, 1, error.reason, error.mend)
                self.labs[call.key] = None
                return None
            too_large = work.excess(lab, 0)
            if too_large:
                self.fault(call.line, 1, too_large, "give it less to do")
            else:
                self.paid[lab] = lab.run_work(0)
                self.pay(self.paid[lab], call.line)
            self.labs[call.key] = None if too_large else lab
        return self.labs[call.key]

    def page(self, page: Page) -> None:
        lab = self.lab(page.lab) if page.lab else None
        if lab and page.lab:
            lab.limit = page.lab.until
            if not self.may_run(page, page.lab, lab):
                return
        needs_lab = page.lab is None
        for block in page.blocks:
            if isinstance(block, Prose):
                for value in block.values:
                    if needs_lab:
                        mend = "put a {lab} on this page or one before it"
                        self.fault(value.line, value.column, "a {value} without a lab", mend)
                    elif lab:
                        self.live(lab, value.path, value.line, value.column)
            elif isinstance(block, Predict):
                self.texts(block, lab)
                if needs_lab:
                    mend = "put a {lab} fence under it, or on a page before"
                    self.fault(block.line, 1, "a {predict} without a lab", mend)
                elif lab:
                    self.predict(lab, block)
            elif isinstance(block, Quiz):
                self.texts(block, lab)
        if self.must_fit and (page.lab is None or lab):
            self.fits(page, lab)

    def may_run(self, page: Page, call: LabCall, lab: Lab) -> bool:
        """Whether the page asks no more of its lab than a page may."""
        reason = work.excess(lab, work.page_end(lab))
        if reason:
            self.fault(call.line, 1, reason, "let it stop earlier with until = N, or give it less to do")
            return False
        for question in page.questions:
            after = question.after if isinstance(question, Predict) else None
            reason = work.excess(lab, work.page_end(lab, after or 0))
            if reason:
                self.fault(*self.key(question.line, "after"), reason, "ask for what comes sooner")
                return False
        return True

    def texts(self, question: Question, lab: Lab | None) -> None:
        """The live numbers in the texts of a question."""
        for text in question.texts:
            for token in value_tokens(parsed_inline(text)):
                path = token.meta["value"]
                line = next(
                    (i for i in range(question.line, len(self.lines)) if f"`{path}`" in self.lines[i]),
                    question.line,
                )
                column = max(0, self.lines[line].find("{value}")) + 1
                if lab:
                    self.live(lab, path, line, column)
                elif self.labless(question):
                    mend = "put a {lab} on this page or one before it"
                    self.fault(line, column, "a {value} without a lab", mend)

    def labless(self, question: Question) -> bool:
        """Whether a question's page has no lab at all, rather than one that cannot be built."""
        return next(p.lab is None for p in self.lesson.pages if question in p.blocks)

    def live(self, lab: Lab, path: str, line: int, column: int) -> None:
        """A live number: a readout that can stand in a sentence."""
        if (lab, path) in self.proved or not self.readout(lab, path, line, column):
            return
        self.proved.add((lab, path))
        value = lab.readout(path)
        if isinstance(value, Mapping):
            inside = ", ".join(f"{path}.{name}" for name in value)
            self.fault(line, column, f"readout '{path}' is no single number", f"name one of {inside}")
        elif np.ndim(value) > 1:
            mend = f"name a row or a cell of it, such as {path}[0] or {path}[0,0]"
            self.fault(line, column, f"readout '{path}' is a table", mend)

    def readout(self, lab: Lab, path: str, line: int, column: int) -> bool:
        self.pay(lab.read_work(path), line)
        try:
            lab.readout(path)
        except ReadoutError as error:
            self.fault(line, column, error.reason, error.mend)
            return False
        return True

    def predict(self, lab: Lab, predict: Predict) -> None:
        line, column = self.key(predict.line, "answer")
        if not self.readout(lab, predict.answer, line, column):
            return
        needed = lab.run_work(work.page_end(lab) if predict.after is None else lab.position + predict.after)
        if lab.shares:
            needed, self.paid[lab] = max(0, needed - self.paid[lab]), max(needed, self.paid[lab])
        self.pay(needed + lab.read_work(predict.answer), predict.line)
        try:
            expected(predict, lab)
        except ValueError as error:
            self.fault(line, column, str(error), "answer with a readout that is one finite number")

    def key(self, fence: int, name: str) -> tuple[int, int]:
        """Where a key of the fence at a line stands."""
        for i in range(fence + 1, len(self.lines)):
            if self.lines[i].startswith("```"):
                break
            if self.lines[i].lstrip().startswith(name):
                return i, self.lines[i].find(name) + 1
        return fence, 1

    def fits(self, page: Page, lab: Lab | None) -> None:
        rows = page_rows(page, lab if page.owns_lab else None)
        if rows > ROWS:
            reason = f"page '{page.title}' takes {rows} rows; a screen has {ROWS}"
            self.fault(page.line, 1, reason, "shorten it, or split it with another ## heading")

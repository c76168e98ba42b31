"""What shows only when a lesson's labs run: readouts, answers, and whether pages fit the screen."""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Iterator, Mapping

import numpy as np

from lessons import work
from lessons.answers import cases
from lessons.answers.checks import entries_in, is_right, read_answer
from lessons.ends import needed_rows
from lessons.format.faults import MOST_FAULTS, EnoughError, Fault
from lessons.format.fields import FieldError
from lessons.format.layout import CHROME_ROWS, ROWS, lab_rows, page_rows, word_rows
from lessons.format.markdown import fill_text, parsed_inline, value_tokens
from lessons.format.toml_fence import find_in_fence
from lessons.grammar import Unread, condition
from lessons.labs import REGISTRY, Lab, ReadoutError
from lessons.model import LabCall, Lesson, Page, Predict, Prose, Quiz, Say
from lessons.run import read_value
from lessons.text import plural
from lessons.walk import Arrival, walk

SPLIT = "split it into two, or take some of its labs and questions out"


def content_faults(lesson: Lesson, name: str, fits: bool = True) -> list[Fault]:
    """The faults of a lesson that show when it is run; where its form has faults, of what is sound.

    `name`: what they call its file. `fits`: whether a page that is taller than the screen is one.
    """
    return _Content(lesson, name, fits).faults()


class _Content:
    def __init__(self, lesson: Lesson, name: str, fits: bool) -> None:
        self.lesson = lesson
        self.name = name
        self.must_fit = fits
        self.lines = lesson.text.split("\n")
        self.found: list[Fault] = []
        self.labs: dict[str, tuple[Lab, Lab] | None] = {}
        """Each lab at its start, and a copy of it that is run."""
        self.budget = work.PROOF
        self.says: dict[tuple[str, int | None], list[Say]] = {}
        """Whose cases are tried in the end, by their lab and how far it goes."""
        self.paid: dict[Lab, int] = {}
        """What has been taken from the budget for each lab: it is run on, and never again from its start."""
        self.proved: set[tuple[Lab, int, str]] = set()
        """The live numbers that are right, and where."""

    def faults(self) -> list[Fault]:
        with contextlib.suppress(EnoughError):
            for arrival in walk(self.lesson):
                self.page(arrival)
            for call, says in self.says.items():
                self.reach(call, says)
        return self.found

    def fault(self, line: int, column: int, reason: str, mend: str) -> None:
        source = self.lines[line] if line < len(self.lines) else ""
        # What is wrong at the start of a lab may be wrong further on as well: it is told once.
        if all((f.line, f.column) != (line + 1, column) for f in self.found):
            self.found.append(Fault(self.name, line + 1, column, reason, mend, source))
        if len(self.found) >= MOST_FAULTS:
            raise EnoughError

    def pay(self, units: int, line: int) -> None:
        """Take from what this check may do; end it where that is used up."""
        self.budget -= units
        if self.budget < 0:
            self.fault(line, 1, "up to here this lesson has more to compute than a check may", SPLIT)
            raise EnoughError

    def pay_run(self, lab: Lab, position: int, line: int) -> None:
        """Take what it costs to run a lab on to a position."""
        needed = lab.run_work(position)
        self.pay(max(0, needed - self.paid.get(lab, 0)), line)
        self.paid[lab] = max(needed, self.paid.get(lab, 0))

    def lab(self, call: LabCall) -> tuple[Lab, Lab] | None:
        """The lab of a call, at its start and to be run; None where there is none, which has been told."""
        if call.key not in self.labs:
            self.labs[call.key] = None
            try:
                lab = REGISTRY[call.name](dict(call.settings)) if call.name else None
            except FieldError as error:
                self.fault(call.line, 1, error.reason, error.mend)
                return None
            too_large = work.excess(lab, 0) if lab else None
            if too_large:
                self.fault(call.line, 1, too_large, "give it less to do")
            elif lab:
                self.labs[call.key] = lab, (runs := lab.copy())
                self.pay_run(runs, 0, call.line)
        return self.labs[call.key]

    def page(self, arrival: Arrival) -> None:
        page, call = arrival.page, arrival.page.lab
        if call is None:
            for _, line, column in self.values(page):
                mend = "put a {lab} on this page or one before it"
                self.fault(line, column, "a {value} without a lab", mend)
            for block in page.blocks:
                if isinstance(block, (Predict, Say)):
                    what = "predict" if isinstance(block, Predict) else "say"
                    mend = "put a {lab} fence under it, or on a page before"
                    self.fault(block.line, 1, f"a {{{what}}} without a lab", mend)
            self.fits(page, None)
            return
        labs = self.lab(call)
        if labs is None:
            return
        fresh, runs = labs
        runs.limit = call.until
        for value in self.values(page):
            self.live(fresh, call, *value)
        for say in (block for block in page.blocks if isinstance(block, Say)):
            self.say(fresh, call, say)
        if call.sound and self.may_run(arrival, call, runs):
            self.run(arrival, call, runs)
        else:
            for predict in page.predictions:
                for path, line, column in self.asked(predict):
                    self.readout(fresh, call, path, line, column)
        if call.sound:
            self.fits(page, fresh)

    def values(self, page: Page) -> Iterator[tuple[str, int, int]]:
        """Every live number of a page, in its words and in the texts of its questions, with its place."""
        for block in page.blocks:
            if isinstance(block, Prose):
                yield from ((value.path, value.line, value.column) for value in block.values)
            elif isinstance(block, (Predict, Quiz, Say)):
                for token in (t for text in block.texts for t in value_tokens(parsed_inline(text))):
                    path = token.meta["value"]
                    lines = range(block.line, len(self.lines))
                    line = next((i for i in lines if f"`{path}`" in self.lines[i]), block.line)
                    yield path, line, max(0, self.lines[line].find("{value}")) + 1

    def may_run(self, arrival: Arrival, call: LabCall, lab: Lab) -> bool:
        """Whether the page asks no more of its lab than a page may."""
        if work.excess(lab, arrival.start(lab)):
            # The page that takes it so far has been told.
            return False
        reason = work.excess(lab, work.page_end(lab))
        if reason:
            self.fault(call.line, 1, reason, "let it stop earlier with until = N, or give it less to do")
            return False
        for predict in arrival.page.predictions:
            reason = work.excess(lab, arrival.answered_at(predict, lab))
            if reason:
                place = find_in_fence(self.lines, predict.line, "after")
                self.fault(*place, reason, "ask for what comes sooner")
                return False
        return True

    def run(self, arrival: Arrival, call: LabCall, lab: Lab) -> None:
        """Run the lab as the page does, and read what is read of it, from its arrival to the last answer."""
        start = arrival.start(lab)
        if start < lab.position and not lab.shares:
            self.paid[lab] = lab.run_work(0)
        self.pay_run(lab, start, call.line)
        arrival.bring(lab)
        for value in self.values(arrival.page) if start else ():
            self.live(lab, call, *value)
        asked = [(arrival.answered_at(predict, lab), predict) for predict in arrival.page.predictions]
        hinted = {predict.id: self.told(lab, predict.hint) for _, predict in asked}
        for position, predict in sorted(asked, key=lambda at: at[0]):
            self.pay_run(lab, position, predict.line)
            lab.seek(position)
            self.predict(lab, call, predict, position - start, hinted[predict.id])

    def told(self, lab: Lab, text: str) -> str:
        """A text with its live numbers as they are now; empty where one of them cannot be read."""
        try:
            return fill_text(text, lambda path: read_value(lab, path))
        except ReadoutError:
            return ""

    def predict(self, lab: Lab, call: LabCall, predict: Predict, steps: int, hint: str) -> None:
        """A prediction, of a lab that stands where its answer is read, so many steps on.

        `hint`: as it is told on the page.
        """
        places = list(self.asked(predict))
        if not all(self.readout(lab, call, *place) for place in places):
            return
        answer = math.nan
        try:
            if predict.choices:
                cases.decided(predict, lab)
            else:
                answer = read_answer(predict, lab)
        except ValueError as error:
            mend = "answer with a readout that is one finite number"
            if predict.choices:
                mend = "exactly one is to hold with the lesson's values"
            self.fault(*places[0][1:], str(error), mend)
            return
        told = [entry for entry, value in entries_in(hint) if is_right(predict, value, answer)]
        if told:
            place = find_in_fence(self.lines, predict.line, "hint")
            mend = "name the numbers and let the learner put them together"
            self.fault(*place, f"'hint' tells an answer: {told[0]}", mend)
        if predict.after is not None and steps < predict.after:
            reason = f"after = {predict.after}, and the lab takes {plural(steps, 'step')} on this page"
            self.fault(*find_in_fence(self.lines, predict.line, "after"), reason, "ask for what comes sooner")

    def asked(self, predict: Predict) -> Iterator[tuple[str, int, int]]:
        """The readouts that answer a prediction, each with its place."""
        if not predict.choices:
            yield predict.answer, *find_in_fence(self.lines, predict.line, "answer")
        for choice in predict.choices:
            yield from self.read_by(choice.when, predict.line)

    def read_by(self, when: str, fence: int) -> Iterator[tuple[str, int, int]]:
        """The readouts that a condition reads, each with its place in the fence at that line."""
        line, column = self.where(when, fence)
        yield from ((path, line, column + at) for path, at in condition(when).names)

    def where(self, when: str, fence: int) -> tuple[int, int]:
        """Where a condition stands in the fence at that line: its line and its column."""
        line = next((i for i in range(fence, len(self.lines)) if f'"{when}"' in self.lines[i]), fence)
        return line, self.lines[line].find(f'"{when}"') + 2

    def say(self, lab: Lab, call: LabCall, say: Say) -> None:
        """A {say}: whether its conditions can be read."""
        places = [place for case in say.cases for place in self.read_by(case.when, say.line)]
        if not all(self.readout(lab, call, *place) for place in places):
            return
        for case in say.cases:
            try:
                condition(case.when).holds(lab.readout)
            except Unread as error:
                self.fault(*self.where(case.when, say.line), str(error), "compare single numbers or words")
                return
        if call.sound and say.cases:
            self.says.setdefault((call.key, call.until), []).append(say)

    def reach(self, call: tuple[str, int | None], says: list[Say]) -> None:
        """Tell of each case that does not come up, as far as what may still be done shows it."""
        key, until = call
        labs = self.labs[key]
        if labs is None:
            return
        lab = labs[0].copy()
        lab.limit = until
        never, done = cases.unreached(says, lab, min(self.budget, work.REACH))
        self.budget -= done
        for say, i in never:
            place = find_in_fence(self.lines, say.line, "else")
            if i < len(say.cases):
                place = self.where(say.cases[i].when, say.line)
            mend = "take it out, or mend the conditions: the first that holds is said"
            self.fault(*place, "no value of a knob, at any step, leads to this case", mend)

    def live(self, lab: Lab, call: LabCall, path: str, line: int, column: int) -> None:
        """A live number: a readout that can stand in a sentence."""
        here = (lab, lab.position, path)
        if here in self.proved or not self.readout(lab, call, path, line, column):
            return
        self.proved.add(here)
        value = lab.readout(path)
        if isinstance(value, Mapping):
            inside = ", ".join(f"{path}.{name}" for name in value)
            self.fault(line, column, f"readout '{path}' is no single number", f"name one of {inside}")
        elif np.ndim(value) > 1:
            mend = f"name a row or a cell of it, such as {path}[0] or {path}[0,0]"
            self.fault(line, column, f"readout '{path}' is a table", mend)

    def readout(self, lab: Lab, call: LabCall, path: str, line: int, column: int) -> bool:
        if not path:
            return False
        self.pay(lab.read_work(path), line)
        try:
            lab.readout(path)
        except ReadoutError as error:
            # What is wrong with the settings of a lab may be why it has not what it could have.
            if call.sound or re.split(r"[.\[]", path)[0] not in lab.readouts:
                self.fault(line, column, error.reason, error.mend)
            return False
        return True

    def fits(self, page: Page, lab: Lab | None) -> None:
        drawn = lab if page.owns_lab else None
        rows = needed_rows(self.lesson, page, drawn)
        if self.must_fit and rows > ROWS:
            parts = {"words": word_rows(page), "lab": lab_rows(drawn) if drawn else 0}
            parts["goals and what comes next"] = rows - page_rows(page, drawn)
            told = [f"{what} {count}" for what, count in parts.items() if count]
            of = ", ".join([*told, f"header and footer {CHROME_ROWS}"])
            reason = f"page '{page.title}' takes {rows} rows ({of}); a screen has {ROWS}"
            mend = "shorten it, or split it with another ## heading"
            if page.lab_alone:
                mend = "give the lab less to show: it has the page to itself already"
            elif ROWS - 2 < CHROME_ROWS + parts["lab"] <= ROWS:  # a line of words takes two
                mend = "take out all words and questions: a lab alone on a page has the whole screen"
            self.fault(page.line, 1, reason, mend)

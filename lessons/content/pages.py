"""What shows only when a lesson's labs run: readouts, answers, and whether pages fit the screen."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from lessons import work
from lessons.content import codes, fills, predictions, recalls, says, tasks
from lessons.content.base import Proof, Together
from lessons.content.says import Says
from lessons.ends import needed_rows
from lessons.format.faults import EnoughError, Fault
from lessons.format.fields import FieldError, nearest
from lessons.format.layout import CHROME_ROWS, ROWS, lab_rows, page_rows, word_rows
from lessons.format.markdown import parsed_inline, value_tokens
from lessons.format.toml_fence import find_in_fence
from lessons.labs import Lab
from lessons.library import names_beside
from lessons.model import LabCall, Lesson, Page, Predict, Prose, Question, Say, Task
from lessons.walk import Arrival, walk


def content_faults(
    lesson: Lesson, name: str, fits: bool = True, together: Together | None = None
) -> list[Fault]:
    """The faults of a lesson that show when it is run; where its form has faults, of what is sound.

    `name`: what they call its file. `fits`: whether a page that is taller than the screen is one.
    `together`: what tries its lines of code with those of other lessons.
    """
    return _Content(lesson, name, fits, together).faults()


class _Content(Proof):
    def __init__(self, lesson: Lesson, name: str, fits: bool, together: Together | None) -> None:
        super().__init__(lesson, name)
        self.must_fit = fits
        self.together = together
        self.says: Says = {}

    def faults(self) -> list[Fault]:
        written = [code for page in self.lesson.pages for code in page.codes]
        with contextlib.suppress(EnoughError), codes.proving(self, written, self.together):
            self.needs()
            for arrival in walk(self.lesson):
                self.page(arrival)
            for call, said in self.says.items():
                says.reach(self, call, said)
        return self.found

    def needs(self) -> None:
        """The lessons that it builds on: others that there are."""
        names = names_beside(self.lesson.path) if self.lesson.needs else {}
        names.pop(self.lesson.id, None)
        head = next((i for i, line in enumerate(self.lines) if line.startswith("```{lesson}")), 0)
        for name in self.lesson.needs:
            if name not in names:
                place = find_in_fence(self.lines, head, "needs")
                self.fault(*place, f"needs: there is no other lesson '{name}'", nearest(name, names))

    def page(self, arrival: Arrival) -> None:
        page, call = arrival.page, arrival.page.lab
        for code in page.codes:
            if code.play and not page.owns_lab:
                place = find_in_fence(self.lines, code.line, "play")
                self.fault(*place, "there is no lab on this page to play", "put a {lab} under it")
        for fill in page.fills:
            fills.prove(self, fill)
        for recall in page.recalls:
            recalls.prove(self, recall)
        if call is None:
            for _, line, column in self.values(page):
                mend = "put a {lab} on this page or one before it"
                self.fault(line, column, "a {value} without a lab", mend)
            for block in page.blocks:
                if isinstance(block, (Predict, Say, Task)):
                    what = type(block).__name__.lower()
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
        for block in page.blocks:
            if isinstance(block, Say):
                says.prove(self, self.says, fresh, call, block)
        asked: list[Predict | Task] = [*page.predictions, *page.tasks]
        for each in asked if runs.counting else ():
            reason = f"a question may not wait for a count, and lab '{call.name}' counts"
            self.fault(each.line, 1, reason, "ask on another page, of a lab that does not count")
            return
        if call.sound and self.may_run(arrival, call, runs):
            self.run(arrival, call, runs)
        else:
            for predict in page.predictions:
                for path, line, column in predictions.asked(self, predict):
                    self.readout(fresh, call, path, line, column)
        if call.sound:
            self.fits(page, fresh)

    def values(self, page: Page) -> Iterator[tuple[str, int, int]]:
        """Every live number of a page, in its words and in the texts of its questions, with its place."""
        for block in page.blocks:
            if isinstance(block, Prose):
                yield from ((value.path, value.line, value.column) for value in block.values)
            elif isinstance(block, (Say, Question)):
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
        for task in arrival.page.tasks:
            tasks.prove(self, lab, call, task)
        asked = [(arrival.answered_at(predict, lab), predict) for predict in arrival.page.predictions]
        hinted = {predict.id: self.told(lab, predict.hint) for _, predict in asked}
        if lab.counting:
            self.count(arrival.page, call, lab)
        for position, predict in sorted(asked, key=lambda at: at[0]):
            self.pay_run(lab, position, predict.line)
            lab.seek(position)
            predictions.prove(self, lab, call, predict, position - start, hinted[predict.id])
        for predict in arrival.page.predictions if not self.found else ():
            if predict.fresh:
                recalls.prove_fresh(self, predict)

    def count(self, page: Page, call: LabCall, lab: Lab) -> None:
        """Run the first seeds of a count, and read what is read of it: that it is there, not how large.

        So one whose seeds take long is run with its lab's quick settings. The page's own have been read.
        """
        if lab.run_work(1) - lab.run_work(0) > work.SEED:
            quick = {name: value for name, value in lab.quick.items() if name != "seeds"}
            with contextlib.suppress(FieldError):
                lab = type(lab)(lab.settings | quick)
        last = work.page_end(lab)
        self.left_to_count -= lab.run_work(last) - lab.run_work(0)
        if self.left_to_count < 0:
            reason = (
                f"the first {last} seeds of what this lesson counts have more to compute than a check may"
            )
            self.fault(call.line, 1, reason, "give the count less to do, or split the lesson")
            return
        lab.seek(last)
        for value in self.values(page):
            self.live(lab, call, *value)
        lab.reset()

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

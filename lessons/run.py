"""One learner's way through one lesson: its labs, and which questions still stand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from lessons.answers import cases, tasks
from lessons.answers.checks import AnswerError, parse_choice
from lessons.answers.tries import (
    TRIES,
    Reply,
    Tries,
    hints,
    hints_at_choices,
    reply_to_choice,
    reply_to_number,
    tried,
    worked_out,
)
from lessons.format.layout import WORDS
from lessons.format.markdown import fill_text
from lessons.labs import REGISTRY
from lessons.labs.base import Lab
from lessons.labs.base.units import asked_for
from lessons.model import Code, Fill, Lesson, Page, Predict, Question, Quiz, Say, Task
from lessons.page_labs import PageLabs
from lessons.text import UNKNOWN, cut, decimal, number

if TYPE_CHECKING:
    from lessons.coding.grading import Judgement

LONGEST_HINT = 2 * WORDS - 12
"""The characters of a hint that surely stand in two rows of words."""


class LessonRun(PageLabs):
    """The live side of a lesson: its labs, what is asked, and what has been tried."""

    def __init__(self, lesson: Lesson, settled: frozenset[str] = frozenset()) -> None:
        """`settled`: the ids of the questions that are answered or skipped already."""
        super().__init__(lesson, settled)
        self._turns: dict[str, tuple[list[str], int]] = {}
        """For each task, how the knobs stood when last looked at, and how often they were turned."""
        self._asked: dict[str, Lab] = {}
        """For each page with a question that is over, its lab as the lesson brings it there."""
        self._cards: dict[str, Lab] = {}
        """For each card that has been looked at, its lab."""
        self.tries: dict[str, Tries] = {}
        """What has been tried at the questions that are open."""

    def plays(self, page: Page) -> bool:
        """Whether the page's lab plays by itself: nothing is asked there any more."""
        return page.plays and self.settled.issuperset(question.id for question in page.questions)

    def settle(self, question: Question) -> None:
        """A question has been answered or skipped: its lab may move."""
        self.settled.add(question.id)
        self.tries.pop(question.id, None)
        self._ahead.pop(question.id, None)

    def grade(
        self, page: Page, question: Question, given: str, most: int = TRIES, came: Judgement | None = None
    ) -> Reply:
        """Grade an answer: a number as text, or the number of a choice from 1. Raises `AnswerError`.

        `most`: how many wrong numbers there may be. Where one is not the last, the question stays open.
        `came`: what came of lines of code, where they have been run already.
        """
        before = self.tries.get(question.id, Tries())
        match question:
            case Fill():
                from lessons.answers import fills

                reply = fills.reply_to_card(question, self.card(question), given, before, most)
            case Predict(choices=()):
                reply = reply_to_number(question, self.ahead(page, question), given, before, most)
            case Predict() | Quiz():
                chosen = parse_choice(given, len(question.choices))
                if chosen is None:
                    raise AnswerError(f"Type the number of a choice, 1 to {len(question.choices)}.")
                guess = isinstance(question, Predict) and question.guess
                reply = reply_to_choice(self.quiz(page, question), chosen, guess)
            case Code():
                from lessons.answers import codes

                reply = codes.replied(question, given, before, most, came)
            case Task():
                raise TypeError("a task is answered at the knobs: see `watch`")
        # Among lines of code only the author's words are Markdown: * and _ stand in code as they are.
        words = question.texts if isinstance(question, Code) else reply.parts
        said = (self.text(page, p, answered=not reply.open) if p in words else p for p in reply.parts)
        reply = reply._replace(parts=tuple(said))
        self.tries[question.id] = tried(before, given, reply)
        return reply

    def passed_over(self, page: Page, question: Question) -> Reply | None:
        """What is said of a prediction that was skipped: its answer. Of other questions nothing is."""
        if not isinstance(question, Predict):
            return None
        if question.choices:
            right = self.quiz(page, question).right
            told = f"It is {right + 1}: {self.text(page, question.choices[right].text, answered=True)}"
        else:
            told = worked_out(question, self.ahead(page, question))
        return Reply("shown", (f"Skipped. {told}",))

    def card(self, fill: Fill) -> Lab:
        """The lab of a card, with its numbers, run to its end."""
        if fill.id not in self._cards:
            lab = self._cards[fill.id] = REGISTRY[fill.lab](dict(fill.settings))
            lab.seek(lab.run_length)
        return self._cards[fill.id]

    def watch(self, page: Page, task: Task) -> Reply | None:
        """What is said of the page's lab as it stands, where it has reached what a task asks for."""
        lab = self.lab(page)
        if lab is None:
            return None
        reply = tasks.reply_to_turning(task, lab, self.turns(page, task))
        if reply:
            said = (self.text(page, part) for part in reply.parts)
            reply = reply._replace(parts=tuple(said))
            set_ = ", ".join(f"{knob.id} = {knob.shown()}" for knob in lab.knobs())
            self.tries[task.id] = self.tries.get(task.id, Tries())._replace(entry=cut(set_, LONGEST_HINT))
        return reply

    def turns(self, page: Page, task: Task) -> int:
        """How often knobs have been turned for a task since they last stood as the lesson has them."""
        lab = self.lab(page)
        now = [knob.shown() for knob in lab.knobs()] if lab else []
        before, turns = self._turns.get(task.id, ([], 0))
        turns = 0 if not self.is_turned(page) else turns + (now != before)
        self._turns[task.id] = now, turns
        return turns

    def give_up(self, page: Page, task: Task) -> Reply:
        """Set the knobs of the page's lab as the author's solution of a task has them."""
        if lab := self.lab(page):
            self.set_back(page)
            tasks.solve(task, lab)
        self.tries[task.id] = self.tries.get(task.id, Tries())._replace(entry=tasks.told(task))
        return Reply("shown", (f"One solution is set: {tasks.told(task)}.", self.text(page, task.why)))

    def hint(self, page: Page, question: Question, cell: int = 0) -> str:
        """The next hint to a question, which counts from then on; the last one again; or nothing.

        Where there is room, the numbers come with the idea that they are for. `cell`: of a card, for which.
        """
        told = self._hints(page, question, cell)
        if not told:
            return ""
        before = self.tries.get(question.id, Tries())
        self.tries[question.id] = now = before._replace(hints=min(before.hints + 1, len(told)))
        *first, last = [self.text(page, hint) for hint in told[: now.hints]]
        whole = " ".join([*(hint if hint[-1] in ".!?" else f"{hint}." for hint in first), last])
        return whole if len(whole) <= LONGEST_HINT else last

    def all_told(self, page: Page, question: Question) -> bool:
        """Whether every hint that helps with a question now has been told."""
        return self.tries.get(question.id, Tries()).hints >= len(self._hints(page, question))

    def _hints(self, page: Page, question: Question, cell: int = 0) -> tuple[str, ...]:
        """All that helps with a question, as it stands now."""
        match question:
            case Predict(choices=()):
                return hints(question, self.ahead(page, question))
            case Code():
                from lessons.answers import codes

                return codes.hints(question)
            case Predict() | Quiz():
                return hints_at_choices(question.hint, self.quiz(page, question))
            case Fill():
                from lessons.answers import fills

                return fills.hints(question, self.card(question), cell)
            case Task() if (lab := self.lab(page)) and page.lab:
                begun = lab.copy()
                begun.restore(self._written[page.lab.key])
                return tasks.hints(question, lab, begun)
        return ()

    def unit(self, page: Page, predict: Predict) -> str:
        """What a question asks for, where a number could be taken for something else."""
        lab = self.lab(page)
        return asked_for(lab.units(predict.answer)) if lab else ""

    def quiz(self, page: Page, question: Predict | Quiz) -> Quiz:
        """A question with choices, the right one among them marked, by the lab where that decides."""
        return question if isinstance(question, Quiz) else cases.decided(question, self.ahead(page, question))

    def said(self, page: Page, say: Say) -> str:
        """What a {say} of the page says now, as Markdown; nothing while it would give an answer away."""
        return cases.said(say, self.lab(page))

    def text(self, page: Page, source: str, answered: bool = False) -> str:
        """A text of a question, with its live numbers; `answered`: with those that it kept back."""
        lab = self.lab(page, answered)
        text = fill_text(source, lambda path: read_value(lab, path) if lab else UNKNOWN)
        self.lab(page)
        return text

    def read_asked(self, page: Page, question: Question, path: str) -> str:
        """A live number of a question, as it is asked, also once it is over or knobs are turned."""
        turned = self.is_turned(page) and not isinstance(question, Task)
        if page.lab is None or not (turned or question.id in self.settled):
            return self.read(page, path)
        if page.slug not in self._asked:
            lab = self._asked[page.slug] = self._built(page, page.lab).copy()
            self._put(lab, page, page.lab)
        lab = self._asked[page.slug]
        lab.secrets = self._hidden(page, lab)
        return read_value(lab, path)

    def asked_with(self, page: Page, question: Question) -> str:
        """With what numbers a question was asked, where knobs have been turned since and may deny them."""
        numbers = isinstance(question, Predict) or any("{value}" in text for text in question.texts)
        turned = self.turned_from(page) if numbers and not isinstance(question, (Task, Fill)) else ""
        return f"(Asked with {turned}.)" if turned else ""

    def read(self, page: Page, path: str) -> str:
        """A live number of the page's prose, as it is written there."""
        lab = self.lab(page)
        return read_value(lab, path) if lab else UNKNOWN


def read_value(lab: Lab, path: str) -> str:
    """A readout as prose shows it: two to four decimals, `?` while it stands to be predicted."""
    value = lab.shown(path)
    if isinstance(value, str):
        return value
    if isinstance(value, np.ndarray) and value.ndim == 1:
        return "(" + ", ".join(format_value(v) for v in value) + ")"
    return format_value(value)


def format_value(value: Any) -> str:
    """A number in prose: whole numbers as such, others with up to four decimals."""
    if value is None or isinstance(value, str):
        return value or UNKNOWN
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else "no"
    value = float(value)
    if math.isfinite(value) and value == int(value) and abs(value) < 1e6:
        return number(value, 0)
    return decimal(value)

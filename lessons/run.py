"""One learner's way through one lesson: its labs, and which questions still stand."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from lessons.checks import AnswerError, Verdict, answer_lab, expected, grade_predict, grade_quiz, parse_choice
from lessons.format.markdown import fill_text
from lessons.labs import REGISTRY
from lessons.labs.base import Lab, Secret
from lessons.model import LabCall, Lesson, Page, Predict, Question, Quiz
from lessons.text import UNKNOWN, number


class LessonRun:
    """The live side of a lesson. Labs are built when their page is first opened."""

    def __init__(self, lesson: Lesson, settled: frozenset[str] = frozenset()) -> None:
        """`settled`: the ids of the questions that are answered or skipped already."""
        self.lesson = lesson
        self.settled = set(settled)
        self._labs: dict[int, Lab] = {}
        self._secrets: dict[tuple[object, ...], frozenset[Secret]] = {}
        self._asked: dict[str, Lab] = {}
        """The lab as it was when a prediction was first graded: a second try answers the same question."""

    def lab(self, page: Page) -> Lab | None:
        """The lab of a page, with what still stands to be predicted hidden."""
        if page.lab is None:
            return None
        lab = self._built(page.lab)
        lab.limit = page.lab.until
        lab.secrets = self._hidden(page, lab)
        return lab

    def _hidden(self, page: Page, lab: Lab) -> frozenset[Secret]:
        """What stands to be predicted, with the numbers that would tell it."""
        still_open = self.open_predictions(page)
        if not still_open:
            return frozenset()
        knobs = tuple(knob.value for knob in lab.knobs())
        key = (page.slug, lab.position, knobs, *(p.id for p in still_open))
        if key not in self._secrets:
            self._secrets[key] = frozenset(filter(None, (_secret(p, lab) for p in still_open)))
        return self._secrets[key]

    def _built(self, call: LabCall) -> Lab:
        if call.key not in self._labs:
            self._labs[call.key] = REGISTRY[call.name](dict(call.settings))
        return self._labs[call.key]

    def open_predictions(self, page: Page) -> list[Predict]:
        """The predictions of a page that are neither answered nor skipped."""
        return [q for q in page.questions if isinstance(q, Predict) and q.id not in self.settled]

    def locked(self, page: Page) -> bool:
        """Whether the page's lab waits for a prediction."""
        return bool(self.open_predictions(page))

    def settle(self, question: Question) -> None:
        """A question has been answered or skipped: its lab may move."""
        self.settled.add(question.id)

    def grade(self, page: Page, question: Question, given: str) -> Verdict:
        """Grade an answer: a number as text, or the number of a choice from 1. Raises `AnswerError`."""
        if isinstance(question, Quiz):
            chosen = parse_choice(given, len(question.choices))
            if chosen is None:
                raise AnswerError(f"Type the number of a choice, 1 to {len(question.choices)}.")
            verdict = grade_quiz(question, chosen)
        else:
            lab = self.lab(page)
            assert lab is not None, "a prediction without a lab does not pass the checker"
            if question.id not in self._asked:
                self._asked[question.id] = lab.copy()
                self._asked[question.id].limit = lab.limit
            try:
                verdict = grade_predict(question, self._asked[question.id], given)
            except AnswerError:
                raise
            except ValueError:
                # The checker proved it for the lesson's own settings; the learner has turned knobs since.
                raise AnswerError(
                    "The lab has no such number now. Turn its knobs back on the page before."
                ) from None
        return replace(verdict, text=self.text(page, verdict.text))

    def text(self, page: Page, source: str) -> str:
        """A text of a question, with its live numbers."""
        return fill_text(source, lambda path: self.read(page, path))

    def read(self, page: Page, path: str) -> str:
        """A live number of the page's prose, as it is written there."""
        lab = self.lab(page)
        return read_value(lab, path) if lab else UNKNOWN

    def states(self) -> dict[str, Any]:
        """The state of every lab that has been opened, to be saved."""
        return {str(key): lab.state() for key, lab in self._labs.items()}

    def restore(self, states: Mapping[str, Any]) -> None:
        """Take up saved states of labs that still stand in the lesson."""
        calls = {str(p.lab.key): p.lab for p in self.lesson.pages if p.lab}
        for key, state in states.items():
            if key in calls and isinstance(state, Mapping):
                self._built(calls[key]).restore(state)

    def close(self) -> None:
        """End whatever the labs run beside the learner."""
        for lab in self._labs.values():
            lab.close()


def _secret(predict: Predict, lab: Lab) -> Secret | None:
    """What a question asks for; None where the knobs have been turned to where there is no such number."""
    ahead = answer_lab(predict, lab)
    try:
        return Secret(predict.answer, ahead.position, expected(predict, lab))
    except ValueError:
        return None


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
    text = number(value, 4)
    if "e" not in text and "." in text:
        whole, decimals = text.split(".")
        text = f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"
    return text

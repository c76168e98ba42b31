"""A question of an earlier lesson, asked again: which one it is, and with which numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from lessons import work
from lessons.answers import cases
from lessons.answers.checks import entries_in, is_right, read_answer
from lessons.format.fields import FieldError, nearest, toml
from lessons.format.markdown import fill_text
from lessons.labs import REGISTRY
from lessons.labs.base import Lab
from lessons.library import ids_beside, lesson_called
from lessons.model import LabCall, Lesson, Page, Predict, Question, Quiz, Recall
from lessons.run import LessonRun, read_value
from lessons.text import UNKNOWN

MOST_DRAWS = 60
"""After so many draws that will not do, there are taken to be none that will."""
Card: TypeAlias = Predict | Quiz
"""A question that can be asked again."""


class DealError(ValueError):
    """There are no numbers with which a card can be asked: what is wrong with the last draw."""


class Dealt(NamedTuple):
    """A card with its numbers, on a page of its own, in a run of its own."""

    run: LessonRun
    page: Page
    question: Card

    @property
    def shows_lab(self) -> bool:
        """Whether the question is about the lab of its page."""
        return self.page.lab is not None and (self.page.owns_lab or isinstance(self.question, Predict))

    @property
    def lab(self) -> Lab:
        """The lab of a prediction, as its page finds it."""
        lab = self.run.lab(self.page)
        assert lab is not None, "a prediction without a lab does not pass the checker"
        return lab


# Which question it is


def is_card(question: Question) -> bool:
    """Whether a question can be asked with other numbers, or its choices in another order."""
    return isinstance(question, Quiz) or (isinstance(question, Predict) and bool(question.fresh))


def find_card(recall: Recall, within: Lesson) -> tuple[Lesson, Card]:
    """The lesson that a recall of the lesson `within` is from, and its question. Raises `FieldError`."""
    name, _, asked = recall.card.partition("/")
    if not asked:
        raise FieldError(
            f"'{recall.card}' names no question", 'write such as "forward-pass/one-unit-by-hand/1"'
        )
    lesson = within if name == within.id else lesson_called(name, within.path)
    if lesson is None:
        known = ids_beside(within.path)
        if name in known:
            raise FieldError(f"lesson '{name}' has faults", "mend them first")
        raise FieldError(f"there is no lesson '{name}'", nearest(name, known))
    numbers = lesson.number, within.number
    if lesson is within or (None not in numbers and numbers[0] > numbers[1]):  # type: ignore[operator]
        raise FieldError(f"lesson '{name}' is not before this one", "name an earlier lesson")
    cards = [question.id for question in lesson.questions if is_card(question)]
    for question in lesson.questions:
        if question.id == asked and isinstance(question, (Predict, Quiz)) and is_card(question):
            return lesson, question
        if question.id == asked:
            raise FieldError(
                f"question '{asked}' has no fresh numbers", f"give it fresh = {{…}}; {nearest(asked, cards)}"
            )
    raise FieldError(f"lesson '{name}' has no question '{asked}'", nearest(asked, cards))


def place(lesson: Lesson) -> str:
    """A lesson in a sentence."""
    return f"the lesson {lesson.title}" if lesson.number is None else f"lesson {lesson.number}"


def heading(lesson: Lesson) -> str:
    """What stands over a question of a lesson that is asked in another."""
    return f"From {place(lesson)}{f', {lesson.title}' if lesson.number is not None else ''}:"


# What is dealt


def deal(
    lesson: Lesson, card: Card, seed: int, name: str = "", pay: Callable[[Lab, int], None] | None = None
) -> Dealt:
    """A question of a lesson with the numbers of a seed, the same ones on every machine.

    `name`: the id that it has there. `pay` is told before a lab is run, and to where. Raises `DealError`.
    """
    rng = Random(f"{lesson.id}/{card.id} {seed}")
    if isinstance(card, Quiz):
        return _put(lesson, card, {}, name, tuple(rng.sample(card.choices, len(card.choices))))
    own, wrong = _put(lesson, card, {}, name), ""
    for _ in range(MOST_DRAWS):
        try:
            dealt = _put(lesson, card, drawn(lesson, card, rng), name)
            wrong = _unfit(dealt, own, pay)
        except FieldError as error:
            wrong = error.reason
        if not wrong:
            return dealt
    raise DealError(f"no draw of {MOST_DRAWS} will do: {wrong}")


def drawn(lesson: Lesson, card: Predict, rng: Random) -> dict[str, Any]:
    """Settings of the card's lab, drawn from what it is to be fresh in. Raises `FieldError`."""
    call = _page_of(lesson, card).lab
    assert call is not None, "a prediction without a lab does not pass the checker"
    return {name: _draw(call, name, values, rng) for name, values in card.fresh.items()}


def _draw(call: LabCall, name: str, values: Any, rng: Random) -> Any:
    """One of the values or, of a vector or matrix, one for each cell."""
    fields = {f.name: f for f in REGISTRY[call.name].fields}
    if name not in fields:
        raise FieldError(f"lab '{call.name}' has no field '{name}'", nearest(name, fields))
    f = fields[name]
    if not isinstance(values, list) or not values:
        raise FieldError(f"'{name}' has no list of values", f"write {name} = [{toml(f.default)}, …]")
    for value in values:
        (f._replace(kind="number", shape=()) if f.kind in ("vector", "matrix") else f).read(value)
    if f.kind not in ("vector", "matrix"):
        return f.read(rng.choice(values))
    like = np.asarray(call.settings.get(name, f.default), dtype=np.float64)
    return np.array([float(rng.choice(values)) for _ in range(like.size)]).reshape(like.shape)


def _page_of(lesson: Lesson, card: Card) -> Page:
    return next(page for page in lesson.pages if any(q.id == card.id for q in page.questions))


def _put(
    lesson: Lesson, card: Card, settings: Mapping[str, Any], name: str, choices: tuple[Any, ...] = ()
) -> Dealt:
    """A card alone on its page, beside the lab with these settings; all that was asked before is over."""
    page = _page_of(lesson, card)
    question = card._replace(id=name or card.id, choices=choices or card.choices)
    call = page.lab and page.lab._replace(settings={**page.lab.settings, **settings}, play=False)
    calls = [call] if call and page.owns_lab else []
    alone = page._replace(blocks=(question, *calls), lab=call)
    before = lesson.pages[: lesson.pages.index(page)]
    run = LessonRun(
        lesson._replace(pages=(*before, alone)), frozenset(q.id for p in before for q in p.questions)
    )
    return Dealt(run, alone, question)


def _unfit(dealt: Dealt, own: Dealt, pay: Callable[[Lab, int], None] | None) -> str:
    """What is wrong with a draw, as the end of a sentence; nothing where it will do."""
    run, page, card = dealt
    assert isinstance(card, Predict), "a quiz has no numbers"
    there = run.answered_at(page, card)
    if reason := work.excess(dealt.lab, there):
        return reason
    if pay:
        pay(dealt.lab, there)
    try:
        ahead, answer = run.ahead(page, card), None
        if card.choices:
            cases.decided(card, ahead)
            if _same(dealt.lab, own.lab):
                return "they are the lesson's own"
        else:
            answer = read_answer(card, ahead)
            if is_right(card, answer, read_answer(card, own.run.ahead(own.page, card))):
                return "the answer is the lesson's own"
    except (LookupError, ValueError) as error:
        return str(error)
    return _told(dealt, answer)


def _told(dealt: Dealt, answer: float | None) -> str:
    """What is wrong with the words of a draw: whether they tell its answer, or are kept back with it."""
    run, page, card = dealt
    assert isinstance(card, Predict)
    lab, hidden = dealt.lab, list[str]()

    def read(path: str) -> str:
        text = read_value(lab, path)
        hidden.extend([path] * (UNKNOWN in text))
        return text

    for text in (card.ask, *(choice.text for choice in card.choices)):
        fill_text(text, read)
    if hidden:
        return f"'{hidden[0]}' would tell the answer"
    told = [text for text in (card.ask, card.hint) if text and answer is not None]
    for text in told:
        for entry, value in entries_in(run.text(page, text)):
            if is_right(card, value, answer or 0.0):
                return f"its words tell the answer: {entry}"
    return ""


def _same(lab: Lab, other: Lab) -> bool:
    return all(np.array_equal(value, other.settings[name]) for name, value in lab.settings.items())


def is_same(dealt: Dealt, other: Dealt) -> bool:
    """Whether a card has been dealt with the same numbers, or the same order of choices, twice."""
    same = dealt.question == other.question
    return same and (isinstance(dealt.question, Quiz) or _same(dealt.lab, other.lab))

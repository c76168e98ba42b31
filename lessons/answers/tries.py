"""The tries at a question, as plain data: what is said of each entry, and when the question is over.

A number may be tried twice. What is said of a first wrong one does not tell the answer: it names the slip
or, where none is known, how the number is worked out. A choice has one try.
"""

from __future__ import annotations

import re
from concurrent.futures import Future
from typing import Literal, NamedTuple, TypeAlias

from lessons.answers.checks import is_right, parse_number, read_answer, shown, weigh
from lessons.grammar import Unread, read
from lessons.labs.base import Lab
from lessons.model import Fill, Predict, Question, Quiz
from lessons.progress import Progress
from lessons.text import decimal

Kind: TypeAlias = Literal["close", "again", "right", "wrong", "shown"]

GUESSED, LUCK = "You guessed right.", "You could not know."
"""What is said where nobody could reason the answer."""
TWO = 2
"""Of so many choices none is ruled out: that would be the answer."""
SHORT = 110
"""The most characters of why a choice is ruled out."""
_SENTENCE = re.compile(r"(?<=[.!?])\s+")
TRIES = 2
"""Wrong numbers until the answer is told."""
ONCE_MORE = "Try it once more; enter shows it."
CLOSE = "That is close. Can you say it more exactly? enter shows it."


class Tries(NamedTuple):
    """What has been tried at a question that is still open."""

    entry: str = ""
    """The last one, which may be committed as it is to be told the answer."""
    wrong: int = 0
    hints: int = 0
    slip: str = ""
    """What the last wrong one was that is known."""
    parts: tuple[str, ...] = ()
    """What was said of the last one."""


class Reply(NamedTuple):
    """What becomes of an entry, and what is said of it."""

    kind: Kind
    parts: tuple[str, ...]
    """Sentences, the most important first: where there is no room the last ones are left out."""
    slip: str = ""
    """The known slip that the answer looks like."""

    @property
    def open(self) -> bool:
        """Whether the question is not over."""
        return self.kind in ("close", "again")

    @property
    def right(self) -> bool:
        return self.kind == "right"

    @property
    def text(self) -> str:
        return " ".join(self.parts)


def reply_to_number(
    predict: Predict, ahead: Lab, given: str, tries: Tries | None = None, most: int = TRIES
) -> Reply:
    """What is said of a number, by a lab that stands where the answer is read.

    `tries`: those before; `most`: after how many wrong ones the answer is told. Raises `AnswerError`.
    """
    tries = tries or Tries()
    if tries.entry and given.strip() in ("", tries.entry):
        return Reply("shown", _parts(worked_out(predict, ahead), predict.why))
    number, answer = parse_number(given), read_answer(predict, ahead)
    kind, slip = weigh(predict, ahead, number, answer)
    if kind == "right":
        right = GUESSED if predict.guess else "Right."
        exact = f"{right} It is {shown(answer, predict.within)}."
        return Reply(kind, _parts(right if abs(number - answer) <= 1e-12 else exact, predict.why))
    if kind == "close" and most > 1:
        return Reply(kind, (CLOSE,))
    if tries.wrong + 1 < most:
        return Reply("again", (f"Not yet. {slip or formula(predict, ahead)}".strip(), ONCE_MORE), slip)
    # After the answer, "that" would be the answer.
    yours = slip.replace("That is", "Yours is", 1) if slip.startswith("That is") else slip
    luck = LUCK if predict.guess else ""
    return Reply("wrong", _parts(luck, worked_out(predict, ahead), yours, predict.why), slip)


def reply_to_choice(quiz: Quiz, chosen: int, guess: bool = False) -> Reply:
    """What is said of a choice, by its index; `guess`: nobody could reason it."""
    choice = quiz.choices[chosen]
    if choice.right:
        return Reply("right", _parts(GUESSED if guess else "Right.", choice.why))
    return Reply("wrong", _parts(LUCK if guess else "Not that one.", choice.why), choice.text)


def tried(tries: Tries, given: str, reply: Reply) -> Tries:
    """The tries with one more."""
    wrong = tries.wrong + (reply.kind == "again")
    return tries._replace(
        entry=given.strip() or tries.entry,
        wrong=wrong,
        slip=reply.slip or tries.slip,
        parts=reply.parts,
    )


def record(progress: Progress, lesson: str, question: Question, reply: Reply, tries: Tries) -> Future[bool]:
    """Record what became of the entry that `tries` ends with. One that was only close is no try."""
    kind = "guess" if getattr(question, "guess", False) else type(question).__name__.lower()
    if not reply.open:
        said = {"given": tries.entry, "parts": list(reply.parts)}
        progress.draft_soon(lesson, f"said {question.id}", said)
    return record_as(progress, lesson, question.id, kind, reply, tries)


def record_as(
    progress: Progress, lesson: str, question: str, kind: str, reply: Reply, tries: Tries
) -> Future[bool]:
    """Record an entry under a name and a kind of its own."""
    return progress.answer(
        lesson,
        question,
        tries.entry,
        reply.right,
        reply.slip or None,
        again=reply.open,
        shown=reply.kind == "shown",
        hints=tries.hints,
        tries=int(reply.kind != "shown"),
        kind=kind,
    )


def worth(text: str) -> str:
    """`= 0.10`: what an entry comes to, where it is more than a number and can be read."""
    try:
        entry = read(text)
    except Unread:
        return ""
    return "" if entry.plain else f"= {decimal(entry.value)}"


def has_hints(question: Question) -> bool:
    """Whether something may help with a question."""
    if isinstance(question, Fill):
        return question.has_formulas or bool(question.hint)
    return len(question.choices) != TWO or bool(question.hint)


def hints(predict: Predict, ahead: Lab) -> tuple[str, ...]:
    """What helps with a number: first the idea or the formula, then its numbers; never an answer."""
    if "{value}" in predict.hint:
        return tuple(filter(None, (formula(predict, ahead), predict.hint)))
    working, answer = ahead.working(predict.answer), read_answer(predict, ahead)
    # One that happens to be the answer is not told; the learner can read it where it stands.
    numbers = [
        f"{name} as it stands" if is_right(predict, parse_number(value), answer) else f"{name} = {value}"
        for name, value in (working.numbers if working else ())
    ]
    told = f"The numbers: {', '.join(numbers)}." if numbers else ""
    return tuple(filter(None, (predict.hint or formula(predict, ahead), told)))


def hints_at_choices(hint: str, quiz: Quiz) -> tuple[str, ...]:
    """What helps to choose: first the idea, then a wrong choice is ruled out; never of two.

    That choice is the one of which there is most to say. No live number is told: it may be kept back.
    """
    if len(quiz.choices) == TWO:
        return (hint,) if hint else ()
    whys = {i: _in_short(c.why) for i, c in enumerate(quiz.choices) if not c.right}
    out = max(whys, key=lambda i: len(whys[i]))
    return tuple(filter(None, (hint, f"It is not {out + 1}. {whys[out]}".strip())))


def _in_short(why: str) -> str:
    """As many of the first sentences as stand in a row and a half; none that has a live number."""
    told = ""
    for sentence in _SENTENCE.split(why):
        more = f"{told} {sentence}".strip()
        if len(more) > SHORT or "{value}" in more:
            break
        told = more
    return told


def formula(predict: Predict, ahead: Lab) -> str:
    """How a number is worked out, without its numbers; else the author's idea; or nothing."""
    working = ahead.working(predict.answer)
    if working:
        return f"It is {working.formula}."
    return "" if "{value}" in predict.hint else predict.hint


def worked_out(predict: Predict, ahead: Lab) -> str:
    """The working with its numbers, and the result."""
    working = ahead.working(predict.answer)
    return f"It is {working.written if working else shown(read_answer(predict, ahead), predict.within)}."


def _parts(*sentences: str) -> tuple[str, ...]:
    return tuple(s.strip() for s in sentences if s.strip())

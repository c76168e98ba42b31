"""Lines of NumPy as answers: what is given, what is said of them, and what helps."""

from __future__ import annotations

from collections.abc import Sequence

from lessons.answers.checks import AnswerError
from lessons.answers.tries import ONCE_MORE, Reply, Tries
from lessons.coding.cases import hidden
from lessons.coding.exercise import BLANK, Exercise, Slip, blanks, filled
from lessons.coding.grading import Judgement, judge, said
from lessons.model import Code

PARTED = ";"
"""What parts the blanks where all of them are in one line."""

MOST_TRIES = 4
"""Wrong lines after which one way is told, however different their slips."""
LAST_SHOWS = "Try it once more; enter in the last blank shows it."


def exercise(code: Code) -> Exercise:
    """What is tried. Raises `lessons.coding.cases.BadCases`."""
    slips = tuple(Slip(lines, says) for lines, says in code.slips)
    return Exercise(code.frame, hidden(code.cases), code.asked, code.solution, slips)


def given_names(code: Code) -> str:
    """What is given, with its shapes: `z (n, 3), n (the number n in the shapes)`."""
    return ", ".join(one.told for one in hidden(code.cases).given)


def answers_in(code: Code, text: str) -> list[str]:
    """What the blanks hold, from one line. Raises `AnswerError`."""
    lines = [line.strip() for line in text.split(PARTED)]
    asked = len(blanks(exercise(code)))
    if len(lines) > asked:
        there = f"there are {asked} blanks" if asked > 1 else "there is one blank"
        raise AnswerError(f"These are {len(lines)} lines, parted by {PARTED} and {there}.")
    return lines + [""] * (asked - len(lines))


def one_line(answers: Sequence[str]) -> str:
    """What the blanks hold, in one line; nothing where all are empty."""
    return f"{PARTED} ".join(" ".join(answer.split()) for answer in answers) if any(answers) else ""


def beginnings(code: Code) -> list[str]:
    """What stands before each blank."""
    return [line.split(BLANK)[0] for line in code.frame if BLANK in line]


def judged(code: Code, answers: Sequence[str]) -> Judgement:
    """What came of what the blanks hold. Waits for a child process."""
    return judge(exercise(code), answers)


def wants_shown(entry: str, tries: Tries) -> bool:
    """Whether an entry asks for the solution: it is the last one once more, or nothing."""
    return bool(tries.entry) and entry in ("", tries.entry)


def replied(code: Code, entry: str, tries: Tries, most: int, judgement: Judgement | None = None) -> Reply:
    """What is said of lines, in one. Raises `AnswerError` for what is no answer.

    `judgement`: what came of them, where they have been run; if it is None, this waits for a child process.
    """
    if wants_shown(entry, tries):
        return Reply("shown", (_one_way(code), *filter(None, (code.why,))))
    return _reply(code, judgement or judged(code, answers_in(code, entry)), tries, most)


def _reply(code: Code, judgement: Judgement, tries: Tries, most: int) -> Reply:
    lines = said(judgement, hidden(code.cases).cases)
    if not judgement.counted:
        several = judgement.blank >= 0 and len(code.solution) > 1
        text = f"{f'blank {judgement.blank + 1}: ' if several else ''}{lines[0]}"
        raise AnswerError(f"{text[:1].upper()}{text[1:]}{'' if text[-1] in '.!?' else '.'}")
    if judgement.right:
        return Reply("right", tuple(filter(None, (*lines, code.why))))
    # The slip first: it is what helps most.
    lines = [judgement.slip, *(line for line in lines if line != judgement.slip)] if judgement.slip else lines
    # Another slip than the one before is news, and no reason to end here.
    news = tries.entry and judgement.slip not in ("", tries.slip) and tries.wrong + 1 < MOST_TRIES
    if tries.wrong + 1 < most or news:
        return Reply("again", (*lines, LAST_SHOWS if len(code.solution) > 1 else ONCE_MORE), judgement.slip)
    return Reply("wrong", (_one_way(code), *lines, *filter(None, (code.why,))), judgement.slip)


def _one_way(code: Code) -> str:
    return f"One way: {one_line(code.solution)}"


def hints(code: Code) -> tuple[str, ...]:
    """What helps: the idea, then what shapes there are."""
    shapes = f"Given: {given_names(code)}. Asked for: {', '.join(code.asked)}."
    return tuple(filter(None, (code.hint, shapes)))


def shown_lines(code: Code, answers: Sequence[str]) -> list[str]:
    """The frame with what stands in its blanks."""
    return filled(exercise(code), answers)

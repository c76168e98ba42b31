"""A whole lesson as plain text: for pipes, screen readers and terminals that cannot move a cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from markdown_it.token import Token

from lessons.checks import answer_lab, expected
from lessons.labs import Lab
from lessons.layout import WORDS, wrap
from lessons.markdown import fill, make_parser, plain
from lessons.model import Lesson, Page, Predict, Prose, Question, Quiz
from lessons.run import LessonRun, format_value
from lessons.text import plural


def show_lesson(lesson: Lesson, settled: frozenset[str] = frozenset()) -> Iterator[str]:
    """The lines of a lesson, its labs run to their end.

    What stands to be predicted shows as `?` in its place, and is told under
    Answers at the end. `settled`: ids of questions that need no such care.
    """
    run = LessonRun(lesson, settled)
    answers: list[str] = []
    numbers = {question.id: i for i, question in enumerate(lesson.questions, 1)}
    yield lesson.label
    yield "=" * len(lesson.label)
    yield ""
    yield f"{lesson.part}. {plural(lesson.minutes, 'minute')}."
    if lesson.goals:
        yield "Afterwards you can:"
        yield from (f"- {goal}" for goal in lesson.goals)
    for page in lesson.pages:
        yield ""
        yield page.title
        yield "-" * len(page.title)
        yield ""
        yield from _page(run, page, numbers, answers)
    if answers:
        yield ""
        yield "Answers"
        yield "-------"
        yield from answers
    run.close()


def _page(run: LessonRun, page: Page, numbers: Mapping[str, int], answers: list[str]) -> Iterator[str]:
    lab = run.lab(page)
    waits = run.locked(page)
    for block in page.blocks:
        if isinstance(block, Prose):
            yield from prose_lines(block.source, lambda path: run.read(page, path))
            yield ""
        elif isinstance(block, (Predict, Quiz)):
            yield from _question(run, page, block, numbers[block.id])
            yield ""
            answers.append("")
            answers.extend(_answer(run, page, block, numbers[block.id]))
    if lab is None or not (page.owns_lab or waits):
        return
    yield f"[lab {lab.name}]"
    if waits:
        yield from _state(lab)
        yield "The lab waits for your answer. What it does then stands under Answers."
        last = max((p.after or 0 for p in run.open_predictions(page)), default=0)
        for predict in run.open_predictions(page):
            run.settle(predict)
        answers.append("")
        answers.extend(_run(run.lab(page) or lab, last))
    else:
        yield from _run(lab, 0)


def _state(lab: Lab) -> Iterator[str]:
    for figure in lab.figures():
        yield from figure.describe().split("\n")
    yield from wrap(lab.caption(), WORDS)


def _run(lab: Lab, at_least: int) -> Iterator[str]:
    """Run a lab to its end: what each step says where there are few, and then what it shows."""
    end = max(lab.run_length, at_least)
    end = end if lab.limit is None else min(end, lab.limit)
    told = end - lab.position <= 12
    steps = 0
    while lab.position < end and lab.step():
        lab.wait()
        steps += 1
        if told:
            yield from wrap(f"{lab.step_word.capitalize()} {lab.position}: {lab.caption()}", WORDS)
    if steps and not told:
        yield f"After {plural(steps, 'step')}:"
    yield from _state(lab)


def _question(run: LessonRun, page: Page, question: Question, number: int) -> Iterator[str]:
    yield from wrap(f"Question {number}. {run.text(page, question.ask)}", WORDS)
    if isinstance(question, Quiz):
        for i, choice in enumerate(question.choices, 1):
            yield from wrap(f"{i}. {run.text(page, choice.text)}", WORDS)


def _answer(run: LessonRun, page: Page, question: Question, number: int) -> Iterator[str]:
    lab = run.lab(page)
    if isinstance(question, Quiz):
        right = question.choices[question.right]
        end = "" if right.text.rstrip().endswith((".", "!", "?")) else "."
        text = f"{number}. Choice {question.right + 1}: {right.text}{end} {right.why}"
        yield from wrap(run.text(page, text), WORDS)
    elif lab is not None:
        value = format_value(expected(question, lab))
        at = answer_lab(question, lab).position - lab.position
        when = f", after {plural(at, lab.step_word, many(lab))}" if question.after else ""
        why = run.text(page, question.why)
        yield from wrap(f"{number}. {question.answer} is {value}{when}. {why}", WORDS)


def many(lab: Lab) -> str:
    """The plural of what one step of a lab is."""
    return lab.step_word + ("es" if lab.step_word.endswith("ch") else "s")


def prose_lines(source: str, read: Callable[[str], str]) -> Iterator[str]:
    """Markdown as plain lines at most 72 columns wide, with the live numbers in it."""
    tokens = make_parser().parse(source)
    fill(tokens, read)
    yield from _Plain(tokens).lines()


class _Plain:
    """Markdown tokens → lines."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens

    def lines(self) -> Iterator[str]:
        indent = 0
        bullets: list[int | None] = []
        mark = ""
        row: list[str] | None = None
        for i, token in enumerate(self.tokens):
            match token.type:
                case "bullet_list_open":
                    bullets.append(None)
                case "ordered_list_open":
                    start = token.attrGet("start")
                    bullets.append(1 if start is None else int(start))
                case "bullet_list_close" | "ordered_list_close":
                    bullets.pop()
                case "list_item_open":
                    count = bullets[-1]
                    mark = "- " if count is None else f"{count}. "
                    bullets[-1] = None if count is None else count + 1
                    indent += 2
                case "list_item_close":
                    indent -= 2
                case "blockquote_open":
                    indent += 2
                case "blockquote_close":
                    indent -= 2
                case "fence" | "code_block":
                    yield from (f"    {line}" for line in token.content.rstrip("\n").split("\n"))
                case "hr":
                    yield "* * *"
                case "tr_open":
                    row = []
                case "tr_close":
                    yield ", ".join(row or ())
                    row = None
                case "inline" if row is not None:
                    row.append(plain(token))
                case "inline":
                    room = " " * (indent - len(mark)) + mark if mark else " " * indent
                    for line in wrap(plain(token), WORDS - len(room)):
                        yield room + line
                        room = " " * len(room)
                    mark = ""
            closes = token.nesting < 0 or token.type in ("fence", "code_block", "hr")
            if closes and token.level == 0 and i + 1 < len(self.tokens):
                yield ""

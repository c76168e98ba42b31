"""A whole lesson as plain text: for pipes, screen readers and terminals that cannot move a cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from lessons.answers import cases, fills, tasks
from lessons.answers.checks import read_answer, shown
from lessons.ends import Standing, builds_on, closing, lines
from lessons.format.fields import FieldError
from lessons.format.layout import WORDS, wrap
from lessons.format.markdown import fill, fill_text, make_parser, plain
from lessons.labs.base import Lab
from lessons.model import Code, Fill, Lesson, Page, Predict, Prose, Question, Quiz, Recall, Say, Task
from lessons.recall.cards import DealError, deal, find_card, place
from lessons.recall.cards import heading as from_lesson
from lessons.run import LessonRun, format_value, read_value
from lessons.telling.spoken import Teller, caption, run_on, run_steps, spoken
from lessons.text import plural

WAITS = "The lab waits for your answer. What it does then stands under Answers."
KEYS = (
    "Keys such as s and p are for the tutor on a screen. Here each lab is run as far as its page goes; (now) "
    "marks what its last step used or made. To turn a knob, ask for that page again: "
    "nntutor show LESSON --page 5 --set KNOB=VALUE. With --steps 2 the lab stops two steps from its start."
)


def show_lesson(
    lesson: Lesson, settled: frozenset[str] = frozenset(), following: str = "", came: Standing | None = None
) -> Iterator[str]:
    """The lines of a lesson, its labs run to their end, fit to be read out.

    What stands to be predicted shows as `?` in its place, and is told under
    Answers at the end. `settled`: ids of questions that need no such care. `following` and `came`: as
    `lessons.ends.closing` takes them; of nobody's progress where there is none.
    """
    telling = Telling(lesson, settled)
    yield from heading(lesson)
    if any(page.lab for page in lesson.pages):
        yield from ("", *wrap(KEYS, WORDS))
    for i, page in enumerate(lesson.pages):
        yield ""
        yield page_title(lesson, i)
        yield ""
        yield from telling.page(page)
    if told := closing(lesson, following, came or Standing(), "- "):
        yield from ("", *lines(told))
    yield from telling.answers()
    telling.run.close()


def heading(lesson: Lesson) -> Iterator[str]:
    """What a lesson is, and what it is for."""
    yield lesson.label
    yield f"{lesson.part}. {plural(lesson.minutes, 'minute')}, {plural(len(lesson.pages), 'page')}."
    if lesson.goals:
        yield "Afterwards you can:"
        for goal in lesson.goals:
            first, *rest = wrap(goal, WORDS - 2)
            yield from (f"- {first}", *(f"  {line}" for line in rest))
    for line in builds_on(lesson):
        yield from wrap(line, WORDS)


def page_title(lesson: Lesson, index: int) -> str:
    """`Page 2 of 8: ReLU`: to be heard, and to be searched for."""
    return f"Page {index + 1} of {len(lesson.pages)}: {lesson.pages[index].title}"


def question_lines(
    run: LessonRun, page: Page, question: Question, number: int, heading: str = ""
) -> Iterator[str]:
    """A question and, where there are any, its choices. `heading`: what it is called in place of a number."""
    ask = fill_text(question.ask, partial(run.read_asked, page, question))
    yield from wrap(spoken(f"{heading or f'Question {number}.'} {ask}"), WORDS)
    match question:
        case Task():
            yield from wrap(spoken(run.text(page, question.now)), WORDS)
        case Fill():
            yield from card_lines(run, question)
        case Code():
            from lessons.answers import codes

            yield from wrap(f"Given: {codes.given_names(question)}.", WORDS)
            yield from (f"    {line}" for line in question.frame)
    if question.choices:
        for i, choice in enumerate(question.choices, 1):
            yield from wrap(spoken(f"{i}. {run.text(page, choice.text)}"), WORDS)


def card_lines(run: LessonRun, fill: Fill) -> Iterator[str]:
    """A card with its blanks."""
    lab = run.card(fill)
    if fill.cards > 1:
        yield f"Card {fill.card + 1} of {fill.cards}."
    yield from wrap(spoken(f"Given: {fills.numbers_given(fill, lab)}."), WORDS)
    asked, true = fills.blanks(fill), fills.values(fill, lab)
    for i, cell in enumerate(fill.cells):
        told = "?" if i in asked else shown(true[i], fill.within)
        how = f", from {fills.formula(fill, lab, i)}" if fill.has_formulas else ""
        yield from wrap(spoken(f"{cell.name}: {told}{how if i in asked else ''}"), WORDS)


def told_prose(run: LessonRun, page: Page, block: Prose | Say) -> Iterator[str]:
    """Words as they are read out; code as it stands."""
    source = run.said(page, block) if isinstance(block, Say) else block.source
    return prose_lines(source, lambda path: run.read(page, path), spoken)


class Telling:
    """A lesson as it is told, page after page."""

    def __init__(self, lesson: Lesson, settled: frozenset[str]) -> None:
        self.run = LessonRun(lesson, settled)
        self.asked = 0
        self._answers: list[str] = []
        self._on_pages, self._in_answers = Teller(), Teller()

    def page(self, page: Page, steps: int | None = None, with_lab: bool = False) -> Iterator[str]:
        """A page and what its lab does there.

        `steps`: as many of its steps, not all that it has; `with_lab`: tell it even where the page does not.
        """
        run = self.run
        moved = run.arrive(page)
        lab = run.lab(page)
        if lab is not None:
            lab.wait()
        words: list[str] = []
        for block in page.blocks:
            if isinstance(block, (Prose, Say)):
                lines = list(told_prose(run, page, block))
                lines += [""] if lines else []
                words += lines
                yield from lines
            elif isinstance(block, Question):
                self.asked += 1
                yield from question_lines(run, page, block, self.asked)
                yield ""
                self._answers += ["", *_answer(run, page, block, self.asked)]
            elif isinstance(block, Recall):
                yield from self._recall(block)
        waiting = run.open_predictions(page)
        if lab is None or page.lab is None or not (page.owns_lab or waiting or with_lab):
            return
        yield f"Lab: {lab.title}"
        yield from wrap(moved, WORDS) if moved else ()
        said = [] if waiting else list(run_on(lab) if steps is None else run_steps(lab, steps))
        yield from said
        told = self._on_pages.is_told(lab, page.lab.key)
        yield from self._on_pages.tell(lab, page.lab.key)
        yield from self._on_pages.tell_knobs(lab, page.lab.key)
        yield from [] if said or told else caption(lab)
        if not waiting:
            yield from new_words(run, page, words)
            return
        yield from wrap(WAITS, WORDS)
        run.lab(page, answered=True)
        said = [*run_on(lab, run.end(page)), *says_then(lab, page)]
        if said or not any(t.is_told(lab, page.lab.key) for t in (self._on_pages, self._in_answers)):
            self._answers += ["", *said, *self._in_answers.tell(lab, page.lab.key)]

    def _recall(self, recall: Recall) -> Iterator[str]:
        """A question of an earlier lesson, with the first numbers that are dealt."""
        try:
            lesson, card = find_card(recall, self.run.lesson)
            run, page, question = dealt = deal(lesson, card, recall.seed, recall.id)
        except (FieldError, DealError):
            return
        yield from question_lines(run, page, question, 0, from_lesson(lesson))
        yield ""
        if dealt.shows_lab:
            teller = Teller()
            yield from (f"Lab: {dealt.lab.title}", *teller.tell(dealt.lab, recall.id))
            yield from (*teller.tell_knobs(dealt.lab, recall.id), "")
        self._answers += ["", *_answer(run, page, question, f"to the question from {place(lesson)}")]

    def answers(self) -> Iterator[str]:
        """The answers to what has been asked, where anything has."""
        if self._answers:
            yield from ("", "Answers", *self._answers)


def says_then(lab: Lab, page: Page) -> Iterator[str]:
    """What the lab decides to say on a page, once nothing is kept back."""
    for block in page.blocks:
        if isinstance(block, Say) and (text := cases.said(block, lab)):
            yield from prose_lines(text, lambda path: read_value(lab, path), spoken)


def new_words(run: LessonRun, page: Page, before: list[str]) -> Iterator[str]:
    """The paragraphs of a page whose numbers the lab has changed since they were told."""
    told = "\n".join(before).split("\n\n")
    now: list[str] = []
    for block in page.blocks:
        if isinstance(block, (Prose, Say)):
            now += [*told_prose(run, page, block), ""]
    changed = [each for each in "\n".join(now).split("\n\n") if each.strip() and each not in told]
    if changed:
        yield "The words now say:"
        yield from "\n\n".join(changed).rstrip("\n").split("\n")


def _answer(run: LessonRun, page: Page, question: Question, number: int | str) -> Iterator[str]:
    match question:
        case Task():
            text = f"{tasks.told(question)} does it. {run.text(page, question.why)}"
        case Fill():
            text = " ".join((*fills.told(question, run.card(question), None), question.why))
        case Code():
            from lessons.answers import codes

            yield f"Answer {number}. One way:"
            yield from (f"    {line}" for line in codes.shown_lines(question, question.solution))
            text = run.text(page, question.why)
            yield from wrap(spoken(text), WORDS) if text else ()
            return
        case Predict(choices=()):
            ahead = run.ahead(page, question)
            at = run.steps(page, ahead)
            when = f", after {plural(at, ahead.step_word)}" if question.after else ""
            why = run.text(page, question.why, answered=True)
            text = f"It is {format_value(read_answer(question, ahead))}{when}. {why}"
        case Predict() | Quiz():
            quiz = run.quiz(page, question)
            right = quiz.choices[quiz.right]
            end = "" if right.text.rstrip().endswith((".", "!", "?")) else "."
            text = run.text(page, f"Choice {quiz.right + 1}: {right.text}{end} {right.why}", answered=True)
    yield from wrap(spoken(f"Answer {number}. {text}"), WORDS)


def prose_lines(source: str, read: Callable[[str], str], say: Callable[[str], str] = str) -> Iterator[str]:
    """Markdown as plain lines at most 72 columns wide, with the live numbers in it.

    `say` puts a text, code aside, into the words that are printed.
    """
    tokens = make_parser().parse(source)
    fill(tokens, read)
    indent = 0
    bullets: list[int | None] = []
    mark = ""
    row: list[str] | None = None
    for i, token in enumerate(tokens):
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
                row.append(say(plain(token)))
            case "inline":
                room = " " * (indent - len(mark)) + mark if mark else " " * indent
                for line in wrap(say(plain(token)), WORDS - len(room)):
                    yield room + line
                    room = " " * len(room)
                mark = ""
        closes = token.nesting < 0 or token.type in ("fence", "code_block", "hr")
        if closes and token.level == 0 and i + 1 < len(tokens):
            yield ""

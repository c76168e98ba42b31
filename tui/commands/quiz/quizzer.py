"""A lesson's questions line by line: on a plain terminal, for a screen reader, or from a file of answers."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field

import click

from lessons.answers import fills
from lessons.answers.checks import AnswerError, parse_number
from lessons.answers.tasks import settings_in
from lessons.answers.tries import TRIES, Reply, Tries, record, worth
from lessons.answers.turning import turn
from lessons.format.faults import visible
from lessons.format.fields import FieldError
from lessons.format.layout import WORDS, wrap
from lessons.model import Code, Fill, Lesson, Page, Prose, Question, Recall, Say, Task
from lessons.progress import Progress
from lessons.recall.hands import Hand, hand_of
from lessons.run import LessonRun
from lessons.telling import spoken
from lessons.telling.show import heading, new_words, page_title, question_lines, told_prose
from lessons.text import plain, plural
from tui.commands.quiz.source import Answers

SAVED_WITHIN = 3.0

HELP = (
    "Type an answer and enter. Enter alone skips; ? hint, l lab, w words of the page, q leave. "
    "Where the lab may move, KNOB=VALUE turns a knob of it. "
    "Keys such as s and p are for the tutor on a screen: here the lab runs by itself."
)
DEAL_AGAIN = "n deals it with other numbers, enter goes on: "
NOT_FROM_A_FILE = "It is asked where answers are typed; it takes no line of a file."


class Leave(Exception):
    """The answers have ended, or the learner wants to go."""


@dataclass
class _Here:
    """The page that is being asked about."""

    page: Page
    question: Question | None = None
    cell: int = 0
    """Of a card that is asked about, which cell."""
    words: list[str] = field(default_factory=list)
    """What has been read of it."""


class Quizzer:
    """Asks, grades, records, and tells what the lab does then."""

    def __init__(
        self,
        lesson: Lesson,
        progress: Progress,
        answers: Answers,
        say: Callable[[str], None],
        *,
        read_pages: bool = False,
        again: bool = False,
    ) -> None:
        """`again`: ask also what was answered right before; answers that are not typed always do."""
        self.lesson = lesson
        self.progress = progress
        progress.know(lesson)
        self.answers = answers
        self.run_ = LessonRun(lesson)
        self._say = say
        self._read_pages = read_pages
        self._all = again or not answers.typed
        self._asked = 0
        self._teller = spoken.Teller()
        self._trouble = progress.trouble

    def run(self) -> None:
        """Go through the lesson. Raises `Refused`."""
        self._lines(*heading(self.lesson))
        if self.answers.typed:
            self._lines("", *wrap(HELP, WORDS))
        try:
            for i, page in enumerate(self.lesson.pages):
                self._page(i, page)
        except Leave:
            self._say("")
        self._sum_up()

    def close(self) -> None:
        """End what the labs run beside."""
        self.run_.close()

    # A page

    def _page(self, index: int, page: Page) -> None:
        here = _Here(page)
        if self._read_pages:
            visit = self.progress.visit(self.lesson.id, page.slug, index, len(self.lesson.pages))
            self._saved(visit)
        if not page.questions and not page.recalls and not self._read_pages:
            return
        self._lines("", page_title(self.lesson, index))
        moved = self.run_.arrive(page)
        self._lines(*wrap(moved, WORDS) if moved else ())
        self._blocks(here)
        if not page.questions:
            self._move(page)
            self._lines(*new_words(self.run_, page, here.words) if here.words else ())
            if self.answers.typed and self._read_pages and index + 1 < len(self.lesson.pages):
                self._ask(here, "Enter goes on: ")

    def _blocks(self, here: _Here) -> None:
        shown = False
        for block in here.page.blocks:
            if isinstance(block, (Prose, Say)) and self._read_pages:
                if lines := list(told_prose(self.run_, here.page, block)):
                    here.words += [*lines, ""]
                    self._lines("", *lines)
            elif isinstance(block, Question):
                # The lab that it is about: run on where no question is for it to answer.
                if not shown and here.page.predictions:
                    self._tell_lab(here.page)
                elif not shown and here.page.owns_lab:
                    self._move(here.page)
                shown = True
                self._question(here, block)
            elif isinstance(block, Recall):
                self._recall(block)

    # A question

    def _question(self, here: _Here, question: Question) -> None:
        here.question = question
        self._asked += 1
        self._lines("", *question_lines(self.run_, here.page, question, self._asked))
        before = self.progress.attempts(self.lesson.id, question.id)
        if not self._all and any(attempt.right for attempt in before):
            self._lines("You had this right before.")
        else:
            match question:
                case Task():
                    self._take_task(here, question)
                case Fill() if self.answers.typed:
                    self._take_card(here, question)
                case Code() if self.answers.typed:
                    self._take_code(here, question)
                case _:
                    self._take_answer(here, question)
        self.run_.settle(question)
        if not self.run_.locked(here.page):
            self._move(here.page)
        here.question = None

    def _recall(self, recall: Recall) -> None:
        """Ask a question of an earlier lesson, as often as is wanted."""
        hand = hand_of(recall, self.lesson, self.progress)
        if hand is None:
            return
        if hand.over:
            hand.again()
        own = self.run_
        try:
            while True:
                self.run_, page, question = hand.dealt
                self._lines("", *question_lines(self.run_, page, question, 0, hand.heading))
                if not self.answers.typed:
                    self._say(NOT_FROM_A_FILE)
                    return
                if hand.dealt.shows_lab:
                    self._tell_lab(page)
                self._take_answer(_Here(page, question), question, hand)
                if self._ask(_Here(page), DEAL_AGAIN) != "n":
                    return
                hand.again()
        finally:
            self.run_ = own

    def _take_answer(self, here: _Here, question: Question, hand: Hand | None = None) -> None:
        most = TRIES if self.answers.typed else 1
        while True:
            given = self._ask(here, "Your answer: ")
            tries = self.run_.tries.get(question.id, Tries())
            if not given and not tries.entry:
                if hand:
                    hand.end("", None)
                else:
                    self._saved(self.progress.skip(self.lesson.id, question.id))
                self._say("Skipped.")
                return
            try:
                reply = self.run_.grade(here.page, question, given, most)
            except AnswerError as error:
                if not self.answers.typed:
                    self.answers.refuse(str(error))
                self._lines(*wrap(str(error), WORDS))
                continue
            if reply.kind != "close":
                # On the disk before it is acknowledged.
                tries = self.run_.tries[question.id]
                if hand:
                    self._saved(hand.record(reply, tries))
                else:
                    self._saved(record(self.progress, self.lesson.id, question, reply, tries))
            self._reply(question, reply)
            if not reply.open:
                return

    def _reply(self, question: Question, reply: Reply) -> None:
        # What is said of lines is in lines, and has code in it, which is not to be spoken as words.
        code = isinstance(question, Code)
        for part in reply.parts if code else [spoken.spoken(reply.text)]:
            self._lines(*wrap(part, WORDS))

    def _take_task(self, here: _Here, task: Task) -> None:
        """Let knobs be turned until the task is done, or until it is skipped; from a file in one line."""
        while True:
            given = self._ask(here, "Turn a knob: " if self.answers.typed else "Your answer: ")
            if not given:
                self._saved(self.progress.skip(self.lesson.id, task.id))
                self._say("Skipped.")
                return
            self._turn(here.page, given)
            reply = self.run_.watch(here.page, task)
            if reply is None and not self.answers.typed:
                reply = Reply("wrong", ("Not reached.",))
            now = spoken.spoken(reply.text if reply else self.run_.text(here.page, task.now))
            self._lines(*wrap(now, WORDS))
            if reply and not reply.open:
                tries = self.run_.tries.get(task.id, Tries(given))
                self._saved(record(self.progress, self.lesson.id, task, reply, tries))
                return

    def _take_card(self, here: _Here, fill: Fill) -> None:
        """Ask for the cells of a card one by one; `back` returns, an empty line leaves one open."""
        asked = fills.blanks(fill)
        self._say("back returns to the cell before; enter alone leaves a cell open.")
        typed, at = dict.fromkeys(asked, ""), 0
        while True:
            while at < len(asked):
                here.cell = asked[at]
                before = typed[asked[at]]
                given = self._ask(here, f"{fill.cells[asked[at]].name}{f' ({before})' if before else ''} = ")
                if given.lower() == "back":
                    at = max(0, at - 1)
                    continue
                if given:
                    try:
                        parse_number(given)
                    except AnswerError as error:
                        self._lines(*wrap(str(error), WORDS))
                        continue
                    self._lines(*filter(None, [spoken.spoken(worth(given))]))
                    typed[asked[at]] = "".join(given.split())
                at += 1
            if not any(typed.values()):
                self._saved(self.progress.skip(self.lesson.id, fill.id))
                self._say("Skipped.")
                return
            line = " ".join(typed[i] or fills.LEFT_OPEN for i in asked)
            reply = self.run_.grade(here.page, fill, line)
            self._saved(record(self.progress, self.lesson.id, fill, reply, self.run_.tries[fill.id]))
            self._lines(*wrap(spoken.spoken(reply.text), WORDS))
            if not reply.open:
                return
            judged = fills.judge(fill, self.run_.card(fill), fills.entries_of(fill, line))
            at = asked.index(judged.slip) if judged.slip in asked else 0

    def _take_code(self, here: _Here, code: Code) -> None:
        """Ask for the blanks one by one; an empty first one skips."""
        from lessons.answers import codes

        while True:
            typed = [self._ask(here, f"{before}… ") for before in codes.beginnings(code)]
            tries = self.run_.tries.get(code.id, Tries())
            if not any(typed) and not tries.entry:
                self._saved(self.progress.skip(self.lesson.id, code.id))
                self._say("Skipped.")
                return
            line = codes.one_line(typed)
            came = None if codes.wants_shown(line, tries) else codes.judged(code, typed)
            try:
                reply = self.run_.grade(here.page, code, line, came=came)
            except AnswerError as error:
                self._lines(*wrap(str(error), WORDS))
                continue
            self._saved(record(self.progress, self.lesson.id, code, reply, self.run_.tries[code.id]))
            self._reply(code, reply)
            if not reply.open:
                return

    def _ask(self, here: _Here, prompt: str) -> str:
        """A line that is no wish for help. Raises `Leave` where there is none."""
        while True:
            if self.answers.typed:
                click.echo(prompt, nl=False)
            given = self.answers.next()
            if given is None:
                raise Leave
            given = plain(given).strip()
            if not self.answers.typed:
                self._say(f"{prompt}{visible(given)}".rstrip())
                return given
            match given:
                case "q":
                    raise Leave
                case "?" if here.question:
                    hint = self.run_.hint(here.page, here.question, here.cell)
                    text = f"Hint: {hint}" if hint else "There is no hint here."
                    self._lines(*wrap(spoken.spoken(text), WORDS))
                case "?":
                    self._lines(*wrap(HELP, WORDS))
                case "l":
                    self._tell_lab(here.page, again=True)
                case "w":
                    for block in here.page.blocks:
                        if isinstance(block, (Prose, Say)):
                            self._lines(*told_prose(self.run_, here.page, block))
                case _ if isinstance(here.question, (Task, Code)):
                    return given
                case _ if given.partition("=")[0].strip() and "=" in given:
                    self._turn(here.page, given)
                case _:
                    return given

    def _saved(self, saved: Future[bool]) -> None:
        """Wait for the disk, and say what is wrong with it, once."""
        try:
            saved.result(SAVED_WITHIN)
        except NotYet:
            click.echo("nntutor: the disk is slow; this answer is still to be saved", err=True)
        trouble = self.progress.trouble
        if trouble and trouble != self._trouble:
            click.echo(trouble, err=True)
        self._trouble = trouble

    # The lab

    def _tell_lab(self, page: Page, again: bool = False) -> None:
        """Say what a lab shows, unless that was said last."""
        lab, key = self.run_.lab(page), page.lab.key if page.lab else ""
        if lab is None:
            if again:
                self._say("There is no lab here.")
            return
        if again:
            self._teller.forget(key)
        elif self._teller.is_told(lab, key):
            return
        told = [*self._teller.tell(lab, key), *self._teller.tell_knobs(lab, key)]
        self._lines("", f"Lab: {lab.title}", *told)

    def _turn(self, page: Page, text: str) -> None:
        """Turn a knob of the lab, and say what becomes of it."""
        lab = self.run_.lab(page)
        if lab is None:
            self._say("There is no lab here.")
        elif self.run_.locked(page):
            self._say("The lab waits for your answer; its knobs turn after that.")
        else:
            try:
                for setting in settings_in(text) or [text]:
                    turn(lab, setting)
            except FieldError as error:
                if not self.answers.typed:
                    self.answers.refuse(str(error))
                self._lines(*wrap(f"{error}.", WORDS))
                return
            lab.wait()
            self._move(page)
            self._lines(*spoken.caption(lab))

    def _move(self, page: Page) -> None:
        """Let a lab go as far as it does on its page."""
        lab = self.run_.lab(page)
        if lab is None:
            return
        said = list(spoken.run_on(lab, self.run_.end(page)))
        self._lines("", *said) if said else None
        self._tell_lab(page)

    # At the end

    def _sum_up(self) -> None:
        status = self.progress.status_of(self.lesson)
        left = len({q.id for q in self.lesson.questions} - set(status.outcomes))
        more = f", {plural(left, 'question')} left" if left else ""
        self._lines("", f"{self.lesson.label}: {len(status.right)} of {len(status.marks)} right{more}.")

    def _lines(self, *lines: str) -> None:
        for line in lines:
            self._say(line)

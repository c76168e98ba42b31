"""What a lesson does with its tasks: it sees to them while knobs are turned."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import ClassVar

from textual.binding import Binding, BindingType

from lessons.answers.tasks import is_met
from lessons.answers.tries import Reply
from lessons.model import Question, Task
from tui.screens.page.answers import Answers, within
from tui.widgets.questions.base import QuestionBox
from tui.widgets.questions.task import TaskBox
from tui.widgets.standing import stands

STOOD = "(So it stood then; now it stands otherwise.)"
"""What is said of a task that was reached, where the lab is short of it now."""
NETWORK_KEYS = "plus,equals_sign,minus,i,d,e,left_square_bracket,right_square_bracket"
KNOBS_ALONE = "A task is done with knobs alone: tab leads there. `nntutor play` has keys for the network too."
ONCE_MORE = "ctrl+t once more sets the knobs."


class Tasks(Answers):
    """A screen on which tasks are done, among other questions."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding(NETWORK_KEYS, "keep_out", show=False)]

    def may_keep_out(self) -> bool:
        return bool(self.page.tasks and self.panel) and hasattr(self.panel.lab, "reshape")

    def action_keep_out(self) -> None:
        """Say why the keys of a network do nothing where a task is to be done."""
        self.say_why(KNOBS_ALONE)

    def question_box(self, question: Question, read: Callable[[str], str]) -> QuestionBox:
        if not isinstance(question, Task):
            return super().question_box(question, read)
        page = self.page
        return TaskBox(question, read, lambda: self.run_.turns(page, question))

    def watch_tasks(self) -> None:
        """See whether the lab has reached what the page's tasks ask for."""
        for box in self.query(TaskBox):
            box.update_values()
            if box.question not in self.page.questions or not self.is_open(box):
                continue
            reply = self.run_.watch(self.page, box.question)
            if reply and reply.open:
                box.feedback.reply(reply)
            elif reply:
                self._end(box, reply)

    def noted(self, box: QuestionBox) -> str:
        if not isinstance(box, TaskBox):
            return super().noted(box)
        lab = self.run_.lab(self.page)
        reached = lab is None or not box.feedback.has_class("-right") or is_met(box.question, lab)
        return "" if reached else STOOD

    def say_hint(self, box: QuestionBox) -> None:
        """Say the next hint; where the last one has been said already, do what it says."""
        if not isinstance(box, TaskBox) or not self.is_open(box):
            super().say_hint(box)
            return
        said, box.hinted = box.hinted, self.run_.hint(self.page, box.question)
        if said == box.hinted and self.run_.all_told(self.page, box.question):
            self._end(box, self.run_.give_up(self.page, box.question))
            if self.panel:
                self.panel.moved("")
            return
        more = f" {ONCE_MORE}" if self.run_.all_told(self.page, box.question) else ""
        box.feedback.say(f"Hint: {box.hinted}{more}")
        self.keep_tries(box.question)

    def _end(self, box: TaskBox, reply: Reply) -> None:
        tries = self.run_.tries[box.question.id]
        self.run_.settle(box.question)
        saved = self.record(box.question, reply, tries)
        self.run_worker(self._ended(box, tries.entry, reply, saved), group="answer")

    async def _ended(self, box: TaskBox, given: str, reply: Reply, saved: Future[bool]) -> None:
        await within(saved)
        if stands(box):
            box.show_answered(given, reply)
            if self._shown == self.index:
                self.answered()
            self.refresh_bindings()

"""What a lesson does with questions of earlier lessons: it deals them, again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Static

from lessons.answers.tries import Reply, Tries
from lessons.model import Page, Predict, Question, Recall
from lessons.run import LessonRun
from tui.screens.page.answers import tries_of
from tui.screens.page.tasks import Tasks
from tui.widgets.questions.base import QuestionBox
from tui.widgets.spelling import spelled

if TYPE_CHECKING:
    # Imported with the first of them: no first page has one.
    from lessons.recall.hands import Hand

NO_CARD = "There is no question here now."


class Recalls(Tasks):
    """A screen on which questions of earlier lessons are asked anew, each in a run of its own."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("n", "deal", "Ask anew")]

    hands: dict[str, Hand]
    """What has been dealt here, by the ids of the recalls."""

    def recall_widgets(self, recall: Recall) -> Iterable[Widget]:
        """A question of an earlier lesson; or a line, where there is none."""
        from lessons.recall.hands import hand_of

        hand = self.hands.get(recall.id) or hand_of(recall, self.lesson, self.progress)
        if hand is None:
            yield Static(spelled(self, NO_CARD), classes="recalled -none", markup=False)
            return
        if recall.id not in self.hands:
            self.take_up(hand)
        yield Static(spelled(self, hand.heading), classes="recalled", markup=False)
        yield self.question_box(hand.dealt.question, lambda path: path)

    def take_up(self, hand: Hand) -> None:
        """Take up what is dealt, and what has been tried at it."""
        self.hands[hand.recall.id] = hand
        if tries := tries_of(self.progress.draft_of(self.lesson.id, f"tried {hand.recall.id}")):
            hand.dealt.run.tries[hand.recall.id] = tries

    def run_of(self, question: Question) -> LessonRun:
        hand = self.hands.get(question.id)
        return hand.dealt.run if hand else super().run_of(question)

    def question_box(self, question: Question, read: Callable[[str], str]) -> QuestionBox:
        hand = self._anew
        anew = hand is not None and hand.recall.card == f"{self.lesson.id}/{question.id}"
        return super().question_box(hand.dealt.question if hand and anew else question, read)

    @property
    def stage(self) -> tuple[LessonRun, Page]:
        hand = self._hand
        if hand and hand.dealt.shows_lab and (self.page.lab is None or hand is self._anew):
            return hand.dealt.run, hand.dealt.page
        return super().stage

    @property
    def _hand(self) -> Hand | None:
        """What is dealt on this page."""
        return self._anew or next((self.hands[r.id] for r in self.page.recalls if r.id in self.hands), None)

    @property
    def _anew(self) -> Hand | None:
        """What is dealt of a question of the page itself."""
        return next(
            (self.hands[id] for q in self.page.questions if (id := f"{q.id}/anew") in self.hands), None
        )

    @property
    def _fresh(self) -> Predict | None:
        """The question of the page that can be asked anew, where it is over and there is no other."""
        match self.page.predictions:
            case (Predict(fresh=fresh, id=id) as card,) if fresh and id in self.run_.settled:
                return card
        return None

    def last_said(self, question: Question) -> tuple[str, Reply | None]:
        hand = self.hands.get(question.id)
        return (hand.given, hand.reply) if hand else super().last_said(question)

    def record(self, question: Question, reply: Reply, tries: Tries) -> Future[bool]:
        hand = self.hands.get(question.id)
        return hand.record(reply, tries) if hand else super().record(question, reply, tries)

    async def skip(self, box: QuestionBox) -> None:
        hand = self.hands.get(box.question.id)
        if hand is None:
            await super().skip(box)
        else:
            hand.end("", None)
            self.settled(box, "", None)

    def may_deal(self) -> bool:
        return self._hand.over if self._hand else self._fresh is not None

    def action_deal(self) -> None:
        """Deal the question of this page with other numbers."""
        from lessons.recall.hands import hand_anew

        if self._hand:
            self._hand.again()
        elif self._fresh and (hand := hand_anew(self._fresh, self.lesson, self.progress)):
            self.take_up(hand)
        self.build_again()

    def put_by(self) -> None:
        """Leave a page: where it is turned back to, its own question has the lesson's numbers."""
        if hand := self._anew:
            del self.hands[hand.recall.id]

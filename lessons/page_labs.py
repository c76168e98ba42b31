"""The labs of one learner's way through a lesson: where each stands, and what it keeps back."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from lessons import work
from lessons.answers import cases
from lessons.answers.checks import read_answer
from lessons.format.fields import KnobState
from lessons.labs import REGISTRY
from lessons.labs.base import Lab, Secret
from lessons.model import LabCall, Lesson, Page, Predict
from lessons.text import listed
from lessons.walk import walk

GONE_ON = "The lab has gone on to where this page's question begins."
AS_WRITTEN = "The knobs are back as the lesson set them."
YOURS = "The knobs are as you left them here."
MOST_NAMED = 2
"""The most knobs that are named where they have been put back."""
AS_SET = "the knobs as the lesson set them"
PUT_BACK = "The lab is back where this page's question begins, with the lesson's knobs."


class PageLabs:
    """The labs of a lesson's pages. They are built when their page is first opened."""

    def __init__(self, lesson: Lesson, settled: frozenset[str] = frozenset()) -> None:
        """`settled`: the ids of the questions that are answered or skipped already."""
        self.lesson = lesson
        self.settled = set(settled)
        self._arrivals = {arrival.page.slug: arrival for arrival in walk(lesson)}
        self._labs: dict[str, Lab] = {}
        self._written: dict[str, dict[str, Any]] = {}
        """The state in which the lesson begins each lab, and where that is."""
        self._begun: dict[str, tuple[KnobState, ...]] = {}
        """The knobs of each lab as the lesson sets them."""
        self._saved: dict[str, Any] = {}
        """States of labs that are not built yet, or not any more in the lesson."""
        self._at: dict[str, str] = {}
        """For each lab, the page on which it stands as it is."""
        self._own: dict[str, dict[str, Any]] = {}
        """For each lab, by page, the states in which the learner left it with knobs turned."""
        self._behind: dict[str, int] = {}
        """The positions to which labs have still to be brought."""
        self._ahead: dict[str, Lab] = {}
        """For each question that is open, the lab where its answer is read."""
        self._secrets: dict[str, list[Secret]] = {}

    # Pages and their labs

    def lab(self, page: Page, answered: bool = False) -> Lab | None:
        """The lab of a page, with what still stands to be predicted hidden, or, `answered`, with nothing."""
        if page.lab is None:
            return None
        lab = self._built(page, page.lab)
        lab.limit = page.lab.until
        # No question reads a count: what looks like an answer there does so by chance.
        lab.secrets = frozenset() if answered or lab.counting else self._hidden(page, lab)
        return lab

    def _built(self, page: Page, call: LabCall) -> Lab:
        if call.key not in self._labs:
            own = {"page": call.begun, "lab": call.name}
            lab = self._labs[call.key] = REGISTRY[call.name](dict(call.settings))
            self._written[call.key] = own | lab.state()
            self._begun[call.key] = lab.knobs()
            saved = self._saved.get(call.key)
            if isinstance(saved, Mapping) and own.items() <= saved.items():
                lab.restore(saved)
                self._take_up(call.key, saved)
            else:
                self._arrivals[page.slug].bring(lab)
        return self._labs[call.key]

    def _take_up(self, key: str, saved: Mapping[str, Any]) -> None:
        """Take up where a lab stood, and what a learner had made of it on other pages."""
        if isinstance(saved.get("at"), str):
            self._at[key] = saved["at"]
        if isinstance(saved.get("own"), Mapping):
            self._own[key] = {page: own for page, own in saved["own"].items() if isinstance(own, Mapping)}

    def arrive(self, page: Page, at_once: bool = True) -> str:
        """Turn to a page. What is said where its lab had to be put where the page finds it.

        A page starts from the values that it was written for: what a learner has turned stays on the page
        where it was turned, and stands there again on the way back. Not `at_once`: `bring_up` has still to
        run the lab to where it is then.
        """
        lab, call = self.lab(page), page.lab
        if lab is None or call is None:
            return ""
        was, self._at[call.key] = self._at.get(call.key, page.slug), page.slug
        own, turned = self._own.setdefault(call.key, {}), self._is_turned(lab, call)
        reached = max(lab.position, self._behind.pop(call.key, 0))
        if was != page.slug:
            own.pop(was, None)
            if turned:
                own[was] = lab.state()
        if self.open_predictions(page):
            return self._put_for_questions(lab, page, call)
        before = [knob.shown() for knob in lab.knobs()]
        if was == page.slug:
            return ""
        if page.slug in own:
            self._restart(lab, call, own[page.slug], own[page.slug].get("position", 0))
        elif turned:
            # No further than a run goes, however long the learner let it run with other values.
            start = self._arrivals[page.slug].start
            self._restart(lab, call, self._written[call.key], reached)
            self._behind[call.key] = max(start(lab), min(reached, lab.run_length))
        elif reached > lab.position:
            self._behind[call.key] = reached
        if at_once:
            self.bring_up(page)
        changed = [k for k, shown in zip(lab.knobs(), before, strict=False) if k.shown() != shown]
        if len(changed) > MOST_NAMED or len(lab.knobs()) != len(before):
            return YOURS if page.slug in own else AS_WRITTEN
        how = "as you left it:" if page.slug in own else "back at"
        return f"{listed([f'{k.label} {how} {k.shown()}' for k in changed], 'and')}." if changed else ""

    def _restart(self, lab: Lab, call: LabCall, state: Mapping[str, Any], position: Any) -> None:
        """Put the knobs of a lab as in a state, from where it is to be run to a position."""
        lab.restore({**state, "position": 0})
        self._behind[call.key] = position if isinstance(position, int) else 0

    def bring_up(self, page: Page, seconds: float = math.inf) -> bool:
        """Run a lab for so many seconds to where its page finds it; whether it is there."""
        lab, call = self.lab(page), page.lab
        until, goal = time.monotonic() + seconds, self._behind.get(call.key, 0) if call else 0
        if lab is None or call is None:
            return True
        goal = goal if lab.end is None else min(goal, lab.end)
        goal = min(goal, lab.run_length) if lab.counting else goal
        while lab.position < goal and not lab.done:
            if time.monotonic() >= until:
                return False
            lab.seek(min(goal, lab.position + lab.stride))
        self._behind.pop(call.key, None)
        return True

    def _put_for_questions(self, lab: Lab, page: Page, call: LabCall) -> str:
        """Put a lab where the open questions of its page find it.

        They ask for what follows from the page as it is written, so it is shown so: with the knobs of the
        lesson, not behind where the pages before it lead, and exactly there where a question counts on.
        """
        predictions = self.open_predictions(page)
        start = self._arrivals[page.slug].start(lab)
        last = start if any(p.after is not None for p in predictions) else work.page_end(lab)
        turned = self._is_turned(lab, call)
        if not turned and start <= lab.position <= last:
            return ""
        said = PUT_BACK if turned or lab.position > start else GONE_ON
        self._put(lab, page, call)
        return said

    def catch_up(self, page: Page) -> None:
        """Take a page's lab to where who has run it on all the pages before finds it."""
        lab = self.lab(page)
        free = self._arrivals[page.slug].free and not self.open_predictions(page)
        if lab is not None and free and not lab.counting:
            lab.limit = None
            lab.seek(lab.run_length)

    def goes_on(self, page: Page) -> str:
        """Where the lab of a page goes on, if that stops it; empty where no later page lets it."""
        if page.lab is None or page.lab.until is None:
            return ""
        later = self.lesson.pages[self.lesson.pages.index(page) + 1 :]
        for ahead, other in enumerate(later):
            call = other.lab
            if call and call.key == page.lab.key and (call.until is None or call.until > page.lab.until):
                return "on a later page" if ahead else "on the next page"
        return ""

    def is_turned(self, page: Page) -> bool:
        """Whether the knobs of a page's lab stand otherwise than the lesson set them."""
        lab = self.lab(page)
        return lab is not None and page.lab is not None and self._is_turned(lab, page.lab)

    def turned_from(self, page: Page) -> str:
        """How the knobs that have been turned stood in the lesson: `inputs at 100`; empty where none has."""
        if page.lab is None or not self.is_turned(page):
            return ""
        knobs = {knob.id: knob.shown() for knob in self._labs[page.lab.key].knobs()}
        turned = [knob for knob in self._begun[page.lab.key] if knobs.get(knob.id) != knob.shown()]
        if not turned or len(turned) > MOST_NAMED:
            return AS_SET
        return listed([f"{knob.label} at {knob.shown()}" for knob in turned], "and")

    def set_back(self, page: Page) -> None:
        """Put the knobs of a page's lab as the lesson set them, and the lab at its start."""
        lab = self.lab(page)
        if lab is not None and page.lab is not None:
            lab.restore(self._written[page.lab.key] | {"position": 0})

    def _is_turned(self, lab: Lab, call: LabCall) -> bool:
        return bool(lab.state()["settings"] != self._written[call.key]["settings"])

    def _put(self, lab: Lab, page: Page, call: LabCall) -> None:
        """Put a lab where a page finds it, with the lesson's own knobs."""
        if self._is_turned(lab, call):
            lab.restore(self._written[call.key])
        self._arrivals[page.slug].bring(lab)

    def end(self, page: Page) -> int:
        """The position to which a page runs its lab: to its own end, and to all that it asks for."""
        if page.lab is None:
            return 0
        lab, arrival = self._built(page, page.lab), self._arrivals[page.slug]
        return max([work.page_end(lab), *(arrival.answered_at(p, lab) for p in page.predictions)])

    # What stands to be predicted

    def ahead(self, page: Page, predict: Predict) -> Lab:
        """The lab where an answer is read: a copy, of which it is no matter what the learner did."""
        if predict.id not in self._ahead:
            assert page.lab is not None, "a prediction without a lab does not pass the checker"
            ahead = self._built(page, page.lab).copy()
            self._put(ahead, page, page.lab)
            ahead.limit, position = None, self.answered_at(page, predict)
            ahead.seek(position)
            self._ahead[predict.id] = ahead
        return self._ahead[predict.id]

    def answered_at(self, page: Page, predict: Predict) -> int:
        """The position of the page's lab where an answer is read."""
        assert page.lab is not None, "a prediction without a lab does not pass the checker"
        return self._arrivals[page.slug].answered_at(predict, self._built(page, page.lab))

    def steps(self, page: Page, ahead: Lab) -> int:
        """How many steps its page takes of a lab that stands ahead."""
        return ahead.position - self._arrivals[page.slug].start(ahead)

    def _hidden(self, page: Page, lab: Lab) -> frozenset[Secret]:
        """What stands to be predicted on this page or one before it."""
        so_far = self.lesson.pages[: self.lesson.pages.index(page) + 1]
        asked = [(on, predict) for on in so_far for predict in self.open_predictions(on) if on.lab]
        return frozenset(secret for on, predict in asked for secret in self._secret(on, predict))

    def _secret(self, page: Page, predict: Predict) -> list[Secret]:
        """What a question asks for, and the numbers that answer it."""
        if predict.id not in self._secrets:
            ahead = self.ahead(page, predict)
            secrets = self._secrets[predict.id] = []
            for path in cases.asked(predict):
                with suppress(LookupError, ValueError):
                    answer = read_answer(predict._replace(answer=path), ahead)
                    secrets.append(Secret(path, ahead.position, answer))
        return self._secrets[predict.id]

    def open_predictions(self, page: Page) -> list[Predict]:
        """The predictions of a page that are neither answered nor skipped."""
        return [predict for predict in page.predictions if predict.id not in self.settled]

    def locked(self, page: Page) -> bool:
        """Whether the page's lab waits for a prediction."""
        return bool(self.open_predictions(page))

    # Saving

    def states(self) -> dict[str, Any]:
        """The state of every lab, to be saved; also of those that were in the lesson when it was saved."""
        return self._saved | {key: self._state(key, lab) for key, lab in self._labs.items()}

    def _state(self, key: str, lab: Lab) -> dict[str, Any]:
        state = self._written[key] | lab.state()
        state |= {"at": self._at[key]} if key in self._at else {}
        return state | ({"own": self._own[key]} if self._own.get(key) else {})

    def restore(self, states: Mapping[str, Any]) -> bool:
        """Take up saved states. Whether some had to be dropped: they say only in which line a lab stood."""
        self._saved = {key: state for key, state in states.items() if not key.isdecimal()}
        return len(self._saved) < len(states)

    def close(self) -> None:
        """End whatever the labs run beside the learner."""
        for lab in self._labs.values():
            lab.close()

"""A count on a page: p runs its seeds in slices that no key waits for, p stops, and it goes on from there."""

from __future__ import annotations

import pytest

from lessons.labs import REGISTRY
from lessons.labs._count import Count
from lessons.model import Lesson
from tests.support.course import COURSE
from tests.support.pilot import lesson, turn
from tests.support.waiting import until
from tests.tui.conftest import Tutor

LENGTHS = {"run", "updates", "batches", "epochs"}
"""Settings that say how long a seed trains."""


def counting(each: Lesson) -> list[int]:
    """The pages of a lesson that count."""
    return [i for i, page in enumerate(each.pages) if page.owns_lab and REGISTRY[page.lab.name].counting]


@pytest.mark.usefixtures("walked")
@pytest.mark.parametrize("each", [one for one in COURSE.lessons if counting(one)], ids=lambda one: one.id)
async def test_a_count_is_begun_stopped_and_gone_on_with(tutor: Tutor, each: Lesson) -> None:
    async with tutor(each).run_test(size=(80, 24)) as pilot:
        screen = lesson(pilot)
        for index in counting(each):
            await turn(pilot, index)
            panel = screen.panel
            assert panel is not None
            lab = panel.lab
            assert isinstance(lab, Count)
            # Long enough to be met at work, and no longer.
            long = LENGTHS & lab.quick.keys()
            lab.settings |= {name: max(lab.quick[name], lab.settings[name] // 4) for name in long}
            lab.changed()
            # Not by key: the pilot waits after each until nothing is at work.
            screen.action_play()
            await until(lambda lab=lab: lab._trial is not None or lab.position)
            screen.action_pause()
            assert not panel.playing
            # What has begun is brought to its end, and nothing else is begun.
            await until(lambda lab=lab: not lab.works)
            done = lab.position
            assert lab.done or not lab.waiting
            await pilot.pause()
            assert lab.position == done
            lab.turn("seeds", max(1, done))
            panel.moved("")
            assert lab.done
            assert "far" not in lab.says()


async def test_a_page_is_turned_while_a_seed_is_being_run(tutor: Tutor) -> None:
    each = next(one for one in COURSE.lessons if one.id == "good-start")
    async with tutor(each).run_test(size=(80, 24)) as pilot:
        # A count whose seeds take long enough to be met at work.
        screen = lesson(pilot)
        index = next(i for i in counting(each) if each.pages[i].lab.name == "five_starts")
        await turn(pilot, index)
        lab = screen.panel.lab
        screen.action_play()
        await until(lambda: lab._trial is not None)
        await pilot.press("left")
        await until(lambda: screen._shown == index - 1)
        stood = lab.position
        for _ in range(3):
            await pilot.pause()
        assert lab.position == stood
        # The page before has an open question, in which the arrows move the cursor until esc leaves it.
        await pilot.press("escape", "right", "right")
        await until(lambda: screen._shown == index)
        assert screen.panel.lab is lab

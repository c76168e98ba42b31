"""Training beside the learner: it backs off on a busy host, and waits while a key is on its way."""

from __future__ import annotations

import pytest

from tests.support.waiting import pass_by, until
from tui.link.attention import LONGEST, LOOKS, Attention
from tui.link.pacing import FramePacer
from tui.session.training import SLICE, Strain, TrainingLoop


def test_training_rests_where_its_slices_get_less_processor_than_time():
    strain = Strain()
    for _ in range(40):
        strain.note(wall=0.002, cpu=0.002)
    assert (strain.rest, strain.stretch) == (0.0, 1.0)
    rests = []
    # Who has half a processor gets more of it when it rests; a tenth is shared with many.
    for share, longest in ((0.6, Strain.SHORT_REST), (0.1, Strain.LONGEST_REST)):
        for _ in range(600):
            strain.note(wall=0.002, cpu=0.002 * share)
            rests.append(strain.rest)
        assert strain.rest == longest
        assert (strain.stretch == 1.0) == (share == 0.6)
    assert rests == sorted(rests)
    # Slices grow with the rests, and stay far shorter than they are.
    assert strain.longer > 1
    assert strain.longer * SLICE < strain.rest / 5


def test_it_recovers_slowly():
    strain = Strain()
    for _ in range(600):
        strain.note(wall=0.002, cpu=0.0002)
    for _ in range(40):
        strain.note(wall=0.002, cpu=0.002)
    assert 0.7 * Strain.LONGEST_REST < strain.rest < Strain.LONGEST_REST
    # What is half recovered does not fall back to the longest rest beside one other.
    for _ in range(60):
        strain.note(wall=0.002, cpu=0.0013)
    assert Strain.SHORT_REST < strain.rest < Strain.LONGEST_REST
    for _ in range(1000):
        strain.note(wall=0.002, cpu=0.002)
    assert strain.rest == 0.0


def test_a_key_holds_everything_else_up_until_it_has_been_painted():
    attention = Attention()
    assert not attention.pending
    arrival = attention.arrived(10.0)
    assert attention.pending
    # In the input thread still; then between two queues, where it shows in neither.
    assert attention.wanted(10.001, quiet=True)
    attention.delivered(arrival)
    assert attention.wanted(10.002, quiet=False)
    for _ in range(LOOKS - 1):
        assert attention.wanted(10.003, quiet=True)
    assert not attention.wanted(10.004, quiet=True)
    assert not attention.pending


def test_a_page_that_is_never_at_rest_holds_nothing_up_for_long():
    attention = Attention()
    attention.delivered(attention.arrived(10.0))
    assert attention.wanted(10.0 + LONGEST - 0.01, quiet=False)
    assert not attention.wanted(10.0 + LONGEST, quiet=False)


def test_a_second_key_is_waited_for_too():
    attention = Attention()
    first, second = attention.arrived(10.0), attention.arrived(10.1)
    attention.delivered(first)
    for _ in range(2 * LOOKS):
        assert attention.wanted(10.1, quiet=True)
    attention.delivered(second)
    assert [attention.wanted(10.1, quiet=True) for _ in range(LOOKS)] == [True] * (LOOKS - 1) + [False]


class Counting:
    """A lab that counts its steps."""

    rate: float | None = None
    done = False

    def __init__(self) -> None:
        self.position = 0

    def step(self) -> bool:
        self.position += 1
        return True

    some = step


class Desk:
    """As much of an app as training needs."""

    def __init__(self) -> None:
        self.pacer = FramePacer()
        self.playing: set[object] = set()
        self.at_rest = True
        self.frames = 0

    def try_frame(self, draw) -> bool:
        draw()
        self.frames += 1
        return True


@pytest.mark.parametrize("rate", [None, 500.0])
async def test_no_step_is_taken_while_a_key_is_on_its_way(rate):
    desk, lab = Desk(), Counting()
    lab.rate = rate
    loop = TrainingLoop(desk, lab, lambda: None)
    loop.start()
    await until(lambda: lab.position and desk.frames)
    desk.at_rest = False
    await pass_by(0.05)
    at = lab.position
    await pass_by(0.1)
    assert lab.position == at
    desk.at_rest = True
    await until(lambda: lab.position > at)
    loop.stop()
    assert not desk.playing
    at = lab.position
    await pass_by(0.05)
    assert lab.position == at

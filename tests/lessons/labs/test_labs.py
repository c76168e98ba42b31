"""What every lab gets from the base: knobs, limits, paths, and what is kept back."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from lessons.figures import Surface
from lessons.figures.base import flat
from lessons.format.fields import FieldError
from lessons.format.layout import LAB_WIDTH, knob_lines
from lessons.labs import REGISTRY, Lab, ReadoutError
from lessons.labs.base import Knob, Secret, each, of, readout
from lessons.rules.trying import make, paths, said

NAMES = list(REGISTRY)


def lab(name: str, **settings: Any) -> Lab:
    return REGISTRY[name](settings)


# Knobs and limits


@pytest.mark.parametrize("name", NAMES)
def test_a_copy_is_in_the_same_state_and_goes_its_own_way(name):
    one = make(REGISTRY[name])
    one.step()
    before = said(one)
    copy = one.copy()
    assert copy.position == one.position
    assert said(copy) == before
    for knob in copy.knobs()[:2]:
        copy.turn(knob.id, knob.turned(1))
    copy.step()
    assert said(one) == before


@pytest.mark.parametrize("name", NAMES)
def test_what_a_knob_shows_can_be_typed_and_the_knobs_fit_their_lines(name):
    one = make(REGISTRY[name])
    for knob in one.knobs():
        typed = knob.parse(knob.shown())
        assert typed == (pytest.approx(knob.value, abs=0.01) if isinstance(typed, float) else knob.value)
    assert all(sum(chip.width for chip in line) <= LAB_WIDTH for line in knob_lines(one.knobs()))


@pytest.mark.parametrize("name", NAMES)
def test_a_page_lets_its_lab_go_no_further_than_it_says(name):
    one = make(REGISTRY[name])
    one.limit = 1
    while one.step():
        pass
    assert one.position <= 1
    one.seek(9)
    assert one.position <= 1
    one.limit = 0
    assert one.done


def test_resetting_goes_to_the_start_with_the_knobs_as_they_are():
    one = lab("forward")
    one.turn("b2", 0.7)
    one.step()
    one.reset()
    assert (one.position, one.knob("b2").value) == (0, 0.7)


def test_a_lab_at_its_end_stays_there():
    one = lab("forward")
    one.seek(10**6)
    assert (one.position, one.done, one.step()) == (5, True, False)


def test_an_unknown_knob_is_refused_and_nothing_has_changed():
    one = lab("forward")
    before = said(one)
    with pytest.raises(FieldError, match="knob 'colour' is unknown"):
        one.turn("colour", 1)
    assert said(one) == before


# Paths


def test_cells_are_read_by_either_way_to_write_them():
    one = lab("forward")
    assert one.readout("W1[1,0]") == one.readout("W1[1][0]") == one.readout("W1[-1, 0]") == 0.25


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("", "an empty readout; write a name, such as loss.test or z1[0]"),
        ("[0]", "'[0]' is no readout; write a name, such as loss.test or z1[0]"),
        ("z1[", "'z1[' is no readout; write a name, such as loss.test or z1[0]"),
        ("z1[a]", "'z1[a]' is no readout; write a name, such as loss.test or z1[0]"),
        ("z1\x1b", "'z1·' is no readout; write a name, such as loss.test or z1[0]"),
        ("z1[" + "9" * 5000 + "]", "is no readout; write a name, such as loss.test or z1[0]"),
        ("z1[-3]", "'z1' of lab 'forward' has no element -3; it has 2, counted from 0"),
        ("z1[0][0]", "'z1[0]' of lab 'forward' has no element 0; it is a single value"),
        ("Z1", "lab 'forward' has no readout 'Z1'; did you mean 'z1'?"),
    ],
)
def test_a_path_that_names_nothing_is_told_with_the_mend(path, told):
    with pytest.raises(ReadoutError) as caught:
        lab("forward").readout(path)
    assert str(caught.value).endswith(told)


# What may be seen


class Probe(Lab):
    """A made-up lab."""

    name = "probe"
    steps = ("first", "second")

    p = Knob.vector("probabilities", [0.2472, 0.7528])
    right = Knob.integer("which is right", 1, low=0, high=1)
    whole = Knob.number("a whole number", 3.0)

    @readout("half of each", at="first")
    def q(self) -> Any:
        return self.p / 2

    @readout("turned round", at=("first", "second"))
    def minus(self) -> Any:
        return -self.q

    @readout("what is missing to 1")
    def rest(self) -> Any:
        return 1 - self.q

    @readout("twice the whole number")
    def twice(self) -> float:
        return 2 * float(self.whole)

    @readout("one more than that", tells=("twice",))
    def more(self) -> float:
        return self.twice + 1

    @readout("the right one's loss", tells=("q[right]",))
    def loss(self) -> float:
        return float(-np.log(self.p[self.right]))

    @readout("a path that grows", tells={-1: "taken"})
    def path(self) -> Any:
        return np.arange(self.position + 1.0)

    @readout("steps taken")
    def taken(self) -> int:
        return self.position

    @readout("what comes next")
    def next(self) -> float:
        return self.position * 0.1234 + 0.1234

    @readout("what is now")
    def current(self) -> float:
        return self.position * 0.1234


def test_what_is_to_come_is_a_line_and_what_has_come_a_number():
    probe = Probe()
    assert (list(probe.see.q), list(probe.see.minus)) == (["_", "_"], ["_", "_"])
    probe.step()
    assert list(probe.see.minus) == [-0.1236, "_"]
    assert (probe.see.last, probe.see.state("first"), probe.see.state("second")) == ("first", "now", "future")
    probe.step()
    assert list(probe.see.minus) == [-0.1236, -0.3764]
    assert list(Probe().shown("q")) == [0.1236, 0.3764], "prose may say what a lab has yet to draw"


def test_a_plane_has_no_hole_where_it_reads_like_an_answer():
    lab = REGISTRY["train"]({})
    plane = next(f for f in flat(lab.draw()) if isinstance(f, Surface))
    lab.secrets = frozenset({Secret("asked.elsewhere", 0, float(np.ravel(plane.grid)[100]))})
    drawn = next(f for f in flat(lab.draw()) if isinstance(f, Surface))
    assert np.array_equal(drawn.grid, plane.grid)


def test_what_is_asked_is_kept_back_with_its_negative_and_its_difference_from_one():
    probe = Probe()
    probe.step()
    probe.step()
    probe.ask("q[0]")
    assert list(probe.see.q) == ["?", 0.3764]
    assert probe.see.minus[0] == "?"
    assert probe.see.rest[0] == "?"
    assert probe.shown("q[0]") == probe.shown("q[-2]") == "?"
    probe.secrets = frozenset()
    assert list(probe.see.q) == [0.1236, 0.3764]


def test_a_simple_number_is_kept_back_where_its_readout_says_that_it_tells_it():
    probe = Probe()
    probe.ask("twice")
    assert (probe.see.twice, probe.see.more, probe.see.whole) == ("?", "?", 3.0)
    assert probe.see.taken == 0


def test_an_element_tells_an_element():
    probe = Probe()
    probe.step()
    probe.step()
    probe.ask("taken")
    assert list(probe.see.path) == [0, 1, "?"]
    probe.ask("q[1]")
    assert probe.see.loss == "?"
    probe.ask("q[0]")
    assert probe.see.loss != "?"


def test_a_secret_is_a_readout_at_a_step():
    probe = Probe()
    probe.secrets = frozenset({Secret("current", 1, 0.1234)})
    assert (probe.see.current, probe.see.next) == (0.0, "?"), "today's is no secret, and next tells it"
    probe.step()
    assert (probe.see.current, probe.see.next) == ("?", 0.2468)


def test_what_another_lab_was_asked_for_by_a_name_that_is_an_array_here_is_told_by_its_looks():
    probe = Probe()
    probe.secrets = frozenset({Secret("q", 0, 0.1234)})
    assert probe.see.current == 0.0


def test_what_another_lab_was_asked_for_may_have_the_name_of_an_array_here():
    probe = Probe()
    probe.step()
    probe.step()
    probe.secrets = frozenset({Secret("q", 2, 0.3764)})
    assert list(probe.see.q) == [0.1236, "?"]


def test_one_readout_may_be_asked_at_two_steps():
    for order in ((1, 2), (2, 1)):
        probe = Probe()
        # A set has no order of its own: both have to be kept back whichever comes first.
        probe._secrets = [Secret("taken", at, float(at)) for at in order]
        for position in (1, 2):
            probe.step()
            assert probe.see.taken == "?", f"at {position}, asked in the order {order}"


def test_all_is_computed_once_a_frame():
    calls = []

    class Counting(Lab):
        """Counts."""

        name = "counting"
        steps = 3
        x = Knob.number("a number", 1)

        @readout("its square")
        def square(self) -> float:
            calls.append(self.position)
            return float(self.x**2)

    one = Counting()
    assert one.see.square == one.see.square == one.readout("square") == one.values()["square"]
    assert calls == [0]
    one.step()
    assert one.see.square == 1
    one.turn("x", 3.0)
    assert (one.see.square, calls) == (9, [0, 1, 1])


def test_marks_go_through_what_is_computed_from_them():
    assert of(max, 1, 2) == 2
    assert of(max, "_", 2) == "_"
    assert of(max, "_", "?") == "?"
    assert list(each(lambda a, b: a + b, np.array([1, "?"], dtype=object), np.array([2, 3]))) == [3, "?"]


@pytest.mark.parametrize("name", ["step", "steps", "values", "position", "limit"])
def test_a_lab_whose_names_meet_those_of_every_lab_is_refused(name):
    with pytest.raises(TypeError, match=f"'{name}' is a name that every lab has"):
        type("Meets", (Lab,), {name: Knob.number("a number", 1), "__doc__": "Meets."})


def test_a_name_may_be_given_to_lessons_alone():
    class Named(Lab):
        """Has steps of its own."""

        name = "named"
        count = Knob.integer("how many", 3, name="steps")

        def steps(self) -> int:
            return int(self.count)

    one = Named({"steps": 5})
    assert (one.length, one.readout("steps"), one.knob("steps").value) == (5, 5, 5)


def test_a_knob_may_say_how_many_steps_there_are():
    class Knobbed(Lab):
        """Has a knob for its steps."""

        name = "knobbed"
        steps = Knob.integer("how many runs", 3, name="runs")

    one = Knobbed({"runs": 5})
    assert (one.length, one.readout("runs"), one.see.steps) == (5, 5, 5)
    one.turn("runs", 2)
    assert (one.length, one.see.last) == (2, "")


def test_every_number_of_every_lab_can_be_read():
    for name in NAMES:
        one = make(REGISTRY[name])
        assert set(one.readouts) <= set(one.values())
        assert all(np.isfinite(one.readout(path)) for path in paths(one))

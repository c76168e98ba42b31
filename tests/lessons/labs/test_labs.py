"""What holds for every lab: stepping, saving, knobs, readouts, what is hidden, and room for its words."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest

from lessons.format.fields import FieldError, KnobState
from lessons.format.layout import LAB_WIDTH, knob_lines, lab_rows, wrap
from lessons.labs import REGISTRY, Lab, ReadoutError

QUICK: dict[str, dict[str, Any]] = {"train": {"points": 60, "epochs": 2, "hidden": (4,), "batch_size": 16}}
"""Settings that make a lab quick to run."""

FAR = 40
"""Positions to look at where a lab has no end or a far one."""

NAMES = ("forward", "descent", "backprop", "train")


def make(name: str, **settings: Any) -> Lab:
    return REGISTRY[name](QUICK.get(name, {}) | settings)


def last(lab: Lab) -> int:
    return min(FAR, lab.run_length if lab.length is None else lab.length)


def words(lab: Lab) -> str:
    """Everything that it says."""
    return "\n".join([*(figure.describe() for figure in lab.draw()), lab.says()])


def positions(lab: Lab) -> list[int]:
    """The positions that stepping from the start goes through."""
    lab.reset()
    seen = [0]
    while lab.position < last(lab) and lab.step():
        seen.append(lab.position)
    lab.reset()
    return seen


@pytest.fixture(params=NAMES)
def name(request) -> str:
    return request.param


# Stepping


def test_any_step_can_be_taken_back(name):
    lab = make(name)
    said = {}
    for position in positions(lab):
        lab.seek(position)
        said[position] = words(lab)
    for position in reversed(said):
        assert lab.position == position
        assert words(lab) == said[position]
        assert lab.back() is (position > 0)
    assert lab.position == 0


def test_seeking_goes_where_stepping_goes(name):
    stepped = make(name)
    said = {0: words(stepped)}
    while stepped.position < last(stepped) and stepped.step():
        said[stepped.position] = words(stepped)
    sought = make(name)
    order = list(said)
    random.Random(1).shuffle(order)
    for position in order:
        sought.seek(position)
        assert sought.position == position
        assert words(sought) == said[position]


def test_resetting_goes_to_the_start_with_the_knobs_as_they_are(name):
    lab, turned = make(name), make(name)
    knob = next(k for k in lab.knobs() if k.field.kind in ("number", "vector"))
    for one in (lab, turned):
        one.turn(knob.id, knob.turned(2))
    lab.step()
    lab.reset()
    assert lab.position == 0
    assert lab.knob(knob.id).value == knob.turned(2)
    assert [f.describe() for f in lab.draw()][-1] == [f.describe() for f in turned.draw()][-1]


def test_a_copy_is_in_the_same_state_and_goes_its_own_way(name):
    lab = make(name)
    lab.turn(*turn_of(lab))
    lab.step()
    lab.step()
    before = words(lab)
    copy = lab.copy()
    assert copy.values().keys() == lab.values().keys()
    assert (copy.position, same_numbers(copy, lab)) == (lab.position, True)
    copy.step()
    copy.turn(*turn_of(copy))
    assert words(lab) == before


def test_a_saved_state_brings_back_knobs_and_place(name):
    import json

    lab = make(name)
    lab.turn(*turn_of(lab))
    lab.step()
    lab.step()
    saved = json.loads(json.dumps(lab.state()))
    again = make(name)
    again.restore(saved)
    assert again.state() == lab.state()
    assert same_numbers(again, lab)


@pytest.mark.parametrize(
    "state",
    [
        {},
        {"settings": None, "position": None},
        {"settings": [], "position": "7"},
        {"settings": {"learning_rate": 1e9, "x": [1], "W1": "no", "hidden": [], "colour": 1}},
        {"position": -3},
        {"position": 2.5},
    ],
)
def test_a_saved_state_that_fits_nothing_leaves_the_lab_as_it_is(name, state):
    lab = make(name)
    lab.restore(state)
    assert words(lab) == words(make(name))


def test_a_page_lets_its_lab_go_no_further_than_it_says(name):
    lab = make(name)
    lab.limit = 2
    if name == "train":
        lab.turn("step_by", "batch")
    assert (lab.step(), lab.step(), lab.done, lab.step()) == (True, True, True, False)
    assert lab.position == 2
    lab.seek(9)
    assert lab.position == 2
    lab.limit = 0
    assert lab.done
    lab.limit = None
    assert lab.step()


def test_a_lab_at_its_end_stays_there():
    for name in ("forward", "descent", "backprop"):
        lab = make(name)
        assert lab.length is not None
        lab.seek(10**6)
        assert lab.position == lab.length
        assert lab.done
        assert not lab.step()


# Knobs


def turn_of(lab: Lab) -> tuple[str, Any]:
    knob = next(k for k in lab.knobs() if k.field.kind in ("number", "vector"))
    return knob.id, knob.turned(1)


def ends(knob: KnobState) -> list[Any]:
    f = knob.field
    match f.kind:
        case "choice":
            return list(f.choices)
        case "toggle":
            return [True, False]
        case "sizes":
            return [(1,), (8, 8)]
        case "integer":
            return [int(f.low or 0), min(60, int(f.high or 60))]
    return [f.low, f.high]


def test_every_knob_can_be_turned_to_both_its_ends_and_says_what_it_is(name):
    lab = make(name)
    for knob in lab.knobs():
        assert knob.help.endswith(".")
        for value in ends(knob):
            lab.turn(knob.id, value)
            assert lab.knob(knob.id).value == value
            assert lab.knob(knob.id).shown()
            assert same(knob.parse(lab.knob(knob.id).shown()), value, 0.01)
            words(lab)


def test_an_unknown_knob_is_refused_and_nothing_has_changed(name):
    lab = make(name)
    before = words(lab)
    with pytest.raises(FieldError, match="knob 'colour' is unknown"):
        lab.turn("colour", 1)
    assert words(lab) == before


def extremes(name: str, count: int) -> Iterator[Lab]:
    """Labs with about half of their knobs at an end."""
    rng = random.Random(name)
    for _ in range(count):
        lab = make(name)
        for knob in lab.knobs():
            if rng.random() < 0.5:
                lab.turn(knob.id, rng.choice(ends(knob)))
        yield lab


def test_whatever_the_knobs_nothing_is_nan_and_captions_fit(name):
    for lab in extremes(name, 8 if name == "train" else 20):
        for position in positions(lab)[:: 3 if name == "train" else 1]:
            lab.seek(position)
            assert "nan" not in words(lab)
            lines = wrap(lab.says(), LAB_WIDTH)
            assert len(lines) <= lab.caption_rows, lines


def test_figures_need_the_same_rows_at_every_step(name):
    """The words beside them would jump."""
    lab = make(name)
    needed = set()
    for position in positions(lab):
        lab.seek(position)
        needed.add(lab_rows(lab))
    assert len(needed) == 1


def test_the_knobs_fit_their_lines(name):
    for line in knob_lines(make(name).knobs()):
        assert sum(chip.width for chip in line) <= LAB_WIDTH


# Reading


def test_the_readouts_that_are_told_are_the_ones_there_are(name):
    lab = make(name)
    assert list(lab.values()) == list(lab.readouts)
    lab.step()
    assert list(lab.values()) == list(lab.readouts)


def paths(lab: Lab) -> Iterator[str]:
    """Every single number that can be read."""
    for first, value in lab.values().items():
        if isinstance(value, Mapping):
            yield from (f"{first}.{key}" for key in value)
        elif np.ndim(value):
            for index in itertools.product(*map(range, np.shape(value))):
                yield first + "".join(f"[{i}]" for i in index)
        else:
            yield first


def test_every_readout_is_a_finite_number_from_start_to_end(name):
    lab = make(name)
    for position in positions(lab):
        lab.seek(position)
        for path in paths(lab):
            assert np.isfinite(lab.readout(path)), path


def test_cells_are_read_by_either_way_to_write_them():
    lab = make("forward")
    assert lab.readout("W1[1,0]") == lab.readout("W1[1][0]") == lab.readout("W1[-1, 0]") == 0.25


@pytest.mark.parametrize(
    ("path", "said"),
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
def test_a_path_that_names_nothing_is_told_with_the_mend(path, said):
    with pytest.raises(ReadoutError) as caught:
        make("forward").readout(path)
    assert str(caught.value).endswith(said)


# What is hidden


def test_a_hidden_readout_is_not_shown_by_whatever_path():
    lab = make("forward")
    lab.hidden = frozenset({"z1[1]"})
    assert lab.shown("z1[1]") is lab.shown("z1[-1]") is None
    assert lab.shown("z1")[1] is None
    assert lab.shown("z1[0]") == lab.shown("z1")[0] == pytest.approx(0.1)
    lab.hidden = frozenset({"z1"})
    assert list(lab.shown("z1")) == [None, None]
    assert lab.shown("z1[0]") is None
    lab.hidden = frozenset({"W1[0,1]"})
    assert lab.shown("W1")[0, 1] is None


IRREGULAR: dict[str, dict[str, Any]] = {
    "forward": {
        "x": np.array([1.37, -2.71]),
        "W1": np.array([[3.11, -1.93], [2.57, 4.83]]),
        "b1": np.array([0.67, 0.29]),
        "W2": np.array([5.39, -3.47]),
        "b2": 7.13,
    },
    "descent": {"start": 1.2345, "learning_rate": 0.17},
    "backprop": {"b1": np.array([0.123, 0.0456]), "b2": 0.789, "y": 0.37},
}
"""Settings under which no two readouts read the same, but for those that are the same number."""

DERIVED = ("path", "losses", "slopes", "factor")
"""Readouts that repeat others."""


@pytest.mark.parametrize("name", list(IRREGULAR))
def test_no_figure_and_no_caption_tells_what_is_hidden(name):
    lab = make(name, **IRREGULAR[name])
    digits = 2 if name == "forward" else 4
    from lessons.text import number

    for position in positions(lab)[:26]:
        lab.seek(position)
        for path in paths(lab):
            if path in lab.settings or path.split("[")[0] in (*lab.settings, *DERIVED):
                continue
            value = lab.readout(path)
            twins = sum(1 for p in paths(lab) if abs(abs(lab.readout(p)) - abs(value)) < 1e-4)
            if value == int(value) or twins > 1 + (path in ("w", "f")):
                continue
            lab.hidden = frozenset({path})
            shown = words(lab)
            lab.hidden = frozenset()
            text = number(value, digits).lstrip("−")
            assert text not in shown, f"{path} = {text} at {position}\n{shown}"


def same(a: Any, b: Any, within: float = 0.0) -> bool:
    if isinstance(b, float):
        return bool(abs(a - b) <= within * max(1.0, abs(b)))
    return bool(a == b)


def same_numbers(a: Lab, b: Lab) -> bool:
    return all(a.readout(path) == b.readout(path) for path in paths(b))

"""Random numbers of a seed text, and the six data sets, as the original's own code draws them."""

from __future__ import annotations

import numpy as np
import pytest

from engine.playground import Play, Setting, Stream
from engine.playground.points import CLASSIFICATION, POINTS, REGRESSION, make

GOLDEN = """
circle 0 -1.775237826 -0.636011752 1 -2.699476360 -4.111938960 -1 250 -0.248196017 2.100770178 1 0.288646409
circle 25 -1.775237826 -0.636011752 1 -2.699476360 -4.111938960 -1 232 -0.248196017 2.100770178 1 0.288646409
xor 0 2.842922814 2.252472186 1 4.759087623 1.224577397 1 256 3.761523838 5.112833619 1 0.288646409
xor 25 2.842922814 2.252472186 1 4.759087623 1.224577397 1 262 3.761523838 5.112833619 1 0.288646409
gauss 0 2.747774944 -0.049837529 1 -3.268913005 -3.094218061 -1 250 2.755349208 1.655383177 1 -0.122106437
gauss 25 3.586270200 -2.348362051 1 -4.691770971 -4.321187033 -1 250 3.602337642 1.268957322 1 -0.122106437
spiral 0 0 0 1 4.975184015 0.218961229 -1 250 4.631479600 1.472751410 -1 0.268498833
spiral 25 0.127146141 0.097623609 1 5.098921144 0.070061687 -1 250 4.517183463 1.477565259 -1 0.268498833
"""
"""Of seed 0.50000: data, noise, the first and the last point made, how many are positive, the first point
after the shuffle, and the first weight's draw − 0.5."""


class Given:
    """A stream that gives the numbers that it is given, whatever their bounds."""

    def __init__(self, *numbers: float) -> None:
        self.numbers = iter(numbers)

    def uniform(self, low: float, high: float) -> float:
        return next(self.numbers)


@pytest.mark.parametrize(
    ("seed", "draws"),
    [
        ("0.66230", [0.7187351007166869, 0.30811243354173584, 0.5246804912761421, 0.6695583172235928]),
        ("0.50819", [0.6943383039390212, 0.28527336469255776, 0.8007863812853598]),
        ("0.00000", [0.35113601836629943]),
    ],
)
def test_a_seed_text_draws_the_originals_numbers(seed, draws):
    stream = Stream(seed)
    assert [stream.draw() for _ in draws] == draws


def test_a_seed_is_a_text_and_no_number():
    assert round(Stream("0.5").draw(), 4) == 0.4977
    assert round(Stream("0.50000").draw(), 4) == 0.7543
    assert (Play(Setting(seed="0.5")).data.plane != Play(Setting(seed="0.50")).data.plane).all()


def test_any_text_is_a_seed():
    """None at all, one of more characters than the key has places, and characters beyond 16 bits."""
    firsts = [Stream(text).draw() for text in ("", "\0", "x" * 256, "x" * 257, "x" * 10_000, "😀", "\ud801")]
    assert all(0 <= first < 1 for first in firsts)
    assert firsts[0] == firsts[1]
    assert len(set(firsts)) == len(firsts) - 1


@pytest.mark.parametrize("row", GOLDEN.strip().split("\n"), ids=lambda row: "-".join(row.split()[:2]))
def test_points_are_made_and_shuffled_as_in_the_original(row):
    name, *rest = row.split()
    noise, *numbers = map(float, rest)
    made = np.array(CLASSIFICATION[name](POINTS[name], noise / 100, Stream("0.50000")))
    stream = Stream("0.50000")
    shuffled = make(name, noise / 100, stream)
    found = [*made[0], *made[-1], (made[:, 2] > 0).sum(), *shuffled[0], stream.uniform(-0.5, 0.5)]
    np.testing.assert_allclose(found, numbers, rtol=0, atol=6e-10)
    assert sorted(map(tuple, made)) == sorted(map(tuple, shuffled))


@pytest.mark.parametrize(("off", "label"), [(-2.8, 1), (-2.9, -1), (-2.7, 1), (0, 1)])
def test_a_place_on_an_axis_belongs_to_the_positive_squares(off, label):
    """x·y = 0 is no case of x·y < 0: noise may move the place of the label onto an axis."""
    assert CLASSIFICATION["xor"](1, 1.0, Given(2.5, 2.5, off, 0)) == [(2.8, 2.8, label)]


@pytest.mark.parametrize(
    ("x", "y", "label"), [(-4, 2.5, 1), (0, 2.5, -1), (-3, 2.5, 0.5), (-1, 2.5, -0.5), (-4, 0, 0), (6, 6, 0)]
)
def test_the_height_of_a_place_is_that_of_its_hill(x, y, label):
    assert REGRESSION["reg-gauss"](1, 0.0, Given(x, y, 0, 0)) == [(x, y, label)]


def test_where_two_hills_are_equally_high_the_first_counts(monkeypatch):
    """No two of the original's are nearer than 4, where both are 0: so two that are."""
    for hills, label in (((0, 0, 1), (2, 0, -1)), 0.5), (((0, 0, -1), (2, 0, 1)), -0.5):
        monkeypatch.setattr("engine.playground.points._HILLS", hills)
        assert REGRESSION["reg-gauss"](1, 0.0, Given(1, 0, 0, 0)) == [(1, 0, label)]


def test_gauss_is_widened_by_noise_beyond_the_sliders_end():
    """Noise up to 80 is kept, and above it is 50."""
    spread = {
        n: Play(Setting(dataset="gauss", noise=n, seed="1")).data.plane.std() for n in (50, 80, 81, 2000)
    }
    assert spread[81] == spread[2000] == spread[50] < spread[80]


def test_noise_is_drawn_even_where_it_is_none():
    ends = []
    for noise in (0.0, 0.3):
        stream = Stream("1")
        make("circle", noise, stream)
        ends.append(stream.draw())
    assert ends[0] == ends[1]


@pytest.mark.parametrize("classes", [2, 3, 10])
def test_the_points_of_a_blob_lie_apart_without_noise_and_in_no_other_blob(classes):
    data = Play(Setting(data="blobs", classes=classes)).data
    assert len(np.unique(data.plane, axis=0)) == len(data.plane)
    labels = data.labels.astype(int)
    middles = np.array([data.plane[labels == k].mean(axis=0) for k in range(classes)])
    nearest = np.linalg.norm(data.plane[:, None] - middles, axis=2).argmin(axis=1)
    assert (nearest == labels).mean() > 0.99

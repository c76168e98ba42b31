"""Lab `one_unit`, and the cards of lesson 9 that are worked out by hand with it."""

import pytest

from lessons.answers import fills
from lessons.course import load_course
from lessons.labs import REGISTRY
from lessons.run import LessonRun

(LESSON,) = (lesson for lesson in load_course().lessons if lesson.id == "backpropagation")
CARDS = [card for page in LESSON.pages for card in page.fills]

# Card 1: z = 1.5·2 − 1 = 2, h = 2, score = −2·2 + 4 = 0, p = 0.5; ∂score = 0.5 − 1, ∂v = 2·(−0.5), ∂c = −0.5,
# ∂h = −2·(−0.5) = 1, the gate is open: ∂z = 1, ∂w = 2·1, ∂b = 1. Half of each is the step.
# Card 2: z = 1.5·(−2) + 2 = −1, h = 0, score = 0, p = 0.5; ∂score = −0.5, ∂v = 0, ∂c = −0.5, ∂h = 3·(−0.5),
# the gate is shut: 0 for all before it. Only c moves, by 0.25.
# Card 3: z = 0.5·3 − 0.5 = 1, h = 1, score = 2·1 − 2 = 0, p = 0.5; ∂score = 0.5 − 0, ∂v = ∂c = 0.5,
# ∂h = 2·0.5 = 1 = ∂z = ∂b, ∂w = 3·1. Then z = −2.5·3 − 1.5 = −9.
BY_HAND = [
    (2, 2, 0, 0.5, -0.5, -1, -0.5, 1, 1, 2, 1, 0.5, -1.5, -1.5, 4.25),
    (-1, 0, 0, 0.5, -0.5, 0, -0.5, -1.5, 0, 0, 0, 1.5, 2, 3, 0.25),
    (1, 1, 0, 0.5, 0.5, 0.5, 0.5, 1, 1, 3, 1, -2.5, -1.5, 1.5, -2.5),
    # x = (2, −1): z₁ = (1.5·2 − 2 + 1, −2 − 1 + 0.5) = (2, −2.5), h₁ = (2, 0), z₂ = −1.5·2 + 3 = 0, p = 0.5;
    # ∂z₂ = −0.5 = ∂b₂, ∂W₂ = (2·(−0.5), 0), ∂h₁ = (−1.5, 4)·(−0.5), ∂z₁ = (0.75, 0), ∂W₁: x times ∂z₁.
    (2, -2.5, 2, 0, 0, 0.5, -0.5, -1, 0, -0.5, 0.75, -2, 0.75, 0, 1.5, -0.75, 0, 0, 0.75, 0),
]


def lab(**settings):
    made = REGISTRY["one_unit"](settings)
    made.seek(made.run_length)
    return made


@pytest.mark.parametrize(("card", "numbers"), zip(CARDS, BY_HAND, strict=True))
def test_the_cards_are_what_one_works_out_by_hand(card, numbers):
    assert fills.values(card, LessonRun(LESSON).card(card)) == pytest.approx(numbers, abs=1e-12)


def test_each_card_says_what_happened_on_it():
    assert len({card.why for card in CARDS}) == len(CARDS)


@pytest.mark.parametrize("name", ["w", "b", "v", "c"])
@pytest.mark.parametrize("y", [0, 1])
def test_its_gradients_are_the_slopes_of_its_loss(name, y):
    given = {"x": 0.7, "y": y, "w": 1.3, "b": 0.2, "v": -0.9, "c": 0.4}
    up, down = (lab(**given | {name: given[name] + by}).readout("loss") for by in (1e-5, -1e-5))
    assert lab(**given).readout(f"d{name}") == pytest.approx((up - down) / 2e-5, abs=1e-6)


def test_the_knobs_stay_where_they_are_and_the_new_numbers_come_with_the_update():
    made = lab()
    assert (made.readout("w"), made.readout("new_w")) == (0.5, -2.5)
    made.back()
    assert list(made.see.new) == ["_"] * 4
    assert "stopped" in lab().says()
    assert lab(learning_rate=0.1).says().endswith("z is now 0.00.")
    assert "stopped" not in lab(learning_rate=0.05).says()
    # z is −3 before the update too: what does not move was stopped by nobody.
    assert "stopped" not in lab(b=-4.5).says()


@pytest.mark.parametrize(
    ("path", "given", "said"),
    [
        ("h", -1.0, "You left out ReLU"),
        ("dz", -1.5, "You let it through a shut gate"),
        ("new_c", -0.25, "You lost the sign of the gradient"),
    ],
)
def test_slips_at_a_stopped_unit_are_named(path, given, said):
    slips = lab(**CARDS[1].settings).mistakes(path)
    assert [slip for slip, value in slips.items() if value == given and slip.startswith(said)]


def test_a_step_the_wrong_way_is_lost_sign_or_added_step():
    assert lab().mistakes("new_w")["You added the step. It goes against the gradient."] == 3.5
    assert "You added the step" not in str(lab(**CARDS[1].settings).mistakes("new_c"))

"""The numbers that each lab shows, against the notebook that the course grew from, and by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from lessons.figures import Equation, Matrix, Surface
from lessons.labs import REGISTRY, Lab


def make(name: str, **settings: object) -> Lab:
    return REGISTRY[name](settings)


# forward: cell 2 of the notebook


def test_the_forward_pass_of_the_notebook():
    # z1 = (0.3·0.2 + 0.1·0.4, 0.25·0.2 − 0.4·0.4); h1 = ReLU(z1); z2 = 0.5·0.1 + 0.1
    lab = make("forward")
    assert lab.readout("z1") == pytest.approx([0.1, -0.11])
    assert lab.readout("h1") == pytest.approx([0.1, 0])
    assert lab.readout("z2") == pytest.approx(0.15)
    assert (lab.readout("weights"), lab.readout("parameters")) == (6, 9)


def numbers(figure: Equation, title: str) -> list[list[str]]:
    """A matrix of an equation, as it is written."""
    table = next(part for part in figure.parts if isinstance(part, Matrix) and part.title == title)
    return [[table.text(i, j).strip() for j in range(len(row))] for i, row in enumerate(table.cells)]


def test_the_forward_pass_fills_in_one_number_at_a_time():
    lab = make("forward")
    filled = []
    for position in range(6):
        lab.seek(position)
        hidden, output, *_ = lab.draw()
        column = [*numbers(hidden, "z₁"), *numbers(hidden, "h₁"), *numbers(output, "z₂")]
        filled.append(" ".join(cell for (cell,) in column))
    assert filled == [
        "_ _ _ _ _",
        "0.10 _ _ _ _",
        "0.10 −0.11 _ _ _",
        "0.10 −0.11 0.10 _ _",
        "0.10 −0.11 0.10 0.00 _",
        "0.10 −0.11 0.10 0.00 0.15",
    ]


def test_a_weight_turned_halfway_through_is_used_at_once():
    lab = make("forward")
    lab.seek(5)
    lab.turn("W1[1][1]", -0.4)
    assert lab.position == 5
    assert lab.readout("z1[1]") == pytest.approx(0.25 * 0.2 + 0.4 * 0.4)


# descent: cell 7


def test_gradient_descent_goes_the_way_of_the_notebook():
    lab = make("descent")
    lab.seek(10)
    # 3 − 3·0.4ⁿ, rounded as the notebook prints it
    assert [round(w, 4) for w in lab.readout("path")[1:]] == [
        1.8, 2.52, 2.808, 2.9232, 2.9693, 2.9877, 2.9951, 2.9980, 2.9992, 2.9997,
    ]  # fmt: skip
    assert lab.readout("factor") == pytest.approx(0.4)
    assert lab.readout("next") == pytest.approx(3 - 3 * 0.4**11)


def test_the_slope_is_that_of_the_parabola():
    # f′(w) = 2(w − 3), f(0) = 9
    lab = make("descent")
    assert (lab.readout("gradient"), lab.readout("f"), lab.readout("distance")) == (-6, 9, 3)


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        (0, "With a learning rate of 0, w never moves."),
        (0.25, "Each step leaves 0.5 of the distance to the lowest point."),
        (0.5, "At this rate, one step reaches the lowest point."),
        (0.75, "w jumps across; each step leaves 0.5 of the distance."),
        (1, "w swings from side to side for ever"),
        (1.1, "It diverges: each step lands 1.2 times as far out."),
        (10, "lands 19 times as far"),
    ],
)
def test_the_caption_says_what_the_learning_rate_does(rate, said):
    lab = make("descent", learning_rate=float(rate))
    lab.seek(3)
    assert said in lab.says()


def test_a_run_that_diverges_is_numbers_to_its_end():
    # |w − 3| grows by |1 − 2·10| = 19 a step
    lab = make("descent", learning_rate=10.0, steps=50, start=100.0)
    lab.seek(50)
    assert lab.readout("distance") == pytest.approx(97 * 19**50, rel=1e-9)
    assert "e65" in lab.draw()[0].describe()


def test_more_steps_keep_the_place_and_fewer_go_back_to_the_last():
    lab = make("descent")
    lab.seek(10)
    lab.turn("steps", 20)
    assert (lab.position, lab.done) == (10, False)
    lab.turn("steps", 4)
    assert (lab.position, lab.done) == (4, True)
    assert len(lab.readout("path")) == 5


def test_the_slip_of_an_element_of_the_path_is_that_of_its_own_step():
    lab = make("descent")
    lab.seek(10)
    # w₁ = 0 − 0.3·(−6); without the sign of the slope: −1.8. From w = 5 on the slope is positive.
    (lost,) = (v for slip, v in lab.mistakes("path[1]").items() if slip.startswith("You lost the sign"))
    assert lost == pytest.approx(-1.8)
    beyond = make("descent", start=5.0)
    beyond.seek(1)
    assert any(slip.startswith("You added the step") for slip in beyond.mistakes("path[1]"))
    assert lab.mistakes("path[0]") == {}


# backprop: cell 8, gradients of PyTorch 2.13 in float64


def test_the_gradients_of_the_notebook():
    lab = make("torch_loop")
    lab.seek(3)
    figures = {
        "p": 0.3101020949,
        "loss": 1.1708536975,
        "h1[1]": 0,
        "dW1": [[0.1870524272, 0], [-0.3741048544, 0]],
        "db1": [0.3741048544, 0],
        "dW2": [-1.0173536045, 0],
        "db2": -0.6898979051,
    }
    for path, value in figures.items():
        assert lab.readout(path) == pytest.approx(np.array(value), abs=1e-9), path
    assert lab.readout("h1[0]") == pytest.approx(1.47464, abs=5e-6)
    assert np.count_nonzero(lab.readout("grads") == 0) == 4


def test_the_gradients_of_the_lesson_by_hand():
    # z1 = (0.5 + 0.5 + 0.5, −0.2 − 0.6 + 0.1); z2 = −0.8·1.5 + 0.2 = −1; p = 1/(1 + e)
    lab = make("backprop")
    error = 1 / (1 + math.e) - 1
    by_hand = {
        "z1": [1.5, -0.7],
        "z2": -1.0,
        "dW2": [1.5 * error, 0],
        "dh1": [-0.8 * error, 0.6 * error],
        "db1": [-0.8 * error, 0],
        "dW1": [[-0.4 * error, 0], [0.8 * error, 0]],
        "dx": [-0.8 * error, 0.4 * error],
    }
    for path, value in by_hand.items():
        assert lab.readout(path) == pytest.approx(np.array(value), abs=1e-12), path
    assert (lab.readout("zeros"), lab.readout("parameters")) == (4, 9)


def loss_by_hand(s: dict[str, np.ndarray]) -> float:
    h = np.maximum(s["x"] @ s["W1"] + s["b1"], 0)
    p = 1 / (1 + math.exp(-float(h @ s["W2"] + s["b2"])))
    return -float(s["y"]) * math.log(p) - (1 - float(s["y"])) * math.log(1 - p)


@pytest.mark.parametrize("y", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("b1", [[0.0, 0.0], [0.1, 0.9], [-2.0, -2.0]], ids=["one unit", "both", "none"])
def test_every_gradient_is_the_slope_that_central_differences_measure(y, b1):
    lab = make("backprop", y=y, b1=np.array(b1))
    s = {k: np.array(lab.settings[k], dtype=float) for k in ("x", "y", "W1", "b1", "W2", "b2")}
    assert lab.readout("loss") == pytest.approx(loss_by_hand(s), abs=1e-12)
    for name in ("W1", "b1", "W2", "b2"):
        for index in np.ndindex(s[name].shape):
            kept, differences = float(s[name][index]), []
            # Richardson: the error of two widths together is of the fourth order
            for width in (1e-3, 5e-4):
                ends = []
                for sign in (1, -1):
                    s[name][index] = kept + sign * width
                    ends.append(loss_by_hand(s))
                differences.append((ends[0] - ends[1]) / (2 * width))
            s[name][index] = kept
            slope = (4 * differences[1] - differences[0]) / 3
            path = f"d{name}" + "".join(f"[{i}]" for i in index)
            assert lab.readout(path) == pytest.approx(slope, abs=1e-9), path


def test_the_update_moves_every_parameter_against_its_gradient():
    lab = make("backprop")
    before = {k: np.array(lab.readout(k)) for k in ("W1", "b1", "W2", "b2", "dW1", "db1", "dW2", "db2")}
    lab.seek(12)
    for name in ("W1", "b1", "W2", "b2"):
        assert lab.readout(name) == pytest.approx(before[name] - 0.5 * before[f"d{name}"], abs=1e-15)
    assert lab.readout("round") == 1


def test_the_loss_falls_round_after_round():
    lab = make("backprop")
    losses = []
    for position in range(0, lab.length, 12):
        lab.seek(position)
        losses.append(lab.readout("loss"))
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] < 0.1


def test_operations_go_forward_and_then_back():
    lab = make("backprop")
    now = []
    for position in range(1, 12):
        lab.seek(position)
        tape, _ = lab.draw()[0].figures
        node = next((n for n in tape.nodes if n.state == "now"), None)
        now.append(node.name if node else "weights")
    assert now == ["z₁", "h₁", "z₂", "p", "L", "p", "z₂", "weights", "h₁", "z₁", "weights"]


def test_without_a_dead_unit_no_gradient_is_zero():
    lab = make("backprop")
    for x1, on in ((1.0, [True, True]), (-0.5, [True, False]), (3.5, [False, True])):
        lab.turn("x[1]", x1)
        assert (lab.readout("z1") > 0).tolist() == on
        assert lab.readout("zeros") == 4 * on.count(False)


@pytest.mark.parametrize("rounds", [0, 1, 2])
def test_the_table_of_the_update_keeps_the_new_values_until_the_next_pass(rounds):
    lab, whole = make("update"), make("backprop")
    lab.seek(2 * rounds)
    whole.seek(12 * rounds)
    old, new = lab.readout("old"), lab.readout("new")
    assert new == pytest.approx(old - 0.5 * lab.readout("gradients"), abs=1e-15)
    assert lab.readout("loss") == pytest.approx(whole.readout("loss"))
    lab.step()
    assert np.array_equal(lab.readout("new"), new)
    assert lab.readout("b2") == new[8]
    lab.step()
    assert np.array_equal(lab.readout("old"), new)


def test_the_gradient_of_a_batch_is_the_mean_of_its_samples_gradients():
    lab = make("batch_gradient")
    assert lab.readout("each_dW2")[0] == pytest.approx(make("backprop").readout("dW2"))
    assert lab.readout("dW2") == pytest.approx(lab.readout("each_dW2").mean(axis=0), abs=1e-15)
    assert (lab.readout("each_dW2") > 0).tolist() == [[False, False], [True, True]]


def test_a_check_passes_what_is_nearly_0_by_its_absolute_limit():
    lab, whole = make("gradient_check"), make("backprop")
    lab.seek(2)
    assert lab.readout("gradient") == whole.readout("dW2[0]")
    assert lab.readout("slope") == pytest.approx(lab.readout("gradient"), abs=1e-4)
    assert (lab.readout("passed"), lab.readout("zeros")) == (9, 4)
    assert lab.says().endswith("9 of 9 pass.")
    # So far up, the sum of the stopped unit is positive; and a curve is not a line.
    lab.turn("nudge", 1.0)
    assert lab.readout("passed") == 2
    assert lab.says().endswith("not: W₁[0,0], W₁[1,0], W₁[1,1], b₁[0], b₁[1], W₂[0], b₂.")


def test_what_the_lesson_says_of_a_longer_nudge_holds():
    passed = [make("gradient_check", nudge=nudge).readout("passed") for nudge in (0.01, 0.1, 0.5, 1.0)]
    assert passed[0] == 9
    assert max(passed[1:]) < 9


def test_a_parameter_whose_gradient_is_0_stays_at_an_update():
    lab = make("update")
    lab.seek(1)
    stays = lab.readout("gradients") == 0
    assert stays.sum() == 4
    assert ((lab.readout("new") == lab.readout("old")) == stays).all()
    assert "stayed where that is 0" in lab.says()


def test_a_loop_says_what_zero_grad_finds_and_what_its_absence_leaves():
    loop, kept = make("torch_loop"), make("torch_loop", zero_grad=False)
    told = []
    for lab in (loop, kept):
        for turn in (0, 1):
            lab.seek(4 * turn + 2)
            told.append(lab.says())
    assert told == ["Every .grad is None.", "Every .grad is None again.", *[told[2]] * 2]
    assert told[2] == "There is no zero_grad(): what stands in .grad stays."


def test_without_zero_grad_the_gradients_add_up():
    kept, emptied = make("torch_loop", zero_grad=False), make("torch_loop")
    for lab in (kept, emptied):
        lab.seek(3)
    first = kept.readout("grads").copy()
    assert np.array_equal(first, emptied.readout("grads"))
    for lab in (kept, emptied):
        lab.seek(7)
        assert lab.readout("loss") < 1.17
    assert np.array_equal(emptied.readout("grads"), emptied.readout("true"))
    assert kept.readout("grads") == pytest.approx(first + kept.readout("true"))


@pytest.mark.parametrize(
    ("order", "has"), [("ask, then scale", "drawn.grad"), ("scale, then ask", "W1.grad")]
)
def test_only_a_leaf_that_asked_has_its_gradient(order, has):
    lab = make("leaf", order=order)
    lab.seek(2)
    tables = {part.title: part.cells for part in lab.draw()[1].parts}
    assert {title for title, cells in tables.items() if cells[0][0] != "None"} == {has}


# train


def test_the_network_and_the_points_of_the_lesson():
    # 2·16 + 16 + 16·16 + 16 + 16·1 + 1 = 337; 600 points, 30 % of them for the test; ⌈420 / 32⌉ = 14
    lab = make("train")
    names = ("parameters", "points.train", "points.test", "batches")
    assert [lab.readout(n) for n in names] == [337, 420, 180, 14]


def test_training_learns_the_moons():
    lab = make("train")
    lab.seek(lab.run_length)
    assert lab.readout("epoch") == 20
    # the reference of the notebook, scikit-learn's MLPClassifier after 500 epochs: 0.9389; a line: 0.8444
    assert lab.readout("accuracy.test") > 0.9
    assert lab.readout("best.loss") <= lab.readout("loss.test") < 0.25


def test_in_plain_words_training_is_one_large_picture_without_knobs():
    lab = make("train", plain=True)
    (picture,) = lab.draw()
    assert isinstance(picture, Surface)
    assert (lab.knobs(), lab.saves) == ((), False)
    # 337 as above; what it says of 180 test points
    assert lab.says().startswith("It knows nothing yet: 337 random numbers.")
    lab.seek(lab.run_length)
    assert lab.says() == (
        f"After 280 small steps it is right about {100 * lab.readout('accuracy.test'):.0f} % of points "
        "it has never seen."
    )


def test_without_bends_training_stops_where_a_line_does():
    lab = make("train", activation="identity")
    lab.seek(lab.run_length)
    # logistic regression reaches 0.8444 on these points (cell 1)
    assert lab.readout("accuracy.test") == pytest.approx(0.8444, abs=0.03)


def test_a_step_is_a_batch_or_the_rest_of_the_epoch():
    lab = make("train", step_by="batch")
    lab.step()
    assert (lab.position, lab.readout("epoch")) == (1, 0)
    lab.turn("step_by", "epoch")
    assert lab.position == 1
    lab.step()
    assert (lab.position, lab.readout("epoch")) == (14, 1)
    lab.back()
    assert lab.position == 0


def test_a_changed_knob_starts_anew_and_keeps_the_curve_of_before():
    lab = make("train")
    lab.seek(28)
    assert "before" not in lab.draw()[0].describe()
    lab.turn("learning_rate", 1.0)
    assert lab.position == 0
    assert "before: loss falls from" in lab.draw()[0].describe()


@pytest.mark.parametrize("rate", [1e-5, 1.0, 100.0])
@pytest.mark.parametrize("activation", ["relu", "sigmoid", "identity"])
def test_a_learning_rate_however_large_ends_in_words(rate, activation):
    lab = make("train", learning_rate=rate, activation=activation, points=100, hidden=(8, 8))
    lab.seek(60)
    text = "\n".join([*(f.describe() for f in lab.draw()), lab.says()])
    assert "nan" not in text
    assert lab.says().startswith("Batch 60" if lab.failure is None else "Training diverged")


def test_a_run_that_diverged_says_so_stops_and_can_be_taken_back():
    lab = make("train", points=60, hidden=(4,))
    lab.seek(3)
    lab.net.params[...] = 1e200
    assert not lab.learn()
    assert lab.done
    assert lab.says() == (
        "Training diverged at batch 4: the numbers grew past what a float holds. "
        "Lower the learning rate, or take a step back with b."
    )
    lab.reset()
    assert not lab.done
    assert lab.step()


def test_what_has_played_for_long_is_resumed_within_about_a_second():
    lab = make("train", points=60, hidden=(2,), batch_size=60)
    lab.restore({"settings": {}, "position": 10**9})
    assert lab.position == 5000

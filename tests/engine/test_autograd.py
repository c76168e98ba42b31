"""Tensor: values, gradients, and the graph that a learner looks at."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import InputError
from engine.autograd import Tensor
from engine.gradcheck import numeric_gradient

OPERATIONS = {
    "+": lambda a, b: a + b,
    "−": lambda a, b: a - b,
    "×": lambda a, b: a * b,
    "÷": lambda a, b: a / b,
    "^": lambda a, b: a**b,
    "maximum": lambda a, b: a.maximum(b) if isinstance(a, Tensor) else np.maximum(a, b),
}
FUNCTIONS = ["exp", "log", "sqrt", "sin", "cos", "relu", "leaky_relu", "gelu", "sigmoid", "tanh"]
WHOLE = {
    "softmax": lambda t: t.softmax(),
    "softmax down": lambda t: t.softmax(axis=0),
    "log_softmax": lambda t: t.log_softmax(),
    "sum": lambda t: t.sum(),
    "sum across": lambda t: t.sum(axis=1),
    "mean": lambda t: t.mean(axis=0, keepdims=True),
    "mean of all": lambda t: t.mean(),
    "max": lambda t: t.max(),
    "max across": lambda t: t.max(axis=1),
    "reshape": lambda t: t.reshape(4, 3),
    "transpose": lambda t: t.T,
    "index": lambda t: t[1],
    "repeated index": lambda t: t[[0, 0, 2]],
    "slice": lambda t: t[:, 1:3],
    "cube": lambda t: t**3,
    "power of two": lambda t: 2**t,
    "one over": lambda t: 1 / t,
    "less": lambda t: 1 - t,
    "neg": lambda t: -t,
    "abs": lambda t: abs(t),
}


def weighed(tensor):
    # Different weights for all elements, so that a gradient in the wrong place shows.
    weights = np.cos(np.arange(np.size(tensor.data))).reshape(tensor.shape)
    return (tensor * weights).sum()


def agrees(f, *arrays):
    tensors = [Tensor(a) for a in arrays]
    weighed(f(*tensors)).backward()
    for i, t in enumerate(tensors):

        def value(x, i=i):
            return float(weighed(f(*[Tensor(x) if j == i else Tensor(a) for j, a in enumerate(arrays)])))

        assert np.shape(t.grad) == np.shape(arrays[i])
        assert np.allclose(t.grad, numeric_gradient(value, arrays[i], 1e-6), rtol=1e-6, atol=1e-6)


shapes = st.sampled_from(
    [((), ()), ((3,), ()), ((2, 3), (3,)), ((2, 3), (2, 1)), ((1, 3), (2, 1)), ((2,), (2,))]
)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
@settings(max_examples=12, deadline=None, derandomize=True)
@given(pair=shapes, seed=st.integers(0, 1000))
def test_an_operation_on_two_tensors_broadcasts_forward_and_sums_backward(name, pair, seed):
    rng = np.random.default_rng(seed)
    agrees(OPERATIONS[name], *(rng.uniform(0.5, 2, shape) for shape in pair))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_of_each_element(name):
    agrees(lambda t: getattr(t, name)(), np.random.default_rng(1).uniform(0.2, 2, (3, 4)))
    agrees(lambda t: getattr(t, name)(), np.array(0.7))


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_a_function_of_several_elements(name):
    agrees(WHOLE[name], np.random.default_rng(1).uniform(0.2, 2, (3, 4)))


@pytest.mark.parametrize(
    "pair", [((2, 3), (3, 4)), ((3,), (3, 4)), ((2, 3), (3,)), ((3,), (3,)), ((5, 2, 3), (3, 4))]
)
def test_matrix_products_of_matrices_vectors_and_stacks(pair):
    rng = np.random.default_rng(2)
    agrees(lambda a, b: a @ b, *(rng.normal(size=shape) for shape in pair))


def test_the_example_that_introduces_micrograd():
    # github.com/karpathy/micrograd, README: g = 24.7041, ∂g/∂a = 138.8338, ∂g/∂b = 645.5773
    a, b = Tensor(-4.0), Tensor(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    assert f"{g.data:.4f}" == "24.7041"
    g.backward()
    assert f"{a.grad:.4f}" == "138.8338"
    assert f"{b.grad:.4f}" == "645.5773"


def test_gradients_of_leaves_add_up_over_calls_until_they_are_zeroed():
    x = Tensor(3.0)
    y = x * x
    y.backward()
    y.backward()
    assert x.grad == 12.0
    assert y.grad == 1.0
    y.zero_grad()
    assert (x.grad, y.grad) == (0.0, 0.0)


def test_a_tensor_used_twice_receives_the_sum_over_both_paths():
    # y = x² + 3x at 2: 2·2 + 3 = 7
    x = Tensor(2.0)
    (x * x + 3 * x).backward()
    assert x.grad == 7.0


def test_the_graph_lists_parents_first_with_operation_value_and_local_derivatives():
    x, w = Tensor(2.0, "x"), Tensor(-3.0, "w")
    y = (x * w).tanh()
    nodes = y.graph()
    assert [n.op for n in nodes] == ["", "", "×", "tanh"]
    assert [n.label for n in nodes[:2]] == ["x", "w"]
    assert nodes[2].data == -6.0
    assert nodes[2].local_derivatives() == (-3.0, 2.0)
    assert nodes[3].local_derivatives()[0] == pytest.approx(1 - np.tanh(-6.0) ** 2)
    seen = [(n.op, float(n.grad)) for n in y.backward_steps()]
    assert seen[0] == ("tanh", 1.0)
    assert seen[1][0] == "×"


def test_local_derivatives_of_a_sum_over_elements_are_its_jacobian():
    t = Tensor([1.0, 2.0, 3.0])
    assert t.softmax().local_derivatives()[0].shape == (3, 3)
    assert t.sum().local_derivatives()[0] == pytest.approx(np.ones(3))


def test_numpy_arrays_and_numbers_may_stand_on_the_left():
    t = Tensor([1.0, 2.0])
    assert (np.array([3.0, 4.0]) * t).data == pytest.approx([3.0, 8.0])
    assert (np.eye(2) @ t).data == pytest.approx([1.0, 2.0])
    assert isinstance(5 - t, Tensor)


def test_a_deep_graph_needs_no_recursion():
    x = Tensor(1.0)
    y = x
    for _ in range(20_000):
        y = y + 1
    y.backward()
    assert x.grad == 1.0


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="data"):
        Tensor("three")


@pytest.mark.parametrize("x", [0.0, np.array([0.0, 2.0, -3.0])])
@pytest.mark.parametrize("zero", [0, 0.0, Tensor(0.0)])
def test_the_power_0_has_gradient_0_everywhere(x, zero):
    t = Tensor(x)
    (t**zero).sum().backward()
    assert np.array_equal(t.grad, np.zeros(np.shape(x)))


def test_the_exponent_may_be_an_array():
    x = np.array([1.5, 2.0, 0.5])
    for powers in (np.array([2.0, 0.0, 3.0]), [2, 0, 3]):
        t = Tensor(x)
        y = t**powers
        assert y.data == pytest.approx([2.25, 1.0, 0.125])
        y.sum().backward()
        # p·x^(p − 1)
        assert t.grad == pytest.approx([3.0, 0.0, 0.75])
    agrees(lambda a, b: a**b, x, np.array([2.0, 0.0, 3.0]))
    # 0 to a positive power stays 0 when the power changes a little.
    p = Tensor(2.0)
    (Tensor(0.0) ** p).backward()
    assert p.grad == 0.0


def test_sizes_and_axes_may_be_given_as_one_tuple():
    t = Tensor(np.arange(6.0).reshape(2, 3))
    assert t.reshape((3, 2)).shape == t.reshape(3, 2).shape == t.transpose((1, 0)).shape == (3, 2)
    assert t.reshape(-1).shape == t.reshape((-1,)).shape == (6,)
    assert t.transpose(-1, 0).shape == (3, 2)
    agrees(lambda t: t.reshape((3, 2)).transpose((1, 0)), t.data)


def test_a_tensor_is_compared_counted_and_tried_for_truth_as_an_array_is():
    t = Tensor([1.0, 2.0, 3.0])
    assert (t < 2).tolist() == [True, False, False]
    assert (t >= Tensor([1.0, 3.0, 3.0])).tolist() == [True, False, True]
    assert (t == [1, 0, 3]).tolist() == [True, False, True]
    assert (t != 2).tolist() == [True, False, True]
    assert (np.array([0.0, 2.0, 9.0]) > t).tolist() == [False, False, True]
    assert t != "three"
    assert float(Tensor(2.5)) == float(Tensor([[2.5]])) == 2.5
    assert bool(Tensor(0.5))
    assert not Tensor([0.0])
    with pytest.raises(ValueError, match="a single number"):
        bool(t)
    with pytest.raises(ValueError, match="a single number"):
        float(t)


def test_iteration_gives_tensors_that_belong_to_the_graph():
    t = Tensor([1.0, 2.0, 3.0])
    first, *rest = t
    (first * rest[1]).backward()
    assert t.grad.tolist() == [3.0, 0.0, 1.0]
    with pytest.raises(TypeError, match="no length"):
        iter(Tensor(1.0))


def test_equal_tensors_stay_different_keys():
    one, other = Tensor(1.0), Tensor(1.0)
    assert len({one: 1, other: 2}) == 2
    # A product with itself has one parent twice, equal ones are two.
    assert len((one * other).graph()) == 3
    assert len((one * one).graph()) == 2


REFUSED = {
    "shapes": lambda t: t + np.ones(4),
    "shapes ": lambda t: t == np.ones(4),
    "shapes of @": lambda t: t @ np.ones(4),
    "other|data": lambda t: t * "three",
    "exponent": lambda t: t ** float("nan"),
    "axis is 3": lambda t: t.sum(axis=3),
    "axis is 'x'": lambda t: t.softmax(axis="x"),
    "at least one axis": lambda t: Tensor(1.0).log_softmax(),
    r"axis is \(0, 0\)": lambda t: t.mean(axis=(0, 0)),
    r"shape is \(4, 3\)": lambda t: t.reshape(4, 3),
    "shape is 'x'": lambda t: t.reshape("x"),
    r"axes is \(0, 0\)": lambda t: t.transpose(0, 0),
    "alpha is None": lambda t: t.leaky_relu(None),
    "one element": lambda t: t[:0].max(),
}


@pytest.mark.parametrize("pattern", REFUSED)
def test_what_does_not_fit_is_refused_by_name(pattern):
    with pytest.raises(InputError, match=pattern.strip()):
        REFUSED[pattern](Tensor(np.ones((2, 3))))


def test_a_number_out_of_an_array_shows_itself_as_a_number():
    assert repr(next(iter(Tensor([1.0, 2.0])))) == "Tensor(1.0, grad=0.0)"

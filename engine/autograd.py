"""Reverse-mode automatic differentiation, small enough to read.

A `Tensor` holds a number or an array. Every operation on tensors makes a new one that remembers its
parents and, for each of them, a function that pulls a gradient back: from ∂y/∂(result) to ∂y/∂(parent).
`y.backward()` walks from y to the leaves, each node after all that were made from it, and adds up what
arrives; that sum over paths is the chain rule. After micrograd (Karpathy 2020).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from . import activations
from .arraylike import ArrayLike, agree, whole_numbers
from .errors import Array, ShapeError, number, reals

Pull = Callable[[Any], Any]


def _swapped(operation: Callable[[Any, Any], Any]) -> Callable[[Tensor, Any], Tensor]:
    return lambda tensor, other: operation(_tensor(other), tensor)


class Tensor(ArrayLike):
    """A value in a computation: `.data`, and after `backward` the derivative `.grad` of the same shape.

    `data` is a number or anything that becomes a float64 array; numbers stay numbers. `parents` are the
    tensors it was made from, `op` the name of the operation ("" for a leaf), `label` a name to show.

    `backward` reckons with the values as they are then: do not write into `data` between an operation and
    `backward`, or the derivatives belong to neither. Compared by `<`, `==` and so on, tensors give truth
    values element by element, as arrays do; as keys of a dict or a set each is itself.

    >>> w = Tensor(3.0)
    >>> loss = (2 * w - 1) ** 2
    >>> loss.backward()
    >>> float(w.grad)
    20.0
    """

    __slots__ = ("_pulls", "data", "elementwise", "grad", "label", "op", "parents")
    __array_ufunc__ = None  # so that array * tensor asks Tensor, not NumPy

    def __init__(self, data: Any, label: str = "") -> None:
        self.data: Any = np.array(reals("data", data))[()]
        self.grad: Any = np.zeros(self.data.shape)[()]
        self.label = label
        self.op = ""
        self.parents: tuple[Tensor, ...] = ()
        self.elementwise = True
        self._pulls: tuple[Pull, ...] = ()

    def __repr__(self) -> str:
        name = f", label={self.label!r}" if self.label else ""
        data, grad = (
            value.item() if isinstance(value, np.generic) else value for value in (self.data, self.grad)
        )
        return f"Tensor({data!r}, grad={grad!r}{name})"

    @property
    def T(self) -> Tensor:
        """The transpose."""
        return self.transpose()

    # Going backward.

    def graph(self) -> list[Tensor]:
        """Return every tensor that this one was made from, and itself, parents before children."""
        order: list[Tensor] = []
        seen: set[int] = set()
        pending = [(self, False)]
        while pending:
            node, parents_done = pending.pop()
            if parents_done:
                order.append(node)
            elif id(node) not in seen:
                seen.add(id(node))
                pending.append((node, True))
                pending.extend((parent, False) for parent in reversed(node.parents))
        return order

    def backward(self) -> None:
        """Set `grad` of everything in the graph to the derivative of this tensor's (summed) value.

        Gradients of leaves add up over calls, as in PyTorch; `zero_grad` starts afresh.
        """
        for _ in self.backward_steps():
            pass

    def backward_steps(self) -> Iterator[Tensor]:
        """Go backward one node at a time: yield each node when its gradient is whole and passed on."""
        order = self.graph()
        for node in order:
            if node.parents:
                node.grad = np.zeros(node.shape)[()]
        self.grad = self.grad + np.ones(self.shape)[()]
        for node in reversed(order):
            for parent, pull in zip(node.parents, node._pulls, strict=True):
                back = _unbroadcast(pull(node.grad), parent.shape)
                parent.grad = parent.grad + back
            yield node

    def zero_grad(self) -> None:
        """Set the gradients of this tensor and all it was made from to 0."""
        for node in self.graph():
            node.grad = np.zeros(node.shape)[()]

    def local_derivatives(self) -> tuple[Any, ...]:
        """Return for each parent ∂(this)/∂(parent) alone, without what comes after.

        Element by element (broadcast like the result) for an elementwise operation, else the whole
        Jacobian, shape (*self.shape, *parent.shape).
        """
        if self.elementwise:
            return tuple(pull(np.ones(self.shape)[()]) for pull in self._pulls)
        units = np.eye(int(np.prod(self.shape))).reshape(-1, *self.shape)
        return tuple(
            np.array([pull(unit[()]) for unit in units]).reshape(*self.shape, *parent.shape)
            for parent, pull in zip(self.parents, self._pulls, strict=True)
        )

    # Arithmetic.

    def __add__(self, other: Any) -> Tensor:
        other = self._partner(other)
        return _made("+", self.data + other.data, (self, other), (lambda g: g, lambda g: g))

    def __mul__(self, other: Any) -> Tensor:
        other = self._partner(other)
        pulls = (lambda g: g * other.data, lambda g: g * self.data)
        return _made("×", self.data * other.data, (self, other), pulls)

    def __sub__(self, other: Any) -> Tensor:
        other = self._partner(other)
        return _made("−", self.data - other.data, (self, other), (lambda g: g, lambda g: -g))

    def __truediv__(self, other: Any) -> Tensor:
        other = self._partner(other)
        value = self.data / other.data
        return _made("÷", value, (self, other), (lambda g: g / other.data, lambda g: -g * value / other.data))

    def __pow__(self, other: Any) -> Tensor:
        if isinstance(other, (int, float, np.number)):
            p = number("exponent", other)
            return _made(f"^{p:g}", self.data**p, (self,), (lambda g: g * _slope_of_power(self.data, p),))
        other = self._partner(other)
        value = self.data**other.data

        def by_exponent(g: Any) -> Any:
            # 0 to any power from 0 up counts as staying what it is; below 0 there is no derivative: nan.
            with np.errstate(divide="ignore", invalid="ignore"):
                log = np.log(np.where((self.data == 0) & (other.data >= 0), 1.0, self.data))
            return g * value * log

        return _made(
            "^", value, (self, other), (lambda g: g * _slope_of_power(self.data, other.data), by_exponent)
        )

    def __matmul__(self, other: Any) -> Tensor:
        other = _tensor(other)
        if not self.shape or not other.shape:
            raise ShapeError("the shape of a factor of @", (self.shape, other.shape), "at least one axis")
        if self.shape[-1] != other.shape[-2 if len(other.shape) > 1 else 0]:
            raise ShapeError("the shapes of @", (self.shape, other.shape), "(…, n, k) and (…, k, m)")
        # A vector is a row on the left of @ and a column on its right.
        a = self.data[None, :] if self.data.ndim == 1 else self.data
        b = other.data[:, None] if other.data.ndim == 1 else other.data
        agree(a.shape[:-2], b.shape[:-2])
        value = self.data @ other.data
        whole = (a @ b).shape

        def left(g: Any) -> Any:
            return _fold(np.reshape(g, whole) @ b.swapaxes(-1, -2), a.shape).reshape(self.shape)

        def right(g: Any) -> Any:
            return _fold(a.swapaxes(-1, -2) @ np.reshape(g, whole), b.shape).reshape(other.shape)

        return _made("@", value, (self, other), (left, right), elementwise=False)

    def _partner(self, other: Any) -> Tensor:
        partner = _tensor(other)
        agree(self.shape, partner.shape)
        return partner

    def __neg__(self) -> Tensor:
        return _made("neg", -self.data, (self,), (lambda g: -g,))

    def __abs__(self) -> Tensor:
        return _made("abs", np.abs(self.data), (self,), (lambda g: g * np.sign(self.data),))

    # What stands on the left, a number or an array, is no tensor yet.
    __radd__ = _swapped(operator.add)
    __rmul__ = _swapped(operator.mul)
    __rsub__ = _swapped(operator.sub)
    __rtruediv__ = _swapped(operator.truediv)
    __rpow__ = _swapped(operator.pow)
    __rmatmul__ = _swapped(operator.matmul)

    # Functions of each element.

    def exp(self) -> Tensor:
        """e to the power of each element."""
        value = np.exp(self.data)
        return _made("exp", value, (self,), (lambda g: g * value,))

    def log(self) -> Tensor:
        """Natural logarithm."""
        return _made("log", np.log(self.data), (self,), (lambda g: g / self.data,))

    def sqrt(self) -> Tensor:
        """Square root."""
        value = np.sqrt(self.data)
        return _made("sqrt", value, (self,), (lambda g: g / (2 * value),))

    def sin(self) -> Tensor:
        """Sine, in radians."""
        return _made("sin", np.sin(self.data), (self,), (lambda g: g * np.cos(self.data),))

    def cos(self) -> Tensor:
        """Cosine, in radians."""
        return _made("cos", np.cos(self.data), (self,), (lambda g: -g * np.sin(self.data),))

    def relu(self) -> Tensor:
        """max(z, 0); the derivative at 0 is taken as 0."""
        return _made("relu", np.maximum(self.data, 0.0), (self,), (lambda g: g * (self.data > 0),))

    def leaky_relu(self, alpha: float = 0.01) -> Tensor:
        """z where z > 0, else alpha·z."""
        slope = np.where(self.data > 0, 1.0, number("alpha", alpha))[()]
        return _made("leaky_relu", self.data * slope, (self,), (lambda g: g * slope,))

    def sigmoid(self) -> Tensor:
        """1/(1 + e^−z)."""
        value = np.exp(-np.logaddexp(0.0, -self.data))
        return _made("sigmoid", value, (self,), (lambda g: g * value * (1 - value),))

    def tanh(self) -> Tensor:
        """Hyperbolic tangent."""
        value = np.tanh(self.data)
        return _made("tanh", value, (self,), (lambda g: g * (1 - value * value),))

    def gelu(self) -> Tensor:
        """z·Φ(z), Φ the standard normal distribution function (Hendrycks & Gimpel 2016)."""
        z, below = self.data, activations.normal_cdf(self.data)[()]
        with np.errstate(over="ignore"):
            bell = np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi)
        return _made("gelu", z * below, (self,), (lambda g: g * (below + z * bell),))

    def maximum(self, other: Any) -> Tensor:
        """The larger of two, element by element; where they are equal each gets half the gradient."""
        other = self._partner(other)
        share = np.where(self.data == other.data, 0.5, self.data > other.data)[()]
        value = np.maximum(self.data, other.data)
        return _made("maximum", value, (self, other), (lambda g: g * share, lambda g: g * (1 - share)))

    # Functions of several elements.

    def softmax(self, axis: int = -1) -> Tensor:
        """exp(z)/Σ exp(z) along `axis`."""
        p = activations.softmax(self.data, axis)

        def pull(g: Any) -> Any:
            return p * (g - (g * p).sum(axis=axis, keepdims=True))

        return _made("softmax", p, (self,), (pull,), elementwise=False)

    def log_softmax(self, axis: int = -1) -> Tensor:
        """log softmax(z) along `axis`, without overflow."""
        p = activations.softmax(self.data, axis)
        z = self.data - self.data.max(axis=axis, keepdims=True)
        value = z - np.log(np.exp(z).sum(axis=axis, keepdims=True))

        def pull(g: Any) -> Any:
            return g - p * g.sum(axis=axis, keepdims=True)

        return _made("log_softmax", value, (self,), (pull,), elementwise=False)

    def sum(self, axis: int | tuple[int, ...] | None = None, keepdims: bool = False) -> Tensor:
        """Sum of all elements, or along `axis`."""
        self._check_axis(axis, keepdims, some=False)
        value = np.sum(self.data, axis=axis, keepdims=keepdims)

        def pull(g: Any) -> Any:
            return np.broadcast_to(self._with_axes(g, axis, keepdims), self.shape)

        return _made("sum", value, (self,), (pull,), elementwise=False)

    def mean(self, axis: int | tuple[int, ...] | None = None, keepdims: bool = False) -> Tensor:
        """Mean of all elements, or along `axis`."""
        self._check_axis(axis, keepdims)
        value = np.mean(self.data, axis=axis, keepdims=keepdims)
        many = np.size(self.data) / np.size(value)

        def pull(g: Any) -> Any:
            return np.broadcast_to(self._with_axes(g, axis, keepdims) / many, self.shape)

        return _made("mean", value, (self,), (pull,), elementwise=False)

    def max(self, axis: int | tuple[int, ...] | None = None, keepdims: bool = False) -> Tensor:
        """Largest element, or along `axis`; equal ones share the gradient evenly."""
        self._check_axis(axis, keepdims)
        value = np.max(self.data, axis=axis, keepdims=keepdims)
        chosen = self.data == self._with_axes(value, axis, keepdims)
        share = chosen / np.sum(chosen, axis=axis, keepdims=True)

        def pull(g: Any) -> Any:
            return share * self._with_axes(g, axis, keepdims)

        return _made("max", value, (self,), (pull,), elementwise=False)

    def _with_axes(self, value: Any, axis: Any, keepdims: bool) -> Any:
        # Puts back the axes that a reduction took away, so that its result broadcasts against its input.
        if keepdims or axis is None:
            return value
        return np.expand_dims(value, axis)

    # Other views of the same elements.

    def reshape(self, *shape: Any) -> Tensor:
        """The same elements in another shape: reshape(2, 3) or reshape((2, 3)); one size may be −1."""
        sizes = tuple(whole_numbers("shape", shape))
        try:
            value = np.reshape(self.data, sizes)
        except ValueError:
            accepted = f"sizes for {self.data.size} elements, one of them −1 at most"
            raise ShapeError("shape", sizes, accepted) from None
        return _made("reshape", value, (self,), (lambda g: np.reshape(g, self.shape),), elementwise=False)

    def transpose(self, *axes: Any) -> Tensor:
        """Axes in another order: transpose(1, 0) or transpose((1, 0)); reversed if none is given."""
        n = len(self.shape)
        order = tuple(whole_numbers("axes", axes)) if axes else tuple(range(n))[::-1]
        if len(order) != n or not all(-n <= k < n for k in order) or len({k % n for k in order}) < n:
            raise ShapeError("axes", order, f"each of the {n} axes once")
        back = tuple(int(k) for k in np.argsort([k % n for k in order]))
        value = np.transpose(self.data, order)
        return _made("transpose", value, (self,), (lambda g: np.transpose(g, back),), elementwise=False)

    def __getitem__(self, index: Any) -> Tensor:
        def pull(g: Any) -> Any:
            whole = np.zeros(self.shape)
            np.add.at(whole, index, g)
            return whole

        return _made("index", self.data[index], (self,), (pull,), elementwise=False)


def _tensor(value: Any) -> Tensor:
    return value if isinstance(value, Tensor) else Tensor(value)


def _slope_of_power(x: Any, p: Any) -> Any:
    # p·x^(p − 1), which is 0 for p = 0 also where x^−1 is infinite.
    return p * x ** np.where(p == 0, 1.0, p - 1)


def _made(
    op: str, data: Any, parents: tuple[Tensor, ...], pulls: tuple[Pull, ...], elementwise: bool = True
) -> Tensor:
    result = Tensor(data)
    result.op, result.parents, result._pulls, result.elementwise = op, parents, pulls, elementwise
    return result


def _unbroadcast(gradient: Any, shape: tuple[int, ...]) -> Any:
    # An element that broadcasting used many times receives the sum of all its gradients.
    extra = np.ndim(gradient) - len(shape)
    stretched = tuple(i for i, size in enumerate(shape, extra) if size == 1 and np.shape(gradient)[i] != 1)
    gradient = np.sum(gradient, axis=(*range(extra), *stretched)) if extra or stretched else gradient
    return np.broadcast_to(np.reshape(gradient, shape) if stretched else gradient, shape)[()]


def _fold(gradient: Array, shape: tuple[int, ...]) -> Array:
    return np.asarray(_unbroadcast(gradient, shape))

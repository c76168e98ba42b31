"""What is computed with arrays: how large a result is, is known before it is made, and refused."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, NoReturn, TypeAlias

import numpy as np

from lessons.coding.language import LARGEST
from lessons.coding.words import FUNCTIONS

Value: TypeAlias = Any
"""A bool, int or float, as Python's or NumPy's number or as an array; or the shape of one, a tuple of int."""
Shape: TypeAlias = tuple[int, ...]

MOST, WORK, AXES = 100_000, 10_000_000, 8
"""The most elements of a value, the most elements computed in all (multiplications of @ counted), the most
axes."""

_NUMPY: Mapping[str, Callable[..., Any]] = {name: getattr(np, name) for name in FUNCTIONS}
_OPERATORS: Mapping[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
    "%": operator.mod,
    "@": operator.matmul,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_GROWING = ("+", "-", "*", "**", "%", "@", "sum", "dot", "matmul", "outer", "square")
"""What makes larger whole numbers out of whole numbers."""
_COSTS = {"**": 8, "%": 200}
"""So many times as long as a sum; what is left of 1e308 is found bit by bit."""
_ELEMENTWISE = ("exp", "log", "sqrt", "abs", "sign", "tanh", "square", "maximum", "minimum", "where", "clip")


class Wrong(ValueError):
    """What cannot be computed: its kind, "shape", "size" or "value", and a mark of what it is alike with.

    `line` says in which line (0 is the first).
    """

    def __init__(self, kind: str, message: str, mark: str = "") -> None:
        super().__init__(message)
        self.kind, self.mark = kind, f"{kind} {mark}".strip()
        self.line = 0


class Operand(NamedTuple):
    """A value, and what stands for it in the line."""

    value: Value
    text: str


class Room:
    """How much may still be computed."""

    def __init__(self) -> None:
        self.left = WORK

    def take(self, elements: int, work: int | None = None) -> None:
        """Raise `Wrong` if a value of so many elements is too large, or would take too long to compute."""
        if elements > MOST:
            raise Wrong("size", f"too large: {elements:.3g} numbers at once, and at most {MOST:,} are kept")
        self.left -= elements if work is None else work
        if self.left < 0:
            raise Wrong("size", "too large: this computes too many numbers")


def shape_of(operand: Operand) -> Shape:
    """The shape of a value to compute with; raises `Wrong` for what is no number."""
    value, text = operand
    if isinstance(value, tuple):
        raise Wrong("value", f"{text} is a shape, and no number: take one of its sizes, as X.shape[0]")
    if value is None:
        raise Wrong("value", "None is no number to compute with")
    shape: Shape = np.shape(value)
    return shape


def kept(value: Value) -> Value:
    """A value as it may be kept; raises `Wrong` for what is neither bool, int nor float, or too large."""
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in "bif":
        narrow = value.dtype.kind == "i" and value.dtype.itemsize < 8
        return value.astype(np.int64) if narrow else value
    if isinstance(value, complex):
        raise Wrong("value", "a negative number has no such power")
    if not isinstance(value, (bool, int, float)):
        raise Wrong("value", "this is no number")
    if isinstance(value, int) and abs(value) >= LARGEST:
        raise Wrong("size", "too large: whole numbers are below 2**53")
    return value


def together(symbol: str, operands: Sequence[Operand]) -> Shape:
    """The shape to which all are spread; raises `Wrong` where two of them do not go together."""
    found: list[int] = []
    before = operands[0]
    for operand in operands:
        shape = shape_of(operand)
        found[:0] = [1] * (len(shape) - len(found))
        for i, size in enumerate(reversed(shape), 1):
            if size != found[-i] and 1 not in (size, found[-i]):
                _disagree(symbol, before, operand, f"{found[-i]} and {size} must agree, or one of them be 1")
            found[-i] = size if found[-i] == 1 else found[-i]
        if len(shape) == len(found):
            before = operand
    return tuple(found)


def binary(room: Room, symbol: str, left: Operand, right: Operand) -> Value:
    """An operator or a comparison between two values."""
    if symbol == "@":
        return _product(room, symbol, left, right)
    elements = math.prod(together(symbol, (left, right)))
    room.take(elements, elements * _COSTS.get(symbol, 1))
    single = isinstance(left.value, int) and isinstance(right.value, int)
    if (
        symbol == "**"
        and not single
        and _whole(left.value)
        and _whole(right.value)
        and np.any(right.value < 0)
    ):
        raise Wrong("value", "whole numbers have no negative powers: write 2.0, not 2")
    return _computed(symbol, _OPERATORS[symbol], left.value, right.value)


def call(
    room: Room, name: str, operands: Sequence[Operand], axis: Value = None, keepdims: Value = False
) -> Value:
    """A function of NumPy of the list in `words`, by name."""
    values = [operand.value for operand in operands]
    if name in ("dot", "matmul"):
        return _product(room, name, *operands)
    if name in _ELEMENTWISE:
        room.take(math.prod(together(name, operands)))
        return _computed(name, _NUMPY[name], *values)
    if name == "outer":
        sizes = [math.prod(shape_of(operand)) for operand in operands]
        room.take(math.prod(sizes))
        return _computed(name, np.outer, *values)
    if name in ("copy", "zeros_like", "ones_like"):
        room.take(math.prod(shape_of(operands[0])))
        return kept(_NUMPY[name](*values))
    if name in ("zeros", "ones"):
        shape = _shape(values)
        room.take(math.prod(shape))
        return _NUMPY[name](shape)
    if name == "eye":
        (size,) = _shape(values)[:1] or (1,)
        room.take(size * size)
        return np.eye(size)
    if name == "arange":
        return _arange(room, operands)
    if name == "reshape":
        return _reshaped(room, operands[0], _shape(values[1:], least=-1))
    return _along(room, name, operands[0], values[1] if len(values) > 1 else axis, keepdims)


def _disagree(symbol: str, left: Operand, right: Operand, why: str) -> NoReturn:
    shapes = [str(np.shape(one.value)) for one in (left, right)]
    message = f"{left.text} is {shapes[0]} and {right.text} is {shapes[1]}: {why}"
    raise Wrong("shape", message, f"{'@' if symbol in ('dot', 'matmul') else symbol} {' '.join(shapes)}")


def _whole(value: Value) -> bool:
    return isinstance(value, (bool, int)) or (not isinstance(value, float) and value.dtype.kind in "bi")


def _computed(name: str, function: Callable[..., Any], *values: Value, **keywords: Value) -> Value:
    """The result; that of whole numbers is computed as floats first, which cannot wrap around."""
    if name in _GROWING and all(map(_whole, values)):
        rough = function(*(np.asarray(value, dtype=np.float64) for value in values), **keywords)
        if np.any(np.abs(rough) >= LARGEST):
            raise Wrong("size", "too large: whole numbers are below 2**53")
    return kept(function(*values, **keywords))


def _product(room: Room, symbol: str, left: Operand, right: Operand) -> Value:
    shapes = one, other = shape_of(left), shape_of(right)
    if not one or not other:
        if symbol == "dot":
            room.take(math.prod(one + other))
            return _computed(symbol, np.dot, left.value, right.value)
        single = left if not one else right
        raise Wrong("shape", f"{single.text} is a single number: write *, not {symbol}", f"@ {shapes}")
    if max(len(one), len(other)) > 2:
        raise Wrong("shape", f"{symbol} is for at most two axes here", f"@ {shapes}")
    rows = other[0]
    if one[-1] != rows:
        _disagree(symbol, left, right, f"the inner sizes {one[-1]} and {rows} must agree")
    elements = math.prod(one[:-1]) * math.prod(other[1:])
    room.take(elements, elements * max(rows, 1))
    return _computed(symbol, operator.matmul, left.value, right.value)


def whole_number(value: Value, what: str) -> int:
    """A value as the int that is needed there; raises `Wrong`."""
    if isinstance(value, (bool, np.bool_, tuple)) or value is None or np.ndim(value) or not _whole(value):
        raise Wrong("value", f"{what} is a whole number")
    return int(value)


def _shape(values: Sequence[Value], least: int = 0) -> Shape:
    """The shape that is given as one number, several, or a tuple."""
    first = values[0]
    sizes = first if isinstance(first, tuple) and len(values) == 1 else values
    found = tuple(whole_number(size, "each size of a shape") for size in sizes)
    if len(found) > AXES:
        raise Wrong("size", f"too large: at most {AXES} axes")
    if any(size < least for size in found):
        raise Wrong("value", "a size is not negative")
    return found


def _reshaped(room: Room, operand: Operand, shape: Shape) -> Value:
    elements, fixed = math.prod(shape_of(operand)), math.prod(size for size in shape if size != -1)
    open_sizes = shape.count(-1)
    fits = fixed == elements if not open_sizes else fixed > 0 and elements % fixed == 0
    if open_sizes > 1 or not fits:
        words = f"{operand.text} has {elements} numbers, which do not fill {shape}"
        raise Wrong("shape", words, f"reshape {elements} {shape}")
    room.take(elements)
    return np.reshape(operand.value, shape)


def _arange(room: Room, operands: Sequence[Operand]) -> Value:
    if any(shape_of(operand) for operand in operands):
        raise Wrong("value", "np.arange takes single numbers")
    values = [operand.value for operand in operands]
    start, stop, step = [0, values[0], 1] if len(values) == 1 else [*values, 1][:3]
    span = (float(stop) - float(start)) / float(step) if step else math.nan
    if not math.isfinite(span):
        raise Wrong("value", "np.arange takes finite numbers, and a step that is not 0")
    room.take(max(math.ceil(span), 0))
    return kept(np.arange(*values))


def _along(room: Room, name: str, operand: Operand, axis: Value, keepdims: Value) -> Value:
    shape = shape_of(operand)
    room.take(math.prod(shape), 4 * math.prod(shape))
    if isinstance(axis, tuple):
        axis = tuple(whole_number(one, "axis") for one in axis)
    elif axis is not None:
        axis = whole_number(axis, "axis")
    for one in axis if isinstance(axis, tuple) else () if axis is None else (axis,):
        if not -len(shape) <= one < len(shape):
            words = f"{operand.text} is {shape}: it has no axis {one}"
            raise Wrong("shape", words, f"axis {one} {shape}")
    return _computed(name, _NUMPY[name], operand.value, axis=axis, keepdims=bool(keepdims))

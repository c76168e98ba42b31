"""Optimizers: from a gradient to a step, as functions of (gradient, state).

After optax: an optimizer is data, its state is data, `update(gradient, state)` returns the step to
subtract from the parameters and the next state. Nothing is hidden, so anything can be taken back.
Vectors are (n_params,); in a race (networks, n_params), with hyper-parameters (networks, 1).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import Any, NamedTuple

import numpy as np

from . import schedules
from .errors import Array, InputError, ShapeError, instance, lookup, number, reals, several
from .schedules import Schedule


@dataclass
class State:
    """What an optimizer remembers: `t`, how many steps it has taken, and `slots`, its moving averages.

    `slots` is (count, …, n_params).

    >>> adam = optimizers.make("adam")
    >>> step, state = adam.update(np.array([2.0]), adam.init(np.zeros(1)))
    >>> round(state["m"].item(), 6), state.t
    (0.2, 1)
    """

    t: int
    slots: Array
    names: tuple[str, ...] = ()
    scratch: Array = field(default_factory=lambda: np.empty(0), repr=False)

    def __getitem__(self, name: str) -> Array:
        """Return the moving average called `name`, such as "m"."""
        return np.asarray(self.slots[self.names.index(name)])

    def copy(self) -> State:
        """Return a state that shares no memory with this one."""
        return State(self.t, self.slots.copy(), self.names, np.empty_like(self.scratch))


@dataclass(frozen=True)
class Optimizer:
    """Settings of an optimizer. `learning_rate` is the base rate, multiplied by `schedule(step)`.

    `clip_norm` scales gradients longer than it, `clip_value` bounds every element; `weight_decay`
    (AdamW) is decoupled from the gradient. `make` builds one from its name.

    >>> sgd = optimizers.make("sgd", learning_rate=0.1)
    >>> step, state = sgd.update(np.array([2.0]), sgd.init(np.zeros(1)))
    >>> step.tolist()
    [0.2]
    """

    name: str
    learning_rate: Any = 1e-3
    momentum: Any = 0.9
    decay: Any = 0.99
    beta1: Any = 0.9
    beta2: Any = 0.999
    epsilon: Any = 1e-8
    epsilon_form: str = "corrected"
    weight_decay: Any = 0.0
    schedule: Schedule = schedules.CONSTANT
    clip_norm: float | None = None
    clip_value: float | None = None

    def __post_init__(self) -> None:
        lookup("optimizer", self.name, RULES)
        lookup("epsilon_form", self.epsilon_form, _EPSILON_FORMS)
        instance("schedule", self.schedule, Schedule, "what schedules.get returns")
        for option, bounds in _BOUNDS.items():
            value = getattr(self, option)
            # In a race a setting is a column, a number for each network.
            if isinstance(value, np.ndarray) and value.ndim == 2:
                continue
            if value is not None or not option.startswith("clip"):
                object.__setattr__(self, option, number(option, value, **bounds))

    @property
    def rule(self) -> Rule:
        """The rule that turns gradients into steps."""
        return RULES[self.name]

    def init(self, params: Array) -> State:
        """Return the state before the first step for parameters (…, n_params)."""
        names, params = self.rule.slots, reals("params", params)
        return State(0, np.zeros((len(names), *params.shape)), names, np.empty((2, *params.shape)))

    def rate(self, step: int) -> Any:
        """Return the learning rate of step `step`, counted from 0."""
        return self.learning_rate * self.schedule(step)

    def update(
        self, gradient: Array, state: State, params: Array | None = None, decayed: Array | None = None
    ) -> tuple[Array, State]:
        """Return (step, next state); the new parameters are params − step. Arguments are left as they are.

        `params` and `decayed` (1 for weights, 0 for biases) are needed only where `weight_decay` is not 0.
        """
        gradient, params, decayed = self._taken(gradient, state, params, decayed)
        following = state.copy()
        step = self.advance(gradient.copy(), following, params, decayed)
        return step.copy(), following

    def _taken(
        self, gradient: Any, state: Any, params: Any, decayed: Any
    ) -> tuple[Array, Array | None, Array | None]:
        instance("state", state, State, "what init returns")
        found = []
        for name, given in (("gradient", gradient), ("params", params), ("decayed", decayed)):
            array = None if given is None and name != "gradient" else reals(name, given)
            if array is not None and array.shape != state.scratch.shape[1:]:
                raise ShapeError(f"the shape of {name}", array.shape, f"{state.scratch.shape[1:]}")
            found.append(array)
        return np.asarray(found[0]), found[1], found[2]

    def advance(
        self, gradient: Array, state: State, params: Array | None = None, decayed: Array | None = None
    ) -> Array:
        """Do `update` in place: `state` moves on, `gradient` is clipped, the step is in `state.scratch`."""
        if self.clip_norm is not None or self.clip_value is not None:
            self.clip(gradient)
        # For speed, a schedule that changes nothing is not asked.
        rate = self.learning_rate if self.schedule is schedules.CONSTANT else self.rate(state.t)
        state.t += 1
        step: Array = state.scratch[0]
        buffer: Array = state.scratch[1]
        self.rule.advance(self, gradient, state, rate, step, buffer)
        if self.name == "adamw" and params is not None:
            # step += η·λ·w, for weights and not biases
            np.multiply(params, rate * self.weight_decay, out=buffer)
            step += buffer if decayed is None else np.multiply(buffer, decayed, out=buffer)
        return step

    def clip(self, gradient: Array) -> None:
        """Clip `gradient` in place: by value first, then by norm (Pascanu et al. 2013, alg. 1)."""
        if self.clip_value is not None:
            np.clip(gradient, -self.clip_value, self.clip_value, out=gradient)
        if self.clip_norm is not None:
            norm = np.sqrt(np.einsum("...i,...i->...", gradient, gradient))[..., None]
            gradient *= np.minimum(1.0, self.clip_norm / np.maximum(norm, 1e-300))

    def parts(
        self, gradient: Array, state: State, params: Array | None = None, decayed: Array | None = None
    ) -> dict[str, Array]:
        """Return the parts of the next update by name, each like `gradient`, without taking it.

        Always "gradient", "clipped", "learning rate" and "step" (what is subtracted); then what the rule
        uses: "momentum", "velocity", "mean square", "m", "v", "m corrected", "v corrected", "decay".
        """
        gradient, params, decayed = self._taken(gradient, state, params, decayed)
        clipped = gradient.copy()
        self.clip(clipped)
        step, following = self.update(gradient, state, params, decayed)
        parts = {"gradient": gradient.copy(), "clipped": clipped}
        parts["learning rate"] = np.broadcast_to(self.rate(state.t), gradient.shape)
        parts |= {LABELS[name]: following[name].copy() for name in following.names}
        if "m" in following.names:
            parts["m corrected"] = following["m"] / (1 - self.beta1**following.t)
            parts["v corrected"] = following["v"] / (1 - self.beta2**following.t)
        if self.name == "adamw" and params is not None:
            mask = 1.0 if decayed is None else decayed
            parts["decay"] = self.rate(state.t) * self.weight_decay * params * mask
        return parts | {"step": step}


class Rule(NamedTuple):
    """How one kind of optimizer makes a step; `options` are the settings that it reads.

    `advance(settings, gradient, state, rate, step, buffer)` writes into `step`, and into the state.

    >>> optimizers.make("momentum").rule.formula
    'u ← μu + g; w ← w − η·u'
    """

    slots: tuple[str, ...]
    options: tuple[str, ...]
    formula: str
    source: str
    advance: Callable[[Optimizer, Array, State, Any, Array, Array], None]


LABELS = {"velocity": "momentum", "square": "mean square", "m": "m", "v": "v"}


# Each rule leaves in `step` what is subtracted from the parameters, and reads as its formula does. For speed
# alone nothing is allocated: averages move in place (`m *= …`; they are views into the state), and every
# result on the way is written (`out=`) into `step` or `buffer`, over what is not needed any more.


def _sgd(o: Optimizer, g: Array, s: State, rate: Any, step: Array, buffer: Array) -> None:
    np.multiply(rate, g, out=step)


def _momentum(o: Optimizer, g: Array, s: State, rate: Any, step: Array, buffer: Array) -> None:
    u: Array = s.slots[0]
    u *= o.momentum
    u += g
    np.multiply(rate, u, out=step)


def _nesterov(o: Optimizer, g: Array, s: State, rate: Any, step: Array, buffer: Array) -> None:
    u: Array = s.slots[0]
    u *= o.momentum
    u += g
    np.multiply(o.momentum, u, out=step)
    step += g
    step *= rate


def _rmsprop(o: Optimizer, g: Array, s: State, rate: Any, step: Array, buffer: Array) -> None:
    square: Array = s.slots[0]
    square *= o.decay
    square += np.multiply(1 - o.decay, np.square(g, out=buffer), out=buffer)
    root = np.sqrt(square, out=buffer)
    root += o.epsilon
    np.multiply(rate, g, out=step)
    step /= root


def _adam(o: Optimizer, g: Array, s: State, rate: Any, step: Array, buffer: Array) -> None:
    # Kingma & Ba's Algorithm 1; t is 1 in the first step.
    (m, v), t = s.slots, s.t
    # m ← β₁·m + (1 − β₁)·g
    m *= o.beta1
    m += np.multiply(1 - o.beta1, g, out=buffer)
    # v ← β₂·v + (1 − β₂)·g²
    v *= o.beta2
    v += np.multiply(1 - o.beta2, np.square(g, out=buffer), out=buffer)
    # m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ): the averages began at 0, which is too near 0.
    # step = η·m̂/(√v̂ + ε). For speed η·m̂ is one product, and √v̂ + ε is written over v̂.
    np.multiply(rate / (1 - o.beta1**t), m, out=step)
    v_hat = np.divide(v, 1 - o.beta2**t, out=buffer)
    root = np.sqrt(v_hat, out=buffer)
    # Not in Algorithm 1: scikit-learn's form, "uncorrected", adds ε to √v, which is ε/√(1 − β₂ᵗ) to √v̂.
    corrected = o.epsilon_form == "corrected"
    root += o.epsilon if corrected else o.epsilon / (1 - o.beta2**t) ** 0.5
    step /= root


_COMMON = ("learning_rate", "schedule", "clip_norm", "clip_value")
_WITH_MOMENTUM = (*_COMMON, "momentum")
_ADAM = (*_COMMON, "beta1", "beta2", "epsilon", "epsilon_form")
_ADAM_FORMULA = "m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; w ← w − η·m̂/(√v̂ + ε)"
_NESTEROV = "Nesterov 1983; Sutskever et al. 2013"
_RMSPROP = ("s ← ρs + (1 − ρ)g²; w ← w − η·g/(√s + ε)", "Tieleman & Hinton 2012, lecture 6.5")
_ADAMW = ("Adam's step, and w ← w − η·λ·w", "Loshchilov & Hutter 2019, alg. 2")
RULES: dict[str, Rule] = {
    "sgd": Rule((), _COMMON, "w ← w − η·g", "Robbins & Monro 1951", _sgd),
    "momentum": Rule(("velocity",), _WITH_MOMENTUM, "u ← μu + g; w ← w − η·u", "Polyak 1964", _momentum),
    "nesterov": Rule(("velocity",), _WITH_MOMENTUM, "u ← μu + g; w ← w − η(g + μu)", _NESTEROV, _nesterov),
    "rmsprop": Rule(("square",), (*_COMMON, "decay", "epsilon"), *_RMSPROP, _rmsprop),
    "adam": Rule(("m", "v"), _ADAM, _ADAM_FORMULA, "Kingma & Ba 2015, alg. 1", _adam),
    "adamw": Rule(("m", "v"), (*_ADAM, "weight_decay"), *_ADAMW, _adam),
}
_EPSILON_FORMS = dict.fromkeys(("corrected", "uncorrected"))
_BOUNDS: dict[str, dict[str, float]] = {
    **{name: {"least": 0} for name in ("learning_rate", "weight_decay")},
    **{name: {"least": 0, "below": 1} for name in ("momentum", "decay", "beta1", "beta2")},
    **{name: {"above": 0} for name in ("epsilon", "clip_norm", "clip_value")},
}


def make(name: str | Optimizer, learning_rate: float | None = None, **options: Any) -> Optimizer:
    """Return the optimizer called `name`: sgd, momentum, nesterov, rmsprop, adam or adamw.

    The learning rate is 0.01 for sgd, momentum and nesterov, 0.001 for the others, if not given. Raises
    UnknownName for a name or option that does not exist, InputError for a value out of range.
    """
    if isinstance(name, Optimizer):
        return name
    rule = lookup("optimizer", name, RULES)
    settings = dict(options)
    plain = name in ("sgd", "momentum", "nesterov")
    settings["learning_rate"] = (0.01 if plain else 0.001) if learning_rate is None else learning_rate
    if name == "adamw":
        settings.setdefault("weight_decay", 0.01)
    for option, value in settings.items():
        lookup(f"option of {name}", option, dict.fromkeys(rule.options))
        if option in _BOUNDS and value is not None:
            settings[option] = number(option, value, **_BOUNDS[option])
    if "schedule" in settings:
        settings["schedule"] = schedules.get(settings["schedule"])
    return Optimizer(name, **settings)


def stacked(optimizers: list[Optimizer]) -> Optimizer:
    """Return one optimizer for several networks: settings that differ become columns (networks, 1).

    All must be of one kind, with the same schedule and clipping.
    """
    optimizers = several("optimizers", optimizers, "a list of what make returns", Optimizer)
    if not optimizers:
        raise InputError("optimizers", optimizers, "at least one")
    first = optimizers[0]
    changes: dict[str, Any] = {}
    for f in fields(Optimizer):
        values = [getattr(o, f.name) for o in optimizers]
        if all(v == values[0] for v in values):
            continue
        if f.name not in _BOUNDS or f.name.startswith("clip"):
            raise InputError(f.name, values, "one value for all networks of a kind")
        changes[f.name] = np.array(values, dtype=np.float64)[:, None]
    return replace(first, **changes)

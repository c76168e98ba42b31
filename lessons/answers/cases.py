"""What the lab decides: which case of a {say} holds, and which choice of a prediction is right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from lessons import work
from lessons.format.fields import FieldError, KnobState
from lessons.format.markdown import parsed_inline, value_tokens
from lessons.grammar import Unread, condition
from lessons.labs.base import Lab
from lessons.labs.base.see import marks
from lessons.model import Predict, Quiz, Say
from lessons.text import UNKNOWN, listed

FAR = 10_000
"""Turns that take a knob to the end of its range."""
TURNS, TURNS_OF_CELLS = 20, 4
"""So many turns from where the lesson has a knob are tried; of a cell, of which there are many, fewer."""
TURNED, STEP = 2_000_000, 40_000
"""The work of turning a knob, and of a step that is not drawn, where a lab has no sums of its own."""
STOPS = 60
"""So many steps of a run are looked at."""


def holding(whens: Sequence[str], lab: Lab) -> list[int]:
    """Which conditions hold of a lab as it stands. Raises `Unread` and `LookupError`."""
    return [i for i, when in enumerate(whens) if condition(when).holds(lab.readout)]


def case_of(say: Say, lab: Lab) -> int:
    """Which case holds: the first of them, or, one past the last, none. What is not known holds not."""
    for i, case in enumerate(say.cases):
        try:
            if condition(case.when).holds(lab.readout):
                return i
        except (Unread, LookupError):
            continue
    return len(say.cases)


def said(say: Say, lab: Lab | None) -> str:
    """What a {say} says now, as Markdown; nothing while it reads what stands to be predicted."""
    if lab is None or (lab.secrets and any(_is_kept_back(lab, path) for path in _reads(say))):
        return ""
    case = case_of(say, lab)
    return say.cases[case].text if case < len(say.cases) else say.otherwise


@lru_cache(maxsize=256)
def _reads(say: Say) -> frozenset[str]:
    """Every readout in its conditions and its words."""
    whens = {name for case in say.cases for name, _ in condition(case.when).names}
    tokens = (token for text in say.texts for token in value_tokens(parsed_inline(text)))
    return frozenset(whens | {token.meta["value"] for token in tokens})


def _is_kept_back(lab: Lab, path: str) -> bool:
    try:
        return UNKNOWN in marks(lab.shown(path))
    except LookupError:
        return True


def asked(predict: Predict) -> tuple[str, ...]:
    """The readouts that answer a prediction, and are kept back until it is answered."""
    names = (name for choice in predict.choices for name, _ in condition(choice.when).names)
    return tuple(dict.fromkeys(names)) if predict.choices else (predict.answer,)


def decided(predict: Predict, ahead: Lab) -> Quiz:
    """A prediction with choices as a quiz, by a lab that stands where the answer is read.

    Raises `LookupError` for an unknown readout, and `ValueError` where not exactly one choice holds.
    """
    right = holding([choice.when for choice in predict.choices], ahead)
    if len(right) != 1:
        both = listed([f"'{predict.choices[i].when}'" for i in right], "and")
        raise ValueError(f"{both} hold" if right else "none of the choices holds")
    choices = (choice._replace(right=i in right) for i, choice in enumerate(predict.choices))
    return Quiz(predict.id, predict.ask, tuple(choices), predict.line)


# Whether a case can come up


def unreached(says: Sequence[Say], begun: Lab, most: int) -> tuple[list[tuple[Say, int]], int]:
    """The cases that come up at no step, however a knob is turned, and the work that it took to see that.

    One past the last case of a {say} is its `otherwise`. `begun`: their lab, with the lesson's knobs.
    `most`: how much work may be done; where that is too little, none is said to be out of reach.
    """
    left = {(say, i) for say in says for i in range(len(say.cases) + bool(say.otherwise))}
    done = 0
    tried = 1 + sum(len(places(knob)) for knob in begun.knobs())
    if tried * _work(begun, work.page_end(begun)) > most:
        return [], 0
    for lab in turned(begun):
        lab.limit = begun.limit
        end = work.page_end(lab)
        stops = range(0, end + 1, max(lab.stride, end // STOPS // lab.stride * lab.stride))
        open_ = list(dict.fromkeys(say for say, _ in left))
        done += _work(lab, end) + len(stops) * STEP * len(open_)
        if done > most or not left:
            return [], done
        for position in (*stops, end):
            lab.seek(position)
            left -= {(say, case_of(say, lab)) for say in open_}
    return sorted(left, key=lambda case: (case[0].line, case[1])), done


def _work(lab: Lab, end: int) -> int:
    """What it takes to turn a knob and run a lab, with nothing drawn."""
    names = ("start_work", "step_work", "run_work")
    if all(getattr(type(lab), name) is getattr(Lab, name) for name in names):
        return TURNED + end * STEP
    return lab.run_work(end) - 4 * TURNED


def turned(begun: Lab) -> Iterator[Lab]:
    """A lab as the lesson begins it, and copies with each knob at its ends, in the middle and between."""
    yield begun.copy()
    for knob in begun.knobs():
        for value in places(knob):
            lab = begun.copy()
            try:
                lab.turn(knob.id, value)
            except FieldError:
                continue
            yield lab


def places(knob: KnobState) -> list[object]:
    """Where a knob is tried: at its ends, in the middle, between them, and some turns from where it is."""
    f = knob.field
    if f.kind in ("choice", "text"):
        return list(f.choices)
    if f.kind == "toggle":
        return [not knob.value]
    most = TURNS_OF_CELLS if knob.index else TURNS
    found = [knob.turned(turns) for turns in (-FAR, FAR, *range(-most, most + 1))]
    if f.kind in ("number", "integer", "vector", "matrix") and f.scale == "linear":
        low, high = found[:2]
        parts = (low + (high - low) * part for part in (0.5, 0.25, 0.75))
        found[2:2] = [round(part) if f.kind == "integer" else round(part, 10) for part in parts]
    return list(dict.fromkeys(found))

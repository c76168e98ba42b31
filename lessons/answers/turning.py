"""Knobs in words: what they stand at, and turning one by its name and a value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from itertools import groupby

from lessons import work
from lessons.format.faults import visible
from lessons.format.fields import FieldError, KnobState, nearest
from lessons.labs.base import Lab
from lessons.text import cut, listed

LONGEST_NAME = 40


def knobs_in_words(knobs: Iterable[KnobState], known: Collection[str] = ()) -> str:
    """`Knobs: W₁ row 0: 0.30, −0.10; written rows (or columns).` Of several groups, each is named.

    `known`: the ids of those of which the learner knows what there is to choose from.
    """
    groups = [(name, list(group)) for name, group in groupby(knobs, key=lambda knob: knob.field.group)]
    return "\n".join(
        f"Knobs{f', {name}' if len(groups) > 1 else ''}: {_in_group(group, known)}." for name, group in groups
    )


def _in_group(knobs: list[KnobState], known: Collection[str]) -> str:
    fields = groupby(knobs, key=lambda knob: knob.field.name)
    return "; ".join(_told(list(cells), name in known) for name, cells in fields)


def _told(knobs: list[KnobState], known: bool) -> str:
    """The knobs of one field; a matrix row by row."""
    first = knobs[0]
    name = first.field.title
    if not unicodedata.normalize("NFKC", name).isascii():
        name += f" (type {first.field.name})"
    if first.field.kind == "matrix":
        rows = groupby(knobs, key=lambda knob: knob.index[0])
        said = ", ".join(f"row {i}: {', '.join(knob.shown() for knob in row)}" for i, row in rows)
    else:
        said = ", ".join(knob.shown() for knob in knobs)
    others = [choice for choice in first.field.choices if choice != first.value]
    return f"{name} {said}" + (f" (or {listed(others)})" if others and not known else "")


def turn(lab: Lab, text: str) -> None:
    """Turn a knob as `noise=0.8` or `W1[0,1] = 0.5` says. Raises `FieldError`, which leaves it as it was."""
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise FieldError(f"'{_cut(text)}' turns no knob", "write KNOB=VALUE, such as " + _example(lab))
    knob = find_knob(lab, name)
    try:
        lab.turn(knob.id, knob.parse(value))
    except FieldError as error:
        rest = "" if error.at is None else value.strip()[error.at :]
        place = f", at '{_cut(rest)}'" if rest else ""
        raise FieldError(f"{knob.label}: {error.reason}{place}", error.mend) from None
    too_much = work.excess(lab, work.page_end(lab))
    if too_much:
        lab.turn(knob.id, knob.value)
        raise FieldError(f"{knob.label}: {too_much}", "turn it to what takes less")


def find_knob(lab: Lab, name: str) -> KnobState:
    """The knob of that id or label, however it is spelt. Raises `FieldError`."""
    knobs = lab.knobs()
    for knob in knobs:
        if _plain(name) in (_plain(knob.id), _plain(knob.label)):
            return knob
    raise FieldError(f"there is no knob '{_cut(name)}'", nearest(_cut(name), [knob.id for knob in knobs]))


def _plain(name: str) -> str:
    """A name without what spellings differ in: capitals, subscripts, `_`, and `[0,1]` for `[0][1]`."""
    folded = unicodedata.normalize("NFKC", name).casefold().replace("_", " ").replace(",", "][")
    return re.sub(r"\s*([\[\]])\s*", r"\1", re.sub(r"\s+", " ", folded)).strip()


def _example(lab: Lab) -> str:
    knobs = lab.knobs()
    return f"{knobs[0].id}={knobs[0].shown()}" if knobs else "noise=0.8"


def _cut(text: str) -> str:
    return cut(visible(text.strip()), LONGEST_NAME)

"""Cards to fill in: a worked pass with blanks; each cell is right if it follows from those before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np

from lessons.answers.checks import AnswerError, find_slip, parse_number, shown
from lessons.answers.tries import Reply, Tries
from lessons.grammar import expression
from lessons.labs.base import Lab
from lessons.model import Fill, Predict
from lessons.text import short

Mark: TypeAlias = Literal["given", "open", "right", "follows", "slip"]

LEFT_OPEN = "_"
"""What stands for a cell without an entry, where all of them are in one line."""
UNCHANGED_SHOWS = "Try it once more; checked unchanged, it is shown."
MANY = 3
"""On a card with help, one cell in so many is blank."""


class Judged(NamedTuple):
    """What a card's entries are worth, cell by cell."""

    marks: tuple[Mark, ...]
    """`follows`: computed rightly from an entry that is not right."""
    slip: int | None
    """The first cell that does not follow from those before it, or that is open."""

    @property
    def right(self) -> bool:
        return self.slip is None


def blanks(fill: Fill) -> tuple[int, ...]:
    """The cells that are to be filled in: on the first card of several a few, then all."""
    cells = range(len(fill.cells))
    if fill.card or fill.cards == 1:
        return tuple(cells)
    return tuple(i for i in cells if i % MANY == MANY - 1 or i == cells[-1])


def values(fill: Fill, lab: Lab) -> list[float]:
    """What the cells hold, from a lab that has been run to its end."""
    return [float(lab.readout(cell.of)) for cell in fill.cells]


def follows(fill: Fill, lab: Lab, entries: Sequence[float | None], i: int) -> float:
    """What cell `i` is with the entries before it; `nan` where that cannot be computed.

    Raises `Unread` and `LookupError` where its formula cannot be read.
    """
    before: Mapping[str, Any] = {
        cell.of: entry for cell, entry in zip(fill.cells[:i], entries, strict=False) if entry is not None
    }
    read = expression(fill.cells[i].formula)
    return read.value(lambda name: before[name] if name in before else lab.readout(name))


def judge(fill: Fill, lab: Lab, entries: Sequence[float | None]) -> Judged:
    """Weigh the entries of a card: one a cell, None where it is open. What is given counts as it is."""
    true, asked = values(fill, lab), blanks(fill)
    filled = [entry if i in asked else true[i] for i, entry in enumerate(entries)]
    marks: list[Mark] = []
    slip = None
    for i, entry in enumerate(filled):
        if i not in asked:
            marks.append("given")
        elif entry is None:
            marks.append("open")
            slip = i if slip is None else slip
        elif _near(fill, entry, true[i]):
            marks.append("right")
        elif slip is not None and _near(fill, entry, follows(fill, lab, filled, i)):
            marks.append("follows")
        elif slip is None and _near(fill, entry, follows(fill, lab, filled, i)):
            # Computed from entries that were rounded.
            marks.append("right")
        else:
            marks.append("slip")
            slip = i if slip is None else slip
    return Judged(tuple(marks), slip)


def _near(fill: Fill, entry: float, value: float) -> bool:
    return abs(entry - value) <= fill.within + 1e-12 * max(1.0, abs(value))


def entries_of(fill: Fill, text: str) -> list[float | None]:
    """Read a card from one line, its blanks parted by blanks, `_` for one that is left open.

    Raises `AnswerError`.
    """
    asked, words = blanks(fill), text.split()
    if len(words) > len(asked):
        raise AnswerError(f"Give {len(asked)} numbers, one for each blank, parted by spaces.")
    entries: list[float | None] = [None] * len(fill.cells)
    for i, word in zip(asked, words, strict=False):
        if word != LEFT_OPEN:
            try:
                entries[i] = parse_number(word)
            except AnswerError as error:
                raise AnswerError(f"{fill.cells[i].name}: {error}") from None
    return entries


def reply_to_card(fill: Fill, lab: Lab, given: str, tries: Tries, most: int) -> Reply:
    """What is said of a card, as `entries_of` reads it. Raises `AnswerError`."""
    if tries.entry and given.strip() in ("", tries.entry):
        return Reply("shown", told(fill, lab, None))
    judged = judge(fill, lab, entries_of(fill, given))
    if judged.slip is None:
        return Reply("right", tuple(filter(None, ("Right, every one of them.", fill.why))))
    cell = fill.cells[judged.slip]
    if judged.marks[judged.slip] == "open" and most > 1:
        raise AnswerError(f"{cell.name}: this one is still open.")
    if judged.marks[judged.slip] == "open":
        slip, said = f"{cell.name} left open", f"{cell.name} is still open."
    else:
        named = slip_at(fill, lab, entries_of(fill, given), judged.slip)
        slip, said = cell.name, f"{cell.name} is the first that does not follow. {named}".strip()
    if tries.wrong + 1 < most:
        return Reply("again", (said, UNCHANGED_SHOWS), slip)
    return Reply("wrong", (said, *told(fill, lab, judged.slip)), slip)


def slip_at(fill: Fill, lab: Lab, entries: Sequence[float | None], i: int) -> str:
    """The known slip that an entry looks like, where all before it is right; else how it is worked out."""
    cell, entry = fill.cells[i], entries[i]
    if entry is not None and all(mark in ("given", "right") for mark in judge(fill, lab, entries).marks[:i]):
        question = Predict("", "", cell.of, fill.within, 0)
        answer = float(lab.readout(cell.of))
        named = find_slip(question, lab, entry, answer, fill.within)[0]
        if named:
            return named
    return f"It is {formula(fill, lab, i)}."


def formula(fill: Fill, lab: Lab, i: int) -> str:
    """How a cell is worked out, in the names that the learner sees, without its numbers."""
    return _put_in(fill, i, lambda name: _name(fill, lab, name))


def written(fill: Fill, lab: Lab, i: int) -> str:
    """How a cell is worked out, with the numbers of the card."""
    sum_ = _put_in(fill, i, lambda name: _number(fill, lab, name))
    return f"{sum_} = {shown(values(fill, lab)[i], fill.within)}"


def _put_in(fill: Fill, i: int, put: Callable[[str], str]) -> str:
    """The formula of a cell with something in the place of each name."""
    text, parts, end = fill.cells[i].formula, [], 0
    for name, at in expression(text).names:
        parts += [text[end:at], put(name)]
        end = at + len(name)
    return "".join([*parts, text[end:]]).replace(" - ", " − ").replace("*", "·")


def _name(fill: Fill, lab: Lab, name: str) -> str:
    """What a learner sees of a readout: the name of its cell, or that of its knob."""
    cell = next((cell.name for cell in fill.cells if cell.of == name), "")
    field, bracket, index = name.partition("[")
    title = next((f.title for f in lab.fields if f.name == field), field)
    return cell or f"{title}{bracket}{index}"


def _number(fill: Fill, lab: Lab, name: str) -> str:
    number = shown(float(lab.readout(name)), fill.within)
    return f"({number})" if number.startswith("−") else number


def told(fill: Fill, lab: Lab, slip: int | None) -> tuple[str, ...]:
    """The working of the cell that was wrong; of a card that is given up, all that was asked for."""
    if slip is not None:
        return (f"It is {written(fill, lab, slip)}.",)
    true = values(fill, lab)
    cells = ", ".join(f"{fill.cells[i].name} = {shown(true[i], fill.within)}" for i in blanks(fill))
    return (f"{cells}.",)


def hints(fill: Fill, lab: Lab, i: int) -> tuple[str, ...]:
    """What helps with a cell: on the first card how it is worked out and its numbers, on the last nothing."""
    if not fill.has_formulas:
        return (fill.hint,) if fill.hint else ()
    asked = {fill.cells[k].of for k in blanks(fill)}
    names = dict.fromkeys(name for name, _ in expression(fill.cells[i].formula).names)
    numbers = ", ".join(
        f"{_name(fill, lab, name)} as you have it"
        if name in asked
        else f"{_name(fill, lab, name)} = {shown(float(lab.readout(name)), fill.within)}"
        for name in names
    )
    told = (f"{fill.cells[i].name} = {formula(fill, lab, i)}", f"The numbers: {numbers}.")
    return told if fill.card == 0 else told[:1]


def numbers_given(fill: Fill, lab: Lab) -> str:
    """The numbers of a card, as they are told: `x 3, w 0.5, b −0.5`."""
    titles = {f.name: f.title for f in lab.fields}
    return ", ".join(f"{titles[name]} {_written(value)}" for name, value in fill.settings.items())


def _written(value: Any) -> str:
    """A setting on one line: a vector in brackets, the rows of a matrix parted by semicolons."""
    if isinstance(value, str):
        return value
    array = np.asarray(value)
    if array.ndim == 0:
        return short(float(array))
    rows = (" ".join(short(float(v)) for v in row) for row in np.atleast_2d(array))
    return f"[{'; '.join(rows)}]"

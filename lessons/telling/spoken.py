"""A lab in words, for who hears it or reads it a line at a time: no drawing, and nothing said twice."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Iterator

from lessons import work
from lessons.answers.turning import knobs_in_words
from lessons.figures import Curves, Diagram, Formula, Scatter, Spare, Surface
from lessons.figures.base import flat
from lessons.format.fields import KnobState
from lessons.format.layout import WORDS, wrap
from lessons.labs.base import Lab
from lessons.text import SHAPE, plural

TOLD_SINGLY = 12
"""Up to so many steps, each is told; a longer run is told by its end."""

# A dot between factors is not read out, nor is what stands for a number to come.
_TIMES = re.compile(r"(?<=[\w)\]′]) ?· ?(?=[\w(−?∂])")
_BLANK = re.compile(r"(?<!\w)_(?!\w)")
# Columns that only blanks keep apart.
_COLUMNS = re.compile(r"(?<=[\w)\]]) {2,}(?=\w)")
# `w ← w − 1`, but not the keys `←` and `→`.
_BECOMES = re.compile(r"(?<=[\w\]]) ← (?!and\b)")
_COUNTED = re.compile(r"^\w+ \d+(?: of \d+[.:]|,) ")
_SIGNS = {"←": "left arrow", "→": "right arrow", "↑": "up arrow", "↓": "down arrow", "ᵀ": " transposed"}


def spoken(text: str) -> str:
    """A line as it should be read out: signs that a reader drops become words, runs of blanks one."""
    text = re.sub(r"(?<=\S) {2,}", " ", _COLUMNS.sub(", ", text))
    text = _BLANK.sub("not yet", _TIMES.sub(" × ", text))
    text = _BECOMES.sub(" becomes ", SHAPE.sub(r"\1 by ", text))
    for sign, words in _SIGNS.items():
        text = text.replace(sign, words)
    return text


class Teller:
    """Says what labs show, and of one that it has told already only what has changed."""

    def __init__(self) -> None:
        self._told: dict[str, set[tuple[int, str]]] = {}
        self._knobs: dict[str, tuple[KnobState, ...]] = {}
        self._choices: set[str] = set()
        """The knobs of which it has been said what there is to choose from."""

    def tell(self, lab: Lab, key: str) -> list[str]:
        """What a lab shows now; `key` says which it is."""
        before = self._told.get(key)
        now = _units(lab)
        self._told[key] = _unmarked(now)
        if before is None:
            return _lines(unit for _, unit in now)
        changed = {_plain(unit): unit for i, unit in now if (i, _plain(unit)) not in before}
        if not changed:
            return ["It stands as it was told last."]
        if 2 * len(changed) > len(now):
            return _lines(unit for _, unit in now)
        return _lines(["Changed:", *changed.values()])

    def tell_knobs(self, lab: Lab, key: str) -> list[str]:
        """The knobs of a lab, where they stand otherwise than when they were told last."""
        knobs = lab.knobs()
        if self._knobs.get(key, ()) == knobs:
            return []
        self._knobs[key] = knobs
        said = knobs_in_words(knobs, self._choices)
        self._choices |= {knob.id for knob in knobs}
        return wrap(spoken(said), WORDS)

    def is_told(self, lab: Lab, key: str) -> bool:
        """Whether there is nothing new to tell."""
        return self._told.get(key) == _unmarked(_units(lab))

    def forget(self, key: str) -> None:
        """Tell everything the next time."""
        self._told.pop(key, None)
        self._knobs.pop(key, None)
        self._choices.clear()


def _units(lab: Lab) -> list[tuple[int, str]]:
    """What is said of each figure, with its place, in pieces that each say something on their own.

    Tables, equations and derivations fall into lines, where the rows of a matrix stay with its name;
    of a chart or a diagram one line means little without the others.
    """
    units: list[tuple[int, str]] = []
    for i, figure in enumerate(flat(f for f in lab.draw() if not isinstance(f, Spare))):
        code = isinstance(figure, Formula) and figure.code
        lines = [line if code else spoken(line) for line in figure.describe().split("\n") if line.strip()]
        if code or isinstance(figure, (Curves, Diagram, Scatter, Surface)):
            lines = ["\n".join(lines)]
        for line in lines:
            if line.startswith("row ") and units and units[-1][0] == i:
                units[-1] = (i, f"{units[-1][1]}\n{line}")
            else:
                units.append((i, line))
    return units


def _unmarked(units: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
    return {(i, _plain(unit)) for i, unit in units}


def _plain(unit: str) -> str:
    """Without the marks of this step, which say nothing new on their own."""
    return unit.replace(" (now)", "")


def _lines(units: Iterable[str]) -> list[str]:
    """Lines of at most 72 columns; what is indented is code, and stays as it is."""
    said = (line for unit in units for line in unit.split("\n"))
    return [part for line in said for part in ([line] if line.startswith(" ") else wrap(line, WORDS))]


def caption(lab: Lab) -> list[str]:
    """What the last step did, or the next one will do."""
    return wrap(spoken(lab.says()), WORDS)


def run_on(lab: Lab, at_least: int = 0) -> Iterator[str]:
    """Run a lab to its page's end, or `at_least` to a position: what each step says, where they are few.

    Steps that say the same are told together. The last line tells of the last step.
    """
    end = max(work.page_end(lab), at_least)
    if lab.counting:
        until = time.process_time() + work.COUNTING
        yield from _run(lab, lambda: not lab.position or time.process_time() < until, many_steps=False)
    elif end > lab.position:
        yield from _run(lab, lambda: lab.position < end, end - lab.position > TOLD_SINGLY)


def run_steps(lab: Lab, count: int) -> Iterator[str]:
    """Take so many steps of a lab, or as many as it has: what they say."""
    left = iter(range(count))
    yield from _run(lab, lambda: next(left, None) is not None, count > TOLD_SINGLY)


def _run(lab: Lab, goes_on: Callable[[], bool], many_steps: bool) -> Iterator[str]:
    start = lab.position
    if many_steps:
        while goes_on() and lab.step():
            lab.wait()
        if lab.position > start:
            yield f"After {plural(lab.position - start, lab.step_word)}:"
        yield from caption(lab)
        return
    first, said = start, ""
    while goes_on():
        before = lab.position
        if not lab.step():
            break
        lab.wait()
        says = _COUNTED.sub("", lab.says())
        if said and says != said:
            yield from _told(lab, first, before, said)
        if says != said:
            first, said = lab.position, says
    if said:
        yield from _told(lab, first, lab.position, said)


def _told(lab: Lab, first: int, last: int, says: str) -> list[str]:
    word = "Step" if lab.step_word[0].isdecimal() else lab.step_word.capitalize()
    which = f"{word} {first}" if first == last else f"{word} {first} to {last}"
    if lab.counting:
        # Its seeds have numbers of their own, which some captions begin with.
        which = f"Seed {lab.readout('seed') + last - 1}"
        says = says.removeprefix(f"{which}: ")
    return wrap(spoken(f"{which}: {says}"), WORDS)

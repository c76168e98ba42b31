"""A lab in words, for who hears it or reads it a line at a time: no drawing, and nothing said twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lessons.labs.base import Lab
from lessons.layout import WORDS, wrap
from lessons.text import plural

TOLD_SINGLY = 12
"""Up to so many steps, each is told; a longer run is told by its end."""

# A dot between factors is not read out, and a lone one at the end of a sentence would be.
_TIMES = re.compile(r"(?<=[\w)\]′]) ?· ?(?=[\w(−?])")
_COUNTED = re.compile(r"^\w+ \d+ of \d+[.:] ")


def spoken(text: str) -> str:
    """A line as it should be read out: a dot between factors becomes ×, runs of blanks one."""
    return re.sub(r"(?<=\S) {2,}", " ", _TIMES.sub(" × ", text))


def figures(lab: Lab) -> list[str]:
    """What the lab shows now, a line each."""
    return [
        spoken(line)
        for figure in lab.figures()
        for line in figure.describe().split("\n")
        if line.strip()
    ]  # fmt: skip


class Teller:
    """Says what labs show, and of one that it has told already only what has changed."""

    def __init__(self) -> None:
        self._told: dict[int, set[str]] = {}

    def tell(self, lab: Lab, key: int) -> list[str]:
        """What a lab shows now; `key` says which it is."""
        now = _units(figures(lab))
        before = self._told.get(key)
        self._told[key] = set(map(_unmarked, now))
        if before is None:
            return _lines(now)
        changed = {_unmarked(unit): unit for unit in now if _unmarked(unit) not in before}
        if not changed:
            return ["It stands as it was told last."]
        return _lines(now if 2 * len(changed) > len(now) else ["Changed:", *changed.values()])

    def is_told(self, lab: Lab, key: int) -> bool:
        """Whether there is nothing new to tell."""
        return self._told.get(key) == set(map(_unmarked, _units(figures(lab))))

    def forget(self, key: int) -> None:
        """Tell everything the next time."""
        self._told.pop(key, None)


def _unmarked(unit: str) -> str:
    """Without the marks of this step, which say nothing new on their own."""
    return unit.replace(" (now)", "")


def _lines(units: list[str]) -> list[str]:
    return [line for unit in units for said in unit.split("\n") for line in wrap(said, WORDS)]


def _units(lines: list[str]) -> list[str]:
    """Lines that say something on their own: the rows of a matrix stay with its name."""
    units: list[str] = []
    for line in lines:
        if line.startswith("row ") and units:
            units[-1] += f"\n{line}"
        else:
            units.append(line)
    return units


def caption(lab: Lab) -> list[str]:
    """What the last step did, or the next one will do."""
    return wrap(spoken(lab.caption()), WORDS)


def run_on(lab: Lab, at_least: int = 0) -> Iterator[str]:
    """Run a lab to its end, or `at_least` to a position: what each step says, where there are few of them.

    Steps that say the same are told together. The last line tells of the last step.
    """
    end = max(lab.run_length, at_least)
    end = end if lab.limit is None else min(end, lab.limit)
    start = lab.position
    if end <= start:
        return
    if end - start > TOLD_SINGLY:
        while lab.position < end and lab.step():
            lab.wait()
        yield f"After {plural(lab.position - start, lab.step_word, many(lab))}:"
        yield from caption(lab)
        return
    first, said = start, ""
    while lab.position < end:
        before = lab.position
        if not lab.step():
            break
        lab.wait()
        says = _COUNTED.sub("", lab.caption())
        if said and says != said:
            yield from _told(lab, first, before, said)
        if says != said:
            first, said = lab.position, says
    if said:
        yield from _told(lab, first, lab.position, said)


def _told(lab: Lab, first: int, last: int, says: str) -> list[str]:
    word = lab.step_word.capitalize()
    which = f"{word} {first}" if first == last else f"{word} {first} to {last}"
    return wrap(spoken(f"{which}: {says}"), WORDS)


def many(lab: Lab) -> str:
    """The plural of what one step of a lab is."""
    return lab.step_word + ("es" if lab.step_word.endswith("ch") else "s")

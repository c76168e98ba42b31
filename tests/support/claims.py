"""What the lessons claim of the numbers beside them, and whether it holds however the knobs are turned.

A file of tests/lessons/claims/ has the claims of one lesson, by the page on which they stand:

    [[a-page]]
    says = "The network gets … wrong"    # as it stands on the page; … for a live number or whatever else
    holds = "wrong < points"             # a condition on readouts, as those of {say}, and on the `position`
    at = "end"                           # "arrival", "end", or "always", as where there is none
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache, partial
from itertools import combinations, product
from pathlib import Path
from typing import Any, NamedTuple

from lessons import work
from lessons.answers import cases
from lessons.format.fields import LADDER, FieldError, KnobState
from lessons.grammar import condition
from lessons.labs import Lab
from lessons.model import Lesson, Page, Prose, Say
from lessons.run import LessonRun, format_value
from tests.support.course import COURSE

FOLDER = Path(__file__).parents[1] / "lessons" / "claims"
TIMES = ("arrival", "end", "always")
FINELY = 100_000_000
"""Where a run takes less work, a knob alone may be tried in more places."""
BETWEEN = 3
"""So many steps between arrival and end are looked at."""
SIZES: tuple[tuple[int, ...], ...] = ((1,), (4,), (3, 3))
"""Tried where a knob takes a list of sizes, besides its own at their ends."""

Setting = tuple[tuple[str, Any], ...]
"""Knobs that are turned, and to what."""


class Claim(NamedTuple):
    """A sentence, or a piece of one, and the condition under which it is true."""

    says: str
    holds: str
    at: str = "always"


class Tried(NamedTuple):
    """What came of the claims of a page."""

    faults: list[str]
    settings: int
    """How many settings of the knobs were tried, the lesson's own among them."""
    pairs: int
    """How many of these have two knobs turned."""
    never: list[str]
    """The claims that stood on the page at none of them."""


def claims(lesson: Lesson) -> Mapping[str, tuple[Claim, ...]]:
    """The claims of a lesson by the slugs of its pages."""
    return _read(FOLDER / lesson.path.with_suffix(".toml").name)


@cache
def _read(path: Path) -> Mapping[str, tuple[Claim, ...]]:
    found = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    return {slug: tuple(Claim(**claim) for claim in each) for slug, each in found.items()}


def claimed() -> Iterator[tuple[Lesson, Page]]:
    """Every page of the course with claims."""
    for lesson in COURSE.lessons:
        yield from ((lesson, page) for page in lesson.pages if page.slug in claims(lesson))


def squeezed(text: str) -> str:
    """A text with one blank for each run of them."""
    return " ".join(text.split())


@lru_cache(maxsize=4096)
def stands(says: str, text: str) -> bool:
    """Whether a sentence stands in a text, `…` for anything."""
    parts = (re.escape(part.strip()) for part in squeezed(says).split("…"))
    return bool(re.search(r" ?.*? ?".join(parts), squeezed(text)))


def asked(page: Page) -> list[str]:
    """All words of a page's questions: they are of the lesson's own values."""
    return [text for question in page.questions for text in question.texts]


def in_lesson(claim: Claim, page: Page) -> bool:
    """Whether the words of a claim are written on its page; if not, its lab may say them."""
    written = [b.source for b in page.blocks if isinstance(b, Prose)]
    written += [text for b in page.blocks if isinstance(b, Say) for text in b.texts]
    return any(stands(claim.says, text) for text in written + asked(page))


def shown(page: Page, lab: Lab, own: bool) -> list[str]:
    """The words that stand on the screen now. `own`: no knob has been turned."""
    now = [b.source for b in page.blocks if isinstance(b, Prose)]
    now += [cases.said(b, lab) for b in page.blocks if isinstance(b, Say)]
    now += asked(page) if own else [task.now for task in page.tasks]
    return [*now, lab.says()]


def ends(knob: KnobState) -> list[Any]:
    """A knob at its two ends, or every choice of it."""
    f = knob.field
    if f.kind in ("choice", "text"):
        return list(f.choices)
    if f.kind == "toggle":
        return [False, True]
    if f.kind == "sizes" or f.low is None or f.high is None:
        return list(dict.fromkeys((knob.turned(-cases.FAR), knob.turned(cases.FAR))))
    return [int(f.low), int(f.high)] if f.kind == "integer" else [float(f.low), float(f.high)]


def places(knob: KnobState) -> list[Any]:
    """A knob at its ends and in the middle."""
    f, found = knob.field, ends(knob)
    if f.kind == "sizes":
        return [*found, *SIZES]
    if f.kind in ("choice", "toggle", "text") or len(found) < 2:
        return found
    low, high = found
    if f.scale == "log":
        rungs = [rung for rung in LADDER if low < rung < high]
        middle = rungs[len(rungs) // 2] if rungs else low
    else:
        middle = round((low + high) / 2, 10)
    return [*found, round(middle) if f.kind == "integer" else middle]


def alone(lab: Lab, finely: bool) -> list[Setting]:
    """The lesson's own setting, and each knob alone; `finely`: also near where it is."""
    tried = {knob.id: places(knob) + (cases.places(knob) if finely else []) for knob in lab.knobs()}
    return [
        (),
        *((setting,) for setting in dict.fromkeys((id_, v) for id_, each in tried.items() for v in each)),
    ]


def in_pairs(lab: Lab) -> list[Setting]:
    """Every pair of knobs at their ends; with each choice of a knob, another in the middle too."""
    found: list[Setting] = []
    for a, b in combinations(lab.knobs(), 2):
        at = places if "choice" in (a.field.kind, b.field.kind) else ends
        found += [((a.id, x), (b.id, y)) for x, y in product(at(a), at(b))]
    return found


def turned(begun: Lab, setting: Setting) -> Lab | None:
    """A copy of a page's lab with knobs turned; none where they are refused."""
    lab = begun.copy()
    lab.limit = begun.limit
    try:
        for knob, value in setting:
            lab.turn(knob, value)
    except FieldError:
        return None
    return None if work.excess(lab, work.page_end(lab)) else lab


def stops(lab: Lab) -> Iterator[str]:
    """Run a lab to the end of its page, and stop where claims are read."""
    start, end = lab.position, work.page_end(lab)
    yield "arrival"
    for part in range(1, BETWEEN + 1):
        position = (start + (end - start) * part // (BETWEEN + 1)) // lab.stride * lab.stride
        if lab.position < position < end:
            lab.seek(position)
            yield "between"
    lab.seek(end)
    lab.wait()
    yield "end"


def try_page(
    lesson: Lesson, page: Page, spent: int | None = None, most: int | None = None, finely: bool = False
) -> Tried:
    """Try the claims of a page. `spent`: only some pairs of knobs, picked by chance, that take so much work.

    `most`: only settings whose run takes no more work; the lesson's own is tried all the same. Then labs that
    run a process beside them are not tried. `finely`: quick labs in more places of each knob.
    """
    run = LessonRun(lesson, frozenset(question.id for question in lesson.questions))
    run.arrive(page)
    begun = run.lab(page)
    assert begun is not None, f"{page.slug} has claims, and no lab to hold them against"
    if most is not None and type(begun).wait is not Lab.wait:
        return Tried([], 0, 0, [claim.says for claim in claims(lesson)[page.slug]])
    costs = begun.run_work(work.page_end(begun))
    settings, couples = alone(begun, finely and costs < FINELY), in_pairs(begun)
    if spent is not None:
        pairs = min(spent // costs, len(couples))
        couples = random.Random(page.slug).sample(couples, pairs)
    tried, faults = list[Setting](), list[str]()
    left = set(claims(lesson)[page.slug])
    for setting in (*settings, *couples):
        lab = turned(begun, setting)
        if lab is None or (setting and most is not None and lab.run_work(work.page_end(lab)) > most):
            continue
        tried.append(setting)
        for time in stops(lab):
            read = [claim for claim in claims(lesson)[page.slug] if claim.at in (time, "always")]
            now = shown(page, lab, not setting) if read else []
            for claim in read:
                if not any(stands(claim.says, text) for text in now):
                    continue
                left.discard(claim)
                if not condition(claim.holds).holds(partial(look, lab)):
                    faults.append(told(claim, lab, setting, time))
        lab.close()
    run.close()
    never = [claim.says for claim in claims(lesson)[page.slug] if claim in left]
    return Tried(faults, len(tried), sum(len(setting) == 2 for setting in tried), never)


def look(lab: Lab, name: str) -> Any:
    """A readout of a lab, unknown where it has none; or `position`, how many of its steps have been taken."""
    try:
        return lab.position if name == "position" else lab.at(lab.resolved(name))
    except LookupError:
        return None


def told(claim: Claim, lab: Lab, setting: Setting, time: str) -> str:
    """A claim that does not hold, in a line."""
    read = {name: format_value(look(lab, name)) for name, _ in condition(claim.holds).names}
    knobs = ", ".join(f"{knob} = {value}" for knob, value in setting) or "no knob turned"
    now = ", ".join(f"{name} = {value}" for name, value in read.items())
    return f'"{squeezed(claim.says)}" at {time} ({lab.position}) with {knobs}: not {claim.holds} ({now})'

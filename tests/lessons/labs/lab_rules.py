"""What holds for every lab, whatever it shows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from lessons.answers import fills
from lessons.course import find_lesson
from lessons.format.fields import FieldError
from lessons.format.layout import LAB_WIDTH, wrap
from lessons.labs import Lab
from lessons.run import LessonRun
from tests.support.course import COURSE


def said(lab: Lab) -> str:
    """Everything that it says now, in words."""
    return "\n".join([*(figure.describe() for figure in lab.draw()), lab.says()])


def card_values(lesson_id: str) -> list[list[float]]:
    """What the cells hold on each card of a lesson of the course."""
    lesson = find_lesson(COURSE, lesson_id)
    run = LessonRun(lesson)
    return [fills.values(card, run.card(card)) for page in lesson.pages for card in page.fills]


def at(lab: Lab, position: int) -> Lab:
    lab.seek(position)
    assert lab.position == position
    return lab


def numbers(value: Any) -> Iterable[float]:
    """Every number in a readout."""
    if isinstance(value, Mapping):
        for part in value.values():
            yield from numbers(part)
    elif isinstance(value, (list, tuple, np.ndarray)):
        for part in value:
            yield from numbers(part)
    elif not isinstance(value, str):
        yield float(value)


def check_documented(lab: Lab) -> None:
    assert set(lab.values()) == set(lab.readouts)


def check_there_and_back(lab: Lab) -> None:
    """Each step can be taken back, a reset is the start, and a saved state is the same again."""
    seen = [said(lab)]
    while lab.step():
        seen.append(said(lab))
    assert lab.done
    assert lab.length == len(seen) - 1
    while lab.back():
        assert said(lab) == seen[lab.position]
    assert said(lab) == seen[0]
    lab.seek(len(seen) // 2)
    twin = type(lab)({**lab.settings})
    twin.restore(lab.state())
    assert said(twin) == said(lab)
    lab.reset()
    assert said(lab) == seen[0]


def check_nothing_moves(lab: Lab) -> None:
    """Its rows stay the same from step to step, and its caption fits the rows it asks for."""
    rows = sum(figure.rows for figure in lab.draw())
    while True:
        assert sum(figure.rows for figure in lab.draw()) == rows
        assert len(wrap(lab.says(), LAB_WIDTH)) <= lab.caption_rows, lab.says()
        if not lab.step():
            return


def check_knobs_at_their_ends(lab: Lab) -> None:
    """Every knob goes to both of its ends, and the lab runs there, with finite numbers."""
    for knob in lab.knobs():
        for turns in (-2000, 2000):
            changed = lab.copy()
            try:
                changed.turn(knob.id, knob.turned(turns))
            except FieldError:
                assert said(changed) == said(lab)
                continue
            for position in (0, changed.length or 0):
                changed.seek(position)
                assert said(changed)
                assert len(wrap(changed.says(), LAB_WIDTH)) <= changed.caption_rows, changed.says()
                assert all(math.isfinite(n) for n in numbers(changed.values())), knob.id


def check_secret(lab: Lab, path: str, *answers: str) -> None:
    """A readout that stands to be predicted is told nowhere, at no step; once it is not, it is told."""
    while True:
        if lab.declared:
            lab.ask(path)
        else:
            lab.hidden = frozenset({path})
        for answer in answers:
            assert answer not in said(lab), f"{path} at {lab.position}:\n{said(lab)}"
        if not lab.step():
            break
    lab.secrets, lab.hidden = frozenset(), frozenset()
    told = [said(lab)]
    while lab.back():
        told.append(said(lab))
    for answer in answers:
        assert any(answer in text for text in told), f"'{answer}' is told nowhere"

"""Lessons to try things on."""

from __future__ import annotations

from pathlib import Path

from lessons.answers.checks import read_answer
from lessons.answers.tries import Reply, Tries, reply_to_number
from lessons.format.parser import parse_text
from lessons.labs import Lab
from lessons.model import Lesson, Page, Predict
from lessons.validate import read_lesson
from lessons.walk import Arrival

HEAD = """# A title

```{lesson}
id = "a-lesson"
```

"""

PAGE = HEAD + "## A page\n\n"


def parsed(text: str) -> Lesson:
    """A lesson that has no faults."""
    lesson, faults = parse_text(text, Path("lesson.md"), "lesson.md")
    assert not faults, "\n".join(map(str, faults))
    assert lesson is not None
    return lesson


def said_of(path: Path, content: str | bytes) -> str:
    """What `nntutor check` prints about a file of this content."""
    if isinstance(content, str):
        content = content.encode()
    path.write_bytes(content)
    return "\n".join(map(str, sorted(read_lesson(path)[1])))


def answer_lab(predict: Predict, lab: Lab) -> Lab:
    """A copy of a lab, run to where an answer is read that is asked of it as it stands."""
    ahead = lab.copy()
    ahead.seek(Arrival(Page("", "", (), 0), lab.position).answered_at(predict, lab))
    return ahead


def expected(predict: Predict, lab: Lab) -> float:
    """The answer that is asked of a lab as it stands."""
    return read_answer(predict, answer_lab(predict, lab))


def graded(predict: Predict, lab: Lab, text: str, tries: Tries | None = None, most: int = 1) -> Reply:
    """What is said of an answer that is asked of a lab as it stands; by default of the only try."""
    return reply_to_number(predict, answer_lab(predict, lab), text, tries, most)

"""Lessons to try things on."""

from __future__ import annotations

from pathlib import Path

from lessons.format.parser import parse_text
from lessons.model import Lesson
from lessons.validate import check_file

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
    return "\n".join(map(str, sorted(check_file(path))))
